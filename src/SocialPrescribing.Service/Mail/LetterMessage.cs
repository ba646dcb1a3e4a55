using System.Text;
using MimeKit;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Mail;

/// <summary>
/// A letter as an internet message (RFC 5322, MIME): plain text and HTML as alternatives, with the calendar file beside them. Its headers
/// say that a machine wrote it, so that nobody's absence note answers, and how one click stops such letters (RFC 8058).
/// </summary>
public static class LetterMessage
{
    /// <summary>The name of the calendar file that goes along.</summary>
    public const string CalendarName = "meeting.ics";

    private const int LongestLine = 998; // Octets without CRLF (RFC 5322, 2.1.1).

    private const int RunesInEncodedWord = 10; // Four octets each at most, 56 characters of Base64.

    /// <summary>SHA-256 of a message's key, 64 hexadecimal digits. Keys name journeys; their hashes may be shown and stored.</summary>
    public static string HashOf(string key) => HexDigest.Of(key);

    /// <summary>The headers other than sender, recipient, subject and date. They are the same for every mail system.</summary>
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

    /// <summary>The letter as it is sent. The same arguments give the same bytes.</summary>
    /// <param name="from">The sender's address. The letter has the name that goes with it.</param>
    /// <remarks>The message id follows from the key, so a mailbox can tell if it gets the same letter twice.</remarks>
    /// <exception cref="FormatException">An address is not valid; see <see cref="IsAddress"/>.</exception>
    public static MimeMessage Compose(Letter letter, string from, string key, DateTimeOffset date)
    {
        if (!IsAddress(letter.To) || !IsAddress(from))
            throw new FormatException("A mail address is not valid.");
        string hash = HashOf(key);
        MimeMessage message = new()
        {
            Date = date,
            MessageId = $"{hash}@{from[(from.LastIndexOf('@') + 1)..]}",
            Body = Body(letter, hash),
        };
        message.Headers.Replace(Subject(OneLine(letter.Subject)));
        message.From.Add(new MailboxAddress(OneLine(letter.FromName), from));
        message.To.Add(new MailboxAddress("", letter.To));
        if (letter.ReplyTo is { } answers && IsAddress(answers))
            message.ReplyTo.Add(new MailboxAddress("", answers));
        foreach ((string name, string value) in Headers(letter))
            message.Headers.Add(name, value);
        return message;
    }

    /// <summary>One plain address, such as <c>ana@example.org</c>: no name, no list, nothing that could end a header.</summary>
    public static bool IsAddress(string text) => Ascii.IsValid(text) && !text.Any(char.IsControl)
        && MailboxAddress.TryParse(text, out MailboxAddress? address)
        && address.Address == text
        && string.IsNullOrEmpty(address.Name)
        && text.Contains('@', StringComparison.Ordinal);

    /// <summary>The method of the calendar file: PUBLISH, or CANCEL.</summary>
    public static string CalendarMethod(string calendar) =>
        calendar.ReplaceLineEndings("\n").Contains("\nMETHOD:CANCEL\n", StringComparison.Ordinal) ? "CANCEL" : "PUBLISH";

    /// <summary>Text that cannot end a header: control characters and line ends of every kind become spaces.</summary>
    public static string OneLine(string text) =>
        string.Join(' ',
            string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) ? " " : rune.ToString()))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A subject that only looks like an encoded word would be decoded by mail programs. So it is encoded itself.</summary>
    private static Header Subject(string text)
    {
        Header header = new(HeaderId.Subject, text);
        if (text.Contains("=?", StringComparison.Ordinal))
            header.SetRawValue(
                Encoding.ASCII.GetBytes($" {string.Join("\r\n ", text.EnumerateRunes().Chunk(RunesInEncodedWord).Select(Encoded))}\r\n"));
        return header;
    }

    /// <summary>RFC 2047: at most 75 characters, and no character is split.</summary>
    private static string Encoded(Rune[] runes) => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Concat(runes)))}?=";

    private static MimeEntity Body(Letter letter, string hash)
    {
        MultipartAlternative alternatives =
            new(Text("plain", letter.Text), Text("html", letter.Html)) { Boundary = $"alternative_{hash[..24]}" };
        if (letter.Calendar is null)
            return alternatives;
        TextPart calendar = Text("calendar", letter.Calendar);
        calendar.ContentType.Parameters.Add("method", CalendarMethod(letter.Calendar));
        calendar.ContentType.Name = CalendarName;
        calendar.ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = CalendarName };
        return new Multipart("mixed", alternatives, calendar) { Boundary = $"mixed_{hash[..24]}" };
    }

    /// <summary>Not encoded if every line is short enough, so that people can read the file; otherwise Base64.</summary>
    private static TextPart Text(string subtype, string content)
    {
        TextPart part = new(subtype) { Text = content.Replace("\0", "", StringComparison.Ordinal).ReplaceLineEndings("\r\n") };
        part.ContentTransferEncoding =
            part.GetBestEncoding(EncodingConstraint.EightBit, LongestLine) is ContentEncoding.Base64 or ContentEncoding.QuotedPrintable
            ? ContentEncoding.Base64 : ContentEncoding.EightBit;
        return part;
    }
}
