using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

public class WorkingCalendarTests
{
    private static readonly WorkingCalendar England = new(Nation.England, new(9, 0), new(17, 0));
    private static readonly WorkingCalendar Scotland = new(Nation.Scotland, new(9, 0), new(17, 0));

    /// <summary>Any minute of the years whose bank holidays are known.</summary>
    private static readonly Arbitrary<DateTimeOffset> Instants =
        Gen.Choose(0, 5 * 365 * 24 * 60).Select(minute => new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute))
            .ToArbitrary();

    private static readonly Arbitrary<int> Days = Gen.Choose(0, 40).ToArbitrary();

    private static readonly Arbitrary<TimeSpan> Hours = Gen.Choose(0, 60 * 60).Select(minutes => TimeSpan.FromMinutes(minutes))
        .ToArbitrary();

    [Theory]
    [InlineData("2026-07-01", true)] // Wednesday
    [InlineData("2026-07-04", false)] // Saturday
    [InlineData("2026-07-05", false)] // Sunday
    [InlineData("2026-12-25", false)]
    [InlineData("2026-12-28", false)] // for Boxing Day
    [InlineData("2028-02-29", true)]
    [InlineData("2029-12-25", true)] // beyond the table, only weekends count
    [InlineData("2023-12-25", true)]
    [InlineData("2029-12-29", false)]
    public void A_working_day_is_a_weekday_that_is_no_bank_holiday(string day, bool expected) =>
        Assert.Equal(expected, England.IsWorkingDay(Day(day)));

    [Fact]
    public void A_service_may_close_on_days_of_its_own()
    {
        WorkingCalendar closedOnTheSecond = new(Nation.England, new(9, 0), new(17, 0), [new(2026, 7, 2)]);

        Assert.False(closedOnTheSecond.IsWorkingDay(new(2026, 7, 2)));
        Assert.False(closedOnTheSecond.IsWorkingDay(new(2026, 12, 25)));
        Assert.True(England.IsWorkingDay(new(2026, 7, 2)));
    }

    [Theory]
    [InlineData("2026-07-01", 0, "2026-07-01")]
    [InlineData("2026-07-04", 0, "2026-07-06")]
    [InlineData("2026-07-03", 1, "2026-07-06")]
    [InlineData("2026-07-04", 1, "2026-07-06")]
    [InlineData("2026-07-05", 1, "2026-07-06")]
    [InlineData("2026-07-01", 5, "2026-07-08")]
    [InlineData("2026-04-02", 1, "2026-04-07")] // Maundy Thursday to Easter Tuesday
    [InlineData("2027-12-24", 1, "2027-12-29")] // Christmas on a weekend
    [InlineData("2027-12-31", 1, "2028-01-04")] // New Year on a weekend
    [InlineData("2028-02-28", 1, "2028-02-29")]
    [InlineData("2028-02-29", 1, "2028-03-01")]
    [InlineData("2026-07-06", -1, "2026-07-03")]
    [InlineData("2026-07-05", -1, "2026-07-03")]
    [InlineData("2026-04-07", -2, "2026-04-01")]
    public void Working_days_are_counted_over_weekends_and_holidays(string from, int count, string to) =>
        Assert.Equal(Day(to), England.AddWorkingDays(Day(from), count));

    [Fact]
    public void Easter_Monday_is_a_working_day_in_Scotland_and_the_second_of_January_is_not()
    {
        Assert.Equal(new DateOnly(2026, 4, 6), Scotland.AddWorkingDays(new(2026, 4, 2), 1));
        Assert.Equal(new DateOnly(2026, 1, 5), Scotland.AddWorkingDays(new(2025, 12, 31), 1));
        Assert.Equal(new DateOnly(2026, 1, 2), England.AddWorkingDays(new(2025, 12, 31), 1));
    }

    [Theory]
    [InlineData("2026-07-01T10:00", 2, "2026-07-03T16:00")] // 17:00 summer time
    [InlineData("2026-01-14T10:00", 2, "2026-01-16T17:00")]
    [InlineData("2026-07-03T22:30", 1, "2026-07-06T16:00")] // late on Friday is still Friday
    [InlineData("2026-07-02T23:30", 1, "2026-07-06T16:00")] // 00:30 in London: Friday already
    [InlineData("2026-03-27T10:00", 1, "2026-03-30T16:00")] // the clocks change in between
    [InlineData("2026-10-23T10:00", 1, "2026-10-26T17:00")]
    [InlineData("2026-12-24T10:00", 2, "2026-12-30T17:00")]
    [InlineData("2026-07-01T10:00", 0, "2026-07-01T16:00")]
    [InlineData("2026-07-01T16:00", 0, "2026-07-01T16:00")]
    [InlineData("2026-07-01T16:01", 0, "2026-07-02T16:00")] // today has closed
    [InlineData("2026-07-04T10:00", 0, "2026-07-06T16:00")]
    public void A_deadline_falls_when_the_service_closes(string from, int workingDays, string deadline) =>
        Assert.Equal(Utc(deadline), England.Deadline(Utc(from), workingDays));

    [Theory]
    [InlineData("2026-07-01T09:00", 4, "2026-07-01T13:00")]
    [InlineData("2026-07-01T14:00", 4, "2026-07-02T10:00")] // over night
    [InlineData("2026-07-03T14:00", 4, "2026-07-06T10:00")] // over a weekend
    [InlineData("2026-04-02T14:00", 4, "2026-04-07T10:00")] // over Easter
    [InlineData("2026-12-24T16:00", 2, "2026-12-29T10:00")] // over Christmas
    [InlineData("2026-03-27T16:00", 2, "2026-03-30T09:00")] // over the change of the clocks
    [InlineData("2026-07-01T03:00", 1, "2026-07-01T09:00")] // before opening
    [InlineData("2026-07-01T20:00", 1, "2026-07-02T09:00")] // after closing
    [InlineData("2026-07-04T12:00", 1, "2026-07-06T09:00")] // on a Saturday
    [InlineData("2026-07-01T12:00", 4, "2026-07-01T16:00")] // to the minute of closing
    [InlineData("2026-07-01T16:00", 1, "2026-07-02T09:00")] // from the minute of closing
    [InlineData("2026-07-01T08:00", 8, "2026-07-01T16:00")]
    [InlineData("2026-07-01T08:00", 40, "2026-07-07T16:00")]
    [InlineData("2026-07-01T16:00", 0, "2026-07-01T16:00")]
    [InlineData("2026-07-01T20:00", 0, "2026-07-02T08:00")]
    public void Working_hours_pass_only_while_the_service_is_open(string from, int hours, string to) =>
        Assert.Equal(Utc(to), England.AddWorkingHours(Utc(from), TimeSpan.FromHours(hours)));

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new WorkingCalendar(Nation.England, new(17, 0), new(9, 0)));
        Assert.Throws<ArgumentException>(() => new WorkingCalendar(Nation.England, new(9, 0), new(9, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => England.Deadline(Utc("2026-07-01T10:00"), -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => England.AddWorkingHours(Utc("2026-07-01T10:00"), TimeSpan.FromHours(-1)));
    }

    [Fact]
    public void A_deadline_is_always_closing_time_on_a_working_day_still_to_come() =>
        Prop.ForAll(Instants, Days, (from, days) =>
        {
            DateTimeOffset deadline = Scotland.Deadline(from, days);
            return deadline >= from
                && deadline.Offset == TimeSpan.Zero
                && TimeOnly.FromDateTime(WorkingCalendar.LondonTime(deadline)) == Scotland.Closes
                && Scotland.IsWorkingDay(WorkingCalendar.LondonDate(deadline));
        }).Check(Cases.Of());

    [Fact]
    public void More_days_never_make_an_earlier_deadline() =>
        Prop.ForAll(Instants, Days, (from, days) => England.Deadline(from, days) <= England.Deadline(from, days + 1)
            && (days == 0 || England.Deadline(from, days) < England.Deadline(from, days + 1))).Check(Cases.Of());

    [Fact]
    public void A_later_start_never_makes_an_earlier_deadline() =>
        Prop.ForAll(Instants, Hours, Days, (from, later, days) => England.Deadline(from, days) <= England.Deadline(from + later, days))
            .Check(Cases.Of());

    [Fact]
    public void Working_days_back_and_forth_return_to_the_same_day() =>
        Prop.ForAll(Instants, Days, (from, days) =>
        {
            DateOnly start = England.AddWorkingDays(WorkingCalendar.LondonDate(from), 0);
            return England.AddWorkingDays(England.AddWorkingDays(start, days), -days) == start;
        }).Check(Cases.Of());

    [Fact]
    public void Working_hours_may_be_added_in_one_go_or_in_two() =>
        Prop.ForAll(Instants, Hours, Hours, (from, first, second) =>
            England.AddWorkingHours(England.AddWorkingHours(from, first), second) == England.AddWorkingHours(from, first + second))
            .Check(Cases.Of());

    [Fact]
    public void Working_hours_end_while_the_service_is_open() =>
        Prop.ForAll(Instants, Hours, (from, hours) =>
        {
            DateTime end = WorkingCalendar.LondonTime(England.AddWorkingHours(from, hours));
            return England.IsWorkingDay(DateOnly.FromDateTime(end))
                && TimeOnly.FromDateTime(end) >= England.Opens
                && TimeOnly.FromDateTime(end) <= England.Closes;
        }).Check(Cases.Of());

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd");

    private static DateTimeOffset Utc(string text) =>
        DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
