using System.Text.Json.Serialization;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Mail;

/// <summary>
/// Under which id a mail system was given which message. The id follows from the message's key, so that the same message handed over twice
/// is recognised; a later report about the id finds its way back to the message.
/// </summary>
/// <remarks>
/// A mail system answers a repeated id as it did the first time, and refuses one whose letter has changed (its links are written anew each
/// time). So where its answer says that nothing was taken, the next try goes under the next id.
/// </remarks>
public sealed class MailOperations(IRegister register, Clocks clocks)
{
    /// <summary>Reports come within days, where they come at all.</summary>
    public static TimeSpan Lasts => RecordKinds.MailOperation.Lasts!.Value;

    /// <summary>The name space of these ids; never changed, for running operations hang on it.</summary>
    private static readonly Guid Space = Guid.Parse("2f9b1d4e-7c35-5b0a-8e61-94d6a3c07f52");
    private const int OwnerLength = 32;

    /// <param name="Turn">On the first id of a message: the try that is in force.</param>
    internal sealed record Operation(Guid Owner, string Key, int Turn);

    private readonly Records<Operation> _operations = RecordKinds.MailOperation.Of(MailJson.Default.Operation).In(register, clocks);

    /// <summary>The id under which the message goes now, kept before anything goes out.</summary>
    /// <param name="key">The message's whole key: its owner's id, a slash, its own key.</param>
    /// <returns>IsKnown: somebody was given this id before, and nobody knows what became of it.</returns>
    public async Task<(Guid Id, bool IsKnown)> Begin(string key, CancellationToken cancellation)
    {
        Guid first = IdOf(key, 1);
        Operation operation = new(Guid.ParseExact(key[..OwnerLength], "N"), key[(OwnerLength + 1)..], 1);
        // Nearly all go the first time.
        if (await _operations.Add(Key(first), operation, cancellation))
            return (first, false);
        int turn = (await _operations.Get(Key(first), cancellation))?.Value.Turn ?? 1;
        return turn is 1 ? (first, true)
            : (IdOf(key, turn), !await _operations.Add(Key(IdOf(key, turn)), operation with { Turn = turn }, cancellation));
    }

    /// <summary>Nothing was taken under the id in force: the next try is another operation.</summary>
    public Task TakeNext(string key, CancellationToken cancellation) =>
        _operations.Change(Key(IdOf(key, 1)), r => r is null ? null : r.Value with { Turn = r.Value.Turn + 1 }, cancellation);

    /// <summary>Whose message an id stands for; null for one that is unknown or long ago.</summary>
    public async Task<(Guid Owner, string Key)?> Find(Guid id, CancellationToken cancellation) =>
        await _operations.Get(Key(id), cancellation) is { Value: var operation } ? (operation.Owner, operation.Key) : null;

    /// <summary>UUID version 5 of the key; from the second try on, of the key and the number of the try.</summary>
    public static Guid IdOf(string key, int turn) => NamedGuid.Of(Space, turn is 1 ? key : $"{key}#{turn}");

    private static string Key(Guid id) => id.ToString("N");
}

/// <summary>The written form of what the mail system is told and allows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MailOperations.Operation))]
[JsonSerializable(typeof(MailQuota.State))]
internal sealed partial class MailJson : JsonSerializerContext;
