using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Referring on several pages: by a nurse between two patients, and by somebody for themselves.</summary>
public sealed partial class ReferTests
{
    private static readonly (string Step, (string, string)[] Fields)[] Professional =
    [
        ("you",
            [("source", "communityNurse"), ("referrerName", "Siân Llewellyn"), ("service", "East team"),
                ("organisation", "Heath Community Health"), ("referrerEmail", "sian@heath.example")]),
        ("person",
            [("firstName", "José"), ("familyName", "García-Núñez"), ("born-day", "2"), ("born-month", "11"), ("born-year", "1946"),
                ("nhsNumber", "654 100 3238"), ("odsCode", "j82055")]),
        ("contact",
            [("mobile", "07700 900123"), ("text", "yes"), ("address", "Flat 3\n8 Camp Road"), ("postcode", "gu350xx"), ("language", "es"),
                ("discretion", "yes")]),
        ("why",
            [("need-socialIsolation", "yes"), ("need-transport", "yes"), ("reason", "Has stopped going out."),
                ("whatMatters", "To sing.")]),
        ("safety",
            [("risks", "some"), ("risk-falls", "yes"), ("riskDetail", "Two falls last winter."), ("safeguarding", "no"),
                ("consent", "yes")]),
    ];

    private static readonly (string Step, (string, string)[] Fields)[] Myself =
    [
        ("name", [("firstName", "Ana"), ("familyName", "Vale"), ("born-day", "05"), ("born-month", "6"), ("born-year", "1950")]),
        ("contact", [("email", "ana@mail.example"), ("noFixedAbode", "yes")]),
        ("you", [("need-lowMood", "yes")]),
        ("meeting", [("help", "There is a dog."), ("practice", "Forest Surgery"), ("consent", "no")]),
    ];

    [Fact]
    public async Task A_nurse_refers_somebody_page_by_page_and_hears_the_reference_and_what_comes_next()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();

        await Fill(nurse, "/refer", Professional);
        string check = WebUtility.HtmlDecode(await nurse.Html("/refer/check"));
        foreach (string read in (string[])["2 November 1946", "654 100 3238", "Flat 3\n8 Camp Road", "Social isolation\nTransport", "Falls",
            "Spanish"])
            Assert.Contains(read, check, StringComparison.Ordinal);
        HttpResponseMessage sent = await nurse.Post("/refer/check");

