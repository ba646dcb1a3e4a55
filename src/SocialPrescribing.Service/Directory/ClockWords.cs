using System.Globalization;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Service.Directory;

/// <summary>
/// A time of day as people write it: <c>10am</c>, <c>7.30 pm</c>, <c>9</c>, <c>14:00</c>. What may be two times of the day stays open until
/// the other end of it is known.
/// </summary>
internal sealed partial record ClockWords
{
    private const int MinutesInDay = 24 * 60;
    private const int Noon = 12 * 60;
    /// <summary>No meeting whose half of the day has to be worked out lasts longer.</summary>
    private const int LongestGuess = 10 * 60;

    private enum Half { Open, Morning, Afternoon, Exact }

    private int Hour { get; init; }
    private int Minute { get; init; }
    private Half Said { get; init; }
    /// <summary>A number alone, which may be anything: an age, a room, a year.</summary>
    public bool IsBare { get; private init; }

    /// <summary>Null for what is no time.</summary>
    public static ClockWords? Read(string text)
    {
        if (text is "noon" or "midday" or "12noon" or "12 noon" or "12 midday")
            return new() { Hour = 12, Said = Half.Exact };
        if (Written().Match(text) is not { Success: true, Groups: var g })
            return null;
        string hours = g["h"].Value;
        int hour = int.Parse(hours, CultureInfo.InvariantCulture);
        int minute = g["m"].Success ? int.Parse(g["m"].Value, CultureInfo.InvariantCulture) : 0;
        if (hour > 23 || minute > 59)
            return null;
        if (g["half"] is { Success: true, Value: var half })
            return hour is 0 or > 12 ? hour > 12 && half[0] is 'p' ? new() { Hour = hour, Minute = minute, Said = Half.Exact } : null
                : new() { Hour = hour % 12, Minute = minute, Said = half[0] is 'a' ? Half.Morning : Half.Afternoon };
        // 08:30 and 10:00 are those of a watch with 24 hours; 8.30 may be either.
        bool isExact = hour is 0 or >= 12 || (hours.Length is 2 && (hours[0] is '0' || g["m"].Success));
        bool isBare = !g["hrs"].Success && (!g["m"].Success || g["four"].Success);
        return new() { Hour = hour, Minute = minute, Said = isExact ? Half.Exact : Half.Open, IsBare = isBare };
    }

    /// <summary>When it begins, where nothing says when it ends. Null where it may be two times.</summary>
    public static TimeOnly? Alone(ClockWords at) => At(Start(at, null));

    /// <summary>Null where either may be two times, or it would not end on the same day after it began.</summary>
    public static (TimeOnly Starts, TimeOnly Ends)? Between(ClockWords from, ClockWords to)
    {
        if (Start(from, to) is not { } starts)
            return null;
        int? ends = to.Said is Half.Open
            ? new[] { to.Early, to.Early + Noon }.Where(e => e > starts && e - starts <= LongestGuess).Select(e => (int?)e).FirstOrDefault()
            : to.Fixed;
        return ends > starts && At(starts) is { } first && At(ends) is { } last ? (first, last) : null;
    }

    private int Early => Hour % 12 * 60 + Minute;
    private int Fixed => Said is Half.Afternoon ? Early + Noon : Said is Half.Morning ? Early : Hour * 60 + Minute;

    private static int? Start(ClockWords from, ClockWords? to)
    {
        if (from.Said is not Half.Open)
            return from.Fixed;
        // 7-9pm are both in the evening; 10-1pm goes over noon.
        if (to is { Said: Half.Afternoon or Half.Morning })
            return (to.Said is Half.Afternoon ? new[] { from.Early + Noon, from.Early } : [from.Early])
                .Where(s => s < to.Fixed && to.Fixed - s <= LongestGuess).Select(s => (int?)s).FirstOrDefault();
        return from.Hour switch
        {
            >= 9 => from.Early,
            // Nobody meets at two in the night.
            <= 5 => from.Early + Noon,
            // 8-5 is a working day; 6-8 may be before work or after it.
            _ => to is { Said: Half.Open } && to.Hour * 60 + to.Minute < from.Hour * 60 + from.Minute ? from.Early : null,
        };
    }

    private static TimeOnly? At(int? minutes) => minutes is >= 0 and < MinutesInDay ? TimeOnly.MinValue.AddMinutes(minutes.Value) : null;

    [GeneratedRegex(@"^((?<four>(?<h>\d{2})(?<m>\d{2}))(?<hrs>\s?hrs?)?|(?<h>\d{1,2})([:.h](?<m>\d{2})(:00)?)?(?<hrs>\s?hrs?)?"
        + @"(\s?(?<half>a\.?m\.?|p\.?m\.?))?)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Written();
}
