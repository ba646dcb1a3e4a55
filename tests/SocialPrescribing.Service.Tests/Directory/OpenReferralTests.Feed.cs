using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests;

/// <summary>A feed that is read page by page.</summary>
public sealed partial class OpenReferralTests
{
    [Fact]
    public async Task A_feed_is_followed_to_its_last_page_and_what_it_lists_in_short_is_asked_for_whole()
    {
        Feed feed = new(uri => uri.AbsolutePath == "/services"
            ? Page(PageOf(uri), 3, PageOf(uri) is 2 ? Service("Two", s => s.Remove("schedules")) : Service($"On page {PageOf(uri)}"))
            : Json(Service("Two, whole")));

        IReadOnlyList<ImportRow> rows = await feed.Read();

        Assert.Equal(["page 1, service 1: On page 1", "page 2, service 1: Two, whole", "page 3, service 1: On page 3"],
            rows.Select(r => $"{r.At}: {r.Name}"));
        Assert.Equal(["/services", "/services?page=2", $"/services/{NamedGuid.Of("Two")}", "/services?page=3"],
            feed.Asked.Select(u => u.PathAndQuery));
    }

    [Fact]
    public async Task A_page_that_names_itself_as_the_next_ends_the_reading()
    {
        IReadOnlyList<ImportRow> same = await new Feed(_ => Page(1, 2, Service("Choir"))).Read();
        int calls = 0;
        IReadOnlyList<ImportRow> first =
            await new Feed(_ => Page(1, 9, Service(string.Create(CultureInfo.InvariantCulture, $"Choir {calls++}")))).Read();

        foreach (IReadOnlyList<ImportRow> rows in (IReadOnlyList<ImportRow>[])[same, first])
            Assert.Equal(("endless", 2), (rows[^1].Problems[0].Code, rows.Count));
    }

