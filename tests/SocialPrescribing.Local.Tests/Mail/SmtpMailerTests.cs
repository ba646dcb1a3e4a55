using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using SocialPrescribing.Local.Mail;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Tests.Mail;

[Collection(MailServerCollection.Name)]
public class SmtpMailerTests(MailServer server)
{
    private SmtpSettings Encrypted =>
        new("localhost", server.StartTlsPort, StartTls.Required, "hello@example.org", "post", "correct horse", TimeSpan.FromSeconds(20),
            server.Certificate);

    private SmtpSettings Plain =>
        new("127.0.0.1", server.PlainPort, StartTls.None, "hello@example.org", null, null, TimeSpan.FromSeconds(20));

    private static Task<MailOutcome> Send(SmtpSettings settings, Letter letter) =>
        new SmtpMailer(settings).Deliver("meeting/1/2/reminder/48h", letter, CancellationToken.None);

    private static Task<MailOutcome> SendTo(SmtpSettings settings, string to) => Send(settings, Letters.Full with { To = to });

    [Fact]
    public async Task A_letter_arrives_whole_over_an_encrypted_connection()
    {
        Assert.IsType<MailOutcome.Accepted>(await Send(Encrypted, Letters.Full));
        JsonElement mail = await server.NextMail();

        Assert.True(mail.GetProperty("secure").GetBoolean());
        Assert.Equal("post", mail.GetProperty("user").GetString());
        Assert.Equal("hello@example.org", mail.GetProperty("envelope").GetProperty("mailFrom").GetProperty("address").GetString());
        Assert.Equal(Letters.Full.FromName, mail.GetProperty("from")[0].GetProperty("name").GetString());
        Assert.Equal(Letters.Full.Subject, mail.GetProperty("subject").GetString());
        Assert.Equal(Letters.Full.Text, mail.GetProperty("text").GetString()!.ReplaceLineEndings("\n"));
        Assert.Equal(Letters.Full.Html, mail.GetProperty("html").GetString()!.ReplaceLineEndings("\n"));
        JsonElement calendar = Assert.Single(mail.GetProperty("attachments").EnumerateArray());
        Assert.Equal("meeting.ics", calendar.GetProperty("name").GetString());
        Assert.Equal("text/calendar", calendar.GetProperty("type").GetString());
        Assert.Equal(Letters.Calendar, calendar.GetProperty("content").GetString());
        foreach ((string name, string value) in LetterMessage.Headers(Letters.Full)
            .Append(("Message-Id", $"<{LetterMessage.HashOf("meeting/1/2/reminder/48h")}@example.org>")))
            Assert.Equal([value], mail.Headers(name.ToLowerInvariant()));
        Assert.Single(mail.Headers("date"));
        Assert.InRange(mail.GetProperty("longestLine").GetInt32(), 1, 998);
    }

    [Fact]
    public async Task A_server_that_encrypts_from_the_first_byte_takes_letters()
    {
        Assert.IsType<MailOutcome.Accepted>(
            await Send(Encrypted with { Port = server.ImplicitPort, StartTls = StartTls.Implicit }, Letters.Plain));
        Assert.True((await server.NextMail()).GetProperty("secure").GetBoolean());
        Assert.IsType<MailOutcome.Unavailable>(
            await Send(Encrypted with { Port = server.PlainPort, StartTls = StartTls.Implicit }, Letters.Plain));
        Assert.False(server.HasMail);
    }

    [Theory]
    [InlineData("a token that holds", typeof(MailOutcome.Accepted))]
    [InlineData("a token that has run out", typeof(MailOutcome.Unavailable))]
    public async Task A_server_that_wants_a_token_gets_one(string token, Type outcome)
    {
        SmtpMailer mailer = new(Encrypted with { Password = null }, _ => Task.FromResult(token));
        MailOutcome found = await mailer.Deliver("key", Letters.Plain, CancellationToken.None);
        Assert.IsType(outcome, found);
        Assert.DoesNotContain(token, found.ToString(), StringComparison.Ordinal);
        if (found is MailOutcome.Accepted)
            Assert.Equal("post", (await server.NextMail()).GetProperty("user").GetString());
    }

