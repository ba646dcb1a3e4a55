using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>For what a command is refused, and for what it is not.</summary>
[Collection(ApiCollection.Name)]
public sealed class CommandProblemsTests(ApiHost host)
{
    [Fact]
    public async Task Another_command_under_the_same_id_is_refused()
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        string journey = await host.NewJourney();
        (await worker.Post(Commands(journey), Command("addNote", """{ "text": "Rang her daughter." }""", "n-1"))).Is(HttpStatusCode.OK);
        (await worker.Post(Commands(journey), Command("addNote", """{ "text": "Rang her daughter.", "version": 1 }""", "n-1")))
            .Is(HttpStatusCode.OK);
        (await worker.Post(Commands(journey), Command("raiseConcern", """{ "detail": "Her son hits her." }""", "n-1")))
            .IsProblem(HttpStatusCode.Conflict, "command-id-reused");
        (await worker.Post(Commands(journey), Command("addNote", """{ "text": "Rang her son." }""", "n-1")))
            .IsProblem(HttpStatusCode.Conflict, "command-id-reused");
        (await (await host.Program(StaffRole.Lead))
            .Post(Commands(journey), Command("addNote", """{ "text": "Rang her daughter." }""", "n-1")))
            .IsProblem(HttpStatusCode.Conflict, "command-id-reused");
        Assert.Equal(2, (await worker.Get($"/api/journeys/{journey}")).Json.GetProperty("journey").GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task What_somebody_says_of_themselves_stands_in_the_journey_and_is_put_right()
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        string journey = await host.NewJourney();
        Assert.Equal(("female", "whiteIrish", false, "limitedALittle"), await Said());

        (await worker.Post(Commands(journey), Command("correctDetails",
            """{ "reason": "She told me.", "ethnicity": "ratherNotSay", "carer": true, "disability": "notLimited" }""")))
            .Is(HttpStatusCode.OK);

        Assert.Equal(("female", "ratherNotSay", true, "notLimited"), await Said());

        async Task<(string?, string?, bool, string?)> Said()
        {
            JsonElement person = (await worker.Get($"/api/journeys/{journey}")).Json.GetProperty("person");
            return (person.GetProperty("sex").GetString(), person.GetProperty("ethnicity").GetString(),
                person.GetProperty("carer").GetBoolean(), person.GetProperty("disability").GetString());
        }
    }

