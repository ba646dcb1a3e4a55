using Microsoft.AspNetCore.Http;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Reports;

namespace SocialPrescribing.Web;

/// <summary>Which period, of whom, and for whom: what stands in the address of a report.</summary>
/// <param name="IsShared">It leaves the house, so small numbers are hidden.</param>
public sealed record ReportQuery(Period Period, FactFilter Filter, bool IsShared)
{
    public static ReportQuery Of(IQueryCollection query, DateOnly today)
    {
        string? Said(string name) => query[name].ToString() is { Length: > 0 and <= 100 } text ? text : null;
        return new(
            Period.TryParse(query["period"], out Period period) ? period : Period.LastQuarter(today),
            new FactFilter(
                Said("practice"), Said("area"), Said("need"),
                Enum.TryParse(Said("source"), ignoreCase: true, out ReferralSource source) && Enum.IsDefined(source) ? source : null,
                Said("linkWorker")),
            query["for"] == "others");
    }

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

    /// <summary>Periods to choose from: the quarters of two years, and longer ones.</summary>
    public static IEnumerable<(string Value, string Label)> Periods(DateOnly today)
    {
        Period quarter = Period.QuarterOf(today);
        yield return ($"{quarter}", $"{ReportWords.Of(quarter)} (so far)");
        for (int i = 0; i < 8; i++)
        {
            quarter = quarter.Before;
            yield return ($"{quarter}", ReportWords.Of(quarter));
        }
        Period year = Period.LastYear(today);
        yield return ($"{year}", $"{ReportWords.Of(year)} (12 months)");
        Period financial = new(new DateOnly(today.Month < 4 ? today.Year - 1 : today.Year, 4, 1), 12);
        yield return ($"{financial}", $"{ReportWords.Of(financial)} (financial year)");
        yield return ($"{financial.Before}", $"{ReportWords.Of(financial.Before)} (financial year)");
    }
}