        Assert.Equal("/refer/done", sent.Headers.Location!.OriginalString);
        Journey journey = await Only(host);
        Referral kept = journey.Referrals[0].Details;
        Assert.Equal((ReferralSource.CommunityNurse, "Siân Llewellyn", "J82055", "GU35 0XX", "6541003238"),
            (kept.Source, kept.Referrer!.Name, kept.GpPractice!.OdsCode, kept.Person.Address!.Postcode, kept.Person.NhsNumber));
        Assert.Equal(["socialIsolation", "transport"], kept.Needs);
        Assert.Equal([new Risk("falls", "Two falls last winter.")], kept.Risks);
        Assert.Equal([new ContactDetail(ContactKind.Mobile, "+447700900123", true, Text: true, Preferred: true)], kept.Person.Contacts);
        Assert.True(kept.Person.Discretion && kept.Consent.ToShare && !journey.HasOpenConcern);
        string done = await nurse.Html("/refer/done");
        Assert.Contains(journey.Referrals[0].Reference, done, StringComparison.Ordinal);
        Assert.Contains("We look at the referral, by 18 January 2027.", done, StringComparison.Ordinal);
        Assert.DoesNotContain("García", done, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_asks_for_themselves_and_is_asked_only_what_they_can_know()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor ana = host.Visit();

        await Fill(ana, "/refer/myself", Myself);
        await ana.Post("/refer/myself/check");

        Referral kept = (await Only(host)).Referrals[0].Details;
        Assert.Equal((ReferralSource.Self, null, true, new DateOnly(1950, 6, 5)),
            (kept.Source, kept.Referrer, kept.Person.NoFixedAbode, kept.Person.DateOfBirth));
        Assert.Equal([new Risk("toldByPerson", "There is a dog.")], kept.Risks);
        // They said no, and nobody may be shown as having agreed who did not.
        Assert.Equal((false, Consent.ByPerson), (kept.Consent.ToShare, kept.Consent.GivenBy));
        Assert.Contains("We have your request", await ana.Html("/refer/myself/done"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nurse_who_knows_no_address_and_no_practice_refers_all_the_same()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();

        await Fill(nurse, "/refer", [.. Professional.Select(s => (s.Step,
            s.Fields.Where(f => f.Item1 is not ("address" or "postcode" or "odsCode")).ToArray()))]);
        await nurse.Post("/refer/check");

        string done = WebUtility.HtmlDecode(await nurse.Html("/refer/done"));
        Assert.Contains("Where the person lives: Nothing stands here.", done, StringComparison.Ordinal);
        Assert.Contains("The GP practice: Nothing stands here.", done, StringComparison.Ordinal);
        Journey journey = await Only(host);
        Assert.Equal((null, null), (journey.Person.Address, journey.GpPractice));
    }

    public static TheoryData<string, int, string, string, string> Wrong { get; } = new()
    {
        { "/refer", 0, "source", "", "Choose what you are" },
        { "/refer", 0, "source", "king", "Choose what you are" },
        { "/refer", 0, "referrerEmail", "sian@", "Enter an email address, such as name@example.org" },
        { "/refer", 1, "nhsNumber", "6541003239", "This is not a valid NHS number" },
        { "/refer", 1, "born-day", "31", "Enter the person's date of birth" },
        { "/refer", 1, "born-year", "2030", "The date of birth must be in the past" },
        { "/refer", 0, "referrerName", "", "Enter your name" },
        { "/refer", 4, "consent", "", "Ask the person first" },
        { "/refer", 4, "risks", "", "Say whether there are risks" },
        { "/refer", 4, "safeguarding", "", "Say whether you are worried" },
        { "/refer", 4, "risks", "none", "You chose No known risks, and named some below" },
        { "/refer", 4, "safeguardingDetail", "Her son hits her.", "You chose No, and wrote below what you are worried about" },
        { "/refer", 1, "born-year", "46", "Write the year with four numbers" },
        { "/refer/myself", 1, "email", "", "Tell us one way to reach you" },
        { "/refer/myself", 2, "need-lowMood", "", "Choose at least one" },
        { "/refer/myself", 3, "consent", "", "Choose whether we may talk with others about you" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_is_said_on_its_page_and_what_was_typed_is_kept(
        string form, int at, string field, string value, string said)
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();
        (string Step, (string, string)[] Fields)[] steps = form is "/refer" ? Professional : Myself;
        await Fill(nurse, form, steps[..at]);

        HttpResponseMessage sent =
            await nurse.Post($"{form}/{steps[at].Step}", [.. steps[at].Fields.Where(f => f.Item1 != field), (field, value)]);

        Assert.Equal($"{form}/{steps[at].Step}", sent.Headers.Location!.OriginalString);
        string html = WebUtility.HtmlDecode(await nurse.Html(sent.Headers.Location.OriginalString));
        Assert.Contains(said, html, StringComparison.Ordinal);
        Assert.Contains("<title>Error: ", html, StringComparison.Ordinal);
        foreach (string link in System.Text.RegularExpressions.Regex.Matches(html, "<li><a href=\"#([^\"]*)\"")
            .Select(m => m.Groups[1].Value))
            Assert.Contains($" id=\"{link}\"", html, StringComparison.Ordinal);
        foreach ((string name, string typed) in steps[at].Fields.Where(f => f.Item1 != field && f.Item2 is not "yes"))
            Assert.True(
                html.Contains($"value=\"{typed}\"", StringComparison.Ordinal)
                    || html.Contains($">{typed}</textarea>", StringComparison.Ordinal), $"{name} is not kept:\n{html}");
        Assert.Empty(await host.Store.All(default).ToListAsync());
    }

    [Fact]
    public async Task What_an_address_book_hides_in_a_number_is_nobody_s_fault()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();
        await Fill(nurse, "/refer", Professional[..2]);

        HttpResponseMessage sent = await nurse.Post("/refer/contact",
            [.. Professional[2].Fields.Where(f => f.Item1 is not "mobile"), ("mobile", "\u202a07700\t900123\u202c")]);

        Assert.Equal("/refer/why", sent.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task What_cannot_be_read_is_taken_as_it_was_written_and_named_at_the_end()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();
        await Fill(nurse, "/refer",
            [.. Professional[..2],
                ("contact", [.. Professional[2].Fields.Where(f => f.Item1 is not ("mobile" or "postcode")), ("mobile", "ask next door"),
                    ("landline", "01420 555010 ext 214"), ("postcode", "by the church"), ("addressWithheld", "yes")]),
                .. Professional[3..]]);
        await nurse.Post("/refer/check");

        Person kept = (await Only(host)).Person;
        Assert.Equal(["ask next door", "+441420555010 ext. 214"], kept.Contacts.Select(c => c.Value));
        Assert.Equal(["Flat 3", "8 Camp Road", "by the church"], kept.Address!.Lines);
        Assert.True(kept.Address.Withheld);
        string done = await nurse.Html("/refer/done");
        Assert.Contains("How to reach the person: This is not a phone number that we know.", done, StringComparison.Ordinal);
        Assert.Contains("Where the person lives: This is not a United Kingdom postcode.", done, StringComparison.Ordinal);
        Assert.DoesNotContain("next door", done, StringComparison.Ordinal);

        using Visitor ana = host.Visit();
        await Fill(ana, "/refer/myself",
            [Myself[0], ("contact", [("mobile", "07700 90012"), ("noFixedAbode", "yes"), ("language", "cy")]), .. Myself[2..]]);
        await ana.Post("/refer/myself/check");
        Assert.Contains("We could not read a phone number.", await ana.Html("/refer/myself/done?lang=en"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_in_a_crisis_is_one_line_at_the_top_until_somebody_writes_of_harm_and_the_whole_box_at_the_end()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor ana = host.Visit();
        foreach (string path in (string[])["/refer/myself", "/refer/myself?lang=cy"])
        {
            string start = await ana.Html(path);
            Assert.InRange(start.IndexOf("app-help", StringComparison.Ordinal), 0, start.IndexOf("<h1", StringComparison.Ordinal));
            Assert.InRange(start.IndexOf("nhsuk-card--care--urgent", StringComparison.Ordinal),
                start.IndexOf("</form>", StringComparison.Ordinal), start.Length);
        }
        await ana.Html("/refer/myself?lang=en");
        await Fill(ana, "/refer/myself", [.. Myself[..2], ("you", [("reason", "I do not want to live any more")])]);
        string next = await ana.Html("/refer/myself/meeting");
        Assert.DoesNotContain("app-help", next, StringComparison.Ordinal);
        Assert.InRange(
            next.IndexOf("nhsuk-card--care--urgent", StringComparison.Ordinal), 0, next.IndexOf("<h1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Somebody_asks_for_an_interpreter_and_says_of_themselves_what_they_like()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor ana = host.Visit();
        await Fill(ana, "/refer/myself",
            [Myself[0], ("contact", [("email", "ana@mail.example"), ("noFixedAbode", "yes"), ("interpreter", "yes")]), Myself[2],
                ("meeting", [("ethnicity", "asianIndian"), ("carer", "ratherNotSay"), ("disability", "limitedALot"), ("consent", "yes")])]);
        Assert.Contains("Asian: Indian", await ana.Html("/refer/myself/check"), StringComparison.Ordinal);
        Assert.Contains("Asiaidd: Indiaidd", await ana.Html("/refer/myself/check?lang=cy"), StringComparison.Ordinal);

        await ana.Post("/refer/myself/check");

        Person kept = (await Only(host)).Person;
        Assert.Equal(("asianIndian", null, "limitedALot", null, "interpreter"),
            (kept.Ethnicity, kept.Carer, kept.Disability, kept.Sex, Assert.Single(kept.Adjustments)));
    }

    [Fact]
    public async Task A_concern_told_by_page_reaches_the_safeguarding_lead()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();
        await Fill(nurse, "/refer",
            [.. Professional[..4],
                ("safety", [("risks", "none"), ("safeguarding", "yes"), ("safeguardingDetail", "Bruises."), ("consent", "yes")])]);

        await nurse.Post("/refer/check");

        Assert.True((await Only(host)).HasOpenConcern);
    }

    private static async Task Fill(
        Visitor visitor, string form, IEnumerable<(string Step, (string, string)[] Fields)> steps, bool loads = false)
    {
        await visitor.Post(form);
        foreach ((string step, (string, string)[] fields) in steps)
        {
            if (loads)
                await visitor.Html($"{form}/{step}");
            HttpResponseMessage sent = await visitor.Post($"{form}/{step}", fields);
            Assert.True(sent.StatusCode is HttpStatusCode.SeeOther, $"{step}: {sent.StatusCode}\n{await sent.Content.ReadAsStringAsync()}");
        }
    }

    private static async Task<(string, string)> DraftOn(Visitor visitor, string path) =>
        ("draft",
            System.Text.RegularExpressions.Regex.Match(await visitor.Html(path), "name=\"draft\" value=\"([0-9a-f]+)\"").Groups[1].Value);

    private static async Task<Journey> Only(PagesHost host) =>
        (await host.Store.Find(Assert.Single(await host.Store.All(default).ToListAsync()), default))!.State;
}
