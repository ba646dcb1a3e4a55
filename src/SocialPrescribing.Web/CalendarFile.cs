using System.Globalization;
using System.Text;

namespace SocialPrescribing.Web;

/// <summary>An entry in a calendar.</summary>
/// <param name="Uid">The meeting's identity, which is the same in every version, so that a calendar replaces it instead of
/// adding another.</param>
/// <param name="Sequence">The meeting's version: a calendar keeps the highest (RFC 5545, 3.8.7.4).</param>
/// <param name="Length">How long it takes; more than zero.</param>
/// <param name="Summary">What the calendar shows. It is neutral if discretion was asked for, because others may see it.</param>
/// <param name="Place">May be empty.</param>
/// <param name="IsCancelled">Whether the file removes it from the calendar.</param>
public sealed record CalendarEntry(
    string Uid, int Sequence, DateTimeOffset Starts, TimeSpan Length, string Summary, string Place, bool IsCancelled = false);

/// <param name="Email">Empty if nobody reads answers.</param>
public sealed record CalendarOrganizer(string Name, string Email = "");

/// <summary>Calendar files (RFC 5545).</summary>
public static class CalendarFile
{
    private const int LongestLine = 75;

    /// <summary>Writes the file.</summary>
    /// <param name="organizer">
    /// Whose meeting it is (RFC 5546 requires it), and where answers go. Outlook ignores a cancellation without it.
    /// </param>
    public static string For(CalendarEntry entry, DateTimeOffset stamp, CalendarOrganizer organizer)
    {
        StringBuilder file = Begin(entry.IsCancelled ? "CANCEL" : "PUBLISH");
        Write(file, entry, stamp, organizer);
        Line(file, "END:VCALENDAR");
        return file.ToString();
    }

    /// <summary>A calendar to subscribe to. Programs read it again every hour, and remove entries that are gone.</summary>
    public static string Of(string name, IEnumerable<CalendarEntry> entries, DateTimeOffset stamp)
    {
        StringBuilder file = Begin("PUBLISH");
        Line(file, "X-WR-CALNAME:" + Escape(name));
        Line(file, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
        Line(file, "X-PUBLISHED-TTL:PT1H");
        foreach (CalendarEntry entry in entries)
            Write(file, entry, stamp, organizer: null);
        Line(file, "END:VCALENDAR");
        return file.ToString();
    }

    private static StringBuilder Begin(string method)
    {
        StringBuilder file = new();
        Line(file, "BEGIN:VCALENDAR");
        Line(file, "VERSION:2.0");
        Line(file, "PRODID:-//Appointments//EN");
        Line(file, "CALSCALE:GREGORIAN");
        Line(file, "METHOD:" + method);
        return file;
    }

    private static void Write(StringBuilder file, CalendarEntry entry, DateTimeOffset stamp, CalendarOrganizer? organizer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(entry.Sequence);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(entry.Length, TimeSpan.Zero);
        Line(file, "BEGIN:VEVENT");
        Line(file, "UID:" + Escape(entry.Uid));
        Line(file, "SEQUENCE:" + entry.Sequence.ToString(CultureInfo.InvariantCulture));
        Line(file, "DTSTAMP:" + Time(stamp));
        Line(file, "DTSTART:" + Time(entry.Starts));
        Line(file, "DTEND:" + Time(entry.Starts + entry.Length));
        Line(file, "SUMMARY:" + Escape(entry.Summary));
        if (entry.Place.Length > 0)
            Line(file, "LOCATION:" + Escape(entry.Place));
        if (organizer is not null)
            Line(file, $"ORGANIZER;CN=\"{Quoted(organizer.Name)}\":"
                + (organizer.Email is "" ? "invalid:nomail" : $"mailto:{organizer.Email}"));
        Line(file, entry.IsCancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
        Line(file, "CLASS:PRIVATE");
        Line(file, "END:VEVENT");
    }

    /// <summary>A quoted value must not contain quotes (RFC 5545, 3.2).</summary>
    private static string Quoted(string text) => CleanText.Of(text).Replace('"', '\'').ReplaceLineEndings(" ");

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text) => CleanText.Of(text)
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace(";", @"\;", StringComparison.Ordinal)
        .Replace(",", @"\,", StringComparison.Ordinal)
        .Replace("\n", @"\n", StringComparison.Ordinal);

    /// <summary>Folds lines at 75 octets, never inside a character. Continuations begin with a space (RFC 5545, 3.1).</summary>
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
