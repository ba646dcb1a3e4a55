using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>The list of activities, for those who keep it and for the public.</summary>
[Collection(ApiCollection.Name)]
public sealed class ActivityListTests(ApiHost host)
{
    private static JsonObject Activity(string name, Action<JsonObject>? change = null)
    {
        JsonObject activity = JsonNode.Parse($$"""
            {
              "name": {{JsonSerializer.Serialize(name)}},
              "provider": { "id": "1f6a2b57-9c1d-5e0a-8f3b-2d4c6e8a0b1c", "name": "Second Bench (invented)", "email": "hello@second-bench.example", "phone": "01632 960102", "url": "https://second-bench.example" },
              "needs": ["anxiety", "lowMood"], "purposeful": true,
              "schedules": [{ "weekday": "tuesday", "startsAt": "09:30", "endsAt": "12:30" }],
              "place": { "name": "Unit 3", "lines": ["Station Road", "Bordon"], "postcode": "gu359qf", "latitude": 51.1171, "longitude": -0.8665 },
              "stepFree": "yes", "cost": "Free", "minimumAge": 18, "maximumAge": 70, "languages": ["en"], "accompaniedFirstVisitWelcome": true,
              "capacity": { "available": 2, "maximum": 8, "updated": "2026-09-10" }, "confirmedOn": "2026-09-10"
            }
            """)!.AsObject();
        change?.Invoke(activity);
        return activity;
    }

    private static HttpContent Body(JsonNode body) =>
        new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private static Task<Answer> Put(Caller caller, Guid id, JsonObject activity, int version = 0) =>
        caller.Send(HttpMethod.Put, $"/api/directory/{id}", Body(new JsonObject { ["version"] = version, ["activity"] = activity }));

