using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

public enum DayPart { Morning, Afternoon, Evening }

public enum FoundOrder
{
    /// <summary>The nearest first where it is known from where, else by name.</summary>
    Usual,
    Soonest,
}

/// <summary>What somebody looks for. A null leaves that aside. An entry that does not say what is asked for is not found.</summary>
public sealed record Sought
{
    public string? Need { get; init; }
    /// <summary>Only these entries: those in which the words that somebody typed stand.</summary>
    public IReadOnlySet<Guid>? Among { get; init; }
    public DayOfWeek? Day { get; init; }
    public DayPart? Part { get; init; }
    /// <summary>From where distances count.</summary>
    public MapPoint? From { get; init; }
    /// <summary>Within so many miles of it.</summary>
    public int? Miles { get; init; }
    public bool StepFree { get; init; }
    /// <summary>At most so many pounds a time; 0 for what is free.</summary>
    public decimal? MostPounds { get; init; }
    public bool PlacesFree { get; init; }
    /// <summary>Somebody may come along the first time.</summary>
    public bool Accompanied { get; init; }
    /// <summary>For somebody of this age.</summary>
    public int? Age { get; init; }
    public string? Language { get; init; }
    public bool Purposeful { get; init; }
    public bool Regular { get; init; }
    public bool Confirmed { get; init; }
    /// <summary>Everybody may read it, and not our staff alone.</summary>
    public bool InPublic { get; init; }
    public FoundOrder Order { get; init; }
}

/// <param name="Miles">As the crow flies; null where either end is not known.</param>
/// <param name="Search">What all that it has found have in common.</param>
public sealed record FoundActivity(PlacedActivity Placed, double? Miles, FoundIn Search)
{
    private (bool IsKnown, NextTime? Time) _next;

    public ListingDetails Details => Placed.Stored.Activity.Details;

    /// <summary>Degrees from north, clockwise; null where either end is not known.</summary>
    public double? Bearing
    {
        get => field ?? (Search.From is { } from && Placed.Point is { } to ? Distance.Bearing(from, to) : null);
        init;
    }

    /// <summary>When it takes place next. It is worked out only for what is shown, because thousands may fit.</summary>
    public NextTime? Next
    {
        get
        {
            if (!_next.IsKnown)
                _next = (true, ActivityTimes.Next(Details, Search.Now, Search.SchoolHolidays));
            return _next.Time;
        }
    }
}

/// <param name="From">From where distances count; null if there is none.</param>
public sealed record FoundIn(MapPoint? From, DateTimeOffset Now, IReadOnlyList<DaySpan> SchoolHolidays);

/// <param name="Elsewhere">How many would fit, but nobody knows how far away they are.</param>
public sealed record FoundActivities(IReadOnlyList<FoundActivity> Items, int Elsewhere);

/// <summary>Which activities somebody looks for: the one place that says when an entry fits. Pure.</summary>
public static class Finding
{
    /// <summary>London's time at which an afternoon and an evening begin.</summary>
    private static readonly TimeOnly _noon = new(12, 0), _evening = new(17, 0);

    /// <param name="all">In the order of names. What is equally near, or on at the same time, stays in it.</param>
    public static FoundActivities Of(
        IEnumerable<PlacedActivity> all, Sought sought, DateTimeOffset now, IReadOnlyList<DaySpan> schoolHolidays)
    {
        List<FoundActivity> found = [];
        FoundIn search = new(sought.From, now, schoolHolidays);
        int elsewhere = 0;
        foreach (PlacedActivity placed in all.Where(p => Fits(p.Stored, sought)))
        {
            double? miles = sought.From is { } from && placed.Point is { } to ? Distance.Miles(from, to) : null;
            if (sought is { From: not null, Miles: { } most } && !(miles <= most))
                elsewhere += miles is null ? 1 : 0;
            else
                found.Add(new FoundActivity(placed, miles, search));
        }
        IEnumerable<FoundActivity> ordered = sought.Order is FoundOrder.Soonest
            ? found.OrderBy(f => f.Next is null).ThenBy(f => f.Next?.On).ThenBy(f => f.Next?.StartsAt)
            : sought.From is null ? found : found.OrderBy(f => f.Miles ?? double.MaxValue);
        return new FoundActivities([.. ordered], elsewhere);
    }

    /// <summary>Whether an entry fits, without the distance.</summary>
    public static bool Fits(StoredActivity stored, Sought sought)
    {
        ListingDetails details = stored.Activity.Details;
        return details.Status is ListingStatus.Active or ListingStatus.TemporarilyClosed
            && !(sought.InPublic && details.NotInPublic is true)
            && (sought.Need is null || details.Needs.Contains(sought.Need))
            && sought.Among?.Contains(stored.Activity.Id) is not false
            && ((sought.Day is null && sought.Part is null)
                || details.Schedules.Any(s => (sought.Day is null || s.Weekday == sought.Day)
                    && (sought.Part is null || PartOf(s.StartsAt) == sought.Part)))
            && (!sought.StepFree || details.StepFree is StepFree.Yes)
            && (sought.MostPounds is not { } most || ActivityCost.Pounds(details.Cost) <= most)
            && (!sought.PlacesFree || details.Capacity?.Available > 0)
            && (!sought.Accompanied || details.AccompaniedFirstVisitWelcome is true)
            && !(details.MinimumAge > sought.Age) && !(details.MaximumAge < sought.Age)
            && (sought.Language is not { } language || Speaks(details, language))
            && (!sought.Purposeful || details.Purposeful is true)
            && (!sought.Regular || details.Schedules.Count > 0)
            && (!sought.Confirmed || !stored.Unconfirmed);
    }

    public static DayPart PartOf(TimeOnly starts) =>
        starts < _noon ? DayPart.Morning : starts < _evening ? DayPart.Afternoon : DayPart.Evening;

    /// <summary>Where nothing is said, it is English.</summary>
    private static bool Speaks(ListingDetails details, string language) => details.Languages.Count is 0 ? language is "en"
        : details.Languages.Any(l => l.Split('-')[0].Equals(language, StringComparison.OrdinalIgnoreCase)
            || l.Equals(language, StringComparison.OrdinalIgnoreCase));
}