    [Fact]
    public async Task Without_a_token_nothing_is_sent_and_the_reason_is_said()
    {
        SmtpMailer mailer = new(Encrypted with { Password = null }, _ => throw new AccessTokenException("There is no access token."));
        Assert.Equal(new MailOutcome.Unavailable("There is no access token."),
            await mailer.Deliver("key", Letters.Plain, CancellationToken.None));
        Assert.False(server.HasMail);
    }

    [Fact]
    public async Task What_nobody_has_thought_of_is_tried_again_and_named_without_its_words()
    {
        SmtpMailer mailer = new(Encrypted with { Password = null }, _ => throw new InvalidTimeZoneException("Quotes the letter."));
        Assert.Equal(new MailOutcome.Unavailable("The mail server could not be used (InvalidTimeZoneException)."),
            await mailer.Deliver("key", Letters.Plain, CancellationToken.None));
        Assert.False(server.HasMail);
    }

    [Fact]
    public async Task A_letter_without_a_calendar_file_arrives_as_two_alternatives()
    {
        Assert.IsType<MailOutcome.Accepted>(await Send(Plain, Letters.Plain));
        JsonElement mail = await server.NextMail();

        Assert.False(mail.GetProperty("secure").GetBoolean());
        Assert.Empty(mail.GetProperty("attachments").EnumerateArray());
        Assert.StartsWith("multipart/alternative", Assert.Single(mail.Headers("content-type")), StringComparison.Ordinal);
        Assert.Equal("Hello\n", mail.GetProperty("text").GetString()!.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Neither_subject_nor_name_adds_a_header()
    {
        Assert.IsType<MailOutcome.Accepted>(
            await Send(Plain, Letters.Plain with { Subject = "Hello\r\nBcc: all@example.org", FromName = "Team\r\nBcc: all@example.org" }));
        JsonElement mail = await server.NextMail();

        Assert.Empty(mail.Headers("bcc"));
        Assert.Equal("Hello Bcc: all@example.org", mail.GetProperty("subject").GetString());
        Assert.Single(mail.GetProperty("envelope").GetProperty("rcptTo").EnumerateArray());
    }

    [Theory]
    [InlineData("busy@example.org", typeof(MailOutcome.Unavailable))]
    [InlineData("full@example.org", typeof(MailOutcome.Unavailable))]
    [InlineData("closing@example.org", typeof(MailOutcome.Unavailable))]
    [InlineData("gone@example.org", typeof(MailOutcome.Refused))]
    [InlineData("spam@example.org", typeof(MailOutcome.Refused))]
    [InlineData("drop@example.org", typeof(MailOutcome.Uncertain))]
    [InlineData("zoë@example.org", typeof(MailOutcome.Refused))]
    [InlineData("a@example.org, b@example.org", typeof(MailOutcome.Refused))]
    public async Task What_the_server_says_decides_the_outcome(string to, Type outcome)
    {
        foreach (SmtpSettings settings in new[] { Plain, Encrypted })
        {
            MailOutcome found = await SendTo(settings, to);
            Assert.IsType(outcome, found);
            Assert.DoesNotContain("example.org", found.ToString(), StringComparison.Ordinal);
            Assert.False(server.HasMail);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_answer_after_the_letter_is_uncertain_within_the_time_allowed(bool withCalendar)
    {
        Stopwatch watch = Stopwatch.StartNew();
        MailOutcome outcome = await Send(Plain with { Timeout = TimeSpan.FromSeconds(1) },
            (withCalendar ? Letters.Full : Letters.Plain) with { To = "hang@example.org" });

        Assert.IsType<MailOutcome.Uncertain>(outcome);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task A_server_that_never_greets_is_unavailable()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        int port = ((IPEndPoint)silent.LocalEndpoint).Port;

        MailOutcome outcome = await Send(Plain with { Port = port, Timeout = TimeSpan.FromSeconds(1) }, Letters.Plain);

        Assert.Equal(new MailOutcome.Unavailable("The mail server did not answer in time."), outcome);
    }

    [Fact]
    public async Task Being_asked_to_stop_before_the_letter_is_not_an_outcome()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(200));
        SmtpMailer mailer = new(Plain with { Port = ((IPEndPoint)silent.LocalEndpoint).Port });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => mailer.Deliver("key", Letters.Plain, stop.Token));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        int port;
        using (TcpListener closed = new(IPAddress.Loopback, 0))
        {
            closed.Start();
            port = ((IPEndPoint)closed.LocalEndpoint).Port;
        }
        Assert.Equal(new MailOutcome.Unavailable("The mail server could not be reached (ConnectionRefused)."),
            await Send(Plain with { Port = port }, Letters.Plain));
        Assert.IsType<MailOutcome.Unavailable>(await Send(Plain with { Host = "mail.invalid" }, Letters.Plain));
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_not_used()
    {
        string reason = "The mail server's certificate is not trusted, or no encryption was agreed.";
        Assert.Equal(new MailOutcome.Unavailable(reason),
            await Send(Encrypted with { TrustedCertificate = server.AnotherCertificate }, Letters.Plain));
        Assert.Equal(new MailOutcome.Unavailable(reason),
            await Send(Encrypted with { Host = "127.0.0.1", TrustedCertificate = null }, Letters.Plain));
        // The certificate is trusted but has another name.
        Assert.Equal(new MailOutcome.Unavailable(reason), await Send(Encrypted with { Host = "127.0.0.1" }, Letters.Plain));
        Assert.False(server.HasMail);
    }

    [Fact]
    public async Task Where_encryption_is_required_a_server_without_it_gets_nothing()
    {
        Assert.IsType<MailOutcome.Unavailable>(await Send(Plain with { StartTls = StartTls.Required }, Letters.Plain));
        Assert.False(server.HasMail);
    }

    [Fact]
    public async Task A_fault_of_the_settings_is_never_the_letters()
    {
        Assert.IsType<MailOutcome.Unavailable>(await Send(Encrypted with { Password = "wrong" }, Letters.Plain));
        Assert.IsType<MailOutcome.Unavailable>(await Send(Encrypted with { User = null, Password = null }, Letters.Plain));
        Assert.IsType<MailOutcome.Unavailable>(await Send(Plain with { From = "stranger@example.org" }, Letters.Plain));
        Assert.False(server.HasMail);
    }

    [Fact]
    public async Task Ten_letters_at_once_all_arrive()
    {
        SmtpMailer mailer = new(Encrypted);
        MailOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 10)
            .Select(i => mailer.Deliver($"key/{i}", Letters.Full with { Subject = $"Letter {i}" }, CancellationToken.None)));

        Assert.All(outcomes, outcome => Assert.IsType<MailOutcome.Accepted>(outcome));
        List<string?> subjects = [];
        for (int i = 0; i < 10; i++)
            subjects.Add((await server.NextMail()).GetProperty("subject").GetString());
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"Letter {i}"), subjects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Settings_that_contradict_themselves_are_refused()
    {
        SmtpSettings good =
            new("mail.example.org", 587, StartTls.Required, "hello@example.org", "post", "secret", TimeSpan.FromSeconds(20));
        _ = new SmtpMailer(good);
        foreach (SmtpSettings bad in new[]
        {
            good with { Port = 0 },
            good with { From = "hello" },
            good with { Password = null },
            good with { Timeout = TimeSpan.Zero },
            good with { StartTls = StartTls.None },
            good with { TrustedCertificate = "/no/such/file.pem" },
        })
            Assert.Throws<ArgumentException>(() => new SmtpMailer(bad));
    }

    [Fact]
    public void Printed_settings_do_not_hold_the_password() =>
        Assert.DoesNotContain("correct horse", $"{Encrypted}", StringComparison.Ordinal);
}
