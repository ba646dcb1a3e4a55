using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;

namespace SocialPrescribing.Web.Letters;

/// <summary>The values of each placeholder in a letter to Ana Vale, who is invented.</summary>
internal static class InventedLetter
{
    private static readonly DateTimeOffset _when = new(2027, 3, 11, 10, 30, 0, TimeSpan.Zero);

    /// <param name="language">The language of dates and choices.</param>
    public static Dictionary<string, string?> Values(TemplateKind kind, string language, ServiceProfile profile)
    {
        CultureInfo before = Texts.Language;
        Texts.Begin(Texts.LanguageOf(language));
        try
        {
            Dictionary<string, string?> all = All(profile);
            // Somebody else rarely gets the letter in their place, so the example is without it.
            all["inPlaceOf"] = null;
            if (kind.Audience is not Recipient.Person)
                all["nextStep"] = Words.Next(new NextStep("firstContact", _when.AddDays(5)));
            return all.Where(v => kind.Allowed.Contains(v.Key)).ToDictionary();
        }
        finally
        {
            Texts.Begin(before);
        }
    }

    /// <summary>Every placeholder with an example.</summary>
    public static Dictionary<string, string?> All(ServiceProfile profile)
    {
        string Link(string path) => $"{profile.PublicUrl.ToString().TrimEnd('/')}/{path}/example";
        return new()
        {
            ["preferredName"] = "Ana",
            ["inPlaceOf"] = "Ana Vale",
            ["staffName"] = "Sam",
            ["serviceName"] = profile.Name,
            ["servicePhone"] = Words.Phone(profile.Phone),
            ["linkWorker"] = "Sam Okafor",
            ["reference"] = "SP-7K3M-9QX2",
            ["when"] = Words.When(_when),
            ["oldWhen"] = Words.When(_when.AddDays(-2)),
            ["place"] = "The Forest Centre, Bordon",
            ["meetingLink"] = Link("m"),
            ["calendarLink"] = Link("c"),
            ["surveyLink"] = Link("s"),
            ["closesOn"] = Words.Date(_when.AddDays(14)),
            ["preferencesLink"] = Link("p"),
            ["journeyLink"] = Link("journeys"),
            ["boardLink"] = Link("board"),
            ["period"] = "January to March 2027",
            ["result1"] = "120 people were referred.",
            ["result2"] = "First contact: half within 2 working days.",
            ["result3"] = "Of 80 people introduced to their first activity, 30 go there on their own.",
            ["reportLink"] = Link("reports"),
            ["nextStep"] = Texts.Say("Next.firstContact"),
            ["nextBy"] = Words.Date(_when.AddDays(5)),
            ["thanks"] = Texts.Say("Goodbye.Thanks"),
            ["newTime"] = Texts.Say("MeetingCancelled.NewTime"),
            ["comeBack"] = Texts.Say("ReferrerClosed.ComeBack"),
            ["whyEnded"] = Texts.Say($"Goodbye.{ClosingReason.MovedToOtherService}"),
            ["outcome"] = Words.OutcomeForReferrer(ClosingReason.GoalsMet),
            ["outcomeReason"] = "They go to two groups on their own.",
            ["reason"] = "The person lives outside our area.",
            ["taskKind"] = Words.Task(TaskKind.FirstContact),
            ["lateSince"] = Words.When(_when.AddDays(-1)),
            ["activityName"] = "Furniture workshop",
            ["activity"] = "Furniture workshop",
            ["providerName"] = "Second Bench Workshop",
            ["times"] = "Tuesday 09:30 to 12:30",
            ["confirmLink"] = Link("e"),
            ["registerLink"] = Link("w"),
            ["volunteerLink"] = Link("g"),
            ["more"] = "7 more times after that",
            ["raisedAt"] = Words.When(_when),
            ["noticedAt"] = Words.When(_when),
            ["transport"] = Words.TransportForPerson(new Transport(TransportKind.Lift, "Ray", Arranged: true)),
            ["support"] = Words.SupportForPerson(SupportStep.MetThere),
            ["choiceLink"] = Link("l"),
            ["choice1"] = "Furniture workshop, Second Bench Workshop. Tuesday 09:30 to 12:30. 3 Station Yard, Bordon. Free",
            ["choice2"] = "Community garden, Dig Together. Friday 10:00. Invented Hall, Whitehill. Free",
            ["choice3"] = "Walking group, Easy Miles. Thursday 10:30. The Forest Centre, Bordon. Free",
            ["choice4"] = "Singing for all, Forest Choir. Monday 14:00. Village hall, Whitehill. £2",
            ["choice5"] = "Card afternoon, Silver Aces. Wednesday 14:00. Invented Hall, Whitehill. £1",
            ["listLink"] = Link("refer/mine"),
            ["summaryLink"] = Link("o"),
            ["setUpLink"] = Link("set-up"),
            ["providerLink"] = Link("a"),
        };
    }

    public static IReadOnlyList<LetterLine> Tasks(ServiceProfile profile) =>
    [
        new($"{Words.Task(TaskKind.FirstContact)} (SP-7K3M-9QX2), due {Words.DateAndTime(_when)}", profile.PublicUrl),
        new($"{Words.Task(TaskKind.RecordMeetingOutcome)} (SP-4H8N-2RT6), late since {Words.Date(_when.AddDays(-3))}", profile.PublicUrl),
    ];
}
