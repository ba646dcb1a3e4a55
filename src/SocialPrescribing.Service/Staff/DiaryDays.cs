using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Staff;

/// <summary>An entry in a diary.</summary>
/// <param name="LinkWorker">A staff id.</param>
/// <param name="Activity">For a session: its activity.</param>
public sealed record DiaryEntry(
    Journey Journey, string LinkWorker, DateTimeOffset At, DateTimeOffset EndsAt, Meeting? Meeting, Session? Session,
    ActivityDetails? Activity)
{
    /// <summary>Whether it is still to come, or to be recorded.</summary>
    public bool IsOpen => this is { Meeting.IsBooked: true } or { Session.IsPlanned: true };

    /// <summary>Null if nobody knows.</summary>
    public MapPoint? Where { get; init; }
    /// <summary>From the same link worker's previous place on that day; null if one of the two places is not known.</summary>
    public int? MinutesOnTheWay { get; init; }

    /// <summary>Taking two people to one meeting of an activity is one trip.</summary>
    public bool IsSameTrip(DiaryEntry other) =>
        Activity is { } here && other.Activity is { } there && At == other.At && Diaries.IsSamePlace(here, there);
}

/// <summary>Why two entries that follow each other do not fit.</summary>
public abstract record DiaryClash
{
    private DiaryClash() { }

    /// <summary>Calls the function for its kind.</summary>
    public abstract T Match<T>(Func<Overlap, T> overlap, Func<TooFar, T> tooFar);

    /// <summary>They overlap.</summary>
    public sealed record Overlap(DiaryEntry First, DiaryEntry Second) : DiaryClash
    {
        public override T Match<T>(Func<Overlap, T> overlap, Func<TooFar, T> tooFar) => overlap(this);
    }

    /// <param name="Kilometres">By road, as <see cref="Travel"/> estimates.</param>
    public sealed record TooFar(DiaryEntry First, DiaryEntry Second, double Kilometres, int Minutes, int Between) : DiaryClash
    {
        public override T Match<T>(Func<Overlap, T> overlap, Func<TooFar, T> tooFar) => tooFar(this);
    }
}

/// <summary>A time without entries.</summary>
public sealed record FreeTime(DateTimeOffset From, DateTimeOffset To);

/// <summary>Several days of a diary, read from the journeys, so that nothing is stored twice.</summary>
public static class DiaryDays
{
    /// <summary>A shorter gap is not offered for a meeting.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(30);

    /// <summary>Meetings and sessions that the link worker attends, sorted by time.</summary>
    /// <param name="linkWorker">Null for everybody's.</param>
    public static async Task<IReadOnlyList<DiaryEntry>> Between(
        DateTimeOffset from, DateTimeOffset before, string? linkWorker, IJourneyStore store, CancellationToken cancellation)
    {
        List<DiaryEntry> entries = [];
        await foreach (Journey journey in Caseloads.In(Caseloads.Supported, store, linkWorker, null, cancellation))
            entries.AddRange(Of(journey, from, before));
        return [.. entries.OrderBy(e => e.At).ThenBy(e => e.Journey.Id)];
    }

    /// <summary>Where somebody is expected today, at meetings and sessions that are still to come or to be recorded.</summary>
    public static async Task<IReadOnlyList<DiaryEntry>> Today(
        DateTimeOffset now, string linkWorker, IJourneyStore store, CancellationToken cancellation)
    {
        DateOnly today = WorkingCalendar.LondonDate(now);
        return [.. (await Between(WorkingCalendar.London(today, TimeOnly.MinValue),
            WorkingCalendar.London(today.AddDays(1), TimeOnly.MinValue), linkWorker, store, cancellation)).Where(e => e.IsOpen)];
    }

    /// <summary>
    /// Where people wait today for a colleague who is away or has left. That falls to whoever covers. Where nobody does, or they are away
    /// themselves, it falls to the leads, because a visit is nobody's task until it is over.
    /// </summary>
    public static async Task<IReadOnlyList<DiaryEntry>> Covered(
        DateTimeOffset now, StaffMember reader, IReadOnlyList<StaffMember> all, IJourneyStore store, CancellationToken cancellation)
    {
        IReadOnlyList<DiaryEntry>[] days = await Task.WhenAll(all
            .Where(s => s.Id != reader.Id && FallsTo(reader, s, all, WorkingCalendar.LondonDate(now)))
            .Select(away => Today(now, away.Id, store, cancellation)));
        return [.. days.SelectMany(d => d).OrderBy(e => e.At).ThenBy(e => e.Journey.Id)];
    }

