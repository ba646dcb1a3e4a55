using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>When a time is agreed, clashes in the link worker's diary are shown first. The link worker can book it anyway.</summary>
public sealed class DiaryTests
{
    [Theory]
    [InlineData("2027-01-15T11:30", "The link worker has a meeting then, from 11:00 to 12:00 (SP-")]
    [InlineData("2027-01-19T10:30", "The link worker has a session then, from 10:00 to 11:30 (SP-")]
    [InlineData("2027-01-20T10:00", "The link worker is on leave from 20 January 2027 to 22 January 2027.")]
    [InlineData("2027-01-16T10:00", "Saturday 16 January 2027 is a weekend, a bank holiday, or a day on which we are closed.")]
    [InlineData("2027-03-26T10:00", "Friday 26 March 2027 is a weekend, a bank holiday")] // Good Friday
    [InlineData("2027-01-18T03:00", "This is outside our hours, which are 09:00 to 17:00.")]
    [InlineData("2027-01-18T16:30", "This is outside our hours")] // ends too late
    public async Task What_is_in_the_way_is_said_and_can_be_booked_anyway(string at, string said)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid other, _) = await host.Booked(linkWorker: tom.Id);
        await host.Do(other, Example.Plan);
        string choir =
            await host.Do(other, new Activities.Introduce(new ActivityDetails("Choir", "Singers"), IntroductionKind.Signposting));
        await host.Do(other,
            new Attendance.PlanSession(choir, new DateTimeOffset(2027, 1, 19, 10, 0, 0, TimeSpan.Zero), new Transport(TransportKind.Own),
                90));
        Guid id = await Accepted(host, tom);
        using Visitor visitor = await host.SignIn(tom);
        await visitor.Post("/board/leave", ("from", "2027-01-20"), ("to", "2027-01-22"));

        HttpResponseMessage warned = await Book(visitor, id, at);

        string html = WebUtility.HtmlDecode(await warned.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Conflict, warned.StatusCode);
        Assert.Contains(said, html, StringComparison.Ordinal);
        Assert.Contains("Book it anyway</label>", html, StringComparison.Ordinal);
        Assert.Empty((await host.State(id)).Meetings);

        Assert.Equal(HttpStatusCode.SeeOther, (await Book(visitor, id, at, ("anyway", "yes"))).StatusCode);
        Assert.Single((await host.State(id)).Meetings);
    }

    [Fact]
    public async Task Nobody_is_warned_of_what_does_not_stand_in_the_way()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid other, string meeting) = await host.Booked(linkWorker: tom.Id);
        Guid id = await Accepted(host, tom);
        using Visitor visitor = await host.SignIn(tom);

        // The hour after the meeting is free, and so is the hour itself once the meeting is cancelled.
        Assert.Equal(HttpStatusCode.SeeOther, (await Book(visitor, id, "2027-01-15T12:00")).StatusCode);
        await host.Do(other, new Meetings.Cancel(meeting));
        Assert.Equal(HttpStatusCode.SeeOther, (await Book(visitor, id, "2027-01-15T11:00")).StatusCode);
    }

    [Fact]
    public async Task A_program_is_told_and_the_time_is_booked()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await host.Booked(linkWorker: tom.Id);
        Guid id = await Accepted(host, tom);
        using HttpClient program = host.Client();
        program.DefaultRequestHeaders.Add("X-Staff-Token", await host.Staff.IssueToken(tom.Id, default));
        var command = new { commandId = "c-1", kind = "bookMeeting", at = "2027-01-15T11:00:00Z", place = new { kind = "phone" } };

        string answer = await (await program.PostAsJsonAsync($"/api/journeys/{id}/commands", command)).Content.ReadAsStringAsync();
        string again = await (await program.PostAsJsonAsync($"/api/journeys/{id}/commands", command)).Content.ReadAsStringAsync();

        using JsonDocument told = JsonDocument.Parse(answer);
        Assert.Equal("another-meeting", Assert.Single(told.RootElement.GetProperty("warnings").EnumerateArray()).GetProperty("code")
            .GetString());
        Assert.Equal(answer, again);
        Assert.Single((await host.State(id)).Meetings);
    }

    [Fact]
    public async Task Who_covers_is_somebody_else_who_works_here_and_has_what_falls_due_until_the_leave_is_taken_out()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), leila = await host.Employ(StaffRole.Lead, "Leila Marsh"),
            admin = await host.Employ(StaffRole.Admin, "Ada Boone");
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept(LinkWorker: tom.Id));
        using Visitor visitor = await host.SignIn(tom);

        foreach (string nobody in (string[])[tom.Id, admin.Id, "somebody", "triage"])
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.Post(
                "/board/leave", ("from", "2027-01-14"), ("to", "2027-01-25"), ("cover", nobody))).StatusCode);
        await visitor.Post("/board/leave", ("from", "2027-01-14"), ("to", "2027-01-25"), ("cover", leila.Id));

        Assert.Contains("Leila Marsh covers.", await visitor.Html("/board/leave"), StringComparison.Ordinal);
        Assert.Contains("on leave until 25 January 2027; Leila Marsh covers", await visitor.Html($"/journeys/{journey:N}"),
            StringComparison.Ordinal);
        Assert.Equal((leila.Id, tom.Id), ((await host.State(journey)).Tasks.Single().Assignee, (await host.State(journey)).LinkWorker));

        StaffMember priya = (await host.Staff.Add("priya@riverside.example", "Priya Nair", StaffRole.LinkWorker, default))!;
        await visitor.Post("/board/leave", ("from", "2027-01-14"), ("to", "2027-01-25"), ("cover", priya.Id));
        Assert.Equal(priya.Id, (await host.State(journey)).Tasks.Single().Assignee);
        Assert.Single((await host.Staff.Find(tom.Id, default))!.Leave);

        await visitor.Send("/board/leave", $"/board/leave/remove?of={tom.Id}", "value=\"2027-01-14\"");

        Assert.Equal(tom.Id, (await host.State(journey)).Tasks.Single().Assignee);
    }

    [Fact]
    public async Task Leave_that_is_taken_out_and_entered_again_is_covered_again()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), leila = await host.Employ(StaffRole.Lead, "Leila Marsh");
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept(LinkWorker: tom.Id));
        using Visitor visitor = await host.SignIn(tom);
        (string, string)[] leave = [("from", "2027-01-14"), ("to", "2027-01-25"), ("cover", leila.Id)];
        await visitor.Post("/board/leave", leave);
        await visitor.Send("/board/leave", $"/board/leave/remove?of={tom.Id}", "value=\"2027-01-14\"");
        Assert.Equal(tom.Id, (await host.State(journey)).Tasks.Single().Assignee);

        await host.Pass(TimeSpan.FromMinutes(1));
        await visitor.Post("/board/leave", leave);

        Assert.Equal(leila.Id, (await host.State(journey)).Tasks.Single().Assignee);
        await visitor.Post("/board/leave", leave);
        Assert.Single((await host.Staff.Find(tom.Id, default))!.Leave);
    }

    [Fact]
    public async Task Two_who_are_taken_along_to_the_same_meeting_of_an_activity_are_one_trip()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), leila = await host.Employ(StaffRole.Lead, "Leila Marsh");
        DateTimeOffset tuesday = new(2027, 1, 19, 10, 0, 0, TimeSpan.Zero);
        List<(Guid Journey, string Introduction)> people = [];
        foreach (string activity in (string[])["Choir", "Choir", "Allotment"])
        {
            (Guid id, string meeting) = await host.Booked(linkWorker: tom.Id);
            await host.Do(id, new Meetings.Cancel(meeting));
            await host.Do(id, Example.Plan);
            people.Add((id, await host.Do(id, new Activities.Introduce(
                new ActivityDetails(activity, "Singers", Where: "Forest Hall"), IntroductionKind.Signposting))));
        }
        using Visitor visitor = await host.SignIn(tom), lead = await host.SignIn(leila);
        async Task<HttpStatusCode> Plan(int whom) =>
            (await visitor.Send(PagesHost.PageOf(people[whom].Journey, "planSession"), "/commands", "value=\"planSession\"",
                ("at", "2027-01-19T10:00"), ("minutes", "90"), ("transport", "Own"))).StatusCode;
        Assert.Equal(HttpStatusCode.SeeOther, await Plan(0));

        Assert.Equal(HttpStatusCode.SeeOther, await Plan(1));
        string together = await visitor.Html("/diary?week=2027-01-18");
        Assert.Equal(HttpStatusCode.Conflict, await Plan(2));
        await host.Do(people[2].Journey,
            new Attendance.PlanSession(people[2].Introduction, tuesday, new Transport(TransportKind.Own), 90));

        Assert.DoesNotContain("do not fit", together, StringComparison.Ordinal);
        Assert.Contains("You go along, all the way.", together, StringComparison.Ordinal);
        Assert.Contains("do not fit", await visitor.Html("/diary?week=2027-01-18"), StringComparison.Ordinal);
        string everybodys = await lead.Html("/diary?week=2027-01-18&of=all");
        Assert.Contains("The link worker goes along, all the way.", everybodys, StringComparison.Ordinal);
        Assert.DoesNotContain("You go along", everybodys, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leave_is_ones_own_to_write_down_and_a_leads_for_everybody()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), lead = await host.Employ(StaffRole.Lead, "Leila Marsh");
        using Visitor visitor = await host.SignIn(tom), leader = await host.SignIn(lead);

        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.Get($"/board/leave?of={lead.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await visitor.Post("/board/leave", ("from", "2027-02-05"), ("to", "2027-02-01"))).StatusCode);
        await visitor.Post("/board/leave", ("from", "2027-02-01"), ("to", "2027-02-05"));
        await visitor.Post("/board/leave", ("from", "2027-02-01"), ("to", "2027-02-05"));
        await leader.Post($"/board/leave?of={tom.Id}", ("from", "2027-01-25"), ("to", "2027-01-25"));
        Assert.Equal([new Leave(new(2027, 1, 25), new(2027, 1, 25)), new Leave(new(2027, 2, 1), new(2027, 2, 5))],
            (await host.Staff.Find(tom.Id, default))!.Leave);
        Assert.Contains("1 February 2027 to 5 February 2027", await visitor.Html("/board/leave"), StringComparison.Ordinal);

        await visitor.Send("/board/leave", $"/board/leave/remove?of={tom.Id}", "value=\"2027-02-01\"");
        Assert.Single((await host.Staff.Find(tom.Id, default))!.Leave);
        Assert.Empty((await host.Staff.Find(lead.Id, default))!.Leave);
    }

    private static async Task<Guid> Accepted(PagesHost host, StaffMember linkWorker)
    {
        Guid id = await host.Receive();
        await host.Do(id, new Intake.Accept(LinkWorker: linkWorker.Id));
        return id;
    }

    private static Task<HttpResponseMessage> Book(Visitor visitor, Guid id, string at, params (string, string)[] more) =>
        visitor.Send(PagesHost.PageOf(id, "bookMeeting"), "/commands", "value=\"bookMeeting\"",
            [("at", at), ("minutes", "60"), ("place", "Phone"), ("where", ""), .. more]);
}
