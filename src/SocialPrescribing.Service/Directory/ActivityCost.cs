using System.Globalization;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Service.Directory;

/// <summary>What an activity costs, as far as the words of its entry say it in figures.</summary>
public static partial class ActivityCost
{
    /// <summary>The highest amount that is named, in pounds; 0 for what is free; null where the words name none.</summary>
    /// <remarks>Whoever looks for something up to £3 must not come to a door where it is £5, so the highest counts.</remarks>
    public static decimal? Pounds(string? cost)
    {
        if (cost is null)
            return null;
        if (Free().IsMatch(cost))
            return 0;
        decimal[] amounts = [.. Amounts().Matches(cost).Select(m => m switch
        {
            { Groups: var g } when g["pounds"].Success => decimal.Parse(g["pounds"].Value, CultureInfo.InvariantCulture),
            { Groups: var g } => decimal.Parse(g["pence"].Value, CultureInfo.InvariantCulture) / 100,
        })];
        return amounts is [] ? null : amounts.Max();
    }

    // "Free, donations of £2 welcome" is free; "£2, free parking" is not.
    [GeneratedRegex(@"^\W*(it is |all |always )?(free|no charge|no cost|nothing|am ddim)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Free();

    [GeneratedRegex(@"£\s?(?<pounds>\d{1,5}(\.\d{1,2})?)|(?<![\d.])(?<pence>\d{1,3})\s?p\b", RegexOptions.IgnoreCase)]
    private static partial Regex Amounts();
}
