using System.Globalization;

namespace SocialPrescribing.Journeys.Tests;

public class LondonTimeTests
{
    [Theory]
    [InlineData("2024-03-31")]
    [InlineData("2025-03-30")]
    [InlineData("2026-03-29")]
    [InlineData("2027-03-28")]
    [InlineData("2028-03-26")]
    public void The_clocks_go_forward_on_the_last_Sunday_of_March(string sunday)
    {
        DateOnly day = Day(sunday);

        Assert.Equal(Utc($"{sunday}T00:59"), WorkingCalendar.London(day, new(0, 59)));
        Assert.Equal(Utc($"{sunday}T01:00"), WorkingCalendar.London(day, new(2, 0)));
        Assert.Equal(new DateTime(day, new(0, 59)), WorkingCalendar.LondonTime(Utc($"{sunday}T00:59")));
        Assert.Equal(new DateTime(day, new(2, 0)), WorkingCalendar.LondonTime(Utc($"{sunday}T01:00")));

        // The hour from one to two does not exist. Times in it move forward by an hour.
        Assert.Equal(new DateTime(day, new(2, 0)), WorkingCalendar.LondonTime(WorkingCalendar.London(day, new(1, 0))));
        Assert.Equal(new DateTime(day, new(2, 30)), WorkingCalendar.LondonTime(WorkingCalendar.London(day, new(1, 30))));
    }

    [Theory]
    [InlineData("2024-10-27")]
    [InlineData("2025-10-26")]
    [InlineData("2026-10-25")]
    [InlineData("2027-10-31")]
    [InlineData("2028-10-29")]
    public void The_clocks_go_back_on_the_last_Sunday_of_October_and_the_first_half_past_one_is_meant(string sunday)
    {
        DateOnly day = Day(sunday);

        Assert.Equal(Utc($"{sunday}T00:00"), WorkingCalendar.London(day, new(1, 0)));
        Assert.Equal(Utc($"{sunday}T00:30"), WorkingCalendar.London(day, new(1, 30)));
        Assert.Equal(Utc($"{sunday}T02:00"), WorkingCalendar.London(day, new(2, 0)));
        Assert.Equal(new DateTime(day, new(1, 30)), WorkingCalendar.LondonTime(Utc($"{sunday}T00:30")));
        Assert.Equal(new DateTime(day, new(1, 30)), WorkingCalendar.LondonTime(Utc($"{sunday}T01:30")));
    }

    [Theory]
    [InlineData("2026-03-28", "2026-03-28T08:00")]
    [InlineData("2026-03-29", "2026-03-29T07:00")]
    [InlineData("2026-10-24", "2026-10-24T07:00")]
    [InlineData("2026-10-25", "2026-10-25T08:00")]
    public void A_reminder_at_eight_is_eight_in_London_in_March_and_October(string day, string utc) =>
        Assert.Equal(Utc(utc), WorkingCalendar.London(Day(day), new(8, 0)));

    [Theory]
    [InlineData("2026-06-30T22:59", "2026-06-30")]
    [InlineData("2026-06-30T23:00", "2026-07-01")]
    [InlineData("2026-12-31T23:59", "2026-12-31")]
    [InlineData("2027-01-01T00:00", "2027-01-01")]
    public void A_day_begins_at_midnight_in_London(string utc, string day) =>
        Assert.Equal(Day(day), WorkingCalendar.LondonDate(Utc(utc)));

    [Theory]
    [InlineData("2026-03-28T08:00", 1, "2026-03-29T07:00")]
    [InlineData("2026-03-29T07:00", -1, "2026-03-28T08:00")]
    [InlineData("2026-10-24T07:00", 1, "2026-10-25T08:00")]
    [InlineData("2028-02-28T09:00", 1, "2028-02-29T09:00")]
    [InlineData("2026-02-28T09:00", 1, "2026-03-01T09:00")]
    [InlineData("2026-12-31T23:30", 1, "2027-01-01T23:30")]
    [InlineData("2026-03-28T01:30", 1, "2026-03-29T01:30")] // 01:30 is skipped that night: 02:30 summer time
    [InlineData("2026-10-24T00:30", 1, "2026-10-25T00:30")] // 01:30 comes twice that night: the first
    [InlineData("2026-10-25T01:30", 0, "2026-10-25T01:30")] // … but the second stays the second
    public void Days_are_added_on_the_London_clock(string from, int days, string to) =>
        Assert.Equal(Utc(to), WorkingCalendar.AddDays(Utc(from), days));

    [Theory]
    [InlineData("2026-01-15T10:00", 6, "2026-07-15T09:00")]
    [InlineData("2026-01-31T10:00", 1, "2026-02-28T10:00")]
    [InlineData("2028-01-31T10:00", 1, "2028-02-29T10:00")]
    [InlineData("2028-02-29T10:00", 12, "2029-02-28T10:00")]
    [InlineData("2026-11-30T10:00", 3, "2027-02-28T10:00")]
    [InlineData("2026-07-15T09:00", -6, "2026-01-15T10:00")]
    public void Months_are_added_on_the_London_clock(string from, int months, string to) =>
        Assert.Equal(Utc(to), WorkingCalendar.AddMonths(Utc(from), months));

    [Fact]
    public void Every_instant_is_handed_out_in_UTC()
    {
        DateTimeOffset inTokyo = new(2026, 7, 1, 18, 0, 0, TimeSpan.FromHours(9));

        Assert.Equal(TimeSpan.Zero, WorkingCalendar.London(new(2026, 7, 1), new(9, 0)).Offset);
        Assert.Equal(TimeSpan.Zero, WorkingCalendar.AddDays(inTokyo, 0).Offset);
        Assert.Equal(TimeSpan.Zero, WorkingCalendar.AddDays(inTokyo, 1).Offset);
        Assert.Equal(TimeSpan.Zero, WorkingCalendar.AddMonths(inTokyo, 1).Offset);
    }

    /// <summary>The stored offsets agree with the time zone, in the stored years and around them.</summary>
    [Fact]
    public void All_day_and_every_day_it_is_the_time_of_the_zone()
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
        List<DateTimeOffset> wrong = [];
        for (DateTimeOffset at = Utc("1999-10-01T00:30"); at.Year < 2101; at = at.AddHours(1))
        {
            DateTime london = TimeZoneInfo.ConvertTime(at, zone).DateTime;
            DateTimeOffset back = zone.IsAmbiguousTime(london) ? new(london, zone.GetAmbiguousTimeOffsets(london).Max()) : at;
            if (WorkingCalendar.LondonTime(at) != london
                || WorkingCalendar.London(DateOnly.FromDateTime(london), TimeOnly.FromDateTime(london)) != back)
                wrong.Add(at);
        }
        Assert.Empty(wrong);
    }

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd");

    private static DateTimeOffset Utc(string text) =>
        DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
