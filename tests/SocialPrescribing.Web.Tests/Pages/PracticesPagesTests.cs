using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Bodies;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The practices are invented. The columns are those of the published list.</summary>
public sealed class PracticesPagesTests
{
    private const string Path = "/settings/directory/practices";

    private static string Row(string code, string name, string town, string postcode, string status = "A") =>
        $"\"{code}\",\"{name}\",\"Y59\",\"QU9\",\"1 MILL LANE\",\"\",\"\",\"{town}\",\"HAMPSHIRE\",\"{postcode}\",\"19740401\",\"\","
            + $"\"{status}\",\"B\","
            + "\"D9Y0V\",\"20210401\",\"\",\"01420 555010\",\"\",\"\",\"\",\"0\",\"\",\"D9Y0V\",\"\",\"4\",\"\"\r\n";

    private static readonly string _list = Row("J82155", "MILL LANE SURGERY", "ALTON", "GU34 1AA")
        + Row("A81001", "MILL STREET PRACTICE", "HEXHAM", "NE46 1AA");

    private static async Task Import(PagesHost host) =>
        await host.Get<Practices>().Import(
            PracticeFile.Open(new MemoryStream(Encoding.UTF8.GetBytes(_list))).File!.Rows(), "epraccur.csv", default);

    /// <summary>One page, sent with these instead of what usually stands in their fields; the page that comes then.</summary>
    private static async Task<string> Sent(Visitor visitor, params (string Field, string Value)[] instead)
    {
        (string, string)[] form =
            [.. OnePageTests.You.Concat(OnePageTests.About).Where(f => !instead.Any(i => i.Field == f.Item1)), .. instead,
                OnePageTests.Secret(await visitor.Html("/refer?way=page"))];
        HttpResponseMessage sent = await visitor.Post("/refer/all", form);
        string address = sent.Headers.Location!.OriginalString;
        Assert.Contains(address, (string[])["/refer/done", "/refer/all?again"]);
        return WebUtility.HtmlDecode(await visitor.Html(address));
    }

