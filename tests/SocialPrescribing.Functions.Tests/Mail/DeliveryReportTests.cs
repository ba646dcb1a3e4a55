using System.Net;
using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Mail;

public sealed class DeliveryReportTests : IAsyncLifetime
{
    private AzureOnOneMachine _azure = null!;
    private Guid _journey;

    /// <summary>A journey with a meeting whose letter was sent.</summary>
    public async Task InitializeAsync()
    {
        _azure = await AzureOnOneMachine.Start(AzureOnOneMachine.OnAzure);
        _journey = await _azure.Refer();
        await _azure.Give(_journey, new Intake.Accept(LinkWorker: "worker"));
        await _azure.Give(_journey, new Meetings.Book(DateTimeOffset.UtcNow.AddDays(4), new Place(PlaceKind.AtHome)));
        await _azure.Get<Postman>().Drain(default);
        Assert.Equal(MessageStatus.Sent, (await Booked()).Status);
    }

    public async Task DisposeAsync() => await _azure.DisposeAsync();

    private async Task<QueuedMessage> Booked() =>
        Assert.Single(await _azure.Get<IOutbox>().Of(_journey, default), m => m.Kind is MessageKind.MeetingBooked);

    private async Task<Guid> Operation() => MailOperations.IdOf($"{_journey:N}/{(await Booked()).Key}", 1);

    private async Task<StoredJourney> Journey() => (await _azure.Get<IJourneyStore>().Find(_journey, default))!;

    private static string Report(Guid operation, string? status, string type = "Microsoft.Communication.EmailDeliveryReportReceived") =>
        $$"""{"id":"1","topic":"/subscriptions/0","subject":"sender/hello@service.example/message/0","data":{"sender":"hello@service.example","recipient":"peggy@example.org","messageId":"{{operation}}","status":{{JsonSerializer.Serialize(status)}},"deliveryStatusDetails":{"statusMessage":"invented"},"deliveryAttemptTimeStamp":"2027-02-01T09:00:00Z"},"eventType":"{{type}}","dataVersion":"1.0","metadataVersion":"1","eventTime":"2027-02-01T09:00:00Z"}""";

    private async Task<(HttpStatusCode Status, string Text)> Send(string body, string? secret = AzureOnOneMachine.EventSecret)
    {
        using HttpResponseMessage answer =
            await _azure.Send(HttpMethod.Post, "/api/events/mail", AzureOnOneMachine.Json(body), null, ("X-Event-Secret", secret));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task Told(params string[] reports) =>
        Assert.Equal(HttpStatusCode.OK, (await Send($"[{string.Join(',', reports)}]")).Status);

    [Theory]
    [InlineData("Bounced")]
    [InlineData("Suppressed")]
    [InlineData("Quarantined")]
    [InlineData("FilteredSpam")]
    [InlineData("Failed")]
    public async Task A_message_that_came_back_is_a_task_for_a_human_once(string status)
    {
        string report = Report(await Operation(), status);
        await Told(report, report);
        int version = (await Journey()).Version;
        await Told(report);
        await Told(Report(await Operation(), "Delivered"));

        Assert.Equal(MessageStatus.Failed, (await Booked()).Status);
        Assert.Single((await Journey()).State.Tasks, t => t.Kind is TaskKind.TellPerson);
        Assert.Equal(version, (await Journey()).Version);
    }

    [Theory]
    [InlineData("Delivered")]
    [InlineData("Expanded")]
    [InlineData("Teleported")]
    [InlineData(null)]
    public async Task What_arrived_or_says_nothing_changes_nothing(string? status)
    {
        int version = (await Journey()).Version;
        await Told(Report(await Operation(), status), Report(Guid.NewGuid(), "Bounced"),
            Report(await Operation(), "Bounced", "Microsoft.Communication.EmailEngagementTrackingReportReceived"));
        Assert.Equal(MessageStatus.Sent, (await Booked()).Status);
        Assert.Equal(version, (await Journey()).Version);
    }

    [Fact]
    public async Task A_message_of_which_nobody_knew_whether_it_went_out_is_known_to_have_arrived()
    {
        QueuedMessage message = (await _azure.Get<IOutbox>()
            .Move(await Booked(), MessageStatus.Sending, DateTimeOffset.UtcNow.AddMinutes(5), null, DateTimeOffset.UtcNow, default))!;
        await Told(Report(await Operation(), "Delivered"));
        Assert.Equal(MessageStatus.Sent, (await Booked()).Status);
        // The postman, who still waited for the answer, is too late to change that.
        Assert.Null(await _azure.Get<IOutbox>().Move(message, MessageStatus.Uncertain, null, null, DateTimeOffset.UtcNow, default));
    }

    [Fact]
    public async Task Event_grid_is_welcomed_by_its_code_alone()
    {
        (HttpStatusCode status,
            string text) = await Send(
                """[{"id":"1","topic":"t","subject":"","data":{"validationCode":"512d38b6-c7b8-40c8-89fe-f46f9e9622b6","validationUrl":"https://invented.example"},"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","eventTime":"2027-02-01T09:00:00Z","metadataVersion":"1","dataVersion":"2"}]""", secret: null);
        Assert.Equal((HttpStatusCode.OK, """{"validationResponse":"512d38b6-c7b8-40c8-89fe-f46f9e9622b6"}"""), (status, text));
        Assert.Equal(HttpStatusCode.Forbidden,
            (await Send("""[{"data":{"validationCode":"<script>"},"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent"}]""",
                secret: null)).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("another-secret-of-more-than-32-characters")]
    public async Task Without_the_secret_nothing_is_believed(string? secret)
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await Send($"[{Report(await Operation(), "Bounced")}]", secret)).Status);
        Assert.Equal(MessageStatus.Sent, (await Booked()).Status);
    }

    [Theory]
    [InlineData("[{", "malformed-json")]
    [InlineData("{}", "invalid-request")]
    [InlineData("[1]", "/0/eventType")]
    [InlineData("""[{"eventType":"Microsoft.Communication.EmailDeliveryReportReceived"}]""", "/0/data/messageId")]
    [InlineData("""[{"eventType":"Microsoft.Communication.EmailDeliveryReportReceived","data":{"messageId":"peggy@example.org","status":"Bounced"}}]""", "/0/data/messageId")]
    public async Task What_cannot_be_read_is_refused_and_never_repeated(string body, string said)
    {
        (HttpStatusCode status, string text) = await Send(body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(said, text, StringComparison.Ordinal);
        Assert.DoesNotContain("peggy", text, StringComparison.Ordinal);
    }
}
