using System.Globalization;
using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Service.Tests.Directory;

public sealed class ActivityTimesTests
{
    private static readonly DateOnly _monday = new(2027, 3, 1);

    private static ActivitySchedule Tuesdays(Every every = Every.Week, MonthWeek? week = null, string? from = null, string? until = null) =>
        new(DayOfWeek.Tuesday, new(10, 0), new(12, 0), every, week, Day(from), Day(until));

    private static DateOnly? Day(string? text) =>
        text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string[] Days(ActivitySchedule schedule, int most = 3) =>
        [.. ActivityTimes.Days(schedule, _monday).Take(most).Select(d => d.ToString("MM-dd", CultureInfo.InvariantCulture))];

    [Fact]
    public void Every_week() => Assert.Equal(["03-02", "03-09", "03-16"], Days(Tuesdays()));

    [Theory]
    [InlineData("2027-02-23", "03-09", "03-23", "04-06")]
    [InlineData("2027-03-02", "03-02", "03-16", "03-30")]
    // The first day need not be a Tuesday.
    [InlineData("2027-02-20", "03-09", "03-23", "04-06")]
    [InlineData("2027-04-01", "04-06", "04-20", "05-04")]
    public void Every_fortnight_counts_from_its_first_day(string from, params string[] days) =>
        Assert.Equal(days, Days(Tuesdays(Every.Fortnight, from: from)));

    [Theory]
    [InlineData(MonthWeek.First, "03-02", "04-06", "05-04")]
    [InlineData(MonthWeek.Second, "03-09", "04-13", "05-11")]
    [InlineData(MonthWeek.Fourth, "03-23", "04-27", "05-25")]
    [InlineData(MonthWeek.Last, "03-30", "04-27", "05-25")]
    public void Once_a_month_on_the_weekday_that_is_said(MonthWeek week, params string[] days) =>
        Assert.Equal(days, Days(Tuesdays(Every.Month, week)));

    [Theory]
    [InlineData(15, "03-15", "04-15", "05-15")]
    [InlineData(1, "03-01", "04-01", "05-01")]
    // A month without that day is left out. Every month has a last day.
    [InlineData(31, "03-31", "05-31", "07-31")]
    [InlineData(ActivitySchedule.LastDay, "03-31", "04-30", "05-31")]
    public void Once_a_month_on_a_day_of_it(int day, params string[] days)
    {
        ActivitySchedule schedule = new(null, new(10, 0), new(12, 0), Every.Month, MonthDay: day);
        Assert.Equal(days, Days(schedule));
        Assert.Equal(days[1..], Days(schedule with { From = new(2027, 4, 1) }, 2));
        Assert.Equal(days[..1], Days(schedule with { Until = new(2027, 3, 31) }));
        Assert.True(ActivityTimes.IsCertain(schedule));
    }

    [Fact]
    public void Once_a_month_from_a_day_on_stays_in_that_week_of_the_month() =>
        Assert.Equal(["03-09", "04-13", "05-11"], Days(Tuesdays(Every.Month, from: "2027-02-09")));

    [Fact]
    public void It_ends_with_its_last_day_and_never_goes_on_for_ever()
    {
        Assert.Equal(["03-02", "03-09"], Days(Tuesdays(until: "2027-03-15"), 10));
        Assert.Empty(Days(Tuesdays(until: "2027-02-15")));
        Assert.InRange(ActivityTimes.Days(Tuesdays(), _monday).Count(), 100, 110);
    }

    [Fact]
    public void The_next_time_is_the_first_of_all_that_has_not_begun_and_says_where_nobody_knows_the_week()
    {
        ListingDetails details = new()
        {
            Name = "Choir",
            Provider = new ActivityProvider(Guid.Empty, "Voices"),
            Schedules = [Tuesdays(), new(DayOfWeek.Monday, new(14, 0), Every: Every.Fortnight)],
        };
        NextTime? At(int hour, int minute, DateOnly? closedUntil = null) => ActivityTimes.Next(details with { ClosedUntil = closedUntil },
            WorkingCalendar.London(_monday, new TimeOnly(hour, minute)), []);
        Assert.Equal(new NextTime(_monday, new(14, 0), null, IsCertain: false), At(9, 0));
        Assert.Equal(new NextTime(_monday.AddDays(1), new(10, 0), new(12, 0), IsCertain: true), At(14, 0));
        // An activity that is closed until a day begins again on that day.
        Assert.Equal(new DateOnly(2027, 3, 29), At(9, 0, new DateOnly(2027, 3, 25))!.On);
        Assert.Null(ActivityTimes.Next(details with { Schedules = [] }, default, []));
    }

