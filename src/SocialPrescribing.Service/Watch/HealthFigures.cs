using SocialPrescribing.Service.Transfer;


namespace SocialPrescribing.Service.Watch;

/// <summary>Figures about the service, and nothing about any person.</summary>
/// <param name="OverdueJourneys">
/// Journeys whose next due time passed more than two rounds of the watch ago. 1,000 means at least that many.
/// </param>
/// <param name="StuckMessages">Messages whose sender died and that have not been recovered yet.</param>
/// <param name="Resting">Why the service rests; null while it works.</param>
public sealed record HealthFigures(
    int OverdueJourneys, int StuckMessages, int QueuedMessages, DateTimeOffset? OldestQueued, int FailedMessages, int UncertainMessages,
    RestReason? Resting = null)
{
    /// <summary>How long a message of priority 0 (safety) or 1 (dated) may wait before it is late.</summary>
    public static readonly TimeSpan UrgentWithin = TimeSpan.FromHours(1);
    /// <summary>How long any other message may wait before it is late.</summary>
    public static readonly TimeSpan OthersWithin = TimeSpan.FromDays(1);

    /// <summary>When the urgent message that has waited longest was queued.</summary>
    public DateTimeOffset? OldestUrgent { get; init; }
    /// <summary>Journeys that cannot be read, by their ids; at most <see cref="UnreadableJourneys.Most"/>.</summary>
    public IReadOnlyList<Guid> UnreadableJourneys { get; init; } = [];
    /// <summary>Loops of this process that have failed three times in a row or more.</summary>
    public IReadOnlyList<string> FailingLoops { get; init; } = [];
    /// <summary>Whether messages were late when the figures were read.</summary>
    public bool MailIsLate { get; init; }

    public bool IsHealthy =>
        OverdueJourneys is 0 && StuckMessages is 0 && Resting is (null or RestReason.Copy) && UnreadableJourneys.Count is 0
        && FailingLoops.Count is 0 && !MailIsLate;
}
