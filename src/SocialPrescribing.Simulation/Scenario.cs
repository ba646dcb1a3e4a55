namespace SocialPrescribing.Simulation;

/// <summary>A year to live through. The same scenario gives the same year, whatever the machine.</summary>
internal sealed record Scenario
{
    /// <summary>Referrals, spread evenly over the working days.</summary>
    public int People { get; init; } = 10_000;
    public int Weeks { get; init; } = 52;
    public int LinkWorkers { get; init; } = 45;
    public int Seed { get; init; } = 7;
    /// <summary>Open journeys of one link worker, at most; who comes beyond waits for the lead.</summary>
    public int Caseload { get; init; } = 40;
    /// <summary>Of a link worker's day, for people.</summary>
    public int MinutesADay { get; init; } = 390;
    /// <summary>A Monday within the bank holidays that the calendar knows.</summary>
    public DateOnly Begins { get; init; } = new(2027, 1, 4);

    public DateOnly Ends => Begins.AddDays(7 * Weeks);
}
