using System.Text.Json.Serialization;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Retention;

/// <summary>That a record is to be erased, and how far that has got. It stands in the register, because the journey goes.</summary>
/// <param name="AskedBy">A staff id; null where the time was over for which the record is kept.</param>
public sealed record Erasure(ErasureReason Reason, string? AskedBy, DateTimeOffset AskedAt)
{
    /// <summary>A staff id: never the one who asked.</summary>
    public string? AgreedBy { get; init; }
    /// <summary>From here on the watch carries it through.</summary>
    public DateTimeOffset? AgreedAt { get; init; }
    /// <summary>It had been done, and a backup brought the record back: nothing can be in the way.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool IsAgain { get; init; }
    /// <summary>Why it could not be done after all: the code of the refusal. Somebody has to ask again.</summary>
    public string? StoppedFor { get; init; }
    /// <summary>Journeys that were joined to it: the same person's.</summary>
    public IReadOnlyList<Guid> With { get; init => field = value ?? []; } = [];
    /// <summary>How the files of its letters begin: one may be written at the very moment.</summary>
    public IReadOnlyList<string> Letters { get; init => field = value ?? []; } = [];
    /// <summary>What is in its documents, by their names in the store.</summary>
    public IReadOnlyList<string> Documents { get; init => field = value ?? []; } = [];
    /// <summary>When the tombstones were all there, in the machine's time; what finds the record goes after that.</summary>
    public DateTimeOffset? ErasedAt { get; init; }
}

/// <summary>A record was erased: who answers for it, and nothing of whom it was about.</summary>
public sealed record ErasedRecord(Guid Journey, ErasureReason Reason, string? AskedBy, string? AgreedBy, DateTimeOffset At);

/// <summary>How far the register has been looked through for what names erased journeys.</summary>
/// <param name="Began">In the machine's time.</param>
/// <param name="Step">Which of the kinds, or of the parts of one.</param>
internal sealed record SweepReached(DateTimeOffset Began, IReadOnlyList<Guid> Journeys, int Step = 0, string? After = null);

/// <summary>The written form of what ends a record's life.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Erasure))]
[JsonSerializable(typeof(ErasedRecord))]
[JsonSerializable(typeof(SweepReached))]
[JsonSerializable(typeof(RetentionState))]
[JsonSerializable(typeof(DateOnly))]
[JsonSerializable(typeof(int))]
internal sealed partial class RetentionJson : JsonSerializerContext;
