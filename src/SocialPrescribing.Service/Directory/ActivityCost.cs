using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Service.Directory;

/// <summary>What an activity costs, as far as the words of its entry say it in figures.</summary>
public static partial class ActivityCost
{
    /// <summary>
    /// What was read so far. A search asks for the price of every entry, entries are read again every minute, and thousands of them say the
    /// same: <c>Free</c>, <c>£2 a session</c>.
    /// </summary>
    private static readonly ConcurrentDictionary<string, decimal?> _read = new();
    private const int MostKept = 10_000;

    /// <summary>The highest amount that is named, in pounds; 0 for what is free; null where the words name none.</summary>
    /// <remarks>Whoever looks for something up to £3 must not come to a door where it is £5, so the highest counts.</remarks>
    public static decimal? Pounds(string? cost)
    {
        if (cost is null)
            return null;
        if (_read.TryGetValue(cost, out decimal? known))
            return known;
        if (_read.Count >= MostKept)
            _read.Clear();
        return _read[cost] = Read(cost);
    }

    private static decimal? Read(string cost)
    {
        if (Free().IsMatch(cost))
            return 0;
        decimal[] amounts = [.. Amounts().Matches(cost).SelectMany(m => m.Groups["pounds"].Captures
            .Select(c => decimal.Parse(c.Value, NumberStyles.Number, CultureInfo.InvariantCulture))
            .Concat(m.Groups["pence"].Captures.Select(c => decimal.Parse(c.Value, CultureInfo.InvariantCulture) / 100)))];
        return amounts is [] ? null : amounts.Max();
    }

    // "Free, donations of £2 welcome" is free; "£2, free parking" is not, nor is "Free for members, £5 others".
    [GeneratedRegex(@"^\W*(it is |all |always )?(free|no charge|no cost|nothing|am ddim)\b"
        + @"(?! (for|to|if|when|with|under|over|on)\b(?! (all|everyone|everybody|anyone|anybody|attend|join|use|come|take)\b))",
        RegexOptions.IgnoreCase)]
    private static partial Regex Free();

    private const string Amount = @"(?<pounds>(\d{1,3}(,\d{3})+|\d{1,5})(\.\d{1,2})?)(?![\d]|[.,:]\d)(?!\s?(am|pm|p)\b)";

    /// <summary>Of a number without its sign: "£2 to 10 people" names no £10.</summary>
    private const string Behind = @"(?=\s*($|[.,;()]|(a|an|per|each|pp|depending)\b))";

    // "£2-3" and "£2 to £3" are two amounts; "£2,50" may be meant in more than one way.
    [GeneratedRegex(@"£\s?" + Amount + @"(\s?([-–/]|to|or)\s?(£\s?" + Amount + "|" + Amount + Behind + "))*"
        + @"|(?<![\d.,])(?<pence>\d{1,3})\s?p\b", RegexOptions.IgnoreCase)]
    private static partial Regex Amounts();
}