    /// <summary>A form with a file is large, and is in memory once it is read.</summary>
    [Theory]
    [InlineData(Path)]
    [InlineData("/settings/directory/places")]
    [InlineData("/settings/directory/import")]
    public async Task While_another_file_is_taken_nothing_of_a_form_is_read(string path)
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin));
        const string empty = "Choose a file that is not empty.", other = "Another file is being taken just now.";

        using (host.Get<FileTurn>().Take(new DefaultHttpContext()))
        {
            string meanwhile = await Sends();
            Assert.Contains(other, meanwhile, StringComparison.Ordinal);
            Assert.DoesNotContain(empty, meanwhile, StringComparison.Ordinal);
        }
        string after = await Sends();
        Assert.Contains(empty, after, StringComparison.Ordinal);
        Assert.DoesNotContain(other, after, StringComparison.Ordinal);

        async Task<string> Sends()
        {
            HttpResponseMessage answer = await admin.Upload(path, "file", "empty.csv", []);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task An_admin_imports_the_list_and_sees_its_date_its_number_and_what_was_left_out()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor lead = await host.SignIn(await host.Employ(StaffRole.Lead));
        await lead.Html(Path, HttpStatusCode.Forbidden);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin));
        Assert.Contains("Nothing was imported yet", await admin.Html(Path), StringComparison.Ordinal);
        Assert.Contains($"href=\"{Path}\"", await admin.Html("/settings/directory"), StringComparison.Ordinal);

        HttpResponseMessage done = await admin.Upload(
            Path, "file", "epraccur.csv", Encoding.UTF8.GetBytes(_list + "J82156,TOO SHORT\r\n"));
        string html = await done.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Contains("2 practices are known now. 1 lines were left out.", html, StringComparison.Ordinal);
        Assert.Contains("Line 3: it has 2 columns instead of 27", html, StringComparison.Ordinal);
        Assert.Contains("epraccur.csv", await admin.Html(Path), StringComparison.Ordinal);
        foreach (string bad in (string[])["", "name,provider\nChoir,Voices\n"])
            Assert.Equal(HttpStatusCode.UnprocessableEntity,
                (await admin.Upload(Path, "file", "bad.csv", Encoding.UTF8.GetBytes(bad))).StatusCode);
        Assert.Equal(2, (await host.Get<Practices>().Now(default)).Count);
    }

    [Fact]
    public async Task A_surgery_is_found_by_name_and_chosen_and_no_address_says_what_was_looked_for()
    {
        await using PagesHost host = await PagesHost.Run();
        await Import(host);
        using Visitor visitor = host.Visit();
        await visitor.Post("/refer/myself");
        await visitor.Post("/refer/myself/name", ("firstName", "Margaret"), ("familyName", "Hale"), ("born-day", "3"),
            ("born-month", "4"), ("born-year", "1948"));
        await visitor.Post("/refer/myself/contact", ("mobile", "07700 900123"), ("language", "en"));
        await visitor.Post("/refer/myself/you", ("need-loneliness", "yes"));
        HttpResponseMessage asked = await visitor.Post("/refer/myself/meeting", ("practice", "mill"), ("consent", "yes"));
        Assert.Equal("/refer/myself/meeting", asked.Headers.Location!.OriginalString);
        string html = await visitor.Html("/refer/myself/meeting");
        Assert.Contains("Which of these is it?", html, StringComparison.Ordinal);
        Assert.Contains("MILL LANE SURGERY, 1 MILL LANE, ALTON, HAMPSHIRE, GU34 1AA (J82155)", html, StringComparison.Ordinal);

        HttpResponseMessage chosen = await visitor.Post(
            "/refer/myself/meeting", ("practice", "mill"), ("practice-for", "mill"), ("practice-of", "J82155"), ("consent", "yes"));
        Assert.Equal("/refer/myself/check", chosen.Headers.Location!.OriginalString);
        Assert.Contains("MILL LANE SURGERY", await visitor.Html("/refer/myself/check"), StringComparison.Ordinal);
        await visitor.Post("/refer/myself/check");
        Assert.Contains("MILL LANE SURGERY", await visitor.Html("/refer/myself/done"), StringComparison.Ordinal);
        Assert.Equal(new GpPractice("J82155", "MILL LANE SURGERY"), (await OnePageTests.Only(host)).Referrals.Single().Details.GpPractice);
    }

    [Fact]
    public async Task None_of_these_keeps_what_was_written_and_other_words_are_looked_for_anew()
    {
        await using PagesHost host = await PagesHost.Run();
        await Import(host);
        using Visitor visitor = host.Visit();
        string html = await Sent(visitor, ("odsCode", "mill"), ("odsCode-for", "mill lane"), ("odsCode-of", "none"));
        Assert.Contains("Which of these is it?", html, StringComparison.Ordinal);
        html = await Sent(visitor, ("odsCode", "mill"), ("odsCode-for", "mill"), ("odsCode-of", "none"));
        Assert.Contains("The referral is sent", html, StringComparison.Ordinal);
        Assert.Equal(new GpPractice(null, "mill"), (await OnePageTests.Only(host)).Referrals.Single().Details.GpPractice);
    }

    [Fact]
    public async Task Whoever_works_in_a_practice_is_known_by_it()
    {
        await using PagesHost host = await PagesHost.Run();
        await Import(host);
        using Visitor visitor = host.Visit();
        string html = await Sent(visitor, ("yourPractice", "J82155"), ("organisation", ""), ("odsCode", "j82157"));
        Assert.Contains("The GP practice: This code is not in this service", html, StringComparison.Ordinal);
        Referral sent = (await OnePageTests.Only(host)).Referrals.Single().Details;
        Assert.Equal(("J82155", "MILL LANE SURGERY", "J82157"),
            (sent.Referrer!.OdsCode, sent.Referrer.Organisation, sent.GpPractice!.OdsCode));
    }

    [Fact]
    public async Task What_the_api_takes_the_page_takes_once_its_sender_says_that_it_stays_so()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = host.Visit();
        (string, string)[] bare =
        [
            ("source", ""), ("referrerName", ""), ("service", ""), ("referrerEmail", "sian at heath"), ("mobile", ""), ("whenToCall", ""),
            ("address", ""), ("need-loneliness", ""), ("need-transport", ""),
        ];
        string html = await Sent(visitor, bare);
        foreach (string asked in (string[])["Enter your name", "Choose what you are", "Enter an email address, such as",
            "Give at least one way to reach the person", "Choose a need, or say in your words"])
            Assert.Contains(asked, html, StringComparison.Ordinal);
        foreach (string part in (string[])["you", "contact", "why"])
            Assert.Contains($"name=\"without-{part}\"", html, StringComparison.Ordinal);
        // One of them is not all of them; nor is what stands for safety ever left out.
        html = await Sent(visitor, [.. bare, ("without-you", "yes"), ("without-why", "yes"), ("risks", "")]);
        Assert.Contains("Give at least one way to reach the person", html, StringComparison.Ordinal);
        Assert.Contains("Say whether there are risks", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Enter your name", html, StringComparison.Ordinal);

        html = await Sent(visitor, [.. bare, ("without-you", "yes"), ("without-contact", "yes"), ("without-why", "yes")]);
        Assert.Contains("The referral is sent", html, StringComparison.Ordinal);
        Assert.Contains("About you: This is not an email address", html, StringComparison.Ordinal);
        Referral kept = (await OnePageTests.Only(host)).Referrals.Single().Details;
        Assert.Equal(("Heath Community Health", null, "GU35 0XX", 0),
            (kept.Referrer!.Organisation, kept.Referrer.Email, kept.Person.Address!.Postcode, kept.Person.Contacts.Count));
        Assert.Contains(kept.AsWritten!, w => w is { Pointer: "/referrer/email", Text: "sian at heath" });
    }

    [Fact]
    public async Task Somebody_may_keep_to_themselves_why_they_want_help()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = host.Visit();
        await visitor.Post("/refer/myself");
        await visitor.Post("/refer/myself/name", ("firstName", "Margaret"), ("born-day", "3"), ("born-month", "4"), ("born-year", "1948"));
        await visitor.Post("/refer/myself/contact", ("mobile", "07700 900123"), ("language", "en"));
        await visitor.Post("/refer/myself/you");
        Assert.Contains("I would rather not say more here", await visitor.Html("/refer/myself/you"), StringComparison.Ordinal);
        HttpResponseMessage on = await visitor.Post("/refer/myself/you", ("without-you", "yes"));
        Assert.Equal("/refer/myself/meeting", on.Headers.Location!.OriginalString);
    }
}
