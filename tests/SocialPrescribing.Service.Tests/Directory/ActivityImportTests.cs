using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Service.Tests;

public sealed partial class ActivityImportTests
{
    private readonly FakeTimeProvider _clock = new(TestService.Monday);
    private readonly MemoryStore _store = new();
    private readonly ActivityDirectory _directory;

    public ActivityImportTests() => _directory = NewDirectory();

    private ActivityDirectory NewDirectory() => new(_store, new Pathway(), new DirectorySettings(), new Clocks(_clock, _clock));

    private Task<ImportReport> Import(string csv, bool dryRun = false) => Import(Encoding.UTF8.GetBytes(csv), dryRun);

    private Task<ImportReport> Import(byte[] csv, bool dryRun = false) =>
        _directory.Import(ActivityCsv.Read(csv, new Pathway()), dryRun, default);

    private async Task<StoredActivity> Only() => Assert.Single(await _directory.All(default));

    /// <summary><c>/place/latitude out-of-range</c></summary>
    private static string Why(ImportReport report)
    {
        ImportLine line = Assert.Single(report.Lines);
        Assert.Equal(ImportOutcome.Refused, line.Outcome);
        return string.Join(", ", line.Problems.Select(p => $"{p.Pointer} {p.Code}"));
    }

    private static byte[] Sample() => File.ReadAllBytes(Path.Combine(Samples.Folder, "activities.csv"));

    [Fact]
    public async Task The_template_is_taken_whole()
    {
        ImportReport report = await Import(Sample());

        Assert.Equal((12, 0, 0, 0), (report.Taken, report.Changed, report.Unchanged, report.Refused));
        StoredActivity workshop = Assert.Single(await _directory.All(default), a => a.Activity.Details.Name == "Furniture workshop");
        ListingDetails details = workshop.Activity.Details;
        Assert.Equal("Second Bench Workshop (invented)", details.Provider.Name);
        Assert.Equal("+441632960102", details.Provider.Phone);
        Assert.Equal(["anxiety", "lowMood", "employmentAndSkills", "volunteeringAndPurpose"], details.Needs);
        Assert.Equal(
            [new ActivitySchedule(DayOfWeek.Tuesday, new(9, 30), new(12, 30)),
                new ActivitySchedule(DayOfWeek.Thursday, new(13, 0), new(16, 0))], details.Schedules);
        Assert.Equal((51.1171, -0.8665, "GU35 9QF"), (details.Place!.Latitude, details.Place.Longitude, details.Place.Postcode));
        Assert.Equal((true, StepFree.Yes, 18, true, 2),
            (details.Purposeful, details.StepFree, details.MinimumAge, details.AccompaniedFirstVisitWelcome, details.Capacity!.Available));
    }

    [Fact]
    public async Task What_is_imported_twice_changes_nothing()
    {
        await Import(Sample());
        IReadOnlyList<StoredActivity> before = await _directory.All(default);
        _clock.Advance(TimeSpan.FromDays(3));

        ImportReport again = await Import(Sample());

        Assert.Equal(12, again.Unchanged);
        Assert.Equal(before.Select(a => (a.Activity.Id, a.Version, a.Activity.LastModified)),
            (await NewDirectory().All(default)).Select(a => (a.Activity.Id, a.Version, a.Activity.LastModified)));
    }

    [Fact]
    public async Task What_has_changed_in_the_file_changes_and_is_named()
    {
        await Import("name,provider,cost,needs\nChoir,Voices,Free,loneliness\n");

        ImportLine line = Assert.Single((await Import("name,provider,cost,needs\nchoir ,VOICES,£2,loneliness; Social isolation\n")).Lines);

        Assert.Equal(ImportOutcome.Changed, line.Outcome);
        Assert.Equal(["name", "provider", "needs", "cost"], line.Fields);
        Assert.Equal(["loneliness", "socialIsolation"], (await Only()).Activity.Details.Needs);
    }

    [Fact]
    public async Task What_staff_have_changed_stays_until_the_file_says_something_new()
    {
        const string file = "name,provider,cost,description\nChoir,Voices,Free,Singing\n";
        await Import(file);
        StoredActivity choir = await Only();
        Assert.IsType<PutOutcome.Done>(
            await _directory.Put(choir.Activity.Id, choir.Activity.Details with { Cost = "£3", StepFree = StepFree.Yes }, choir.Version,
                default));

        Assert.Equal(ImportOutcome.Unchanged, Assert.Single((await Import(file)).Lines).Outcome);
        Assert.Equal(["description"],
            Assert.Single((await Import(file.Replace("Singing", "Singing by ear", StringComparison.Ordinal))).Lines).Fields);
        Assert.Equal(("£3", StepFree.Yes), ((await Only()).Activity.Details.Cost, (await Only()).Activity.Details.StepFree));
        Assert.Equal(["cost"],
            Assert.Single(
                (await Import(file.Replace("Free", "£1", StringComparison.Ordinal)
                    .Replace("Singing", "Singing by ear", StringComparison.Ordinal))).Lines).Fields);
    }

