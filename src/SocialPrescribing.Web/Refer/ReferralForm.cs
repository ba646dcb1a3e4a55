using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Refer;

/// <summary>One page of a referral form.</summary>
/// <param name="Name">The page's name in the address.</param>
/// <param name="Title">Empty in the form for people themselves, where it is in their language: <see cref="ReferralForm.TitleOf"/>.</param>
/// <param name="Fields">The fields on the page. Problems of these are shown on it.</param>
public sealed record ReferralStep(string Name, string Title, IReadOnlyList<string> Fields);

/// <summary>
/// A referral as pages of fields. The fields become the same JSON that programs send, and the same reader checks it, so pages and API
/// accept the same referrals. There are two differences. Pages check names more strictly (<see cref="TypedNames"/>), because they are
/// open to anybody. And if something is missing about who refers, why, and how to reach the person, they ask once more, because
/// somebody is there to answer.
/// </summary>
public sealed class ReferralForm
{
    public const string Day = "born-day", Month = "born-month", Year = "born-year";

    /// <summary>A draft is one record, so long texts are shorter here than in the API.</summary>
    public const int LongestText = 3_000, LongestLine = 200;

    internal static readonly string[] LongTexts =
        ["reason", "whatMatters", "riskDetail", "safeguardingDetail", "communicationNeeds", "address", "help"];

    /// <summary>Fields that appear as names in letters.</summary>
    private static readonly string[] Names =
        ["firstName", "familyName", "preferredName", "referrerName", "role", "service", "organisation", .. PracticeAsk.Fields];

    public static readonly IReadOnlyList<string> RiskKinds = ["falls", "selfHarm", "aggression", "dogAtHome", "homeNotSafe", "other"];

    private static readonly string[] MyNeedCodes =
    [
        "loneliness", "socialIsolation", "anxiety", "lowMood", "bereavement", "physicalInactivity", "longTermCondition", "carerSupport",
        "moneyAndDebt", "housing", "volunteeringAndPurpose", "digitalAccess", "transport",
    ];

    private static readonly string[] _wholeDates =
        ["d/M/yyyy", "d.M.yyyy", "d-M-yyyy", "d M yyyy", "yyyy-MM-dd", "d MMM yyyy", "d MMMM yyyy"];

    /// <summary>The date of birth, if all of it is in the first of its three fields: people who copy it from a record have it
    /// in one piece.</summary>
    public static DateOnly? WholeDate(string day, string month, string year) =>
        month.Length is 0 && year.Length is 0 && DateOnly.TryParseExact(day.Trim(), _wholeDates, Texts.English,
            System.Globalization.DateTimeStyles.None, out DateOnly born) ? born : null;

    /// <summary>The voluntary questions.</summary>
    public static readonly string[] EqualityFields = ["sex", "ethnicity", "carer", "disability"];

    public const string Interpreter = "interpreter";

    public static readonly string[] RelatedFields =
        ["relatedName", "relatedRole", "relatedRelationship", "relatedPhone", "relatedEmail", "relatedTold", "relatedFirst"];

    /// <summary>The form for professionals, with everything that the information standard requires.</summary>
    public static readonly ReferralForm Professional = new("refer",
    [
        new("you", "About you", ["source", "referrerName", "role", .. PracticeAsk.Of("yourPractice"), "service", "organisation",
            "referrerEmail", "referrerPhone", ReferrerMemory.Wanted, LeaveOut("you")]),
        new("person", "The person you refer", ["firstName", "familyName", "preferredName", Day, Month, Year, "nhsNumber",
            .. PracticeAsk.Of("odsCode"), .. EqualityFields]),
        new("contact", "How to reach them",
            [LeaveOut("contact"), "address", "postcode", "noFixedAbode", "addressWithheld", "mobile", "text", "voicemail",
                "whenToCall", "landline", "email", "language", Interpreter, "communicationNeeds", "discretion", .. RelatedFields]),
        new("why", "Why you refer them",
            [LeaveOut("why"), "needs", "reason", "whatMatters", "urgency", .. Needs.Standard.Select(NeedField)]),
        new("safety", "Safety and consent",
            ["risks", "riskDetail", "safeguarding", "safeguardingDetail", "consent", .. RiskKinds.Select(RiskField)]),
    ]);

    /// <summary>The form for people themselves, which asks only what a person can know.</summary>
    public static readonly ReferralForm Myself = new("myself",
    [
        new("name", "", ["firstName", "familyName", Day, Month, Year]),
        new("contact", "", ["mobile", "text", "voicemail", "whenToCall", "email", "address", "postcode", "noFixedAbode", "language",
            Interpreter, "discretion"]),
        new("you", "", [LeaveOut("you"), "needs", "reason", .. MyNeedCodes.Select(NeedField)]),
        new("meeting", "", ["help", "communicationNeeds", .. PracticeAsk.Of("practice"), .. EqualityFields, "consent"]),
    ]);

    /// <summary>Needs in people's own words.</summary>
    public static IEnumerable<(string Code, string Words)> MyNeeds => MyNeedCodes.Select(code => (code, Texts.Say($"MyNeed.{code}")));

    private ReferralForm(string name, IReadOnlyList<ReferralStep> steps) => (Name, Steps) = (name, steps);

    public string Name { get; }
    public IReadOnlyList<ReferralStep> Steps { get; }
    public string Path => this == Myself ? "/refer/myself" : "/refer";
    private bool IsMyself => this == Myself;

    public static string NeedField(string code) => $"need-{code}";
    public static string RiskField(string kind) => $"risk-{kind}";

    /// <summary>The box that confirms that missing values of this page stay missing.</summary>
    public static string LeaveOut(string step) => $"without-{step}";

    public string TitleOf(ReferralStep step) => IsMyself ? Texts.Say($"Myself.{step.Name}") : step.Title;

