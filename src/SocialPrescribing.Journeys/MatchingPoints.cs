namespace SocialPrescribing.Journeys;

/// <summary>
/// What each reason counts when activities are put in order for somebody. It is added where the activity suits, taken off where it does
/// not, and half of it is taken off where nobody has said. <c>docs/matching.md</c> explains each. 0 to 100.
/// </summary>
public sealed record MatchingPoints
{
    /// <summary>It is for the need that comes first.</summary>
    public int FirstNeed { get; init; } = 40;
    /// <summary>For the second; never more than for the first.</summary>
    public int SecondNeed { get; init; } = 15;
    /// <summary>For any other; never more than for the second.</summary>
    public int FurtherNeed { get; init; } = 5;
    /// <summary>It is something that they like.</summary>
    public int Liked { get; init; } = 10;
    /// <summary>It takes place when they can.</summary>
    public int Time { get; init; } = 12;
    /// <summary>Each week; half of it each fortnight.</summary>
    public int Regular { get; init; } = 4;
    /// <summary>They can walk there; half of it where they get there by another way.</summary>
    public int Near { get; init; } = 15;
    public int StepFree { get; init; } = 8;
    public int SmallGroup { get; init; } = 8;
    /// <summary>They can pay for it.</summary>
    public int Cost { get; init; } = 8;
    /// <summary>Somebody may come along.</summary>
    public int Company { get; init; } = 6;
    /// <summary>It is in their language.</summary>
    public int Language { get; init; } = 6;
    public int PlacesFree { get; init; } = 5;
    /// <summary>Somebody has said lately that it is so.</summary>
    public int Confirmed { get; init; } = 4;
    /// <summary>A group of at most so many is small. 2 to 100.</summary>
    public int SmallGroupUpTo { get; init; } = 12;
    /// <summary>What has been full for so many days does not suit. 1 to 365.</summary>
    public int FullForLongDays { get; init; } = 28;

    /// <param name="place">From 0, the most important.</param>
    internal int OfNeed(int place) => place switch
    {
        0 => FirstNeed,
        1 => Math.Min(SecondNeed, FirstNeed),
        _ => Math.Min(FurtherNeed, Math.Min(SecondNeed, FirstNeed)),
    };
}
