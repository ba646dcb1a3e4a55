using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The leads' page: allocation with caseloads in view, escalations, closings to decide on, and concerns.</summary>
public sealed class TeamTests
{
    [Fact]
    public async Task A_lead_sees_who_waits_and_next_to_it_what_everybody_has_on_their_hands()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila Marsh"), tom = await host.Employ(StaffRole.LinkWorker);
        await host.Booked(linkWorker: tom.Id);
        await host.Receive(
            r => r with { Needs = ["socialIsolation"], Person = r.Person with { FamilyName = "<i>Nettle</i>", Language = "cy" } });
        await host.Pass(TimeSpan.FromDays(1));
        await host.Booked(linkWorker: tom.Id);
        using Visitor visitor = await host.SignIn(lead);

        string page = await visitor.Html("/team"), html = WebUtility.HtmlDecode(page);

        Assert.Contains("Ana &lt;i&gt;Nettle&lt;/i&gt;", page, StringComparison.Ordinal);
        Assert.All(
            (string[])["Waiting since 14 January 2027, 1 day; not accepted yet", "<dd>social isolation</dd>", "<dd>GU35</dd>",
                "<dd>Welsh</dd>", "step free, large print, BSL interpreter, Speaks softly, Walks with a stick",
                "Tom Ashby: 2 open, 0 overdue, 2 meetings this week"],
            text => Assert.Contains(text, html, StringComparison.Ordinal));
        Assert.Matches("<bdi>Tom Ashby</bdi></th>\\s*<td[^>]*>2</td>\\s*<td[^>]*>0</td>\\s*<td[^>]*>2</td>", html);
    }

    [Fact]
    public async Task Several_people_are_given_to_link_workers_in_one_form_and_accepted_with_it()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila"), tom = await host.Employ(StaffRole.LinkWorker);
        Guid fresh = await host.Receive(), accepted = await host.Receive(), later = await host.Receive();
        await host.Do(accepted, new Intake.Accept());
        using Visitor visitor = await host.SignIn(lead);

        HttpResponseMessage sent = await visitor.Send("/team", "/team/allocate", "commandId", ($"to-{fresh:N}", tom.Id),
            ($"to-{accepted:N}", lead.Id), ($"to-{later:N}", ""));

        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        string html = WebUtility.HtmlDecode(await visitor.Html(sent.Headers.Location!.OriginalString));
        Assert.Contains("Everybody who was chosen has a link worker now.", html, StringComparison.Ordinal);
        Assert.Contains("Tom Ashby: 1 open", html, StringComparison.Ordinal);
        Assert.Equal((tom.Id, lead.Id, null),
            ((await host.State(fresh)).LinkWorker, (await host.State(accepted)).LinkWorker, (await host.State(later)).LinkWorker));
        Assert.NotNull((await host.State(fresh)).AcceptedAt);
        Assert.Contains($"to-{later:N}", html, StringComparison.Ordinal);
        Assert.DoesNotContain($"to-{fresh:N}", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_was_given_away_meanwhile_is_named_and_the_others_are_allocated()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila"), tom = await host.Employ(StaffRole.LinkWorker);
        Guid one = await host.Receive(), other = await host.Receive();
        using Visitor visitor = await host.SignIn(lead);
        await host.Do(one, new Intake.Accept(LinkWorker: lead.Id));

        HttpResponseMessage sent =
            await visitor.Post("/team/allocate", ("commandId", new string('a', 32)), ($"to-{one:N}", tom.Id), ($"to-{other:N}", tom.Id));
        string html = WebUtility.HtmlDecode(await sent.Content.ReadAsStringAsync());
        int length = await host.JournalLength(other);
        HttpResponseMessage again = await visitor.Post("/team/allocate", ("commandId", new string('a', 32)), ($"to-{other:N}", tom.Id));

        Assert.Equal(HttpStatusCode.Conflict, sent.StatusCode);
        Assert.Contains("has been given to somebody else meanwhile", html, StringComparison.Ordinal);
        Assert.Contains("Given to a link worker: 1 of 2.", html, StringComparison.Ordinal);
        Assert.Equal((lead.Id, tom.Id), ((await host.State(one)).LinkWorker, (await host.State(other)).LinkWorker));
        Assert.Equal((HttpStatusCode.SeeOther, length), (again.StatusCode, await host.JournalLength(other)));
    }

    [Fact]
    public async Task What_is_wrong_with_an_allocation_is_said()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila"), admin = await host.Employ(StaffRole.Admin, "Ada"),
            tom = await host.Employ(StaffRole.LinkWorker);
        Guid fresh = await host.Receive();
        using Visitor visitor = await host.SignIn(lead), other = await host.SignIn(admin);

        HttpResponseMessage nobody = await visitor.Post("/team/allocate", ($"to-{fresh:N}", ""));
        HttpResponseMessage stranger = await visitor.Post("/team/allocate", ($"to-{fresh:N}", admin.Id));
        HttpResponseMessage unknown = await visitor.Post("/team/allocate", ($"to-{Guid.NewGuid():N}", tom.Id));
        HttpResponseMessage broken = await visitor.Post("/team/allocate", ("to-somebody", tom.Id));
        HttpResponseMessage notAllowed = await other.Post("/team/allocate", ($"to-{fresh:N}", tom.Id));

        Assert.All([nobody, stranger, unknown, notAllowed], sent => Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode));
        Assert.Contains("Choose a link worker for somebody first.", await nobody.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Choose a link worker who works here.", await stranger.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("There is no such record.", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("This is for: link worker, lead.", await notAllowed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        Assert.Null((await host.State(fresh)).LinkWorker);
        Assert.Contains("A lead accepts the referral first.", await other.Html("/team"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_escalated_stands_there_until_it_is_done()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila"), tom = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept(LinkWorker: tom.Id));
        using Visitor visitor = await host.SignIn(lead);

        Assert.Contains("<strong>0</strong> escalated", await visitor.Html("/team"), StringComparison.Ordinal);
        await host.Pass(TimeSpan.FromDays(12));
        string late = WebUtility.HtmlDecode(await visitor.Html("/team"));
        await host.Do(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        string done = await visitor.Html("/team");

        Assert.Contains("<strong>1</strong> escalated", late, StringComparison.Ordinal);
        Assert.Contains("Make first contact", late, StringComparison.Ordinal);
        Assert.Contains("With <bdi>Tom Ashby</bdi> · told once, last on 22 January 2027", late, StringComparison.Ordinal);
        Assert.DoesNotContain("Make first contact", done, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_that_was_announced_is_called_off_in_place()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila");
        Guid id = await host.Receive();
        await host.Do(id, new Intake.Accept());
        for (int i = 0; i < 3; i++)
        {
            await host.Do(id, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.NoAnswer));
            await host.Pass(TimeSpan.FromDays(1));
        }
        await host.Pass(TimeSpan.FromDays(12));
        using Visitor visitor = await host.SignIn(lead);

        Assert.Contains("We could not reach the person.", await visitor.Html("/team"), StringComparison.Ordinal);
        HttpResponseMessage sent = await visitor.Send("/team", "/team/keep-open", "Keep it open");

        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.Null((await host.State(id)).ClosingProposal);
        Assert.DoesNotContain("action=\"/team/keep-open\"", await visitor.Html("/team"), StringComparison.Ordinal);
        HttpResponseMessage again = await visitor.Post("/team/keep-open", ("journey", $"{id:N}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
    }

    [Fact]
    public async Task A_concern_is_taken_on_in_place_by_a_named_human()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember safeguarding = await host.Employ(StaffRole.SafeguardingLead, "Grace");
        Guid id = await host.Receive(r => r with { Safeguarding = new Safeguarding(true, "Worried about her son") });
        using Visitor visitor = await host.SignIn(safeguarding);

        string html = await visitor.Html("/team");
        HttpResponseMessage tooLong = await visitor.Send("/team", "/team/acknowledge", "concern", ("note", new string('x', 5_000)));
        HttpResponseMessage sent = await visitor.Send("/team", "/team/acknowledge", "concern", ("note", "I call her"));

        Assert.Contains("Ana O&#x27;Connor", html, StringComparison.Ordinal);
        // What a concern is about is only shown where looks are recorded. Whoever may not allocate does not see who waits.
        Assert.DoesNotContain("Worried about her son", html, StringComparison.Ordinal);
        Assert.DoesNotContain("New referrals", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooLong.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.Equal(safeguarding.Id, (await host.State(id)).Concerns.Single().AcknowledgedBy);
        Assert.DoesNotContain("/team/acknowledge", await visitor.Html("/team"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_admin_sees_concerns_and_takes_none_on()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember admin = await host.Employ(StaffRole.Admin, "Ada");
        Guid id = await host.Receive(r => r with { Safeguarding = new Safeguarding(true, null) });
        string concern = (await host.State(id)).Concerns.Single().Id;
        using Visitor visitor = await host.SignIn(admin);

        Assert.DoesNotContain("/team/acknowledge", await visitor.Html("/team"), StringComparison.Ordinal);
        HttpResponseMessage sent = await visitor.Post("/team/acknowledge", ("journey", $"{id:N}"), ("concern", concern));
        HttpResponseMessage broken = await visitor.Post("/team/acknowledge", ("journey", "x"), ("concern", concern));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.BadRequest), (sent.StatusCode, broken.StatusCode));
        Assert.Null((await host.State(id)).Concerns.Single().AcknowledgedAt);
    }

    [Fact]
    public async Task A_link_worker_has_no_team_page()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid id = await host.Receive();
        using Visitor visitor = await host.SignIn(tom), nobody = host.Visit();

        Assert.DoesNotContain("href=\"/team\"", await visitor.Html("/board"), StringComparison.Ordinal);
        Assert.Contains("It is for: lead, safeguarding lead, admin.", await visitor.Html("/team", HttpStatusCode.Forbidden),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.Post("/team/allocate", ($"to-{id:N}", tom.Id))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.Get("/team/hand-over")).StatusCode);
        Assert.Equal(host.SignInFor("/team"), (await nobody.Get("/team")).Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task An_empty_team_page_says_so()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));

        string html = await visitor.Html("/team");

        Assert.All((string[])["Everybody has a link worker.", "There are no link workers yet.", "None.", "Nothing."],
            text => Assert.Contains(text, html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_journeys_of_somebody_who_leaves_are_handed_over()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila"), tom = await host.Employ(StaffRole.LinkWorker);
        StaffMember priya = (await host.Staff.Add("priya@riverside.example", "Priya Nair", StaffRole.LinkWorker, default))!;
        (Guid one, _) = await host.Booked(linkWorker: tom.Id);
        (Guid other, _) = await host.Booked(linkWorker: tom.Id);
        using Visitor visitor = await host.SignIn(lead);

        HttpResponseMessage missing = await visitor.Send("/team/hand-over", "/team/hand-over", "from");
        HttpResponseMessage oneself =
            await visitor.Send("/team/hand-over", "/team/hand-over", "from", ("from", tom.Id), ($"to-{tom.Id}", "yes"));
        HttpResponseMessage named =
            await visitor.Send("/team/hand-over", "/team/hand-over", "from", ("from", tom.Id), ($"to-{lead.Id}", "yes"));
        string[] first = [(await host.State(one)).LinkWorker!, (await host.State(other)).LinkWorker!];
        HttpResponseMessage evenly = await visitor.Send("/team/hand-over", "/team/hand-over", "from", ("from", lead.Id));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (missing.StatusCode, oneself.StatusCode));
        Assert.Contains("Nobody takes over from themselves.", await oneself.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Handed over: 2 to Leila.", await named.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([lead.Id, lead.Id], first);
        Assert.Contains("Handed over: ", await evenly.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(new[] { tom.Id, priya.Id }.Order(),
            new[] { (await host.State(one)).LinkWorker!, (await host.State(other)).LinkWorker! }.Order());
    }

    [Fact]
    public async Task Without_another_link_worker_nobody_is_handed_over()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila"), tom = await host.Employ(StaffRole.LinkWorker);
        await host.Booked(linkWorker: tom.Id);
        using Visitor visitor = await host.SignIn(lead);

        HttpResponseMessage sent = await visitor.Send("/team/hand-over", "/team/hand-over", "from", ("from", tom.Id));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Contains("There is no other link worker.", await sent.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
