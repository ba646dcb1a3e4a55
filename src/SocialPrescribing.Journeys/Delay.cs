namespace SocialPrescribing.Journeys;

/// <summary>A period of the calendar: <c>5d</c>, <c>6w</c>, <c>3mo</c>.</summary>
public readonly record struct Delay(int InDays, int InMonths)
{
    public static Delay Days(int days) => new(days, 0);
    public static Delay Months(int months) => new(0, months);

    /// <summary>This long after the anchor's date in London, at a London clock time, and never before the anchor itself.</summary>
    public DateTimeOffset From(DateTimeOffset anchor, TimeOnly time)
    {
        DateTimeOffset at = WorkingCalendar.London(WorkingCalendar.LondonDate(anchor).AddMonths(InMonths).AddDays(InDays), time);
        return at > anchor ? at : anchor;
    }

    public static bool TryParse(string text, out Delay delay)
    {
        delay = default;
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
            digits++;
        if (digits is 0 or > 4 || !int.TryParse(text.AsSpan(0, digits), out int n))
            return false;
        (delay, bool known) = text[digits..] switch
        {
            "d" => (Days(n), true),
            "w" => (Days(7 * n), true),
            "mo" => (Months(n), true),
            _ => (default, false),
        };
        return known && n <= 1000;
    }
}
