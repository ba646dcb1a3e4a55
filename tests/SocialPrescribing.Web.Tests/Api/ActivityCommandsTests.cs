using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>Commands from the plan on, over the API. Every answer is checked against openapi.yaml.</summary>
[Collection(ApiCollection.Name)]
public sealed class ActivityCommandsTests(ApiHost host)
{
    [Fact]
    public async Task A_journey_shows_its_plans_activities_sessions_and_pause_as_they_are_described()
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        string journey = await host.NewJourney();
        await Give(worker, journey, "accept", "{}");
        await Give(worker, journey, "agreePlan",
            """{ "needs": ["transport", "anxiety"], "whatMatters": "To be among people", "goals": [{ "text": "Go out once a week", "importance": 7, "nextStep": "Look at the choir" }], "strengths": ["Sings"] }""");
        await Give(worker, journey, "raiseNeed", """{ "need": "digitalAccess" }""");
        await Give(worker, journey, "agreePlan",
            """{ "needs": ["anxiety"], "whatMatters": "To sing", "goals": [{ "text": "Sing", "importance": 9, "nextStep": "Listen" }] }""");
        await Give(worker, journey, "recordReview", """{ "outcome": "goOn", "note": "Likes it" }""");
        string asked = await Give(worker, journey, "introduce",
            """{ "activity": { "name": "Choir", "provider": "Church", "email": "choir@church.example", "phone": "01420 555 066", "where": "Church Hall" }, "as": "referral", "need": "anxiety", "agreed": true, "share": "Shy at first" }""");
        await Give(worker, journey, "recordProviderAnswer",
            $$"""{ "introduction": "{{asked}}", "says": "accepted", "reason": "Ask for Jan" }""");
        string told =
            await Give(worker, journey, "introduce", """{ "activity": { "name": "Walk", "provider": "Parks" }, "as": "signposting" }""");
        string soon = host.Service.Clock.GetUtcNow().AddMinutes(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            later = host.Service.Clock.GetUtcNow().AddDays(7).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        string came = await Give(worker, journey, "planSession",
            $$"""{ "introduction": "{{asked}}", "at": "{{soon}}", "minutes": 15, "transport": { "kind": "walkedTogether" } }""");
        await host.Service.Move(TimeSpan.FromMinutes(2));
        await Give(worker, journey, "recordSession",
            $$"""{ "session": "{{came}}", "came": true, "wentAlong": "friendOrFamily", "confidence": 4 }""");
        string next = await Give(worker, journey, "planSession",
            $$"""{ "introduction": "{{asked}}", "at": "{{later}}", "transport": { "kind": "lift" } }""");
        await Give(worker, journey, "arrangeTransport",
            $$"""{ "session": "{{next}}", "transport": { "kind": "lift", "with": "Ray", "arranged": true } }""");
        await Give(worker, journey, "moveSession", $$"""{ "session": "{{next}}", "at": "{{later}}", "minutes": 60 }""");
        await Give(worker, journey, "changeSupport",
            $$"""{ "introduction": "{{asked}}", "to": "metThere", "reason": "Likes to walk in alone" }""");
        await Give(worker, journey, "cancelSession", $$"""{ "session": "{{next}}" }""");
        await Give(worker, journey, "endActivity", $$"""{ "introduction": "{{told}}", "reason": "tooFar" }""");
        await Give(worker, journey, "registerUnmetNeed", """{ "need": "friendshipInOlderAge", "reason": "nothingSuitable" }""");
        string until = DateOnly.FromDateTime(host.Service.Clock.GetUtcNow().AddDays(10).UtcDateTime)
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await Give(worker, journey, "pause", $$"""{ "reason": "bereavement", "until": "{{until}}" }""");

        JsonElement view = (await worker.Get($"/api/journeys/{journey}")).Is(HttpStatusCode.OK).Json;
        Assert.Equal(until, view.GetProperty("journey").GetProperty("pausedUntil").GetString());
        Assert.Equal(2, view.GetProperty("plans").GetArrayLength());
        Assert.Equal(["anxiety", "digitalAccess"], view.GetProperty("needs").EnumerateArray().Select(n => n.GetString()).Take(2));
        Assert.Equal(4, view.GetProperty("sessions").EnumerateArray().First().GetProperty("confidence").GetInt32());
        Assert.Equal([true, false], view.GetProperty("introductions").EnumerateArray()
            .Select(i => i.GetProperty("canAttend").GetBoolean()));
        Assert.NotEmpty(view.GetProperty("nextReviewOn").GetString()!);

        await Give(worker, journey, "resume", "{}");
        await Give(worker, journey, "close", """{ "reason": "goalsMet" }""");
        Assert.False((await worker.Get($"/api/journeys/{journey}")).Is(HttpStatusCode.OK).Json.TryGetProperty("nextReviewOn", out _));
        await Give(worker, journey, "reopen", "{}");
        view = (await worker.Get($"/api/journeys/{journey}")).Is(HttpStatusCode.OK).Json;
        Assert.Equal(1, view.GetProperty("reopenings").GetInt32());
        Assert.False(view.GetProperty("journey").TryGetProperty("pausedUntil", out _));
    }

