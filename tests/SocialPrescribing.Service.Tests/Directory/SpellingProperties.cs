using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using SocialPrescribing.Invented;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests;

/// <summary>Whatever spelling is generated, it is read as it was meant or not at all, never as another value.</summary>
public sealed class SpellingProperties
{
    private static Gen<string> One(params string[] of) => Gen.Elements(of);

    private static readonly Gen<(DayOfWeek Day, string Text)> _days =
        from day in Gen.Choose(0, 6).Select(d => (DayOfWeek)d)
        from text in One($"{day}", $"{day}s", $"{day}"[..3], $"{day}"[..3].ToLowerInvariant(), $"{day}".ToUpperInvariant())
        select (day, text);

    private static readonly Gen<(TimeOnly Starts, TimeOnly Ends, string Text)> _hours =
        from start in Gen.Choose(0, (24 * 4) - 2)
            // For longer meetings nobody leaves open which half of the day is meant.
        from length in Gen.Choose(1, Math.Min(40, (24 * 4) - 1 - start))
        let starts = new TimeOnly(start / 4, start % 4 * 15)
        let ends = starts.AddMinutes(15 * length)
        from to in One("-", " - ", "–", " to ", " until ")
        from one in Clock(starts)
        from other in Clock(ends)
        select (starts, ends, $"{one}{to}{other}");

    private static Gen<string> Clock(TimeOnly time)
    {
        string minutes = time.Minute.ToString("00", CultureInfo.InvariantCulture), half = time.Hour < 12 ? "am" : "pm";
        int hour = time.Hour % 12 is 0 ? 12 : time.Hour % 12;
        string[] plain = [$"{time:HH\\:mm}", $"{time:HH\\.mm}", $"{hour}:{minutes}{half}", $"{hour}.{minutes} {half}",
            time.Minute is 0 ? $"{hour}{half}" : $"{hour}.{minutes}{half}"];
        // During the day and in the early evening people leave out am and pm.
        return One(time.Hour is >= 9 and <= 20
            ? [.. plain, $"{hour}:{minutes}", time.Minute is 0 ? $"{hour}" : $"{hour}.{minutes}"] : plain);
    }

    private static readonly Gen<(ActivitySchedule Meant, string Text)> _times =
        from day in _days
        from hours in _hours
        from rhythm in Gen.Elements<(Every Every, MonthWeek? Week, string Before, string Behind)>(
            (Every.Week, null, "", ""), (Every.Week, null, "Every ", ""), (Every.Week, null, "", " weekly"),
            (Every.Fortnight, null, "every other ", ""), (Every.Fortnight, null, "", " fortnightly"),
            (Every.Month, MonthWeek.First, "1st ", ""), (Every.Month, MonthWeek.Third, "third ", " of the month"),
            (Every.Month, MonthWeek.Last, "Last ", ""), (Every.Month, MonthWeek.Second, "", " second"))
        select (new ActivitySchedule(day.Day, hours.Starts, hours.Ends, rhythm.Every, rhythm.Week),
            $"{rhythm.Before}{day.Text} {hours.Text}{rhythm.Behind}");

    [Fact]
    public void A_day_of_the_month_is_always_read() => Prop.ForAll((
        from day in Gen.OneOf(Gen.Choose(1, 31), Gen.Constant(ActivitySchedule.LastDay))
        from hours in Gen.Choose(9, 11)
        from behind in One(" of the month", " of each month", " of every month", " monthly")
        let text = DirectoryTerms.OfMonth(day).Replace(" of the month", behind, StringComparison.Ordinal)
        from whole in One($"{text} {hours}am-1pm", $"{text}, {hours}:00 to 13:00", $"the {text} {hours}-1", $"{hours}am-1pm {text}")
        select (day, hours, whole)).ToArbitrary(), t => ScheduleWords.Read(t.whole) is [var only]
            && only == new ActivitySchedule(null, new(t.hours, 0), new(13, 0), Every.Month, MonthDay: t.day))
        .Check(Cases.Of(1_000));

