using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed partial class CaseloadTests
{
    [Fact]
    public async Task Whoever_needs_somebody_most_stands_first_with_the_last_contact_and_what_is_next()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await Supported(host, tom, "Late", new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.NoAnswer));
        await host.Pass(TimeSpan.FromDays(11));
        await Supported(host, tom, "Reached", new Contact.RecordAttempt(ContactMethod.Visit, AttemptOutcome.Reached));
        await Supported(host, tom, "Booked", new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached),
            new Meetings.Book(host.Clock.GetUtcNow().AddHours(3), new Place(PlaceKind.AtHome)));
        await Supported(host, tom, "Worry", new Concerns.Raise("Sounded very low"));
        await Supported(host, await host.Employ(StaffRole.Lead, "Leila Marsh"), "Elsewhere");
        using Visitor visitor = await host.SignIn(tom);

        string[] rows = [.. Rows().Matches(Read(await visitor.Html("/caseload"))).Select(r => r.Value)];

        Assert.Equal(["Worry", "Late", "Booked", "Reached"], rows.Select(r => Regex.Match(r, "Ana (\\w+)").Groups[1].Value));
        Assert.Contains("Concern", rows[0], StringComparison.Ordinal);
        Assert.Matches("Never.*tried once, last on 14 January 2027.*Try again to reach the person.*was due", rows[1]);
        Assert.Matches("Phone.*25 January 2027.*Meeting.*25 January 2027, 13:00", rows[2]);
        Assert.Matches("Visit.*25 January 2027.*Arrange the first meeting", rows[3]);
        Assert.All(rows, r => Assert.Matches("SP-\\w{4}-\\w{4}", r));
    }

    [Fact]
    public async Task Where_nothing_is_to_do_it_is_told_what_happens_by_itself()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid quiet = await Supported(host, tom, "Quiet", new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        await host.Do(quiet, new Meetings.Book(host.Clock.GetUtcNow().AddHours(3), new Place(PlaceKind.AtHome)));
        await host.Pass(TimeSpan.FromHours(5));
        await host.Do(quiet, new Meetings.RecordOutcome((await host.State(quiet)).Meetings[0].Id, MeetingOutcome.Held));
        await host.Do(quiet, Example.Plan);
        await host.Do(quiet,
            new Activities.Introduce(new ActivityDetails("Choir", "Forest Singers", Email: "choir@example.org"), IntroductionKind.Referral,
                Agreed: true));
        Guid paused = await Supported(host, tom, "Paused", new Pausing.Pause(PauseReason.Hospital, new DateOnly(2027, 2, 1)));
        await Supported(host, tom, "Ended", new Closing.Close(ClosingReason.Withdrew));
        using Visitor visitor = await host.SignIn(tom);

        string html = Read(await visitor.Html("/caseload"));

        Assert.Matches("Ana Quiet.*Met.*We invite the person to the baseline survey", html);
        Assert.Matches("Ana Paused.*Paused until 1 February 2027", html);
        Assert.DoesNotContain("Ana Ended", html, StringComparison.Ordinal);
        await host.Do(quiet, new Closing.Close(ClosingReason.Independent));
        Assert.DoesNotContain("Ana Quiet", await visitor.Html("/caseload"), StringComparison.Ordinal);
        Assert.Contains("Ana Quiet", await visitor.Html("/caseload?after-care"), StringComparison.Ordinal);
        Assert.True((await host.State(paused)).IsPaused);
    }

    [Fact]
    public async Task Somebody_without_people_is_told_so_and_a_long_list_has_pages()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor visitor = await host.SignIn(tom);
        Assert.Contains("Nobody is supported at the moment", await visitor.Html("/caseload"), StringComparison.Ordinal);
        for (int i = 0; i < 52; i++)
            await Supported(host, tom, $"Number{i}");

        string first = await visitor.Html("/caseload"), second = await visitor.Html($"/caseload?of={tom.Id}&page=2");

        Assert.Contains("52 people", first, StringComparison.Ordinal);
        Assert.Contains("page=2", first, StringComparison.Ordinal);
        Assert.Equal((50, 2), (Rows().Count(Read(first)), Rows().Count(Read(second))));
        Assert.Equal(2, Rows().Count(Read(await visitor.Html("/caseload?page=99"))));
        Assert.Equal(50, Rows().Count(Read(await visitor.Html("/caseload?page=-1"))));
    }

    [Fact]
    public async Task A_lead_looks_at_any_caseload_and_a_link_worker_at_their_own()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), leila = await host.Employ(StaffRole.Lead, "Leila Marsh");
        await Supported(host, tom, "Toms");
        await Supported(host, leila, "Leilas");
        using Visitor lead = await host.SignIn(leila), worker = await host.SignIn(tom);

        Assert.Contains("Ana Leilas", await lead.Html("/caseload"), StringComparison.Ordinal);
        string html = await lead.Html($"/caseload?of={tom.Id}");
        Assert.Contains("Ana Toms", html, StringComparison.Ordinal);
        Assert.Contains("Caseload: Tom Ashby", html, StringComparison.Ordinal);
        foreach (string page in (string[])["/caseload", "/board/day"])
        {
            Assert.DoesNotContain("name=\"of\"", await worker.Html(page), StringComparison.Ordinal);
            await worker.Html($"{page}?of={leila.Id}", HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task Whom_nobody_has_spoken_to_for_thirty_days_is_one_choice_and_stands_in_the_address()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await Supported(host, tom, "Silent", new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        await Supported(host, tom, "Never");
        await host.Pass(TimeSpan.FromDays(25));
        await Supported(host, tom, "Fresh", new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        await host.Pass(TimeSpan.FromDays(6));
        using Visitor visitor = await host.SignIn(tom);

        string quiet = Read(await visitor.Html("/caseload?quiet=30")), sorted = Read(await visitor.Html("/caseload?sort=name"));

        Assert.Matches("(?s)Ana Never.*Ana Silent|Ana Silent.*Ana Never", quiet);
        Assert.DoesNotContain("Ana Fresh", quiet, StringComparison.Ordinal);
        Assert.Matches("(?s)Ana Fresh.*Ana Never.*Ana Silent", sorted);
        Assert.Contains("Ana Fresh", await visitor.Html("/caseload?stage=meeting"), StringComparison.Ordinal);
        Assert.DoesNotContain("Ana Never", await visitor.Html("/caseload?stage=meeting"), StringComparison.Ordinal);
        Assert.Contains("Nobody fits that.", await visitor.Html("/caseload?need=no-such-need"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sort=upside-down&quiet=-3&stage=closed&need=&page=minus")]
    [InlineData("quiet=99999999999999999999&stage=99&sort=17")]
    [InlineData("of=&quiet=1.5&need=%3Cscript%3E0123456789012345678901234567890123456789012345678901234567890")]
    public async Task A_filter_that_makes_no_sense_is_as_if_it_were_not_there(string query)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await Supported(host, tom, "Here");
        using Visitor visitor = await host.SignIn(tom);

        string html = await visitor.Html($"/caseload?{query}");

        Assert.Contains("Ana Here", html, StringComparison.Ordinal);
        Assert.Contains("whoever needs somebody most first", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>0", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_goes_alone_is_good_news_and_weighs_less()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor visitor = await host.SignIn(tom);
        (Guid journey, string meeting) = await host.Booked(linkWorker: tom.Id);
        await host.Pass(TimeSpan.FromDays(2));
        await host.Do(journey, new Meetings.RecordOutcome(meeting, MeetingOutcome.Held));
        await host.Do(journey, Example.Plan);
        string choir = await host.Do(journey,
            new Activities.Introduce(new ActivityDetails("Choir", "Forest Singers"), IntroductionKind.Signposting, Agreed: true));
        await host.Do(journey, new Attendance.ChangeSupport(choir, SupportStep.Independent, "Knows everybody there."));
        Assert.Contains("1 supported, weight 2 .", Read(await visitor.Html("/caseload")), StringComparison.Ordinal);

        for (int i = 0; i < 3; i++)
        {
            string session = await host.Do(journey,
                new Attendance.PlanSession(choir, host.Clock.GetUtcNow().AddHours(3), new Transport(TransportKind.Own)));
            await host.Pass(TimeSpan.FromHours(6));
            await host.Do(journey, new Attendance.RecordSession(session, Came: true, WentAlong: Companion.Nobody, Confidence: 9));
        }
        using Visitor later = await host.SignIn(tom);
        string html = Read(await later.Html("/caseload"));

        Assert.Matches("Goes alone since 1\\d January 2027", html);
        Assert.Contains("1 supported, weight 1 . 1 goes alone by now.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lead_sees_everybodys_first_with_what_each_carries()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), leila = await host.Employ(StaffRole.Lead, "Leila Marsh");
        await Supported(host, tom, "Toms", new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        await Supported(host, tom, "Another");
        await Supported(host, leila, "Leilas");
        using Visitor lead = await host.SignIn(leila), worker = await host.SignIn(tom);

        string html = Read(await lead.Html("/caseload"));

        Assert.All((string[])["Ana Toms", "Ana Leilas"], name => Assert.Contains(name, html, StringComparison.Ordinal));
        Assert.Matches("Link worker Tom Ashby *People 2 *Weight 3 ", html);
        Assert.Contains("2 supported, weight 3 .", Read(await worker.Html("/caseload")), StringComparison.Ordinal);
        await worker.Html("/caseload?of=all", HttpStatusCode.Forbidden);
    }

    /// <summary>The visible text of the page, one line for each row.</summary>
    private static string Read(string html) =>
        Regex.Replace(Regex.Replace(WebUtility.HtmlDecode(html).ReplaceLineEndings(" "), "<(?!/?tr)[^>]*>", " "), "\\s+", " ")
            .Replace("</tr>", "</tr>\n", StringComparison.Ordinal);

    internal static async Task<Guid> Supported(PagesHost host, StaffMember linkWorker, string familyName, params JourneyCommand[] commands)
    {
        Guid journey = await host.Receive(r => r with { Person = r.Person with { FamilyName = familyName } });
        foreach (JourneyCommand command in (JourneyCommand[])[new Intake.Accept(LinkWorker: linkWorker.Id), .. commands])
            await host.Do(journey, command);
        return journey;
    }

    [GeneratedRegex("<tr class=\"nhsuk-table__row\"[^\n]*</tr>")]
    private static partial Regex Rows();
}