    [Fact]
    public async Task A_refusal_says_why()
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        string journey = await host.NewJourney();
        Answer answer = (await worker.Post(Commands(journey), Command("recordAttempt", """{ "channel": "phone", "outcome": "reached" }""")))
            .IsProblem(HttpStatusCode.Conflict, "not-accepted");
        Assert.Equal("Accept the referral first.", answer["detail"]);
    }

    [Fact]
    public async Task A_command_decided_on_an_old_version_is_refused()
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        string journey = await host.NewJourney();
        (await worker.Post(Commands(journey), Command("addNote", """{ "text": "One", "version": 1 }"""))).Is(HttpStatusCode.OK);
        (await worker.Post(Commands(journey), Command("addNote", """{ "text": "Two", "version": 1 }""")))
            .IsProblem(HttpStatusCode.Conflict, "journey-changed");
    }

    [Fact]
    public async Task An_unknown_journey_is_not_found()
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        (await worker.Post(Commands(Guid.NewGuid().ToString()), Command("accept"))).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await worker.Post(Commands("7"), Command("accept"))).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("""{ "kind": "accept" }""", "/commandId required")]
    [InlineData("""{ "commandId": "a b", "kind": "accept" }""", "/commandId command-id-invalid")]
    [InlineData("""{ "commandId": "", "kind": "accept" }""", "/commandId command-id-invalid")]
    [InlineData("""{ "commandId": "a" }""", "/kind required")]
    [InlineData("""{ "commandId": "a", "kind": "explode" }""", "/kind unknown-kind")]
    [InlineData("""{ "commandId": "a", "kind": "receive" }""", "/kind unknown-kind")]
    [InlineData("""{ "commandId": "a", "kind": "accept", "version": "1" }""", "/version wrong-type")]
    [InlineData("""{ "commandId": "a", "kind": "accept", "linkworker": "x" }""", "/linkworker unknown-field")]
    [InlineData("""{ "commandId": "a", "kind": "accept", "linkWorker": 7 }""", "/linkWorker wrong-type")]
    [InlineData("""{ "commandId": "a", "kind": "accept", "referral": "first" }""", "/referral wrong-type")]
    [InlineData("""{ "commandId": "a", "kind": "decline" }""", "/reason required")]
    [InlineData("""{ "commandId": "a", "kind": "decline", "reason": null }""", "/reason required")]
    [InlineData("""{ "commandId": "a", "kind": "recordAttempt", "channel": "pigeon", "outcome": "reached" }""", "/channel wrong-type")]
    [InlineData("""{ "commandId": "a", "kind": "recordAttempt", "channel": 1, "outcome": "reached" }""", "/channel wrong-type")]
    [InlineData("""{ "commandId": "a", "kind": "bookMeeting", "at": "2026-10-01T10:00:00", "place": { "kind": "phone" } }""",
        "/at wrong-type")]
    [InlineData("""{ "commandId": "a", "kind": "bookMeeting", "at": "tomorrow", "place": { "kind": "phone" } }""", "/at wrong-type")]
    [InlineData("""{ "commandId": "a", "kind": "bookMeeting", "at": "2026-10-01T10:00:00Z", "place": { "kind": "moon" } }""",
        "/place/kind wrong-type")]
    [InlineData("""{ "commandId": "a", "kind": "bookMeeting", "at": "2026-10-01T10:00:00Z", "place": "phone" }""", "/place wrong-type")]
    [InlineData("""{ "commandId": "a", "kind": "addNote", "text": "a\u0000b" }""", "/text control-characters")]
    [InlineData("""{ "commandId": "a", "kind": "introduce", "as": "signposting", "activity": { "name": "A\r\nBcc: x@y.example", "provider": "B" } }""", "/activity/name control-characters")]
    [InlineData("""{ "commandId": "a", "kind": "introduce", "as": "signposting", "activity": { "name": "A", "provider": "B\tC" } }""",
        "/activity/provider control-characters")]
    [InlineData("""{ "commandId": "a", "kind": "introduce", "as": "signposting", "activity": { "name": "A", "provider": "B", "where": "C\nD" } }""", "/activity/where control-characters")]
    [InlineData("""{ "commandId": "a", "kind": "introduce", "as": "signposting", "activity": { "name": "A", "provider": "B", "phone": "\u202E01420" } }""", "/activity/phone control-characters")]
    [InlineData("""{ "commandId": "a", "kind": "introduce", "as": "signposting", "activity": { "name": "A", "provider": "B", "email": "a@b.example\nBcc: c@d.example" } }""", "/activity/email control-characters")]
    [InlineData("""{ "commandId": "a", "kind": "introduce", "as": "signposting", "activity": { "name": "A", "provider": "B" }, "share": "a\u0007b" }""", "/share control-characters")]
    [InlineData("""{ "commandId": "a", "kind": "bookMeeting", "at": "2026-10-01T10:00:00Z", "place": { "kind": "other", "where": "C\nD" } }""", "/place/where control-characters")]
    [InlineData("""{ "commandId": "a", "kind": "planSession", "introduction": "i", "at": "2026-10-01T10:00:00Z", "transport": { "kind": "lift", "with": "Ray\nB" } }""", "/transport/with control-characters")]
    [InlineData("""{ "commandId": "a", "kind": "agreePlan", "needs": ["anxiety", "a\nb"], "whatMatters": "To\nsing", "goals": [{ "text": "Sing\nout", "importance": 3, "nextStep": "Go\nthere" }], "strengths": ["Sings\nwell"] }""", "/needs/1 control-characters")]
    [InlineData("""{ "commandId": "a", "kind": "agreePlan", "needs": ["anxiety"], "whatMatters": "x", "goals": [null] }""",
        "/goals/0 required")]
    [InlineData("""[]""", " wrong-type")]
    public async Task What_is_wrong_with_a_command_is_named(string command, string error)
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        Answer answer =
            (await worker.Post(Commands(await host.NewJourney()), command)).IsProblem(HttpStatusCode.BadRequest, "invalid-command");
        Assert.Equal(error, Assert.Single(answer.Errors));
    }

    [Fact]
    public async Task All_problems_of_a_command_come_at_once()
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        Answer answer = await worker.Post(Commands(await host.NewJourney()),
            """{ "commandId": "ä", "kind": "bookMeeting", "at": 5, "color": "red", "place": { "kind": "phone", "planet": "Mars" } }""");
        Assert.Equal(["/commandId command-id-invalid", "/at wrong-type", "/place/planet wrong-type", "/color unknown-field"],
            answer.Errors);
    }

    /// <summary>Names take at most 200 characters, longer texts 4,000.</summary>
    [Theory]
    [InlineData("decline", """{ "reason": "LONG" }""", 4_000, "/reason")]
    [InlineData("introduce", """{ "as": "signposting", "activity": { "name": "A", "provider": "B" }, "share": "LONG" }""", 3_998, "/share")]
    [InlineData("introduce", """{ "as": "signposting", "activity": { "name": "LONG", "provider": "B" } }""", 200, "/activity/name")]
    [InlineData("introduce", """{ "as": "signposting", "activity": { "name": "A", "provider": "LONG" } }""", 200, "/activity/provider")]
    [InlineData("introduce", """{ "as": "signposting", "activity": { "name": "A", "provider": "B", "phone": "LONG" } }""", 200,
        "/activity/phone")]
    [InlineData("introduce", """{ "as": "signposting", "activity": { "name": "A", "provider": "B", "where": "LONG" } }""", 200,
        "/activity/where")]
    [InlineData("confirmMeeting", """{ "meeting": "LONG" }""", 200, "/meeting")]
    public async Task A_text_has_so_many_characters_and_no_more(string kind, string fields, int most, string pointer)
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        string commands = Commands(await host.NewJourney());
        Answer answer =
            await worker.Post(commands, Command(kind, fields.Replace("LONG", new string('x', 4_001), StringComparison.Ordinal)));
        Assert.Equal([$"{pointer} too-long"], answer.IsProblem(HttpStatusCode.BadRequest, "invalid-command").Errors);
        if (most <= 200)
            Assert.Equal([$"{pointer} too-long"],
                (await worker.Post(commands, Command(kind, fields.Replace("LONG", new string('x', most + 1), StringComparison.Ordinal))))
                    .IsProblem(HttpStatusCode.BadRequest, "invalid-command").Errors);
        Assert.NotEqual(HttpStatusCode.BadRequest,
            (await worker.Post(commands, Command(kind, fields.Replace("LONG", new string('x', most), StringComparison.Ordinal)))).Status);
    }

    /// <summary>Fields that hold an id or a code, for which one line is enough.</summary>
    private static readonly string[] _ids =
    [
        "concern", "disability", "document", "ethnicity", "introduction", "language", "linkWorker", "list", "meeting", "need", "nhsNumber",
        "note", "session", "sex", "survey", "task", "to", "volunteer", "words",
    ];

    /// <summary>The description, the command and whoever reads what was sent know one limit.</summary>
    [Fact]
    public async Task Every_text_may_be_as_long_as_the_description_says_and_not_longer()
    {
        Caller lead = await host.Program(StaffRole.Lead), safeguarding = await host.Program(StaffRole.SafeguardingLead);
        string commands = Commands(await host.NewJourney());
        (string Example, string Field, int? Most)[] texts = [.. CommandDescription.Texts()];
        Assert.Equal([], texts.Where(t => t.Most is null && !_ids.Contains(t.Field)).Select(t => $"{t.Field} in {t.Example}"));
        Assert.True(texts.Count(t => t.Most is Notes.MaxLength) > 20);
        foreach ((string example, string field, int? limit) in texts)
        {
            int most = limit ?? ReferralRules.MaxName;
            Assert.DoesNotContain($"/{field} too-long", await Errors(new string('x', most)));
            Assert.Contains($"/{field} too-long", await Errors(new string('x', most + 1)));
            Assert.Equal(most is not (Notes.MaxLength or Plan.MaxText), (await Errors("a\nb")).Contains($"/{field} control-characters"));

            async Task<IReadOnlyList<string>> Errors(string text)
            {
                JsonObject command = JsonNode.Parse(example)!.AsObject();
                (command["commandId"], command[field]) = (Guid.NewGuid().ToString("N"), text);
                Answer answer = await lead.Post(commands, command);
                answer = answer.Status is HttpStatusCode.Forbidden ? await safeguarding.Post(commands, command) : answer;
                Assert.NotEqual(HttpStatusCode.Forbidden, answer.Status);
                return answer.Status is HttpStatusCode.BadRequest ? answer.Errors : [];
            }
        }
    }

    [Theory]
    [InlineData("offerActivities", """{ "activities": [{ "activity": { "name": "A", "provider": "B" }, "cost": "LONG" }] }""", 500)]
    [InlineData("changePreferences", """{ "contacts": [{ "kind": "email", "value": "LONG", "allowed": true }] }""", 254)]
    [InlineData("agreePlan",
        """{ "needs": ["anxiety"], "whatMatters": "W", "goals": [{ "text": "LONG", "importance": 1, "nextStep": "N" }] }""", 1_000)]
    [InlineData("recordWishes", """{ "wishes": { "note": "LONG" } }""", 4_000)]
    public async Task A_text_within_a_field_may_be_as_long_as_the_description_says(string kind, string fields, int most)
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        string commands = Commands(await host.NewJourney());
        Assert.NotEqual(HttpStatusCode.BadRequest, (await Sent(most)).Status);
        Assert.EndsWith(" too-long", Assert.Single((await Sent(most + 1)).IsProblem(HttpStatusCode.BadRequest, "invalid-command").Errors),
            StringComparison.Ordinal);

        Task<Answer> Sent(int length) =>
            worker.Post(commands, Command(kind, fields.Replace("LONG", new string('x', length), StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(StaffRole.LinkWorker, "accept", true)]
    [InlineData(StaffRole.LinkWorker, "allocate", false)]
    [InlineData(StaffRole.LinkWorker, "keepOpen", false)]
    [InlineData(StaffRole.LinkWorker, "acknowledgeConcern", false)]
    [InlineData(StaffRole.LinkWorker, "settleConcern", false)]
    [InlineData(StaffRole.Lead, "accept", true)]
    [InlineData(StaffRole.Lead, "allocate", true)]
    [InlineData(StaffRole.Lead, "keepOpen", true)]
    [InlineData(StaffRole.Lead, "acknowledgeConcern", true)]
    [InlineData(StaffRole.SafeguardingLead, "acknowledgeConcern", true)]
    [InlineData(StaffRole.SafeguardingLead, "settleConcern", true)]
    [InlineData(StaffRole.SafeguardingLead, "accept", false)]
    [InlineData(StaffRole.Admin, "allocate", true)]
    [InlineData(StaffRole.Admin, "accept", false)]
    [InlineData(StaffRole.Admin, "addNote", false)]
    public async Task A_role_may_give_some_commands(StaffRole role, string kind, bool may)
    {
        Caller caller = await host.Program(role);
        string fields = kind switch
        {
            "allocate" => """{ "linkWorker": "nobody" }""",
            "acknowledgeConcern" => """{ "concern": "none" }""",
            "settleConcern" => """{ "concern": "none", "note": "Nothing" }""",
            "addNote" => """{ "text": "A note" }""",
            _ => "{}",
        };
        Answer answer = await caller.Post(Commands(await host.NewJourney()), Command(kind, fields));
        if (may)
            Assert.NotEqual(HttpStatusCode.Forbidden, answer.Status);
        else
            Assert.Contains("lead", answer.IsProblem(HttpStatusCode.Forbidden, "forbidden")["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_worker_must_be_somebody_who_works_here()
    {
        Caller lead = await host.Program(StaffRole.Lead);
        StaffMember worker = await host.Member(StaffRole.LinkWorker);
        string journey = await host.NewJourney();
        (await lead.Post(Commands(journey), Command("accept", """{ "linkWorker": "nobody" }""")))
            .IsProblem(HttpStatusCode.Conflict, "link-worker-unknown");
        Answer accepted =
            (await lead.Post(Commands(journey), Command("accept", $$"""{ "linkWorker": "{{worker.Id}}" }""", "x"))).Is(HttpStatusCode.OK);

        await host.Staff.SetEnabled(worker.Id, false, CancellationToken.None);
        // A repetition gets the first answer again, although the link worker has left.
        Assert.Equal(accepted.Text,
            (await lead.Post(Commands(journey), Command("accept", $$"""{ "linkWorker": "{{worker.Id}}" }""", "x")))
                .Is(HttpStatusCode.OK).Text);
        (await lead.Post(Commands(await host.NewJourney()), Command("accept", $$"""{ "linkWorker": "{{worker.Id}}" }""")))
            .IsProblem(HttpStatusCode.Conflict, "link-worker-unknown");
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
