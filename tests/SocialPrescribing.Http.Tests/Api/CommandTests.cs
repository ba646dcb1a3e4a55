using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Http.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class CommandTests(ApiHost host)
{
    [Fact]
    public async Task A_command_changes_the_journey_and_is_answered_with_its_summary()
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        string journey = await host.NewJourney();
        Answer answer = (await worker.Post(Commands(journey), Command("accept"))).Is(HttpStatusCode.OK);

        Assert.Equal(journey, answer["id"]);
        Assert.Equal("2", answer["version"]);
        Assert.Equal("contacting", answer["stage"]);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }

    [Fact]
    public async Task A_repeated_command_gets_its_first_answer()
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        string journey = await host.NewJourney();
        Answer first = await worker.Post(Commands(journey), Command("accept", id: "a-1"));
        await worker.Post(Commands(journey), Command("addNote", """{ "text": "Rang her daughter." }"""));
        Answer again = await worker.Post(Commands(journey), Command("accept", id: "a-1"));

        Assert.Equal(first.Is(HttpStatusCode.OK).Text, again.Is(HttpStatusCode.OK).Text);
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
    }

    [Theory]
    [InlineData("Origin", "SELF", true)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Origin", "https://evil.example", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("X-Nothing", "x", false)]
    public async Task A_session_gives_commands_only_from_our_own_pages(string header, string value, bool may)
    {
        Caller browser = await host.Browser(await host.Member(StaffRole.LinkWorker));
        string journey = await host.NewJourney();

        (await browser.Get($"/api/journeys/{journey}")).Is(HttpStatusCode.OK);
        Uri self = host.Service.Origin;
        Answer answer = await browser.With("Host", self.Authority)
            .With(header, value is "SELF" ? self.GetLeftPart(UriPartial.Authority) : value)
            .Post(Commands(journey), Command("accept"));
        if (may)
            answer.Is(HttpStatusCode.OK);
        else
            answer.IsProblem(HttpStatusCode.Forbidden, "cross-site");
    }

    [Fact]
    public async Task Twenty_people_at_once_lose_nothing()
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        string journey = await host.NewJourney();
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(n => worker.Post(Commands(journey), Command("addNote", $$"""{ "text": "Note {{n}}" }""", $"n-{n}"))));
        Assert.All(answers, a => a.Is(HttpStatusCode.OK));
        JsonElement timeline = (await worker.Get($"/api/journeys/{journey}")).Json.GetProperty("timeline");
        Assert.Equal(20, timeline.EnumerateArray().Count(e => e.GetProperty("what").GetString() is "Note"));
    }

    private static string Commands(string journey) => $"/api/journeys/{journey}/commands";

    private static JsonObject Command(string kind, string fields = "{}", string? id = null)
    {
        JsonObject command = JsonNode.Parse(fields)!.AsObject();
        command["commandId"] = id ?? Guid.NewGuid().ToString("N");
        command["kind"] = kind;
        return command;
    }
}
