using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class AdminTests(ApiHost host)
{
    [Fact]
    public async Task An_admin_adds_somebody_who_then_works_with_a_token()
    {
        Caller admin = await host.Program(StaffRole.Admin);
        string email = $"{Guid.NewGuid():N}@service.example";
        Answer added = (await admin.Post("/api/staff", New(email, "Zoë <b>"))).Is(HttpStatusCode.Created);
        Assert.Equal($"/api/staff/{added["id"]}", added.Headers.Location?.ToString());
        Assert.Contains((await admin.Get("/api/staff")).Is(HttpStatusCode.OK).Json.GetProperty("items")
            .EnumerateArray(), s => s.GetProperty("name").GetString() is "Zoë <b>");

        Answer token = (await admin.Post($"/api/staff/{added["id"]}/token", "")).Is(HttpStatusCode.Created);
        Caller program = host.Nobody().With("X-Staff-Token", token["token"]);
        (await program.Get("/api/tasks")).Is(HttpStatusCode.OK);
        (await admin.Patch($"/api/staff/{added["id"]}", JsonNode.Parse("""{ "enabled": false }""")!)).Is(HttpStatusCode.OK);
        (await program.Get("/api/tasks")).IsProblem(HttpStatusCode.Unauthorized, "sign-in-required");
        (await admin.Patch($"/api/staff/{added["id"]}", JsonNode.Parse("""{ "enabled": true }""")!)).Is(HttpStatusCode.OK);
        (await program.Get("/api/tasks")).IsProblem(HttpStatusCode.Unauthorized, "sign-in-required");
        Answer anew = (await admin.Post($"/api/staff/{added["id"]}/token", "")).Is(HttpStatusCode.Created);
        (await host.Nobody().With("X-Staff-Token", anew["token"]).Get("/api/tasks")).Is(HttpStatusCode.OK);
        (await admin.Post("/api/staff", New(email.ToUpperInvariant(), "Another"))).IsProblem(HttpStatusCode.Conflict, "email-taken");
    }

    [Fact]
    public async Task Tokens_have_names_are_listed_and_one_is_revoked_alone()
    {
        Caller admin = await host.Program(StaffRole.Admin);
        string owner = (await host.Member(StaffRole.LinkWorker)).Id, other = (await host.Member(StaffRole.Lead)).Id,
            tokens = $"/api/staff/{owner}/tokens";
        Answer lost = (await admin.Post(tokens, new JsonObject { ["name"] = " Nightly figures " })).Is(HttpStatusCode.Created);
        Answer kept = (await admin.Post(tokens, new JsonObject { ["name"] = "Day sheets" })).Is(HttpStatusCode.Created);
        (await admin.Post($"/api/staff/{owner}/token", "")).Is(HttpStatusCode.Created);
        Assert.Equal($"{tokens}/{lost["id"]}", lost.Headers.Location?.ToString());

        Answer listed = (await admin.Get(tokens)).Is(HttpStatusCode.OK);
        Assert.DoesNotContain(lost["token"], listed.Text, StringComparison.Ordinal);
        string[] names = [.. listed.Json.GetProperty("items").EnumerateArray()
            .Select(t => t.TryGetProperty("name", out JsonElement name) ? name.GetString()! : "-").Order(StringComparer.Ordinal)];
        Assert.Equal(["-", "Day sheets", "Nightly figures"], names);
        (await admin.Delete($"/api/staff/{other}/tokens/{lost["id"]}")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await admin.Delete($"/api/staff/none/tokens/{lost["id"]}")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Program(lost).Get("/api/tasks")).Is(HttpStatusCode.OK);
        (await Program(lost).Get(tokens)).IsProblem(HttpStatusCode.Forbidden, "forbidden");

        (await admin.Delete($"{tokens}/{lost["id"]}")).Is(HttpStatusCode.NoContent);

        (await admin.Delete($"{tokens}/{lost["id"]}")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Program(lost).Get("/api/tasks")).IsProblem(HttpStatusCode.Unauthorized, "sign-in-required");
        (await Program(kept).Get("/api/tasks")).Is(HttpStatusCode.OK);
        Assert.Equal(2, (await admin.Get(tokens)).Json.GetProperty("items").GetArrayLength());
        (await admin.Post(tokens, new JsonObject { ["name"] = " " })).IsProblem(HttpStatusCode.BadRequest, "invalid-request");
        (await admin.Get("/api/staff/none/tokens")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await admin.Post("/api/staff/none/tokens", new JsonObject { ["name"] = "X" })).IsProblem(HttpStatusCode.NotFound, "not-found");

        Caller Program(Answer issued) => host.Nobody().With("X-Staff-Token", issued["token"]);
    }

    [Fact]
    public async Task Who_has_been_shut_out_gets_no_token_and_no_link()
    {
        Caller admin = await host.Program(StaffRole.Admin);
        string path = $"/api/staff/{(await host.Member(StaffRole.LinkWorker)).Id}";
        (await admin.Patch(path, JsonNode.Parse("""{ "enabled": false }""")!)).Is(HttpStatusCode.OK);

        (await admin.Post($"{path}/token", "")).IsProblem(HttpStatusCode.Conflict, "staff-disabled");
        (await admin.Post($"{path}/tokens", new JsonObject { ["name"] = "Figures" })).IsProblem(HttpStatusCode.Conflict, "staff-disabled");
        (await admin.Post($"{path}/set-up-link", "")).IsProblem(HttpStatusCode.Conflict, "staff-disabled");
        Assert.Equal(0, (await admin.Get($"{path}/tokens")).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_set_up_link_sets_a_password_once()
    {
        await using TestedService service = await TestedHost.Start(new SetUp(ApiHost.Wednesday, IsTriedOut: true));
        StaffDirectory staff = service.Get<StaffDirectory>();
        Caller admin =
            new Caller(service, host.Contract).With("X-Staff-Token", (await service.AddStaff(StaffRole.Admin, "Ada")).Token);
        StaffMember member = (await service.AddStaff()).Member;
        Answer link = (await admin.Post($"/api/staff/{member.Id}/set-up-link", "")).Is(HttpStatusCode.Created);
        string secret = new Uri(link["url"]).AbsolutePath["/set-up/".Length..];
        await service.Settle();
        Assert.Contains(service.Letters, l => l.To == member.Email && l.Text.Contains("/set-up/", StringComparison.Ordinal)
            && !l.Text.Contains(secret, StringComparison.Ordinal));
        Assert.Null(await staff.SetPassword(secret, member.Email, member.Name, "correct horse battery", CancellationToken.None));
        Assert.NotNull(await staff.SetPassword(secret, member.Email, member.Name, "correct horse battery", CancellationToken.None));
    }

    [Theory]
    [InlineData("""{ "name": "X", "role": "linkWorker" }""", "/email required")]
    [InlineData("""{ "email": "nonsense", "name": "X", "role": "linkWorker" }""", "/email email-invalid")]
    [InlineData("""{ "email": "a@b.example", "name": " ", "role": "linkWorker" }""", "/name required")]
    [InlineData("""{ "email": "a@b.example", "name": "a\tb", "role": "linkWorker" }""", "/name control-characters")]
    [InlineData("""{ "email": "a@b.example", "name": "X", "role": "queen" }""", "/role wrong-type")]
    [InlineData("""{ "email": "a@b.example", "name": "X", "role": 3 }""", "/role wrong-type")]
    [InlineData("""{ "email": "a@b.example", "name": "X", "role": "lead", "isAdmin": true }""", "/isAdmin unknown-field")]
    [InlineData("""{ "email": null, "name": "X", "role": "lead" }""", "/email required")]
    [InlineData("""{ "email": "nonsense", "name": "", "role": 3, "a/b": 1 }""", "/role wrong-type", "/a~1b unknown-field",
        "/email email-invalid", "/name required")]
    [InlineData("""{ "email": 7, "name": "a\tb" }""", "/email wrong-type", "/role required", "/name control-characters")]
    [InlineData("{}", "/email required", "/name required", "/role required")]
    [InlineData("""{ "email": [], "name": {}, "role": {} }""", "/email wrong-type", "/name wrong-type", "/role wrong-type")]
    [InlineData("""{ "email": "a@b.example", "name": [null], "role": "lead" }""", "/name wrong-type")]
    [InlineData("7", " wrong-type")]
    public async Task Everything_that_is_wrong_with_somebody_new_is_named_at_once(string body, params string[] errors)
    {
        Answer answer =
            (await (await host.Program(StaffRole.Admin)).Post("/api/staff", body)).IsProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(errors, answer.Errors);
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_change_is_named_at_once()
    {
        StaffMember member = await host.Member(StaffRole.LinkWorker);
        Answer answer = await (await host.Program(StaffRole.Admin))
            .Patch($"/api/staff/{member.Id}", JsonNode.Parse("""{ "enabled": "no", "name": " " }""")!);
        Assert.Equal(["/enabled wrong-type", "/name required"], answer.IsProblem(HttpStatusCode.BadRequest, "invalid-request").Errors);
    }

    [Theory]
    [InlineData("""{ "name": {} }""", "/name wrong-type")]
    [InlineData("""{ "name": [] }""", "/name wrong-type")]
    [InlineData("""{ "role": { "is": "lead" }, "name": " " }""", "/role wrong-type", "/name required")]
    public async Task A_change_that_holds_lists_and_objects_is_refused(string body, params string[] errors)
    {
        StaffMember member = await host.Member(StaffRole.LinkWorker);
        Answer answer = await (await host.Program(StaffRole.Admin)).Patch($"/api/staff/{member.Id}", JsonNode.Parse(body)!);
        Assert.Equal(errors, answer.IsProblem(HttpStatusCode.BadRequest, "invalid-request").Errors);
    }

    [Theory]
    [InlineData(StaffRole.LinkWorker)]
    [InlineData(StaffRole.Lead)]
    [InlineData(StaffRole.SafeguardingLead)]
    public async Task Only_admins_administer(StaffRole role)
    {
        Caller caller = await host.Program(role);
        StaffMember member = await host.Member(StaffRole.LinkWorker);
        (await caller.Post("/api/staff", New("x@y.example", "X"))).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await caller.Patch($"/api/staff/{member.Id}", JsonNode.Parse("""{ "role": "admin" }""")!))
            .IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await caller.Post($"/api/staff/{member.Id}/token", "")).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await caller.Post($"/api/staff/{member.Id}/tokens", JsonNode.Parse("""{ "name": "X" }""")!))
            .IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await caller.Delete($"/api/staff/{member.Id}/tokens/0f1e2d3c4b5a")).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await caller.Post($"/api/staff/{member.Id}/set-up-link", "")).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await caller.Get("/api/organisations")).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await caller.Post("/api/organisations", JsonNode.Parse("""{ "name": "X" }""")!)).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal(role is StaffRole.Lead ? HttpStatusCode.OK : HttpStatusCode.Forbidden, (await caller.Get("/api/staff")).Status);
    }

    [Fact]
    public async Task Unknown_people_and_organisations_are_not_found()
    {
        Caller admin = await host.Program(StaffRole.Admin);
        (await admin.Patch("/api/staff/nobody", JsonNode.Parse("""{ "enabled": true }""")!))
            .IsProblem(HttpStatusCode.NotFound, "not-found");
        (await admin.Post("/api/staff/nobody/token", "")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await admin.Post("/api/staff/nobody/set-up-link", "")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await admin.Get("/api/organisations/none/keys")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await admin.Post("/api/organisations/none/keys", "")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await admin.Delete("/api/organisations/none/keys/none")).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_key_is_shown_once_works_at_once_and_ends_when_it_is_revoked()
    {
        Caller admin = await host.Program(StaffRole.Admin);
        Answer organisation = (await admin.Post("/api/organisations",
            new JsonObject { ["name"] = $"Practice {Guid.NewGuid():N}", ["perMinute"] = 30 })).Is(HttpStatusCode.Created);
        string keys = $"/api/organisations/{organisation["id"]}/keys";
        Answer key = (await admin.Post(keys, "")).Is(HttpStatusCode.Created);
        Caller referrer = host.Nobody().With("X-Api-Key", key["key"]);
        (await referrer.Post("/api/referrals", Referrals.New())).Is(HttpStatusCode.Created);

        Answer listed = (await admin.Get(keys)).Is(HttpStatusCode.OK);
        Assert.DoesNotContain(key["key"], listed.Text, StringComparison.Ordinal);
        Assert.Equal(key["id"], Assert.Single(listed.Json.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        Answer other = (await admin.Post("/api/organisations", new JsonObject { ["name"] = $"Practice {Guid.NewGuid():N}" }))
            .Is(HttpStatusCode.Created);
        (await admin.Delete($"/api/organisations/{other["id"]}/keys/{key["id"]}")).IsProblem(HttpStatusCode.NotFound, "not-found");

        (await admin.Delete($"{keys}/{key["id"]}")).Is(HttpStatusCode.NoContent);
        (await admin.Delete($"{keys}/{key["id"]}")).Is(HttpStatusCode.NoContent);
        (await referrer.Post("/api/referrals", Referrals.New())).IsProblem(HttpStatusCode.Unauthorized, "api-key-required");
        Assert.True((await admin.Get(keys)).Json.GetProperty("items")[0].TryGetProperty("revokedAt", out JsonElement _));
    }

    [Theory]
    [InlineData("""{ "name": "" }""", "/name required")]
    [InlineData("""{ "name": "X", "perMinute": 0 }""", "/perMinute out-of-range")]
    [InlineData("""{ "name": "X", "perMinute": 1.5 }""", "/perMinute wrong-type")]
    [InlineData("""{ "name": "", "perMinute": "many" }""", "/perMinute wrong-type", "/name required")]
    [InlineData("""{ "name": [] }""", "/name wrong-type")]
    [InlineData("""{ "name": "X", "perMinute": {} }""", "/perMinute wrong-type")]
    [InlineData("""{ "name": null, "perMinute": 0 }""", "/name required", "/perMinute out-of-range")]
    public async Task Everything_that_is_wrong_with_an_organisation_is_named_at_once(string body, params string[] errors) =>
        Assert.Equal(errors,
            (await (await host.Program(StaffRole.Admin)).Post("/api/organisations", body))
                .IsProblem(HttpStatusCode.BadRequest, "invalid-request").Errors);

    [Fact]
    public async Task An_organisation_is_added_once()
    {
        Caller admin = await host.Program(StaffRole.Admin);
        string name = $"Practice {Guid.NewGuid():N}";
        (await admin.Post("/api/organisations", new JsonObject { ["name"] = name })).Is(HttpStatusCode.Created);
        (await admin.Post("/api/organisations", new JsonObject { ["name"] = $" {name.ToUpperInvariant()} " }))
            .IsProblem(HttpStatusCode.Conflict, "organisation-exists");
    }

    [Fact]
    public async Task The_last_admin_stays()
    {
        await using TestedService service = await TestedHost.Start(new SetUp(ApiHost.Wednesday));
        (StaffMember first, string token) = await service.AddStaff(StaffRole.Admin, "First Admin");
        Caller admin = new Caller(service, host.Contract).With("X-Staff-Token", token);
        (await admin.Patch($"/api/staff/{first.Id}", JsonNode.Parse("""{ "enabled": false }""")!))
            .IsProblem(HttpStatusCode.Conflict, "last-admin");
        (await admin.Patch($"/api/staff/{first.Id}", JsonNode.Parse("""{ "role": "lead" }""")!))
            .IsProblem(HttpStatusCode.Conflict, "last-admin");

        (StaffMember second, string _) = await service.AddStaff(StaffRole.Admin, "Second Admin");
        (await admin.Patch($"/api/staff/{second.Id}", JsonNode.Parse("""{ "name": "Still Here" }""")!)).Is(HttpStatusCode.OK);
        Answer[] both = await Task.WhenAll(Disable(first), Disable(second));
        Assert.NotEmpty(await service.Get<StaffDirectory>().WithRole(StaffRole.Admin, CancellationToken.None));
        Assert.Contains(both, a => a.Status is not HttpStatusCode.OK);

        Task<Answer> Disable(StaffMember member) => admin.Patch($"/api/staff/{member.Id}", JsonNode.Parse("""{ "enabled": false }""")!);
    }

    private static JsonObject New(string email, string name) => new() { ["email"] = email, ["name"] = name, ["role"] = "linkWorker" };
}
