using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests;

/// <summary>What people write in a spreadsheet is read as they mean it, or kept as they wrote it.</summary>
public sealed class SpellingsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(TestService.Monday);
    private readonly ActivityDirectory _directory;

    public SpellingsTests() => _directory = new(new MemoryStore(), new Pathway(), new DirectorySettings(), new Clocks(_clock, _clock));

    public void Dispose() => _directory.Dispose();

    private async Task<(ImportLine Line, ListingDetails Details)> Import(string columns, string cells)
    {
        string csv = $"name,provider,{columns}\nChoir,Voices,{cells}\n";
        ImportReport report = await _directory.Import(ActivityCsv.Read(Encoding.UTF8.GetBytes(csv), new Pathway()), false, default);
        ImportLine line = Assert.Single(report.Lines);
        Assert.True(line.Outcome is ImportOutcome.Taken, string.Join(' ', line.Problems.Select(p => p.Detail)));
        return (line, Assert.Single(await _directory.All(default)).Activity.Details);
    }

    private static string Said(IEnumerable<ActivitySchedule> schedules) => string.Join("; ", schedules.Select(Said));

    /// <summary><c>Tue 10:00-12:00 Month First from 2027-01-06 term</c></summary>
    private static string Said(ActivitySchedule s)
    {
        string[] words =
        [
            s.MonthDay is { } day ? DirectoryTerms.OfMonth(day) : $"{s.Weekday}"[..3],
            $"{s.StartsAt:HH\\:mm}{(s.EndsAt is { } ends ? $"-{ends:HH\\:mm}" : "")}",
            s.Every is Every.Week ? "" : $"{s.Every}", $"{s.Week}", s.From is { } from ? $"from {from:yyyy-MM-dd}" : "",
            s.Until is { } until ? $"until {until:yyyy-MM-dd}" : "", s.NotInSchoolHolidays is true ? "term" : "",
        ];
        return string.Join(' ', words.Where(w => w.Length > 0));
    }

    /// <summary>A real case: a spreadsheet that was filled in by hand.</summary>
    [Fact]
    public async Task Every_row_of_a_spreadsheet_filled_in_by_hand_is_taken_and_read_as_meant()
    {
        const string csv = "\uFEFFname,provider,provider_email,provider_phone,provider_url,when,postcode,cost,minimum_age,last_confirmed\n"
            + "Control,Invented Trust,desk@trust.example,01420 555040,https://trust.example,tuesday 10:00-12:00,GU35 0BP,£2 a session,18,"
            + "01/04/2025\n"
            + "Spaces around the hyphen,Invented Trust,,,,Tuesday 10:00 - 12:00,,,,\n"
            + "Plural weekday,Invented Trust,,,,Tuesdays 10:00-12:00,,,,\n"
            + "am and pm,Invented Trust,,,,Tue 10am-12pm,,,,\nMon-Fri,Invented Trust,,,,Mon-Fri 9-5,,,,\n"
            + "www,Invented Trust,,,www.trust.example,,,,,\nPhone without its zero,Invented Trust,,1420555040,,,,,,\n"
            + "18+,Invented Trust,,,,,,,18+,\nDate without zeros,Invented Trust,,,,,,,,1/4/2025\nCost 0,Invented Trust,,,,,,0,,\n";

        ImportReport report = await _directory.Import(ActivityCsv.Read(Encoding.UTF8.GetBytes(csv), new Pathway()), false, default,
            d => Said(d.Schedules));
        Dictionary<string, ListingDetails> read = (await _directory.All(default)).ToDictionary(a => a.Activity.Details.Name,
            a => a.Activity.Details);

        Assert.Equal((10, 0, 0), (report.Taken, report.Refused, report.Lines.Sum(l => l.Problems.Count)));
        Assert.All((string[])["Control", "Spaces around the hyphen", "Plural weekday", "am and pm"],
            name => Assert.Equal("Tue 10:00-12:00", Said(read[name].Schedules)));
        Assert.Equal("Mon 09:00-17:00; Tue 09:00-17:00; Wed 09:00-17:00; Thu 09:00-17:00; Fri 09:00-17:00", report.Lines[4].Understood);
        Assert.Equal(("https://www.trust.example", "+441420555040", 18, new DateOnly(2025, 4, 1), "Free"),
            (read["www"].Provider.Url, read["Phone without its zero"].Provider.Phone, read["18+"].MinimumAge,
                read["Date without zeros"].ConfirmedOn, read["Cost 0"].Cost));
        Assert.Equal(("desk@trust.example", "GU35 0BP", "£2 a session", 18, new DateOnly(2025, 4, 1)),
            (read["Control"].Provider.Email, read["Control"].Place!.Postcode, read["Control"].Cost, read["Control"].MinimumAge,
                read["Control"].ConfirmedOn));
    }

    [Theory]
    [InlineData("Tuesdays 10.00 to 12.00", "Tue 10:00-12:00")]
    [InlineData("Tue & Thu 2-4pm", "Tue 14:00-16:00; Thu 14:00-16:00")]
    [InlineData("Wednesday 10-1", "Wed 10:00-13:00")]
    [InlineData("Sat 11:00–1:00", "Sat 11:00-13:00")]
    [InlineData("Monday to Thursday, 9am to 5.30pm", "Mon 09:00-17:30; Tue 09:00-17:30; Wed 09:00-17:30; Thu 09:00-17:30")]
    [InlineData("Tue 10-12 and 2-4", "Tue 10:00-12:00; Tue 14:00-16:00")]
    [InlineData("Tue 10-12, Thurs 2pm - 4pm", "Tue 10:00-12:00; Thu 14:00-16:00")]
    [InlineData("10am-12noon Fridays", "Fri 10:00-12:00")]
    [InlineData("Every Tuesday at 7pm", "Tue 19:00")]
    [InlineData("Thursdays from 7 until 9pm", "Thu 19:00-21:00")]
    [InlineData("Sunday 1400-1600", "Sun 14:00-16:00")]
    [InlineData("1st Tuesday 10-12", "Tue 10:00-12:00 Month First")]
    [InlineData("15th of the month 10-12", "15th of the month 10:00-12:00 Month")]
    [InlineData("1st and 15th of each month, 2-4pm", "1st of the month 14:00-16:00 Month; 15th of the month 14:00-16:00 Month")]
    [InlineData("10am-12pm on the last day of every month", "last day of the month 10:00-12:00 Month")]
    [InlineData("22nd monthly at 2pm from 2027-01-06", "22nd of the month 14:00 Month from 2027-01-06")]
    [InlineData("Tue 10-12; 15th of the month 2-4pm", "Tue 10:00-12:00; 15th of the month 14:00-16:00 Month")]
    [InlineData("15th of the month 2-4pm; Tue 10-12", "15th of the month 14:00-16:00 Month; Tue 10:00-12:00")]
    [InlineData("First and third Wednesday of the month, 2 to 4pm", "Wed 14:00-16:00 Month First; Wed 14:00-16:00 Month Third")]
    [InlineData("Last Fri of each month 10:30-12:00", "Fri 10:30-12:00 Month Last")]
    [InlineData("saturday 10:00-13:00 first", "Sat 10:00-13:00 Month First")]
    [InlineData("Every other Monday 10-11.30am", "Mon 10:00-11:30 Fortnight")]
    [InlineData("Fortnightly on Thursdays 2-4", "Thu 14:00-16:00 Fortnight")]
    [InlineData("Tue 10-12 (term time only)", "Tue 10:00-12:00 term")]
    [InlineData("Tue 10-12 from 6 January 2027 until 30/03/2027", "Tue 10:00-12:00 from 2027-01-06 until 2027-03-30")]
    [InlineData("tuesday 10:00-12:00; thursday 14:00-16:00 fortnightly from 2027-03-04",
        "Tue 10:00-12:00; Thu 14:00-16:00 Fortnight from 2027-03-04")]
    [InlineData("Daily 12-1", "Mon 12:00-13:00; Tue 12:00-13:00; Wed 12:00-13:00; Thu 12:00-13:00; Fri 12:00-13:00; Sat 12:00-13:00; "
        + "Sun 12:00-13:00")]
    public async Task Times_are_read_as_they_are_meant(string when, string read)
    {
        (ImportLine line, ListingDetails details) = await Import("when", $"\"{when}\"");

        Assert.Equal(read, Said(details.Schedules));
        Assert.Empty(line.Problems);
    }

    [Theory]
    [InlineData("Tuesdays")]
    [InlineData("Tuesday 6-8")]
    [InlineData("Tue 7:30-9:30")]
    [InlineData("Every second Tuesday 10-12")]
    [InlineData("someday 10:00")]
    [InlineData("tuesday 10:00 fifth")]
    [InlineData("tuesday 10:00 from tomorrow")]
    [InlineData("tuesday 10:00 second weekly")]
    [InlineData("tuesday 10:00 from 2027-03-02 until 2027-02-02")]
    [InlineData("friday 14:00-12:00")]
    [InlineData("Tue 10-12 (5-11)")]
    [InlineData("Tue 10-12 18+")]
    [InlineData("Tue 10-12 2025")]
    [InlineData("1st Tue and Thu 10-12")]
    [InlineData("15th 10-12")]
    [InlineData("Tue 15th of the month 10-12")]
    [InlineData("32nd of the month 10-12")]
    [InlineData("15th of the month 10-12 fortnightly")]
    [InlineData("Mon 10-12, Wed 2-4 term time only")]
    [InlineData("Every other Tue 10-12, Thu 2-4")]
    [InlineData("sat 10:00 first, sun 10:00 weekly, fortnightly")]
    [InlineData("Tue 10-12 except the last")]
    public async Task What_may_be_another_time_is_kept_as_it_was_written(string when)
    {
        (ImportLine line, ListingDetails details) = await Import("when", $"\"{when}\"");

        Assert.Equal("", Said(details.Schedules));
        Assert.Equal(new WrittenPart("/schedules", when), Assert.Single(details.AsWritten!));
        Assert.Equal(("/when", "kept-as-written"), (Assert.Single(line.Problems).Pointer, line.Problems[0].Code));
    }

    [Theory]
    [InlineData("minimum_age", "all ages", null, null)]
    [InlineData("minimum_age", "16-25", 16, 25)]
    [InlineData("minimum_age", "over 50s", 50, null)]
    [InlineData("minimum_age", "18 and over", 18, null)]
    [InlineData("minimum_age,maximum_age", "0,999", null, null)]
    [InlineData("minimum_age,maximum_age", "18 years,150", 18, null)]
    [InlineData("maximum_age", "up to 11", null, 11)]
    public async Task Ages_are_read_as_they_are_meant(string columns, string cells, int? from, int? to)
    {
        (ImportLine line, ListingDetails details) = await Import(columns, cells);

        Assert.Equal((from, to, 0), (details.MinimumAge, details.MaximumAge, line.Problems.Count));
    }

    [Theory]
    [InlineData("1/4/2025", "2025-04-01")]
    [InlineData("01-Apr-25", "2025-04-01")]
    [InlineData("1st April 2025", "2025-04-01")]
    [InlineData("Tuesday 1 April 2025", "2025-04-01")]
    [InlineData("1.4.25", "2025-04-01")]
    [InlineData("45748", "2025-04-01")]
    [InlineData("2025-04-01T09:30:00Z", "2025-04-01")]
    [InlineData("04/13/2025", null)]
    [InlineData("yesterday", null)]
    [InlineData("April 2025", null)]
    [InlineData("2199-01-01", null)]
    public async Task Dates_are_read_as_they_are_meant(string text, string? date)
    {
        (ImportLine line, ListingDetails details) = await Import("last_confirmed", text);

        Assert.Equal(date, details.ConfirmedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Assert.Equal((date is null ? 1 : 0, date is null ? text : null), (line.Problems.Count, details.WordsOf("/confirmedOn")));
    }

    /// <summary>Each row is taken. A value that cannot be used is kept as written beside its empty field, or is named in
    /// the report.</summary>
    [Theory]
    [InlineData("latitude,longitude", "200,-0.86", "/place/latitude", null)]
    [InlineData("latitude,longitude", "-0.86,51.11", "/place/latitude", null)]
    [InlineData("latitude,longitude", "51.11,", "/place/latitude", null)]
    [InlineData("latitude,longitude", "0,0", "/place/latitude", null)]
    [InlineData("latitude,longitude", "479000,135000", "/place/latitude", null)]
    [InlineData("minimum_age,maximum_age", "65,18", "/maximumAge", "65 to 18")]
    [InlineData("minimum_age", "old", "/minimum_age", "old")]
    [InlineData("provider_email", "nobody", "/provider_email", "nobody")]
    [InlineData("provider_email", "a@hall.example or b@hall.example", "/provider_email", "a@hall.example or b@hall.example")]
    [InlineData("provider_phone", "123", "/provider_phone", "123")]
    [InlineData("provider_url", "javascript:alert(1)", "/provider_url", "javascript:alert(1)")]
    [InlineData("provider_url", "https://workshop.example@evil.example/", "/provider_url", "https://workshop.example@evil.example/")]
    [InlineData("provider_url", "https://user:secret@evil.example/", "/provider_url", "https://user:secret@evil.example/")]
    [InlineData("needs", "loneliness; flying; loneliness", "/needs", "flying")]
    [InlineData("in_public", "perhaps", "/in_public", "perhaps")]
    [InlineData("postcode", "NOWHERE", "/postcode", "NOWHERE")]
    [InlineData("postcode", "GU35 0BP and GU34 1HH", "/postcode", "GU35 0BP and GU34 1HH")]
    [InlineData("places_free,places_total", "9,8", "/capacity/available", "9 of 8")]
    [InlineData("status", "maybe", "/status", "maybe")]
    [InlineData("step_free", "ramp", "/step_free", "ramp")]
    [InlineData("languages", "English; Elvish", "/languages", "Elvish")]
    public async Task What_cannot_be_used_costs_no_activity_its_place(string columns, string cells, string pointer, string? written)
    {
        (ImportLine line, ListingDetails details) = await Import(columns, cells);

        Assert.Equal(pointer, Assert.Single(line.Problems).Pointer);
        Assert.Equal(written, details.AsWritten?.Single().Text);
        Assert.Null(details.Place?.Latitude);
        Assert.Null(details.Provider.Url);
        Assert.Equal(columns is "in_public" ? true : null, details.NotInPublic);
    }

    [Fact]
    public async Task An_address_that_turns_the_writing_direction_is_taken_without_the_mark()
    {
        (_, ListingDetails details) = await Import("provider_url", "https://evil.example/\u202Eelpmaxe.pohskrow");

        Assert.Equal("https://evil.example/elpmaxe.pohskrow", details.Provider.Url);
    }

    [Fact]
    public async Task Of_two_the_first_is_taken()
    {
        (_, ListingDetails details) = await Import("provider_email,postcode,provider_phone",
            "a@hall.example; b@hall.example,\"GU35 0BP, GU34 1HH\",01420 555040 or 01420 555041");

        Assert.Equal(("a@hall.example", "GU35 0BP", "+441420555040", 3),
            (details.Provider.Email, details.Place!.Postcode, details.Provider.Phone, details.AsWritten!.Count));
    }

    [Fact]
    public async Task What_is_read_again_as_it_was_changes_nothing_and_what_staff_put_right_stays()
    {
        await Import("when", "every now and then");
        StoredActivity stored = Assert.Single(await _directory.All(default));
        ListingDetails put = stored.Activity.Details with
        {
            Schedules = [new(DayOfWeek.Tuesday, new(10, 0))],
            AsWritten = ActivityMerge.StillWritten(stored.Activity.Details,
                stored.Activity.Details with { Schedules = [new(DayOfWeek.Tuesday, new(10, 0))] }),
        };
        Assert.Null(put.AsWritten);
        await _directory.Put(stored.Activity.Id, put, stored.Version, default);

        ImportReport again = await _directory.Import(ActivityCsv.Read(
            Encoding.UTF8.GetBytes("name,provider,when\nChoir,Voices,every now and then\n"), new Pathway()), false, default);

        Assert.Equal(1, again.Unchanged);
        Assert.Equal("Tue 10:00", Said(Assert.Single(await _directory.All(default)).Activity.Details.Schedules));
    }
}