    [Fact]
    public async Task An_older_file_takes_back_neither_a_confirmation_nor_places()
    {
        await Import("name,provider,places_free,last_confirmed\nChoir,Voices,4,2027-01-10\n");
        await Import("name,provider,places_free,last_confirmed\nChoir,Voices,9,2026-12-10\n");

        ListingDetails choir = (await Only()).Activity.Details;
        Assert.Equal((new DateOnly(2027, 1, 10), 4), (choir.ConfirmedOn, choir.Capacity!.Available));
    }

    [Fact]
    public async Task A_dry_run_says_the_same_and_writes_nothing()
    {
        ImportReport dry = await Import(Sample(), dryRun: true);

        Assert.True(dry.DryRun);
        Assert.Equal(12, dry.Taken);
        Assert.Empty(await _directory.All(default));
    }

    [Fact]
    public async Task A_bad_row_does_not_hold_up_the_good_ones_and_has_its_line()
    {
        ImportReport report = await Import(
            "name,provider,description\n,Voices,No name\nChoir,Voices,\"Two\nlines, and a "
                + "comma\"\nShed,Sheds\nCraft,\"Cra\"ft,x\nLunch,Hall,\"He said \"\"yes\"\"\"\n");

        Assert.Equal(
            ["line 2 Refused /name required", "lines 3 to 4 Taken ", "line 5 Refused  columns", "line 6 Refused  quotes", "line 7 Taken "],
            report.Lines.Select(l => $"{l.At} {l.Outcome} {string.Join(", ", l.Problems.Select(p => $"{p.Pointer} {p.Code}"))}"));
        Assert.Equal(["Two\nlines, and a comma", "He said \"yes\""],
            (await _directory.All(default)).Select(a => a.Activity.Details.Description));
    }

    [Fact]
    public async Task The_same_entry_twice_is_taken_once()
    {
        ImportReport report = await Import("id,name,provider\n7,Choir,Voices\n7,Another,Voices\n,Shed,Sheds\n,shed,sheds\n");

        Assert.Equal(["Taken ", "Refused This is the same entry as line 2", "Taken ", "Refused This is the same entry as line 4"],
            report.Lines.Select(l => $"{l.Outcome} {string.Join(" ", l.Problems.Select(p => p.Detail.Split('.')[0]))}"));
    }

    [Fact]
    public async Task A_row_that_is_refused_stands_in_nobodys_way()
    {
        ImportReport report =
            await Import("id,name,provider,maximum_age\n7,,Voices,64\n7,Choir,Voices,65\n7,Choir,Voices,66\n");

        Assert.Equal(["Refused required", "Taken ", "Refused twice"],
            report.Lines.Select(l => $"{l.Outcome} {string.Join(" ", l.Problems.Select(p => p.Code))}"));
        Assert.Contains("line 3", report.Lines[2].Problems[0].Detail, StringComparison.Ordinal);
        Assert.Equal(65, (await Only()).Activity.Details.MaximumAge);
    }

    [Fact]
    public async Task Two_providers_may_call_their_own_by_the_same_short_id()
    {
        await Import("id,name,provider\n7,Choir,Voices\n");

        Assert.Equal(ImportOutcome.Taken, Assert.Single((await Import("id,name,provider\n7,Shed,Sheds\n")).Lines).Outcome);
        Assert.Equal(ImportOutcome.Changed, Assert.Single((await Import("id,name,provider\n7,Evening choir,VOICES\n")).Lines).Outcome);
        Assert.Equal(["Evening choir", "Shed"], (await _directory.All(default)).Select(a => a.Activity.Details.Name));
        // An entry whose id equals another's name is not that other.
        Assert.Equal(2, (await Import("id,name,provider\n,Walk,Voices\nWalk,Long walk,Voices\n")).Taken);
    }

    [Fact]
    public async Task An_id_that_is_one_in_the_world_stays_the_same_whoever_provides_it()
    {
        await Import("id,name,provider\n7d7b1c0e-52c3-4d0e-9c38-0a3c1f6f2a11,Choir,Voices\n");
        Assert.Equal(ImportOutcome.Changed,
            Assert.Single((await Import("id,name,provider\n7d7b1c0e-52c3-4d0e-9c38-0a3c1f6f2a11,Choir,New Voices\n")).Lines).Outcome);
    }

