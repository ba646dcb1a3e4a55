using System.Globalization;
using System.Net.Mail;
using System.Security.Cryptography;
using System.Text;

namespace SocialPrescribing.Service;

/// <summary>
/// A letter as an internet message (RFC 5322, MIME): plain text and HTML to choose from, the calendar file beside them. The
/// headers say that nobody typed it, so that absence notes stay away, and how one click stops it (RFC 8058).
/// </summary>
public static class MimeMessage
{
    /// <summary>The name of the calendar file that goes along.</summary>
    public const string CalendarName = "meeting.ics";

    private const int LongestLine = 998; // Octets without CRLF (RFC 5322, 2.1.1).
    private const int LongestHeader = 76;
    private const int OctetsInEncodedWord = 42; // 56 characters of Base64, 68 with =?utf-8?B?…?=

    /// <summary>SHA-256 of a message's key, 64 hexadecimal digits. Keys name journeys; their hashes may be shown and stored.</summary>
    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Headers beside sender, recipient, subject and date, for what writes the message itself.</summary>
    /// <remarks>The message id follows from the key: a mailbox that gets the same letter twice can tell.</remarks>
    public static IEnumerable<(string Name, string Value)> Headers(Letter letter, string from, string key) =>
        [("Message-ID", $"<{HashOf(key)}@{new MailAddress(from).Host}>"), .. Headers(letter)];

    /// <summary>Those that are the same for every way of sending.</summary>
    public static IEnumerable<(string Name, string Value)> Headers(Letter letter)
    {
        yield return ("Auto-Submitted", "auto-generated");
        yield return ("X-Auto-Response-Suppress", "All");
        if (letter.Unsubscribe is not null)
        {
            yield return ("List-Unsubscribe", $"<{letter.Unsubscribe.AbsoluteUri}>");
            yield return ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
    }

    /// <summary>The letter's bytes, the same for the same arguments.</summary>
    /// <param name="from">The sender's address; the name beside it is the letter's.</param>
    /// <exception cref="FormatException">An address is not one; see <see cref="IsAddress"/>.</exception>
    public static byte[] Write(Letter letter, string from, string key, DateTimeOffset date)
    {
        if (!IsAddress(letter.To) || !IsAddress(from))
            throw new FormatException("A mail address is not valid.");

        StringBuilder message = new();
        Header(message, "Date", date.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal));
        Header(message, "From", $"{Words("From: ", OneLine(letter.FromName), quoted: true)} <{from}>");
        Header(message, "To", letter.To);
        Header(message, "Subject", Words("Subject: ", OneLine(letter.Subject), quoted: false));
        foreach ((string name, string value) in Headers(letter, from, key))
            Header(message, name, value);
        Header(message, "MIME-Version", "1.0");

        string hash = HashOf(key);
        if (letter.Calendar is null)
        {
            Alternatives(message, letter, hash);
        }
        else
        {
            string boundary = $"mixed_{hash[..24]}";
            Header(message, "Content-Type", $"multipart/mixed; boundary=\"{boundary}\"");
            message.Append("\r\n--").Append(boundary).Append("\r\n");
            Alternatives(message, letter, hash);
            message.Append("\r\n--").Append(boundary).Append("\r\n");
            Header(message, "Content-Disposition", $"attachment; filename=\"{CalendarName}\"");
            Body(message, $"text/calendar; charset=utf-8; method={CalendarMethod(letter.Calendar)}; name=\"{CalendarName}\"", letter.Calendar);
            message.Append("\r\n--").Append(boundary).Append("--\r\n");
        }
        return Encoding.UTF8.GetBytes(message.ToString());
    }

    /// <summary>One plain address, such as <c>ana@example.org</c>: no name, no list, nothing that could end a header.</summary>
    public static bool IsAddress(string text) =>
        Ascii.IsValid(text) && !text.Any(char.IsControl) && MailAddress.TryCreate(text, out MailAddress? address) && address.Address == text && address.DisplayName.Length == 0;

    /// <summary>What the calendar file asks a calendar to do: PUBLISH, or CANCEL.</summary>
    public static string CalendarMethod(string calendar) => calendar.Contains("\r\nMETHOD:CANCEL\r\n", StringComparison.Ordinal) ? "CANCEL" : "PUBLISH";

    /// <summary>Text that cannot end a header: control characters and line ends of every kind become spaces.</summary>
    public static string OneLine(string text) =>
        string.Join(' ', string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) ? " " : rune.ToString())).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static void Alternatives(StringBuilder message, Letter letter, string hash)
    {
        string boundary = $"alternative_{hash[..24]}";
        Header(message, "Content-Type", $"multipart/alternative; boundary=\"{boundary}\"");
        foreach ((string type, string content) in new[] { ("text/plain", letter.Text), ("text/html", letter.Html) })
        {
            message.Append("\r\n--").Append(boundary).Append("\r\n");
            Body(message, $"{type}; charset=utf-8", content);
        }
        message.Append("\r\n--").Append(boundary).Append("--\r\n");
    }

    /// <summary>As it is where every line is short enough, so that people can read the file; else Base64.</summary>
    private static void Body(StringBuilder message, string contentType, string content)
    {
        string text = content.Replace("\0", "", StringComparison.Ordinal).ReplaceLineEndings("\r\n");
        bool asItIs = text.Split("\r\n").All(line => Encoding.UTF8.GetByteCount(line) <= LongestLine && !line.StartsWith("--", StringComparison.Ordinal));
        Header(message, "Content-Type", contentType);
        Header(message, "Content-Transfer-Encoding", asItIs ? "8bit" : "base64");
        message.Append("\r\n").Append(asItIs ? text : Convert.ToBase64String(Encoding.UTF8.GetBytes(text), Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\r\n"));
    }

    private static void Header(StringBuilder message, string name, string value)
    {
        // The last guard against a second header: nothing but our own folding may break a line.
        if (value.Replace("\r\n ", "", StringComparison.Ordinal).Any(char.IsControl))
            throw new FormatException($"The header {name} holds a control character.");
        message.Append(name).Append(": ").Append(value).Append("\r\n");
    }

    /// <summary>Text for a header: as it is, quoted, or as encoded words (RFC 2047) that never split a character.</summary>
    private static string Words(string before, string text, bool quoted)
    {
        bool plain = Ascii.IsValid(text) && !text.Contains("=?", StringComparison.Ordinal) && before.Length + text.Length <= LongestHeader;
        if (plain)
            return quoted ? $"\"{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : text;

        List<string> words = [];
        StringBuilder word = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Encoding.UTF8.GetByteCount(word.ToString()) + rune.Utf8SequenceLength > OctetsInEncodedWord)
            {
                words.Add(Encoded(word));
                word.Clear();
            }
            word.Append(rune);
        }
        words.Add(Encoded(word));
        return string.Join("\r\n ", words);
    }

    private static string Encoded(StringBuilder word) => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(word.ToString()))}?=";
}
