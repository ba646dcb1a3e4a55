namespace SocialPrescribing.Service.Ports;

/// <summary>The two clocks of the service. In a demo the programme's runs fast; the machine's never does.</summary>
/// <param name="Programme">Journeys, tasks, reminders.</param>
/// <param name="Machine">Claims, sessions, link expiry, rate limits.</param>
public sealed record Clocks(TimeProvider Programme, TimeProvider Machine)
{
    /// <summary>For the pauses between two tries (<see cref="Retry"/>): they pass also where the other two stand still.</summary>
    public TimeProvider Pauses { get; init; } = TimeProvider.System;

    public DateTimeOffset Now => Programme.GetUtcNow();
    public DateTimeOffset MachineNow => Machine.GetUtcNow();
}
