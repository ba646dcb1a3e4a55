using System.Globalization;
using SocialPrescribing.Journeys;
using static SocialPrescribing.Web.Phrases.Texts;

namespace SocialPrescribing.Web.People;

/// <summary>What is held about somebody's wishes, for themselves.</summary>
internal static class HeldWishes
{
    public static IEnumerable<(string Term, string Value)> Of(Wishes? wishes)
    {
        if (wishes is null)
            yield break;
        foreach ((string term, string value) in ((string, string)[])
        [
            ("times", string.Join(", ", wishes.Days.Select(d => Language.DateTimeFormat.GetDayName((DayOfWeek)(((int)d + 1) % 7)))
                .Concat(wishes.Parts.Select(p => Say($"PartOfDay.{p}"))))),
            ("travel", string.Join(", ", wishes.Travel.Select(t => Say($"TravelWay.{t}")))),
            ("walks", Miles(wishes.WalksMiles)),
            ("furthest", Miles(wishes.FurthestMiles)),
            ("suits", string.Join(", ", Asked(wishes).Select(w => Say($"Wish.{w}")))),
            ("canPay", wishes.MostPounds is { } pounds ? MatchWords.Pounds(pounds) : ""),
            ("likes", string.Join(", ", wishes.Likes)),
            ("wishNote", wishes.Note ?? ""),
        ])
            if (value.Length > 0)
                yield return (Say($"Fact.{term}"), value);
    }

    /// <summary>The lists they were given to choose from, their answers, and what was put aside.</summary>
    public static IEnumerable<(string Term, string Value)> Of(Journey journey)
    {
        foreach (ActivityList list in journey.Lists)
            for (int i = 0; i < list.Activities.Count; i++)
            {
                OfferAnswer? answer = list.AnswerTo(i + 1);
                string?[] told = [Words.Date(list.At), list.Activities[i].Activity.Name,
                    answer is null ? null : Say($"Offer.{answer.Says}"), answer?.Note];
                yield return (Say("Fact.offered"), string.Join(", ", told.OfType<string>()));
            }
        foreach (DismissedActivity aside in journey.Dismissed)
            yield return (Say("Fact.putAside"), $"{aside.Name}, {Words.Date(aside.At)}");
    }

    private static IEnumerable<string> Asked(Wishes wishes)
    {
        if (wishes.StepFree)
            yield return "StepFree";
        if (wishes.AtHome)
            yield return "AtHome";
        if (wishes.SmallGroups)
            yield return "SmallGroups";
        if (wishes.Company)
            yield return "Company";
    }

    private static string Miles(decimal? miles) =>
        miles is { } far ? Say("Miles", far.ToString("0.##", CultureInfo.InvariantCulture)) : "";
}
