namespace SocialPrescribing.Service.Ports;

/// <summary>Wakes journeys. A nudge that is lost costs minutes and nothing else, because the watch finds the journey.</summary>
public interface IJourneyRuntime
{
    /// <summary>A journey has begun or changed and wants to be advanced at <paramref name="due"/>.</summary>
    ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation);

    /// <summary>There are messages to send.</summary>
    ValueTask NudgePostman(CancellationToken cancellation);
}
