using System.Text.Json.Serialization;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Mail;

/// <summary>
/// Keeps the id under which each message was given to a mail system. The id follows from the message's key, so a message that is handed
/// over twice is recognised, and a later report about the id finds the message.
/// </summary>
/// <remarks>
/// A mail system answers a repeated id as it did the first time. It refuses an id whose letter has changed, as it does when links are
/// written anew. So after an answer that says that nothing was accepted, the next try uses the next id.
/// </remarks>
public sealed class MailOperations(IRegister register, Clocks clocks)
{
    /// <summary>If reports come at all, they come within days.</summary>
    public static TimeSpan Lasts => RecordKinds.MailOperation.Lasts!.Value;

    /// <summary>The name space of these ids. It must never change: operations that are under way depend on it.</summary>
    private static readonly Guid Space = Guid.Parse("2f9b1d4e-7c35-5b0a-8e61-94d6a3c07f52");
    private const int OwnerLength = 32;

    /// <param name="Turn">In the record of a message's first id: the number of the current try.</param>
    internal sealed record Operation(Guid Owner, string Key, int Turn);

    private readonly Records<Operation> _operations = RecordKinds.MailOperation.Of(MailJson.Default.Operation).In(register, clocks);

    /// <summary>The current id of the message. It is stored before anything is sent.</summary>
    /// <param name="key">The message's whole key: its owner's id, a slash, and its own key.</param>
    /// <returns>IsKnown: the id was used before, and nobody knows with what outcome.</returns>
    public async Task<(Guid Id, bool IsKnown)> Begin(string key, CancellationToken cancellation)
    {
        Guid first = IdOf(key, 1);
        Operation operation = new(Guid.ParseExact(key[..OwnerLength], "N"), key[(OwnerLength + 1)..], 1);
        // Nearly all messages go out at the first try.
        if (await _operations.Add(Key(first), operation, cancellation))
            return (first, false);
        int turn = (await _operations.Get(Key(first), cancellation))?.Value.Turn ?? 1;
        return turn is 1 ? (first, true)
            : (IdOf(key, turn), !await _operations.Add(Key(IdOf(key, turn)), operation with { Turn = turn }, cancellation));
    }

    /// <summary>Nothing was accepted under the current id, so the next try uses another one.</summary>
    public Task TakeNext(string key, CancellationToken cancellation) =>
        _operations.Change(Key(IdOf(key, 1)), r => r is null ? null : r.Value with { Turn = r.Value.Turn + 1 }, cancellation);

    /// <summary>The message that an id stands for; null if the id is unknown or too old.</summary>
    public async Task<(Guid Owner, string Key)?> Find(Guid id, CancellationToken cancellation) =>
        await _operations.Get(Key(id), cancellation) is { Value: var operation } ? (operation.Owner, operation.Key) : null;

    /// <summary>UUID version 5 of the key; from the second try on, of the key and the number of the try.</summary>
    public static Guid IdOf(string key, int turn) => NamedGuid.Of(Space, turn is 1 ? key : $"{key}#{turn}");

    private static string Key(Guid id) => id.ToString("N");
}

/// <summary>How the records about the mail system are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MailOperations.Operation))]
[JsonSerializable(typeof(MailQuota.State))]
internal sealed partial class MailJson : JsonSerializerContext;
