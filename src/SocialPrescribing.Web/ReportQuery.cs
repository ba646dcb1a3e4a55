using Microsoft.AspNetCore.Http;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Reports;

namespace SocialPrescribing.Web;

/// <summary>The query of a report, as it is in the address: which period, which people, and for whom.</summary>
/// <param name="IsShared">Whether the report is shared outside, so that small numbers are hidden.</param>
public sealed record ReportQuery(Period Period, FactFilter Filter, bool IsShared)
{
    public static ReportQuery Of(IQueryCollection query, DateOnly today)
    {
        string? Said(string name) => query[name].ToString() is { Length: > 0 and <= 100 } text ? text : null;
        bool isShared = query["for"] == "others", isSaid = Period.TryParse(query["period"], out Period period);
        return isShared ? new(isSaid && IsShareable(period, today) ? period : Period.LastQuarter(today), new FactFilter(), true) : new(
            isSaid ? period : Period.LastQuarter(today),
            new FactFilter(
                Said("practice"), Said("area"), Said("need"),
                Enum.TryParse(Said("source"), ignoreCase: true, out ReferralSource source) && Enum.IsDefined(source) ? source : null,
                Said("linkWorker")),
            false);
    }

    /// <summary>
    /// Only past whole quarters and everybody can be shared. So no two shared packs are about some of the same people, and none can be
    /// subtracted from another.
    /// </summary>
    private static bool IsShareable(Period period, DateOnly today) => period.IsQuarter && period.Last < today;

    /// <summary>Whether the query is exactly what was asked for, and not the nearest one that can be shared.</summary>
    public bool IsWhatWasAsked(IQueryCollection query) =>
        !IsShared || (!_filters.Any(query.ContainsKey) && (!query.ContainsKey("period") || query["period"] == $"{Period}"));

    private static readonly string[] _filters = ["practice", "area", "need", "source", "linkWorker"];

    public string Path(string page)
    {
        List<string> parts = [$"period={Period}"];
        void Add(string name, string? value)
        {
            if (value is not null)
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
        }
        Add("practice", Filter.Practice);
        Add("area", Filter.Area);
        Add("need", Filter.Need);
        Add("source", Filter.Source?.ToString());
        Add("linkWorker", Filter.LinkWorker);
        Add("for", IsShared ? "others" : null);
        return $"{page}?{string.Join('&', parts)}";
    }

    /// <summary>Periods to choose from: the quarters of two years, and longer ones that cannot be shared.</summary>
    public static IEnumerable<(string Value, string Label)> Periods(DateOnly today, bool isShared = false)
    {
        Period quarter = Period.QuarterOf(today);
        if (!isShared)
            yield return ($"{quarter}", $"{ReportWords.Of(quarter)} (so far)");
        for (int i = 0; i < 8; i++)
        {
            quarter = quarter.Before;
            yield return ($"{quarter}", ReportWords.Of(quarter));
        }
        if (isShared)
            yield break;
        Period year = Period.LastYear(today);
        yield return ($"{year}", $"{ReportWords.Of(year)} (12 months)");
        Period financial = new(new DateOnly(today.Month < 4 ? today.Year - 1 : today.Year, 4, 1), 12);
        yield return ($"{financial}", $"{ReportWords.Of(financial)} (financial year)");
        yield return ($"{financial.Before}", $"{ReportWords.Of(financial.Before)} (financial year)");
    }
}
