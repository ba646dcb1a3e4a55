namespace SocialPrescribing.Journeys;

/// <summary>
/// How far London's clocks are ahead of UTC. The machine's zone data say so; what they say of a day is kept, because every step of every
/// journey asks for London's time, and looking it up there takes many times as long.
/// </summary>
internal static class LondonClock
{
    private static readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
    private static readonly TimeSpan _winter = TimeSpan.Zero, _summer = TimeSpan.FromHours(1);
    private static readonly DateTime _firstDay = new(2000, 1, 1);
    /// <summary>A century. All other days are looked up each time.</summary>
    private static readonly Day[] _days = new Day[36_525];

    private enum Day : byte
    {
        NotAsked,
        Winter,
        Summer,
        /// <summary>The clocks change on it, or on a day beside it: by UTC it begins earlier or later than by London's clocks.</summary>
        LookUp,
    }

    /// <summary>What the clocks show.</summary>
    public static DateTime TimeAt(DateTimeOffset instant) =>
        Ahead(instant.UtcDateTime) is { } ahead ? instant.ToOffset(ahead).DateTime : TimeZoneInfo.ConvertTime(instant, _zone).DateTime;

    /// <summary>How far they are ahead when they show this: of a time that comes twice the first time.</summary>
    public static TimeSpan AheadAt(DateTime shown) =>
        // For a skipped time GetUtcOffset answers winter time, which is the move forward; for a repeated time it
        // answers winter time as well, which would be the second of the two.
        Ahead(shown) ?? (_zone.IsAmbiguousTime(shown) ? _zone.GetAmbiguousTimeOffsets(shown).Max() : _zone.GetUtcOffset(shown));

    /// <summary>The same by UTC and by London's clocks, where it does not change on that day; otherwise null.</summary>
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
