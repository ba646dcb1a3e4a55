using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>What a link worker does on the board itself: sees what others are to do, and records the result of a task.</summary>
public sealed class BoardWorkTests
{
    [Fact]
    public async Task Somebody_whom_another_process_has_just_added_is_named_on_the_board()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor leila = await host.SignIn(await host.Employ(StaffRole.Lead, "Leila Marsh"));
        Guid journey = await host.Receive();
        await leila.Html("/board?view=everybody");
        StaffDirectory elsewhere = new(host.Get<IRegister>(), host.Get<Clocks>());
        StaffMember nia = (await elsewhere.Add("nia@riverside.example", "Nia Hall", StaffRole.LinkWorker, default))!;
        await host.Do(journey, new Intake.Accept(LinkWorker: nia.Id));

        string board = await leila.Html("/board?view=everybody");

        Assert.Contains("Nia Hall", board, StringComparison.Ordinal);
        Assert.DoesNotContain($"{nia.Id} queue", board, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_expected_today_sees_it_on_their_board_until_it_is_recorded()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), leila = await host.Employ(StaffRole.Lead, "Leila Marsh");
        (Guid id, string meeting) = await host.Booked(linkWorker: tom.Id);
        await host.Do(id, new Meetings.Confirm(meeting));
        using Visitor his = await host.SignIn(tom), hers = await host.SignIn(leila);
        const string Diary = "In your diary today";
        Assert.DoesNotContain(Diary, await his.Html("/board"), StringComparison.Ordinal);

        await host.Pass(TimeSpan.FromHours(22));

        string board = await his.Html("/board");
        Assert.Contains(Diary, board, StringComparison.Ordinal);
        Assert.Matches($"href=\"/journeys/{id:N}\">11:00\\s*<bdi>Meeting</bdi></a>\\s*<span class=\"who\"><bdi>Ana", board);
        Assert.Contains("The person will come.", board, StringComparison.Ordinal);
        foreach (string other in (string[])["/board?view=everybody", "/board"])
            Assert.DoesNotContain(Diary, await hers.Html(other), StringComparison.Ordinal);
        await host.Pass(TimeSpan.FromHours(4));
        await host.Do(id, new Meetings.RecordOutcome(meeting, MeetingOutcome.Held));
        Assert.DoesNotContain(Diary, await his.Html("/board"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_nothing_but_a_visit_hears_of_it_in_the_morning_and_no_name_is_in_the_letter()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid id, _) = await host.Booked(linkWorker: tom.Id);
        string reference = (await host.State(id)).Referrals[0].Reference;

        await host.Pass(TimeSpan.FromHours(24));

        StoredLetter letter = Assert.Single(host.Letters, l => l.To == tom.Email && l.Date.Date == host.Clock.GetUtcNow().Date);
        Assert.Contains($"In your diary today: a meeting at 11:00 ({reference})", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing is open", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ana", letter.Text, StringComparison.Ordinal);
    }

    /// <summary>Somebody waits at home for a link worker who is ill.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_visit_of_somebody_who_is_away_is_before_whoever_covers_or_else_the_leads(bool isCovered, bool isCoverHere)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), leila = await host.Employ(StaffRole.Lead, "Leila Marsh"),
            kim = await host.Employ(StaffRole.Analyst, "Kim Vale");
        kim = (await host.Staff.Change(kim.Id, s => s with { Role = StaffRole.LinkWorker }, default))!;
        (Guid id, _) = await host.Booked(linkWorker: tom.Id);
        DateOnly day = WorkingCalendar.LondonDate((await host.State(id)).Meetings[0].At);
        string reference = (await host.State(id)).Referrals[0].Reference;
        await host.Staff.Change(tom.Id, s => s with { Leave = [new Leave(day, day, isCovered ? kim.Id : null)] }, default);
        if (!isCoverHere)
            await host.Staff.Change(kim.Id, s => s with { Leave = [new Leave(day, day)] }, default);
        host.SeesWhatIsNew();
        StaffMember falls = isCovered && isCoverHere ? kim : leila, other = falls == kim ? leila : kim;
        using Visitor his = await host.SignIn(tom), theirs = await host.SignIn(falls), others = await host.SignIn(other);
        const string Waits = "A colleague is not here today, and people wait";
        Assert.Matches($"<h2>Booked on these days</h2>[^§]*{id:N}", await his.Html("/board/leave"));
        Assert.DoesNotContain(Waits, await theirs.Html("/board"), StringComparison.Ordinal);

        await host.Pass(TimeSpan.FromHours(24));

