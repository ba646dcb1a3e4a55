using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;

namespace SocialPrescribing.Http.Tests.Pages;

/// <summary>What holds for every link in an email, whatever it opens.</summary>
public sealed partial class LinkRulesTests
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
    public async Task HEAD_is_answered_as_GET_without_the_body()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        string meeting = await host.Do(journey, new Meetings.Book(host.Clock.GetUtcNow().AddDays(3), new Place(PlaceKind.Phone)));
        using Visitor ana = host.Visit();
        string stylesheet = Regex.Match(await ana.Html("/"), "/assets/pages-[0-9A-Z]{8}.css").Value;

        foreach (string path in (IEnumerable<string>)[.. PathsOf(host, journey, meeting), stylesheet, "/s/x", "/", "/sign-in", "/set-up/x",
            "/board", "/mail", "/health/live", "/nothing"])
        {
            HttpResponseMessage get = await ana.Get(path), head = await ana.Head(path);
            Assert.Equal((path, get.StatusCode), (path, head.StatusCode));
            Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
            Assert.Equal(get.Headers.CacheControl, head.Headers.CacheControl);
            Assert.Equal(get.Headers.Location, head.Headers.Location);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task Every_page_keeps_strangers_out_and_itself_out_of_stores()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        string meeting = await host.Do(journey, new Meetings.Book(host.Clock.GetUtcNow().AddDays(3), new Place(PlaceKind.Phone)));
        using Visitor ana = host.Visit();

        foreach (string path in (IEnumerable<string>)[.. PathsOf(host, journey, meeting), "/s/x", "/", "/sign-in", "/set-up/x", "/board"])
        {
            HttpResponseMessage response = await ana.Get(path);
            string policy = response.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("same-origin", response.Headers.GetValues("Referrer-Policy").Single());
            Assert.True(response.Headers.CacheControl!.NoStore);
            string html = await response.Content.ReadAsStringAsync();
            Assert.DoesNotMatch(InlineScript(), html);
            Assert.DoesNotContain(" style=", html, StringComparison.OrdinalIgnoreCase);
        }
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

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1")]
    [InlineData(null)]
    public async Task A_form_from_elsewhere_is_not_taken(string? origin)
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        string meeting = await host.Do(journey, new Meetings.Book(host.Clock.GetUtcNow().AddDays(3), new Place(PlaceKind.Phone)));
        int length = await host.JournalLength(journey);
        using Visitor ana = host.Visit();
        string m = $"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}";

        foreach (string path in (string[])[$"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}", $"{m}/confirm", $"{m}/another-time",
            $"{m}/cannot-come", $"/p/{host.Link(LinkPurpose.Preferences, journey)}", "/sign-in", "/sign-out", "/set-up/x"])
            Assert.Equal(HttpStatusCode.Forbidden,
                (await ana.PostFrom(origin, path, ("ons4.happy", "5"), ("wish", "emails:off:"), ("meeting", $"{meeting}/1"))).StatusCode);

        Assert.Equal(length, await host.JournalLength(journey));
    }

    [Fact]
    public async Task A_form_from_the_published_address_is_taken()
    {
        await using PagesHost host = await PagesHost.Run(https: true);
        Guid journey = await host.Surveyed();
        using Visitor ana = host.Visit();

        HttpResponseMessage sent =
            await ana.PostFrom(host.PublicUrl, $"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}", ("ons4.happy", "5"));

        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
    }

    [Fact]
    public async Task Too_much_and_nonsense_are_refused_without_a_trace_of_the_inside()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        using Visitor ana = host.Visit();
        string path = $"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}";

        HttpResponseMessage large = await ana.Post(path, ("ons4.happy", new string('x', 70_000)));
        HttpResponseMessage many = await ana.Post(path, [.. Enumerable.Range(0, 3000).Select(i => ($"f{i}", "x"))]);

        Assert.Equal(HttpStatusCode.BadRequest, large.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, many.StatusCode);
        Assert.DoesNotContain("Exception", await large.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stylesheet_is_kept_for_good_under_the_address_of_what_is_in_it()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor ana = host.Visit();
        string address = Regex.Match(await ana.Html("/"), "/assets/pages-[0-9A-Z]{8}.css").Value;

        HttpResponseMessage css = await ana.Get(address);

        Assert.Equal("text/css", css.Content.Headers.ContentType!.MediaType);
        Assert.Contains("immutable", css.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await ana.Get("/assets/pages-00000000.css")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ana.Get("/assets/..%2Fopenapi.yaml")).StatusCode);
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

    /// <summary>A script that is not one of our files.</summary>
    [GeneratedRegex("<script(?! type=\"module\" src=\"/assets/)| on[a-z]+=", RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();
}
