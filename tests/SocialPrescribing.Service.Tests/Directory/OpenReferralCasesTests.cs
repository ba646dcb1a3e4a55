using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Service.Tests;

/// <summary>Feeds as they really are: each case is a file in this folder and must be read as its writer meant it.</summary>
public sealed class OpenReferralCasesTests
{
    private static readonly DateOnly _winter = new(2027, 2, 1), _summer = new(2027, 6, 1);

    private static IReadOnlyList<ImportRow> Case(string name, DateOnly? today = null) => [.. OpenReferralReader.Read(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Directory", "Cases", name + ".json")),
        new ListingReading(new Pathway(), today ?? _winter))];

    private static async Task<(ImportLine Line, ListingDetails Details)> Import(string service)
    {
        TestService here = new();
        JsonObject json = JsonNode.Parse(service)!.AsObject();
        json.TryAdd("id", "7d1f0f0e-6a52-4a53-9d0b-2b8f4f1d0001");
        json.TryAdd("name", "Choir");
        json.TryAdd("status", "active");
        json.TryAdd("organization", new JsonObject { ["name"] = "Voices" });
        ImportReport report = await here.Directory.Import(
            OpenReferralReader.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), new ListingReading(new Pathway(), _winter)), false,
            default);
        ImportLine line = Assert.Single(report.Lines);
        Assert.True(line.Outcome is ImportOutcome.Taken, string.Join(' ', line.Problems.Select(p => p.Detail)));
        return (line, Assert.Single(await here.Directory.All(default)).Activity.Details);
    }

    [Fact]
    public async Task A_place_on_no_map_and_times_that_ended_long_ago_are_left_out_and_named()
    {
        TestService here = new();
        ImportLine line = Assert.Single((await here.Directory.Import(Case("impossible-place"), false, default)).Lines);
        ListingDetails details = Assert.Single(await here.Directory.Find(new(Status: ListingStatus.Inactive), default) is var page
            ? page.Items : []).Activity.Details;

        Assert.Equal(ImportOutcome.Taken, line.Outcome);
        Assert.Equal(("Invented Hall", null, null, null, 16, 0),
            (details.Place!.Name, details.Place.Lines, details.Place.Postcode, details.Place.Latitude, details.MinimumAge,
                details.Schedules.Count));
        Assert.Equal(["/place/latitude", "/place/lines", "/schedules", "/status"], line.Problems.Select(p => p.Pointer).Order());
    }

    [Fact]
    public async Task Two_venues_are_two_places_to_go_each_with_its_own_times()
    {
        IReadOnlyList<ImportRow> rows = Case("two-venues");

        Assert.Equal(["Bordon pitch GU35 0BP 51.1128 Tuesday 10:00", "Alton pitch GU34 1HH 51.1498 Saturday 09:00"], rows.Select(r =>
            string.Create(CultureInfo.InvariantCulture, $"{r.Details!.Place!.Name} {r.Details.Place.Postcode} {r.Details.Place.Latitude} ")
                + r.Details.Schedules.Select(s => $"{s.Weekday} {s.StartsAt:HH\\:mm}").Single()));
        Assert.Equal(2, rows.Select(r => r.Id).Distinct().Count());
        TestService here = new();
        Assert.Equal(2, (await here.Directory.Import(rows, false, default)).Taken);
        Assert.Equal(2, (await here.Directory.Import(Case("two-venues"), false, default)).Unchanged);
    }

    [Fact]
    public void What_is_over_or_has_not_begun_is_not_shown_as_running()
    {
        Dictionary<string, ImportRow> rows = Case("over-and-not-begun").ToDictionary(r => r.Name!);

        Assert.Equal((ListingStatus.Inactive, 0, "Left out: it was over on 27 August 2024."),
            rows["Summer holiday club 2024 (over)"] is var over
                ? (over.Details!.Status, over.Details.Schedules.Count, over.Problems[0].Detail) : default);
        Assert.Equal((ListingStatus.TemporarilyClosed, new DateOnly(2099, 1, 6), "not-begun"),
            rows["Begins in 2099"] is var later
                ? (later.Details!.Status, later.Details.ClosedUntil!.Value, later.Problems[0].Code) : default);
        Assert.Equal((ListingStatus.Inactive, "Left out: it was over on 7 February 2023."),
            rows["Six sessions, ended"] is var six ? (six.Details!.Status, six.Problems[0].Detail) : default);
    }

    [Fact]
    public void Rules_are_read_as_they_are_meant()
    {
        Dictionary<string, ListingDetails> winter = Case("rules").ToDictionary(r => r.Name!, r => r.Details!),
            summer = Case("rules", _summer).ToDictionary(r => r.Name!, r => r.Details!);
        ActivitySchedule Of(DayOfWeek day, int from = 10, Every every = Every.Week, MonthWeek? week = null) =>
            new(day, new(from, 0), new(from + 2, 0), every, week);

        Assert.Equal([Of(DayOfWeek.Tuesday, every: Every.Month, week: MonthWeek.First)], winter["First Tuesday"].Schedules);
        Assert.Equal([Of(DayOfWeek.Friday, every: Every.Month, week: MonthWeek.Last)], winter["Last Friday"].Schedules);
        Assert.Equal([Of(DayOfWeek.Monday)], winter["Every Monday, written as monthly"].Schedules);
        Assert.Equal([new ActivitySchedule(null, new(10, 0), new(12, 0), Every.Month, MonthDay: 15)],
            winter["The 15th of each month"].Schedules);
        Assert.Null(winter["The 15th of each month"].WordsOf("/schedules"));
        Assert.Equal([Of(DayOfWeek.Tuesday, 9), Of(DayOfWeek.Thursday)], winter["In UTC and with an offset"].Schedules);
        Assert.Equal([Of(DayOfWeek.Tuesday), Of(DayOfWeek.Thursday)], summer["In UTC and with an offset"].Schedules);
    }

    [Fact]
    public void A_page_of_version_1_is_read()
    {
        ImportRow row = Assert.Single(Case("older-page"));

        Assert.Equal([new ActivitySchedule(DayOfWeek.Tuesday, new(10, 0), new(12, 0))], row.Details!.Schedules);
        Assert.Equal((18, "GU35 0BP", 0), (row.Details.MinimumAge, row.Details.Place!.Postcode, row.Problems.Count));
    }

    [Fact]
    public void The_address_to_go_to_is_taken_and_its_lines_are_parted()
    {
        IReadOnlyList<ImportRow> rows = Case("addresses");

        Assert.Equal(["Forest Road", "Bordon"], rows[0].Details!.Place!.Lines);
        Assert.Equal("GU35 0BP", rows[0].Details!.Place!.Postcode);
        Assert.Equal(["Village Hall", "Church Lane", "Bordon"], rows[1].Details!.Place!.Lines);
    }

    [Theory]
    [InlineData("null, -0.86")]
    [InlineData("\"\", \"\"")]
    [InlineData("0, 0")]
    [InlineData("51.11, null")]
    [InlineData("479000, 135000")]
    [InlineData("\"up\", -0.86")]
    public async Task Coordinates_that_are_none_are_left_out_and_named(string coordinates)
    {
        string[] two = coordinates.Split(", ");
        (ImportLine line, ListingDetails details) = await Import(
            """{"service_at_locations":[{"location":{"name":"Hall","latitude":north,"longitude":east}}]}"""
                .Replace("north", two[0], StringComparison.Ordinal).Replace("east", two[1], StringComparison.Ordinal));

        Assert.Equal(("Hall", null, null), (details.Place!.Name, details.Place.Latitude, details.Place.Longitude));
        Assert.Equal(coordinates is not "\"\", \"\"", line.Problems.Any(p => p.Pointer is "/place/latitude"));
    }

    [Theory]
    [InlineData("""{"minimum_age":17.5,"maximum_age":999}""", 17, null)]
    [InlineData("""{"minimum_age":0,"maximum_age":150}""", null, null)]
    [InlineData("""{"minimum_age":"18+"}""", 18, null)]
    [InlineData("""{"eligibilitys":[{"minimum_age":16,"maximum_age":25}]}""", 16, 25)]
    public async Task Ages_of_feeds_are_read_as_they_are_meant(string service, int? from, int? to)
    {
        (_, ListingDetails details) = await Import(service);
        Assert.Equal((from, to), (details.MinimumAge, details.MaximumAge));
    }

    [Theory]
    [InlineData("""[{"amount":0}]""", "Free")]
    [InlineData("""[{"option":"Adults","amount":2.5},{"option":"Children","amount":0}]""", "Adults £2.50; Children free")]
    [InlineData("""[{"amount":5,"currency":"EUR"}]""", "EUR 5")]
    [InlineData("""[{"amount":1,"valid_to":"2020-12-31"},{"amount":3}]""", "£3")]
    public async Task Costs_are_read_as_they_are_meant(string costs, string read)
    {
        (_, ListingDetails details) = await Import($$"""{"cost_options":{{costs}}}""");
        Assert.Equal(read, details.Cost);
    }

    [Fact]
    public async Task Marked_up_and_long_texts_become_text()
    {
        string text = "<p>Tea &amp; talk<br/>for <b>everybody</b></p><ul><li>cake</li><li>a &lt; b</li></ul><script>alert(1)</script>";
        (_, ListingDetails details) = await Import(new JsonObject { ["description"] = text }.ToJsonString());
        (ImportLine line, ListingDetails cut) = await Import(new JsonObject { ["description"] = new string('x', 9_000) }.ToJsonString());

        Assert.Equal("Tea & talk\nfor everybody\n\n- cake\n- a < b", details.Description);
        Assert.Equal((ActivityRules.LongestDescription, "shortened"), (cut.Description!.Length, Assert.Single(line.Problems).Code));
    }

    [Fact]
    public async Task Words_of_other_lists_are_our_needs_and_the_rest_is_named()
    {
        const string service = """{"attributes":[{"taxonomy_term":{"name":"Food banks"}},{"taxonomy_term":{"name":"Falconry"}}]}""";
        (ImportLine line, ListingDetails details) = await Import(service);
        (ImportLine none, _) = await Import("""{"service_taxonomys":[{"taxonomy":{"name":"Falconry"}}]}""");
        ImportRow mapped = Assert.Single(OpenReferralReader.Read(Encoding.UTF8.GetBytes(
            """{"id":"7","name":"Hawks","service_taxonomys":[{"taxonomy":{"name":"Falconry"}}]}"""),
            new ListingReading(new Pathway(), _winter,
            NeedMap.Read("term,need\nFalconry,volunteeringAndPurpose\n", NeedMap.Starter))));

        Assert.Equal(["food"], details.Needs);
        Assert.Empty(line.Problems);
        Assert.Equal("no-need-known", Assert.Single(none.Problems).Code);
        Assert.Equal(["volunteeringAndPurpose"], mapped.Details!.Needs);
    }

    [Theory]
    [InlineData("1TU,3TU", "", "Tuesday First, Tuesday Third")]
    [InlineData("TU", "8,9,10,11,12,13,14", "Tuesday Second")]
    [InlineData("MO,TU", "", "Monday , Tuesday ")]
    [InlineData("", "1, 15", "1 , 15 ")]
    [InlineData("", "-1", "-1 ")]
    [InlineData("", "-2", "")]
    public async Task Monthly_days_are_those_of_the_rule(string byday, string bymonthday, string read)
    {
        (_, ListingDetails details) = await Import(
            $$"""{"schedules":[{"freq":"MONTHLY","byday":"{{byday}}","bymonthday":"{{bymonthday}}","opens_at":"10:00"}]}""");
        Assert.Equal(read, string.Join(", ", details.Schedules.Select(s => $"{s.Weekday}{s.MonthDay} {s.Week}")));
    }

    /// <summary>Feeds also write days as numbers and lists. An unreadable day is never replaced by the weekday of the first date.</summary>
    [Theory]
    [InlineData(""" "bymonthday":15 """, "15")]
    [InlineData(""" "bymonthday":[1,15] """, "1, 15")]
    [InlineData(""" "bymonthday":"15","byday":"" """, "15")]
    [InlineData(""" "bymonthday":null """, "4")]
    [InlineData(""" "bymonthday":"mid" """, "")]
    [InlineData(""" "bymonthday":{"day":15} """, "")]
    [InlineData(""" "bymonthday":0 """, "")]
    [InlineData(""" "byday":["TU","TH"] """, "Tuesday, Thursday")]
    public async Task Days_are_read_in_whatever_form_they_stand(string said, string read)
    {
        (_, ListingDetails details) = await Import(
            $$"""{"schedules":[{"freq":"MONTHLY","dtstart":"2027-01-04","opens_at":"10:00",{{said}}}]}""");
        Assert.Equal(read, string.Join(", ", details.Schedules.Select(s => $"{s.Weekday}{s.MonthDay}")));
        Assert.Equal(read is "", details.WordsOf("/schedules") is not null);
    }

    [Fact]
    public async Task What_has_no_id_or_a_state_of_its_own_is_taken_all_the_same()
    {
        (ImportLine line, ListingDetails details) = await Import("""{"id":null,"status":"open"}""");
        Assert.Equal((ListingStatus.Active, "open", 1), (details.Status, details.WordsOf("/status"), line.Problems.Count));
    }
}
