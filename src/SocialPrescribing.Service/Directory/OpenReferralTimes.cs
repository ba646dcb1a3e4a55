using System.Globalization;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>The schedules of a service, read as RFC 5545 means them, in London's time.</summary>
internal sealed partial class OpenReferralTimes(DateOnly today)
{
    private static readonly string[] _clocks = ["opens_at", "closes_at"];
    /// <summary>How many years ahead a number of sessions is counted. Later ones are left out.</summary>
    private const int LongestCount = 100, LatestYear = 9_000;
    private readonly List<string> _words = [];
    private readonly List<ActivitySchedule> _found = [];
    private readonly List<Problem> _notes = [];
    private DateOnly? _lastDay;

    /// <summary>The schedules that are not over, without repeats.</summary>
    public IReadOnlyList<ActivitySchedule> Found => [.. _found.Distinct()];

    public IReadOnlyList<Problem> Notes => _notes;

    /// <summary>In words, what our schedules cannot express; null where there is nothing.</summary>
    public string? Words => _words is [] ? null : string.Join("; ", _words.Distinct());

    /// <summary>The last day of times that are all over; null where anything may still take place.</summary>
    public DateOnly? Over => _found is [] && _words is [] ? _lastDay : null;

    /// <summary>The first day, where nothing has begun yet.</summary>
    public DateOnly? Begins => _found is [_, ..] && _words is [] && _found.All(s => s.From > today) ? _found.Min(s => s.From) : null;

    public void Add(JsonFields schedule)
    {
        string? said = MarkedText.Plain(OpenReferralFields.Text(schedule, "description"));
        DateOnly? dtstart = Date(schedule, "dtstart"), from = Date(schedule, "valid_from");
        DateOnly? until = Earlier(Date(schedule, "valid_to"), Date(schedule, "until"));
        // One of the two is a slip, and nobody knows which.
        if (until < from)
            (from, until) = (null, null);
        ActivitySchedule[] read = [.. Rule(schedule, dtstart ?? from ?? today)];
        if (read is [] && until < today)
        {
            IsOver(until.Value);
            return;
        }
        if (read is [])
        {
            if (Told(schedule, said) is { } words)
            {
                _words.Add(words);
                _notes.Add(new("/schedules", ActivityMending.KeptAsWritten, $"Kept as it was written: {words}."));
            }
            return;
        }
        if (OpenReferralFields.Number(schedule, "count") is >= 1 and <= 1_000 and { } count && (dtstart ?? from) is { } first)
            until = Earlier(until, LastOf(read, first, (int)count));
        if (until < today)
        {
            IsOver(until.Value);
            return;
        }
        _found.AddRange(read.Select(s => s with
        {
            From = First(s, dtstart, from),
            Until = until,
            NotInSchoolHolidays = DirectoryTerms.SaysNotInSchoolHolidays(said) ? true : null,
        }));
    }

    private void IsOver(DateOnly last)
    {
        _lastDay = _lastDay > last ? _lastDay : last;
        _notes.Add(new("/schedules", "over", string.Create(CultureInfo.InvariantCulture, $"Left out: it was over on {last:d MMMM yyyy}.")));
    }

    /// <summary>The last day of so many sessions, maybe years later; null where there are fewer.</summary>
    private static DateOnly? LastOf(ActivitySchedule[] read, DateOnly first, int count)
    {
        int before = Math.Min(first.Year + LongestCount, LatestYear);
        for (DateOnly from = first; from.Year < before; from = from.AddDays(ActivityTimes.MostDays))
        {
            // Two parts of a rule may name the same day, such as every Saturday and the first one. It is one session.
            DateOnly[] days = [.. read.SelectMany(s => ActivityTimes.Days(s with { From = First(s, first) }, from)).Distinct().Order()];
            if (days.Length >= count)
                return days[count - 1];
            count -= days.Length;
        }
        return null;
    }