    [Theory]
    [InlineData("title,provider\n", "header", "The column name is missing.")]
    [InlineData("name,provider,name\n", "header", "The column name stands there twice.")]
    [InlineData("", "empty", "samples/activities.csv")]
    public async Task A_file_that_is_no_template_says_what_is_wrong(string csv, string code, string says)
    {
        ImportReport report = await Import(csv);

        Assert.Equal($" {code}", Why(report));
        Assert.Contains(says, report.Lines[0].Problems[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_read_in_whatever_a_spreadsheet_wrote_it()
    {
        const string csv = "name,provider\nCafé Ŵyl,Voices\n";
        await Import([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(csv)]);
        Assert.Equal("Café Ŵyl", (await Only()).Activity.Details.Name);
        Assert.Equal(1, (await Import(csv)).Unchanged);
        Assert.Equal(1, (await Import([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(csv)])).Unchanged);
        Assert.Equal(1, (await Import("sep=;\nname;provider\nCafé Ŵyl;Voices\n")).Unchanged);
        Assert.Equal(1, (await Import("Name\tProvider\nCafé Ŵyl\tVoices\n")).Unchanged);

        Assert.Equal("Café – £2",
            (await Import([.. "name,provider\nCaf"u8, 0xE9, .. " "u8, 0x96, .. " "u8, 0xA3, .. "2,Voices\n"u8])).Lines[0].Name);
        Assert.Equal(" no-text", Why(await Import(Encoding.BigEndianUnicode.GetBytes(csv))));
    }

    [Fact]
    public async Task A_column_that_nobody_knows_is_named_and_costs_no_row_its_place()
    {
        ImportReport report = await Import("Name,Provider,Web site,Colour\nChoir,Voices,www.voices.example,red\n");

        Assert.Equal((1, 0, ImportOutcome.Noted), (report.Taken, report.Refused, report.Lines[0].Outcome));
        Assert.StartsWith("There is no column Colour;", report.Lines[0].Problems[0].Detail, StringComparison.Ordinal);
        Assert.Equal("https://www.voices.example", (await Only()).Activity.Details.Provider.Url);
    }

    [Fact]
    public async Task What_looks_like_a_formula_or_a_page_is_kept_as_text()
    {
        await Import("name,provider\n\"=HYPERLINK(\"\"https://evil.example\"\")\",<b>Voices</b>\n");

        ListingDetails details = (await Only()).Activity.Details;
        Assert.Equal(("=HYPERLINK(\"https://evil.example\")", "<b>Voices</b>"), (details.Name, details.Provider.Name));
    }

    [Fact]
    public async Task A_name_that_would_speak_to_the_terminal_is_refused_and_not_repeated()
    {
        ImportReport report = await Import("name,provider\n\"\u001b[2J\u202Echoir\",Voices\n");

        Assert.Equal("/name control-characters", Why(report));
        Assert.DoesNotContain('\u001b', report.Lines[0].Name!);
    }

    [Fact]
    public async Task A_quotation_mark_that_is_never_closed_swallows_nothing_in_silence()
    {
        string open = "name,provider\n\"Choir,Voices\n"
            + string.Concat(Enumerable.Range(0, 5_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"Group {i},Voices\n")));

        Assert.Equal(" too-long", Why(await Import(open)));
    }

    [Fact]
    public async Task Ten_thousand_rows_are_taken_and_found_a_page_at_a_time()
    {
        string csv = "name,provider,needs\n"
            + string.Concat(Enumerable.Range(0, 10_000)
                .Select(i => string.Create(CultureInfo.InvariantCulture, $"Group {i:00000},Provider {i % 300},loneliness\n")));

        ImportReport report = await Import(csv);

        Assert.Equal((10_000, 10_000), (report.Taken, report.Lines.Count));
        Assert.Equal(10_000, (await Import(csv)).Unchanged);
        List<string> names = [];
        DirectoryQuery query = new(Need: "loneliness", Most: 999);
        do
        {
            Page<StoredActivity> page = await _directory.Find(query, default);
            names.AddRange(page.Items.Select(a => a.Activity.Details.Name));
            query = query with { Continue = page.Continue };
        } while (query.Continue is not null);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"Group {i:00000}")), names);
    }

    [Fact]
    public async Task More_rows_than_may_be_are_not_dropped_in_silence()
    {
        string csv = "name,provider\n"
            + string.Concat(Enumerable.Range(0, ActivityCsv.MostRows + 1)
                .Select(i => string.Create(CultureInfo.InvariantCulture, $"Group {i},Voices\n")));

        ImportReport report = await Import(csv, dryRun: true);

        Assert.Equal((ActivityCsv.MostRows, 1, "too-many"), (report.Taken, report.Refused, report.Lines[^1].Problems[0].Code));
    }

    /// <summary>Each word is looked for in every entry, so nobody can ask for a hundred of them.</summary>
    [Fact]
    public async Task Of_a_hundred_words_the_first_eight_are_looked_for()
    {
        await Import(Sample());
        string[] others = [.. Enumerable.Repeat("zither", 92)], seven = [.. Enumerable.Repeat("furniture", 7)];

        Assert.Equal(["Furniture workshop"], await Found([.. seven, "workshop", .. others]));
        Assert.Empty(await Found([.. seven, .. others, "workshop"]));

        async Task<IEnumerable<string>> Found(string[] words) =>
            (await _directory.Find(new(Text: string.Join(' ', words)), default)).Items.Select(a => a.Activity.Details.Name);
    }
}