    [Theory]
    [InlineData("defunct", "does not take place any more")]
    [InlineData("inactive", "does not take place any more")]
    [InlineData("temporarilyClosed", "is closed for now")]
    public async Task Nobody_is_introduced_to_what_the_directory_says_is_not_open(string status, string says)
    {
        Caller worker = await host.Program(StaffRole.LinkWorker), lead = await host.Program(StaffRole.Lead);
        string journey = await host.NewJourney(), choir = $"/api/directory/{Guid.NewGuid()}";
        await Give(worker, journey, "accept", "{}");
        await Give(worker, journey, "recordAttempt", """{ "channel": "phone", "outcome": "reached" }""");
        await PutChoir("active", 0);
        JsonObject first = Introduce("i-1");
        (await worker.Post($"/api/journeys/{journey}/commands", first.DeepClone())).Is(HttpStatusCode.OK);

        await PutChoir(status, 1);
        Answer refused = (await worker.Post($"/api/journeys/{journey}/commands", Introduce("i-2")))
            .IsProblem(HttpStatusCode.Conflict, "activity-not-open");
        Assert.Contains(says, refused["detail"], StringComparison.Ordinal);
        // A repetition gets the same answer, whatever became of the activity since.
        Assert.Equal("true", (await worker.Post($"/api/journeys/{journey}/commands", first)).Is(HttpStatusCode.OK)
            .Header("Idempotency-Replayed"));
        (await worker.Post($"/api/journeys/{Guid.NewGuid()}/commands", Introduce("i-3"))).IsProblem(HttpStatusCode.NotFound, "not-found");

        JsonObject Introduce(string id) =>
            new()
            {
                ["commandId"] = id,
                ["kind"] = "introduce",
                ["as"] = "signposting",
                ["activity"] = new JsonObject { ["id"] = choir.Split('/')[^1] }
            };
        async Task PutChoir(string now, int version) =>
            Assert.True((await lead.Send(HttpMethod.Put, choir, System.Net.Http.Json.JsonContent.Create(JsonNode.Parse($$"""
            { "version": {{version}}, "activity": { "name": "Choir", "provider": { "id": "{{Guid.NewGuid()}}", "name": "Voices" }, "status": "{{now}}" } }
            """)))).Status is HttpStatusCode.OK or HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("bookMeeting", """{ "at": "SOON", "place": { "kind": "phone" }, "minutes": -2147483648 }""")]
    [InlineData("bookMeeting", """{ "at": "9999-12-31T23:59:59Z", "place": { "kind": "phone" } }""")]
    [InlineData("planSession", """{ "introduction": "ID", "at": "SOON", "transport": { "kind": "own" }, "minutes": -2147483648 }""")]
    [InlineData("planSession", """{ "introduction": "ID", "at": "0001-01-01T00:00:00+14:00", "transport": { "kind": "own" } }""")]
    [InlineData("planSeries", """{ "introduction": "ID", "at": ["SOON", "9999-12-31T23:00:00Z"], "transport": { "kind": "own" } }""")]
    [InlineData("planSeries", """{ "introduction": "ID", "at": ["SOON"], "transport": { "kind": "own" }, "minutes": 2147483647 }""")]
    public async Task A_time_that_cannot_be_is_refused_whoever_goes_along(string kind, string fields)
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        string journey = await host.NewJourney();
        await Give(worker, journey, "accept", "{}");
        await Give(worker, journey, "agreePlan",
            """{ "needs": ["anxiety"], "whatMatters": "To sing", "goals": [{ "text": "Sing", "importance": 9, "nextStep": "Listen" }] }""");
        // The link worker goes along, so their diary is looked into.
        string told = await Give(worker, journey, "introduce",
            """{ "activity": { "name": "Walk", "provider": "Parks" }, "as": "signposting" }""");
        JsonObject command = JsonNode.Parse(fields.Replace("ID", told, StringComparison.Ordinal).Replace("SOON",
            host.Service.Clock.GetUtcNow().AddDays(7).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            StringComparison.Ordinal))!.AsObject();
        command["commandId"] = Guid.NewGuid().ToString("N");
        command["kind"] = kind;

        Answer answer = await worker.Post($"/api/journeys/{journey}/commands", command);

        Assert.True(answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.Conflict, answer.Text);
    }

    /// <summary>The answer is the command's id, which what it creates carries.</summary>
    private static async Task<string> Give(Caller worker, string journey, string kind, string fields)
    {
        JsonObject command = JsonNode.Parse(fields)!.AsObject();
        string id = Guid.NewGuid().ToString("N");
        command["commandId"] = id;
        command["kind"] = kind;
        (await worker.Post($"/api/journeys/{journey}/commands", command)).Is(HttpStatusCode.OK);
        return id;
    }
}