    [Fact]
    public void A_time_is_read_as_it_was_meant_or_not_at_all() => Prop.ForAll(_times.ToArbitrary(), t =>
        ScheduleWords.Read(t.Text) is not { } read || (read is [var only] && only == t.Meant))
        .Check(Cases.Of(3_000));

    [Fact]
    public void A_time_with_both_halves_of_the_day_said_is_always_read() => Prop.ForAll((
        from day in _days
        from start in Gen.Choose(0, 22)
        from end in Gen.Choose(start + 1, 23)
        let opens = $"{(start + 11) % 12 + 1}{(start < 12 ? "am" : "pm")}"
        let closes = $"{(end + 11) % 12 + 1}{(end < 12 ? "am" : "pm")}"
        select (day.Day, start, end, $"{day.Text} {opens} to {closes}")).ToArbitrary(),
        t => ScheduleWords.Read(t.Item4) is [var only]
            && only == new ActivitySchedule(t.Day, new(t.start, 0), new(t.end, 0))).Check(Cases.Of(1_000));

    [Fact]
    public void A_date_is_read_as_it_was_meant() => Prop.ForAll((
        from days in Gen.Choose(0, 365 * 60)
        let date = new DateOnly(2000, 1, 1).AddDays(days)
        from format in One("yyyy-MM-dd", "d/M/yyyy", "dd/MM/yy", "d.M.yyyy", "dd-MMM-yy", "d MMMM yyyy", "d MMM yy", "dddd d MMMM yyyy")
        where date.Year < 2050 || !format.EndsWith("-yy", StringComparison.Ordinal) && !format.EndsWith("/yy", StringComparison.Ordinal)
            && !format.EndsWith(" yy", StringComparison.Ordinal)
        select (date, date.ToString(format, CultureInfo.InvariantCulture))).ToArbitrary(),
        d => DateWords.Read(d.Item2) == d.date).Check(Cases.Of(1_000));

    [Fact]
    public void An_age_is_read_as_it_was_meant() => Prop.ForAll((
        from low in Gen.Choose(1, 119)
        from high in Gen.Choose(low, 120)
        from text in Gen.Elements<(int? From, int? To, string Text)>(
            (low, null, $"{low}+"), (low, null, $"{low} and over"), (low, null, $"over {low}s"), (low, null, $"{low}"),
            (low, null, $"aged {low}"),
            (low, high, $"{low}-{high}"), (low, high, $"{low} to {high}"), (low, high, $"ages {low} – {high}"),
            (null, high, $"up to {high}"))
        select text).ToArbitrary(),
        a => ListingWords.Ages(a.Text) == new Heard<(int? From, int? To)>((a.From, a.To), true))
        .Check(Cases.Of(1_000));

    [Fact]
    public void An_amount_stays_what_it_was() => Prop.ForAll((
        from pence in Gen.Choose(0, 9_999)
        let pounds = pence / 100m
        from sign in One("", "£")
        let text = sign + pounds.ToString("0.00", CultureInfo.InvariantCulture)
        select (pounds, text)).ToArbitrary(),
        c => ActivityCost.Pounds(ListingWords.Cost(c.text)) == c.pounds).Check(Cases.Of(500));

    /// <summary>What people write about the cost is kept. As the amount counts the highest that they name, or none.</summary>
    [Fact]
    public void A_cost_is_counted_as_it_was_meant_or_kept_as_it_was_written() => Prop.ForAll((
        from pence in Gen.OneOf(Gen.Choose(1, 9_999), Gen.Choose(1, 99).Select(p => p * 100), Gen.Choose(1_000, 9_999).Select(p => p * 100))
        from less in Gen.Choose(0, pence)
        let pounds = (pence / 100m).ToString(pence % 100 is 0 ? "0" : "0.00", CultureInfo.InvariantCulture)
        let lower = (less / 100m).ToString("0.00", CultureInfo.InvariantCulture)
        let grouped = (pence / 100m).ToString(pence % 100 is 0 ? "#,0" : "#,0.00", CultureInfo.InvariantCulture)
        from text in One($"£{pounds}", $"£ {pounds}", $"{pounds}", $"£{grouped}", $"£{pounds} a session", $"{pounds} pounds",
            $"GBP {pounds}", $"£{pounds.Replace('.', ',')}", $"£{pounds}, free parking", $"£{lower}-{pounds}", $"£{lower} - £{pounds}",
            $"£{lower} to {pounds} a week", $"£{lower} or £{pounds}", $"from £{pounds}", $"Free for members, £{pounds} others",
            $"about £{pounds}.", $"£{pounds}pp", $"£{lower}/£{pounds}", $"£{pounds} 10am", $"£{pounds} to 99 people", $"EUR {pounds}",
            $"{pence}p")
        select (pence, text)).ToArbitrary(), c => ListingWords.Cost(c.text) is { } kept && kept.EndsWith(c.text, StringComparison.Ordinal)
            && (ActivityCost.Pounds(kept) is not { } read || read == c.pence / 100m)).Check(Cases.Of(3_000));

