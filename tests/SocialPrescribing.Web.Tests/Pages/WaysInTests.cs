using System.Diagnostics;
using System.Net;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Setting passwords, ending sessions, and returning after sign-in to where one wanted to go.</summary>
public sealed class WaysInTests
{
    [Fact]
    public async Task Who_signs_out_is_out_and_so_is_who_is_disabled()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), ben = await host.Employ(StaffRole.Lead, "Ben");
        using Visitor one = await host.SignIn(tom), two = await host.SignIn(ben);
        Assert.Equal("/board", (await one.Get("/")).Headers.Location!.OriginalString);

        await one.Send("/board", "/sign-out", "Sign out");
        await host.Staff.SetEnabled(ben.Id, false, default);

        Assert.Equal(HttpStatusCode.SeeOther, (await one.Get("/board")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await two.Get("/board")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized,
            (await two.Post($"/journeys/{Guid.NewGuid():N}/commands", ("form", "addNote"))).StatusCode);
    }

    [Fact]
    public async Task The_first_admin_is_set_up_once()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        string earlier = $"/set-up/{await host.Staff.IssueSetUpLink(null, default)}";
        string link = $"/set-up/{await host.Staff.IssueSetUpLink(null, default)}";
        using Visitor visitor = host.Visit();
        (string, string)[] right =
            [("name", "Ines Okafor"), ("email", "ines@riverside.example"), ("password", PagesHost.Password), ("again", PagesHost.Password)];

        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await visitor.Post(link, [.. right[..2], ("password", "short"), ("again", "short")])).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await visitor.Post(link, [.. right[..3], ("again", "something else")])).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.Post(link, [("name", ""), .. right[1..]])).StatusCode);
        HttpResponseMessage guessed =
            await visitor.Post(link, [.. right[..2], ("password", "Riverside-Okafor-2026"), ("again", "Riverside-Okafor-2026")]);
        Assert.Contains("harder to guess", await guessed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        HttpResponseMessage sent = await visitor.Send(link, link, "password", right);

        Assert.Equal("/board", sent.Headers.Location!.OriginalString);
        Assert.Contains("Ines Okafor", await visitor.Html("/board"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Post(link, right)).StatusCode);
        await visitor.Html(link, HttpStatusCode.NotFound);
        await visitor.Html(earlier, HttpStatusCode.NotFound);
        await visitor.Html($"/set-up/{await host.Staff.IssueSetUpLink(null, default)}", HttpStatusCode.NotFound);
        await visitor.Send("/board", "/sign-out", "Sign out");
        Assert.Equal("/board",
            (await visitor.Post("/sign-in", ("email", "ines@riverside.example"),
                ("password", PagesHost.Password))).Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task The_common_passwords_are_looked_through_only_for_whoever_may_choose_one()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor stranger = host.Visit(), known = await host.SignIn(tom);
        string link = $"/set-up/{await host.Staff.IssueSetUpLink(tom.Id, default)}";
        const string common = "passwordpassword";

        HttpResponseMessage dead = await stranger.Post("/set-up/never-was", ("password", common), ("again", common));
        HttpResponseMessage guessed = await known.Post(
            "/account/password", ("present", "not my password"), ("password", common), ("again", common));

        Assert.Equal(HttpStatusCode.NotFound, dead.StatusCode);
        Assert.Contains("not your present password", await guessed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(host.Get<TriedFirst>().IsRead);

        HttpResponseMessage differing = await stranger.Post(link, ("password", common), ("again", "passwordpasswort"));
        HttpResponseMessage refused = await stranger.Post(link, ("password", common), ("again", common));

        Assert.Contains("not the same", await differing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("harder to guess", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(host.Get<TriedFirst>().IsRead);
    }

    /// <summary>Reading them takes a second or two, in which people type.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_common_passwords_are_read_while_somebody_looks_at_the_form(bool isInvited)
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor visitor = isInvited ? host.Visit() : await host.SignIn(tom);
        await visitor.Get("/set-up/never-was");
        Assert.False(host.Get<TriedFirst>().IsRead);

        await visitor.Html(isInvited ? $"/set-up/{await host.Staff.IssueSetUpLink(tom.Id, default)}" : "/account");

        for (long since = Stopwatch.GetTimestamp(); !host.Get<TriedFirst>().IsRead; await Task.Yield())
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(60), "They are not read.");
    }

    [Fact]
    public async Task Who_sets_a_new_password_is_signed_in_and_every_other_browser_is_out()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor before = await host.SignIn(tom), after = host.Visit();
        string link = $"/set-up/{await host.Staff.IssueSetUpLink(tom.Id, default)}";

        await after.Send(link, link, "password", ("password", "three boats and a bell"), ("again", "three boats and a bell"));

        await after.Html("/board");
        Assert.Equal(HttpStatusCode.SeeOther, (await before.Get("/board")).StatusCode);
    }

    [Fact]
    public async Task Whoever_is_signed_in_finds_the_way_on_from_a_page_that_went_wrong()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor tom = await host.SignIn(await host.Employ(StaffRole.LinkWorker)), stranger = host.Visit();
        const string nav = "href=\"/caseload\"";

        Assert.Contains(nav, await tom.Html("/no/such/page", HttpStatusCode.NotFound), StringComparison.Ordinal);
        HttpResponseMessage foreign = await tom.PostFrom("https://evil.example", "/board/leave", ("from", "2027-02-01"));
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        Assert.Contains(nav, await foreign.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Assert.DoesNotContain(nav, await stranger.Html("/no/such/page", HttpStatusCode.NotFound), StringComparison.Ordinal);
        // A person's own page shows no staff menu, even if staff open it.
        Assert.DoesNotContain(nav, await tom.Html("/s/never-was", HttpStatusCode.NotFound), StringComparison.Ordinal);
    }
}
