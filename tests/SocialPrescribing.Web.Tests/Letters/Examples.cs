using SocialPrescribing.Web.Letters;

namespace SocialPrescribing.Web.Tests.Letters;

/// <summary>Values for every placeholder.</summary>
internal static class Examples
{
    public static Dictionary<string, string?> All => new()
    {
        ["preferredName"] = "Ana",
        ["inPlaceOf"] = "Ana Vale",
        ["staffName"] = "Sam",
        ["serviceName"] = "Riverside Social Prescribing",
        ["servicePhone"] = "01420 555 010",
        ["linkWorker"] = "Sam Okafor",
        ["reference"] = "SP-7K3M-9QX2",
        ["when"] = "Thursday 12 March 2027 at 10:30",
        ["oldWhen"] = "Tuesday 10 March 2027 at 9:00",
        ["place"] = "The Forest Centre, Bordon",
        ["meetingLink"] = "https://example.org/meeting/abc",
        ["calendarLink"] = "https://example.org/meeting/abc/calendar",
        ["surveyLink"] = "https://example.org/survey/abc",
        ["choiceLink"] = "https://example.org/l/abc",
        ["choice1"] = "Furniture workshop, Second Bench Workshop. When: Tuesday 09:30 to 12:30",
        ["choice2"] = "Community garden, Dig Together. When: Friday 10:00",
        ["choice3"] = "Walking group, Easy Miles. When: Thursday 10:30",
        ["choice4"] = "Singing for all, Forest Choir. When: Monday 14:00",
        ["choice5"] = "Card afternoon, Silver Aces. When: Wednesday 14:00",
        ["closesOn"] = "Friday 26 March 2027",
        ["preferencesLink"] = "https://example.org/preferences/abc",
        ["journeyLink"] = "https://example.org/journeys/1",
        ["boardLink"] = "https://example.org/board",
        ["period"] = "January to March 2027",
        ["result1"] = "120 people were referred.",
        ["result2"] = "First contact: half within 2 working days.",
        ["result3"] = "Of 80 people introduced to their first activity, 30 go there on their own.",
        ["reportLink"] = "https://example.org/reports/pack",
        ["nextStep"] = "We phone the person.",
        ["nextBy"] = "Wednesday 17 March 2027",
        ["thanks"] = "Many thanks.",
        ["newTime"] = "Please call.",
        ["comeBack"] = "The person can come back to us at any time.",
        ["whyEnded"] = "All is well.",
        ["outcome"] = "The person goes to two groups on their own.",
        ["outcomeReason"] = "Goals met.",
        ["reason"] = "The person lives outside our area.",
        ["taskKind"] = "First contact",
        ["lateSince"] = "Monday 8 March 2027 at 17:00",
        ["activityName"] = "Furniture workshop",
        ["providerName"] = "Second Bench Workshop",
        ["times"] = "Tuesday 09:30 to 12:30",
        ["confirmLink"] = "https://example.org/d/abc",
        ["registerLink"] = "https://example.org/w/abc",
        ["volunteerLink"] = "https://example.org/g/abc",
        ["more"] = "7 more times after that",
        ["raisedAt"] = "Thursday 12 March 2027 at 11:05",
        ["noticedAt"] = "Thursday 12 March 2027 at 11:05",
        ["activity"] = "Furniture workshop",
        ["transport"] = "You get a lift from Ray",
        ["support"] = "We meet you there",
        ["listLink"] = "https://example.org/refer/mine/abc",
        ["summaryLink"] = "https://example.org/o/abc",
        ["setUpLink"] = "https://example.org/set-up/abc",
        ["providerLink"] = "https://example.org/a/abc",
    };

    public static IReadOnlyList<LetterLine> Tasks { get; } =
    [
        new("SP-7K3M-9QX2: first contact", new Uri("https://example.org/journeys/1")),
        new("SP-4H8N-2RT6: record what came of a meeting", new Uri("https://example.org/journeys/2")),
        new("Two referrals wait for triage", null),
    ];

    public static RenderOptions Options { get; } = new(Tasks: Tasks);

    public static IEnumerable<TemplateKind> Messages => TemplateKind.All.Values.Where(kind => !kind.IsFooter);

    public static Dictionary<string, string?> Needed(TemplateKind kind) => All.Where(pair => kind.Needed.Contains(pair.Key)).ToDictionary();

    public static Dictionary<string, string?> With(params (string Name, string? Value)[] values)
    {
        Dictionary<string, string?> all = All;
        foreach ((string name, string? value) in values)
            all[name] = value;
        return all;
    }
}
