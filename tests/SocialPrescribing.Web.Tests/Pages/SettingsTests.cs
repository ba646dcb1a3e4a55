using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;
using SocialPrescribing.Web.Staff.Settings;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Staff, organisations and their keys, pathway and health, as admins and leads see them.</summary>
public sealed partial class SettingsTests
{
    [Fact]
    public async Task Somebody_is_added_invited_changed_signed_out_and_shut_out()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember admin = await host.Employ(StaffRole.Admin, "Ada");
        using Visitor visitor = await host.SignIn(admin), newcomer = host.Visit();

        HttpResponseMessage added = await visitor.Send("/settings/staff", "/settings/staff", "email", ("name", " Priya Nair "),
            ("email", "priya@riverside.example"), ("role", "LinkWorker"));
        string path = added.Headers.Location!.OriginalString.Split('?')[0];
        string page = await visitor.Html(added.Headers.Location!.OriginalString);
        string invitation = WebUtility.HtmlDecode(await (await visitor.Post($"{path}/set-up-link")).Content.ReadAsStringAsync());
        string link = SetUpLinks().Match(invitation).Value;
        StaffMember priya = (await host.Staff.FindByEmail("priya@riverside.example", default))!;
        Assert.Equal(priya.Id, await host.Staff.SetUpFor(link.Split('/')[^1], default));
        Assert.Null(await host.Staff.SetPassword(link.Split('/')[^1], "", "", PagesHost.Password, default));
        host.Machine.Move(TimeSpan.FromSeconds(1));
        using Visitor signedIn = await host.SignIn(priya);

