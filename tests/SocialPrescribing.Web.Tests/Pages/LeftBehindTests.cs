using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>
/// People and tasks of somebody who has left, or does something else now, are on the leads' page until they are handed over.
/// </summary>
public sealed class LeftBehindTests
{
    [Fact]
    public async Task Whose_link_worker_does_not_work_here_any_more_is_on_the_leads_page_until_they_are_handed_over()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila Marsh"), tom = await host.Employ(StaffRole.LinkWorker);
        await host.Booked(linkWorker: tom.Id);
        using Visitor visitor = await host.SignIn(lead);
        string before = await visitor.Html("/team");
        await host.Staff.Change(tom.Id, s => s with { Enabled = false }, default);
        host.SeesWhatIsNew();

        string html = WebUtility.HtmlDecode(await visitor.Html("/team"));

        Assert.DoesNotContain("cannot sign in", before, StringComparison.Ordinal);
        Assert.Matches("<bdi>Tom Ashby</bdi> cannot sign in\\s+any more and still has 1 person", html);
        Assert.Contains("<a href=\"/team/hand-over\">Hand them over</a>", html, StringComparison.Ordinal);
        HttpResponseMessage given =
            await visitor.Post("/team/hand-over", ("commandId", new string('a', 32)), ("from", tom.Id), ($"to-{lead.Id}", "yes"));
        Assert.Equal(HttpStatusCode.OK, given.StatusCode);
        Assert.DoesNotContain("cannot sign in", await visitor.Html("/team"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_does_something_else_now_can_be_chosen_to_hand_over_the_people_they_still_have()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila Marsh"), tom = await host.Employ(StaffRole.LinkWorker);
        await host.Booked(linkWorker: tom.Id);
        await host.Staff.Change(tom.Id, s => s with { Role = StaffRole.Analyst }, default);
        using Visitor visitor = await host.SignIn(lead);

        Assert.Matches("<bdi>Tom Ashby</bdi> does not support people\\s+any more and still has 1 person\\.",
            WebUtility.HtmlDecode(await visitor.Html("/team")));
        Assert.Contains($"<option value=\"{tom.Id}\"", await visitor.Html("/team/hand-over"), StringComparison.Ordinal);
    }

    /// <summary>Whoever reads a name opens the door to it alone.</summary>
    [Theory]
    [InlineData("left")]
    [InlineData("analyst")]
    [InlineData("leave")]
    [InlineData("handed over")]
    [InlineData("here")]
    public async Task No_letter_and_no_page_names_a_link_worker_who_will_not_be_there(string what)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), lead = await host.Employ(StaffRole.Lead, "Leila Marsh");
        (Guid journey, string meeting) = await host.Booked(linkWorker: tom.Id);
        DateOnly day = WorkingCalendar.LondonDate((await host.State(journey)).Meetings[0].At);
        int before = host.Letters.Count;
        if (what is "handed over")
            await host.Do(journey, new Allocation.HandOver(lead.Id));
        else if (what is not "here")
            await host.Staff.Change(tom.Id, s => what switch
            {
                "left" => s with { Enabled = false },
                "analyst" => s with { Role = StaffRole.Analyst },
                _ => s with { Leave = [new Leave(day, day)] },
            }, default);
        using Visitor ana = host.Visit();

        await host.Pass(TimeSpan.FromHours(23));

        string page = await ana.Html($"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}");
        string letters = string.Concat(host.Letters.Take(host.Letters.Count - before)
            .Where(l => l.To is "ana@example.org").Select(l => l.Text + l.Html));
        Assert.Contains("Forest Centre", letters, StringComparison.Ordinal);
        Assert.Equal(what is "here", letters.Contains("Tom Ashby", StringComparison.Ordinal));
        Assert.Equal(what is "here", page.Contains("Tom Ashby", StringComparison.Ordinal));
        Assert.Equal(what is "handed over", letters.Contains("Leila Marsh", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_concern_that_somebody_took_on_who_has_left_is_on_the_leads_page_and_goes_back_to_the_safeguarding_leads()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila Marsh"), tom = await host.Employ(StaffRole.LinkWorker),
            sue = await host.Employ(StaffRole.SafeguardingLead, "Sue Marlow");
        (Guid journey, _) = await host.Booked(linkWorker: tom.Id);
        string concern = await host.Do(journey, new Concerns.Raise("Says that there is no food in the house."));
        await host.Do(journey, new Concerns.Acknowledge(concern), Actor.Staff(sue.Id));
        await host.Staff.Change(sue.Id, s => s with { Enabled = false }, default);
        using Visitor visitor = await host.SignIn(lead);

        string html = WebUtility.HtmlDecode(await visitor.Html("/team"));
        HttpResponseMessage given =
            await visitor.Post("/team/hand-over", ("commandId", new string('a', 32)), ("from", sue.Id), ($"to-{tom.Id}", "yes"));

        Assert.Matches("<bdi>Sue Marlow</bdi> cannot sign in\\s+any more and still has 1 task\\.", html);
        Assert.Equal(HttpStatusCode.OK, given.StatusCode);
        Assert.Equal(Queues.Safeguarding, (await host.State(journey)).Tasks.Single(t => t.Kind is TaskKind.SettleConcern).Assignee);
        Assert.DoesNotContain("cannot sign in", await visitor.Html("/team"), StringComparison.Ordinal);
    }
}
