namespace SocialPrescribing.Journeys.Tests;

/// <summary>Checks the table of days against the rules for it, with two sources for each date.</summary>
public class BankHolidaysTests
{
    private static readonly DateOnly WorldCupDay = new(2026, 6, 15);

    public static TheoryData<int> Years =>
        [.. Enumerable.Range(BankHolidays.FirstYear, BankHolidays.LastYear - BankHolidays.FirstYear + 1)];

    [Theory]
    [InlineData(2024, 3, 31)]
    [InlineData(2025, 4, 20)]
    [InlineData(2026, 4, 5)]
    [InlineData(2027, 3, 28)]
    [InlineData(2028, 4, 16)]
    public void Good_Friday_and_Easter_Monday_stand_around_Easter(int year, int month, int day)
    {
        DateOnly easter = new(year, month, day);

        Assert.Equal(easter, Easter(year));
        Assert.All(Enum.GetValues<Nation>(), nation => Assert.Contains(easter.AddDays(-2), KeptIn(nation)));
        Assert.All([Nation.England, Nation.Wales, Nation.NorthernIreland], nation => Assert.Contains(easter.AddDays(1), KeptIn(nation)));
        Assert.DoesNotContain(easter.AddDays(1), KeptIn(Nation.Scotland));
    }

    [Theory]
    [MemberData(nameof(Years))]
    public void England_and_Wales_keep_the_days_of_the_rule(int year)
    {
        Assert.Equal(EnglandByRule(year).Order(), InYear(Nation.England, year));
        Assert.Equal(EnglandByRule(year).Order(), InYear(Nation.Wales, year));
    }

    [Theory]
    [MemberData(nameof(Years))]
    public void Scotland_keeps_the_days_of_the_rule(int year)
    {
        IEnumerable<DateOnly> expected =
        [
            .. Pair(new(year, 1, 1)), Easter(year).AddDays(-2), Monday(year, 5, first: true), Monday(year, 5, first: false),
            Monday(year, 8, first: true), Substitute(new(year, 11, 30)), .. Pair(new(year, 12, 25)),
        ];

        Assert.Equal(expected.Order(), InYear(Nation.Scotland, year).Where(day => day != WorldCupDay));
    }

    [Theory]
    [MemberData(nameof(Years))]
    public void Northern_Ireland_keeps_the_days_of_England_and_two_of_its_own(int year) =>
        Assert.Equal([.. EnglandByRule(year).Append(Substitute(new(year, 3, 17))).Append(Substitute(new(year, 7, 12))).Order()],
            InYear(Nation.NorthernIreland, year));

    [Theory]
    [InlineData(Nation.England, "2026-12-28")] // Boxing Day was a Saturday
    [InlineData(Nation.Wales, "2027-12-27")] // Christmas Day was a Saturday
    [InlineData(Nation.England, "2027-12-28")] // Boxing Day was a Sunday
    [InlineData(Nation.England, "2028-01-03")] // New Year's Day was a Saturday
    [InlineData(Nation.Scotland, "2027-01-04")] // 2 January was a Saturday
    [InlineData(Nation.Scotland, "2028-01-04")] // 1 and 2 January were a weekend
    [InlineData(Nation.Scotland, "2024-12-02")] // St Andrew's Day was a Saturday
    [InlineData(Nation.Scotland, "2025-12-01")] // St Andrew's Day was a Sunday
    [InlineData(Nation.NorthernIreland, "2024-03-18")] // St Patrick's Day was a Sunday
    [InlineData(Nation.NorthernIreland, "2025-07-14")] // 12 July was a Saturday
    [InlineData(Nation.NorthernIreland, "2026-07-13")] // 12 July was a Sunday
    [InlineData(Nation.Scotland, "2026-06-15")] // by proclamation
    public void A_holiday_on_a_weekend_is_kept_on_a_weekday(Nation nation, string day) =>
        Assert.Contains(Day(day), KeptIn(nation));

    [Theory]
    [InlineData(Nation.England, "2026-06-15")]
    [InlineData(Nation.England, "2024-01-02")]
    [InlineData(Nation.Scotland, "2024-08-26")]
    [InlineData(Nation.Scotland, "2025-04-21")]
    [InlineData(Nation.NorthernIreland, "2024-08-05")]
    [InlineData(Nation.Wales, "2025-03-17")]
    public void A_neighbour_s_holiday_is_not_kept(Nation nation, string day) =>
        Assert.DoesNotContain(Day(day), KeptIn(nation));

    [Fact]
    public void No_day_in_the_table_is_wasted_on_a_weekend() =>
        Assert.All(Enum.GetValues<Nation>()
            .SelectMany(BankHolidays.Of), day => Assert.False(day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday, $"{day}"));

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd");

    private static DateOnly[] KeptIn(Nation nation) => [.. BankHolidays.Of(nation).Order()];

    private static IEnumerable<DateOnly> InYear(Nation nation, int year) => KeptIn(nation).Where(day => day.Year == year);

    private static IEnumerable<DateOnly> EnglandByRule(int year) =>
    [
        Substitute(new(year, 1, 1)), Easter(year).AddDays(-2), Easter(year).AddDays(1), Monday(year, 5, first: true),
        Monday(year, 5, first: false), Monday(year, 8, first: false), .. Pair(new(year, 12, 25)),
    ];

    /// <summary>For a day on a weekend, the next Monday.</summary>
    private static DateOnly Substitute(DateOnly day) => day.DayOfWeek switch
    {
        DayOfWeek.Saturday => day.AddDays(2),
        DayOfWeek.Sunday => day.AddDays(1),
        _ => day,
    };

    /// <summary>Two holidays in a row. If both need a substitute, or the first needs the second's day, the second moves on.</summary>
    private static IEnumerable<DateOnly> Pair(DateOnly first)
    {
        DateOnly kept = Substitute(first);
        DateOnly second = Substitute(first.AddDays(1));
        return [kept, second == kept ? kept.AddDays(1) : second];
    }

    private static DateOnly Monday(int year, int month, bool first)
    {
        DateOnly[] mondays = [.. Enumerable.Range(1, DateTime.DaysInMonth(year, month)).Select(day => new DateOnly(year, month, day))
            .Where(day => day.DayOfWeek == DayOfWeek.Monday)];
        return first ? mondays[0] : mondays[^1];
    }

    /// <summary>The anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8).</summary>
    private static DateOnly Easter(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100;
        int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        int m = (a + 11 * h + 22 * l) / 451;
        return new DateOnly(year, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
    }
}
