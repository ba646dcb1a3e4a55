using System.Globalization;
using System.Text.Json;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Evidence;

/// <summary>One column of the facts as a table.</summary>
/// <param name="Of">The property of <see cref="JourneyFacts"/> from which it comes, by its name in NDJSON.</param>
/// <param name="Says">What it means, for the data dictionary.</param>
public sealed record FactField(string Name, string Of, string Says, Func<JourneyFacts, object?> Value)
{
    /// <summary>Days are ISO, decimals have a point, unknown values are empty, and a bar separates several words.</summary>
    public string Written(JourneyFacts facts) => Value(facts) switch
    {
        null => "",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        bool yes => yes ? "true" : "false",
        Enum word => JsonNamingPolicy.CamelCase.ConvertName(word.ToString()),
        IEnumerable<string> words => string.Join('|', words),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? "",
    };
}

/// <summary>All columns in their order. Exports and docs/data-dictionary.md are written from this list.</summary>
public static class FactFields
{
    private static readonly string[] _kinds =
        [.. Enum.GetValues<ContactMethod>().Select(FactKinds.Of), FactKinds.Conversation, FactKinds.Meeting, FactKinds.Session];

    public static IReadOnlyList<FactField> All { get; } =
    [
        New("key", "A keyed hash in place of the journey: the same each time, and not to be turned back.", f => f.Key),
        New("month", "referred", "The month of the referral, as its first day.", f => f.Month),
        New("source", "Who referred: gp, communityNurse, self, healthProfessional, socialWorker, housingOfficer, other.", f => f.Source),
        New("role", "What the referrer is, as a word of a list read from what they wrote; other where none fits.", f => f.Role),
        New("practice", "ODS code of the GP practice, where it looks like one.", f => f.Practice),
        New("joined", "How many further referrals joined the same journey.", f => f.Joined),
        New("ageBand", "Age on the day of the referral: under18, 18-24, 25-34 … 75-84, 85plus.", f => f.AgeBand),
        New("sex", "female, male, other, ratherNotSay; empty where nobody asked or other words were sent.", f => f.Sex),
        New("ethnicity", "One of the 19 groups of the census of 2021, or ratherNotSay.", f => f.Ethnicity),
        New("ethnicCategory", "ethnicity", "The NHS Data Dictionary's category for it (A to S); Z not stated, 99 not known.",
            f => f.EthnicCategory),
        New("language", "First language, as its ISO 639 code.", f => f.Language),
        New("carer", "Whether the person cares for somebody.", f => f.Carer),
        New("carerRatherNotSay", "Asked whether they care for somebody, and not told.", f => f.CarerRatherNotSay),
        New("disability", "Whether a lasting condition limits what they do: limitedALot, limitedALittle, notLimited, ratherNotSay.",
            f => f.Disability),
        New("area", "Lower layer super output area (data zone in Scotland) where places are known, else the outward code; empty where the "
            + "address is protected or not known; ZZ99 for no fixed abode.", f => f.Area),
        New("decile", "Tenth of deprivation of the area within its own nation, 1 the most deprived. Never compare two nations.",
            f => f.Decile),
        New("index", "The index of deprivation to which the decile belongs.", f => f.Index),
        New("needs", "Needs, the most important first.", f => f.Needs),
        New("referred", "Day of the referral. All days are London's.", f => f.Referred),
        New("accepted", "Day on which the first referral was accepted.", f => f.Accepted),
        New("declined", "Day on which all of its referrals had been declined.", f => f.Declined),
        New("declinedByPerson", "The person declined, rather than the service.", f => f.DeclinedByPerson),
        New("contacted", "Day on which the person was reached first.", f => f.Contacted),
        New("met", "Day of the first meeting that was held.", f => f.Met),
        New("planned", "Day on which a plan was first agreed.", f => f.Planned),
        New("introduced", "Day of the first introduction to an activity.", f => f.Introduced),
        New("attended", "Day of the first session to which the person came.", f => f.Attended),
        New("attendedThree", "Day of the third.", f => f.AttendedThree),
        New("alone", "Day on which the person had gone alone often enough.", f => f.Alone),
        New("weeksUntilAlone", "Whole weeks from the first introduction until then.", f => f.WeeksUntilAlone),
        New("ended", "Day on which support ended; empty while it goes on.", f => f.Ended),
        New("endReason", "Why support ended. joined, duplicate and enteredInError are no journeys of their own.", f => f.EndReason),
        New("reopened", "How often support was taken up again.", f => f.Reopened),
        New("reopenedOn", "The latest day of that.", f => f.ReopenedOn),
        New("referrerTold", "Day on which a referrer was told of the end or the decline (the latest).", f => f.ReferrerTold),
        .. _kinds.SelectMany(Contacts),
        New("missedMeetings", "missed", "Meetings to which the person did not come.",
            f => f.Missed.Count(m => m.What is FactKinds.Meeting)),
        New("missedSessions", "missed", "Sessions to which the person did not come.",
            f => f.Missed.Count(m => m.What is FactKinds.Session)),
        New("barriers", "missed", "What got in the way, each once.",
            f => f.Missed.SelectMany(m => m.Why ?? []).Distinct().Order().Select(b => Word(b))),
        New("introductions", "Introductions to activities.", f => f.Introductions.Count),
        New("introductionsAccepted", "introductions", "Referrals to activities whose provider said yes.",
            f => f.Introductions.Count(i => i.Answer is ProviderAnswer.Accepted)),
        New("daysToAnswer", "introductions", "Days until the provider answered, for each that did.",
            f => f.Introductions.Where(i => i.Answered is not null && i.Answer is not ProviderAnswer.NoAnswer)
                .Select(i => $"{i.Answered!.Value.DayNumber - i.On.DayNumber}")),
        New("activities", "introductions", "The directory's ids of the activities.",
            f => f.Introductions.Select(i => i.Activity?.ToString() ?? "none")),
        .. Enum.GetValues<SupportStep>().Select(step => New($"sessions_{Word(step)}", "sessions",
            $"Sessions to which the person came on the step {Word(step)}.",
            f => f.Sessions.Where(s => s.Support == step).Sum(s => s.Came))),
        New("surveysAsked", "surveys", "Surveys that were asked.", f => f.Surveys.Count),
        New("surveysAnswered", "surveys", "Those that were answered.", f => f.Surveys.Count(s => s.Answered is not null)),
        .. Measures.All.SelectMany(m => m.Scales).SelectMany(Measured),
        New("goals", "Goals that were agreed.", f => f.Goals.Count),
        New("goalsReached", "goals", "Those that are marked as reached.", f => f.Goals.Count(g => g.Mark is GoalMark.Reached)),
        New("goals_first", "goals", "First score of each goal, 0 to 10, where there is one.",
            f => f.Goals.Where(g => g.First is not null).Select(g => $"{g.First}")),
        New("goals_latest", "goals", "Latest score of each goal that was scored more than once.",
            f => f.Goals.Where(g => g.Latest is not null).Select(g => $"{g.Latest}")),
        New("unmet", "Needs that nobody here meets, each with why.", f => f.Unmet.Select(u => $"{u.Need}:{Word(u.Reason)}")),
    ];

