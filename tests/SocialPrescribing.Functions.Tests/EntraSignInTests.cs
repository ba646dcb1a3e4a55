using System.Net;
using System.Text.Json;
using SocialPrescribing.Contracts;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Functions.Tests;

public sealed class EntraSignInTests : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("00000000-0000-4000-8000-0000000000a1"),
        Ben = Guid.Parse("00000000-0000-4000-8000-0000000000b2");

    private AzureOnOneMachine _azure = null!;

    public async Task InitializeAsync() => _azure = await AzureOnOneMachine.Start(AzureOnOneMachine.OnAzure);

    public async Task DisposeAsync() => await _azure.DisposeAsync();

    private StaffDirectory Staff => _azure.Get<StaffDirectory>();

    private static string Principal(Guid who, params string[] roles) =>
        AzureOnOneMachine.Principal(who, who == Ana ? "ana@service.example" : "ben@service.example", who == Ana ? "Ana Reid" : "Ben Okafor",
            roles);

    private async Task<HttpStatusCode> Status(string path, string? principal)
    {
        using HttpResponseMessage answer = await _azure.Ask(path, principal);
        return answer.StatusCode;
    }

    private async Task<StaffMember> Known(string email) => (await Staff.FindByEmail(email, default))!;

    [Fact]
    public async Task The_first_admin_of_the_directory_is_the_first_admin_here_and_stays_the_same_person()
    {
        Assert.Equal(HttpStatusCode.OK, await Status("/api/staff", Principal(Ana, "Admin")));
        StaffMember ana = await Known("ana@service.example");
        Assert.Equal(("Ana Reid", StaffRole.Admin, Ana), (ana.Name, ana.Role, ana.Principal));

        using HttpResponseMessage board =
            await _azure.Ask("/board", AzureOnOneMachine.Principal(Ana, "ana.reid@service.example", "Ana Reid-Lee", ["Lead"]));
        string page = await board.Content.ReadAsStringAsync();
        Assert.Contains("Ana Reid-Lee, lead", page, StringComparison.Ordinal);
        Assert.Contains("/.auth/logout", page, StringComparison.Ordinal);
        // Azure's front end speaks HTTPS but does not send this header.
        Assert.Equal("max-age=31536000", Assert.Single(board.Headers.GetValues("Strict-Transport-Security")));
        Assert.Equal(ana with { Name = "Ana Reid-Lee", Role = StaffRole.Lead }, await Staff.Find(ana.Id, default));
        Assert.Single(await Staff.All(default));
    }

    [Theory]
    [InlineData("LinkWorker", StaffRole.LinkWorker)]
    [InlineData("SafeguardingLead LinkWorker", StaffRole.SafeguardingLead)]
    [InlineData("SafeguardingLead Lead Reader", StaffRole.Lead)]
    [InlineData("LinkWorker Admin Lead", StaffRole.Admin)]
    public async Task Of_several_roles_the_one_that_may_most_counts(string roles, StaffRole expected)
    {
        await Status("/board", Principal(Ana, roles.Split(' ')));
        Assert.Equal(expected, (await Known("ana@service.example")).Role);
    }

    public static TheoryData<string> Strangers => new()
    {
        { Principal(Ana) },
        { Principal(Ana, "Reader", "admin", "0") },
        { AzureOnOneMachine.Principal(Ana, "ana@elsewhere.example", "Ana", ["Admin"], tenant: Guid.NewGuid()) },
        { AzureOnOneMachine.Principal(Ana, "ana@service.example", "Ana", ["Admin"], provider: "github") },
        { AzureOnOneMachine.Principal(Ana, "no address", "Ana", ["Admin"]) },
        { "not Base64" },
        { Convert.ToBase64String("not JSON"u8) },
        { Convert.ToBase64String("[]"u8) },
        { Convert.ToBase64String("{\"auth_typ\":\"aad\",\"claims\":[{\"typ\":1}]}"u8) },
        { Convert.ToBase64String("{\"auth_typ\":\"aad\",\"claims\":[null]}"u8) },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task Who_has_no_role_here_is_told_so_and_not_sent_in_a_circle(string principal)
    {
        Assert.Equal(HttpStatusCode.Forbidden, await Status("/board", principal));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status("/api/staff", principal));
        Assert.Equal(HttpStatusCode.OK, await Status("/", principal));
        Assert.Empty(await Staff.All(default));
    }

    [Fact]
    public async Task Who_has_been_shut_out_stays_out_whatever_the_directory_says()
    {
        await Status("/board", Principal(Ana, "Lead"));
        StaffMember ana = await Known("ana@service.example");
        await Staff.SetEnabled(ana.Id, false, default);
        Assert.Equal(HttpStatusCode.Forbidden, await Status("/board", Principal(Ana, "Admin")));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status("/api/tasks", Principal(Ana, "Admin")));
        StaffMember now = (await Staff.Find(ana.Id, default))!;
        Assert.NotNull(now.SignedOutAt);
        Assert.Equal(ana with { Enabled = false, SignedOutAt = now.SignedOutAt }, now);
    }

    [Fact]
    public async Task Whom_an_admin_has_added_is_recognised_and_a_second_account_with_the_address_is_not()
    {
        StaffMember added = (await Staff.Add("Ben@service.example", "B. Okafor", StaffRole.LinkWorker, default))!;
        Assert.Equal(HttpStatusCode.OK, await Status("/board", Principal(Ben, "LinkWorker")));
        Assert.Equal(Ben, (await Staff.Find(added.Id, default))!.Principal);
        Assert.Equal(HttpStatusCode.Forbidden,
            await Status("/board", AzureOnOneMachine.Principal(Ana, "ben@service.example", "Ben", ["Admin"])));
        Assert.Equal(StaffRole.LinkWorker, Assert.Single(await Staff.All(default)).Role);
    }

    /// <summary>Somebody signs in to send an import, and is also a member of staff in it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_comes_along_with_an_import_is_afterwards_who_they_were_there(bool cameFromAzure)
    {
        Assert.Equal(HttpStatusCode.OK, await Status("/api/staff", Principal(Ana, "Admin")));
        MemoryStore old = new();
        StaffDirectory there = new(old, _azure.Get<Clocks>());
        StaffMember ana =
            (await there.Add(cameFromAzure ? "ana.before@service.example" : "ana@service.example", "Ana Reid", StaffRole.Lead, default))!;
        if (cameFromAzure)
            ana = (await there.Change(ana.Id, s => s with { Principal = Ana }, default))!;

        List<string> lines =
            await MovingContract.Lines(new Export(
                old, old, old, new MemoryDocuments(TimeProvider.System), _azure.Get<Pathway>(), _azure.Get<Secrets>(),
                _azure.Get<Clocks>()));
        Assert.IsType<PartOutcome.Taken>(await _azure.Get<Import>().Take(0, lines, false, default));
        Assert.Equal(HttpStatusCode.OK, await Status("/api/staff", Principal(Ana, "Admin")));
        Assert.Equal((StaffRole.Admin, Ana), await Staff.Find(ana.Id, default) is { } now ? (now.Role, now.Principal!.Value) : default);
    }

    [Fact]
    public async Task Many_requests_of_a_first_sign_in_add_one_person()
    {
        string principal = Principal(Ana, "Lead");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Status("/board", principal)));
        Assert.Equal(HttpStatusCode.OK, await Status("/board", principal));
        Assert.Single(await Staff.All(default));
    }

    [Fact]
    public async Task A_token_for_programs_works_as_on_one_machine()
    {
        StaffMember member = (await Staff.Add("ben@service.example", "Ben Okafor", StaffRole.Admin, default))!;
        using HttpResponseMessage answer = await _azure.Ask("/api/staff", token: await Staff.IssueToken(member.Id, default));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/board?group=overdue", "/.auth/login/aad?post_login_redirect_uri=%2Fboard%3Fgroup%3Doverdue")]
    [InlineData("/sign-in?next=%2Fjourneys%2Fa", "/.auth/login/aad?post_login_redirect_uri=%2Fjourneys%2Fa")]
    [InlineData("/sign-in?next=%2F%2Felsewhere.example", "/.auth/login/aad?post_login_redirect_uri=%2Fboard")]
    [InlineData("/sign-in?next=https%3A%2F%2Felsewhere.example", "/.auth/login/aad?post_login_redirect_uri=%2Fboard")]
    [InlineData("/sign-in?next=%2F%5Celsewhere.example", "/.auth/login/aad?post_login_redirect_uri=%2Fboard")]
    [InlineData("/sign-in", "/.auth/login/aad?post_login_redirect_uri=%2Fboard")]
    public async Task Pages_for_staff_lead_to_the_platforms_sign_in_and_back_to_this_service_only(string path, string leadsTo)
    {
        using HttpResponseMessage answer = await _azure.Ask(path);
        Assert.Equal((HttpStatusCode.SeeOther, leadsTo), (answer.StatusCode, answer.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task What_is_sent_after_the_platforms_session_has_ended_comes_back_after_the_sign_in()
    {
        using FormUrlEncodedContent form = new([new("q", "ana oconnor")]);
        using HttpResponseMessage late = await _azure.Send(HttpMethod.Post, "/search", form, null, ("Origin", AzureOnOneMachine.Public));
        Assert.Equal((HttpStatusCode.SeeOther, "/.auth/login/aad?post_login_redirect_uri=%2Funsent"),
            (late.StatusCode, late.Headers.Location?.ToString()));
        string cookie = late.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using HttpResponseMessage back = await _azure.Send(HttpMethod.Get, "/unsent", null, Principal(Ana, "Lead"), ("Cookie", cookie));
        Assert.Contains("name=\"q\" value=\"ana oconnor\"", await back.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using HttpResponseMessage without =
            await _azure.Send(HttpMethod.Get, "/unsent", null, Principal(Ana, "Lead"), ("Cookie", cookie + "0"));
        Assert.Equal("/board", without.Headers.Location?.ToString());
    }

    [Fact]
    public async Task There_are_no_passwords()
    {
        string first = await Staff.IssueSetUpLink(null, default);
        using FormUrlEncodedContent form = new([new("email", "ana@service.example"), new("password", "four quiet words here")]);
        using HttpResponseMessage entered =
            await _azure.Send(HttpMethod.Post, "/sign-in", form, null, ("Origin", AzureOnOneMachine.Public));
        Assert.NotEqual(HttpStatusCode.SeeOther, entered.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await Status("/set-up/" + first, null));

        await Status("/board", Principal(Ana, "Admin"));
        StaffMember ana = await Known("ana@service.example");
        using HttpResponseMessage link = await _azure.Send(HttpMethod.Post, $"/api/staff/{ana.Id}/set-up-link", null,
            Principal(Ana, "Admin"), ("Sec-Fetch-Site", "same-origin"));
        Assert.Equal((HttpStatusCode.Conflict, "no-passwords"),
            (link.StatusCode, JsonDocument.Parse(await link.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_form_of_another_website_is_refused_though_the_browser_is_signed_in()
    {
        using HttpResponseMessage answer = await _azure.Send(HttpMethod.Post, "/api/staff", AzureOnOneMachine.Json("{}"),
            Principal(Ana, "Admin"), ("Origin", "https://elsewhere.example"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        using HttpResponseMessage ours = await _azure.Send(HttpMethod.Post, "/api/staff", AzureOnOneMachine.Json("{}"),
            Principal(Ana, "Admin"), ("Origin", AzureOnOneMachine.Public));
        Assert.Equal(HttpStatusCode.BadRequest, ours.StatusCode);
    }

    [Fact]
    public async Task Where_no_platform_sets_the_header_it_means_nothing()
    {
        await using AzureOnOneMachine here = await AzureOnOneMachine.Start(AzureOnOneMachine.Sample);
        using HttpResponseMessage api = await here.Ask("/api/staff", Principal(Ana, "Admin")),
            board = await here.Ask("/board", Principal(Ana, "Admin"));
        Assert.Equal(HttpStatusCode.Unauthorized, api.StatusCode);
        Assert.Equal("/sign-in?next=%2Fboard", board.Headers.Location?.ToString());
        Assert.Empty(await here.Get<StaffDirectory>().All(default));
    }
}
