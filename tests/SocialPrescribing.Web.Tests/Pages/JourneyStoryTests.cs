using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>What a journey's pages tell: letters, notes, answers and suggestions, even after three years.</summary>
public sealed partial class JourneyStoryTests
{
    [Fact]
    public async Task A_letter_is_read_as_it_was_written_then_and_its_links_stay_with_the_person()
    {
        await using PagesHost host = await PagesHost.Run(sendsMail: false);
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        (Guid id, string meeting) = await host.Booked();
        await host.Pass(TimeSpan.FromMinutes(5));
        string key = await JourneyTabsTests.LetterOf(host, id, MessageKind.MeetingBooked);
        await host.Do(id, new Meetings.Move(meeting, host.Clock.GetUtcNow().AddDays(3), new Place(PlaceKind.Phone)));
        Guid other = await host.Receive();

        string list = WebUtility.HtmlDecode(await visitor.Html($"/journeys/{id:N}/contacts?show=letters"));
        string html = WebUtility.HtmlDecode(await visitor.Html($"/journeys/{id:N}/letters?key={Uri.EscapeDataString(key)}"));

        Assert.Contains("Email to the person: a meeting is booked", list, StringComparison.Ordinal);
        Assert.Contains($"/letters?key={Uri.EscapeDataString(key)}", list, StringComparison.Ordinal);
        // The entry shows the time at which the meeting then was, not the one to which it moved.
        Assert.Contains("Friday 15 January 2027 at 11:00", html, StringComparison.Ordinal);
        Assert.Contains("written again from what was known when it went out", html, StringComparison.Ordinal);
        Assert.Contains("ana@example.org", html, StringComparison.Ordinal);
        Assert.Contains("[a link that only its reader has]", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("/(m|p|c|s)/[A-Za-z0-9_-]{20,}", html);
        await visitor.Html($"/journeys/{other:N}/letters?key={Uri.EscapeDataString(key)}", HttpStatusCode.NotFound);
        await visitor.Html($"/journeys/{id:N}/letters?key=none", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_people_wrote_is_not_lost_among_what_the_programme_does()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Guid id = await host.Met();
        await host.Do(id, new Notes.Add("Likes singing"));
        async Task<string> Part(string name) => Story().Match(await visitor.Html($"/journeys/{id:N}/contacts{name}")).Value;

        string usual = await Part(""), notes = await Part("?show=notes"), contacts = await Part("?show=contacts"),
            meetings = await Part("?show=meetings"), letters = await Part("?show=letters"), everything = await Part("?show=everything");

        Assert.Contains("Likes singing", usual, StringComparison.Ordinal);
        Assert.DoesNotContain("Email to", usual, StringComparison.Ordinal);
        Assert.Contains("Likes singing", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("Phone: reached", notes, StringComparison.Ordinal);
        Assert.Contains("Phone: reached", contacts, StringComparison.Ordinal);
        Assert.DoesNotContain("Meeting", contacts, StringComparison.Ordinal);
        Assert.Contains("Meeting booked", meetings, StringComparison.Ordinal);
        Assert.Contains("Email to the person: a meeting is booked", letters, StringComparison.Ordinal);
        Assert.DoesNotContain("Likes singing", letters, StringComparison.Ordinal);
        Assert.All((string[])["Likes singing", "Email to", "Meeting booked"],
            t => Assert.Contains(t, everything, StringComparison.Ordinal));
        Assert.Equal(usual, await Part("?show=nonsense"));
    }

    [Fact]
    public async Task Staff_see_how_the_answers_have_changed_in_the_words_of_the_published_bands()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Guid id = await host.Surveyed();
        string page = $"/journeys/{id:N}/measures";
        Assert.Contains("No survey has been answered yet.", await visitor.Html(page), StringComparison.Ordinal);
        await host.Do(id, Example.Answers("baseline", 4));

        string once = await visitor.Html(page);
        await host.Do(id, Example.Plan);
        await host.Pass(TimeSpan.FromDays(45));
        await host.Do(id, Example.Answers("week-6", 7));
        string twice = WebUtility.HtmlDecode(await visitor.Html(page));

        Assert.Contains("Life satisfaction: 4 (low) on 18 January 2027.", once, StringComparison.Ordinal);
        // A single point makes no chart.
        Assert.DoesNotContain("data-chart", once, StringComparison.Ordinal);
        Assert.DoesNotContain("/assets/charts-", once, StringComparison.Ordinal);
        Assert.Matches(
            "Life satisfaction: 4 \\(low\\) on 18 January 2027, 7 \\(high\\) on [0-9A-Za-z ]+: better, from low to high\\.", twice);
        Assert.Matches("Anxiety: 4 \\(medium\\) on 18 January 2027, 7 \\(high\\) on [0-9A-Za-z ]+: worse, from medium to high\\.", twice);
        Assert.Contains("data-chart=\"Score\" data-least=\"0\" data-most=\"10\"", twice, StringComparison.Ordinal);
        Assert.Contains("/assets/charts-", twice, StringComparison.Ordinal);
        Assert.Contains("Overall, how satisfied are you with your life nowadays?", twice, StringComparison.Ordinal);
        Assert.Contains("Bands of the Office for National Statistics", twice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_see_who_has_not_answered_and_when_they_are_asked_again()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Guid id = await host.Surveyed();
        string page = $"/journeys/{id:N}/measures";
        string open = await visitor.Html(page);
        await host.Do(id, Example.Plan);
        await host.Pass(TimeSpan.FromDays(20));
        string lapsed = await visitor.Html(page);

        Assert.Matches("Baseline survey: not answered yet, open until [0-9]+ (January|February) 2027[.]", open);
        Assert.Matches("[0-9]+ January 2027: We remind the person of the baseline survey", open);
        Assert.Matches("Baseline survey: not answered, closed on [0-9]+ (January|February) 2027[.]", lapsed);
        Assert.Matches("[0-9]+ March 2027: We invite the person to the survey at 6 weeks", lapsed);
        Assert.DoesNotContain("Nothing more is asked by itself", lapsed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_directory_has_for_their_needs_is_suggested_and_chosen_with_one_click()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Guid id = await host.Met(), choir = Guid.NewGuid();
        async Task List(Guid activity, string name, params string[] needs) => Assert.IsType<PutOutcome.Done>(
            await host.Get<ActivityDirectory>().Put(activity, new ListingDetails
            {
                Name = name,
                Provider = new ActivityProvider(Guid.NewGuid(), "Forest Choir"),
                Needs = needs,
                MaximumAge = name is "Youth club" ? 25 : null,
            }, 0, default));
        await List(choir, "Singing for all", "loneliness");
        await List(Guid.NewGuid(), "Debt advice", "moneyAndDebt");
        await List(Guid.NewGuid(), "Youth club", "loneliness");
        host.SeesWhatIsNew();

        string html = WebUtility.HtmlDecode(await visitor.Html($"/journeys/{id:N}/activities"));
        string suggested = html[
            html.IndexOf("What may suit them", StringComparison.Ordinal)..html.IndexOf("What does not suit", StringComparison.Ordinal)];

        Assert.Contains("Singing for all", suggested, StringComparison.Ordinal);
        Assert.DoesNotContain("Debt advice", suggested, StringComparison.Ordinal);
        Assert.Contains("for loneliness (first need)", suggested, StringComparison.Ordinal);
        Assert.DoesNotContain("Youth club", suggested, StringComparison.Ordinal);
        Assert.Contains("<bdi>Youth club</bdi>, <bdi>Forest Choir</bdi>: up to 25", html, StringComparison.Ordinal);
        string chosen = await visitor.Html($"/journeys/{id:N}/activities?do=introduce&activity={choir}");
        Assert.Contains("id=\"introduce\" open", chosen, StringComparison.Ordinal);
        Assert.Contains($"<option value=\"{choir}\" selected>", chosen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_years_of_history_are_less_than_60_KB_on_each_page()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Guid id = await host.Met();
        await host.Do(id, Example.Plan);
        string introduction = await host.Do(id,
            new Activities.Introduce(new ActivityDetails("Garden", "Second Life"), IntroductionKind.Signposting, "loneliness",
                Agreed: true));
        for (int week = 0; week < 156; week++)
        {
            string session = await host.Do(id,
                new Attendance.PlanSession(introduction, host.Clock.GetUtcNow().AddDays(2), new Transport(TransportKind.Own)));
            await host.Pass(TimeSpan.FromDays(7));
            await host.Do(id, new Attendance.RecordSession(session, Came: true, Confidence: week % 10));
            await host.Do(id, new Notes.Add($"Week {week}: she showed the others how to prune the roses and stayed for tea afterwards."));
        }

        foreach (string path in JourneyTabsTests.Paths(id))
            Assert.InRange((await visitor.Html(path)).Length, 5_000, 60 * 1024);
    }

    [GeneratedRegex("<ol class=\"app-story\">.*?</ol>", RegexOptions.Singleline)]
    private static partial Regex Story();
}
