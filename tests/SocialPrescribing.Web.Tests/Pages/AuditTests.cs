using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The audit trail of a journey, and who looked at it.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task A_trail_says_who_did_what_when()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila Marsh"), tom = await host.Employ(StaffRole.LinkWorker);
        Guid id = await host.Receive();
        await host.Do(id, new Intake.Accept(LinkWorker: tom.Id));
        await host.Do(id, new Allocation.Allocate(lead.Id), Actor.Staff(lead.Id));
        await host.Do(id, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        string meeting = await host.Do(id, new Meetings.Book(host.Clock.GetUtcNow().AddHours(25), new Place(PlaceKind.Phone)));
        await host.Do(id, new Meetings.Move(meeting, host.Clock.GetUtcNow().AddDays(2), new Place(PlaceKind.Phone)), Actor.Staff(tom.Id));
        await host.Do(id, new Notes.Add("<b>Likes singing</b>"), Actor.Staff(tom.Id));
        using Visitor visitor = await host.SignIn(lead);

        Assert.Contains($"href=\"/journeys/{id:N}/audit\"", await visitor.Html($"/journeys/{id:N}/history"), StringComparison.Ordinal);
        string page = await visitor.Html($"/journeys/{id:N}/audit"), html = Regex.Replace(WebUtility.HtmlDecode(page), "<[^>]*>|\\s+", " ");

        Assert.All(
            (string[])["Referral accepted", "Tom Ashby became the link worker", "Leila Marsh became the link worker",
                "Meeting moved from Friday 15 January 2027 at 11:00", "No longer to do: Accept or decline the referral",
                "To do: Make first contact", "from now on for Leila Marsh", "Email to the person: a meeting is booked"],
            text => Assert.Contains(text.ToUpperInvariant(), html.ToUpperInvariant(), StringComparison.Ordinal));
        Assert.Contains("&lt;b&gt;Likes singing", page, StringComparison.Ordinal);
        Assert.DoesNotContain(tom.Id, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_referral_by_page_is_its_referrers_and_what_follows_from_it_the_services()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.Lead, "Leila Marsh"));
        Referral gp = Example.Referral;
        Guid byGp = await host.Receive(r => r with { Reason = "Her son hits her" });
        Guid bySelf = await host.Receive(r => r with { Source = ReferralSource.Self, Referrer = null, Reason = "My son hits me" });

        foreach ((Guid id, string by) in ((Guid, string)[])[(byGp, $"{gp.Referrer!.Name}, {gp.Referrer.Organisation}"),
            (bySelf, "The person")])
        {
            IReadOnlyList<TimelineEntry> told = await host.Get<Timeline>().Of(id, default, everything: true);
            Assert.Equal(by, told.Single(e => e.What.StartsWith("Referral SP-", StringComparison.Ordinal)).By);
            Assert.Equal(["The service"],
                told.Where(
                    e => e.What.StartsWith("To do:", StringComparison.Ordinal) || e.What.StartsWith("Message:", StringComparison.Ordinal))
                    .Select(e => e.By).Distinct());
            // What the program found in the text is attributed to nobody.
            Assert.Equal("The service",
                told.Single(e => e.What.StartsWith("What the referral says may be urgent", StringComparison.Ordinal)).By);
            Assert.Contains(by, WebUtility.HtmlDecode(await visitor.Html($"/journeys/{id:N}/audit")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whoever_opens_the_page_the_trail_or_the_api_is_recorded_once_an_hour_and_before_anything_is_shown()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila Marsh"), tom = await host.Employ(StaffRole.LinkWorker);
        Guid id = await host.Receive(), other = await host.Receive();
        using Visitor visitor = await host.SignIn(tom), leader = await host.SignIn(lead);
        using HttpClient program = host.Client();
        program.DefaultRequestHeaders.Add("X-Staff-Token", await host.Staff.IssueToken(lead.Id, default));

        await visitor.Html("/board?view=everybody");
        await program.GetStringAsync("/api/journeys");
        Assert.Empty((await host.Get<AccessLog>().Of(id, 50, null, default)).Items);
        await visitor.Html($"/journeys/{id:N}");
        await visitor.Html($"/journeys/{id:N}");
        await program.GetStringAsync($"/api/journeys/{id}");
        await host.Pass(TimeSpan.FromHours(2));
        await visitor.Html($"/journeys/{id:N}");
        string html = Regex.Replace(WebUtility.HtmlDecode(await leader.Html($"/journeys/{id:N}/audit")), "<[^>]*>|\\s+", " ");
        IReadOnlyList<Look> looks = (await host.Get<AccessLog>().Of(id, 50, null, default)).Items;

        Assert.Equal([(lead.Id, LookedBy.Audit), (tom.Id, LookedBy.Page), (lead.Id, LookedBy.Api), (tom.Id, LookedBy.Page)],
            looks.OrderByDescending(l => l.At).ThenBy(l => l.Staff == tom.Id).ThenBy(l => l.By).Select(l => (l.Staff, l.By)));
        Assert.True(looks.Zip(looks.Skip(1)).All(p => p.First.At >= p.Second.At.AddHours(-1)));
        Assert.Contains("Tom Ashby , link worker", html, StringComparison.Ordinal);
        Assert.Contains("A program, over the API", html, StringComparison.Ordinal);
        Assert.Contains("14 January 2027, 12:00", html, StringComparison.Ordinal);
        Assert.Empty((await host.Get<AccessLog>().Of(other, 50, null, default)).Items);
    }

    [Fact]
    public async Task A_form_that_was_refused_shows_the_journey_and_counts()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid id = await host.Receive();
        using Visitor visitor = await host.SignIn(tom);

        await visitor.Post($"/journeys/{id:N}/commands", ("form", "addNote"), ("text", ""));

        Assert.Equal(tom.Id, Assert.Single((await host.Get<AccessLog>().Of(id, 50, null, default)).Items).Staff);
    }

    [Fact]
    public async Task Looks_are_paged_and_kept_for_six_years()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila");
        Guid id = await host.Receive();
        for (int i = 0; i < 52; i++)
            await host.Get<AccessLog>()
                .Record(id, new StaffMember($"staff{i:D2}", "", "", StaffRole.LinkWorker, true), LookedBy.Page, default);
        using Visitor visitor = await host.SignIn(lead);

        string first = await visitor.Html($"/journeys/{id:N}/audit");
        string next = WebUtility.HtmlDecode(Regex.Match(first, "href=\"([^\"]*looks=[^\"]*)\"").Groups[1].Value);
        string second = await visitor.Html(next), unreadable = await visitor.Html($"/journeys/{id:N}/audit?looks=elsewhere");

        Assert.Equal((50, 3, 50), (Lines(first), Lines(second), Lines(unreadable)));
        IRegister register = host.Get<IRegister>();
        // Sessions and the like have expired long before.
        await register.Purge(PagesHost.Start.AddYears(5), 1_000, default);
        Assert.Equal(53, (await register.List(RecordKinds.Look.Name, "", 100, null, default)).Items.Count);
        Assert.Equal(53, await register.Purge(PagesHost.Start.AddYears(7), 1_000, default));

        static int Lines(string html) =>
            Regex.Count(html[html.IndexOf("id=\"looked\"", StringComparison.Ordinal)..], "<tr role=\"row\" class=\"nhsuk-table__row\">");
    }

    [Fact]
    public async Task A_long_story_is_paged()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila");
        Guid id = await host.Receive();
        for (int i = 0; i < 120; i++)
            await host.Do(id, new Notes.Add($"Note number {i}."));
        using Visitor visitor = await host.SignIn(lead);

        string first = await visitor.Html($"/journeys/{id:N}/audit"), last = await visitor.Html($"/journeys/{id:N}/audit?page=99");

        Assert.Contains("Note number 119.", first, StringComparison.Ordinal);
        Assert.DoesNotContain("Note number 3.", first, StringComparison.Ordinal);
        Assert.Contains("page 2 of 2", last, StringComparison.Ordinal);
        Assert.Contains("Note number 3.", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trail_is_for_leads_and_admins()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), grace = await host.Employ(StaffRole.SafeguardingLead, "Grace"),
            admin = await host.Employ(StaffRole.Admin, "Ada");
        Guid id = await host.Receive();
        using Visitor visitor = await host.SignIn(tom), other = await host.SignIn(grace), ada = await host.SignIn(admin);

        await visitor.Html($"/journeys/{id:N}/audit", HttpStatusCode.Forbidden);
        await other.Html($"/journeys/{id:N}/audit", HttpStatusCode.Forbidden);
        await ada.Html($"/journeys/{Guid.NewGuid():N}/audit", HttpStatusCode.NotFound);
        Assert.DoesNotContain("/audit", await visitor.Html($"/journeys/{id:N}/history"), StringComparison.Ordinal);
        Assert.Contains("Referral", await ada.Html($"/journeys/{id:N}/audit"), StringComparison.Ordinal);
    }
}