        Assert.Contains("Added. Send them an invitation", page, StringComparison.Ordinal);
        await signedIn.Html("/board");
        host.Machine.Move(TimeSpan.FromSeconds(1));
        HttpResponseMessage out1 = await visitor.Post($"{path}/sign-out");
        Assert.Equal(HttpStatusCode.SeeOther, out1.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await signedIn.Get("/board")).StatusCode);
        string token = WebUtility.HtmlDecode(await (await visitor.Post($"{path}/token", ("for", "Nightly figures"))).Content
            .ReadAsStringAsync());
        Assert.Equal(priya.Id, (await host.Staff.ByToken(Tokens().Match(token).Value, default))?.Id);

        HttpResponseMessage changed = await visitor.Send(path, path, "enabled", ("name", "Priya Nair-Cole"), ("role", "Lead"));
        Assert.Equal(HttpStatusCode.SeeOther, changed.StatusCode);
        Assert.Equal(("Priya Nair-Cole", StaffRole.Lead, false),
            ((await host.Staff.Find(priya.Id, default)) is { } s ? (s.Name, s.Role, s.Enabled) : default));
        string list = await visitor.Html("/settings/staff");
        Assert.Contains("Cannot sign in", list, StringComparison.Ordinal);
        Assert.DoesNotContain(link, list, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Post($"{path}/set-up-link")).StatusCode);
    }

    [Fact]
    public async Task An_invitation_is_mailed_and_its_link_works_once()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada")), newcomer = host.Visit();
        StaffMember priya = (await host.Staff.Add("priya@riverside.example", "Priya Nair", StaffRole.LinkWorker, default))!;

        HttpResponseMessage shown = await admin.Post($"/settings/staff/{priya.Id}/set-up-link");
        await host.Pass(TimeSpan.FromMinutes(1));
        StoredLetter letter = Assert.Single(host.Letters);
        string link = new Uri(MailedLinks().Match(letter.Text).Value).AbsolutePath;
        (string, string)[] password = [("password", PagesHost.Password), ("again", PagesHost.Password)];
        HttpResponseMessage set = await newcomer.Send(link, link, "password", password);

        Assert.Equal("priya@riverside.example", letter.To);
        Assert.DoesNotContain(link, await shown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("/board", set.Headers.Location!.OriginalString);
        Assert.Contains("Priya Nair", await newcomer.Html("/board"), StringComparison.Ordinal);
        await newcomer.Html(link, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_wrong_with_somebody_new_is_said_and_what_was_typed_is_kept()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember admin = await host.Employ(StaffRole.Admin, "Ada");
        using Visitor visitor = await host.SignIn(admin);

        HttpResponseMessage wrong = await visitor.Post("/settings/staff", ("name", ""), ("email", "<b>nowhere"), ("role", "king"));
        HttpResponseMessage taken =
            await visitor.Post("/settings/staff", ("name", "Other Ada"), ("email", admin.Email.ToUpperInvariant()), ("role", "Admin"));
        string html = WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync());

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.Conflict), (wrong.StatusCode, taken.StatusCode));
        Assert.All((string[])["This is required.", "This is not an email address.", "Choose what they do here.", "value=\"<b>nowhere\""],
            text => Assert.Contains(text, html, StringComparison.Ordinal));
        Assert.Contains("has that email address already", await taken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(await host.Staff.All(default));
    }

    [Fact]
    public async Task The_last_admin_stays_one()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember admin = await host.Employ(StaffRole.Admin, "Ada");
        using Visitor visitor = await host.SignIn(admin);

        HttpResponseMessage demoted =
            await visitor.Post($"/settings/staff/{admin.Id}", ("name", "Ada"), ("role", "Lead"), ("enabled", "yes"));
        HttpResponseMessage disabled = await visitor.Post($"/settings/staff/{admin.Id}", ("name", "Ada"), ("role", "Admin"));

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (demoted.StatusCode, disabled.StatusCode));
        Assert.Contains("This is the last admin", await disabled.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True((await host.Staff.Find(admin.Id, default)) is { Role: StaffRole.Admin, Enabled: true });
    }

    [Fact]
    public async Task An_organisation_is_added_and_its_key_shown_once_replaced_and_revoked()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember admin = await host.Employ(StaffRole.Admin, "Ada");
        Organisations organisations = host.Get<Organisations>();
        using Visitor visitor = await host.SignIn(admin);

        Assert.Contains("None yet.", await visitor.Html("/settings/organisations"), StringComparison.Ordinal);
        HttpResponseMessage added = await visitor.Send("/settings/organisations", "/settings/organisations", "perMinute",
            ("name", "Mill & Lane Surgery"), ("perMinute", "30"));
        string path = added.Headers.Location!.OriginalString;
        string first = Keys().Match(await (await visitor.Send(path, "/keys", "Make a new key")).Content.ReadAsStringAsync()).Value;
        Assert.Equal(("Mill & Lane Surgery", 30),
            await organisations.Authenticate(first, default) is { } known ? (known.Name, known.PerMinute) : default);
        Assert.DoesNotContain(first, await visitor.Html(path), StringComparison.Ordinal);

        string second = Keys().Match(await (await visitor.Send(path, "/replace", "Replace at once")).Content.ReadAsStringAsync()).Value;
        Assert.Null(await organisations.Authenticate(first, default));
        Assert.NotNull(await organisations.Authenticate(second, default));
        HttpResponseMessage revoked = await visitor.Send(path, "/revoke", "Revoke");
        Assert.Equal(HttpStatusCode.SeeOther, revoked.StatusCode);
        Assert.Null(await organisations.Authenticate(second, default));
        Assert.Contains("Revoked on 14 January 2027", await visitor.Html(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_with_a_new_key_that_is_loaded_again_makes_no_second_one()
    {
        await using PagesHost host = await PagesHost.Run();
        Organisations organisations = host.Get<Organisations>();
        Organisation one = await organisations.Ensure("One");
        (_, ApiKey key) = await organisations.AddKey(one, default);
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        string path = $"/settings/organisations/{one.Id}";

        foreach (string address in (string[])["/keys", $"/keys/{key.Id}/replace"])
        {
            int before = (await organisations.Keys(default)).Count;
            HttpResponseMessage made = await visitor.Post(path + address, ("keys", $"{before}")),
                again = await visitor.Post(path + address, ("keys", $"{before}"));
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.SeeOther), (made.StatusCode, again.StatusCode));
            Assert.Equal(before + 1, (await organisations.Keys(default)).Count);
        }
    }

    [Fact]
    public async Task What_is_wrong_with_an_organisation_is_said_and_keys_of_others_are_left_alone()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember admin = await host.Employ(StaffRole.Admin, "Ada");
        Organisations organisations = host.Get<Organisations>();
        Organisation one = await organisations.Ensure("One"), other = await organisations.Ensure("Other");
        (string secret, ApiKey key) = await organisations.AddKey(one, default);
        using Visitor visitor = await host.SignIn(admin);

        HttpResponseMessage wrong = await visitor.Post("/settings/organisations", ("name", ""), ("perMinute", "lots"));
        HttpResponseMessage twice = await visitor.Post("/settings/organisations", ("name", "ONE"), ("perMinute", "5"));
        HttpResponseMessage foreign = await visitor.Post($"/settings/organisations/{other.Id}/keys/{key.Id}/revoke");
        HttpResponseMessage replaced = await visitor.Post($"/settings/organisations/{other.Id}/keys/{key.Id}/replace");
        HttpResponseMessage nowhere = await visitor.Post("/settings/organisations/nobody/keys");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.Conflict), (wrong.StatusCode, twice.StatusCode));
        Assert.Contains("Give a number from 1 to 60000.", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.All([foreign, replaced, nowhere], sent => Assert.Equal(HttpStatusCode.NotFound, sent.StatusCode));
        Assert.NotNull(await organisations.Authenticate(secret, default));
        Assert.Single(await organisations.Keys(default));
    }

    [Fact]
    public async Task Every_setting_of_the_pathway_stands_there_with_its_value_and_its_effect()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.Lead));

        string html = Regex.Replace(WebUtility.HtmlDecode(await visitor.Html("/settings/pathway")), "<[^>]*>|\\s+", " ");
        html = Regex.Replace(html, " +", " ");

        Assert.All(PathwayFile.Values(new Pathway()),
            v => Assert.Contains($" {PathwayWords.Effect(v.Setting)}. ", html, StringComparison.Ordinal));
        Assert.All((string[])
            [
                " Until a referral, or one that joined an open journey, is accepted or declined. 2 working days ",
                " When reminders go out: hours before the meeting, or a time on its day. 48 hours before; on the day at 08:00 ",
                " Whose bank holidays the service keeps. England ",
                " Days on which the service is closed besides bank holidays, and bank holidays after 2028. None ",
                " After its due date, until the lead hears of a late task. 1 working day ",
                "survey at 6 weeks: 42 days after the plan, with ons4, ucla3, loneliness",
            ], text => Assert.Contains(text, html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_says_what_is_overdue_and_how_the_mail_stands()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead);
        using Visitor visitor = await host.SignIn(lead);

        string before = Read(await visitor.Html("/settings"));
        Guid journey = await host.Receive();
        await host.Pass(TimeSpan.FromDays(6));
        await host.Get<Watch>().Look(default);
        // The journey's timer is lost, and nobody has advanced the journey since.
        StoredJourney stored = (await host.Store.Find(journey, default))!;
        await host.Store.Reschedule(journey, stored.Version, host.Clock.GetUtcNow().AddHours(-3), default);
        string after = Read(await visitor.Html("/settings"));

        Assert.All(
            (string[])["Everything is working.", "Overdue records 0. ", "Overdue tasks 0. ", "Last check None yet."],
            text => Assert.Contains(text, before, StringComparison.Ordinal));
        Assert.All(
            (string[])["Something needs your attention. Records are overdue.",
                "Overdue records 1, the longest since 20 January 2027, 07:00.",
                "Overdue tasks 1, the longest since 18 January 2027, 17:00.", "Last check 14 January 2027, 10:0"],
            text => Assert.Contains(text, after, StringComparison.Ordinal));

        static string Read(string html) =>
            Regex.Replace(Regex.Replace(WebUtility.HtmlDecode(html), "<[^>]*>|\\s+", " "), " +", " ")
                .Replace(" .", ".", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StaffRole.Lead, "/settings/staff")]
    [InlineData(StaffRole.Lead, "/settings/organisations")]
    [InlineData(StaffRole.LinkWorker, "/settings")]
    [InlineData(StaffRole.LinkWorker, "/settings/pathway")]
    [InlineData(StaffRole.LinkWorker, "/settings/directory")]
    [InlineData(StaffRole.SafeguardingLead, "/settings/directory/import")]
    [InlineData(StaffRole.SafeguardingLead, "/settings/directory/new")]
    public async Task Whoever_a_page_is_not_for_is_told_so(StaffRole role, string path)
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(role)), nobody = host.Visit();

        Assert.Contains("You cannot open this page", await visitor.Html(path, HttpStatusCode.Forbidden), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await nobody.Get(path)).StatusCode);
    }

    [Fact]
    public async Task What_is_not_for_a_role_is_not_shown_and_not_done()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila"), tom = await host.Employ(StaffRole.LinkWorker);
        Organisation organisation = await host.Get<Organisations>().Ensure("One");
        using Visitor visitor = await host.SignIn(lead), other = await host.SignIn(tom);

        Assert.DoesNotContain("/settings/staff", await visitor.Html("/settings"), StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/settings\"", await other.Html("/board"), StringComparison.Ordinal);
        Assert.All((HttpStatusCode[])
            [
                (await visitor.Post("/settings/staff", ("name", "X Y"), ("email", "x@y.example"), ("role", "Admin"))).StatusCode,
                (await visitor.Post($"/settings/staff/{lead.Id}", ("name", "Leila"), ("role", "Admin"), ("enabled", "yes"))).StatusCode,
                (await visitor.Post($"/settings/staff/{lead.Id}/token")).StatusCode,
                (await visitor.Post($"/settings/staff/{tom.Id}/set-up-link")).StatusCode,
                (await visitor.Post($"/settings/organisations/{organisation.Id}/keys")).StatusCode,
                (await other.Upload("/settings/directory/import", "file", "a.csv", "name,provider\nChoir,Hall\n"u8.ToArray())).StatusCode,
            ], status => Assert.Equal(HttpStatusCode.Forbidden, status));
        Assert.Equal(2, (await host.Staff.All(default)).Count);
        Assert.Empty(await host.Get<ActivityDirectory>().All(default));
    }

    [GeneratedRegex("https?://[a-z.:0-9]+/set-up/[A-Za-z0-9_-]+")]
    private static partial Regex SetUpLinks();

    [GeneratedRegex("spt_[A-Za-z0-9_-]+")]
    private static partial Regex Tokens();

    [GeneratedRegex("spk_[A-Za-z0-9_-]+")]
    private static partial Regex Keys();

    [GeneratedRegex(@"https?://\S+/set-up/\S+")]
    private static partial Regex MailedLinks();
}
