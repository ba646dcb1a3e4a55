using System.Globalization;

namespace SocialPrescribing.Journeys;

/// <summary>A range of days, including the first and the last: a school holiday, or a break of an activity.</summary>
public sealed record DaySpan(DateOnly From, DateOnly Until)
{
    private const string Between = " to ";

    public bool Holds(DateOnly day) => day >= From && day <= Until;

    /// <summary>Reads <c>2027-02-15 to 2027-02-19</c>, <c>15/02/2027 to 19/02/2027</c>, or one day alone.</summary>
    public static bool TryParse(string text, out DaySpan span)
    {
        string[] days = text.Split(Between, StringSplitOptions.TrimEntries);
        bool isRead = TryDay(days[0], out DateOnly from) & TryDay(days[^1], out DateOnly until);
        span = new DaySpan(from, until);
        return isRead && days.Length <= 2 && from <= until;
    }

    public override string ToString() => From == Until ? Written(From) : Written(From) + Between + Written(Until);

    private static string Written(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Spreadsheets rewrite dates. British ones put the day first.</summary>
    private static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, ["yyyy-MM-dd", "dd/MM/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
