using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests;

public sealed class OpenReferralTests
{
    private static readonly Pathway _pathway = new();
    private static readonly Uri _list = new("https://feed.example/services");

    private static JsonObject Service(string name, Action<JsonObject>? change = null)
    {
        JsonObject service = new()
        {
            ["id"] = NamedGuid.Of(name),
            ["name"] = name,
            ["status"] = "active",
            ["organization"] = new JsonObject { ["id"] = NamedGuid.Of("org"), ["name"] = "Voices", ["description"] = "" },
            ["schedules"] = new JsonArray()
        };
        change?.Invoke(service);
        return service;
    }

    private static IReadOnlyList<ImportRow> Read(JsonNode json) =>
        OpenReferralReader.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), _pathway);

    private static ListingDetails One(JsonObject service) => Assert.Single(Read(service)).Details!;

    [Fact]
    public async Task The_two_samples_say_the_same()
    {
        TestService service = new();
        await service.Directory
            .Import(ActivityCsv.Read(await File.ReadAllBytesAsync(Path.Combine(Samples.Folder, "activities.csv")), _pathway), false,
                default);
        byte[] json = await File.ReadAllBytesAsync(Path.Combine(Samples.Folder, "activities.open-referral.json"));

        ImportReport report = await service.Directory.Import(OpenReferralReader.Read(json, _pathway), false, default);

        Assert.Equal((12, ""),
            (report.Unchanged,
                string.Join('\n', report.Lines.Where(l => l.Outcome is not ImportOutcome.Unchanged)
                    .Select(l => $"{l.Name}: {string.Join(' ', l.Fields)}"))));
        Assert.Equal(12,
            (await new TestService().Directory
                .Import(OpenReferralReader.Read((byte[])[.. Encoding.UTF8.Preamble, .. json], _pathway), false, default)).Taken);
    }

    [Fact]
    public void Schedules_are_read_as_they_are_meant()
    {
        ListingDetails details = One(Service("Choir", s => s["schedules"] = JsonNode.Parse("""
            [
              { "freq": "WEEKLY", "interval": 1, "byday": "TH,FR", "opens_at": "10:00:00", "closes_at": "18:00:00" },
              { "freq": "WEEKLY", "interval": "2", "byday": "MO", "opens_at": "09:30Z", "closes_at": "09:00" },
              { "freq": "MONTHLY", "byday": "-1SA", "opens_at": "14:00+01:00" },
              { "freq": "WEEKLY", "interval": 3, "byday": "TU", "opens_at": "10:00" },
              { "freq": "WEEKLY", "opens_at": "10:00" }, { "freq": "WEEKLY", "byday": "XX", "opens_at": "10:00" }, { "byday": "MO" }
            ]
            """)));

        Assert.Equal(
            [
                new ActivitySchedule(DayOfWeek.Thursday, new(10, 0), new(18, 0)),
                new ActivitySchedule(DayOfWeek.Friday, new(10, 0), new(18, 0)),
                new ActivitySchedule(DayOfWeek.Monday, new(9, 30), null, Every.Fortnight),
                new ActivitySchedule(DayOfWeek.Saturday, new(14, 0), null, Every.Month),
            ], details.Schedules);
    }

    [Fact]
    public void What_cannot_be_used_and_is_not_needed_is_left_out_and_named()
    {
        ImportRow row = Assert.Single(Read(Service("Choir", s =>
        {
            s["email"] = "see website";
            s["url"] = "javascript:alert(1)";
            s["contacts"] = JsonNode.Parse("""[{"phones":[{"number":"+1 555 0100"}]}]""");
            s["attributes"] =
                JsonNode.Parse("""[{"taxonomy_term":{"name":"Social isolation"}},{"taxonomy_term":{"name":"Something else"}}]""");
        })));

        Assert.Equal((null, null, null), (row.Details!.Provider.Email, row.Details.Provider.Url, row.Details.Provider.Phone));
        Assert.Equal(["/provider/email", "/provider/phone", "/provider/url"], row.Problems.Select(p => p.Pointer));
        Assert.Equal(["socialIsolation"], row.Details.Needs);
    }

    [Theory]
    [InlineData("""{"id":"7","status":"active","organization":{"name":"Voices"}}""", "/name required")]
    [InlineData("""{"name":"Choir","status":"active","organization":{"name":"Voices"}}""", "/id required")]
    [InlineData("""{"id":"7","name":"Choir","status":"active"}""", "/provider/name required")]
    [InlineData("""{"id":"7","name":"Choir","organization":{"name":"Voices"}}""", "/status required")]
    [InlineData("""{"id":"7","name":"Choir","status":"open","organization":{"name":"Voices"}}""", "/status wrong-type")]
    [InlineData("""{"id":"7","name":"Choir","status":"active","minimum_age":65,"maximum_age":18,"organization":{"name":"Voices"}}""",
        "/maximumAge ages-reversed")]
    [InlineData("""{"id":"7","name":"Choir","status":"active","minimum_age":1.5,"organization":{"name":"Voices"}}""",
        "/minimum_age wrong-type")]
    [InlineData("""{"id":"7","name":"Choir","status":"active","organization":{"name":"Voices"},"service_at_locations":[{"location":{"latitude":200,"longitude":-0.86}}]}""", "/place/latitude out-of-range")]
    [InlineData("""{"id":"7","name":"Choir","status":"active","organization":{"name":"Voices"},"service_at_locations":[{"location":{"latitude":"north","longitude":-0.86}}]}""", "/place/latitude wrong-type")]
    [InlineData("""{"id":"7","name":"Cho\ud83dir","status":"active","organization":{"name":"Voices"}}""", " broken-text")]
    [InlineData("""{"contents":[7]}""", " wrong-type")]
    [InlineData("""{"hello":"world"}""", " not-open-referral")]
    [InlineData("""{"contents":[""", " malformed-json")]
    [InlineData("", " malformed-json")]
    public async Task What_is_no_service_is_refused_and_says_why(string json, string why)
    {
        ImportLine line = Assert.Single(
            (await new TestService().Directory
                .Import(OpenReferralReader.Read(Encoding.UTF8.GetBytes(json), _pathway), false, default)).Lines);

        Assert.Equal((ImportOutcome.Refused, why), (line.Outcome, string.Join(", ", line.Problems.Select(p => $"{p.Pointer} {p.Code}"))));
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_refused() =>
        Assert.Equal(1,
            (await new TestService().Directory
                .Import(OpenReferralReader.Read((byte[])[0x7B, 0xFF, 0xFE, 0x7D], _pathway), false, default)).Refused);

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
    /// Nothing says how many pages there are, or says it in words that nobody knows: the reading goes on to where there is no more.
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
    public async Task An_id_that_is_no_text_is_refused_and_the_rest_is_read()
    {
        IReadOnlyList<ImportRow> rows = await new Feed(
            _ => new()
            {
                Content = new StringContent(
                """{ "last_page": true, "contents": [{ "id": "\ud83d", "name": "Choir" }, { "id": "7", "schedules": [], "name": "Shed", "status": "active", "organization": { "name": "Sheds" } }] }""")
            }).Read();

        Assert.Equal(["broken-text", ""], rows.Select(r => string.Concat(r.Problems.Select(p => p.Code))));
    }

    [Fact]
    public void Two_organisations_may_call_their_own_by_the_same_short_id()
    {
        Guid Id(string organisation) =>
            Assert.Single(Read(Service("Choir", s => (s["id"], s["organization"]) = ("7", new JsonObject { ["name"] = organisation })))).Id;
        Assert.NotEqual(Id("Voices"), Id("Sheds"));
        Assert.Equal(Id("Voices"), Id("voices"));
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

    private static HttpResponseMessage Saying(string says, JsonObject[] services)
    {
        JsonObject page = JsonNode.Parse(says)!.AsObject();
        page["contents"] = new JsonArray([.. services]);
        return Json(page);
    }

    private static HttpResponseMessage Json(JsonNode json) => new() { Content = new StringContent(json.ToJsonString()) };

    /// <summary>Somebody else's machine, which answers as a test says.</summary>
    private sealed class Feed(Func<Uri, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public List<Uri> Asked { get; } = [];

        public async Task<IReadOnlyList<ImportRow>> Read()
        {
            using OpenReferralFeed feed = new(this, _pathway);
            return await feed.Read(_list, default);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!);
            return Task.FromResult(answer(request.RequestUri!));
        }
    }
}