    private static bool FallsTo(StaffMember reader, StaffMember away, IReadOnlyList<StaffMember> all, DateOnly today)
    {
        if (!reader.SupportsPeople)
            return false;
        if (!away.SupportsPeople)
            return reader.Role is StaffRole.Lead;
        string[] cover = [.. away.Leave.Where(l => l.Holds(today)).Select(l => l.Cover).OfType<string>()
            .Where(id => all.Any(s => s.Id == id && s.SupportsPeople && !s.Leave.Any(l => l.Holds(today))))];
        return away.Leave.Any(l => l.Holds(today)) && (cover is [] ? reader.Role is StaffRole.Lead : cover.Contains(reader.Id));
    }

    /// <summary>One person's part of their link worker's diary.</summary>
    public static IEnumerable<DiaryEntry> Of(Journey journey, DateTimeOffset from, DateTimeOffset before)
    {
        if (journey.LinkWorker is not { } theirs)
            yield break;
        foreach (Meeting meeting in journey.Meetings.Where(m => !m.IsCancelled && m.At >= from && m.At < before))
            yield return new(journey, theirs, meeting.At, meeting.EndsAt, meeting, null, null);
        foreach (Session session in journey.Sessions.Where(s => !s.IsCancelled && s.At >= from && s.At < before && s.NeedsLinkWorker))
            yield return new(journey, theirs, session.At, session.EndsAt, null, session,
                Activities.Find(journey, session.Introduction)?.Activity);
    }

    /// <summary>Adds to each entry how long the way from the previous one takes.</summary>
    /// <param name="entries">Sorted by time.</param>
    public static IReadOnlyList<DiaryEntry> WithTravel(IReadOnlyList<DiaryEntry> entries)
    {
        Dictionary<(string LinkWorker, DateOnly On), DiaryEntry> last = [];
        List<DiaryEntry> all = [];
        foreach (DiaryEntry entry in entries)
        {
            (string, DateOnly) day = (entry.LinkWorker, WorkingCalendar.LondonDate(entry.At));
            all.Add(last.TryGetValue(day, out DiaryEntry? before) && !entry.IsSameTrip(before)
                && before.Where is { } here && entry.Where is { } there
                ? entry with { MinutesOnTheWay = Travel.Minutes(here, there) } : entry);
            last[day] = entry;
        }
        return all;
    }

    /// <summary>Entries that do not fit, each with the previous one of the same link worker.</summary>
    /// <param name="entries">Sorted by time.</param>
    public static IEnumerable<DiaryClash> Clashes(IEnumerable<DiaryEntry> entries)
    {
        foreach (IGrouping<string, DiaryEntry> one in entries.GroupBy(e => e.LinkWorker))
        {
            DiaryEntry? last = null;
            foreach (DiaryEntry next in one)
            {
                if (last is not null && next.At < last.EndsAt && !next.IsSameTrip(last))
                    yield return new DiaryClash.Overlap(last, next);
                else if (last is { Where: { } here } && next.At >= last.EndsAt && next.Where is { } there
                    && Travel.Minutes(here, there) is var minutes
                    && (int)(next.At - last.EndsAt).TotalMinutes is var between && minutes > between)
                    yield return new DiaryClash.TooFar(last, next, Travel.Kilometres(here, there), minutes, between);
                last = last is null || next.EndsAt >= last.EndsAt ? next : last;
            }
        }
    }

    /// <summary>Free time within the hours of a working day; nothing on a day of leave or on any other day.</summary>
    /// <param name="entries">Those of one link worker.</param>
    public static IReadOnlyList<FreeTime> Free(
        DateOnly on, IEnumerable<DiaryEntry> entries, IEnumerable<Leave> leave, WorkingCalendar calendar, DateTimeOffset now)
    {
        if (!calendar.IsWorkingDay(on) || leave.Any(l => l.From <= on && on <= l.To))
            return [];
        DateTimeOffset at = WorkingCalendar.London(on, calendar.Opens), closes = WorkingCalendar.London(on, calendar.Closes);
        at = at < now ? now : at;
        List<FreeTime> free = [];
        foreach (DiaryEntry entry in entries.Where(e => e.EndsAt > at && e.At < closes).OrderBy(e => e.At))
        {
            if (entry.At - at >= Shortest)
                free.Add(new(at, entry.At));
            at = entry.EndsAt > at ? entry.EndsAt : at;
        }
        if (closes - at >= Shortest)
            free.Add(new(at, closes));
        return free;
    }
}
