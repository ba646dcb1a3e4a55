using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Ports;

/// <summary>Messages that wait to be sent, and what became of them: the send ledger.</summary>
public interface IOutbox
{
    /// <summary>Adds a message beside those that commits queue. A key that is there already stays as it is: false.</summary>
    Task<bool> Queue(QueuedMessage message, CancellationToken cancellation);

    /// <summary>What may be sent now: most urgent first, then the oldest.</summary>
    Task<IReadOnlyList<QueuedMessage>> Waiting(DateTimeOffset now, int most, CancellationToken cancellation);

    /// <summary>The first of these, and whether others may be waiting behind it.</summary>
    async Task<(QueuedMessage? First, bool IsMore)> First(DateTimeOffset now, CancellationToken cancellation) =>
        await Waiting(now, 1, cancellation) is [var first] ? (first, true) : (null, false);

    /// <summary>When the next message that waits for a time may go; null if none waits.</summary>
    Task<DateTimeOffset?> NextWaiting(CancellationToken cancellation);

    /// <summary>
    /// Moves a message to <paramref name="status"/> if nobody else has touched it since it was read; the one that is returned is then the
    /// current. Each move to <see cref="MessageStatus.Sending"/> counts as an attempt.
    /// </summary>
    Task<QueuedMessage?> Move(
        QueuedMessage message, MessageStatus status, DateTimeOffset? notBefore, string? reason, DateTimeOffset at,
        CancellationToken cancellation);

    /// <summary>Messages in <see cref="MessageStatus.Sending"/> whose claim has run out: their sender died on the way.</summary>
    Task<IReadOnlyList<QueuedMessage>> Stuck(DateTimeOffset now, int most, CancellationToken cancellation);

    /// <summary>All messages of a journey, the oldest first.</summary>
    Task<IReadOnlyList<QueuedMessage>> Of(Guid owner, CancellationToken cancellation);

    Task<OutboxFigures> Figures(CancellationToken cancellation);
}

/// <summary>One message in the ledger. Who it goes to and what it says is worked out when it is sent.</summary>
/// <param name="Owner">The journey, or <see cref="Guid.Empty"/> for the service's own.</param>
/// <param name="Staff">The staff id it goes to, once that is known.</param>
/// <param name="NotBefore">In the machine's time, as is the claim: while sending, when the claim runs out.</param>
/// <param name="Revision">Goes up with every move.</param>
public sealed record QueuedMessage(
    Guid Owner, string Key, MessageKind Kind, string? About, string? Staff, int Priority, DateTimeOffset QueuedAt,
    MessageStatus Status = MessageStatus.Queued, DateTimeOffset? NotBefore = null, int Attempts = 0, string? Reason = null,
    DateTimeOffset? MovedAt = null, int Revision = 0)
{
    [JsonIgnore] public MessageAbout? What => MessageAbout.Of(Kind, About);

    /// <summary>One that is no journey's, to queue.</summary>
    public static QueuedMessage OfTheService(
        string key, MessageKind kind, MessageAbout about, DateTimeOffset at, string? staff = null) =>
        new(Guid.Empty, key, kind, about.Text, staff, Messages.PriorityOf(kind), at);
}

public enum MessageStatus { Queued, Sending, Sent, Failed, Uncertain, Dropped }

public sealed record OutboxFigures(int Queued, DateTimeOffset? OldestQueued, int Sending, int Failed, int Uncertain)
{
    /// <summary>When the oldest waiting message was queued whose priority is <see cref="LeastUrgent"/> or more urgent.</summary>
    public DateTimeOffset? OldestUrgent { get; init; }

    /// <summary>Messages about safety are more urgent, and those that are useful only until a certain time are as urgent.</summary>
    public const int LeastUrgent = (int)Priority.Dated;
}
