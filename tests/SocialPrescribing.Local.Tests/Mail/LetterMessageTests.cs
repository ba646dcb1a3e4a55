using System.Text;
using System.Text.Json;
using MimeKit;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Tests.Mail;

[Collection(MailServerCollection.Name)]
public class LetterMessageTests(MailServer server)
{
    private static readonly DateTimeOffset Date = new(2027, 3, 12, 10, 30, 5, TimeSpan.Zero);

    private static byte[] Written(Letter letter)
    {
        using MimeMessage message = LetterMessage.Compose(letter, "hello@example.org", "meeting/1/2/reminder/48h", Date);
        using MemoryStream bytes = new();
        message.WriteTo(new FormatOptions { NewLineFormat = NewLineFormat.Dos }, bytes);
        return bytes.ToArray();
    }

    private Task<JsonElement> Read(Letter letter) => server.Parse(Written(letter));

    [Fact]
    public async Task Another_parser_reads_what_was_written()
    {
        JsonElement mail = await Read(Letters.Full);

        Assert.Equal(Letters.Full.FromName, mail.GetProperty("from")[0].GetProperty("name").GetString());
        Assert.Equal("hello@example.org", mail.GetProperty("from")[0].GetProperty("address").GetString());
        Assert.Equal(Letters.Full.To, mail.GetProperty("to")[0].GetProperty("address").GetString());
        Assert.Equal(Letters.Full.Subject, mail.GetProperty("subject").GetString());
        Assert.Equal(Date, mail.GetProperty("date").GetDateTimeOffset());
        Assert.Equal(Letters.Full.Text, mail.GetProperty("text").GetString()!.ReplaceLineEndings("\n"));
        Assert.Equal(Letters.Full.Html, mail.GetProperty("html").GetString()!.ReplaceLineEndings("\n"));
        JsonElement calendar = Assert.Single(mail.GetProperty("attachments").EnumerateArray());
        Assert.Equal("meeting.ics", calendar.GetProperty("name").GetString());
        Assert.Equal("text/calendar", calendar.GetProperty("type").GetString());
        Assert.Equal(Letters.Calendar, calendar.GetProperty("content").GetString());
    }

    /// <summary>Calendars look at the content type, not at the file, to learn what to do. The other parser does not report it.</summary>
    [Theory]
    [InlineData("PUBLISH")]
    [InlineData("CANCEL")]
    public void The_type_of_the_calendar_file_says_what_calendars_do_with_it(string method)
    {
        string file = Letters.Calendar.Replace("METHOD:PUBLISH", $"METHOD:{method}", StringComparison.Ordinal);
        using MimeMessage message = LetterMessage.Compose(Letters.Full with { Calendar = file }, "hello@example.org", "a key", Date);
        ContentType type = Assert.Single(message.Attachments).ContentType;
        Assert.Equal(("text/calendar", method), (type.MimeType, type.Parameters["method"]));
    }

    [Fact]
    public async Task An_answer_goes_where_somebody_reads_it()
    {
        JsonElement mail = await Read(Letters.Full with { ReplyTo = "answers@example.org" });

        Assert.Contains("answers@example.org", Assert.Single(mail.Headers("reply-to")), StringComparison.Ordinal);
        Assert.Empty((await Read(Letters.Full)).Headers("reply-to"));
    }

    [Fact]
    public async Task Headers_say_that_nobody_typed_it_and_how_to_stop_it()
    {
        JsonElement mail = await Read(Letters.Full);

        Assert.Equal(["auto-generated"], mail.Headers("auto-submitted"));
        Assert.Equal(["All"], mail.Headers("x-auto-response-suppress"));
        Assert.Equal(["<https://example.org/preferences/stop?token=a_b-c.d>"], mail.Headers("list-unsubscribe"));
        Assert.Equal(["List-Unsubscribe=One-Click"], mail.Headers("list-unsubscribe-post"));
        Assert.Empty((await Read(Letters.Plain)).Headers("list-unsubscribe"));
    }