    /// <summary>Every other week is counted from the one of the first day, which begins on a Monday.</summary>
    private static DateOnly First(ActivitySchedule schedule, DateOnly dtstart)
    {
        if (schedule is not { Every: Every.Fortnight, Weekday: { } weekday } || dtstart.Year > LatestYear)
            return dtstart;
        DateOnly day = dtstart.AddDays((((int)weekday + 6) % 7) - (((int)dtstart.DayOfWeek + 6) % 7));
        return day < dtstart ? day.AddDays(14) : day;
    }

    /// <summary>A first day that has passed is dropped, unless every other week is counted from it.</summary>
    private DateOnly? First(ActivitySchedule schedule, DateOnly? dtstart, DateOnly? from)
    {
        DateOnly? first = schedule.Every is Every.Fortnight ? (dtstart is { } said ? First(schedule, said) : from)
            : dtstart > from ? dtstart : from ?? dtstart;
        return first > today || !ActivityTimes.IsCertain(schedule) ? first : null;
    }

    private static IEnumerable<ActivitySchedule> Rule(JsonFields schedule, DateOnly on)
    {
        if (Time(schedule, "opens_at", on) is not { } starts)
            yield break;
        TimeOnly? ends = Time(schedule, "closes_at", on) is { } closes && closes > starts ? closes : null;
        string frequency = OpenReferralFields.Text(schedule, "freq")?.ToUpperInvariant() ?? "WEEKLY";
        string? byday = OpenReferralFields.Listed(schedule, "byday");
        if (frequency is "MONTHLY" && string.IsNullOrWhiteSpace(byday) && (OpenReferralFields.Number(schedule, "interval") ?? 1) is 1
            && MonthDays(schedule) is [_, ..] monthDays)
        {
            foreach (int day in monthDays)
                yield return new ActivitySchedule(null, starts, ends, Every.Month, MonthDay: day);
            yield break;
        }
        MonthWeek? weekOfDays = WeekOf(OpenReferralFields.Listed(schedule, "bymonthday"), out bool isOther);
        int interval = (int)(OpenReferralFields.Number(schedule, "interval") ?? 1);
        if (isOther || interval is < 1 or > 2 || (interval is 2 && frequency is not "WEEKLY")
            || frequency is not ("DAILY" or "WEEKLY" or "MONTHLY"))
            yield break;
        // A rule without a weekday means that of its first day.
        string[] days = byday?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? (frequency is "DAILY" ? ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
                : frequency is "WEEKLY" && Date(schedule, "dtstart") is { } first ? [DirectoryTerms.CodeOf(first.DayOfWeek)] : []);
        (DayOfWeek Day, MonthWeek? Week)?[] said = [.. days.Select(d =>
            DirectoryTerms.DayOf(d) is var (weekday, week) && (week is not null || d.Length is 2) && (week is null || weekOfDays is null)
                ? (weekday, week ?? weekOfDays) : ((DayOfWeek, MonthWeek?)?)null)];
        // If one day or week number is not understood, the whole rule is not: a part of it could mislead.
        if (said.Contains(null) || (frequency is not "MONTHLY" && said.Any(d => d!.Value.Week is not null)))
            yield break;
        foreach ((DayOfWeek weekday, MonthWeek? week) in said.OfType<(DayOfWeek, MonthWeek?)>())
        {
            // Every Monday of each month is every Monday.
            if (DirectoryTerms.SaysOnceAMonth(OpenReferralFields.Text(schedule, "description")))
            {
                yield return new ActivitySchedule(weekday, starts, ends, Every.Month);
                continue;
            }
            Every every = frequency is "MONTHLY" && week is not null ? Every.Month : interval is 2 ? Every.Fortnight : Every.Week;
            yield return new ActivitySchedule(weekday, starts, ends, every, every is Every.Month ? week : null);
        }
    }

    /// <summary>
    /// Days of the month, for a rule that names nothing else. A rule that names no day means that of its first day. Empty for a rule that
    /// our schedules cannot express.
    /// </summary>
    private static int[] MonthDays(JsonFields schedule)
    {
        if (OpenReferralFields.Listed(schedule, "bymonthday") is not { Length: > 0 } text)
            return Date(schedule, "dtstart") is { } first ? [first.Day] : [];
        int[] days = [.. text.Split(',', StringSplitOptions.TrimEntries)
            .Select(d => int.TryParse(d, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int day) ? day : 0)];
        return days.All(d => d is ActivitySchedule.LastDay or (>= 1 and <= 31)) ? [.. days.Distinct()] : [];
    }

