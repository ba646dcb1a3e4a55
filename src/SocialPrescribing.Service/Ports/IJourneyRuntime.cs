namespace SocialPrescribing.Service.Ports;

/// <summary>Wakes journeys. Losing a nudge delays and never loses: the watch comes by.</summary>
public interface IJourneyRuntime
{
    /// <summary>A journey has begun or changed and wants to be advanced at <paramref name="due"/>.</summary>
    ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation);

    /// <summary>There are messages to send.</summary>
    ValueTask NudgePostman(CancellationToken cancellation);
}
