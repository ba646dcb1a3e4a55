using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Service.Tests;

/// <summary>A feed's recurrence rule gives the days that Ical.Net computes, or is kept as words. The same holds for rules
/// we publish.</summary>
public sealed class RecurrenceProperties
{
    private static readonly DateOnly _today = new(2027, 2, 1);
    private static readonly string[] _weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    private static readonly string[] _numbers = ["", "1", "2", "4", "-1", "5", "-2"];
    private static readonly string[] _monthDays = ["", "", "15", "1,15", "31", "-1", "-2", "8,9,10,11,12,13,14"];

    private sealed record Rule(
        string Freq, int Interval, string Byday, string Bymonthday, DateOnly Dtstart, int? Count, DateOnly? Until)
    {
        public string Text => string.Create(CultureInfo.InvariantCulture, $"FREQ={Freq};INTERVAL={Interval}")
            + (Byday.Length > 0 ? $";BYDAY={Byday}" : "") + (Bymonthday.Length > 0 ? $";BYMONTHDAY={Bymonthday}" : "")
            + (Count is { } count ? string.Create(CultureInfo.InvariantCulture, $";COUNT={count}") : "")
            + (Until is { } until ? $";UNTIL={until:yyyyMMdd}" : "");

        public IReadOnlyList<DateOnly> Days(DateOnly from, DateOnly before)
        {
            CalendarEvent once = new() { Start = new CalDateTime(Dtstart), RecurrenceRule = new(Text) };
            return [.. once.GetOccurrences(new CalDateTime(from)).Select(o => o.Period.StartTime.Date)
                .TakeWhile(d => d < before).Where(d => d >= from)];
        }
    }

    private static Gen<string> Listed(int most, Gen<string> of) =>
        from many in Gen.Choose(0, most)
        from all in of.ArrayOf(many)
        select string.Join(',', all.Distinct());

    private static readonly Gen<Rule> _rules =
        from freq in Gen.Elements("WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "MONTHLY", "DAILY")
        from interval in Gen.Elements(1, 1, 1, 2, 3)
        from byday in Listed(3, from number in Gen.Elements(freq is "MONTHLY" ? _numbers : [""])
                                from day in Gen.Elements(_weekdays)
                                select number + day)
        from bymonthday in Gen.Elements(freq is "MONTHLY" ? _monthDays : [""])
        from begin in Gen.Choose(-900, 200)
        from count in Gen.Elements<int?>(null, null, 1, 6, 30, 120, 400)
        from length in Gen.Choose(0, 1_500)
        from ends in Gen.Elements(true, false)
        let dtstart = _today.AddDays(begin)
        select new Rule(freq, interval, byday, bymonthday, dtstart, count, count is null && ends ? dtstart.AddDays(length) : null);

    private static ImportRow Read(Rule rule)
    {
        Dictionary<string, object> schedule = new()
        {
            ["freq"] = rule.Freq,
            ["interval"] = rule.Interval,
            ["dtstart"] = $"{rule.Dtstart:yyyy-MM-dd}",
            ["opens_at"] = "10:00",
        };
        if (rule.Byday.Length > 0)
            schedule["byday"] = rule.Byday;
        if (rule.Bymonthday.Length > 0)
            schedule["bymonthday"] = rule.Bymonthday;
        if (rule.Count is { } count)
            schedule["count"] = count;
        if (rule.Until is { } until)
            schedule["until"] = $"{until:yyyy-MM-dd}";
        string service = JsonSerializer.Serialize(new
        {
            id = "7",
            name = "Choir",
            organization = new { id = "8", name = "Voices" },
            schedules = new[] { schedule },
        });
        return OpenReferralReader.Read(Encoding.UTF8.GetBytes(service), new ListingReading(new Pathway(), _today)).Single();
    }

    [Fact]
    public void A_rule_has_the_days_that_it_is_meant_to_have_or_is_kept_in_words()
    {
        int read = 0, all = 0;
        Prop.ForAll(_rules.ToArbitrary(), rule =>
        {
            ListingDetails details = Read(rule).Details!;
            all++;
            if (details.WordsOf("/schedules") is not null)
                return details.Schedules.Count is 0;
            read++;
            HasTheDaysOf(rule, details);
            return true;
        }).Check(Cases.Of(2_000));
        // Most must be read and some kept as words, or the test would show little.
        Assert.InRange(read, all / 4, all * 9 / 10);
    }

    /// <summary>Every Saturday and also the first one: it takes place six times, not five.</summary>
    [Theory]
    [InlineData("SA,1SA")]
    [InlineData("1SA,SA")]
    [InlineData("MO,1SA,-1SA,SA")]
    public void A_day_that_two_parts_of_a_rule_name_is_one_session(string byday)
    {
        Rule rule = new("MONTHLY", 1, byday, "", new(2027, 7, 6), 6, null);

        HasTheDaysOf(rule, Read(rule).Details!);
    }

    private static void HasTheDaysOf(Rule rule, ListingDetails details)
    {
        DateOnly before = _today.AddDays(400);
        DateOnly[] ours =
            [.. details.Schedules.SelectMany(s => ActivityTimes.Days(s, _today)).Where(d => d < before).Distinct().Order()];
        DateOnly[] theirs = [.. rule.Days(_today, before).Distinct().Order()];
        Assert.True(ours.SequenceEqual(theirs),
            $"{rule.Text} from {rule.Dtstart:yyyy-MM-dd}: {Shown(ours)} instead of {Shown(theirs)}");
    }

    private static string Shown(DateOnly[] days) => $"{days.Length}: {string.Join(' ', days.Take(5).Select(d => $"{d:yyyy-MM-dd}"))}";
}
