using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <param name="IsCertain">
/// False where the entry does not say in which week: it is every fortnight from nobody knows when, or once a month on no certain day.
/// </param>
public sealed record NextTime(DateOnly On, TimeOnly StartsAt, TimeOnly? EndsAt, bool IsCertain);

/// <summary>
/// On which days an activity takes place, by its schedules, its breaks and the school holidays that the service knows.
/// </summary>
public static class ActivityTimes
{
    private const int DaysInWeek = 7;
    /// <summary>How far ahead dates are looked for.</summary>
    public const int MostDays = 2 * 366;
    private static readonly DateOnly _lastBeginning = DateOnly.MaxValue.AddDays(-MostDays - 31);
    /// <summary>How many breaks to come are told at most.</summary>
    private const int MostBreaks = 3;

    /// <summary>Every day on which a schedule has a meeting, from one day on, for two years at most.</summary>
    /// <remarks>Where the entry does not say which weeks, every week is given: one of them is right. Breaks are not asked.</remarks>
    public static IEnumerable<DateOnly> Days(ActivitySchedule schedule, DateOnly from)
    {
        // Programs write 9999-12-31 for never.
        if (from > _lastBeginning || schedule.From >= from.AddDays(MostDays))
            yield break;
        DateOnly first = schedule.From > from ? schedule.From.Value : from, before = from.AddDays(MostDays);
        if (schedule.Weekday is not { } weekday)
        {
            for (DateOnly month = new(first.Year, first.Month, 1); month < before; month = month.AddMonths(1))
                if (InMonth(schedule, month) is { } on && on >= first && on < before && !(on > schedule.Until))
                    yield return on;
            yield break;
        }
        first = first.AddDays(((int)weekday - (int)first.DayOfWeek + DaysInWeek) % DaysInWeek);
        for (DateOnly day = first; day < before && !(day > schedule.Until); day = day.AddDays(DaysInWeek))
            if (IsOn(schedule, day))
                yield return day;
    }

    /// <summary>Whether the entry says in which weeks it takes place.</summary>
    public static bool IsCertain(ActivitySchedule schedule) => schedule.Every switch
    {
        Every.Week => true,
        Every.Fortnight => schedule.From is not null,
        Every.Month => schedule.MonthDay is not null || schedule.Week is not null || schedule.From is not null,
    };

    /// <summary>The next meeting of all schedules that has not begun yet; null where there is none, or nobody knows when it opens
    /// again.</summary>
    /// <param name="schoolHolidays">As far as the service knows them.</param>
    public static NextTime? Next(ListingDetails details, DateTimeOffset now, IReadOnlyList<DaySpan> schoolHolidays)
    {
        DateTime time = WorkingCalendar.LondonTime(now);
        DateOnly today = DateOnly.FromDateTime(time);
        DateOnly from = details.ClosedUntil > today ? details.ClosedUntil.Value : today;
        if (IsClosed(details, from))
            return null;
        NextTime? next = null;
        foreach (ActivitySchedule schedule in details.Schedules)
        {
            bool hasBegun = from == today && schedule.StartsAt <= TimeOnly.FromDateTime(time);
            foreach (DateOnly day in Days(schedule, hasBegun ? from.AddDays(1) : from))
            {
                if (IsBreak(details, schedule, day, schoolHolidays))
                    continue;
                NextTime found = new(day, schedule.StartsAt, schedule.EndsAt, IsCertain(schedule));
                if (next is null || (found.On, found.StartsAt).CompareTo((next.On, next.StartsAt)) < 0)
                    next = found;
                break;
            }
        }
        return next;
    }

    /// <summary>Whether the entry says that it is closed on that day, for now or for good.</summary>
    public static bool IsClosed(ListingDetails details, DateOnly on) => details.Status is not ListingStatus.Active
        && !(details.Status is ListingStatus.TemporarilyClosed && details.ClosedUntil <= on);

    /// <summary>Whether it does not take place on a day that its times name.</summary>
    public static bool IsBreak(
        ListingDetails details, ActivitySchedule schedule, DateOnly day, IReadOnlyList<DaySpan> schoolHolidays) =>
        details.Breaks.Any(b => b.Holds(day)) || schedule.NotInSchoolHolidays is true && schoolHolidays.Any(h => h.Holds(day));

    /// <summary>The next breaks: its own, and school holidays where none of it takes place then.</summary>
    public static IReadOnlyList<DaySpan> Breaks(ListingDetails details, DateOnly today, IReadOnlyList<DaySpan> schoolHolidays) =>
        [.. details.Breaks
            .Concat(details.Schedules is [_, ..] times && times.All(t => t.NotInSchoolHolidays is true) ? schoolHolidays : [])
            .Where(b => b.Until >= today).Distinct().OrderBy(b => b.From).Take(MostBreaks)];

    /// <summary>Whether its weekday, or its day of the month, is this one.</summary>
    public static bool MayBeOn(ActivitySchedule schedule, DateOnly day) =>
        schedule.Weekday == day.DayOfWeek || (schedule.Weekday is null && InMonth(schedule, day) == day);

    /// <summary>Its day in the month of another; null where that month has none.</summary>
    private static DateOnly? InMonth(ActivitySchedule schedule, DateOnly month) =>
        DateTime.DaysInMonth(month.Year, month.Month) is var days
        && (schedule.MonthDay is ActivitySchedule.LastDay ? days : schedule.MonthDay) is { } day && day <= days
            ? new DateOnly(month.Year, month.Month, day) : null;

    /// <summary>Which week of the month it is in, as it says or as its first day does; null where nobody has said.</summary>
    public static MonthWeek? WeekOf(ActivitySchedule schedule) => schedule.Week
        ?? (schedule is { From: { } from, Weekday: { } weekday }
            ? (MonthWeek)Math.Min((FirstOn(weekday, from).Day - 1) / DaysInWeek, 4) : null);

    private static bool IsOn(ActivitySchedule schedule, DateOnly day) => schedule switch
    {
        { Every: Every.Fortnight, From: { } from, Weekday: { } weekday } =>
            (day.DayNumber - FirstOn(weekday, from).DayNumber) / DaysInWeek % 2 is 0,
        { Every: Every.Month } when WeekOf(schedule) is { } week => IsOf(week, day),
        _ => true,
    };

    private static DateOnly FirstOn(DayOfWeek weekday, DateOnly from) => from > _lastBeginning ? from
        : from.AddDays(((int)weekday - (int)from.DayOfWeek + DaysInWeek) % DaysInWeek);

    private static bool IsOf(MonthWeek week, DateOnly day) =>
        week is MonthWeek.Last ? day.AddDays(DaysInWeek).Month != day.Month : (day.Day - 1) / DaysInWeek == (int)week;
}
