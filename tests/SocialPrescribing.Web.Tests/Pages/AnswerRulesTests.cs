using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Composition;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The headers of every answer, and what is logged of refused requests.</summary>
public sealed class AnswerRulesTests
{
    [Theory]
    [InlineData("/api/tasks", HttpStatusCode.Unauthorized)]
    [InlineData("/api/nothing", HttpStatusCode.NotFound)]
    [InlineData("/openapi.yaml", HttpStatusCode.OK)]
    [InlineData("/open-referral/services", HttpStatusCode.OK)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    public async Task What_is_no_page_says_so_to_browsers(string path, HttpStatusCode status)
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = host.Visit();

        HttpResponseMessage answer = await visitor.Get(path);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(AnswerRules.ContentPolicy, Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        // On one machine the proxy that speaks HTTPS sends this header.
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.Contains("script-src 'self'",
            Assert.Single((await visitor.Get("/sign-in")).Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    /// <summary>A web server refuses to write such characters into a header, and the answer would be an internal error.</summary>
    [Theory]
    [InlineData("/m/%E6%96%8B%F0%9F%98%80/confirm", "/m/%E6%96%8B%F0%9F%98%80")]
    [InlineData("/m/a%0D%0ASet-Cookie:x%20y/cannot-come", "/m/a%0D%0ASet-Cookie:x%20y")]
    [InlineData("/m/abc/another-time", "/m/abc")]
    public async Task Where_somebody_is_sent_can_be_written_into_a_header(string path, string to)
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = host.Visit();

        Assert.Equal(to, Assert.Single((await visitor.Get(path)).Headers.GetValues("Location")));
    }

    [Fact]
    public async Task What_was_refused_is_in_the_log_by_staff_id_and_kind()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), vic = await host.Employ(StaffRole.Volunteer, "Vic Bell");
        Guid journey = await host.Receive();
        using Visitor worker = await host.SignIn(tom), volunteer = await host.SignIn(vic), stranger = host.Visit();

        await worker.Get("/settings/staff");
        await volunteer.Get($"/journeys/{journey:N}");
        await worker.Get("/api/staff");
        await worker.PostFrom("https://evil.example", $"/journeys/{journey:N}/commands", ("form", "addNote"));
        await stranger.PostFrom("https://evil.example", "/sign-in", ("email", "ana@riverside.example"));
        await stranger.Get($"/p/{host.Link(LinkPurpose.Preferences, journey)}/details");

        string[] refused = [.. host.Logged.Where(l => l.Contains("Refused for", StringComparison.Ordinal))];
        Assert.Collection(refused,
            l => Assert.Contains($"Refused for Role: GET /settings/staff, staff {tom.Id}", l, StringComparison.Ordinal),
            l => Assert.Contains($"Refused for Role: GET /journeys/{{id:guid}}, staff {vic.Id}", l, StringComparison.Ordinal),
            l => Assert.Contains($"Refused for Role: GET /api/staff, staff {tom.Id}", l, StringComparison.Ordinal),
            l => Assert.Contains($"Refused for Origin: POST /journeys/{{id:guid}}/commands, staff {tom.Id}", l, StringComparison.Ordinal),
            l => Assert.Contains("Refused for Origin: POST /sign-in, staff nobody", l, StringComparison.Ordinal),
            l => Assert.Contains("Refused for Link: GET /p/{token}/details, staff nobody", l, StringComparison.Ordinal));
        Assert.All(refused, l => Assert.DoesNotContain("example", l, StringComparison.Ordinal));
    }

    /// <summary>Anybody may send these without end, so the log has one line of each kind in a minute.</summary>
    [Fact]
    public async Task Wrong_keys_tokens_and_links_and_what_is_too_much_are_in_the_log_once_a_minute_with_how_many_there_were()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        Guid journey = await host.Receive();
        using Visitor stranger = host.Visit();
        async Task Try(string header, string secret, string path)
        {
            using HttpClient client = host.Client();
            client.DefaultRequestHeaders.Add(header, secret);
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(path)).StatusCode);
        }
        for (int i = 0; i < 3; i++)
        {
            await Try(Access.KeyHeader, $"spk_guess{i}", $"/api/referrals/{journey}");
            await Try(Access.TokenHeader, $"spt_guess{i}", "/api/tasks");
            await stranger.Get($"/p/guess{i}");
        }
        // A session that is over, and a request without anything, are everyday.
        await stranger.Get("/api/tasks");
        await stranger.Get("/set-up/guess");
        // What followed the first is told although nothing of its kind comes any more.
        host.Machine.Move(TimeSpan.FromMinutes(1));
        await stranger.Get("/find");
        for (int i = 0; i <= People.LinkLimiter.AtOnceFromPlace; i++)
            await stranger.Post($"/p/guess{i}/details");

        Assert.Equal(
            ((string[])[
                "5708 Refused for Key: GET /api/referrals/{id} (1 since this was last said)",
                "5708 Refused for Token: GET /api/tasks (1 since this was last said)",
                "5709 A link that is over, or not ours: GET /p/{token} (1 since this was last said)",
                "5709 A link that is over, or not ours: GET /set-up/{secret} (1 since this was last said)",
                "5708 Refused for Key: GET /api/referrals/{id} (2 since this was last said)",
                "5708 Refused for Token: GET /api/tasks (2 since this was last said)",
                "5709 A link that is over, or not ours: GET /p/{token} (2 since this was last said)",
                "5709 A link that is over, or not ours: POST /p/{token}/details (1 since this was last said)",
                "5708 Refused for Rate: POST /p/{token}/details (1 since this was last said)",
            ]).Order(),
            host.Logged.Where(l => l.StartsWith("570", StringComparison.Ordinal)).Select(l => l.Trim()).Order());
    }

    [Fact]
    public async Task Signing_out_clears_what_the_browser_has_kept()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true, https: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor here = await host.SignIn(tom), everywhere = await host.SignIn(tom);

        foreach (HttpResponseMessage left in (HttpResponseMessage[])[await here.Post("/sign-out"),
            await everywhere.Post("/account/sign-out-everywhere"), await here.Post("/refer/mine/leave")])
            Assert.Equal("\"cache\", \"storage\"", Assert.Single(left.Headers.GetValues("Clear-Site-Data")));
        Assert.Equal(HttpStatusCode.SeeOther, (await here.Get("/board")).StatusCode);
    }

    [Fact]
    public async Task Where_people_come_by_https_the_name_of_a_cookie_says_who_may_set_it()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true, https: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor visitor = await host.SignIn(tom);
        string session = (await host.Staff.SignIn(tom.Email, PagesHost.Password, "here", default)).Session!;
        using Visitor forged = host.Visit();

        HttpResponseMessage begun = await visitor.Post("/refer/myself"), welsh = await visitor.Get("/refer/myself?lang=cy");
        forged.Carries("Cookie", $"sp-session={session}");

        Assert.Equal(["__Secure-draft-myself"], NamesIn(begun));
        Assert.Equal(["__Secure-lang"], NamesIn(welsh));
        Assert.Contains("lang=\"cy\"", await visitor.Html("/refer/myself"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.Get("/board")).StatusCode);
        // Another page of the same domain, or one over HTTP, could have set this cookie.
        Assert.Equal(HttpStatusCode.SeeOther, (await forged.Get("/board")).StatusCode);

        static IEnumerable<string> NamesIn(HttpResponseMessage answer) =>
            answer.Headers.GetValues("Set-Cookie").Select(c => c.Split('=')[0]);
    }
}
