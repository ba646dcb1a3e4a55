using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>How the directory says in Open Referral UK what that has no field for, and reads it back.</summary>
public static class DirectoryTerms
{
    public const string Purposeful = "purposeful";
    public const string AccompaniedFirstVisit = "accompaniedFirstVisitWelcome";
    public const string StepFree = "stepFree";
    public const string StepFreeWords = "Step-free access";
    public const string NotStepFreeWords = "No step-free access";

    /// <summary>Of times that come once a month, of which nobody has said when.</summary>
    private const string OnceAMonth = "Once a month";

    /// <summary>The standard has no field for this, nor for breaks, but a description.</summary>
    private const string NotInSchoolHolidays = "Not in school holidays";

    private const string BreaksBegin = "Breaks: ";

    private static readonly string[] _weekdays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    /// <summary><c>TH</c>, as RFC 5545 writes it.</summary>
    public static string CodeOf(DayOfWeek weekday) => _weekdays[(int)weekday];

    /// <summary>What stands before the weekday of something that comes once a month: <c>2</c>, or <c>-1</c> for the last.</summary>
    public static string OrdinalOf(MonthWeek week) =>
        week is MonthWeek.Last ? "-1" : ((int)week + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary><c>Not in school holidays. Breaks: 2027-02-15 to 2027-02-19; 2027-04-02</c>; null where there is nothing to say.</summary>
    public static string? DescriptionOf(ActivitySchedule schedule, IReadOnlyList<DaySpan> breaks) => string.Join(". ", (string[])
        [
            .. schedule is { Every: Every.Month, MonthDay: null } && ActivityTimes.WeekOf(schedule) is null ? [OnceAMonth] : (string[])[],
            .. schedule.NotInSchoolHolidays is true ? [NotInSchoolHolidays] : (string[])[],
            .. breaks.Count > 0 ? [BreaksBegin + string.Join("; ", breaks)] : (string[])[],
        ]) is { Length: > 0 } text ? text : null;

    /// <summary><c>15th of the month</c>, <c>last day of the month</c>: as <see cref="ScheduleWords"/> reads it.</summary>
    public static string OfMonth(int day) => $"{(day is ActivitySchedule.LastDay ? "last day" : Ordinal(day))} of the month";

    /// <summary><c>1st</c>, <c>22nd</c>, <c>13th</c></summary>
    public static string Ordinal(int day) => string.Create(CultureInfo.InvariantCulture, $"{day}") + (day % 100 / 10 is 1 ? "th"
        : (day % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });

    public static bool SaysOnceAMonth(string? description) => Sentences(description).Contains(OnceAMonth);

    public static bool SaysNotInSchoolHolidays(string? description) => Sentences(description).Contains(NotInSchoolHolidays);

    /// <summary>Reads what <see cref="DescriptionOf"/> writes, and nothing else.</summary>
    public static IEnumerable<DaySpan> BreaksIn(string? description) => Sentences(description)
        .Where(s => s.StartsWith(BreaksBegin, StringComparison.Ordinal)).SelectMany(s => s[BreaksBegin.Length..].Split("; "))
        .Select(d => DaySpan.TryParse(d, out DaySpan days) ? days : null).OfType<DaySpan>();

    private static string[] Sentences(string? text) => text?.Split(". ") ?? [];

    /// <summary>Reads <c>TU</c>, <c>2MO</c> or <c>-1FR</c>; null for what names no weekday.</summary>
    public static (DayOfWeek Weekday, MonthWeek? Week)? DayOf(string byday)
    {
        string code = byday.TrimStart('+', '-', '0', '1', '2', '3', '4', '5');
        return WeekdayOf(code) is not { } weekday ? null : (weekday, byday[..^code.Length].TrimStart('+') switch
        {
            "1" => MonthWeek.First,
            "2" => MonthWeek.Second,
            "3" => MonthWeek.Third,
            "4" => MonthWeek.Fourth,
            "-1" => MonthWeek.Last,
            _ => (MonthWeek?)null,
        });
    }

    public static DayOfWeek? WeekdayOf(string code) =>
        Array.IndexOf(_weekdays, code.ToUpperInvariant()) is >= 0 and int day ? (DayOfWeek)day : null;
}