    /// <summary>
    /// The fields on a page of this service. People themselves are asked in words of ours, and an operator's own needs have none.
    /// </summary>
    public IEnumerable<string> FieldsOf(ReferralStep step, Pathway pathway) =>
        !IsMyself && step.Fields.Contains("needs") ? step.Fields.Concat(pathway.ExtraNeeds.Select(NeedField)) : step.Fields;

    public ReferralStep? Find(string step) => Steps.FirstOrDefault(s => s.Name == step);

    public ReferralStep? After(ReferralStep step) => Steps.SkipWhile(s => s != step).Skip(1).FirstOrDefault();

    public ReferralStep? Before(ReferralStep step) => Steps.TakeWhile(s => s != step).LastOrDefault();

    /// <summary>The referral, or null if something is wrong; and the problems by field, in the order of the pages.</summary>
    public (Referral? Referral, IReadOnlyList<FormProblem> Problems, IReadOnlyList<ReadingNote> Notes) Read(
        IReadOnlyDictionary<string, string> values, Pathway pathway, DateOnly today, PracticeList practices)
    {
        List<FormProblem> problems = [.. PracticeAsk.Problems(values, practices)];
        foreach ((string field, string typed) in values)
            if (typed.Length > (LongTexts.Contains(field) ? LongestText : LongestLine))
                problems.Add(new(field, Texts.Say("Problem.AtMost", LongTexts.Contains(field) ? LongestText : LongestLine, typed.Length)));
        foreach (string field in Names.Where(f => !PracticeAsk.Fields.Contains(f) || !PracticeAsk.IsCode(values.GetValueOrDefault(f, ""))))
            if (TypedNames.Check(values.GetValueOrDefault(field)) is { } wrong && !problems.Any(p => p.Field == field))
                problems.Add(new(field, Words.Problem(wrong)));
        ReferralBuilder builder = new(values, pathway, today, practices, IsMyself);
        using JsonDocument json = JsonDocument.Parse(builder.Build().ToJsonString());
        bool Stays(string field) => Steps.Any(s => s.Fields.Contains(field) && values.GetValueOrDefault(LeaveOut(s.Name), "").Length > 0);
        problems.AddRange(builder.Problems.Where(p => !p.MayStay || !Stays(p.Field)));
        (Referral? referral, IReadOnlyList<Problem> found, IReadOnlyList<ReadingNote> notes) =
            ReferralReader.Read(json.RootElement, pathway, today);
        (Problem, bool MayStay)[] all =
            [.. found.Select(p => (p, false)), .. notes.Where(IsAskedAgain).Select(n => (new Problem(n.Pointer, n.Code, n.Detail), true))];
        foreach ((Problem problem, bool mayStay) in all)
        {
            string field = builder.FieldOf(problem.Pointer);
            if (!problems.Any(p => p.Field == field) && !(mayStay && Stays(field)))
                problems.Add(new(field, IsMyself ? SentenceForMe(field, problem, pathway) : Sentence(field, problem), mayStay));
        }
        List<string> order = [.. Steps.SelectMany(s => s.Fields)];
        return (problems.Count is 0 ? referral : null, [.. problems.OrderBy(p => order.IndexOf(p.Field))], notes);
    }

    /// <summary>
    /// Whether the form asks once more: who they are, their address, the reason, and the people they name can be added at once, or they can
    /// confirm that they will not.
    /// </summary>
    private static bool IsAskedAgain(ReadingNote note) =>
        note.Code is "missing" or "required" or "contact-missing" or "not-one-of" or "email-not-read"
            && (note.Pointer is "/source" or "/reason" or "/person/relatedPeople/0"
                || note.Pointer.StartsWith("/referrer", StringComparison.Ordinal));

    /// <summary>The reader's message, in other words where people need other words than programs.</summary>
    private static string Sentence(string field, Problem problem) => (field, problem.Code) switch
    {
        ("firstName", "required") => "Enter the person's name; one name is enough",
        (Day, "required" or "wrong-type" or "date-invalid") => "Enter the person's date of birth, such as 28 3 1952",
        (Day, "in-the-future") => "The date of birth must be in the past",
        ("source", _) => "Choose what you are",
        ("referrerName", "required" or "missing") => "Enter your name",
        ("service", "required" or "missing") => "Enter the service or team you work in",
        ("organisation", "required" or "missing") => "Enter your organisation",
        ("referrerEmail", "contact-missing") => "Enter your email address or your phone number, so that you hear what came of it",
        ("reason", "missing") => "Choose a need, or say in your words why you refer the person",
        ("risks", "required") => "Say whether there are risks that a link worker should know",
        ("relatedName", _) => "Say who this is, and what they are to the person",
        ("referrerEmail", "required") => "Enter your name, your service and your organisation",
        ("referrerEmail", "email-not-read") => "Enter an email address, such as name@example.org",
        _ => problem.Detail,
    };

    /// <summary>The same for the person themselves, in their language.</summary>
    private static string SentenceForMe(string field, Problem problem, Pathway pathway) => (field, problem.Code) switch
    {
        ("firstName" or "familyName" or "reason", "required" or "missing") => Texts.Say($"Problem.{field}"),
        (Day, "in-the-future") => Texts.Say("Problem.bornFuture"),
        (Day, "before-1900") => Texts.Say("Problem.born1900"),
        (Day, "too-young") => Texts.Say("Problem.tooYoung", pathway.MinimumAge),
        (Day, _) => Texts.Say("Problem.born"),
        (_, "twice") => Texts.Say("Problem.twice"),
        (_, "too-long") => Texts.Say("Problem.tooLong"),
        _ => Texts.Language == Texts.English ? problem.Detail : Texts.Say("Problem.Other"),
    };
}
