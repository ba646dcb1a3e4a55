using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed class DaySheetTests
{
    [Fact]
    public async Task The_day_is_told_in_the_order_of_the_clock_with_what_one_must_know_about_each()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid singer = await host.Receive(
            r => Example.WithDiscretion(r) with
            { Person = r.Person with { FamilyName = "Singer", Discretion = true }, Risks = [new Risk("dogAtHome", "Large dog")] });
        await host.Do(singer, new Intake.Accept(LinkWorker: tom.Id));
        await host.Do(singer, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        string choir = await host.Do(singer,
            new Activities.Introduce(new ActivityDetails("Tuesday choir", "Forest Singers", Phone: "01420555123", Where: "Forest Centre"),
                IntroductionKind.Signposting));
        await host.Do(singer,
            new Attendance.PlanSession(choir, host.Clock.GetUtcNow()
                .AddHours(28), new Transport(TransportKind.Taxi, "Bordon Cars", Arranged: true), 90));
        (Guid met, _) = await host.Booked(r => r with { Person = r.Person with { FamilyName = "Early" } }, tom.Id);
        await CaseloadTests.Supported(host, tom, "Called");
        await CaseloadTests.Supported(host, await host.Employ(StaffRole.Lead, "Leila"), "Elsewhere");
        using Visitor visitor = await host.SignIn(tom);

        string html = await visitor.Html("/board/day?on=2027-01-15"), read = Read(html);

        Assert.All(
            (string[])["Friday 15 January 2027: Tom Ashby", "11:00 Meeting, 60 minutes Forest Centre, Bordon. Not confirmed yet.",
                "14:00 Session: Tuesday choir (Forest Singers), 90 minutes Where: Forest Centre. Transport: taxi (Bordon Cars), arranged. "
                    + "Who goes along: you, all the way.",
            "07700 900123", "do not call", "4 Mill Lane, Bordon, GU35 9LP", "step free, large print, BSL interpreter",
            "Dog at home: Large dog", "Discretion:", "Speaks softly"],
            text => Assert.Contains(text, read, StringComparison.Ordinal));
        Assert.True(
            html.IndexOf("Ana Early</bdi></a> <span", StringComparison.Ordinal) < html.IndexOf("Ana Singer</bdi></a> <span",
                StringComparison.Ordinal));
        Assert.DoesNotContain("Elsewhere", read, StringComparison.Ordinal);
        Assert.DoesNotContain("943 476 5919", read, StringComparison.Ordinal);
        Assert.DoesNotContain("Ana Called", read, StringComparison.Ordinal);
        DateOnly due = WorkingCalendar.LondonDate((await host.State(met)).Tasks.Select(t => t.Due).Append(host.Clock.GetUtcNow()).Max());
        Assert.True(due >= new DateOnly(2027, 1, 14));
    }

    [Fact]
    public async Task Calls_and_other_tasks_stand_on_the_day_they_are_due_and_today_also_what_is_late()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid id = await CaseloadTests.Supported(host, tom, "Called");
        string due = $"{WorkingCalendar.LondonDate((await host.State(id)).Tasks.Single().Due):yyyy-MM-dd}";
        using Visitor visitor = await host.SignIn(tom);

        Assert.Contains("Nothing is planned or due", await visitor.Html("/board/day"), StringComparison.Ordinal);
        Assert.Contains("Call: Make first contact By ", Read(await visitor.Html($"/board/day?on={due}")), StringComparison.Ordinal);
        await host.Pass(TimeSpan.FromDays(10));
        Assert.Contains("Call: Make first contact Was due", Read(await visitor.Html("/board/day")), StringComparison.Ordinal);
        Assert.Contains("Nothing is planned or due", await visitor.Html("/board/day?on=2027-02-20"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("2027-02-30")]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    [InlineData("<b>")]
    public async Task What_is_no_day_is_said_and_today_is_shown(string on)
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));

        string html = await visitor.Html("/board/day?on=" + Uri.EscapeDataString(on), HttpStatusCode.UnprocessableEntity);

        Assert.Contains("Give a day", html, StringComparison.Ordinal);
        Assert.Contains("Thursday 14 January 2027", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lead_prints_any_day_and_keeps_it_when_going_to_the_next()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), leila = await host.Employ(StaffRole.Lead, "Leila Marsh");
        await host.Booked(linkWorker: tom.Id);
        using Visitor lead = await host.SignIn(leila);

        string html = WebUtility.HtmlDecode(await lead.Html($"/board/day?on=2027-01-15&of={tom.Id}"));

        Assert.Contains("Friday 15 January 2027: Tom Ashby", html, StringComparison.Ordinal);
        Assert.Contains($"/board/day?on=2027-01-16&of={tom.Id}", html, StringComparison.Ordinal);
        Assert.Contains("Ana O'Connor", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_day_sheet_says_why_somebody_is_here_what_matters_and_what_was_written_last()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid id, _) = await host.Booked(linkWorker: tom.Id);
        await host.Do(id, new Notes.Add("Likes to be rung after ten."), Actor.Staff(tom.Id));
        Journey journey = await host.State(id);
        using Visitor visitor = await host.SignIn(tom);

        string html = WebUtility.HtmlDecode(await visitor.Html("/board/day?on=2027-01-15"));

        Assert.Contains(journey.Details.Reason!, html, StringComparison.Ordinal);
        Assert.Contains(journey.Details.WhatMattersMost!, html, StringComparison.Ordinal);
        Assert.Contains("Likes to be rung after ten.", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"nhsuk-table__cell\"><bdi>Forest Centre, Bordon</bdi></td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_said_with_somebody_else_about_the_person_is_a_note_as_well()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid id, _) = await host.Booked(linkWorker: tom.Id);
        await host.Do(id, new Notes.Add("Likes to be rung after ten."), Actor.Staff(tom.Id));
        await host.Do(id, new Contact.RecordConversation(ContactMethod.Phone, "her daughter", Note: "She is in pain when she stands."),
            Actor.Staff(tom.Id));
        using Visitor visitor = await host.SignIn(tom);

        string html = WebUtility.HtmlDecode(await visitor.Html("/board/day?on=2027-01-15"));

        Assert.Contains("She is in pain when she stands.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_give_somebody_away_stays_in_the_house()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid id, _) = await host.Booked(Example.WithDiscretion, tom.Id);
        await host.Do(id, new Notes.Add("Her sister knows."), Actor.Staff(tom.Id));
        Journey journey = await host.State(id);
        using Visitor visitor = await host.SignIn(tom);

        string html = WebUtility.HtmlDecode(await visitor.Html("/board/day?on=2027-01-15"));

        Assert.Contains("Not on paper:", html, StringComparison.Ordinal);
        Assert.DoesNotContain(journey.Details.Reason!, html, StringComparison.Ordinal);
        Assert.DoesNotContain("Her sister knows.", html, StringComparison.Ordinal);
    }

    private static string Read(string html) => Regex.Replace(Regex.Replace(WebUtility.HtmlDecode(html), "<[^>]*>", " "), "\\s+", " ");
}
