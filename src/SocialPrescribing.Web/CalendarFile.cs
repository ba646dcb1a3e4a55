using System.Globalization;
using System.Text;

namespace SocialPrescribing.Web;

/// <summary>A calendar file (RFC 5545) for one meeting.</summary>
public static class CalendarFile
{
    private const int LongestLine = 75;

    /// <summary>Writes the file.</summary>
    /// <param name="uid">The meeting's own identity, the same in every version, so that a calendar replaces instead of adding.</param>
    /// <param name="sequence">The meeting's version: a calendar keeps the highest (RFC 5545, 3.8.7.4).</param>
    /// <param name="length">How long the meeting takes; more than zero.</param>
    /// <param name="summary">What the calendar shows, neutral where discretion was asked for: others may see it.</param>
    /// <param name="place">May be empty.</param>
    /// <param name="description">May be empty.</param>
    /// <param name="cancelled">The file takes the meeting out of the calendar.</param>
    /// <param name="stamp">When this version was made.</param>
    public static string For(
        string uid, int sequence, DateTimeOffset starts, TimeSpan length, string summary, string place, string description, bool cancelled,
        DateTimeOffset stamp)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);
        StringBuilder file = new();
        Line(file, "BEGIN:VCALENDAR");
        Line(file, "VERSION:2.0");
        Line(file, "PRODID:-//Appointments//EN");
        Line(file, "CALSCALE:GREGORIAN");
        Line(file, cancelled ? "METHOD:CANCEL" : "METHOD:PUBLISH");
        Line(file, "BEGIN:VEVENT");
        Line(file, "UID:" + Escape(uid));
        Line(file, "SEQUENCE:" + sequence.ToString(CultureInfo.InvariantCulture));
        Line(file, "DTSTAMP:" + Time(stamp));
        Line(file, "DTSTART:" + Time(starts));
        Line(file, "DTEND:" + Time(starts + length));
        Line(file, "SUMMARY:" + Escape(summary));
        if (place.Length > 0)
            Line(file, "LOCATION:" + Escape(place));
        if (description.Length > 0)
            Line(file, "DESCRIPTION:" + Escape(description));
        Line(file, cancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
        Line(file, "CLASS:PRIVATE");
        Line(file, "END:VEVENT");
        Line(file, "END:VCALENDAR");
        return file.ToString();
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text) => CleanText.Of(text)
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace(";", @"\;", StringComparison.Ordinal)
        .Replace(",", @"\,", StringComparison.Ordinal)
        .Replace("\n", @"\n", StringComparison.Ordinal);

    /// <summary>Lines are folded at 75 octets, never inside a character; what follows begins with a space (RFC 5545, 3.1).</summary>
    private static void Line(StringBuilder file, string line)
    {
        int octets = 0;
        foreach (Rune rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LongestLine)
            {
                file.Append("\r\n ");
                octets = 1;
            }
            file.Append(rune);
            octets += rune.Utf8SequenceLength;
        }
        file.Append("\r\n");
    }
}