    [Fact]
    public void The_same_key_gives_the_same_message_id_and_another_key_another()
    {
        string Id(string key)
        {
            using MimeMessage message = LetterMessage.Compose(Letters.Plain, "hello@example.org", key, Date);
            return message.MessageId!;
        }

        Assert.Equal(Id("a"), Id("a"));
        Assert.NotEqual(Id("a"), Id("b"));
        Assert.Equal($"{LetterMessage.HashOf("a")}@example.org", Id("a"));
        Assert.Equal(Written(Letters.Full), Written(Letters.Full));
    }

    [Theory]
    [InlineData("Hello\r\nBcc: all@example.org")]
    [InlineData("Hello\nBcc: all@example.org")]
    [InlineData("Hello\u2028Bcc: all@example.org")]
    [InlineData("Hello\u0085Bcc: all@example.org")]
    [InlineData("Héllo\r\n\r\nBcc: all@example.org")]
    [InlineData("Hello\r\n =?utf-8?B?DQpCY2M6IGFsbEBleGFtcGxlLm9yZw==?=")]
    public async Task No_subject_or_name_adds_a_header(string text)
    {
        JsonElement mail = await Read(Letters.Plain with { Subject = text, FromName = text });

        Assert.Empty(mail.Headers("bcc"));
        Assert.Single(mail.Headers("subject"));
        Assert.Equal(LetterMessage.OneLine(text), mail.GetProperty("subject").GetString());
        Assert.Equal("Hello\n", mail.GetProperty("text").GetString()!.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("ana@example.org\r\nBcc: all@example.org")]
    [InlineData("ana@example.org, all@example.org")]
    [InlineData("Ana <ana@example.org>")]
    [InlineData("zoë@example.org")]
    [InlineData("ana")]
    [InlineData("")]
    public void What_is_not_one_address_is_not_written(string to) =>
        Assert.Throws<FormatException>(() => LetterMessage.Compose(Letters.Plain with { To = to }, "hello@example.org", "key", Date));

    [Theory]
    [InlineData("\"quoted\" \\ name", "Plain")]
    [InlineData("a", "b")]
    [InlineData("", "")]
    [InlineData("محمد", "שלום, “friend”")]
    [InlineData("=cmd|'/c calc'!A1", "=?not?an?encoded word?=")]
    public async Task Names_and_subjects_arrive_as_they_are(string name, string subject)
    {
        JsonElement mail = await Read(Letters.Plain with { FromName = name, Subject = subject });

        Assert.Equal(name, mail.GetProperty("from")[0].GetProperty("name").GetString());
        Assert.Equal(subject, mail.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task Long_lines_and_long_subjects_stay_within_what_mail_allows()
    {
        string text = string.Concat(Enumerable.Repeat("é😀", 3000));
        JsonElement mail = await Read(
            Letters.Full with { Text = text, Html = $"<p>{text}</p>", Subject = string.Concat(Enumerable.Repeat("é😀 ", 60)).Trim() });

        Assert.InRange(mail.GetProperty("longestLine").GetInt32(), 1, 998);
        Assert.False(mail.GetProperty("bareLineEnds").GetBoolean());
        Assert.Equal(text, mail.GetProperty("text").GetString()!.Trim());
        Assert.Equal($"<p>{text}</p>", mail.GetProperty("html").GetString());
        Assert.Equal(string.Concat(Enumerable.Repeat("é😀 ", 60)).Trim(), mail.GetProperty("subject").GetString());
    }

    [Fact]
    public void Short_lines_are_left_readable_in_the_file() =>
        Assert.Contains("Hello Zoë", Encoding.UTF8.GetString(Written(Letters.Full with { Text = "Hello Zoë\n" })),
            StringComparison.Ordinal);
}

internal static class ParsedMail
{
    /// <summary>All values of a header, in order.</summary>
    public static string[] Headers(this JsonElement mail, string name) =>
        [.. mail.GetProperty("headers").EnumerateArray().Where(header => header[0].GetString() == name)
            .Select(header => header[1].GetString()!)];
}
