using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Web.Phrases;

/// <summary>An activity of somebody's list, in their words.</summary>
public static class OfferWords
{
    /// <summary>For a letter: name and provider, when, where, what it costs, how to get there, who comes along.</summary>
    public static string InOneLine(OfferedActivity offered) => string.Join(". ",
        [$"{offered.Activity.Name}, {offered.Activity.Provider}", .. Facts(offered).Select(f => $"{f.Term}: {f.Value}")]);

    /// <summary>Fills in what the list leaves out from the directory, in the reader's language.</summary>
    public static OfferedActivity From(
        OfferedActivity offered, ListingDetails entry, string language, DateOnly today, IReadOnlyList<DaySpan> schoolHolidays)
    {
        CultureInfo before = Texts.Language;
        Texts.Begin(Texts.LanguageOf(language));
        try
        {
            ActivityDetails sent = offered.Activity;
            return offered with
            {
                Activity = sent with
                {
                    Name = sent.Name ?? entry.Name,
                    Provider = sent.Provider ?? entry.Provider.Name,
                    Phone = sent.Phone ?? entry.Provider.Phone,
                    Where = sent.Where ?? StandsStill.Where(entry.Place),
                },
                When = offered.When ?? (ActivityWords.When(entry, ActivityTimes.Breaks(entry, today, schoolHolidays)) is { } when
                    ? Short(when) : null),
                Cost = offered.Cost ?? entry.Cost,
            };
        }
        finally
        {
            Texts.Begin(before);
        }
    }

    private static string Short(string text) => text.Length <= ReferralRules.MaxName ? text : text[..(ReferralRules.MaxName - 1)] + "…";

    /// <summary>Each fact with its heading, in the reader's language.</summary>
    public static IEnumerable<(string Term, string Value)> Facts(OfferedActivity offered, CultureInfo? language = null)
    {
        foreach ((string term, string? value) in ((string, string?)[])[("When", offered.When), ("Where", offered.Activity.Where),
            ("Getting", offered.GettingThere), ("Cost", offered.Cost), ("Along", offered.Along)])
            if (!string.IsNullOrWhiteSpace(value))
                yield return (Texts.In(language ?? Texts.Language, $"Offer.{term}"), value);
    }
}
