using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Contracts;

/// <summary>What admins set by page is kept with every earlier version, in whichever store, and counts in every process.</summary>
public abstract class ServiceSettingsContract : StoreContract
{
    private static readonly Clocks _clocks = new(new FakeTimeProvider(Given.Start), new FakeTimeProvider(Given.Start));

    private (ServiceSettings Settings, ServiceProfile Profile) Process(params string[] inFile)
    {
        ServiceProfile profile = new("Social Prescribing", "Your local team", "not set", new Uri("https://links.example"));
        return (new(Register, _clocks, profile, inFile.ToDictionary(s => s, s => $"settings.json: {s}"), new Pathway(),
            PathwaySource.None), profile);
    }

    private readonly FakeTimeProvider _machine = new(Given.Start);

    /// <summary>A process with the pathway that stands in this file.</summary>
    private (ServiceSettings Settings, InForce<Pathway> Pathways) PathwayProcess(string file = "{}")
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(file);
        InForce<Pathway> pathways = new(PathwayFile.Parse(bytes).Pathway, _machine);
        return (new(Register, new Clocks(_machine, _machine), new("Test", "Test", "1", new Uri("https://links.example")),
            new Dictionary<string, string>(), pathways, new PathwaySource("pathway.json", bytes)), pathways);
    }

    private static Dictionary<string, string> FirstContact(string days) => new() { ["contact.firstWorkingDays"] = days };

    [Fact]
    public async Task All_processes_change_over_to_another_pathway_at_one_moment()
    {
        (ServiceSettings here, InForce<Pathway> mine) = PathwayProcess();
        (ServiceSettings there, InForce<Pathway> theirs) = PathwayProcess();
        await here.Change("ada", FirstContact("3"), 0, Cancellation);
        _machine.Advance(TimeSpan.FromSeconds(30));
        await there.Refresh(Cancellation);
        (ServiceSettings late, InForce<Pathway> began) = PathwayProcess();
        await late.Refresh(Cancellation);
        InForce<Pathway>[] all = [mine, theirs, began];

        Assert.All(all, p => Assert.Equal(5, p.Now.FirstContactWorkingDays));
        _machine.Advance(ServiceSettings.UntilPathwayCounts);
        Assert.All(all, p => Assert.Equal(3, p.Now.FirstContactWorkingDays));
    }

    [Fact]
    public async Task Who_starts_while_a_change_waits_goes_by_the_one_before_it()
    {
        (ServiceSettings here, _) = PathwayProcess();
        await here.Change("ada", FirstContact("3"), 0, Cancellation);
        _machine.Advance(TimeSpan.FromHours(1));
        await here.Change("ada", FirstContact("4"), 1, Cancellation);

        (ServiceSettings late, InForce<Pathway> began) = PathwayProcess();
        await late.Refresh(Cancellation);

        Assert.Equal(3, began.Now.FirstContactWorkingDays);
        _machine.Advance(ServiceSettings.UntilPathwayCounts);
        Assert.Equal(4, began.Now.FirstContactWorkingDays);
    }

    [Theory]
    [InlineData("contact.firstWorkingDays", "0")]
    [InlineData("contact.firstWorkingDays", "soon")]
    [InlineData("calendar.closes", "08:00")]
    [InlineData("calendar.opens", "nine")]
    [InlineData("surveys.windowDays", "6")]
    [InlineData("calendar.extraHolidays", "2027-06-31")]
    [InlineData("calendar.extraHolidays", "next Monday")]
    [InlineData("calendar.schoolHolidays", "2027-02-19 to 2027-02-15")]
    [InlineData("calendar.schoolHolidays", "half-term")]
    [InlineData("surveys.plan", "week-6 planAgreed")]
    [InlineData("surveys.plan", "week-6 planAgreed 6w ons5")]
    [InlineData("surveys.plan", "Week-6 planAgreed 6w ons4")]
    [InlineData("surveys.plan", "week-6 planAgreed 6w ons4; week-6 planAgreed 7w ons4")]
    [InlineData("surveys.plan", "week-6 birth 6w ons4")]
    public async Task What_the_reader_of_the_file_refuses_is_refused(string setting, string typed)
    {
        (ServiceSettings settings, InForce<Pathway> pathways) = PathwayProcess();

        SettingsOutcome outcome = await settings.Change("ada", new Dictionary<string, string> { [setting] = typed }, 0, Cancellation);

        Assert.NotEmpty(Assert.IsType<SettingsOutcome.Refused>(outcome).Problems);
        _machine.Advance(ServiceSettings.UntilPathwayCounts);
        Assert.Equal(5, pathways.Now.FirstContactWorkingDays);
        Assert.Empty(await settings.Versions(10, Cancellation));
    }

    [Fact]
    public async Task A_pathway_file_wins_and_what_it_leaves_open_is_set_by_page()
    {
        const string file = """
            { // ours
              "contact": { "firstWorkingDays": 7, }, "meetings": { "reminders": ["24h"] } }
            """;
        (ServiceSettings settings, InForce<Pathway> pathways) = PathwayProcess(file);

        await settings.Change("ada",
            new Dictionary<string, string> { ["contact.firstWorkingDays"] = "3", ["calendar.opens"] = "08:30" }, 0, Cancellation);
        _machine.Advance(ServiceSettings.UntilPathwayCounts);

        Assert.Equal((7, new TimeOnly(8, 30)), (pathways.Now.FirstContactWorkingDays, pathways.Now.Calendar.Opens));
        Assert.Equal("24h", Assert.Single(pathways.Now.MeetingReminders).ToString());
        Assert.Equal("pathway.json: contact.firstWorkingDays",
            settings.Now.Single(s => s.Name == "contact.firstWorkingDays").FixedBy);
    }

    [Fact]
    public async Task Holidays_and_surveys_are_lists_that_are_set_as_a_whole()
    {
        (ServiceSettings settings, InForce<Pathway> pathways) = PathwayProcess();
        string shown = settings.Now.Single(s => s.Name is PathwaySource.Surveys).Value;

        Assert.IsType<SettingsOutcome.Done>(await settings.Change("ada", new Dictionary<string, string>
        {
            [PathwaySource.Holidays] = "2027-06-15\n 2027-06-16",
            [PathwaySource.SchoolHolidays] = "15/02/2027 to 19/02/2027\r\n2027-05-31",
            [PathwaySource.Surveys] = "baseline firstMeeting 2d ons4; month-2 planAgreed 2mo ons4 gad2",
        }, 0, Cancellation));
        _machine.Advance(ServiceSettings.UntilPathwayCounts);

        Assert.Equal("baseline firstMeeting 1d ons4 ucla3 loneliness", shown.Split("; ")[0]);
        Assert.Equal([new DateOnly(2027, 6, 15), new DateOnly(2027, 6, 16)], pathways.Now.Calendar.ExtraHolidays.Order());
        Assert.Equal(["baseline 2 0 ons4", "month-2 0 2 ons4 gad2"], pathways.Now.Surveys
            .Select(s => $"{s.Id} {s.After.InDays} {s.After.InMonths} {string.Join(' ', s.Measures)}"));
        Assert.Equal(["2027-02-15 to 2027-02-19", "2027-05-31"], pathways.Now.SchoolHolidays.Select(h => h.ToString()));
        Assert.Equal("2027-06-15, 2027-06-16", settings.Now.Single(s => s.Name is PathwaySource.Holidays).Value);
        await settings.Change("ada", new Dictionary<string, string> { [PathwaySource.Surveys] = "" }, 1, Cancellation);
        _machine.Advance(ServiceSettings.UntilPathwayCounts);
        Assert.Equal(6, pathways.Now.Surveys.Count);
    }

    private static Dictionary<string, string> Phone(string number) => new() { [ServiceSettings.Phone] = number };

    [Fact]
    public async Task What_one_process_sets_counts_in_another_once_it_looks()
    {
        (ServiceSettings here, ServiceProfile mine) = Process();
        (ServiceSettings there, ServiceProfile theirs) = Process();

        await here.Change("ada", Phone("01420 555 001"), 0, Cancellation);
        Assert.Equal(("01420 555 001", "not set"), (mine.Phone, theirs.Phone));
        await there.Refresh(Cancellation);

        Assert.Equal(("01420 555 001", "Social Prescribing"), (theirs.Phone, theirs.Name));
    }

    [Fact]
    public async Task An_earlier_version_is_restored_as_a_new_one_and_nothing_is_lost()
    {
        (ServiceSettings settings, ServiceProfile profile) = Process();
        await settings.Change("ada", Phone("01420 555 001"), 0, Cancellation);
        await settings.Change("ben", Phone("01420 555 002"), 1, Cancellation);

        Assert.IsType<SettingsOutcome.Done>(await settings.Restore("ada", 1, 2, Cancellation));

        Assert.Equal("01420 555 001", profile.Phone);
        Assert.Equal((IEnumerable<(int, string, int?)>)[(3, "ada", 1), (2, "ben", null), (1, "ada", null)],
            (await settings.Versions(10, Cancellation)).Select(v => (v.Number, v.By, v.Restored)));
        SettingChange last = Assert.Single((await settings.Versions(1, Cancellation))[0].Changes);
        Assert.Equal(("01420 555 002", "01420 555 001"), (last.Before, last.After));
    }

    [Fact]
    public async Task Of_two_who_change_the_same_version_one_looks_again()
    {
        (ServiceSettings here, _) = Process();
        (ServiceSettings there, _) = Process();

        SettingsOutcome[] both = await Task.WhenAll(
            here.Change("ada", Phone("01420 555 001"), 0, Cancellation), there.Change("ben", Phone("01420 555 002"), 0, Cancellation));

        Assert.Single(both.OfType<SettingsOutcome.Done>());
        Assert.Single(both.OfType<SettingsOutcome.Stale>());
        Assert.Single(await here.Versions(10, Cancellation));
    }

    [Fact]
    public async Task A_file_wins_also_over_what_was_set_before_it_was_written()
    {
        await Process().Settings.Change("ada", Phone("01420 555 001"), 0, Cancellation);
        (ServiceSettings settings, ServiceProfile profile) = Process(ServiceSettings.Phone);
        await settings.Refresh(Cancellation);

        Assert.Equal("not set", profile.Phone);
        Assert.Null(Assert.IsType<SettingsOutcome.Done>(await settings.Change("ada", Phone("01420 555 002"), 1, Cancellation)).Version);
        Assert.Equal("not set", profile.Phone);
    }

    [Fact]
    public async Task What_is_taken_back_is_as_the_program_brings_it_along()
    {
        (ServiceSettings settings, ServiceProfile profile) = Process();
        await settings.Change("ada", new Dictionary<string, string> { [ServiceSettings.Name] = "Riverside Friends" }, 0, Cancellation);
        await settings.Change("ada", new Dictionary<string, string> { [ServiceSettings.Name] = "" }, 1, Cancellation);

        Assert.Equal("Social Prescribing", profile.Name);
    }
}