    /// <summary>The first seven days of the month with a weekday are the first such weekday.</summary>
    private static MonthWeek? WeekOf(string? bymonthday, out bool isOther)
    {
        isOther = false;
        if (bymonthday is not { Length: > 0 })
            return null;
        int[] days = [.. bymonthday.Split(',', StringSplitOptions.TrimEntries)
            .Select(d => int.TryParse(d, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int day) ? day : 0).Order()];
        for (int week = 0; week < 4; week++)
            if (days.SequenceEqual(Enumerable.Range((7 * week) + 1, 7)))
                return (MonthWeek)week;
        isOther = true;
        return null;
    }

    /// <summary>A rule that our schedules cannot express, in words that people can read.</summary>
    private static string? Told(JsonFields schedule, string? said)
    {
        if (said is { Length: > 0 })
            return said;
        string? byday = OpenReferralFields.Listed(schedule, "byday"), days = OpenReferralFields.Listed(schedule, "bymonthday");
        string[] names = [.. (byday ?? "").Split(',', StringSplitOptions.TrimEntries).Select(DirectoryTerms.DayOf)
            .OfType<(DayOfWeek Day, MonthWeek?)>().Select(d => $"{d.Day}")];
        decimal interval = OpenReferralFields.Number(schedule, "interval") ?? 1;
        string often = days is not null
            ? $"the {string.Join(" and ", days.Split(',', StringSplitOptions.TrimEntries).Select(Ordinal))} of each month"
            : interval <= 1 ? ""
            : string.Create(CultureInfo.InvariantCulture,
                $"every {interval:0} {(OpenReferralFields.Text(schedule, "freq") is "MONTHLY" ? "months" : "weeks")}");
        string hours = string.Join(" to ", _clocks
            .Select(f => Clock().Match(OpenReferralFields.Text(schedule, f) ?? "").Groups["time"].Value).Where(t => t.Length > 0));
        string told = string.Join(", ", new[] { string.Join(" and ", names), often, hours }.Where(t => t.Length > 0));
        return told.Length > 0 ? told : null;
    }

    private static string Ordinal(string day) => day switch
    {
        "-1" => "last day",
        _ => int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? DirectoryTerms.Ordinal(number) : day,
    };

    /// <summary>A time in UTC or with another offset, on the clocks of London on that day.</summary>
    private static TimeOnly? Time(JsonFields owner, string field, DateOnly on)
    {
        if (Clock().Match(OpenReferralFields.Text(owner, field) ?? "") is not { Success: true, Groups: var g }
            || !TimeOnly.TryParseExact(g["time"].Value, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None,
                out TimeOnly time))
            return null;
        // A time with London's summer offset is the time on the clocks there, even if it is read in winter.
        if (!g["offset"].Success || g["offset"].Value is "+01:00" or "+0100")
            return time;
        if (g["offset"].Value is "Z" or "z")
            return TimeOnly.FromDateTime(WorkingCalendar.LondonTime(new DateTimeOffset(on, time, TimeSpan.Zero)));
        return DateTimeOffset.TryParse($"{on:yyyy-MM-dd}T{time:HH\\:mm}{g["offset"].Value}", CultureInfo.InvariantCulture,
            DateTimeStyles.None, out DateTimeOffset at) ? TimeOnly.FromDateTime(WorkingCalendar.LondonTime(at)) : time;
    }

    private static DateOnly? Date(JsonFields owner, string field) =>
        OpenReferralFields.Text(owner, field) is { } text ? DateWords.Read(text) : null;

    private static DateOnly? Earlier(DateOnly? one, DateOnly? other) => one < other ? one : other ?? one;

    [GeneratedRegex(@"^(?<time>\d{1,2}:\d{2})(:\d{2}(\.\d+)?)?(?<offset>[Zz]|[+-]\d{2}:?\d{2})?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Clock();
}
