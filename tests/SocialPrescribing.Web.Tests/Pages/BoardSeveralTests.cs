using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>One action for several tasks at once, on the board.</summary>
public sealed class BoardSeveralTests
{
    private const string ToPhone = "Phone the provider of an activity, or whoever gives a lift";

    private static string Tick(Guid journey, string task = "first-contact") => $"task/{journey:N}/{task}";

    [Fact]
    public async Task Three_people_who_did_not_answer_are_recorded_at_once_and_each_once_though_it_is_sent_twice()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid[] people = [await CaseloadTests.Supported(host, tom, "One"), await CaseloadTests.Supported(host, tom, "Two"),
            await CaseloadTests.Supported(host, tom, "Three")];
        using Visitor visitor = await host.SignIn(tom);
        (string, string)[] fields = [("commandId", new string('a', 32)), ("do", "no-answer"), ("view", "mine"), ("work", "calls"),
            .. people.Select(p => (Tick(p), "yes"))];

        HttpResponseMessage sent = await visitor.Post("/board/several", fields);
        await visitor.Post("/board/several", fields);

        Assert.Equal("/board?view=mine&work=calls&did=no-answer-3", sent.Headers.Location!.OriginalString);
        Assert.Contains("“No answer” is recorded for 3 people.",
            WebUtility.HtmlDecode(await visitor.Html(sent.Headers.Location.OriginalString)),
            StringComparison.Ordinal);
        foreach (Guid person in people)
            Assert.Equal((ContactMethod.Phone, AttemptOutcome.NoAnswer),
                (await host.State(person)).Attempts.Single() is var a ? (a.Channel, a.Outcome) : default);
    }

    [Fact]
    public async Task What_cannot_be_put_off_is_named_and_stays_ticked_and_the_others_are_done()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid one = await CaseloadTests.Supported(host, tom, "One"), two = await CaseloadTests.Supported(host, tom, "Two");
        await host.Do(two, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        string arrange = (await host.State(two)).Tasks.Single(t => t.Kind is TaskKind.ArrangeMeeting).Id;
        using Visitor visitor = await host.SignIn(tom);

        // 2027-01-22 is within the five working days of a meeting to arrange, and beyond the three of a first contact.
        HttpResponseMessage sent = await visitor.Post("/board/several", ("commandId", new string('b', 32)), ("do", "put-off"),
            ("view", "mine"),
            ("on", $"{Tasks.LatestDay((await host.State(two)).Tasks[0], new Pathway(), host.Clock.GetUtcNow()):yyyy-MM-dd}"),
            ("reason", "She is away."), (Tick(one), "yes"), (Tick(two, arrange), "yes"));
        string html = WebUtility.HtmlDecode(await sent.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Contains("One task is put off.", html, StringComparison.Ordinal);
        Assert.Contains("Ana One, “Make first contact”: This can be put off until", html, StringComparison.Ordinal);
        Assert.Matches($"id=\"{Tick(one)}\"[^>]*checked", html);
        Assert.DoesNotMatch($"id=\"{Tick(two, arrange)}\"[^>]*checked", html);
        Assert.Equal("She is away.", (await host.State(two)).Tasks.Single(t => t.Id == arrange).PutOffBecause);
        Assert.Null((await host.State(one)).Tasks.Single().PutOffBecause);
    }

    [Fact]
    public async Task A_task_that_is_given_stands_on_the_colleagues_board_and_says_who_gave_it()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), priya = await host.Employ(StaffRole.Lead, "Priya Nair");
        Guid one = await CaseloadTests.Supported(host, tom, "One");
        using Visitor visitor = await host.SignIn(tom), colleague = await host.SignIn(priya);

        await visitor.Post("/board/several", ("commandId", new string('c', 32)), ("do", "give"), ("view", "mine"), ("to", priya.Id),
            (Tick(one), "yes"));

        Assert.DoesNotContain("Ana One", await visitor.Html("/board"), StringComparison.Ordinal);
        string board = WebUtility.HtmlDecode(await colleague.Html("/board?view=mine"));
        Assert.Contains("Ana One", board, StringComparison.Ordinal);
        Assert.Contains($"Given by <bdi>{tom.Name}</bdi>", board, StringComparison.Ordinal);
        Assert.Equal(tom.Id, (await host.State(one)).LinkWorker);
        Assert.Contains("Given to Priya Nair: Make first contact", await visitor.Html($"/journeys/{one:N}/history"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_ticked_nobody_chosen_and_somebody_who_does_not_work_here_are_said_in_words()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), admin = await host.Employ(StaffRole.Admin, "Ada");
        Guid one = await CaseloadTests.Supported(host, tom, "One");
        using Visitor visitor = await host.SignIn(tom), other = await host.SignIn(admin);
        async Task Says(Visitor who, string sentence, params (string, string)[] fields) => Assert.Contains(sentence,
            WebUtility.HtmlDecode(await (await who.Post("/board/several", fields)).Content.ReadAsStringAsync()), StringComparison.Ordinal);

        await Says(visitor, "Tick the tasks first", ("do", "no-answer"));
        await Says(visitor, "Choose who does it.", ("do", "give"), (Tick(one), "yes"));
        await Says(visitor, "Choose somebody who works here", ("do", "give"), ("to", admin.Id), (Tick(one), "yes"));
        await Says(visitor, "Say why it is put off.", ("do", "put-off"), ("on", "2027-01-15"), (Tick(one), "yes"));
        await Says(other, "This is for:", ("do", "no-answer"), (Tick(one), "yes"));
        Assert.DoesNotContain("class=\"app-several\"", await other.Html("/board?view=everybody"), StringComparison.Ordinal);
        Assert.Empty((await host.State(one)).Attempts);
    }

    [Fact]
    public async Task What_is_shown_stands_in_the_address_and_a_form_comes_back_to_it()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), leila = await host.Employ(StaffRole.Lead, "Leila");
        Guid one = await CaseloadTests.Supported(host, tom, "One"), two = await CaseloadTests.Supported(host, leila, "Two");
        await host.Do(two, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        using Visitor visitor = await host.SignIn(leila);

        string calls = await visitor.Html("/board?view=everybody&work=calls"),
            others = await visitor.Html("/board?view=everybody&work=other"),
            meeting = await visitor.Html("/board?view=everybody&stage=meeting"),
            toms = await visitor.Html($"/board?view=everybody&whose={tom.Id}");

        Assert.All((string[])[calls, toms], html => Assert.DoesNotContain("Ana Two", html, StringComparison.Ordinal));
        Assert.All((string[])[calls, toms], html => Assert.Contains("Ana One", html, StringComparison.Ordinal));
        Assert.All((string[])[others, meeting], html => Assert.DoesNotContain("Ana One", html, StringComparison.Ordinal));
        Assert.All((string[])[others, meeting], html => Assert.Contains("Ana Two", html, StringComparison.Ordinal));
        HttpResponseMessage sent = await visitor.Send("/board?view=everybody&work=calls", $"/journeys/{one:N}/commands",
            "value=\"recordAttempt\"", ("outcome", "NoAnswer"), ("channel", "Phone"));
        Assert.Equal("/board?view=everybody&work=calls&done=recordAttempt", sent.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Somebody_with_two_tasks_for_the_same_days_has_one_card()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid one, string meeting) = await host.Booked(linkWorker: tom.Id);
        await host.Pass(TimeSpan.FromDays(2));
        await host.Do(one, new Meetings.RecordOutcome(meeting, MeetingOutcome.Held));
        await host.Do(one, Example.Plan);
        foreach (string name in (string[])["Choir", "Garden"])
            await host.Do(one, new Activities.Introduce(new ActivityDetails(name, "Neighbours"), IntroductionKind.Referral, Agreed: true));
        using Visitor visitor = await host.SignIn(tom);
        Assert.Equal(2, (await host.State(one)).Tasks.Count(t => t.Kind is TaskKind.TellProvider));

        string[] cards = (await visitor.Html("/board")).Split("<li class=\"app-card ");

        string card = Assert.Single(cards, c => c.Contains(ToPhone + "</a>", StringComparison.Ordinal));
        Assert.Equal(2, card.Split(ToPhone + "</a>").Length - 1);
    }
}