    private static readonly Gen<string> _postcodes =
        from area in One("GU35", "E1", "W1A", "EC1A", "M60", "CR2", "BT71", "ZE3")
        from digit in Gen.Choose(0, 9)
        from letters in Gen.Elements('A', 'B', 'D', 'N', 'X', 'Z').ArrayOf(2)
        select $"{area} {digit}{new string(letters)}";

    /// <summary>The postcode that an import reads from it, or the words that it keeps. Null for neither.</summary>
    private static string? Kept(ImportRow row)
    {
        Clocks clocks = new(TimeProvider.System, TimeProvider.System);
        using ActivityDirectory directory = new(new MemoryStore(), new Journeys.Pathway(), new DirectorySettings(), clocks);
        return directory.Import([row], dryRun: true, default, d => d.Place?.Postcode
            ?? (d.WordsOf("/place/postcode") is { } words ? $"“{words}”" : null!)).GetAwaiter().GetResult().Lines[0].Understood;
    }

    /// <summary>In a cell of a file, alone and beside another value.</summary>
    [Fact]
    public void A_postcode_is_read_as_it_was_meant_or_kept_as_it_was_written() => Prop.ForAll((
        from meant in _postcodes
        let parts = meant.Split(' ')
        from text in One(meant, parts[0] + parts[1], meant.ToLowerInvariant(), $" {meant} ", $"{parts[0]}  {parts[1]}",
            $"{parts[0]}-{parts[1]}", $"{parts[0]}.{parts[1]}", $"{meant}.", $"{parts[0]}\u00A0{parts[1]}", $"{parts[0]}\u200B {parts[1]}",
            $"Postcode: {meant}", $"{meant} or GU34 1AA", $"{meant}, GU34 1AA", parts[0], meant[..^1], $"{meant}X", $"0{meant}")
        select (meant, text)).ToArbitrary(), p =>
        {
            ImportRow row = ActivityCsv.Read(
                System.Text.Encoding.UTF8.GetBytes($"name,provider,postcode\nChoir,Voices,\"{p.text}\"\n"), new Journeys.Pathway())
                .Single();
            return Kept(row) is { } kept && (kept == p.meant || kept.StartsWith('“'));
        }).Check(Cases.Of(1_000));

    /// <summary>The same in a feed.</summary>
    [Fact]
    public void A_postcode_of_a_feed_is_read_as_it_was_meant_or_kept_as_it_was_written() => Prop.ForAll((
        from meant in _postcodes
        let parts = meant.Split(' ')
        from text in One(meant, parts[0] + parts[1], meant.ToLowerInvariant(), $" {meant} ", $"{parts[0]}\u00A0{parts[1]}", parts[0],
            $"{meant}X")
        select (meant, text)).ToArbitrary(), p =>
        {
            ImportRow row = OpenReferralReader.Read(System.Text.Encoding.UTF8.GetBytes(
                $$$"""
                {"id":"7","name":"Choir","organization":{"id":"8","name":"Voices"},"service_at_locations":[{"location":{
                "id":"9","location_type":"physical",
                "addresses":[{"address_1":"Hall","postal_code":"{{{p.text}}}","address_type":"physical"}]}}]}
                """), new ListingReading(new Journeys.Pathway(), new(2027, 3, 1))).Single();
            return Kept(row) is { } kept && (kept == p.meant || kept.StartsWith('“'));
        }).Check(Cases.Of(500));
}
