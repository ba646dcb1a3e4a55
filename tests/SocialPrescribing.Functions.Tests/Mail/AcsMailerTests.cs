using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Azure;
using Azure.Communication.Email;
using Azure.Core;
using Azure.Identity;
using SocialPrescribing.Functions.Mail;
using SocialPrescribing.Invented;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Mail;

public sealed class AcsMailerTests
{
    private static readonly DateTimeOffset Now = new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly Guid Owner = Guid.Parse("01995172-6000-7000-8000-00000000000a");
    private static readonly string Key = $"{Owner:N}/meeting/4f2a/2/reminder/48h";
    private static readonly Letter Reminder = new(
        "josie@mail.example", "Social Prescribing", "See you on Friday", "<p>Hello</p>", "Hello",
        Unsubscribe: new Uri("https://links.service.example/p/k1abc/stop"));
    private static readonly ServiceProfile Profile =
        new("Social Prescribing", "Your local team", "01420 555 010", new Uri("https://links.service.example"));

    private readonly TestClock _clock = new(Now);
    private readonly MemoryStore _register = new();
    private readonly FakeEmailClient _client = new();

    private MailOperations Operations => new(_register, new Clocks(_clock, _clock));

    private Task<MailOutcome> Deliver(Letter? letter = null, CancellationToken cancellation = default) =>
        new AcsMailer(_client, Operations, Profile, new Clocks(_clock, _clock), "hello@service.example", "noreply@service.example")
            .Deliver(Key, letter ?? Reminder, cancellation);

    private async Task<MailOutcome> Answered(Exception answer)
    {
        _client.Answer = () => throw answer;
        return await Deliver();
    }

