using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Http.Tests.Pages;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;
using static SocialPrescribing.Http.Tests.Api.MovedService;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>Imports that are refused, and what waits while a service is moved.</summary>
[Collection(ApiCollection.Name)]
public sealed class MovingRulesTests(ApiHost host, MovedService moved) : IClassFixture<MovedService>
{
    [Theory]
    [InlineData("\"kind\":\"commit\"", "\"kind\":\"letter\"", "unreadable-line")]
    [InlineData("\"version\":2,", "\"version\":7,", "broken-journey")]
    [InlineData("\"event\":\"accepted\"", "\"event\":\"resumed\"", "counts-differ")]
    [InlineData("\"records\":", "\"records\":1", "counts-differ")]
    public async Task Lines_that_were_changed_are_refused_and_the_clocks_stay_still(string was, string now, string code)
    {
        string[] lines = [.. moved.Exported];
        int changed = Array.FindLastIndex(lines, l => l.Contains(was, StringComparison.Ordinal));
        lines[changed] = lines[changed].Replace(was, now, StringComparison.Ordinal);
        (TestedService service, string admin) = await moved.Begin();
        await using TestedService _ = service;
        // The last line holds the counts and is checked at the end. Any other wrong line is found when it comes.
        int good = code is "counts-differ" ? lines.Length - 1 : 1;
        Assert.Equal(HttpStatusCode.OK, (await Import(service, admin, 0, lines[..good])).Status);
        Refused(code, await Import(service, admin, good, code is "counts-differ" ? lines[good..] : lines[good..^1]));

        bool mayBeMended = code is "unreadable-line";
        Assert.Equal(mayBeMended ? "import" : "broken", await MovedService.Rests(service));
        service.Clock.MoveTo(ApiHost.Wednesday.AddDays(9));
        await service.Get<Watch>().Look(default);
        Assert.Empty(service.Letters);
        if (!mayBeMended)
            Refused("import-broken", await Import(service, admin, 1, moved.Exported[1..]));
    }

    [Fact]
    public async Task What_is_no_export_of_this_service_begins_nothing()
    {
        (TestedService service, string admin) = await moved.Begin();
        await using TestedService _ = service;
        string[] lines = moved.Exported;
        string newer = lines[0].Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal);
        Refused("unknown-format", await Import(service, admin, 0, [newer, .. lines[1..]]));
        JsonObject header = JsonNode.Parse(lines[0])!.AsObject();
        header["personKey"] = new string('0', ((string)header["personKey"]!).Length);
        Refused("other-keys", await Import(service, admin, 0, [header.ToJsonString(), .. lines[1..]]));
        Refused("no-header", await Import(service, admin, 0, lines[1..]));
        Refused("no-import", await Import(service, admin, 1, lines[1..]));
        Assert.Null(await MovedService.Rests(service));
        (await As(service, "X-Staff-Token", admin).Post("/api/import?after=0", "{}"))
            .IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Fact]
    public async Task Only_an_admin_moves_a_service_and_only_into_an_empty_one()
    {
        (TestedService service, string admin) = await moved.Begin();
        await using TestedService _ = service;
        Caller lead = As(service, "X-Staff-Token", (await service.AddStaff(StaffRole.Lead, "Leila Marsh")).Token);
        foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete])
            (await lead.Send(method, "/api/rest")).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await lead.Get("/api/export")).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await lead.Send(HttpMethod.Post, "/api/import?after=0", Body(moved.Exported))).IsProblem(HttpStatusCode.Forbidden, "forbidden");

        (await As(service, "X-Api-Key", (await service.AddOrganisation()).Key).Post("/api/referrals", Referrals.New()))
            .Is(HttpStatusCode.Created);
        Refused("not-empty", await Import(service, admin, 0, moved.Exported));
        Assert.Null(await MovedService.Rests(service));
    }

    /// <summary>Anything written now would stay behind, and nobody would notice until it is missed.</summary>
    [Fact]
    public async Task A_service_that_rests_takes_nothing_that_would_not_move_along()
    {
        await using TestedService service = await TestedHost.Start(new SetUp(ApiHost.Wednesday));
        (StaffMember ada, string admin) = await service.AddStaff(StaffRole.Admin, "Ada Boss");
        (StaffMember tom, string worker) = await service.AddStaff();
        (Organisation organisation, string key) = await service.AddOrganisation();
        (await As(service, "X-Api-Key", key).Post("/api/referrals", Referrals.New())).Is(HttpStatusCode.Created);
        Guid journey = await service.Get<IJourneyStore>().All(default).FirstAsync();
        await service.Settle();
        Caller boss = As(service, "X-Staff-Token", admin);
        (await boss.Send(HttpMethod.Put, "/api/rest")).Is(HttpStatusCode.OK);
        List<string> before = await MovedService.Everything(service);
        foreach ((HttpMethod method, string path, string body) in ((HttpMethod, string, string)[])[
            (HttpMethod.Post, $"/api/organisations/{organisation.Id}/keys", "{}"),
            (HttpMethod.Post, "/api/organisations", """{"name":"New Surgery"}"""),
            (HttpMethod.Patch, $"/api/staff/{tom.Id}", """{"enabled":false}"""),
            (HttpMethod.Post, $"/api/staff/{ada.Id}/token", "{}"),
            (HttpMethod.Put, $"/api/directory/{Guid.NewGuid()}", "{}")])
            (await boss.Send(method, path, new StringContent(body, Encoding.UTF8, "application/json")))
                .IsProblem(HttpStatusCode.ServiceUnavailable, "service-resting");
        (await As(service, "X-Api-Key", key).Post("/api/referrals", Referrals.New()))
            .IsProblem(HttpStatusCode.ServiceUnavailable, "service-resting");
        // A command gets the same refusal as at any other moment that does not allow it (docs/api.md).
        (await As(service, "X-Staff-Token", worker)
            .Post($"/api/journeys/{journey}/commands", """{"kind":"addNote","commandId":"a","text":"Phoned."}"""))
            .IsProblem(HttpStatusCode.Conflict, "service-resting");
        using Visitor visitor = new(service);
        using HttpResponseMessage page = await visitor.Post("/refer/myself", ("who", "me"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Contains("being moved", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(before, await MovedService.Everything(service));
        (await boss.Delete("/api/rest")).Is(HttpStatusCode.OK);
        Assert.Null(await MovedService.Rests(service));
    }

    private string Email(int person) => (string)moved.Sent[person]["person"]!["contacts"]!.AsArray()
        .First(c => (string?)c!["kind"] is "email")!["value"]!;

    private Caller As(TestedService service, string header, string value) => new Caller(service, host.Contract).With(header, value);
}