    private static FactField[] Contacts(string kind) =>
    [
        New($"contacts_{kind}", "contacts", $"How many of the kind {kind}.",
            f => f.Contacts.Where(c => c.Kind == kind).Sum(c => c.Count)),
        New($"minutes_{kind}", "contacts", $"Minutes of them, as recorded or planned.",
            f => f.Contacts.Where(c => c.Kind == kind).Sum(c => c.Minutes)),
    ];

    private static FactField[] Measured(Scale scale) =>
    [
        New($"{scale.Id}_first", "measures", $"{scale.Name}: first value.", f => Of(f, scale)?.First),
        New($"{scale.Id}_first_on", "measures", "The day of that.", f => Of(f, scale)?.FirstOn),
        New($"{scale.Id}_latest", "measures", $"{scale.Name}: latest value; empty where there is one answer alone.",
            f => Of(f, scale)?.Latest),
        New($"{scale.Id}_latest_on", "measures", "The day of that.", f => Of(f, scale)?.LatestOn),
    ];

    private static MeasuredScale? Of(JourneyFacts facts, Scale scale) => facts.Measures.FirstOrDefault(m => m.Scale == scale.Id);

    private static string Word(Enum word) => JsonNamingPolicy.CamelCase.ConvertName(word.ToString());

    private static FactField New(string name, string says, Func<JourneyFacts, object?> value) => New(name, name, says, value);

    private static FactField New(string name, string of, string says, Func<JourneyFacts, object?> value) => new(name, of, says, value);
}