    private static Task<Answer> Import(Caller caller, string body, string type = "text/csv", string query = "") =>
        caller.Send(HttpMethod.Post, "/api/directory/import" + query,
            new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type)));

    private async Task<Guid> New(string name, Action<JsonObject>? change = null)
    {
        Guid id = Guid.NewGuid();
        (await Put(await host.Program(StaffRole.Lead), id, Activity(name, change))).Is(HttpStatusCode.Created);
        return id;
    }

    private static IReadOnlyList<string> Names(Answer answer) =>
        [.. answer.Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()
            .Select(i => i.GetProperty("activity").GetProperty("name").GetString()!)];

    [Fact]
    public async Task An_entry_is_put_read_changed_and_not_changed_by_who_saw_another()
    {
        Caller lead = await host.Program(StaffRole.Lead), worker = await host.Program(StaffRole.LinkWorker);
        Guid id = await New("Furniture <b>workshop</b>");

        Answer read = (await worker.Get($"/api/directory/{id}")).Is(HttpStatusCode.OK);
        Assert.Equal(("1", "False"), (read["version"], read["unconfirmed"]));
        Assert.Equal("Furniture <b>workshop</b>", read.Json.GetProperty("activity").GetProperty("name").GetString());
        Assert.Equal("GU35 9QF", read.Json.GetProperty("activity").GetProperty("place").GetProperty("postcode").GetString());

        Assert.Equal("2", (await Put(lead, id, Activity("Workshop"), version: 1)).Is(HttpStatusCode.OK)["version"]);
        (await Put(lead, id, Activity("Another"), version: 1)).IsProblem(HttpStatusCode.Conflict, "activity-changed");
        (await Put(lead, Guid.NewGuid(), Activity("Nowhere"), version: 3)).IsProblem(HttpStatusCode.Conflict, "activity-changed");
        (await worker.Get($"/api/directory/{Guid.NewGuid()}")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Put(worker, id, Activity("Workshop"), version: 2)).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await host.Nobody().Get("/api/directory")).IsProblem(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task Breaks_and_who_says_who_came_are_put_and_stay_where_they_are_left_out()
    {
        Caller lead = await host.Program(StaffRole.Lead);
        Guid id = Guid.NewGuid();
        JsonObject choir = Activity("Choir", a => a["breaks"] = JsonNode.Parse("""[{"from":"2027-12-20","until":"2028-01-03"}]"""));
        Task<Answer> Say(int version, string flag) => lead.Send(HttpMethod.Put, $"/api/directory/{id}", Body(
            new JsonObject { ["version"] = version, ["activity"] = choir.DeepClone(), [flag] = true }));

        Assert.Equal("True", (await Say(0, "keepsRegister")).Is(HttpStatusCode.Created)["keepsRegister"]);
        Answer kept = (await Put(lead, id, (JsonObject)choir.DeepClone(), version: 1)).Is(HttpStatusCode.OK);
        Assert.Equal(("True", "False"), (kept["keepsRegister"], kept["isOurs"]));
        Answer ours = (await Say(2, "isOurs")).Is(HttpStatusCode.OK);
        Assert.Equal(("False", "True"), (ours["keepsRegister"], ours["isOurs"]));
        Assert.Contains("\"description\":\"Breaks: 2027-12-20 to 2028-01-03\"",
            (await host.Nobody().Get($"/open-referral/services/{id}")).Text, StringComparison.Ordinal);

        Answer both = await lead.Send(HttpMethod.Put, $"/api/directory/{id}", Body(new JsonObject
        {
            ["version"] = 3,
            ["isOurs"] = true,
            ["keepsRegister"] = true,
            ["activity"] = Activity("Choir", a => a["breaks"] = JsonNode.Parse("""[{"from":"2028-01-03","until":"2027-12-20"}]""")),
        }));
        Assert.Equal(["/activity/breaks/0 until-before-from", "/keepsRegister group-of-our-own"],
            both.IsProblem(HttpStatusCode.BadRequest, "invalid-activity").Errors);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        Caller lead = await host.Program(StaffRole.Lead);
        Answer answer = await Put(lead, Guid.NewGuid(), Activity(" ", a =>
        {
            (a["minimumAge"], a["maximumAge"], a["place"]!["latitude"], a["provider"]!["email"], a["needs"]![0]) =
                (70, 18, 200, "nobody", "flying");
            a["confirmedOn"] = "2030-01-01";
        }));

        answer.IsProblem(HttpStatusCode.BadRequest, "invalid-activity");
        Assert.Equal(
            ["/activity/name required", "/activity/provider/email email-invalid", "/activity/needs/0 unknown-need",
                "/activity/place/latitude out-of-range", "/activity/maximumAge ages-reversed", "/activity/confirmedOn in-the-future"],
            answer.Errors);
        Answer unknown = await Put(lead, Guid.NewGuid(), Activity("Choir", a => a["colour"] = "red"));
        Assert.Equal(["/activity/colour wrong-type"], unknown.IsProblem(HttpStatusCode.BadRequest, "invalid-request").Errors);
        Answer nothing = await Put(lead, Guid.NewGuid(),
            Activity("Choir", a => (a["schedules"], a["languages"]) = (new JsonArray((JsonNode?)null), new JsonArray("en", null))));
        Assert.Equal(["/activity/schedules/0 required"], nothing.IsProblem(HttpStatusCode.BadRequest, "invalid-request").Errors);
    }

    /// <summary>An entry that was put before there was this rule may hold such an address.</summary>
    [Theory]
    [InlineData("https://second-bench.example:secret@evil.example/", "url-invalid")]
    [InlineData("https://evil.example/\u202Eelpmaxe.hcneb-dnoces", "control-characters")]
    public async Task An_address_that_looks_like_somebody_elses_is_refused_and_the_public_gets_none_that_was_kept(string url, string why)
    {
        string tag = Guid.NewGuid().ToString("N")[..8];
        Answer refused = await Put(await host.Program(StaffRole.Lead), Guid.NewGuid(), Activity("Choir", a => a["provider"]!["url"] = url));
        Assert.Equal([$"/activity/provider/url {why}"], refused.Is(HttpStatusCode.BadRequest).Errors);

        Guid kept = await New($"Kept {tag}");
        Assert.Equal("https://second-bench.example", (await Published()).GetProperty("url").GetString());
        await host.Service.Get<ActivityDirectory>()
            .Change(kept, a => a with { Details = a.Details with { Provider = a.Details.Provider with { Url = url } } }, default);
        JsonElement service = await Published();
        Assert.False(service.TryGetProperty("url", out _));
        Assert.False(service.GetProperty("organization").TryGetProperty("website", out _));
        Assert.DoesNotContain("evil.example", service.ToString(), StringComparison.Ordinal);

        async Task<JsonElement> Published() =>
            Assert.Single((await host.Nobody().Get($"/open-referral/services?search={tag}")).Is(HttpStatusCode.OK).Json
                .GetProperty("contents").EnumerateArray());
    }

    [Fact]
    public async Task Entries_are_found_by_what_somebody_needs()
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        string tag = Guid.NewGuid().ToString("N")[..8];
        await New($"Choir {tag}",
            a => (a["needs"], a["stepFree"], a["schedules"]![0]!["weekday"]) = (new JsonArray("loneliness"), "no", "thursday"));
        await New($"Shed {tag}", a => (a["place"]!["postcode"], a["confirmedOn"]) = ("SO23 8AB", "2026-06-17"));
        await New($"Old {tag}", a => (a["confirmedOn"], a["status"]) = (null, "temporarilyClosed"));
        await New($"Gone {tag}", a => a["status"] = "defunct");

        async Task<string> Found(string filter) =>
            string.Join(", ", Names(await worker.Get($"/api/directory?text={tag}{filter}")).Select(n => n.Split(' ')[0]));
        Assert.Equal("Choir, Old, Shed", await Found(""));
        Assert.Equal("Choir", await Found("&need=loneliness"));
        Assert.Equal("Choir", await Found("&weekday=thursday"));
        Assert.Equal("Old, Shed", await Found("&stepFree=yes"));
        Assert.Equal("Shed", await Found("&area=so23"));
        Assert.Equal("Gone", await Found("&status=defunct"));
        // Confirmed ninety-one days before today on this host's clock.
        Assert.Equal("Choir", await Found("&includeUnconfirmed=false"));

        Answer first = (await worker.Get($"/api/directory?text={tag}&most=2")).Is(HttpStatusCode.OK);
        Assert.Equal([$"Shed {tag}"], Names(await worker.Get($"/api/directory?text={tag}&most=2&continue={first["continue"]}")));
        foreach (string wrong in (string[])["need=flying", "weekday=someday", "stepFree=ramp", "status=open", "includeUnconfirmed=1",
            "notes=1", "most=0", "continue=!"])
            (await worker.Get("/api/directory?" + wrong)).IsProblem(HttpStatusCode.BadRequest, "invalid-parameter");
    }

    [Fact]
    public async Task The_public_directory_keeps_to_the_standard()
    {
        Caller nobody = host.Nobody(), admin = await host.Program(StaffRole.Admin);
        (await Import(admin, await File.ReadAllTextAsync(Path.Combine(Referrals.Folder, "activities.csv")))).Is(HttpStatusCode.OK);
        Guid id = await New($"Bare {Guid.NewGuid():N}", a =>
        {
            foreach (string field in (string[])["place", "schedules", "capacity", "cost", "languages", "needs", "confirmedOn"])
                a.Remove(field);
            a["provider"] = new JsonObject { ["id"] = Guid.NewGuid(), ["name"] = "Bare" };
        });

        foreach ((string path, string schema) in ((string, string)[])[
            ("", "about"), ("/services?per_page=200", "services"), ($"/services/{id}", "service"), ("/taxonomies", "taxonomies"),
            ("/taxonomy_terms", "taxonomy_terms"), ("/service_at_locations", "service_at_locations"), ("/services?page=999", "services")])
        {
            Answer answer = (await nobody.Get("/open-referral" + path)).Is(HttpStatusCode.OK);
            Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
            Assert.Empty(await host.Contract.CheckHsds(schema, answer.Text));
        }
        // Shows that the validator can refuse something.
        Assert.NotEmpty(await host.Contract.CheckHsds("service", """{"id":"7","name":"Choir","status":"open","organization":{}}"""));
    }

    [Fact]
    public async Task The_public_sees_what_is_open_and_nothing_of_those_who_work_here()
    {
        Guid active = await New("Active"),
            closed = await New("Closed", a => (a["status"], a["closedUntil"]) = ("temporarilyClosed", "2026-10-01")),
            inactive = await New("Inactive", a => a["status"] = "inactive");

        Assert.Equal("active", (await host.Nobody().Get($"/open-referral/services/{active}")).Is(HttpStatusCode.OK)["status"]);
        Assert.Equal("temporarily closed", (await host.Nobody().Get($"/open-referral/services/{closed}")).Is(HttpStatusCode.OK)["status"]);
        (await host.Nobody().Get($"/open-referral/services/{inactive}")).IsProblem(HttpStatusCode.NotFound, "not-found");
        string all = (await host.Nobody().Get("/open-referral/services?per_page=200")).Text;
        Assert.Contains(active.ToString(), all, StringComparison.Ordinal);
        Assert.DoesNotContain(inactive.ToString(), all, StringComparison.Ordinal);
        Assert.DoesNotContain("@service.example", all, StringComparison.Ordinal);
        Assert.DoesNotContain("note", all, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_public_filters_and_pages()
    {
        string tag = Guid.NewGuid().ToString("N")[..8];
        await New($"Choir {tag}",
            a => (a["needs"], a["schedules"]![0]!["weekday"], a["minimumAge"], a["maximumAge"]) =
                (new JsonArray("loneliness"), "thursday", 60, null));
        await New($"Shed {tag}");
        JsonElement terms = (await host.Nobody().Get("/open-referral/taxonomy_terms?per_page=200")).Json.GetProperty("contents");
        string loneliness = terms.EnumerateArray().Single(t => t.GetProperty("code").GetString() == "loneliness").GetProperty("id")
            .GetString()!;

        async Task<string> Found(string filter, string list = "services") =>
            string.Join(", ", (await host.Nobody().Get($"/open-referral/{list}?search={tag}{filter}")).Is(HttpStatusCode.OK).Json
                .GetProperty("contents").EnumerateArray()
            .Select(s => (list == "services" ? s : s.GetProperty("service")).GetProperty("name").GetString()!.Split(' ')[0]));
        Assert.Equal("Choir, Shed", await Found(""));
        Assert.Equal("Choir", await Found($"&taxonomy_term_id={loneliness}"));
        Assert.Equal("", await Found($"&taxonomy_id={Guid.NewGuid()}"));
        Assert.Equal("Choir", await Found("&day=TH"));
        Assert.Equal("Choir", await Found("&minimum_age=71"));
        Assert.Equal("Shed", await Found("&maximum_age=40"));
        Assert.Equal("Choir, Shed", await Found("&start_time=09:30&end_time=12:30"));
        Assert.Equal("", await Found("&start_time=09:31"));
        Assert.Equal("", await Found("&end_time=12:29:00"));
        Assert.Equal("Choir", await Found("&day=TH", "service_at_locations"));

        JsonElement second =
            (await host.Nobody().Get($"/open-referral/services?search={tag}&per_page=1&page=2")).Is(HttpStatusCode.OK).Json;
        Assert.Equal((2, 2, 2, 1, false, true, false),
            (second.GetProperty("total_items").GetInt32(), second.GetProperty("total_pages").GetInt32(), second.GetProperty("page_number")
                .GetInt32(), second.GetProperty("size").GetInt32(),
            second.GetProperty("first_page").GetBoolean(), second.GetProperty("last_page").GetBoolean(), second.GetProperty("empty")
                .GetBoolean()));
        foreach (string wrong in (string[])["page=0", "page=x", "per_page=201", "minimum_age=-1", "maximum_age=old", "start_time=25:00",
            "end_time=noon", "day=someday", "taxonomy_id=7", "taxonomy_term_id=7", "search=a+b+c+d+e+f+g+h+i"])
            Assert.Equal("*", (await host.Nobody().Get("/open-referral/services?" + wrong))
                .IsProblem(HttpStatusCode.BadRequest, "invalid-parameter").Header("Access-Control-Allow-Origin"));
    }
}
