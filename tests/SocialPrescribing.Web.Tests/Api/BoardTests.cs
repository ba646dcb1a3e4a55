using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class BoardTests(ApiHost host)
{
    [Theory]
    [InlineData("/api/tasks")]
    [InlineData("/api/journeys")]
    [InlineData("/api/journeys/0197f3c2-5d1e-7a3b-9c4d-2e8f6a1b0c9d")]
    public async Task Only_staff_see_the_boards(string path)
    {
        Answer refused = (await host.Nobody().Get(path)).IsProblem(HttpStatusCode.Unauthorized, "sign-in-required");
        Assert.NotNull(refused.Header("WWW-Authenticate"));
        (await host.Nobody().With("X-Staff-Token", "spt_nonsense").Get(path)).IsProblem(HttpStatusCode.Unauthorized, "sign-in-required");
        (await host.Nobody().With("Cookie", "sp-session=nonsense").Get(path)).IsProblem(HttpStatusCode.Unauthorized, "sign-in-required");
        (await (await host.Referrer()).Get(path)).IsProblem(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task Whoever_is_disabled_is_out_at_once()
    {
        StaffMember member = await host.Member(StaffRole.LinkWorker);
        Caller worker = await host.Program(member);
        (await worker.Get("/api/tasks")).Is(HttpStatusCode.OK);
        await host.Staff.SetEnabled(member.Id, false, CancellationToken.None);
        (await worker.Get("/api/tasks")).IsProblem(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task A_task_is_found_by_whose_it_is_and_when_it_is_due()
    {
        StaffMember member = await host.Member(StaffRole.LinkWorker);
        Caller worker = await host.Program(member);
        string journey = await host.NewJourney();
        (await worker.Post($"/api/journeys/{journey}/commands",
            JsonNode.Parse($$"""{ "commandId": "a", "kind": "accept", "linkWorker": "{{member.Id}}" }""")!)).Is(HttpStatusCode.OK);

        // Five working days from a Wednesday: the next Wednesday, at five o'clock in London.
        JsonElement task = Assert.Single(await Tasks(worker, "assignee=me"));
        Assert.Equal(("firstContact", "2026-09-23T16:00:00Z", journey),
            (task.GetProperty("kind").GetString(), task.GetProperty("due").GetString(), task.GetProperty("journey").GetString()));
        Assert.Equal("Make first contact", task.GetProperty("title").GetString());
        Assert.Single(await Tasks(worker, $"assignee={member.Id}&due=2026-09-23"));
        Assert.Empty(await Tasks(worker, "assignee=me&due=2026-09-24"));
        Assert.Empty(await Tasks(worker, "assignee=me&due=week"));
        Assert.Empty(await Tasks(worker, "assignee=me&due=today"));
        Assert.Empty(await Tasks(worker, "assignee=me&due=overdue"));

        await host.NewJourney();
        Assert.Contains(await Tasks(worker, "assignee=unassigned&due=week"), t => t.GetProperty("assignee").GetString() is "triage");
        Assert.DoesNotContain(await Tasks(worker, "assignee=unassigned"), t => t.GetProperty("assignee").GetString() == member.Id);
    }

    [Fact]
    public async Task Long_lists_come_in_pages()
    {
        StaffMember member = await host.Member(StaffRole.LinkWorker);
        Caller worker = await host.Program(member);
        HashSet<string> journeys = [];
        for (int i = 0; i < 5; i++)
        {
            string journey = await host.NewJourney();
            journeys.Add(journey);
            await worker.Post($"/api/journeys/{journey}/commands",
                JsonNode.Parse($$"""{ "commandId": "a", "kind": "accept", "linkWorker": "{{member.Id}}" }""")!);
        }
        foreach ((string path, Func<JsonElement, string> id) in new (string, Func<JsonElement, string>)[]
            { ("/api/tasks", e => e.GetProperty("journey").GetString()!),
                ("/api/journeys", e => e.GetProperty("journey").GetProperty("id").GetString()!) })
        {
            List<string> seen = [];
            string? mark = null;
            do
            {
                Answer page = (await worker.Get(
                    $"{path}?assignee=me&most=2{(mark is null ? "" : $"&continue={Uri.EscapeDataString(mark)}")}")).Is(HttpStatusCode.OK);
                seen.AddRange(page.Json.GetProperty("items").EnumerateArray().Select(id));
                mark = page.Json.TryGetProperty("continue", out JsonElement next) ? next.GetString() : null;
            } while (mark is not null);
            Assert.Equal(5, seen.Count);
            Assert.Equal(journeys, seen.ToHashSet());
        }
    }

    [Theory]
    [InlineData("/api/tasks?due=yesterday")]
    [InlineData("/api/tasks?due=2026-02-30")]
    [InlineData("/api/tasks?due=0001-01-01")]
    [InlineData("/api/tasks?due=today&due=week")]
    [InlineData("/api/tasks?most=0")]
    [InlineData("/api/tasks?most=201")]
    [InlineData("/api/tasks?most=ten")]
    [InlineData("/api/tasks?continue=nonsense")]
    [InlineData("/api/journeys?stage=Triage")]
    [InlineData("/api/journeys?stage=0")]
    [InlineData("/api/journeys?overdue=perhaps")]
    [InlineData("/api/journeys?assignee=unassigned")]
    [InlineData("/api/journeys?continue=nonsense")]
    public async Task A_parameter_that_cannot_be_used_is_named(string path)
    {
        Answer answer =
            (await (await host.Program(StaffRole.LinkWorker)).Get(path)).IsProblem(HttpStatusCode.BadRequest, "invalid-parameter");
        Assert.Contains(answer["detail"].Split(':')[0], path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Journeys_are_found_by_stage_and_link_worker()
    {
        StaffMember member = await host.Member(StaffRole.LinkWorker);
        Caller worker = await host.Program(member);
        string journey = await host.NewJourney();
        await worker.Post($"/api/journeys/{journey}/commands",
            JsonNode.Parse($$"""{ "commandId": "a", "kind": "accept", "linkWorker": "{{member.Id}}" }""")!);

        JsonElement found = Assert.Single((await worker.Get("/api/journeys?stage=contacting&assignee=me&overdue=false"))
            .Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray());
        Assert.Equal(journey, found.GetProperty("journey").GetProperty("id").GetString());
        Assert.Equal("Margaret", found.GetProperty("person").GetProperty("firstName").GetString());
        Assert.Empty((await worker.Get("/api/journeys?stage=triage&assignee=me")).Json.GetProperty("items").EnumerateArray());
        Assert.Empty((await worker.Get("/api/journeys?assignee=me&overdue=true")).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_journey_shows_everything_and_tells_its_story()
    {
        StaffMember member = await host.Member(StaffRole.Lead, "Ada O'Brien");
        Caller lead = await host.Program(member);
        string journey =
            await host.NewJourney(r => r["safeguarding"] = JsonNode.Parse("""{ "concern": true, "detail": "Her son takes her money." }"""));
        string[] commands =
        [
            $$"""{ "commandId": "c1", "kind": "acknowledgeConcern", "concern": "CONCERN", "note": "I ring her.", "settled": true }""",
            $$"""{ "commandId": "c2", "kind": "accept", "linkWorker": "{{member.Id}}" }""",
            """{ "commandId": "c3", "kind": "recordAttempt", "channel": "phone", "outcome": "reached", "note": "<i>Glad</i>" }""",
            """{ "commandId": "c4", "kind": "bookMeeting", "at": "2026-09-24T10:00:00+01:00", "place": { "kind": "communityPlace", "where": "The Phoenix" } }""",
            """{ "commandId": "c5", "kind": "moveMeeting", "meeting": "c4", "at": "2026-09-25T10:00:00+01:00" }""",
            """{ "commandId": "c6", "kind": "confirmMeeting", "meeting": "c4" }""",
            """{ "commandId": "c7", "kind": "changePreferences", "discretion": true, "optOut": "surveys" }""",
            """{ "commandId": "c8", "kind": "addNote", "text": "=SUM(A1)" }""",
            """{ "commandId": "c9", "kind": "cannotCome", "meeting": "c4" }""",
            """{ "commandId": "c10", "kind": "close", "reason": "withdrew" }""",
        ];
        string concern = (await lead.Get($"/api/journeys/{journey}")).Json.GetProperty("concerns")[0].GetProperty("id").GetString()!;
        foreach (string command in commands)
            (await lead.Post($"/api/journeys/{journey}/commands", command.Replace("CONCERN", concern, StringComparison.Ordinal)))
                .Is(HttpStatusCode.OK);

        JsonElement view = (await lead.Get($"/api/journeys/{journey}")).Is(HttpStatusCode.OK).Json;
        Assert.Equal("withdrew", view.GetProperty("ended").GetProperty("reason").GetString());
        Assert.Equal("Ada O'Brien", view.GetProperty("linkWorker").GetProperty("name").GetString());
        Assert.True(view.GetProperty("preferences").GetProperty("discretion").GetBoolean());
        Assert.Equal("2026-09-25T09:00:00Z", view.GetProperty("meetings")[0].GetProperty("at").GetString());
        string[] told = [.. view.GetProperty("timeline").EnumerateArray().Where(e => e.GetProperty("by").GetString() is "Ada O'Brien")
            .Select(e => $"{e.GetProperty("what")}|{(e.TryGetProperty("note", out JsonElement n) ? n.GetString() : "")}")];
        Assert.Contains("Concern acknowledged|I ring her.", told);
        Assert.Contains("Ada O'Brien became the link worker|", told);
        Assert.Contains("Phone: reached, 16 September 2026, 10:30|<i>Glad</i>", told);
        Assert.Contains("Meeting booked for Thursday 24 September 2026 at 10:00. The Phoenix|", told);
        Assert.Contains("Meeting moved from Thursday 24 September 2026 at 10:00 to Friday 25 September 2026 at 10:00. The Phoenix|", told);
        Assert.Contains("Preferences changed: discretion wanted, no surveys|", told);
        Assert.Contains("Note|=SUM(A1)", told);
        Assert.Contains("Support ended: The person decided not to go on|", told);
        Assert.Contains(view.GetProperty("messages").EnumerateArray(), m => m.GetProperty("kind").GetString() is "concern");
    }

    private static async Task<JsonElement[]> Tasks(Caller caller, string query) =>
        [.. (await caller.Get($"/api/tasks?most=200&{query}")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];
}
