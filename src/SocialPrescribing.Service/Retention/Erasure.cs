using System.Text.Json.Serialization;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Retention;

/// <summary>A request to erase a record, and how far it has got. It is kept in the register, because the journey itself goes.</summary>
/// <param name="AskedBy">A staff id; null if the retention period had ended.</param>
public sealed record Erasure(ErasureReason Reason, string? AskedBy, DateTimeOffset AskedAt)
{
    /// <summary>The staff id of somebody other than who asked.</summary>
    public string? AgreedBy { get; init; }
    /// <summary>From this moment the watch carries it out.</summary>
    public DateTimeOffset? AgreedAt { get; init; }
    /// <summary>It was done before, and a backup brought the record back. Nothing may prevent it now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool IsAgain { get; init; }
    /// <summary>Why it was stopped after all: the code of the refusal. Somebody has to ask again.</summary>
    public string? StoppedFor { get; init; }
    /// <summary>Journeys of the same person that were joined to it.</summary>
    public IReadOnlyList<Guid> With { get; init => field = value ?? []; } = [];
    /// <summary>How the names of its letters' files begin. One of them may be written at this moment.</summary>
    public IReadOnlyList<string> Letters { get; init => field = value ?? []; } = [];
    /// <summary>The contents of its documents, by their names in the store.</summary>
    public IReadOnlyList<string> Documents { get; init => field = value ?? []; } = [];
    /// <summary>When all tombstones were there, in the machine's time. After that, everything that leads to the record
    /// is deleted.</summary>
    public DateTimeOffset? ErasedAt { get; init; }
}

/// <summary>An erased record: who asked and agreed, and nothing about the person.</summary>
public sealed record ErasedRecord(Guid Journey, ErasureReason Reason, string? AskedBy, string? AgreedBy, DateTimeOffset At);

/// <summary>How far the search through the register for erased journeys has got.</summary>
/// <param name="Began">In the machine's time.</param>
/// <param name="Step">The number of the kind, or part of a kind, that is being searched.</param>
internal sealed record SweepReached(DateTimeOffset Began, IReadOnlyList<Guid> Journeys, int Step = 0, string? After = null);

/// <summary>How the records about keeping and erasing are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Erasure))]
[JsonSerializable(typeof(ErasedRecord))]
[JsonSerializable(typeof(SweepReached))]
[JsonSerializable(typeof(RetentionState))]
[JsonSerializable(typeof(DateOnly))]
[JsonSerializable(typeof(int))]
internal sealed partial class RetentionJson : JsonSerializerContext;
