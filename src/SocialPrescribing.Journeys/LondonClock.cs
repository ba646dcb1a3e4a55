namespace SocialPrescribing.Journeys;

/// <summary>
/// How far London's clocks are ahead of UTC, from the machine's time zone data. The answer for each day is kept, because every step of
/// every journey asks for London's time, and a look-up takes many times as long.
/// </summary>
internal static class LondonClock
{
    private static readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
    private static readonly TimeSpan _winter = TimeSpan.Zero, _summer = TimeSpan.FromHours(1);
    private static readonly DateTime _firstDay = new(2000, 1, 1);
    /// <summary>The days of a century. All other days are looked up each time.</summary>
    private static readonly Day[] _days = new Day[36_525];

    private enum Day : byte
    {
        NotAsked,
        Winter,
        Summer,
        /// <summary>The clocks change on this day or a neighbouring one, which counts because the day begins at another time
        /// in UTC.</summary>
        LookUp,
    }

    /// <summary>The time that the clocks show.</summary>
    public static DateTime TimeAt(DateTimeOffset instant) =>
        Ahead(instant.UtcDateTime) is { } ahead ? instant.ToOffset(ahead).DateTime : TimeZoneInfo.ConvertTime(instant, _zone).DateTime;

    /// <summary>How far the clocks are ahead when they show this time. If a time comes twice, the first one counts.</summary>
    public static TimeSpan AheadAt(DateTime shown) =>
        // GetUtcOffset answers winter time for a skipped time, which moves it forward as it should. For a repeated time it answers winter
        // time, too, which would be the second of the two.
        Ahead(shown) ?? (_zone.IsAmbiguousTime(shown) ? _zone.GetAmbiguousTimeOffsets(shown).Max() : _zone.GetUtcOffset(shown));

    /// <summary>How far ahead on a day without a change of the clocks; null if the day must be looked up.</summary>
    private static TimeSpan? Ahead(DateTime time)
    {
        int day = (time - _firstDay).Days;
        if (time < _firstDay || day >= _days.Length)
            return null;
        if (_days[day] is Day.NotAsked)
            _days[day] = LookUp(new DateTimeOffset(time.Date, TimeSpan.Zero));
        return _days[day] switch { Day.Winter => _winter, Day.Summer => _summer, _ => null };
    }

    private static Day LookUp(DateTimeOffset day)
    {
        TimeSpan before = _zone.GetUtcOffset(day.AddDays(-1)), after = _zone.GetUtcOffset(day.AddDays(2));
        return before != after ? Day.LookUp : before == _winter ? Day.Winter : before == _summer ? Day.Summer : Day.LookUp;
    }
}
