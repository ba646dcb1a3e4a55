using Azure.Data.Tables;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>The way to the tables and back. Anything may go wrong there.</summary>
internal interface ITrouble
{
    /// <param name="request">Describes the request in full, so that two runs can be compared.</param>
    /// <param name="effect">What the service does when the request arrives. It runs again if the client repeats the request.</param>
    /// <param name="mayRepeat">Whether a second time could change anything.</param>
    Task<T> Carry<T>(string table, string request, Func<T> effect, bool mayRepeat);

    /// <summary>Called right after a write has taken effect.</summary>
    void Written(string table, IReadOnlyList<TableTransactionAction> actions);
}