        string board = await theirs.Html("/board");
        Assert.Contains(Waits, board, StringComparison.Ordinal);
        Assert.Matches($"href=\"/journeys/{id:N}\">11:00[^§]*for Tom Ashby", board);
        Assert.DoesNotContain(Waits, await others.Html("/board"), StringComparison.Ordinal);
        string line = $"Tom Ashby is not here today, see who goes: a meeting at 11:00 ({reference})";
        Assert.Contains(host.Letters, l => l.To == falls.Email && l.Text.Contains(line, StringComparison.Ordinal));
        Assert.DoesNotContain(host.Letters, l => l.To == other.Email && l.Text.Contains(line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, StaffRole.LinkWorker)]
    [InlineData(true, StaffRole.Analyst)]
    public async Task A_visit_of_somebody_who_has_left_is_before_the_leads(bool enabled, StaffRole role)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), leila = await host.Employ(StaffRole.Lead, "Leila Marsh"),
            kim = await host.Employ(StaffRole.Admin, "Kim Vale");
        kim = (await host.Staff.Change(kim.Id, s => s with { Role = StaffRole.LinkWorker }, default))!;
        (Guid id, _) = await host.Booked(linkWorker: tom.Id);
        string reference = (await host.State(id)).Referrals[0].Reference;
        await host.Staff.Change(tom.Id, s => s with { Enabled = enabled, Role = role }, default);
        host.SeesWhatIsNew();
        await host.Pass(TimeSpan.FromHours(24));
        using Visitor lead = await host.SignIn(leila), other = await host.SignIn(kim);

        Assert.Matches($"people wait</h2>[^§]*href=\"/journeys/{id:N}\">11:00[^§]*for Tom Ashby", await lead.Html("/board"));
        Assert.DoesNotContain("people wait</h2>", await other.Html("/board"), StringComparison.Ordinal);
        string line = $"Tom Ashby is not here today, see who goes: a meeting at 11:00 ({reference})";
        Assert.Equal([leila.Email], host.Letters.Where(l => l.Text.Contains(line, StringComparison.Ordinal)).Select(l => l.To).Distinct());
    }

    [Fact]
    public async Task What_is_in_other_hands_is_told_with_since_when_and_what_happens_by_itself()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid id, string meeting) = await host.Booked(linkWorker: tom.Id);
        using Visitor visitor = await host.SignIn(tom);
        Assert.Contains(
            "The person to confirm the meeting on Friday 15 January 2027 at 11:00. Ana O'Connor. Since 14 January 2027. On 15 January "
                + "2027, 08:00: We remind the person of the meeting.", await Waits(visitor), StringComparison.Ordinal);

        await host.Do(id, new Meetings.Confirm(meeting));
        Assert.Contains("Nothing waits for anybody else", await visitor.Html("/board"), StringComparison.Ordinal);

        await host.Pass(TimeSpan.FromDays(2));
        await host.Do(id, new Meetings.RecordOutcome(meeting, MeetingOutcome.Held));
        await host.Do(id, Example.Plan);
        string choir = await host.Do(id,
            new Activities.Introduce(new ActivityDetails("Tuesday choir", "Forest Singers", Email: "choir@example.org"),
                IntroductionKind.Referral, Agreed: true));
        Assert.Contains("An answer from Forest Singers (Tuesday choir). Ana O'Connor. Since 16 January 2027. On ", await Waits(visitor),
            StringComparison.Ordinal);
        Assert.Contains(": We ask the provider again.", await Waits(visitor), StringComparison.Ordinal);

        await host.Do(id, new Activities.RecordAnswer(choir, ProviderAnswer.WaitingList));
        await host.Pass(TimeSpan.FromDays(2));
        string waits = await Waits(visitor);
        Assert.Contains("A place at Tuesday choir (Forest Singers): waiting list.", waits, StringComparison.Ordinal);
        Assert.Contains("The link worker is asked how the waiting list stands.", waits, StringComparison.Ordinal);
        Assert.Matches(
            "The person to answer the baseline survey. Ana O'Connor. Since 1. January 2027. On .*: We remind the person of the baseline "
                + "survey.", waits);
        Assert.Contains("<strong>2</strong> waiting for others", await visitor.Html("/board"), StringComparison.Ordinal);

        await host.Do(id, new Pausing.Pause(PauseReason.Hospital, new DateOnly(2027, 2, 20)));
        Assert.Contains("Nothing happens by itself while support is paused", await Waits(visitor), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_who_was_written_to_last_is_waited_for()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid id = await CaseloadTests.Supported(host, tom, "Silent");
        for (int i = 0; i < 3; i++)
        {
            await host.Do(id, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.NoAnswer));
            await host.Pass(TimeSpan.FromDays(1));
        }
        using Visitor visitor = await host.SignIn(tom);

        Assert.Matches(
            "The person to answer our last letter. Ana Silent. Since 16 January 2027. On .*: The lead is told that support will end",
            await Waits(visitor));
    }

    [Fact]
    public async Task Many_waits_have_a_page_of_their_own_and_other_peoples_are_not_mine()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), leila = await host.Employ(StaffRole.Lead, "Leila");
        for (int i = 0; i < 21; i++)
            await host.Booked(linkWorker: tom.Id);
        using Visitor visitor = await host.SignIn(tom), lead = await host.SignIn(leila);

        string board = WebUtility.HtmlDecode(await visitor.Html("/board"));
        Assert.Contains("<strong>20+</strong> waiting for others", board, StringComparison.Ordinal);
        Assert.Contains("/board?view=mine&due=waiting", board, StringComparison.Ordinal);
        Assert.Equal(21, (await visitor.Html("/board?view=mine&due=waiting")).Split("The person to confirm").Length - 1);
        Assert.Contains("Nothing waits", await lead.Html("/board?view=mine"), StringComparison.Ordinal);
        Assert.DoesNotContain("waiting for others", await lead.Html("/board?view=everybody"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_is_recorded_on_the_board_itself_with_one_form_and_one_choice()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid id = await CaseloadTests.Supported(host, tom, "Called");
        using Visitor visitor = await host.SignIn(tom);

        // Open the form, choose what came of it, record: three interactions, one request.
        HttpResponseMessage sent = await visitor.Send("/board", $"/journeys/{id:N}/commands", "value=\"recordAttempt\"",
            ("outcome", "NoAnswer"), ("channel", Chosen(await visitor.Html("/board"))));

        Assert.Equal("/board?view=mine&done=recordAttempt", sent.Headers.Location!.OriginalString);
        Assert.Contains("Contact recorded.", await visitor.Html(sent.Headers.Location.OriginalString), StringComparison.Ordinal);
        Assert.Equal((ContactMethod.Phone, AttemptOutcome.NoAnswer),
            (await host.State(id)).Attempts.Single() is var a ? (a.Channel, a.Outcome) : default);
    }

    [Fact]
    public async Task A_meeting_and_a_session_are_recorded_with_one_form_each()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid id, _) = await host.Booked(linkWorker: tom.Id);
        await host.Pass(TimeSpan.FromDays(2));
        using Visitor visitor = await host.SignIn(tom);

        Assert.Equal(HttpStatusCode.SeeOther,
            (await visitor.Send("/board", $"/journeys/{id:N}/commands", "value=\"recordMeetingOutcome\"", ("outcome", "Held"))).StatusCode);
        await host.Do(id, Example.Plan);
        string choir = await host.Do(id, new Activities.Introduce(new ActivityDetails("Choir", "Singers"), IntroductionKind.Signposting));
        await host.Do(id, new Attendance.PlanSession(choir, host.Clock.GetUtcNow().AddDays(1), new Transport(TransportKind.Own)));
        await host.Pass(TimeSpan.FromDays(2));
        HttpResponseMessage sent = await visitor.Send("/board", $"/journeys/{id:N}/commands", "value=\"recordSession\"", ("came", "yes"),
            ("confidence", "7"), ("wentAlong", "LinkWorker"));

        Assert.Equal("/board?view=mine&done=recordSession", sent.Headers.Location!.OriginalString);
        Session session = (await host.State(id)).Sessions.Single();
        Assert.Equal((true, 7, Companion.LinkWorker), (session.Came, session.Confidence, session.WentAlong));
        Assert.Equal(MeetingOutcome.Held, (await host.State(id)).Meetings.Single().Outcome);
    }

    [Fact]
    public async Task A_quick_form_without_a_choice_or_with_a_view_of_nobodys_says_so_on_the_journey_and_stays_here()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid id = await CaseloadTests.Supported(host, tom, "Called");
        using Visitor visitor = await host.SignIn(tom);

        HttpResponseMessage empty = await visitor.Send("/board", $"/journeys/{id:N}/commands", "value=\"recordAttempt\"",
            ("channel", "Phone"), ("note", "Rang twice"));
        string html = await empty.Content.ReadAsStringAsync();
        HttpResponseMessage elsewhere = await visitor.Send("/board", $"/journeys/{id:N}/commands", "value=\"recordAttempt\"",
            ("channel", "Phone"), ("outcome", "NoAnswer"), ("back", "https://evil.example"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        Assert.Contains("Choose what came of it", html, StringComparison.Ordinal);
        Assert.Contains(">Rang twice</textarea>", html, StringComparison.Ordinal);
        Assert.Equal($"/journeys/{id:N}?done=recordAttempt", elsewhere.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Who_may_not_record_sees_no_quick_form()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), admin = await host.Employ(StaffRole.Admin, "Ada");
        await CaseloadTests.Supported(host, tom, "Called");
        using Visitor visitor = await host.SignIn(admin);

        string html = await visitor.Html("/board?view=everybody");

        Assert.Contains("Make first contact", html, StringComparison.Ordinal);
        Assert.DoesNotContain("recordAttempt", html, StringComparison.Ordinal);
    }

    /// <summary>The preselected way of contact.</summary>
    private static string Chosen(string html) =>
        Regex.Match(html, "name=\"channel\".*?<option value=\"([^\"]*)\" selected", RegexOptions.Singleline).Groups[1].Value;

    private static async Task<string> Waits(Visitor visitor)
    {
        string html = WebUtility.HtmlDecode(await visitor.Html("/board"));
        string section =
            html[html.IndexOf("id=\"waiting\"", StringComparison.Ordinal)..html.IndexOf("id=\"people\"", StringComparison.Ordinal)];
        return Regex.Replace(
            Regex.Replace(section.Replace("</a>", ".", StringComparison.Ordinal)
                .Replace("</bdi></span>", ".", StringComparison.Ordinal), "<[^>]*>", " "), "\\s+", " ")
                .Replace(" .", ".", StringComparison.Ordinal);
    }
}
