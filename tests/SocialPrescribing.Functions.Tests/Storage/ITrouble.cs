using Azure.Data.Tables;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>The way to the tables and back, where anything may happen.</summary>
internal interface ITrouble
{
    /// <param name="request">Says in full what is asked, so that two runs can be compared.</param>
    /// <param name="effect">What the service does once the request arrives; again where the client sends it again.</param>
    /// <param name="mayRepeat">Whether a second time could change anything.</param>
    Task<T> Carry<T>(string table, string request, Func<T> effect, bool mayRepeat);

    /// <summary>Right after it has taken effect.</summary>
    void Written(string table, IReadOnlyList<TableTransactionAction> actions);
}
