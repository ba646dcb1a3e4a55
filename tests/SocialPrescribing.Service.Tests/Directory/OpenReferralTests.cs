using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests;

public sealed partial class OpenReferralTests
{
    private static readonly Pathway _pathway = new();
    private static readonly ListingReading _reading = new(_pathway, new DateOnly(2027, 2, 1));
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
        [.. OpenReferralReader.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), _reading)];

    private static ListingDetails One(JsonObject service) => Assert.Single(Read(service)).Details!;

    [Fact]
    public async Task The_two_samples_say_the_same()
    {
        TestService service = new();
        await service.Directory
            .Import(ActivityCsv.Read(await File.ReadAllBytesAsync(Path.Combine(Samples.Folder, "activities.csv")), _pathway), false,
                default);
        byte[] json = await File.ReadAllBytesAsync(Path.Combine(Samples.Folder, "activities.open-referral.json"));

        ImportReport report = await service.Directory.Import(OpenReferralReader.Read(json, _reading), false, default);

        Assert.Equal((12, ""),
            (report.Unchanged,
                string.Join('\n', report.Lines.Where(l => l.Outcome is not ImportOutcome.Unchanged)
                    .Select(l => $"{l.Name}: {string.Join(' ', l.Fields)}"))));
        Assert.Equal(12,
            (await new TestService().Directory
                .Import(OpenReferralReader.Read((byte[])[.. Encoding.UTF8.Preamble, .. json], _reading), false, default)).Taken);
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
                new ActivitySchedule(DayOfWeek.Saturday, new(14, 0), null, Every.Month, MonthWeek.Last),
            ], details.Schedules);
    }

    [Fact]
    public void Breaks_are_read_from_a_description_that_says_nothing_else()
    {
        ListingDetails details = One(Service("Choir", s => s["schedules"] = JsonNode.Parse("""
            [
              { "freq": "WEEKLY", "byday": "TH", "opens_at": "10:00", 
                "description": "Not in school holidays. Breaks: 2027-12-20 to 2028-01-03; 2028-05-02; soon" },
              { "freq": "WEEKLY", "byday": "FR", "opens_at": "10:00", "description": "Breaks: 2027-12-20 to 2028-01-03" },
              { "freq": "WEEKLY", "byday": "SA", "opens_at": "10:00", "description": "No session on 2027-02-02" }
            ]
            """)));

        Assert.Equal(["Not in school holidays. Breaks: 2027-12-20 to 2028-01-03; 2028-05-02",
            "Breaks: 2027-12-20 to 2028-01-03; 2028-05-02", "Breaks: 2027-12-20 to 2028-01-03; 2028-05-02"],
            details.Schedules.Select(s => DirectoryTerms.DescriptionOf(s, details.Breaks)));
        Assert.Null(DirectoryTerms.DescriptionOf(details.Schedules[1], []));
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
        Assert.Equal(["+1 555 0100", "javascript:alert(1)"], row.Details.AsWritten!.Select(w => w.Text));
        Assert.Equal(["/provider/phone", "/provider/url"], row.Problems.Select(p => p.Pointer));
        Assert.Equal(["socialIsolation"], row.Details.Needs);
    }

    [Theory]
    [InlineData("""{"id":"7","status":"active","organization":{"name":"Voices"}}""", "/name required")]
    [InlineData("""{"id":"7","name":"Choir","status":"active"}""", "/provider/name required")]
    [InlineData("""{"id":"7","name":"Cho\ud83dir","status":"active","organization":{"name":"Voices"}}""", " broken-text")]
    [InlineData("""{"contents":[7]}""", " wrong-type")]
    [InlineData("""{"hello":"world"}""", " not-open-referral")]
    [InlineData("""{"contents":[""", " malformed-json")]
    [InlineData("", " malformed-json")]
    public async Task What_is_no_service_is_refused_and_says_why(string json, string why)
    {
        ImportLine line = Assert.Single(
            (await new TestService().Directory
                .Import(OpenReferralReader.Read(Encoding.UTF8.GetBytes(json), _reading), false, default)).Lines);

        Assert.Equal((ImportOutcome.Refused, why), (line.Outcome, string.Join(", ", line.Problems.Select(p => $"{p.Pointer} {p.Code}"))));
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_refused() =>
        Assert.Equal(1,
            (await new TestService().Directory
                .Import(OpenReferralReader.Read((byte[])[0x7B, 0xFF, 0xFE, 0x7D], _reading), false, default)).Refused);

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
}