    /// <summary>
    /// If a feed does not say how many pages it has, or says it in an unknown way, it is read until no more comes.
    /// </summary>
    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "last_page": null, "total_pages": null }""")]
    [InlineData("""{ "last_page": "perhaps", "total_pages": "some" }""")]
    [InlineData("""{ "last_page": "false", "total_pages": "3" }""")]
    [InlineData("""{ "total_pages": "3" }""")]
    [InlineData("""{ "last_page": true, "total_pages": 3 }""")]
    public async Task A_feed_is_read_to_its_end_whatever_it_says_of_its_pages(string says)
    {
        Feed feed = new(uri => Saying(says, PageOf(uri) <= 3 ? [Service($"On page {PageOf(uri)}")] : []));

        Assert.Equal(["On page 1", "On page 2", "On page 3"], (await feed.Read()).Select(r => r.Name));
    }

    [Theory]
    [InlineData("""{ "last_page": "true" }""")]
    [InlineData("""{ "last_page": true }""")]
    [InlineData("""{ "total_pages": "1" }""")]
    [InlineData("""{ "total_pages": 1 }""")]
    public async Task A_page_that_says_that_it_is_the_last_is_the_last(string says)
    {
        Feed feed = new(_ => Saying(says, [Service("Choir")]));

        Assert.Single(await feed.Read());
        Assert.Single(feed.Asked);
    }

    [Fact]
    public async Task A_list_without_pages_is_whole()
    {
        foreach (Func<HttpResponseMessage> list in (Func<HttpResponseMessage>[])[
            () => Json(new JsonArray(Service("Choir"), Service("Shed"))), () => Saying("{}", [Service("Choir"), Service("Shed")])])
            Assert.Equal(["Choir", "Shed"], (await new Feed(_ => list()).Read()).Select(r => r.Name));
        Feed one = new(_ => Json(Service("Choir")));
        Assert.Equal("Choir", Assert.Single(await one.Read()).Name);
        Assert.Single(one.Asked);
    }

    [Fact]
    public async Task What_a_feed_announces_and_does_not_give_is_told()
    {
        Feed feed = new(uri => Saying("""{ "total_pages": 9 }""", PageOf(uri) is 1 ? [Service("Choir")] : []));

        Assert.Equal("incomplete", (await feed.Read())[^1].Problems[0].Code);
    }

    [Fact]
    public async Task A_feed_without_end_is_left_after_so_many_pages()
    {
        Feed feed = new(uri => Page(PageOf(uri), int.MaxValue, Service(uri.Query)));

        Assert.Equal("too-many", (await feed.Read())[^1].Problems[0].Code);
        Assert.Equal(OpenReferralFeed.MostPages, feed.Asked.Count);
    }

    [Theory]
    [InlineData("https://elsewhere.example/services", "another host")]
    [InlineData("http://feed.example/services", "https")]
    [InlineData("https://feed.example/services", "circle")]
    [InlineData("file:///etc/passwd", "https")]
    public async Task No_redirect_leads_away(string to, string says)
    {
        Feed feed = new(_ => new HttpResponseMessage(HttpStatusCode.Redirect) { Headers = { Location = new Uri(to) } });

        Assert.Contains(says, Assert.Single(Assert.Single(await feed.Read()).Problems).Detail, StringComparison.Ordinal);
        Assert.All(feed.Asked, uri => Assert.Equal("feed.example", uri.Host));
    }

    [Fact]
    public async Task What_fails_on_the_way_is_told_and_what_came_before_is_kept()
    {
        Feed feed =
            new(uri => PageOf(uri) is 1 ? Page(1, 3, Service("Choir")) : new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));

        IReadOnlyList<ImportRow> rows = await feed.Read();

        Assert.Equal(["Choir", "The feed answered with 503."], [rows[0].Name!, rows[1].Problems[0].Detail]);
        Assert.Equal("unreachable", Assert.Single(await new Feed(_ => throw new HttpRequestException("refused")).Read()).Problems[0].Code);
        Assert.Contains("16 MB",
            Assert.Single(
                await new Feed(_ => new HttpResponseMessage { Content = new ByteArrayContent(new byte[ActivityDirectory.MostBytes + 1]) })
                    .Read()).Problems[0].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://feed.example/services", true)]
    [InlineData("http://127.0.0.1:7071/open-referral/services", true)]
    [InlineData("http://feed.example/services", false)]
    [InlineData("ftp://feed.example/services", false)]
    public void Only_safe_addresses_are_followed(string address, bool followed) =>
        Assert.Equal(followed, OpenReferralFeed.WhyNot(new Uri(address)) is null);

    /// <summary>A real case: nine services on three pages that are counted from 0.</summary>
    [Fact]
    public async Task A_feed_that_counts_its_pages_from_0_is_read_whole()
    {
        Feed feed = new(uri =>
        {
            int page = uri.Query.Split("page=") is [_, var said] ? int.Parse(said, CultureInfo.InvariantCulture) : 0;
            return Json(new JsonObject
            {
                ["total_items"] = 9,
                ["total_pages"] = 3,
                ["page_number"] = page,
                ["size"] = 3,
                ["first_page"] = page is 0,
                ["last_page"] = page >= 2,
                ["empty"] = false,
                ["contents"] = new JsonArray([.. Enumerable.Range(page * 3, 3)
                    .Select(n => Service(string.Create(CultureInfo.InvariantCulture, $"Zero-based {n}")))]),
            });
        });

        Assert.Equal(Enumerable.Range(0, 9).Select(n => $"Zero-based {n}"), (await feed.Read()).Select(r => r.Name));
        Assert.All(feed.Agents, agent => Assert.StartsWith("SocialPrescribing/", agent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_feed_of_version_1_is_followed_by_its_own_names()
    {
        Feed feed = new(uri => Saying(PageOf(uri) is 1
            ? """{ "totalElements": 3, "totalPages": 2, "number": 1, "last": false }"""
            : """{ "totalElements": 3, "totalPages": 2, "number": 2, "last": true }""", [Service($"On page {PageOf(uri)}")], "content"));

        IReadOnlyList<ImportRow> rows = await feed.Read();

        Assert.Equal(["On page 1", "On page 2"], rows.Take(2).Select(r => r.Name));
        Assert.Equal(("incomplete", "The feed says that it has 3 services, and gave 2."),
            (rows[2].Problems[0].Code, rows[2].Problems[0].Detail));
    }

    [Fact]
    public async Task A_feed_that_is_busy_is_asked_again_when_it_says_so()
    {
        int calls = 0;
        Feed feed = new(_ => ++calls switch
        {
            1 => new(HttpStatusCode.TooManyRequests) { Headers = { { "Retry-After", "7" } } },
            2 => new(HttpStatusCode.ServiceUnavailable),
            _ => Json(Service("Choir")),
        });
        Feed never = new(_ => new(HttpStatusCode.TooManyRequests) { Headers = { { "Retry-After", "86400" } } });

        Assert.Equal("Choir", Assert.Single(await feed.Read()).Name);
        Assert.Equal([7, 5], feed.Waited.Select(w => w.TotalSeconds));
        Assert.Equal("The feed answered with 429.", Assert.Single(await never.Read()).Problems[0].Detail);
        Assert.Empty(never.Waited);
    }

    private static int PageOf(Uri uri) => uri.Query.Split("page=") is [_, var page] ? int.Parse(page, CultureInfo.InvariantCulture) : 1;

    private static HttpResponseMessage Page(int number, int pages, params JsonObject[] services) =>
        Json(
            new JsonObject
            {
                ["page_number"] = number,
                ["total_pages"] = pages,
                ["last_page"] = number >= pages,
                ["contents"] = new JsonArray([.. services])
            });

    private static HttpResponseMessage Saying(string says, JsonObject[] services, string contents = "contents")
    {
        JsonObject page = JsonNode.Parse(says)!.AsObject();
        page[contents] = new JsonArray([.. services]);
        return Json(page);
    }

    private static HttpResponseMessage Json(JsonNode json) => new() { Content = new StringContent(json.ToJsonString()) };

    /// <summary>The feed's server, which answers as a test says.</summary>
    private sealed class Feed(Func<Uri, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public List<Uri> Asked { get; } = [];
        public List<TimeSpan> Waited { get; } = [];
        public List<string> Agents { get; } = [];

        public async Task<IReadOnlyList<ImportRow>> Read()
        {
            using OpenReferralFeed feed = new(this, _reading, (wait, _) => Pause(wait));
            return await feed.Read(_list, default);
        }

        private Task Pause(TimeSpan wait)
        {
            Waited.Add(wait);
            return Task.CompletedTask;
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!);
            Agents.Add($"{request.Headers.UserAgent}");
            return Task.FromResult(answer(request.RequestUri!));
        }
    }
}
