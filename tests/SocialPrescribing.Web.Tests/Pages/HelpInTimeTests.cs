using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Urgent tasks come first, nothing is promised for what is paused, and mistakes are corrected.</summary>
public sealed class HelpInTimeTests
{
    [Fact]
    public async Task The_board_puts_now_first_and_once()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila Marsh");
        using Visitor leila = await host.SignIn(lead);
        await host.Receive(r => r with { Urgency = Urgency.Urgent, Reason = "Eviction on Monday." });
        await host.Receive();
        string html = await leila.Html("/board?view=everybody");
        int now = html.IndexOf("<h2 id=\"now\"", StringComparison.Ordinal),
            overdue = html.IndexOf("<h2 id=\"overdue\"", StringComparison.Ordinal);
        Assert.True(now > 0 && now < overdue);
        Assert.Single(html[now..overdue].Split("Accept or decline the referral").Skip(1));
        Assert.Single(html[overdue..].Split("Accept or decline the referral").Skip(1));
        Assert.Contains("Accept or decline", await leila.Html("/board?view=everybody&due=now"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "today later next")] // Thursday morning
    [InlineData(30, "today later next")] // Friday at four
    [InlineData(32, "next after")] // Friday at six
    [InlineData(50, "next after")] // Saturday
    [InlineData(96, "today week later next")] // Monday
    public async Task Before_days_off_the_next_working_day_is_a_column_of_its_own(int hours, string columns)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead);
        await host.Receive();
        await host.Pass(TimeSpan.FromHours(hours));
        using Visitor visitor = await host.SignIn(lead);
        string html = await visitor.Html("/board?view=everybody");
        Assert.Equal(columns,
            string.Join(' ',
                ((string[])["today", "week", "later", "next", "after"])
                    .Where(c => html.Contains($"<h2 id=\"{c}\"", StringComparison.Ordinal))));
        if (columns is "next after")
            Assert.Contains("Next working day: Monday 18 January 2027", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_concern_is_open_no_reminder_is_promised()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember worker = await host.Employ(StaffRole.LinkWorker);
        (Guid journey, _) = await host.Booked();
        using Visitor tom = await host.SignIn(worker);
        Assert.Contains("We remind the person of the meeting", await tom.Html($"/journeys/{journey:N}"), StringComparison.Ordinal);
        await host.Do(journey, new Concerns.Raise("Bruises."));
        string html = await tom.Html($"/journeys/{journey:N}");
        Assert.DoesNotContain("We remind the person of the meeting", html, StringComparison.Ordinal);
        Assert.Contains("Rests, because a concern is open: a reminder of the meeting. The link worker is asked to tell the person instead.",
            html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Triage_and_the_team_see_reason_needs_risks_and_urgency()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila Marsh");
        Guid journey = await host.Receive(
            r => r with
            {
                Urgency = Urgency.Soon,
                Reason = "Eviction on Monday.",
                Risks = [new Risk("dogAtHome", "Two of them")],
                Needs = ["housing"]
            });
        using Visitor leila = await host.SignIn(lead);
        foreach (string page in (string[])["/team", $"/journeys/{journey:N}"])
        {
            string html = WebUtility.HtmlDecode(await leila.Html(page));
            foreach (string read in (string[])["Soon</strong>", "Eviction on Monday.", "dog at home: Two of them", "housing"])
                Assert.Contains(read, html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_was_written_down_wrongly_is_corrected_found_and_told_in_the_story()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember worker = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await host.Receive();
        using Visitor tom = await host.SignIn(worker);
        string page = $"/journeys/{journey:N}";
        Person was = (await host.State(journey)).Person;
        (string, string)[] Typed(string family, string number) =>
            [("firstName", was.FirstName), ("familyName", family),
                ("dateOfBirth", was.DateOfBirth.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
                ("nhsNumber", number), ("reason", "Saw her passport.")];
        HttpResponseMessage wrong = await tom.Send($"{page}/details", "/commands", "correctDetails", Typed("Quillfeather", "943 476 5918"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther,
            (await tom.Send($"{page}/details", "/commands", "correctDetails", Typed("Quillfeather", "943 476 5919"))).StatusCode);

        Journey now = await host.State(journey);
        Assert.Equal(("Quillfeather", "9434765919", was.FamilyName),
            (now.Person.FamilyName, now.Person.NhsNumber, now.Details.Person.FamilyName));
        string html = WebUtility.HtmlDecode(await tom.Html($"{page}/details") + await tom.Html($"{page}/history"));
        Assert.Contains($"Details corrected: family name {was.FamilyName}, now Quillfeather", html, StringComparison.Ordinal);
        Assert.Contains("Saw her passport.", html, StringComparison.Ordinal);
        PersonSearch search = host.Get<PersonSearch>();
        Assert.Equal(journey, Assert.Single((await search.Find("quillf", default)).Journeys).Id);
        Assert.Equal(journey, Assert.Single((await search.Find("943 476 5919", default)).Journeys).Id);
    }

    [Fact]
    public async Task A_duplicate_ends_and_its_referrer_is_told_just_that()
    {
        await using PagesHost host = await PagesHost.Run();
        await host.Employ(StaffRole.LinkWorker);
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        await host.Pass(TimeSpan.FromMinutes(5));
        int before = host.Letters.Count;
        await host.Do(journey, new Closing.Close(ClosingReason.Duplicate));
        await host.Pass(TimeSpan.FromDays(1));
        StoredLetter letter = host.Letters[0];
        Assert.StartsWith("About your referral", letter.Subject, StringComparison.Ordinal);
        Assert.Contains("This referral was here twice", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Letters, l => l.Subject.StartsWith("Goodbye", StringComparison.Ordinal));
        Assert.True(host.Letters.Count > before);
    }

    [Fact]
    public async Task Who_stands_beside_the_person_stands_at_the_top_and_behind_no_link()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember worker = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await host.Receive(
            r => r with
            {
                Person = r.Person with
                {
                    RelatedPeople = [new("Joan Vale", RelatedRole.Parent, "mother", "+441420555077", MayBeTold: true, ContactFirst: true),
                        new("Bo Lind", RelatedRole.Emergency)]
                }
            });
        using Visitor tom = await host.SignIn(worker);
        string html = WebUtility.HtmlDecode(await tom.Html($"/journeys/{journey:N}/details"));
        foreach (string read in (string[])["Parent, mother", "Joan Vale", "01420 555077", "speak to them first", "Bo Lind",
            "must not be told anything"])
            Assert.Contains(read, html, StringComparison.Ordinal);
        await host.Do(journey, new Intake.Accept());
        await host.ConfirmIdentity(journey);
        using Visitor ana = host.Visit();
        string path = $"/p/{host.Link(LinkPurpose.Preferences, journey)}/data";
        Assert.DoesNotContain("Joan Vale", await ana.Html(path) + await ana.Html($"{path}.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nurse_says_how_soon_and_who_stands_beside()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();
        await nurse.Post("/refer");
        foreach ((string step, (string, string)[] fields) in ((string, (string, string)[])[])[
            ("you",
                [("source", "communityNurse"), ("referrerName", "Siân Llewellyn"), ("service", "East team"),
                    ("organisation", "Heath Community Health"), ("referrerEmail", "sian@heath.example")]),
            ("person",
                [("firstName", "José"), ("familyName", "García"), ("born-day", "2"), ("born-month", "11"), ("born-year", "1946"),
                    ("odsCode", "j82055")]),
            ("contact",
                [("mobile", "07700 900123"), ("address", "8 Camp Road"), ("language", "es"), ("relatedName", "Inés"),
                    ("relatedRole", "interpreter"), ("relatedPhone", "01420 555077"), ("relatedTold", "yes")]),
            ("why", [("need-housing", "yes"), ("urgency", "urgent")]),
            ("safety", [("risks", "none"), ("safeguarding", "no"), ("consent", "yes")])])
            Assert.Equal(HttpStatusCode.SeeOther, (await nurse.Post($"/refer/{step}", fields)).StatusCode);
        string check = WebUtility.HtmlDecode(await nurse.Html("/refer/check"));
        foreach (string read in (string[])["How soon", "Urgent", "Inés", "Interpreter"])
            Assert.Contains(read, check, StringComparison.Ordinal);
        await nurse.Post("/refer/check");
        await foreach (Guid id in host.Store.All(default))
        {
            Referral kept = (await host.State(id)).Details;
            Assert.Equal((Urgency.Urgent, new RelatedPerson("Inés", RelatedRole.Interpreter, null, "+441420555077", null, MayBeTold: true)),
                (kept.Urgency, Assert.Single(kept.Person.RelatedPeople)));
        }
    }
}
