using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <param name="Not">Why it is left out; null where the person can go.</param>
public sealed record OfferedDate(DateTimeOffset At, NotOffered? Not = null);

public enum NotOffered
{
    /// <summary>A bank holiday, or a day on which the service is closed.</summary>
    Holiday,
    /// <summary>The entry is closed for now, or for good.</summary>
    Closed,
    /// <summary>The activity has a break, or does not take place in school holidays.</summary>
    Break,
    /// <summary>The person has something else then.</summary>
    Taken,
    /// <summary>It is further ahead than a session can be planned.</summary>
    TooFar,
}

/// <summary>The days on which somebody can go, by an activity's own times.</summary>
public static class SeriesDates
{
    /// <summary>How far ahead a day is looked for. After a longer break somebody has to ask again anyway.</summary>
    private const int MostSteps = 60;

    /// <param name="from">The first day that counts.</param>
    /// <param name="count">How many sessions there are to be. What is left out is not counted.</param>
    /// <param name="entry">As the directory has it; null for an activity that is not in it.</param>
    /// <returns>Where the last is too far ahead, fewer days are offered than were asked for.</returns>
    public static IReadOnlyList<OfferedDate> Of(
        ActivitySchedule times, DateOnly from, int count, int minutes, ListingDetails? entry, Journey journey, Pathway pathway,
        DateTimeOffset now)
    {
        List<OfferedDate> dates = [];
        int offered = 0;
        foreach (DateOnly on in Days(times, from).Take(MostSteps))
        {
            DateTimeOffset at = WorkingCalendar.London(on, times.StartsAt);
            if (at <= now)
                continue;
            if (at > now.AddDays(pathway.BookAheadDays))
            {
                dates.Add(new(at, NotOffered.TooFar));
                return dates;
            }
            NotOffered? not = pathway.Calendar.IsHoliday(on) ? NotOffered.Holiday
                : entry is not null && ActivityTimes.IsClosed(entry, on) ? NotOffered.Closed
                : entry is not null && ActivityTimes.IsBreak(entry, times, on, pathway.SchoolHolidays) ? NotOffered.Break
                : IsTaken(journey, at, at.AddMinutes(minutes)) ? NotOffered.Taken
                : null;
            dates.Add(new(at, not));
            if (not is null && ++offered == count)
                break;
        }
        // Days that are left out after the last session are of no interest.
        return [.. dates.Take(dates.FindLastIndex(d => d.Not is null) + 1)];
    }

    public static int Minutes(ActivitySchedule times) =>
        times.EndsAt is { } ends ? Math.Clamp((int)(ends - times.StartsAt).TotalMinutes, Attendance.ShortestMinutes,
            Attendance.LongestMinutes) : 120;

    private static IEnumerable<DateOnly> Days(ActivitySchedule times, DateOnly from)
    {
        // Where the entry says in which weeks, it is those, whatever day somebody begins on.
        if (ActivityTimes.IsCertain(times))
        {
            foreach (DateOnly day in ActivityTimes.Days(times, from))
                yield return day;
            yield break;
        }
        DayOfWeek weekday = times.Weekday!.Value;
        DateOnly first = from.AddDays(((int)weekday - (int)from.DayOfWeek + 7) % 7);
        // In a month it is always the same: the second Tuesday, the fifth as the last one.
        int week = (first.Day - 1) / 7;
        for (int step = 0; ; step++)
            yield return times.Every switch
            {
                Every.Fortnight => first.AddDays(14 * step),
                Every.Month => InMonth(first.AddMonths(step), weekday, week),
                Every.Week => first.AddDays(7 * step),
            };
    }

    private static DateOnly InMonth(DateOnly month, DayOfWeek weekday, int week)
    {
        DateOnly begin = new(month.Year, month.Month, 1);
        DateOnly day = begin.AddDays(((int)weekday - (int)begin.DayOfWeek + 7) % 7 + 7 * week);
        return day.Month == month.Month ? day : day.AddDays(-7);
    }

    private static bool IsTaken(Journey journey, DateTimeOffset at, DateTimeOffset endsAt) =>
        journey.Sessions.Any(s => s.IsPlanned && at < s.EndsAt && s.At < endsAt)
        || journey.Meetings.Any(m => m.IsBooked && at < m.EndsAt && m.At < endsAt);
}
