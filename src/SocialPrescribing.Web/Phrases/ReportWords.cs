using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Reports;

namespace SocialPrescribing.Web.Phrases;

/// <summary>The names of rows in reports. They are in English, because commissioners read them.</summary>
public static class ReportWords
{
    private static readonly Dictionary<(string Kind, string Code), string> _own = new()
    {
        [("apart", "lonelyAndIsolated")] = "Lonely and isolated",
        [("apart", "lonelyOnly")] = "Lonely, not isolated",
        [("apart", "isolatedOnly")] = "Isolated, not lonely",
        [("apart", "neither")] = "Neither",
        [("step", "firstContact")] = "First contact",
        [("step", "firstMeeting")] = "First meeting",
        [("step", "firstAttendance")] = "First time at an activity",
        [("funnel", "referred")] = "Referred",
        [("funnel", "contacted")] = "Contacted",
        [("funnel", "met")] = "Met",
        [("funnel", "planned")] = "Plan agreed",
        [("funnel", "introduced")] = "Introduced to an activity",
        [("funnel", "attended")] = "Came once",
        [("funnel", "attendedThree")] = "Came three times or more",
        [("funnel", "alone")] = "Go alone",
        [("funnel", "none")] = "nobody was lost",
        [("reason", "personDeclined")] = "The person did not want it",
        [("reason", "declined")] = "The service declined the referral",
        [("alone", "alone")] = "Go alone",
        [("alone", "onTheWay")] = "On their way",
        [("alone", "left")] = "Left before",
        [("turnout", "meetings")] = "Meetings",
        [("turnout", "sessions")] = "Sessions at activities",
        [("asked", "answered")] = "Asked again, and answered",
        [("asked", "silent")] = "Asked again, no answer",
        [("asked", "notAsked")] = "Not asked in this period",
        [("told", "inTime")] = "In time",
        [("told", "late")] = "Late",
        [("told", "not")] = "Not yet, and late",
        [("unmetReason", "full")] = "Everything was full",
        [("unmetReason", "nothingSuitable")] = "Nothing suited",
        [("unmetReason", "tooFar")] = "Too far away",
        [("carer", "yes")] = "Care for somebody",
        [("carer", "no")] = "Do not",
        [("carer", Equality.RatherNotSay)] = "Rather not say",
        [("ageBand", "under18")] = "Under 18",
        [("ageBand", "85plus")] = "85 and over",
        [("decile", "1")] = "1 (most deprived)",
        [("decile", "10")] = "10 (least deprived)",
        [("contact", "session")] = "Together at an activity",
        [("contact", "conversation")] = "With somebody else about the person",
        [("contact", "sms")] = "Text message",
        [("source", "gp")] = "GP",
        [("source", "self")] = "People themselves",
        [("role", "doctor")] = "GP or other doctor",
    };

    /// <param name="activity">The name of an activity by its id; null if it is no longer known.</param>
    public static string Of(RowName name, Func<Guid, string?> activity) => name switch
    {
        { Kind: RowName.Total } => "All",
        { Code: null } => name.Kind is "activity" ? "Not in the directory" : "Not known",
        { Code: "rest" } => "All others",
        _ when _own.TryGetValue((name.Kind, name.Code), out string? own) => own,
        { Kind: "month" } => DateOnly.ParseExact(name.Code, "yyyy-MM", CultureInfo.InvariantCulture)
            .ToString("MMMM yyyy", CultureInfo.GetCultureInfo("en-GB")),
        { Kind: "need" } => ActivityWords.Need(name.Code),
        { Kind: "activity" } => activity(Guid.ParseExact(name.Code, "N")) ?? "No longer in the directory",
        { Kind: "reason" } when Enum.TryParse(name.Code, ignoreCase: true, out ClosingReason reason) => StaffTexts.Of(reason),
        { Kind: "scale" } => Measures.Shipped.SelectMany(m => m.Scales).FirstOrDefault(s => s.Id == name.Code)?.Name ?? name.Code,
        { Kind: "sex" } => EqualityWords.Sex(name.Code)!,
        { Kind: "ethnicity" } => EqualityWords.Ethnicity(name.Code)!,
        { Kind: "disability" } => EqualityWords.Disability(name.Code)!,
        { Kind: "language" } => LanguageNames.Of(name.Code),
        { Kind: "ageBand" } => name.Code.Replace("-", " to ", StringComparison.Ordinal),
        { Kind: "practice" or "area" or "number" or "decile" } => name.Code,
        _ => Words.Sentence(Words.Spaced(name.Code)),
    };

    /// <summary><c>January to March 2027</c>.</summary>
    public static string Of(Period period)
    {
        CultureInfo english = CultureInfo.GetCultureInfo("en-GB");
        return period.Months is 1 ? period.From.ToString("MMMM yyyy", english)
            : period.From.Year == period.Last.Year
                ? $"{period.From.ToString("MMMM", english)} to {period.Last.ToString("MMMM yyyy", english)}"
                : $"{period.From.ToString("MMMM yyyy", english)} to {period.Last.ToString("MMMM yyyy", english)}";
    }
}
