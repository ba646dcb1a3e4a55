using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>One's own password and tokens, and what to do when the password is forgotten or a token is lost.</summary>
public sealed partial class AccountPagesTests
{
    private const string New = "seven herons over a marsh", Ask = "/forgotten-password";

    [Fact]
    public async Task Somebody_changes_their_own_password_and_stays_signed_in_here_alone()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor here = await host.SignIn(tom), elsewhere = await host.SignIn(tom);
        string token = await host.Staff.IssueToken(tom.Id, default), link = await host.Staff.IssueSetUpLink(tom.Id, default);
        host.Machine.Move(TimeSpan.FromSeconds(1));

        HttpResponseMessage changed = await Change(here, PagesHost.Password, New, New);

        Assert.Equal("/account?done=password", changed.Headers.Location!.OriginalString);
        Assert.Contains("Your password is changed.", await here.Html("/account?done=password"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await elsewhere.Get("/board")).StatusCode);
        Assert.Null(await host.Staff.ByToken(token, default));
        Assert.Null(await host.Staff.SetUpFor(link, default));
        Assert.Null((await host.Staff.SignIn(tom.Email, PagesHost.Password, "here", default)).Session);
        Assert.NotNull((await host.Staff.SignIn(tom.Email, New, "here", default)).Session);
    }

    [Theory]
    [InlineData("not mine at all", New, New, "This is not your present password.")]
    [InlineData("", New, New, "This is not your present password.")]
    [InlineData(PagesHost.Password, "short", "short", "Choose a password of at least")]
    [InlineData(PagesHost.Password, "passwordpassword", "passwordpassword", "harder to guess")]
    [InlineData(PagesHost.Password, New, "seven herons", "The two passwords are not the same.")]
    public async Task What_is_wrong_is_said_and_nothing_is_changed(string present, string wanted, string again, string sentence)
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor here = await host.SignIn(tom);

        HttpResponseMessage refused = await Change(here, present, wanted, again);
        string page = await refused.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(sentence, page, StringComparison.Ordinal);
        Assert.DoesNotContain(New, page, StringComparison.Ordinal);
        Assert.NotNull((await host.Staff.SignIn(tom.Email, PagesHost.Password, "here", default)).Session);
    }

    [Fact]
    public async Task Whoever_sits_down_at_an_open_session_cannot_guess_the_password()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor here = await host.SignIn(tom);
        for (int i = 0; i < 10; i++)
            await Change(here, $"a guess of number {i}", New, New);

        HttpResponseMessage right = await Change(here, PagesHost.Password, New, New);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, right.StatusCode);
        host.Machine.Move(TimeSpan.FromMinutes(16));
        Assert.Equal(HttpStatusCode.SeeOther, (await Change(here, PagesHost.Password, New, New)).StatusCode);
    }

    [Fact]
    public async Task A_password_that_was_sent_after_the_session_ended_is_not_kept()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor here = await host.SignIn(tom);
        host.Machine.Move(TimeSpan.FromSeconds(1));
        await host.Staff.SignOutEverywhere(tom.Id, default);

        await Change(here, PagesHost.Password, New, New);

        Assert.Empty((await host.Get<IRegister>().List(RecordKinds.KeptForm.Name, "", 10, null, default)).Items);
    }

    [Fact]
    public async Task A_forgotten_password_is_chosen_anew_by_a_link_that_works_once()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor visitor = host.Visit();

        await visitor.Send("/forgotten-password", Ask, "email", ("email", tom.Email.ToUpperInvariant()));
        string link = await LinkTo(host, tom, 1);
        HttpResponseMessage set = await visitor.Send(link, link, "again", ("password", New), ("again", New));
        HttpResponseMessage twice = await visitor.Get(link);

        Assert.Equal("/board", set.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.NotFound, twice.StatusCode);
        Assert.NotNull((await host.Staff.SignIn(tom.Email, New, "here", default)).Session);
    }

    [Fact]
    public async Task Known_and_unknown_addresses_get_the_same_answer_and_only_who_signs_in_gets_a_letter()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), gone = await host.Employ(StaffRole.SafeguardingLead, "Gwen");
        await host.Staff.SetEnabled(gone.Id, false, default);
        StaffMember invited = (await host.Staff.Add("new@riverside.example", "Ina New", StaffRole.Lead, default))!;
        using Visitor visitor = host.Visit();

        List<(HttpStatusCode, string)> answers = [];
        foreach (string email in (string[])[gone.Email, invited.Email, "nobody@riverside.example", tom.Email])
        {
            HttpResponseMessage answer = await visitor.Post(Ask, ("email", email));
            answers.Add((answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }
        await LinkTo(host, tom, 1);

        Assert.Single(answers.Distinct());
        Assert.DoesNotContain(host.Letters, l => l.Subject is "Choose a new password" && l.To != tom.Email);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.Post(Ask, ("email", "no address"))).StatusCode);
    }

    [Fact]
    public async Task Who_asks_for_a_link_while_the_service_stops_is_dropped_and_the_log_says_why()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor visitor = host.Visit();
        await host.Get<ForgottenPassword>().StopAsync(default);

        await visitor.Post(Ask, ("email", "tom@riverside.example"));

        string line = Assert.Single(host.Logged, l => l.Contains("was not looked up", StringComparison.Ordinal));
        Assert.StartsWith("5334 ", line, StringComparison.Ordinal);
        Assert.Contains("because the service is stopping", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_link_works_at_a_time_within_an_hour_and_a_stranger_ends_no_invitation()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        string sent = await host.Staff.IssueSetUpLink(tom.Id, default);
        (_, Guid first) = (await host.Staff.IssueForgottenLink(tom.Email, default))!.Value;
        Assert.Null(await host.Staff.IssueForgottenLink(tom.Email, default));
        host.Machine.Move(StaffDirectory.BetweenForgottenLinks);
        (_, Guid second) = (await host.Staff.IssueForgottenLink(tom.Email, default))!.Value;

        Assert.Equal((null, tom.Id, tom.Id), (await Opens(first), await Opens(second), await host.Staff.SetUpFor(sent, default)));
        host.Machine.Move(StaffDirectory.ForgottenLinkLasts);
        Assert.Equal((null, tom.Id), (await Opens(second), await host.Staff.SetUpFor(sent, default)));

        Task<string?> Opens(Guid link) => host.Staff.SetUpFor(StaffDirectory.MailedSecret(link), default);
    }

    [Fact]
    public async Task Tokens_are_named_listed_and_revoked_by_an_admin_and_by_their_owner()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada")), owner = await host.SignIn(tom);
        string path = $"/settings/staff/{tom.Id}";

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post($"{path}/token", ("for", " "))).StatusCode);
        string issued = await (await admin.Post($"{path}/token", ("for", "Nightly <figures>"))).Content.ReadAsStringAsync();
        string secret = Tokens().Match(issued).Value;
        await admin.Post($"{path}/token", ("for", "Day sheets"));
        IReadOnlyList<StaffToken> both = await host.Staff.Tokens(tom, default);
        string list = await admin.Html(path), own = await owner.Html("/account");

        Assert.Equal(["Day sheets", "Nightly <figures>"], both.Select(t => t.Name).Order(StringComparer.Ordinal));
        Assert.All((string[])[list, own], html =>
        {
            Assert.Contains("Nightly &lt;figures&gt;", html, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, html, StringComparison.Ordinal);
        });
        string lost = both.Single(t => t.Name != "Day sheets").Id;
        Assert.Equal($"{path}?done=revoked",
            (await admin.Post($"{path}/tokens/{lost}/revoke")).Headers.Location!.OriginalString);
        Assert.Null(await host.Staff.ByToken(secret, default));
        Assert.Equal(HttpStatusCode.SeeOther,
            (await owner.Post($"/account/tokens/{both.Single(t => t.Name is "Day sheets").Id}/revoke")).StatusCode);
        Assert.Empty(await host.Staff.Tokens(tom, default));
        Assert.Equal(HttpStatusCode.NotFound, (await admin.Post($"{path}/tokens/000000000000/revoke")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await owner.Post($"{path}/token", ("for", "Mine"))).StatusCode);
    }

    private static Task<HttpResponseMessage> Change(Visitor visitor, string present, string wanted, string again) =>
        visitor.Post("/account/password", ("present", present), ("password", wanted), ("again", again));

    /// <summary>The link in the member's newest letter, which is sent after the answer.</summary>
    private static async Task<string> LinkTo(PagesHost host, StaffMember member, int letters)
    {
        for (long since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(20); await Task.Yield())
        {
            await host.Pass(TimeSpan.FromSeconds(1));
            if (host.Letters.Where(l => l.To == member.Email && l.Subject is "Choose a new password").ToList() is { } sent
                && sent.Count == letters)
                return SetUpLinks().Match(sent[^1].Text).Groups[1].Value;
        }
        throw new TimeoutException("No letter came.");
    }

    [GeneratedRegex("https?://[a-z.:0-9]+(/set-up/\\S+)")]
    private static partial Regex SetUpLinks();

    [GeneratedRegex("spt_[A-Za-z0-9_-]+")]
    private static partial Regex Tokens();
}
