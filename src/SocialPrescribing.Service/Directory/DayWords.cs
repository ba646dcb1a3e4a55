namespace SocialPrescribing.Service.Directory;

/// <summary>Weekdays and weeks of the month as people write them, in small letters.</summary>
internal static class DayWords
{
    public static MonthWeek? WeekOf(string word) => word switch
    {
        "1st" or "first" => MonthWeek.First,
        "2nd" or "second" => MonthWeek.Second,
        "3rd" or "third" => MonthWeek.Third,
        "4th" or "fourth" => MonthWeek.Fourth,
        "last" => MonthWeek.Last,
        _ => null,
    };

    /// <summary>A day of the month: <c>1st</c>, <c>15th</c>.</summary>
    public static int? MonthDayOf(string word) =>
        word.Length > 2 && char.IsAsciiDigit(word[0])
        && int.TryParse(word[..^2], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int day)
        && day is >= 1 and <= 31 && DirectoryTerms.Ordinal(day) == word ? day : null;

    public static DayOfWeek? DayOf(string word) => word switch
    {
        "mon" or "mons" => DayOfWeek.Monday,
        "tue" or "tues" => DayOfWeek.Tuesday,
        "wed" or "weds" => DayOfWeek.Wednesday,
        "thu" or "thur" or "thurs" or "thus" => DayOfWeek.Thursday,
        "fri" or "fris" => DayOfWeek.Friday,
        "sat" or "sats" => DayOfWeek.Saturday,
        "sun" or "suns" => DayOfWeek.Sunday,
        _ when word.EndsWith("day", StringComparison.Ordinal) || word.EndsWith("days", StringComparison.Ordinal)
            || word.EndsWith("day's", StringComparison.Ordinal) =>
            Enum.TryParse(word[..(word.LastIndexOf("day", StringComparison.Ordinal) + 3)], ignoreCase: true, out DayOfWeek day)
                ? day : null,
        _ => null,
    };
}
