using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;

namespace SocialPrescribing.Http.Tests.Pages;

/// <summary>Rules for every link in an email, whatever it opens.</summary>
[Collection(InTurn.Name)]
public sealed partial class LinkRulesTests
{
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
    public async Task A_form_from_elsewhere_is_not_taken()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        string meeting = await host.Do(journey, new Meetings.Book(host.Clock.GetUtcNow().AddDays(3), new Place(PlaceKind.Phone)));
        int length = await host.JournalLength(journey);
        using Visitor ana = host.Visit();
        string m = $"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}";

        foreach (string? origin in (string?[])["https://evil.example", "null", "http://127.0.0.1", null])
            foreach (string path in (string[])[$"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}", $"{m}/confirm",
                $"{m}/another-time", $"{m}/cannot-come", $"/p/{host.Link(LinkPurpose.Preferences, journey)}", "/sign-in", "/sign-out",
                "/set-up/x"])
                Assert.Equal((origin, path, HttpStatusCode.Forbidden), (origin, path, (await ana.PostFrom(
                    origin, path, ("ons4.happy", "5"), ("wish", "emails:off:"), ("meeting", $"{meeting}/1"))).StatusCode));

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
