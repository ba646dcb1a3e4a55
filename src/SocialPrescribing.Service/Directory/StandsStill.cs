using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>
/// Whether an activity still takes place as a session there was planned. A journey keeps the activity as it was, and a provider says that
/// it has closed or moved to the directory alone. So whoever sends somebody there asks here first.
/// </summary>
public static class StandsStill
{
    /// <summary>People come a little before it begins.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(30);

    /// <inheritdoc cref="WhyNot(ListedActivity, Introduction, Session, IReadOnlyList{DaySpan})"/>
    public static async Task<string?> WhyNot(
        this ActivityDirectory directory, Journey journey, Session session, Pathway pathway, CancellationToken cancellation) =>
        journey.Introductions.FirstOrDefault(i => i.Id == session.Introduction) is { Activity.Id: { } id } introduction
        && await directory.Get(id, cancellation) is { Activity: var entry }
            ? WhyNot(entry, introduction, session, pathway.SchoolHolidays) : null;

    /// <summary>Planned sessions of which their activity's entry says something else by now.</summary>
    public static IEnumerable<(Session Session, ListedActivity Entry, string Why)> Changed(
        Journey journey, Func<Guid, ListedActivity?> entryOf, IReadOnlyList<DaySpan> schoolHolidays) =>
        from session in journey.Sessions
        where session.IsPlanned
        let introduction = journey.Introductions.FirstOrDefault(i => i.Id == session.Introduction)
        let entry = introduction?.Activity.Id is { } id ? entryOf(id) : null
        where entry is not null
        let why = WhyNot(entry, introduction, session, schoolHolidays)
        where why is not null
        select (session, entry, why);

    /// <summary>What is different now, within a sentence; null if nothing is.</summary>
    /// <param name="entry">The activity's own entry.</param>
    public static string? WhyNot(
        ListedActivity entry, Introduction introduction, Session session, IReadOnlyList<DaySpan> schoolHolidays)
    {
        ListingDetails details = entry.Details;
        DateTime at = WorkingCalendar.LondonTime(session.At);
        DateOnly day = DateOnly.FromDateTime(at);
        if (details.Status is ListingStatus.Inactive or ListingStatus.Defunct)
            return "it does not take place any more";
        if (details.Status is ListingStatus.TemporarilyClosed && !(details.ClosedUntil <= day))
            return "it is closed for now";
        ActivitySchedule[] ofTheDay = [.. details.Schedules.Where(s => ActivityTimes.MayBeOn(s, day))];
        if (details.Breaks.Any(b => b.Holds(day))
            || (ofTheDay is [_, ..] && ofTheDay.All(s => ActivityTimes.IsBreak(details, s, day, schoolHolidays))))
            return "it has a break that day";
        // Staff may have agreed another time or door with the person, so only what the entry has changed since counts.
        if (entry.LastModified > session.SetAt && details.Schedules is [_, ..]
            && !ofTheDay.Any(s => at.TimeOfDay >= s.StartsAt.ToTimeSpan() - Early && !(at.TimeOfDay >= s.EndsAt?.ToTimeSpan())))
            return "its times have changed";
        return entry.LastModified > introduction.At && introduction.Activity.Where is { } where && Where(details.Place) is { } now
            && IsElsewhere(where, now) ? "it may be somewhere else now" : null;
    }

    /// <summary>Whether nothing is different that <see cref="WhyNot(ListedActivity, Introduction, Session, IReadOnlyList{DaySpan})"/>
    /// looks at, so that nobody stands before a closed door who did not before.</summary>
    public static bool IsTheSame(ListingDetails? before, ListingDetails now) => ReferenceEquals(before, now)
        || (before is not null && before.Status == now.Status && before.ClosedUntil == now.ClosedUntil
            && Where(before.Place) == Where(now.Place) && before.Breaks.SequenceEqual(now.Breaks)
            && before.Schedules.SequenceEqual(now.Schedules));

    /// <summary>
    /// An address that was completed, or is written otherwise, is the same place: nobody need be rung for a comma. What it begins with,
    /// mostly a house's name, has to be the same: the Community Centre is not the Forest Community Centre.
    /// </summary>
    private static bool IsElsewhere(string before, string now)
    {
        HashSet<string> one = WordsOf(before), other = WordsOf(now);
        return !WordsOf(before.Split(',')[0]).SetEquals(WordsOf(now.Split(',')[0]))
            || (!one.IsSubsetOf(other) && !other.IsSubsetOf(one));
    }

    private static HashSet<string> WordsOf(string address) =>
        [.. string.Concat(address.Select(c => char.IsLetterOrDigit(c) ? char.ToUpperInvariant(c) : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>An address as the person reads it; null if there is none.</summary>
    public static string? Where(ActivityPlace? place) =>
        string.Join(", ",
            ((string?[])[place?.Name, .. place?.Lines ?? [], place?.Postcode]).Where(part => !string.IsNullOrWhiteSpace(part)))
            is { Length: > 0 } where ? where : null;
}
