using System.Globalization;

namespace SocialPrescribing.Service.Directory;

/// <summary>A time as the file of activities writes it: <c>tuesday 10:00-12:00 fortnightly from 2027-03-02 term-time</c>.</summary>
internal static class ScheduleWords
{
    public const string Allowed =
        "Write a weekday and times such as: tuesday 10:00-12:00; thursday 14:00-16:00 fortnightly (or weekly, monthly, or first, second, "
            + "third, fourth or last of the month), and if you like: from 2027-03-02 until 2027-06-29 term-time.";

    /// <summary>Null for what is none.</summary>
    public static ActivitySchedule? Read(string text)
    {
        string[] words = text.ToLowerInvariant().Replace('–', '-').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not [var day, var hours, .. var rest] || Weekday(day) is not { } weekday
            || hours.Split('-') is not [var starts, .. { Length: <= 1 } ends] || Time(starts) is not { } from
            || (ends is [var end] && Time(end) is null))
            return null;
        ActivitySchedule schedule = new(weekday, from, ends is [] ? null : Time(ends[0]));
        for (int i = 0; i < rest.Length; i++)
        {
            ActivitySchedule? next = rest[i] switch
            {
                "weekly" => schedule with { Every = Every.Week },
                "fortnightly" => schedule with { Every = Every.Fortnight },
                "monthly" => schedule with { Every = Every.Month },
                "from" when Date(rest.ElementAtOrDefault(++i)) is { } first => schedule with { From = first },
                "until" when Date(rest.ElementAtOrDefault(++i)) is { } last => schedule with { Until = last },
                ActivityCsv.TermTime => schedule with { NotInSchoolHolidays = true },
                var week when Enum.TryParse(week, ignoreCase: true, out MonthWeek which) && !char.IsAsciiDigit(week[0]) =>
                    schedule with { Every = Every.Month, Week = which },
                _ => null,
            };
            if (next is null)
                return null;
            schedule = next;
        }
        return schedule;
    }

    private static DayOfWeek? Weekday(string word) => word.Length < 3 ? null
        : Enum.GetValues<DayOfWeek>().Where(d => d.ToString().StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(d => (DayOfWeek?)d).FirstOrDefault();

    private static TimeOnly? Time(string text) =>
        TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time) ? time : null;

    private static DateOnly? Date(string? text) => DateOnly.TryParseExact(text, ["yyyy-MM-dd", "dd/MM/yyyy"],
        CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? date : null;
}
