using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Phrases;

/// <summary>Says why an activity suits somebody or does not, as a link worker would say it to a colleague.</summary>
public static class MatchWords
{
    private static readonly string[] _places = ["first", "second", "third"];

    public static string Of(MatchReason reason, Wishes wishes, DateOnly today) => reason.Kind switch
    {
        MatchReasonKind.Need when reason.Number is < 3 and { } place =>
            Say(reason, Words.Code(reason.Text!), _places[(int)place]),
        MatchReasonKind.Need => StaffTexts.Say("Match.FurtherNeed", Words.Code(reason.Text!)),
        MatchReasonKind.TimeSuits or MatchReasonKind.TimeDoesNot => Say(reason, Time(reason.Time!.Value), Asked(wishes)),
        MatchReasonKind.Near when wishes.WalksMiles is null => StaffTexts.Say("Match.NotFar", Miles(reason)),
        MatchReasonKind.TooFar when wishes.Travel is [TravelWay.OnFoot] =>
            StaffTexts.Say("Match.BeyondAWalk", Miles(reason), Miles((double)(wishes.WalksMiles ?? 1))),
        MatchReasonKind.Near or MatchReasonKind.WithinReach or MatchReasonKind.TooFar => Say(reason, Miles(reason)),
        MatchReasonKind.Affordable when reason.Number is 0 => StaffTexts.Say("Match.Free"),
        MatchReasonKind.OtherLanguage => Say(reason,
            string.Join(", ", reason.Text!.Split(' ').Select(LanguageNames.Of))),
        MatchReasonKind.PlacesFree => StaffTexts.Say(reason.Number is 1 ? "Match.OnePlaceFree" : "Match.PlacesFree", reason.Number!)
            + Said(reason.On, today),
        MatchReasonKind.Full or MatchReasonKind.FullForLong => Say(reason) + Said(reason.On, today),
        MatchReasonKind.Confirmed when reason.On is { } on && (on.Year, on.Month) == (today.Year, today.Month) =>
            StaffTexts.Say("Match.ConfirmedThisMonth"),
        MatchReasonKind.Confirmed => Say(reason, Words.Date(reason.On!.Value)),
        MatchReasonKind.NotConfirmed when reason.On is { } on => Say(reason, today.DayNumber - on.DayNumber),
        MatchReasonKind.NotConfirmed => StaffTexts.Say("Match.NeverConfirmed"),
        MatchReasonKind.Closed when reason.On is { } on => StaffTexts.Say("Match.ClosedUntil", Words.Date(on)),
        _ => Say(reason, reason.Text ?? "", reason.Number ?? 0),
    };

    /// <summary>Somebody's wishes in short: <c>mornings; walks 1 mile; step-free</c>.</summary>
    public static IEnumerable<string> Of(Wishes wishes)
    {
        if (Asked(wishes) is { Length: > 0 } times)
            yield return times;
        if (wishes.Travel.Count > 0)
            yield return string.Join(", ", wishes.Travel.Select(w => StaffTexts.Of(w, "recordWishes.travel").ToLowerInvariant()));
        if (wishes.WalksMiles is { } walks)
            yield return StaffTexts.Say("Wish.Walks", Miles((double)walks));
        if (wishes.FurthestMiles is { } most)
            yield return StaffTexts.Say("Wish.Furthest", Miles((double)most));
        foreach ((bool wish, string name) in ((bool, string)[])[(wishes.AtHome, "AtHome"), (wishes.StepFree, "StepFree"),
            (wishes.SmallGroups, "SmallGroups"), (wishes.Company, "Company")])
            if (wish)
                yield return StaffTexts.Say($"Wish.{name}");
        if (wishes.MostPounds is { } pounds)
            yield return pounds is 0 ? StaffTexts.Say("Wish.Nothing") : StaffTexts.Say("Wish.Pounds", Pounds(pounds));
        if (wishes.Likes.Count > 0)
            yield return StaffTexts.Say("Wish.Likes", string.Join(", ", wishes.Likes));
    }

    public static string Pounds(decimal pounds) =>
        pounds == decimal.Truncate(pounds) ? string.Create(CultureInfo.InvariantCulture, $"£{pounds:0}")
            : string.Create(CultureInfo.InvariantCulture, $"£{pounds:0.00}");

    private static string Say(MatchReason reason, params object[] of) => StaffTexts.Say($"Match.{reason.Kind}", of);

    private static string Miles(MatchReason reason) => Miles(reason.Number!.Value);

    /// <summary>Rounded, because nobody counts yards: <c>0.8 miles</c>.</summary>
    public static string Miles(double miles) => miles < 0.05 ? StaffTexts.Say("Miles.None")
        : Math.Round(miles, 1) is 1 ? StaffTexts.Say("Miles.One")
        : StaffTexts.Say("Miles", Math.Round(miles, miles < 10 ? 1 : 0).ToString(CultureInfo.InvariantCulture));

    private static string Time(MatchTime time) => string.Create(CultureInfo.InvariantCulture, $"{time.Day}s {time.StartsAt:HH\\:mm}");

    private static string Asked(Wishes wishes)
    {
        string days = string.Join(", ", wishes.Days), parts =
            string.Join(", ", wishes.Parts.Select(p => StaffTexts.Of(p, "recordWishes.parts").ToLowerInvariant()));
        return days.Length > 0 && parts.Length > 0 ? $"{days}, {parts}" : days + parts;
    }

    private static string Said(DateOnly? on, DateOnly today) => on is not { } day ? ""
        : (today.DayNumber - day.DayNumber) switch
        {
            <= 0 => StaffTexts.Say("Match.SaidToday"),
            1 => StaffTexts.Say("Match.SaidYesterday"),
            var days => StaffTexts.Say("Match.SaidDaysAgo", days),
        };
}
