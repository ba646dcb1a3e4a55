using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Refer;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Referring on one page, and what a device remembers about its referrer.</summary>
public sealed partial class OnePageTests
{
    internal static readonly (string, string)[] You =
    [
        ("source", "communityNurse"), ("referrerName", "Siân Llewellyn"), ("service", "East team"),
        ("organisation", "Heath Community Health"), ("referrerEmail", "sian@heath.example"),
    ];

    internal static readonly (string, string)[] About =
    [
        ("firstName", "José"), ("familyName", "García-Núñez"), ("born-day", "2"), ("born-month", "11"), ("born-year", "1946"),
        ("odsCode", "j82055"), ("mobile", "07700 900123"), ("whenToCall", "after 4 pm"),
        ("address", "8 Camp Road"), ("postcode", "gu350xx"),
        ("need-loneliness", "yes"), ("need-transport", "yes"), ("urgency", "routine"), ("risks", "none"), ("safeguarding", "no"),
        ("consent", "yes"),
    ];

    [Fact]
    public async Task Who_likes_it_on_one_page_says_so_once_and_sends_one_form()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();
        HttpResponseMessage chosen = await nurse.Post("/refer", ("way", "page"));
        Assert.Equal("/refer?way=page", chosen.Headers.Location!.OriginalString);
        string cookie = Assert.Single(chosen.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("refer-way=page;", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        string page = await nurse.Html("/refer");

        HttpResponseMessage sent = await nurse.Post("/refer/all", [.. You, .. About, Secret(page)]);

        Assert.Equal("/refer/done", sent.Headers.Location!.OriginalString);
        Journey journey = await Only(host);
        Referral kept = journey.Referrals[0].Details;
        Assert.Equal((ReferralSource.CommunityNurse, "Siân Llewellyn", "J82055", "GU35 0XX", Urgency.Routine),
            (kept.Source, kept.Referrer!.Name, kept.GpPractice!.OdsCode, kept.Person.Address!.Postcode, kept.Urgency));
        Assert.Equal("after 4 pm", kept.Person.WhenToCall);
        Assert.Equal(["loneliness", "transport"], kept.Needs);
        Assert.Contains(journey.Referrals[0].Reference, await nurse.Html("/refer/done"), StringComparison.Ordinal);
        Assert.DoesNotContain("García", WebUtility.HtmlDecode(await nurse.Html("/refer")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_was_sent_twice_is_one_referral_and_one_that_lay_open_all_day_is_taken()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();
        (string, string) secret = Secret(await nurse.Html("/refer?way=page"));
        host.Machine.Move(TimeSpan.FromHours(9));

        HttpResponseMessage[] sent = await Task.WhenAll(
            nurse.Post("/refer/all", [.. You, .. About, secret]), nurse.Post("/refer/all", [.. You, .. About, secret]));

        Assert.All(sent, s => Assert.Equal("/refer/done", s.Headers.Location!.OriginalString));
        Assert.Single((await Only(host)).Referrals);
        // Much later the browser shows the page again, for another person. The sender must not be told that both referrals arrived.
        host.Machine.Move(TimeSpan.FromHours(3));
        HttpResponseMessage late =
            await nurse.Post("/refer/all", [.. You, .. About.Where(f => f.Item1 is not "firstName"), ("firstName", "Betty"), secret]);
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        string said = WebUtility.HtmlDecode(await late.Content.ReadAsStringAsync());
        Assert.Contains("This page was sent before", said, StringComparison.Ordinal);
        Assert.Contains("value=\"Betty\"", said, StringComparison.Ordinal);
        Assert.NotEqual(secret, Secret(said));
    }

    [Fact]
    public async Task What_is_wrong_is_said_in_one_summary_and_everything_typed_is_kept_for_a_reload_and_for_the_steps()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();
        (string, string) secret = Secret(await nurse.Html("/refer?way=page"));
        (string, string)[] wrong =
            [.. You, .. About.Where(f => f.Item1 is not ("consent" or "risks")), ("relatedRole", "carer"), secret];

        HttpResponseMessage sent = await nurse.Post("/refer/all", wrong);
        Assert.Equal("/refer/all?again", sent.Headers.Location!.OriginalString);
        for (int i = 0; i < 2; i++)
        {
            string html = WebUtility.HtmlDecode(await nurse.Html("/refer/all?again"));
            Assert.Contains("<title>Error: ", html, StringComparison.Ordinal);
            Assert.Contains("There is a problem", html, StringComparison.Ordinal);
            foreach (string said in (string[])["Say who this is", "Say whether there are risks", "Ask the person first"])
                Assert.Contains(said, html, StringComparison.Ordinal);
            foreach (string link in ProblemLinks().Matches(html).Select(m => m.Groups[1].Value))
                Assert.Contains($" id=\"{link}\"", html, StringComparison.Ordinal);
            Assert.Contains("value=\"José\"", html, StringComparison.Ordinal);
            Assert.Equal(secret, Secret(html));
        }
        Assert.Empty(await host.Store.All(default).ToListAsync());

        HttpResponseMessage steps = await nurse.Post("/refer/all", [.. wrong, ("way", "steps")]);
        Assert.Equal("/refer/contact", steps.Headers.Location!.OriginalString);
        Assert.Contains(">8 Camp Road</textarea>", await nurse.Html("/refer/contact"), StringComparison.Ordinal);
        HttpResponseMessage back = await nurse.Post("/refer/contact",
            ("mobile", "07700 900123"), ("address", "9 Camp Road"), ("way", "page"));
        Assert.Equal("/refer/all", back.Headers.Location!.OriginalString);
        string again = WebUtility.HtmlDecode(await nurse.Html("/refer/all"));
        Assert.Contains(">9 Camp Road</textarea>", again, StringComparison.Ordinal);
        Assert.DoesNotContain("There is a problem", again, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("page")]
    [InlineData("steps")]
    public async Task A_device_remembers_its_referrer_once_they_wish_so_and_never_whom_they_refer(string way)
    {
        await using PagesHost host = await PagesHost.Run(https: true);
        using Visitor nurse = host.Visit();
        Assert.DoesNotContain("referrer-me", Cookies(await Refer(nurse, way)), StringComparison.Ordinal);
        Assert.DoesNotContain("sian@heath.example", await nurse.Html("/refer?way=page"), StringComparison.Ordinal);

        string kept = Cookies(await Refer(nurse, way, ("remember", "yes")));
        foreach (string rule in (string[])["httponly", "secure", "samesite=lax", "path=/refer"])
            Assert.Contains(rule, kept, StringComparison.OrdinalIgnoreCase);
        foreach (string own in (string[])["Llewellyn", "heath", "García", "J82055", "j82055"])
            Assert.DoesNotContain(own, WebUtility.UrlDecode(kept), StringComparison.Ordinal);

        string page = WebUtility.HtmlDecode(await nurse.Html("/refer?way=page"));
        foreach ((string field, string value) in You[1..].Append(("odsCode", "j82055")))
            Assert.Matches($"name=\"{field}\"[^>]*value=\"{Regex.Escape(value)}\"", page);
        foreach (string other in (string[])["José", "García", "8 Camp Road", "900123"])
            Assert.DoesNotContain(other, page, StringComparison.Ordinal);
        await nurse.Post("/refer", ("way", "steps"));
        Assert.Contains("value=\"Siân Llewellyn\"", WebUtility.HtmlDecode(await nurse.Html("/refer/you")), StringComparison.Ordinal);
        await nurse.Post("/refer/myself");
        Assert.DoesNotContain("Llewellyn", WebUtility.HtmlDecode(await nurse.Html("/refer/myself/name")), StringComparison.Ordinal);

        Assert.Equal("/refer", (await nurse.Send("/refer?way=page", "/refer/forget", "Forget me")).Headers.Location!.OriginalString);
        foreach (string path in (string[])["/refer?way=page", "/refer/you", "/refer/all"])
            Assert.DoesNotContain("Llewellyn", WebUtility.HtmlDecode(await nurse.Html(path)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_takes_the_tick_out_is_forgotten_and_a_cookie_of_somebody_elses_making_is_nothing()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit(), forger = host.Visit();
        string cookie = Cookies(await Refer(nurse, "page", ("remember", "yes")));
        string value = RememberedIn().Match(cookie).Groups[1].Value;
        await Refer(nurse, "page");
        Assert.DoesNotContain("Llewellyn", WebUtility.HtmlDecode(await nurse.Html("/refer?way=page")), StringComparison.Ordinal);

        foreach (string made in (string[])[value[..^2] + "AA", value[..2], value[..10], value[2..], "%00", "k1" + new string('_', 60)])
        {
            forger.Carries("Cookie", $"referrer-me={made}");
            Assert.DoesNotContain("This device remembers", await forger.Html("/refer?way=page"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("0000000000000000000000000000000000000000000000ZZ")]
    public async Task A_secret_that_no_page_of_ours_has_drawn_is_not_taken_for_one(string secret)
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();

        HttpResponseMessage sent = await nurse.Post("/refer/all", [.. You, .. About, ("draft", secret)]);

        Assert.Equal("/refer/done", sent.Headers.Location!.OriginalString);
        Assert.DoesNotContain($"draft-refer={secret};", Cookies(sent), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_organisations_own_link_fills_in_its_name_until_it_is_renewed_and_the_form_works_all_the_same()
    {
        await using PagesHost host = await PagesHost.Run();
        Organisation surgery = await host.Get<Organisations>().Ensure("Mill Lane Surgery");
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin)), nurse = host.Visit();
        string settings = $"/settings/organisations/{surgery.Id}", link = LinkOn(await admin.Html(settings));
        Assert.DoesNotContain("Mill", link, StringComparison.Ordinal);

        Assert.Contains("value=\"Mill Lane Surgery\"", await nurse.Html($"/refer?way=page&as={link}"), StringComparison.Ordinal);
        HttpResponseMessage chosen = await nurse.Send($"/refer?as={link}", "/refer", "a page at a time", ("way", "steps"));
        Assert.Equal("/refer/you", chosen.Headers.Location!.OriginalString);
        Assert.Contains("value=\"Mill Lane Surgery\"", await nurse.Html("/refer/you"), StringComparison.Ordinal);
        chosen = await nurse.Send($"/refer?as={link}", "/refer", "all on one page", ("way", "page"));
        Assert.Equal($"/refer?way=page&as={link}", chosen.Headers.Location!.OriginalString);

        await admin.Send(settings, "/link", "Renew");
        string renewed = LinkOn(await admin.Html(settings));
        Assert.NotEqual(link, renewed);
        // Sends a page once more that was loaded before.
        await admin.Post($"{settings}/link", ("renewed", "0"));
        Assert.Equal(renewed, LinkOn(await admin.Html(settings)));
        Assert.Contains("value=\"Mill Lane Surgery\"", await nurse.Html($"/refer?as={renewed}"), StringComparison.Ordinal);
        using Visitor other = host.Visit();
        foreach (string wrong in (string[])[link, "nonsense", link + "A", host.Link(LinkPurpose.ReferrerList, Guid.NewGuid())])
            foreach (string way in (string[])["", "&way=page"])
            {
                string html = await other.Html($"/refer?as={wrong}{way}");
                Assert.Contains("The link that you opened is not in use any more", html, StringComparison.Ordinal);
                Assert.DoesNotContain("Mill Lane", html, StringComparison.Ordinal);
            }
        Assert.Equal("/refer/done", (await other.Post("/refer/all",
            [.. You, .. About, Secret(await other.Html($"/refer?way=page&as={link}"))])).Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task What_people_say_of_themselves_is_kept_in_words_that_can_be_counted_and_nobody_has_to()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();
        await nurse.Post("/refer/all", [.. You, .. About, ("sex", "female"), ("ethnicity", "ratherNotSay"), ("carer", "no"),
            ("disability", "king"), ("interpreter", "yes"), Secret(await nurse.Html("/refer?way=page"))]);

        Person said = (await Only(host)).Person;
        Assert.Equal(("female", "ratherNotSay", false, null, "interpreter"),
            (said.Sex, said.Ethnicity, said.Carer, said.Disability, Assert.Single(said.Adjustments)));
    }

    [Fact]
    public void Every_need_stands_in_one_group()
    {
        string[] grouped = [.. NeedGroups.Usual, .. NeedGroups.Others.SelectMany(g => g.Codes)];
        Assert.Equal(Needs.Standard.Order(StringComparer.Ordinal), grouped.Order(StringComparer.Ordinal));
    }

    private static async Task<HttpResponseMessage> Refer(Visitor nurse, string way, params (string, string)[] more)
    {
        (string, string)[] all = [.. You, .. About, .. more];
        if (way is "page")
            return await nurse.Post("/refer/all", [.. all, Secret(await nurse.Html("/refer?way=page"))]);
        await nurse.Post("/refer", ("way", "steps"));
        foreach (string step in (string[])["you", "person", "contact", "why", "safety"])
            Assert.Equal(HttpStatusCode.SeeOther, (await nurse.Post($"/refer/{step}", all)).StatusCode);
        return await nurse.Post("/refer/check");
    }

    private static string Cookies(HttpResponseMessage sent)
    {
        Assert.Equal("/refer/done", sent.Headers.Location!.OriginalString);
        return string.Join('\n', sent.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? set) ? set : []);
    }

    internal static (string, string) Secret(string html) => ("draft", Drawn().Match(html).Groups[1].Value);

    internal static async Task<Journey> Only(PagesHost host) =>
        (await host.Store.Find(Assert.Single(await host.Store.All(default).ToListAsync()), default))!.State;

    [GeneratedRegex("name=\"draft\" value=\"([0-9a-f]+)\"")]
    private static partial Regex Drawn();

    private static string LinkOn(string html) => WebUtility.HtmlDecode(LinkShown().Match(html).Groups[1].Value);

    [GeneratedRegex("/refer\\?as=([^<]+)<")]
    private static partial Regex LinkShown();

    [GeneratedRegex("<li><a href=\"#([^\"]*)\"")]
    private static partial Regex ProblemLinks();

    [GeneratedRegex("referrer-me=([^;]+);")]
    private static partial Regex RememberedIn();
}
