using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Communication.Email;
using SocialPrescribing.Functions.Mail;
using SocialPrescribing.Invented;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Mail;

/// <summary>
/// The stand-in for Communication Services speaks the documented protocol. These tests do not need the package, so they run with
/// every feed.
/// </summary>
public sealed class CommunicationServicesTests
{
    private const string Send = "/emails:send?api-version=2023-03-31";
    private const string Letter = """
        {
          "senderAddress": "hello@service.example", "content": { "subject": "Hello" },
          "recipients": { "to": [{ "address": "josie@mail.example" }] }
        }
        """;

    private readonly TestClock _clock = new(new DateTimeOffset(2027, 2, 1, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_letter_is_taken_and_its_operation_can_be_asked_for()
    {
        await using CommunicationServices services = await CommunicationServices.Start(_clock);
        Guid id = Guid.NewGuid();
        using HttpResponseMessage taken = await Ask(services, HttpMethod.Post, Send, Letter, id);
        Assert.Equal((HttpStatusCode.Accepted, "30"), (taken.StatusCode, taken.Headers.RetryAfter?.ToString()));
        Assert.Equal((id.ToString(), "Running"), ((string)(await Body(taken))["id"]!, (string)(await Body(taken))["status"]!));
        string location = Assert.Single(taken.Headers.GetValues("Operation-Location"));
        Assert.Equal(id, Assert.Single(services.Taken).Id);

        using HttpResponseMessage status = await Ask(services, HttpMethod.Get, new Uri(location).PathAndQuery, "");
        Assert.Equal((HttpStatusCode.OK, "Succeeded"), (status.StatusCode, (string)(await Body(status))["status"]!));
        using HttpResponseMessage unknown = await Ask(services, HttpMethod.Get, $"/emails/operations/{Guid.NewGuid()}?api-version=1", "");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_repeated_operation_is_recognised_as_long_as_it_is_remembered()
    {
        await using CommunicationServices services = await CommunicationServices.Start(_clock);
        Guid id = Guid.NewGuid();
        Assert.Equal(202, await Status(services, Letter, id));
        Assert.Equal(202, await Status(services, Letter, id));
        Assert.Equal(400, await Status(services, Letter.Replace("Hello", "Other", StringComparison.Ordinal), id));
        services.IsBusy = true;
        Assert.Equal(409, await Status(services, Letter, id));
        _clock.Now += TimeSpan.FromMinutes(5);
        Assert.Equal(412, await Status(services, Letter, id));
        Assert.Single(services.Taken);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("""{ "senderAddress": "hello@service.example", "content": { "subject": "Hello" }, "recipients": { "to": [] } }""")]
    public async Task What_is_no_message_is_refused(string body)
    {
        await using CommunicationServices services = await CommunicationServices.Start(_clock);
        using HttpResponseMessage refused = await Ask(services, HttpMethod.Post, Send, body);
        Assert.Equal((HttpStatusCode.BadRequest, "BadRequest"), (refused.StatusCode, (string)(await Body(refused))["error"]!["code"]!));
        Assert.Equal("BadRequest", Assert.Single(refused.Headers.GetValues("x-ms-error-code")));
    }

    [Fact]
    public async Task Nothing_is_taken_without_the_signature_of_the_resources_key()
    {
        await using CommunicationServices services = await CommunicationServices.Start(_clock);
        using HttpClient http = new() { BaseAddress = new Uri(services.Address) };
        using StringContent letter = new(Letter, Encoding.UTF8, "application/json");
        using HttpResponseMessage unsigned = await http.PostAsync(new Uri(Send, UriKind.Relative), letter);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        Assert.Empty(services.Taken);
    }

    [Fact]
    public async Task It_can_be_told_to_be_busy_to_fail_and_to_break_off()
    {
        await using CommunicationServices services = await CommunicationServices.Start(_clock);
        services.AnswerNext(429, "TooManyRequests", "17");
        services.AnswerNext(503, "ServiceUnavailable");
        services.CutNext();
        using HttpResponseMessage busy = await Ask(services, HttpMethod.Post, Send, Letter);
        Assert.Equal((429, "17"), ((int)busy.StatusCode, busy.Headers.RetryAfter?.ToString()));
        Assert.Equal(503, await Status(services, Letter, Guid.NewGuid()));
        await Assert.ThrowsAsync<HttpRequestException>(() => Status(services, Letter, Guid.NewGuid()));
        Assert.Equal(202, await Status(services, Letter, Guid.NewGuid()));
    }

    private static async Task<int> Status(CommunicationServices services, string body, Guid id)
    {
        using HttpResponseMessage answer = await Ask(services, HttpMethod.Post, Send, body, id);
        return (int)answer.StatusCode;
    }

    private static async Task<JsonNode> Body(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

    private static async Task<HttpResponseMessage> Ask(
        CommunicationServices services, HttpMethod method, string path, string body, Guid? operation = null)
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(method, new Uri(new Uri(services.Address), path));
        if (method == HttpMethod.Post)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (operation is { } id)
            request.Headers.Add("Operation-Id", id.ToString());
        CommunicationServices.Sign(request, body, DateTimeOffset.UtcNow);
        return await http.SendAsync(request);
    }
}

/// <summary>
/// The mailer through the real package, over HTTP. If the feed lacks the package, there is no client to test.
/// </summary>
public sealed class AcsMailerOverHttpTests
{
    private static readonly string _key = $"{Guid.Parse("01995172-6000-7000-8000-00000000000a"):N}/meeting/4f2a/2/reminder/48h";
    private static readonly Letter _reminder = new(
        "josie@mail.example", "Social Prescribing", "See you on Friday", "<p>Hello</p>", "Hello", "BEGIN:VCALENDAR\nEND:VCALENDAR\n");

    private readonly TestClock _clock = new(new DateTimeOffset(2027, 2, 1, 9, 0, 0, TimeSpan.Zero));
    private readonly MemoryStore _register = new();

    [RealPackageFact]
    public async Task A_letter_arrives_as_the_service_wants_it()
    {
        await using CommunicationServices services = await CommunicationServices.Start(_clock);
        Assert.IsType<MailOutcome.Accepted>(await Deliver(services));
        (Guid id, JsonNode sent) = Assert.Single(services.Taken);
        Assert.Equal(MailOperations.IdOf(_key, 1), id);
        Assert.Equal("hello@service.example", (string)sent["senderAddress"]!);
        Assert.Equal("josie@mail.example", (string)sent["recipients"]!["to"]![0]!["address"]!);
        Assert.Equal(
            ("See you on Friday", "Hello", "<p>Hello</p>"),
            ((string)sent["content"]!["subject"]!, (string)sent["content"]!["plainText"]!, (string)sent["content"]!["html"]!));
        Assert.True((bool)sent["userEngagementTrackingDisabled"]!);
        Assert.Equal("meeting.ics", (string)sent["attachments"]![0]!["name"]!);
    }

    [RealPackageTheory]
    [InlineData(409, "Conflict", typeof(MailOutcome.Accepted))]
    [InlineData(412, "PreconditionFailed", typeof(MailOutcome.Unavailable))]
    [InlineData(400, "EmailDroppedAllRecipientsSuppressed", typeof(MailOutcome.Refused))]
    [InlineData(400, "InvalidSenderUserName", typeof(MailOutcome.Unavailable))]
    [InlineData(401, "Denied", typeof(MailOutcome.Unavailable))]
    [InlineData(403, "Forbidden", typeof(MailOutcome.Unavailable))]
    [InlineData(404, "DomainNotLinked", typeof(MailOutcome.Unavailable))]
    [InlineData(500, "InternalServerError", typeof(MailOutcome.Unavailable))]
    [InlineData(502, "BadGateway", typeof(MailOutcome.Uncertain))]
    [InlineData(503, "ServiceUnavailable", typeof(MailOutcome.Unavailable))]
    public async Task Every_answer_means_one_thing(int status, string code, Type expected)
    {
        await using CommunicationServices services = await CommunicationServices.Start(_clock);
        services.AnswerNext(status, code);
        Assert.IsType(expected, await Deliver(services));
    }

    [RealPackageFact]
    public async Task A_service_that_is_busy_says_when_to_come_back_and_is_asked_once()
    {
        await using CommunicationServices services = await CommunicationServices.Start(_clock);
        services.AnswerNext(429, "TooManyRequests", "17");
        Assert.Equal(new MailOutcome.Throttled(_clock.Now.AddSeconds(17)), await Deliver(services));
        Assert.Empty(services.Taken);
        Assert.IsType<MailOutcome.Accepted>(await Deliver(services));
    }

    [RealPackageFact]
    public async Task A_connection_that_breaks_leaves_open_whether_it_went_out_and_one_that_never_was_does_not()
    {
        CommunicationServices services = await CommunicationServices.Start(_clock);
        services.CutNext();
        Assert.IsType<MailOutcome.Uncertain>(await Deliver(services));
        string connection = services.ConnectionString;
        await services.DisposeAsync();
        Assert.IsType<MailOutcome.Unavailable>(await Deliver(connection));
    }

    private Task<MailOutcome> Deliver(CommunicationServices services) => Deliver(services.ConnectionString);

    private Task<MailOutcome> Deliver(string connection)
    {
        Clocks clocks = new(_clock, _clock);
        ServiceProfile profile = new("Social Prescribing", "Your local team", "01420 555 010", new Uri("https://links.service.example"));
        AcsMailer mailer = new(
            new EmailClient(connection, AcsMailer.Options()), new MailOperations(_register, clocks), profile, clocks,
            "hello@service.example", "noreply@service.example");
        return mailer.Deliver(_key, _reminder, default);
    }
}

/// <summary>Names what is missing if these tests cannot run.</summary>
internal static class RealPackage
{
    public static string? Missing { get; } = typeof(EmailClient).Assembly == typeof(AcsMailer).Assembly
        ? "The feed lacks the package Azure.Communication.Email: its place is taken by eng/azure/EmailShape.cs, which speaks to nobody."
        : null;
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealPackageFactAttribute : FactAttribute
{
    public RealPackageFactAttribute() => Skip = RealPackage.Missing;
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealPackageTheoryAttribute : TheoryAttribute
{
    public RealPackageTheoryAttribute() => Skip = RealPackage.Missing;
}
