using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>A week of meetings and sessions. Today is Thursday 14 January 2027.</summary>
public sealed class DiaryWeekTests
{
    [Fact]
    public async Task A_week_shows_what_is_planned_and_what_is_free()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await host.Booked(linkWorker: tom.Id);
        using Visitor visitor = await host.SignIn(tom);
        await visitor.Post("/board/leave", ("from", "2027-01-19"), ("to", "2027-01-19"));

        string html = WebUtility.HtmlDecode(await visitor.Html("/diary"));
        string friday = html[html.IndexOf("Friday 15 January 2027", StringComparison.Ordinal)..];
        string next = WebUtility.HtmlDecode(await visitor.Html("/diary?week=2027-01-19"));

        Assert.Contains("11:00 to 12:00", friday, StringComparison.Ordinal);
        Assert.Contains("Ana O'Connor", friday, StringComparison.Ordinal);
        Assert.Matches("(?s)Free:.*09:00 to 11:00.*12:00 to 17:00", friday);
        Assert.DoesNotContain("Saturday 16 January", html, StringComparison.Ordinal);
        Assert.DoesNotContain("do not fit", html, StringComparison.Ordinal);
        Assert.Contains("Nothing is planned.", next, StringComparison.Ordinal);
        Assert.Contains("leave.</p>", next.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_that_overlap_are_named_by_their_references()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid one, _) = await host.Booked(linkWorker: tom.Id);
        (Guid two, _) = await host.Booked(linkWorker: tom.Id);
        using Visitor visitor = await host.SignIn(tom);

        string html = WebUtility.HtmlDecode(await visitor.Html("/diary"));

        Assert.Contains("Two do not fit:", html, StringComparison.Ordinal);
        foreach (Guid id in (Guid[])[one, two])
            Assert.Contains((await host.State(id)).Referrals[0].Reference, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lead_looks_at_everybodys_and_a_link_worker_at_their_own()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), leila = await host.Employ(StaffRole.Lead, "Leila Marsh");
        await host.Booked(linkWorker: tom.Id);
        using Visitor lead = await host.SignIn(leila), worker = await host.SignIn(tom);

        Assert.Contains($"<bdi>{tom.Name}</bdi>", await lead.Html("/diary?of=all"), StringComparison.Ordinal);
        await worker.Html($"/diary?of={leila.Id}", HttpStatusCode.Forbidden);
        await worker.Html("/diary?of=all", HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("week=tomorrow")]
    [InlineData("week=0001-01-01&for=nobody")]
    [InlineData("week=9999-12-31&for=%3Cb%3E")]
    public async Task What_makes_no_sense_in_the_address_shows_this_week(string query)
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));

        string html = await visitor.Html($"/diary?{query}");

        Assert.Contains("Thursday 14 January 2027, today", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Choose a free time", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_free_time_leads_back_to_the_form_with_the_time_filled_in()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), leila = await host.Employ(StaffRole.Lead, "Leila Marsh");
        await host.Booked(linkWorker: tom.Id);
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept(LinkWorker: tom.Id));
        await host.Do(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        using Visitor visitor = await host.SignIn(tom), lead = await host.SignIn(leila);
        string form = PagesHost.PageOf(journey, "bookMeeting");

        Assert.Contains($"\"/diary?for={journey:N}\"", await visitor.Html(form), StringComparison.Ordinal);
        Assert.Contains($"/diary?for={journey:N}&of={tom.Id}", WebUtility.HtmlDecode(await lead.Html(form)), StringComparison.Ordinal);
        string diary = WebUtility.HtmlDecode(await visitor.Html($"/diary?for={journey:N}"));
        Assert.Contains($"href=\"{form}?do=bookMeeting&at=2027-01-15T12:00#bookMeeting\"", diary, StringComparison.Ordinal);
        Assert.Contains("value=\"2027-01-15T12:00\"", await visitor.Html($"{form}?do=bookMeeting&at=2027-01-15T12:00"),
            StringComparison.Ordinal);
        Assert.DoesNotContain("someday", await visitor.Html($"{form}?do=bookMeeting&at=someday"), StringComparison.Ordinal);
    }
}
