namespace SocialPrescribing.Journeys;

/// <summary>What matching needs to know about an activity of the directory. Null means that nobody has said.</summary>
public sealed record MatchEntry(Guid Id, string Name)
{
    public IReadOnlyList<string> Needs { get; init; } = [];
    public IReadOnlyList<MatchTime> Times { get; init; } = [];
    /// <summary>Whether it comes to the person: by video, by phone, or to their door.</summary>
    public bool AtHome { get; init; }
    /// <summary>Degrees, WGS 84.</summary>
    public double? Latitude { get; init; }
    public double? Longitude { get; init; }
    public bool? StepFree { get; init; }
    /// <summary>Whether somebody may come along the first time.</summary>
    public bool? Company { get; init; }
    /// <summary>The cost in the provider's words.</summary>
    public string? Cost { get; init; }
    /// <summary>The price each time; 0 if it is free.</summary>
    public decimal? Pounds { get; init; }
    /// <summary>Places free.</summary>
    public int? Places { get; init; }
    /// <summary>The date in London.</summary>
    public DateOnly? PlacesSaidOn { get; init; }
    /// <summary>How many people it takes, if that is known.</summary>
    public int? Size { get; init; }
    public int? MinimumAge { get; init; }
    public int? MaximumAge { get; init; }
    public IReadOnlyList<string> Languages { get; init; } = [];
    public bool IsClosed { get; init; }
    public DateOnly? ClosedUntil { get; init; }
    /// <summary>Whether somebody has confirmed the entry recently enough.</summary>
    public bool IsConfirmed { get; init; }
    public DateOnly? ConfirmedOn { get; init; }
    /// <summary>Its name and what people do there, in the form of <see cref="Plain"/>.</summary>
    public string Words { get; init; } = "";

    public bool IsFull => Places is 0;

    /// <summary>Whether a word of the activity begins like this: <c>sew</c> finds sewing.</summary>
    public bool Says(string words) => Words.Length > 0 && Plain(words) is { Length: > 2 } plain
        && Words.Contains(plain.TrimEnd(), StringComparison.Ordinal);

    /// <summary>Only small letters and digits, with a space before and after each word.</summary>
    public static string Plain(string? text) => text is null ? "" : string.Join(' ',
        ["", .. string.Concat(text.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries), ""]);
}

public readonly record struct MatchTime(Weekday Day, TimeOnly StartsAt, MatchRhythm Rhythm = MatchRhythm.Week)
{
    public PartOfDay Part => StartsAt.Hour switch { < 12 => PartOfDay.Morning, < 17 => PartOfDay.Afternoon, _ => PartOfDay.Evening };
}

public enum MatchRhythm { Week, Fortnight, Month }

/// <summary>How one activity suits somebody, or why it does not.</summary>
public sealed class Suggestion
{
    private readonly Matching.Search _search;
    private IReadOnlyList<MatchReason>? _reasons;

    internal Suggestion(Matching.Search search, MatchEntry entry, double? miles, bool suits, int points) =>
        (_search, Entry, Miles, Suits, Points) = (search, entry, miles, suits, points);

    public MatchEntry Entry { get; }
    /// <summary>The distance from the person; null if it is not known.</summary>
    public double? Miles { get; }
    public bool Suits { get; }
    /// <summary>The sum of the reasons' points.</summary>
    public int Points { get; }
    /// <summary>Worked out only when they are read: of twenty thousand activities a page shows five.</summary>
    public IReadOnlyList<MatchReason> Reasons => _reasons ??= Matching.ReasonsOf(_search, Entry, Miles, Suits);
}

/// <summary>Why an activity suits or does not. The page puts it into words.</summary>
/// <param name="Kind">Which reason.</param>
public readonly record struct MatchReason(MatchReasonKind Kind)
{
    public int Points { get; init; }
    public string? Text { get; init; }
    public double? Number { get; init; }
    public DateOnly? On { get; init; }
    public MatchTime? Time { get; init; }

    /// <summary>Whether it speaks against the activity, or is not known.</summary>
    public bool IsAgainst => Points < 0 || Kind
        is MatchReasonKind.Monthly or MatchReasonKind.TooFar or MatchReasonKind.DistanceNotKnown or MatchReasonKind.TimeDoesNot
        or MatchReasonKind.TimesNotKnown or MatchReasonKind.StepFreeNotKnown or MatchReasonKind.LargeGroup or MatchReasonKind.SizeNotKnown
        or MatchReasonKind.CostsTooMuch or MatchReasonKind.CostNotKnown or MatchReasonKind.NoCompany or MatchReasonKind.CompanyNotKnown
        or MatchReasonKind.OtherLanguage or MatchReasonKind.Full or MatchReasonKind.NotConfirmed;
}

/// <summary>Never stored, because suggestions are worked out anew each time.</summary>
public enum MatchReasonKind
{
    Need, Liked, TimeSuits, TimeDoesNot, TimesNotKnown, Weekly, Fortnightly, Monthly, Near, WithinReach, TooFar, DistanceNotKnown, AtHome,
    StepFree, StepFreeNotKnown, SmallGroup, LargeGroup, SizeNotKnown, Affordable, CostsTooMuch, CostNotKnown, Company, NoCompany,
    CompanyNotKnown, Language, OtherLanguage, PlacesFree, Full, Confirmed, NotConfirmed,
    /// <summary>From here on: reasons for which an activity cannot suit.</summary>
    NoNeed,
    FromAge, UpToAge, Closed, NotAtHome, NotStepFree, FullForLong,
}
