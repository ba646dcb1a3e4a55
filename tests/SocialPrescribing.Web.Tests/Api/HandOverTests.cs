using System.Net;
using System.Text.Json.Nodes;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>A link worker leaves, over HTTP.</summary>
[Collection(ApiCollection.Name)]
public sealed class HandOverTests(ApiHost host) : IAsyncLifetime
{
    private TestedService _service = null!;
    private Caller _lead = null!;
    private StaffMember _leaver = null!, _priya = null!, _megan = null!;

    /// <summary>A team of its own, of which one supports three people.</summary>
    public async Task InitializeAsync()
    {
        _service = await TestedHost.Start(new SetUp(ApiHost.Wednesday));
        _lead = Caller((await _service.AddStaff(StaffRole.Lead, "Leila")).Token);
        (_leaver, _priya, _megan) = (await Member("Tom"), await Member("Priya"), await Member("Megan"));
        Caller referrer = new Caller(_service, host.Contract).With("X-Api-Key", (await _service.AddOrganisation()).Key);
        for (int i = 0; i < 3; i++)
            (await referrer.Post("/api/referrals", Referrals.New())).Is(HttpStatusCode.Created);
        foreach (StoredJourney journey in (await _service.Get<IJourneyStore>().Journeys(new JourneyQuery(), default)).Items)
            (await _lead.Post($"/api/journeys/{journey.State.Id}/commands",
                new JsonObject { ["commandId"] = "a", ["kind"] = "accept", ["linkWorker"] = _leaver.Id })).Is(HttpStatusCode.OK);
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    private Caller Caller(string token) => new Caller(_service, host.Contract).With("X-Staff-Token", token);

    private async Task<StaffMember> Member(string name, StaffRole role = StaffRole.LinkWorker) =>
        (await _service.AddStaff(role, name)).Member;

    private Task<Answer> HandOver(string body, string? from = null) => _lead.Post($"/api/staff/{from ?? _leaver.Id}/hand-over", body);

    private static string Shares(Answer answer) =>
        string.Join(", ", answer.Is(HttpStatusCode.OK).Json.GetProperty("shares").EnumerateArray()
        .Select(s => $"{s.GetProperty("staff")} {s.GetProperty("journeys")}")) + $", {answer["left"]} left";

    private async Task<int> Supported(StaffMember member) =>
        (await _service.Get<IJourneyStore>().Journeys(new JourneyQuery(LinkWorker: member.Id), default)).Items.Count;

    [Fact]
    public async Task Without_names_all_link_workers_share_and_sent_again_nothing_is_left()
    {
        Answer done = await HandOver("{}");

        Assert.Equal([1, 2], done.Is(HttpStatusCode.OK).Json.GetProperty("shares").EnumerateArray()
            .Select(s => s.GetProperty("journeys").GetInt32()).Order());
        Assert.Equal((0, 3), (await Supported(_leaver), await Supported(_priya) + await Supported(_megan)));
        Assert.Equal(0, (await HandOver("{}")).Is(HttpStatusCode.OK).Json.GetProperty("shares").EnumerateArray()
            .Sum(s => s.GetProperty("journeys").GetInt32()));
    }

    [Fact]
    public async Task Named_colleagues_share_and_others_get_none()
    {
        StaffMember lead = await Member("Leila", StaffRole.Lead);

        Assert.Equal($"{_priya.Id} 3, 0 left", Shares(await HandOver($$"""{ "to": ["{{_priya.Id}}"] }""")));
        (await HandOver($$"""{ "to": ["{{_megan.Id}}", "{{lead.Id}}", "{{lead.Id}}"] }""", _priya.Id)).Is(HttpStatusCode.OK);
        Assert.Equal((0, 3), (await Supported(_priya), await Supported(_megan) + await Supported(lead)));
        Assert.All([await Supported(_megan), await Supported(lead)], some => Assert.InRange(some, 1, 2));
    }

    [Fact]
    public async Task Whoever_cannot_take_over_is_refused_and_nobody_is_handed_over()
    {
        StaffMember admin = await Member("Ada", StaffRole.Admin), safeguarding = await Member("Sue", StaffRole.SafeguardingLead),
            gone = await Member("Gus");
        await _service.Get<StaffDirectory>().SetEnabled(gone.Id, false, default);

        foreach (string id in (string[])["ffffffffffff", "", admin.Id, safeguarding.Id, gone.Id])
            (await HandOver($$"""{ "to": ["{{_priya.Id}}", "{{id}}"] }""")).IsProblem(HttpStatusCode.Conflict, "link-worker-unknown");
        (await HandOver($$"""{ "to": ["{{_priya.Id}}", "{{_leaver.Id}}"] }""")).IsProblem(HttpStatusCode.Conflict, "hand-over-to-oneself");
        (await HandOver("{}", "ffffffffffff")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await HandOver("""{ "to": ["ffffffffffff"] }""", "ffffffffffff")).IsProblem(HttpStatusCode.NotFound, "not-found");

        foreach ((string body, string error) in ((string, string)[])[
            ("""{ "to": [null] }""", "/to/0 required"), ("""{ "to": [7] }""", "/to/0 wrong-type"), ("""{ "to": {} }""", "/to wrong-type"),
            ("""{ "to": "Priya" }""", "/to wrong-type"), ("""{ "colleagues": [] }""", "/colleagues unknown-field"), ("[]", " wrong-type")])
            Assert.Equal([error], (await HandOver(body)).IsProblem(HttpStatusCode.BadRequest, "invalid-request").Errors);
        Assert.Equal(3, await Supported(_leaver));
    }

    [Fact]
    public async Task The_last_link_worker_hands_over_to_a_lead_who_is_named()
    {
        foreach (StaffMember member in (StaffMember[])[_priya, _megan])
            await _service.Get<StaffDirectory>().SetEnabled(member.Id, false, default);
        StaffMember lead = await Member("Leila", StaffRole.Lead);

        (await HandOver("{}")).IsProblem(HttpStatusCode.Conflict, "nobody-to-hand-over-to");
        Assert.Equal($"{lead.Id} 3, 0 left", Shares(await HandOver($$"""{ "to": ["{{lead.Id}}"] }""")));
    }

    [Fact]
    public async Task Leads_and_admins_hand_over_and_nobody_else()
    {
        foreach (StaffRole role in (StaffRole[])[StaffRole.LinkWorker, StaffRole.SafeguardingLead])
            (await Caller((await _service.AddStaff(role, "Other")).Token).Post($"/api/staff/{_leaver.Id}/hand-over", "{}"))
                .IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await Caller((await _service.AddStaff(StaffRole.Admin, "Ada")).Token)
            .Post($"/api/staff/{_leaver.Id}/hand-over", $$"""{ "to": ["{{_priya.Id}}"] }""")).Is(HttpStatusCode.OK);
    }
}
