namespace SocialPrescribing.Journeys;

/// <summary>
/// How many points each reason has when activities are sorted for somebody. They are added if the activity fits, subtracted if it does not,
/// and half of them are subtracted if nobody knows. <c>docs/matching.md</c> explains each. 0 to 100.
/// </summary>
public sealed record MatchingPoints
{
    /// <summary>It is for the most important need.</summary>
    public int FirstNeed { get; init; } = 40;
    /// <summary>For the second need; never more than for the first.</summary>
    public int SecondNeed { get; init; } = 15;
    /// <summary>For any other need; never more than for the second.</summary>
    public int FurtherNeed { get; init; } = 5;
    /// <summary>It is something that they like.</summary>
    public int Liked { get; init; } = 10;
    /// <summary>It takes place when they can.</summary>
    public int Time { get; init; } = 12;
    /// <summary>It takes place each week; half of the points if each fortnight.</summary>
    public int Regular { get; init; } = 4;
    /// <summary>They can walk there; half of the points if they can get there in another way.</summary>
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
    /// <summary>Somebody has confirmed the entry lately.</summary>
    public int Confirmed { get; init; } = 4;
    /// <summary>A group of at most this many people is small. 2 to 100.</summary>
    public int SmallGroupUpTo { get; init; } = 12;
    /// <summary>An activity that has been full for this many days does not suit. 1 to 365.</summary>
    public int FullForLongDays { get; init; } = 28;

    /// <param name="place">From 0, the most important.</param>
    internal int OfNeed(int place) => place switch
    {
        0 => FirstNeed,
        1 => Math.Min(SecondNeed, FirstNeed),
        _ => Math.Min(FurtherNeed, Math.Min(SecondNeed, FirstNeed)),
    };
}