    /// <summary>Whoever looks for something this week must not find first what is closed.</summary>
    [Fact]
    public void What_is_closed_and_nobody_knows_until_when_has_no_next_time()
    {
        ListingDetails choir = new()
        {
            Name = "Choir",
            Provider = new ActivityProvider(Guid.Empty, "Voices"),
            Schedules = [Tuesdays()],
            Status = ListingStatus.TemporarilyClosed,
        };
        DateTimeOffset now = WorkingCalendar.London(_monday, new TimeOnly(9, 0));

        Assert.Null(ActivityTimes.Next(choir, now, []));
        Assert.Null(ActivityTimes.Next(choir with { Status = ListingStatus.Inactive }, now, []));
        Assert.Equal(_monday.AddDays(8), ActivityTimes.Next(choir with { ClosedUntil = _monday.AddDays(5) }, now, [])!.On);
        Assert.Equal(_monday.AddDays(1), ActivityTimes.Next(choir with { ClosedUntil = _monday.AddDays(-5) }, now, [])!.On);
    }

    [Fact]
    public void Breaks_are_no_next_time_and_school_holidays_are_none_for_what_says_so()
    {
        ListingDetails choir = new()
        {
            Name = "Choir",
            Provider = new ActivityProvider(Guid.Empty, "Voices"),
            Schedules = [Tuesdays() with { NotInSchoolHolidays = true }],
            Breaks = [Span("2027-02-22", "2027-03-02"), Span("2026-12-20", "2027-01-03"), Span("2027-05-04", "2027-05-04")],
        };
        ListingDetails always = choir with { Schedules = [Tuesdays()] };
        DaySpan easter = Span("2027-03-09", "2027-03-20");
        DateTimeOffset now = WorkingCalendar.London(_monday, new TimeOnly(9, 0));

        Assert.Equal(new DateOnly(2027, 3, 9), ActivityTimes.Next(choir, now, [])!.On);
        Assert.Equal(new DateOnly(2027, 3, 23), ActivityTimes.Next(choir, now, [easter])!.On);
        Assert.Equal(new DateOnly(2027, 3, 9), ActivityTimes.Next(always, now, [easter])!.On);
        Assert.Null(ActivityTimes.Next(choir with { Breaks = [Span("2027-01-01", "2030-01-01")] }, now, []));
        Assert.Equal([choir.Breaks[0], easter, choir.Breaks[2]], ActivityTimes.Breaks(choir, _monday, [easter]));
        Assert.Equal([choir.Breaks[0], choir.Breaks[2]], ActivityTimes.Breaks(always, _monday, [easter]));
    }

    private static DaySpan Span(string from, string until) => new(Day(from)!.Value, Day(until)!.Value);

    [Theory]
    [InlineData("tuesday 10:00-12:00", Every.Week, null, null, null)]
    [InlineData("Tue 10:00–12:00 last term-time", Every.Month, MonthWeek.Last, null, null)]
    [InlineData("tuesday 10:00-12:00 fortnightly from 2027-03-02", Every.Fortnight, null, "2027-03-02", null)]
    [InlineData("tuesday 10:00-12:00 second from 02/03/2027 until 2027-06-29", Every.Month, MonthWeek.Second, "2027-03-02", "2027-06-29")]
    public void A_time_is_read_with_its_weeks_and_its_first_and_last_day(
        string when, Every every, MonthWeek? week, string? from, string? until)
    {
        ImportRow row = Assert.Single(
            ActivityCsv.Read(Encoding.UTF8.GetBytes($"name,provider,when\nChoir,Voices,{when}\n"), new Pathway()));
        Assert.Equal(
            new ActivitySchedule(DayOfWeek.Tuesday, new(10, 0), new(12, 0), every, week, Day(from), Day(until),
                when.EndsWith("term-time", StringComparison.Ordinal) ? true : null), Assert.Single(row.Details!.Schedules));
    }
}
