using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Reports;

/// <summary>Whole months, because facts count what was done by month.</summary>
/// <param name="From">The first day of a month.</param>
public sealed record Period(DateOnly From, int Months)
{
    public const int MostMonths = 36;

    /// <summary>The day after the last.</summary>
    public DateOnly Until => From.AddMonths(Months);
    public DateOnly Last => Until.AddDays(-1);
    /// <summary>The period of the same length just before.</summary>
    public Period Before => new(From.AddMonths(-Months), Months);
    /// <summary>Whether it is a quarter of the calendar. Two such quarters never overlap.</summary>
    public bool IsQuarter => Months is 3 && From.Month % 3 is 1;
    public bool Has(DateOnly? day) => day >= From && day < Until;

    /// <summary>The quarter of the calendar in which a day lies.</summary>
    public static Period QuarterOf(DateOnly day) => new(new DateOnly(day.Year, (day.Month - 1) / 3 * 3 + 1, 1), 3);

    public static Period LastQuarter(DateOnly today) => QuarterOf(today).Before;

    /// <summary>The last twelve whole months.</summary>
    public static Period LastYear(DateOnly today) => new Period(new DateOnly(today.Year, today.Month, 1), 12).Before;

    /// <summary><c>2027-04/3</c>: the first month, and how many.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From:yyyy-MM}/{Months}");

    public static bool TryParse(string? text, out Period period)
    {
        period = new(new DateOnly(2000, 1, 1), 3);
        if (text?.Split('/') is not [var month, var months]
            || !DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly from)
            || !int.TryParse(months, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            || count is < 1 or > MostMonths || from.Year is < 2000 or > 2200)
            return false;
        period = new(from, count);
        return true;
    }
}

/// <summary>Whom to count. Null means everybody. A value that nobody has finds nobody.</summary>
public sealed record FactFilter(
    string? Practice = null, string? Area = null, string? Need = null, ReferralSource? Source = null,
    string? LinkWorker = null)
{
    public bool IsEmpty => this is { Practice: null, Area: null, Need: null, Source: null, LinkWorker: null };

    public bool Has(JourneyFacts facts) =>
        (Practice is null || facts.Practice == Practice) && (Area is null || facts.Area == Area)
        && (Need is null || facts.Needs.Contains(Need)) && (Source is null || facts.Source == Source);
}
