using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>What holds for every link in an email, whatever it opens.</summary>
public sealed partial class EveryLinkTests
{
    [Fact]
    public async Task Every_link_that_opens_nothing_gets_the_same_page_byte_for_byte()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid booked, string meeting) = await host.Booked();
        string cancelled = host.Link(LinkPurpose.Meeting, booked, $"{meeting}/1");
        await host.Do(booked, new Meetings.Cancel(meeting));
        Guid answered = await host.Surveyed();
        await host.Do(answered, new Surveys.Answer("baseline", new Dictionary<string, int> { ["ons4.happy"] = 5 }), Actor.Person);
        Guid lapsed = await host.Surveyed();
        string closed = host.Link(LinkPurpose.Survey, lapsed, "baseline");
        await host.Pass(TimeSpan.FromDays(20));
        Guid other = await host.Surveyed();
        string good = host.Link(LinkPurpose.Survey, other, "baseline");
        string expired = host.Link(LinkPurpose.Survey, other, "baseline");
        Guid died = await host.Receive();
        await host.Do(died, new Closing.Close(ClosingReason.Died));
        using Visitor stranger = host.Visit();
        string preferences = host.Link(LinkPurpose.Preferences, other);
        List<string> paths =
        [
            "/s/x", "/s/k1", "/s/", "/m/x/y", "/c/x", "/m/a.b", "/p/x/stop", "/c/x.ics", $"/s/{new string('a', 2000)}",
            $"/s/{good[..^2]}AA", $"/s/k2{good[2..]}", $"/m/{good}", $"/p/{good}", $"/c/{good}.ics", $"/s/{preferences}",
            $"/s/{host.Link(LinkPurpose.Survey, Guid.NewGuid(), "baseline")}", $"/s/{host.Link(LinkPurpose.Survey, other, "week-6")}",
            $"/s/{host.Link(LinkPurpose.Survey, answered, "baseline")}", $"/s/{closed}", $"/m/{cancelled}", $"/m/{cancelled}/confirmed",
            $"/s/{good}/thanks", $"/p/{host.Link(LinkPurpose.Preferences, died)}",
        ];
        HashSet<string> answers = [];
        foreach (string path in paths)
            answers.Add(await stranger.Html(path, HttpStatusCode.NotFound));
        host.Machine.Move(TimeSpan.FromDays(181));
        answers.Add(await stranger.Html($"/s/{expired}", HttpStatusCode.NotFound));

        string page = Assert.Single(answers);
        Assert.Contains("01420 555 010", page, StringComparison.Ordinal);
        Assert.Contains("116 123", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Social Prescribing", page, StringComparison.Ordinal);
        // Opt-out links never end.
        await stranger.Html($"/p/{preferences}");
    }

    [Fact]
    public async Task Opening_a_page_changes_nothing()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        string meeting = await host.Do(journey, new Meetings.Book(host.Clock.GetUtcNow().AddDays(3), new Place(PlaceKind.Phone)));
        int length = await host.JournalLength(journey);
        using Visitor ana = host.Visit();

        foreach (string path in PathsOf(host, journey, meeting))
            await ana.Html(path);

        Assert.Equal(length, await host.JournalLength(journey));
    }

    [Fact]
    public async Task Every_page_has_one_heading_one_main_part_and_a_way_past_the_frame()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        string meeting = await host.Do(journey, new Meetings.Book(host.Clock.GetUtcNow().AddDays(3), new Place(PlaceKind.Phone)));
        using Visitor ana = host.Visit();

        foreach (string path in PathsOf(host, journey, meeting).Where(p => !p.EndsWith(".ics", StringComparison.Ordinal)))
        {
            string html = await ana.Html(path);
            Assert.Equal(2, html.Split("<h1").Length);
            Assert.Equal(2, html.Split("<main").Length);
            Assert.Contains("<html lang=\"en\">", html, StringComparison.Ordinal);
            Assert.Contains("href=\"#main\"", html, StringComparison.Ordinal);
            string[] ids = [.. Regex.Matches(html, " id=\"([^\"]*)\"").Select(m => m.Groups[1].Value)];
            Assert.Equal(ids.Distinct(), ids);
        }
    }

    private static IEnumerable<string> PathsOf(PagesHost host, Guid journey, string meeting) =>
    [
        $"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}",
        $"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}",
        $"/c/{host.Link(LinkPurpose.Calendar, journey, meeting)}.ics",
        $"/p/{host.Link(LinkPurpose.Preferences, journey)}",
        $"/p/{host.Link(LinkPurpose.Preferences, journey)}?saved",
        $"/p/{host.Link(LinkPurpose.Preferences, journey)}/stop",
    ];
}