    [Fact]
    public async Task A_letter_goes_out_as_it_was_written_and_nobody_watches_whether_it_is_opened()
    {
        Assert.IsType<MailOutcome.Accepted>(await Deliver(Reminder with { Calendar = "BEGIN:VCALENDAR\nEND:VCALENDAR\n" }));

        (Guid id, EmailMessage sent) = Assert.Single(_client.Sent);
        Assert.Equal(MailOperations.IdOf(Key, 1), id);
        Assert.Equal("hello@service.example", sent.SenderAddress);
        Assert.Equal("josie@mail.example", Assert.Single(sent.Recipients.To).Address);
        Assert.Equal(("See you on Friday", "Hello", "<p>Hello</p>"), (sent.Content.Subject, sent.Content.PlainText, sent.Content.Html));
        Assert.Equal(true, sent.UserEngagementTrackingDisabled);
        Assert.Equal("<https://links.service.example/p/k1abc/stop>", sent.Headers["List-Unsubscribe"]);
        Assert.Equal("List-Unsubscribe=One-Click", sent.Headers["List-Unsubscribe-Post"]);
        Assert.Equal("auto-generated", sent.Headers["Auto-Submitted"]);
        EmailAttachment file = Assert.Single(sent.Attachments);
        Assert.Equal(("meeting.ics", "text/calendar; charset=utf-8; method=PUBLISH", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
            (file.Name, file.ContentType, file.Content.ToString()));
    }

    /// <summary>Outlook ignores a calendar file whose content type does not repeat its method.</summary>
    [Theory]
    [InlineData("PUBLISH")]
    [InlineData("CANCEL")]
    public async Task The_type_of_the_calendar_file_says_what_calendars_do_with_it(string method)
    {
        await Deliver(Reminder with { Calendar = $"BEGIN:VCALENDAR\nMETHOD:{method}\nEND:VCALENDAR\n" });
        EmailAttachment file = Assert.Single(Assert.Single(_client.Sent).Message.Attachments);
        Assert.Equal($"text/calendar; charset=utf-8; method={method}", file.ContentType);
    }

    [Fact]
    public async Task A_letter_that_never_went_out_is_a_new_one_the_next_time()
    {
        Assert.IsType<MailOutcome.Unavailable>(await Answered(new AuthenticationFailedException("no identity here")));
        Assert.IsType<MailOutcome.Unavailable>(await Answered(new HttpRequestException(HttpRequestError.ConnectionError)));
        Assert.IsType<MailOutcome.Refused>(await Answered(new RequestFailedException(400, "the recipient is suppressed")));
    }

    [Fact]
    public async Task Who_asked_for_discretion_gets_mail_from_the_neutral_address()
    {
        await Deliver(Reminder with { FromName = Profile.DiscreetName });
        Assert.Equal("noreply@service.example", Assert.Single(_client.Sent).Message.SenderAddress);
    }

    [Theory]
    [InlineData("17", 17)]
    [InlineData("Mon, 01 Feb 2027 09:02:00 GMT", 120)]
    [InlineData("soon", 60)]
    [InlineData(null, 60)]
    public async Task A_service_that_is_busy_says_when_to_come_back(string? retryAfter, int seconds) =>
        Assert.Equal(new MailOutcome.Throttled(Now.AddSeconds(seconds)), await Answered(Failed(429, retryAfter: retryAfter)));

    [Theory]
    [InlineData(400, null, typeof(MailOutcome.Refused))]
    [InlineData(400, "EmailDroppedAllRecipientsSuppressed", typeof(MailOutcome.Refused))]
    [InlineData(413, null, typeof(MailOutcome.Refused))]
    [InlineData(400, "InvalidSenderUserName", typeof(MailOutcome.Unavailable))]
    [InlineData(404, "DomainNotLinked", typeof(MailOutcome.Unavailable))]
    [InlineData(401, "Denied", typeof(MailOutcome.Unavailable))]
    [InlineData(403, null, typeof(MailOutcome.Unavailable))]
    [InlineData(408, null, typeof(MailOutcome.Unavailable))]
    [InlineData(409, null, typeof(MailOutcome.Accepted))]
    [InlineData(412, null, typeof(MailOutcome.Unavailable))]
    [InlineData(500, null, typeof(MailOutcome.Unavailable))]
    [InlineData(503, null, typeof(MailOutcome.Unavailable))]
    [InlineData(502, null, typeof(MailOutcome.Uncertain))]
    [InlineData(504, null, typeof(MailOutcome.Uncertain))]
    public async Task Every_answer_means_one_thing(int status, string? code, Type expected) =>
        Assert.IsType(expected, await Answered(Failed(status, code)));

    public static TheoryData<string, Type> Breaks => new()
    {
        { "refused", typeof(MailOutcome.Unavailable) },
        { "unknown host", typeof(MailOutcome.Unavailable) },
        { "no trust", typeof(MailOutcome.Unavailable) },
        { "no token", typeof(MailOutcome.Unavailable) },
        { "reset", typeof(MailOutcome.Uncertain) },
        { "cut", typeof(MailOutcome.Uncertain) },
        { "too slow", typeof(MailOutcome.Uncertain) },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task A_connection_that_never_was_is_not_the_same_as_one_that_broke(string how, Type expected) =>
        Assert.IsType(expected, await Answered(how switch
        {
            "refused" =>
                Broken(
                    new HttpRequestException(HttpRequestError.ConnectionError,
                        inner: new SocketException((int)SocketError.ConnectionRefused))),
            "unknown host" => Broken(new HttpRequestException(HttpRequestError.NameResolutionError)),
            "no trust" => Broken(new HttpRequestException(HttpRequestError.SecureConnectionError)),
            "no token" => new AuthenticationFailedException("invented"),
            "reset" => Broken(new IOException("invented", new SocketException((int)SocketError.ConnectionReset))),
            "cut" => Broken(new HttpRequestException(HttpRequestError.ResponseEnded)),
            _ => new TaskCanceledException("the network timeout"),
        }));

    [Fact]
    public async Task Told_to_stop_beforehand_nothing_goes_out_and_told_on_the_way_nobody_knows()
    {
        using CancellationTokenSource stop = new();
        _client.Answer = () =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        };
        Assert.IsType<MailOutcome.Uncertain>(await Deliver(cancellation: stop.Token));
        await Assert.ThrowsAsync<OperationCanceledException>(() => Deliver(cancellation: stop.Token));
        Assert.Single(_client.Sent);
    }

    [Fact]
    public async Task An_address_that_is_none_is_refused_before_anything_goes_out()
    {
        Assert.IsType<MailOutcome.Refused>(await Deliver(Reminder with { To = "josie@mail.example, other@mail.example" }));
        Assert.Empty(_client.Sent);
    }

    [Fact]
    public async Task A_try_that_got_no_answer_is_repeated_under_its_id_and_one_that_was_turned_away_under_the_next()
    {
        await Answered(Failed(503));
        await Answered(Failed(429));
        await Answered(new TaskCanceledException());
        await Deliver();
        Assert.Equal([1, 2, 3, 3], _client.Sent.Select(s => Enumerable.Range(1, 9).Single(turn => MailOperations.IdOf(Key, turn) == s.Id)));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(412)]
    public async Task Where_an_id_was_used_before_a_refusal_proves_nothing_and_the_next_try_is_another_operation(int status)
    {
        await Answered(new TaskCanceledException());
        Assert.IsType<MailOutcome.Uncertain>(await Answered(Failed(status)));
        _client.Answer = () => new FakeEmailClient.Taken();
        Assert.IsType<MailOutcome.Accepted>(await Deliver());
        Assert.Equal(MailOperations.IdOf(Key, 2), _client.Sent[^1].Id);
    }

    [Fact]
    public async Task A_report_finds_the_message_under_every_id_that_it_ever_went_out_under()
    {
        await Answered(Failed(503));
        await Deliver();
        foreach (int turn in new[] { 1, 2 })
            Assert.Equal((Owner, "meeting/4f2a/2/reminder/48h"), await Operations.Find(MailOperations.IdOf(Key, turn), default));
        Assert.Null(await Operations.Find(MailOperations.IdOf(Key, 3), default));
        _clock.Now += MailOperations.Lasts;
        Assert.Equal(2, await _register.Purge(_clock.Now, 100, default));
    }

    /// <summary>The example of RFC 9562, appendix A.4.</summary>
    [Fact]
    public void Ids_that_follow_from_a_name_are_those_of_the_standard() =>
        Assert.Equal(Guid.Parse("2ed6657d-e927-568b-95e1-2665a8aea6a2"),
            NamedGuid.Of(Guid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com"));

    [Fact]
    public void The_client_asks_once_and_writes_no_letter_into_its_logs()
    {
        EmailClientOptions options = AcsMailer.Options();
        Assert.Equal(0, options.Retry.MaxRetries);
        Assert.False(options.Diagnostics.IsLoggingContentEnabled);
    }

    private static RequestFailedException Failed(int status, string? code = null, string? retryAfter = null) =>
        new FailedAnswer(status, code, new Reply(status, retryAfter));

    private static RequestFailedException Broken(Exception why) => new("invented", why);

    private sealed class FailedAnswer(int status, string? code, Response reply)
        : RequestFailedException(reply, null, new RequestFailedDetailsParserOf(status, code));

    /// <summary>The error's code, as the service puts it into its body.</summary>
    private sealed class RequestFailedDetailsParserOf(int status, string? code) : RequestFailedDetailsParser
    {
        public override bool TryParse(Response response, out ResponseError? error, out IDictionary<string, string>? data)
        {
            (error, data) = (new ResponseError(code ?? $"{status}", "invented"), null);
            return true;
        }
    }

    private sealed class Reply(int status, string? retryAfter) : Response
    {
        public override int Status => status;
        public override string ReasonPhrase => ((HttpStatusCode)status).ToString();
        public override Stream? ContentStream { get; set; }
        public override string ClientRequestId { get; set; } = "";
        public override void Dispose() { }
        protected override bool ContainsHeader(string name) => Value(name) is not null;
        protected override IEnumerable<HttpHeader> EnumerateHeaders() =>
            retryAfter is null ? [] : [new HttpHeader("Retry-After", retryAfter)];
        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) => (value = Value(name)) is not null;
        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values) =>
            (values = Value(name) is { } value ? [value] : null) is not null;
        private string? Value(string name) => string.Equals(name, "Retry-After", StringComparison.OrdinalIgnoreCase) ? retryAfter : null;
    }
}
