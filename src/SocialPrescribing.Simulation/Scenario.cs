namespace SocialPrescribing.Simulation;

/// <summary>The settings of a simulated year. The same scenario gives the same year on every machine.</summary>
internal sealed record Scenario
{
    /// <summary>How many referrals, spread evenly over the working days.</summary>
    public int People { get; init; } = 10_000;
    public int Weeks { get; init; } = 52;
    public int LinkWorkers { get; init; } = 45;
    public int Seed { get; init; } = 7;
    /// <summary>The most open journeys of one link worker. People beyond that wait for the lead.</summary>
    public int Caseload { get; init; } = 40;
    /// <summary>Minutes of a link worker's day that are for people.</summary>
    public int MinutesADay { get; init; } = 390;
    /// <summary>A Monday in a year whose bank holidays the calendar knows.</summary>
    public DateOnly Begins { get; init; } = new(2027, 1, 4);

    public DateOnly Ends => Begins.AddDays(7 * Weeks);
}
