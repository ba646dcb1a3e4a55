using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Pages.Refer;

/// <summary>One page of a referral form.</summary>
/// <param name="Name">As it stands in the address.</param>
/// <param name="Title">Empty on the form for people themselves, where it is in their language: <see cref="ReferralForm.TitleOf"/>.</param>
/// <param name="Fields">What is asked on it. What is wrong with these is said on it.</param>
public sealed record ReferralStep(string Name, string Title, IReadOnlyList<string> Fields);

/// <summary>
/// A referral as pages of fields. The fields become the same JSON that programs send, and the same reader judges it: a page takes nothing that the
/// API would not, and judges names more strictly (<see cref="TypedNames"/>): programs come with an organisation's key, pages are open to anybody.
/// </summary>
public sealed class ReferralForm
{
    public const string Day = "born-day", Month = "born-month", Year = "born-year";

    /// <summary>A draft is kept as one record, so the long texts are shorter here than in the API.</summary>
    public const int LongestText = 3_000, LongestLine = 200;

    private static readonly string[] LongTexts = ["reason", "whatMatters", "riskDetail", "safeguardingDetail", "communicationNeeds", "address", "help"];

    /// <summary>What stands in letters, or above them, as a name.</summary>
    private static readonly string[] Names = ["firstName", "familyName", "preferredName", "referrerName", "role", "service", "organisation", "practice"];

    public static readonly IReadOnlyList<string> RiskKinds = ["falls", "selfHarm", "aggression", "dogAtHome", "homeNotSafe", "other"];

    private static readonly string[] MyNeedCodes =
    [
        "loneliness", "socialIsolation", "anxiety", "lowMood", "bereavement", "physicalInactivity", "longTermCondition", "carerSupport", "moneyAndDebt", "housing", "volunteeringAndPurpose", "digitalAccess", "transport",
    ];

    public static readonly string[] RelatedFields = ["relatedName", "relatedRole", "relatedRelationship", "relatedPhone", "relatedEmail", "relatedTold", "relatedFirst"];

    /// <summary>For professionals, with what the information standard makes mandatory.</summary>
    public static readonly ReferralForm Professional = new("refer",
    [
        new("you", "About you", ["source", "referrerName", "role", "service", "organisation", "referrerEmail", "referrerPhone"]),
        new("person", "The person you refer", ["firstName", "familyName", "preferredName", Day, Month, Year, "nhsNumber", "odsCode"]),
        new("contact", "How to reach them", ["address", "postcode", "noFixedAbode", "mobile", "text", "voicemail", "landline", "email", "language", "communicationNeeds", "discretion", .. RelatedFields]),
        new("why", "Why you refer them", ["needs", "reason", "whatMatters", "urgency", .. Needs.Standard.Select(NeedField)]),
        new("safety", "Safety and consent", ["risks", "riskDetail", "safeguarding", "safeguardingDetail", "consent", .. RiskKinds.Select(RiskField)]),
    ]);

    /// <summary>For people themselves: only what a person can know.</summary>
    public static readonly ReferralForm Myself = new("myself",
    [
        new("name", "", ["firstName", "familyName", Day, Month, Year]),
        new("contact", "", ["mobile", "text", "voicemail", "email", "address", "postcode", "noFixedAbode", "language", "discretion"]),
        new("you", "", ["needs", "reason", .. MyNeedCodes.Select(NeedField)]),
        new("meeting", "", ["help", "communicationNeeds", "practice", "consent"]),
    ]);

    /// <summary>Needs as people say them themselves.</summary>
    public static IEnumerable<(string Code, string Words)> MyNeeds => MyNeedCodes.Select(code => (code, Texts.Say($"MyNeed.{code}")));

    /// <summary>Those in which we can write, by their own names.</summary>
    public static IReadOnlyList<(string Code, string Name)> MyLanguages { get; } = [("en", "English"), ("cy", "Cymraeg")];

    private ReferralForm(string name, IReadOnlyList<ReferralStep> steps) => (Name, Steps) = (name, steps);

    public string Name { get; }
    public IReadOnlyList<ReferralStep> Steps { get; }
    public string Path => this == Myself ? "/refer/myself" : "/refer";
    private bool IsMyself => this == Myself;

    public static string NeedField(string code) => $"need-{code}";
    public static string RiskField(string kind) => $"risk-{kind}";

    public string TitleOf(ReferralStep step) => IsMyself ? Texts.Say($"Myself.{step.Name}") : step.Title;

    /// <summary>What is asked on a page of this service. People themselves are asked in words of ours, which an operator's own needs do not have.</summary>
    public IEnumerable<string> FieldsOf(ReferralStep step, Pathway pathway) =>
        !IsMyself && step.Fields.Contains("needs") ? step.Fields.Concat(pathway.ExtraNeeds.Select(NeedField)) : step.Fields;

    public ReferralStep? Find(string step) => Steps.FirstOrDefault(s => s.Name == step);

    public ReferralStep? After(ReferralStep step) => Steps.SkipWhile(s => s != step).Skip(1).FirstOrDefault();

    public ReferralStep? Before(ReferralStep step) => Steps.TakeWhile(s => s != step).LastOrDefault();

    /// <summary>The referral, or null where anything is wrong; and what is wrong by the field that it is about, in the order of the pages.</summary>
    public (Referral? Referral, IReadOnlyList<FormProblem> Problems) Read(IReadOnlyDictionary<string, string> values, Pathway pathway, DateOnly today)
    {
        List<FormProblem> problems = [];
        foreach ((string field, string typed) in values)
            if (typed.Length > (LongTexts.Contains(field) ? LongestText : LongestLine))
                problems.Add(new(field, Texts.Say("Problem.AtMost", LongTexts.Contains(field) ? LongestText : LongestLine, typed.Length)));
        foreach (string field in Names)
            if (TypedNames.Check(values.GetValueOrDefault(field)) is { } wrong && !problems.Any(p => p.Field == field))
                problems.Add(new(field, Words.Problem(wrong)));
        Builder builder = new(values, pathway, today, IsMyself);
        using JsonDocument json = JsonDocument.Parse(builder.Build().ToJsonString());
        problems.AddRange(builder.Problems);
        (Referral? referral, IReadOnlyList<Problem> found) = ReferralReader.Read(json.RootElement, pathway, today);
        foreach (Problem problem in found)
        {
            string field = builder.FieldOf(problem.Pointer);
            if (!problems.Any(p => p.Field == field))
                problems.Add(new(field, IsMyself ? SentenceForMe(field, problem, pathway) : Sentence(field, problem)));
        }
        List<string> order = [.. Steps.SelectMany(s => s.Fields)];
        return (problems.Count is 0 ? referral : null, [.. problems.OrderBy(p => order.IndexOf(p.Field))]);
    }

    /// <summary>What the reader says to programs, said to people where it differs.</summary>
    private static string Sentence(string field, Problem problem) => (field, problem.Code) switch
    {
        ("firstName", "required") => "Enter the person's first name",
        ("familyName", "required") => "Enter the person's family name",
        (Day, "required" or "wrong-type" or "date-invalid") => "Enter the person's date of birth, such as 28 3 1952",
        (Day, "in-the-future") => "The date of birth must be in the past",
        ("source", _) => "Choose what you are",
        ("referrerName", "required") => "Enter your name",
        ("service", "required") => "Enter the service or team you work in",
        ("organisation", "required") => "Enter your organisation",
        ("referrerEmail", "contact-missing") => "Enter your email address or your phone number, so that you hear what came of it",
        ("odsCode", "required") => "Enter the practice code, such as A12345",
        ("address", "required") => "Enter the address, or say that the person has no fixed abode",
        ("reason", "required") => "Choose a need, or say in your words why you refer the person",
        ("risks", "required") => "Say whether there are risks that a link worker should know",
        ("postcode", "postcode-invalid") => "Enter a full UK postcode, such as GU35 9LP, or leave it empty",
        ("mobile" or "landline" or "referrerPhone", "phone-invalid") => "Enter a UK phone number, such as 07700 900123",
        ("email" or "referrerEmail", "email-invalid") => "Enter an email address, such as name@example.org",
        _ => problem.Detail,
    };

    /// <summary>The same for the person themselves, in their language.</summary>
    private static string SentenceForMe(string field, Problem problem, Pathway pathway) => (field, problem.Code) switch
    {
        ("firstName" or "familyName" or "reason" or "address", "required") => Texts.Say($"Problem.{field}"),
        ("address", _) => Texts.Say("Problem.addressLong"),
        (Day, "in-the-future") => Texts.Say("Problem.bornFuture"),
        (Day, "before-1900") => Texts.Say("Problem.born1900"),
        (Day, "too-young") => Texts.Say("Problem.tooYoung", pathway.MinimumAge),
        (Day, _) => Texts.Say("Problem.born"),
        ("postcode", _) => Texts.Say("Problem.postcode"),
        (_, "twice") => Texts.Say("Problem.twice"),
        ("mobile", "phone-invalid") => Texts.Say("Problem.phone"),
        ("email", "email-invalid") => Texts.Say("Problem.email"),
        (_, "too-long") => Texts.Say("Problem.tooLong"),
        _ => Texts.Language == Texts.English ? problem.Detail : Texts.Say("Problem.Other"),
    };

    /// <summary>Puts the JSON together, and remembers which field each part of it came from.</summary>
    private sealed class Builder(IReadOnlyDictionary<string, string> values, Pathway pathway, DateOnly today, bool isMyself)
    {
        private readonly Dictionary<string, string> _fields = new()
        {
            ["/source"] = "source",
            ["/referrer"] = "referrerEmail",
            ["/referrer/name"] = "referrerName",
            ["/referrer/role"] = "role",
            ["/referrer/service"] = "service",
            ["/referrer/organisation"] = "organisation",
            ["/referrer/email"] = "referrerEmail",
            ["/referrer/phone"] = "referrerPhone",
            ["/person/firstName"] = "firstName",
            ["/person/familyName"] = "familyName",
            ["/person/preferredName"] = "preferredName",
            ["/person/dateOfBirth"] = Day,
            ["/person/nhsNumber"] = "nhsNumber",
            ["/person/language"] = "language",
            ["/person/communicationNeeds"] = "communicationNeeds",
            ["/person/address"] = "address",
            ["/person/address/postcode"] = "postcode",
            ["/gpPractice/odsCode"] = "odsCode",
            ["/gpPractice/name"] = "practice",
            ["/reason"] = "reason",
            ["/person/relatedPeople/0/name"] = "relatedName",
            ["/person/relatedPeople/0/role"] = "relatedRole",
            ["/person/relatedPeople/0/relationship"] = "relatedRelationship",
            ["/person/relatedPeople/0/phone"] = "relatedPhone",
            ["/person/relatedPeople/0/email"] = "relatedEmail",
            ["/person/relatedPeople/0/contactFirst"] = "relatedFirst",
            ["/urgency"] = "urgency",
            ["/whatMattersMost"] = "whatMatters",
            ["/needs"] = "needs",
            ["/risks"] = "risks",
            ["/safeguarding"] = "safeguarding",
            ["/safeguarding/detail"] = "safeguardingDetail",
            ["/consent"] = "consent",
        };

        public List<FormProblem> Problems { get; } = [];

        /// <summary>The field of a part, or of the nearest thing around it.</summary>
        public string FieldOf(string pointer)
        {
            for (string part = pointer; part.Length > 0; part = part[..part.LastIndexOf('/')])
                if (_fields.TryGetValue(part, out string? field))
                    return field;
            return "";
        }

        public JsonObject Build()
        {
            JsonObject json = new()
            {
                ["source"] = isMyself ? "self" : Text("source"),
                ["person"] = Person(),
                ["reason"] = Text("reason"),
                ["needs"] = new JsonArray([.. Needs.Standard.Concat(pathway.ExtraNeeds).Where(n => Has(NeedField(n))).Select(n => JsonValue.Create(n))]),
                ["risks"] = Risks(),
                ["consent"] = new JsonObject
                {
                    ["toShare"] = values.GetValueOrDefault("consent") is "yes",
                    // Says that it was the person whom we asked: before this was asked, nobody was.
                    ["givenBy"] = isMyself ? Consent.ByPerson : null,
                    ["on"] = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                },
            };
            if (isMyself)
            {
                if (values.GetValueOrDefault("consent") is not ("yes" or "no"))
                    Problems.Add(new("consent", Texts.Say("Problem.consent")));
                if (Has("practice"))
                    json["gpPractice"] = new JsonObject { ["name"] = Text("practice") };
                return json;
            }
            json["referrer"] = new JsonObject
            {
                ["name"] = Text("referrerName"),
                ["role"] = Text("role"),
                ["service"] = Text("service"),
                ["organisation"] = Text("organisation"),
                ["email"] = Text("referrerEmail"),
                ["phone"] = Text("referrerPhone"),
            };
            json["gpPractice"] = new JsonObject { ["odsCode"] = Text("odsCode") };
            json["whatMattersMost"] = Text("whatMatters");
            json["urgency"] = Text("urgency");
            if (Has("safeguarding"))
                json["safeguarding"] = new JsonObject { ["concern"] = values["safeguarding"] is "yes", ["detail"] = values["safeguarding"] is "yes" ? Text("safeguardingDetail") : null };
            else
                Problems.Add(new("safeguarding", "Say whether you are worried about somebody's safety"));
            // What somebody wrote about a danger is never left out because of what they ticked before.
            if (values.GetValueOrDefault("safeguarding") is "no" && Has("safeguardingDetail"))
                Problems.Add(new("safeguarding", "You chose No, and wrote below what you are worried about. Choose Yes, or take the words out"));
            if (!Has("consent"))
                Problems.Add(new("consent", "Ask the person first, and tick this when they agree"));
            return json;
        }

        private JsonObject Person()
        {
            JsonObject person = new()
            {
                ["firstName"] = Text("firstName"),
                ["familyName"] = Text("familyName"),
                ["preferredName"] = Text("preferredName"),
                ["dateOfBirth"] = Born(),
                ["nhsNumber"] = Text("nhsNumber"),
                ["language"] = Text("language"),
                ["communicationNeeds"] = Text("communicationNeeds"),
                ["discretion"] = Has("discretion"),
                ["noFixedAbode"] = Has("noFixedAbode"),
            };
            if (Has("address"))
                person["address"] = new JsonObject
                {
                    ["lines"] = new JsonArray([.. values["address"].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(l => JsonValue.Create(l))]),
                    ["postcode"] = Text("postcode"),
                };
            else if (Has("postcode"))
                Problems.Add(new("address", Texts.Say("Details.AddressFirst")));
            person["contacts"] = Contacts();
            if (RelatedFields.Any(Has))
                person["relatedPeople"] = new JsonArray(new JsonObject
                {
                    ["name"] = Text("relatedName"),
                    ["role"] = Text("relatedRole"),
                    ["relationship"] = Text("relatedRelationship"),
                    ["phone"] = Text("relatedPhone"),
                    ["email"] = Text("relatedEmail"),
                    ["mayBeTold"] = Has("relatedTold"),
                    ["contactFirst"] = Has("relatedFirst"),
                });
            return person;
        }

        private JsonArray Contacts()
        {
            JsonArray contacts = [];
            foreach (string field in (string[])["mobile", "landline", "email"])
                if (Has(field))
                {
                    _fields[$"/person/contacts/{contacts.Count}"] = field;
                    contacts.Add(new JsonObject
                    {
                        ["kind"] = field,
                        ["value"] = values[field],
                        ["allowed"] = true,
                        ["text"] = field is "mobile" && Has("text"),
                        ["voicemail"] = field is "mobile" && Has("voicemail"),
                        ["preferred"] = contacts.Count is 0,
                    });
                }
            // Nobody is asked to be reached and then left without a way.
            if (contacts.Count is 0 && !Has("address"))
                Problems.Add(new("mobile", isMyself ? Texts.Say("Problem.reach") : "Give at least one way to reach the person"));
            return contacts;
        }

        private JsonArray Risks()
        {
            if (isMyself)
                return Has("help") ? [new JsonObject { ["kind"] = "toldByPerson", ["detail"] = Text("help") }] : [new JsonObject { ["kind"] = Risk.None }];
            if (!Has("risks"))
                return [];
            string[] kinds = [.. RiskKinds.Where(k => Has(RiskField(k)))];
            if (values["risks"] is "none")
            {
                if (kinds.Length > 0 || Has("riskDetail"))
                    Problems.Add(new("risks", "You chose No known risks, and named some below. Choose Yes, or take them out"));
                return [new JsonObject { ["kind"] = Risk.None }];
            }
            if (kinds.Length is 0 && !Has("riskDetail"))
                Problems.Add(new("riskDetail", "Say which risks there are"));
            for (int i = 0; i < Math.Max(1, kinds.Length); i++)
                _fields[$"/risks/{i}/detail"] = "riskDetail";
            return [.. (kinds.Length is 0 ? ["other"] : kinds).Select((kind, i) => new JsonObject { ["kind"] = kind, ["detail"] = i is 0 ? Text("riskDetail") : null })];
        }

        /// <summary>Three small fields, as people say it. What is no date goes on as it is, and the reader refuses it.</summary>
        private string? Born()
        {
            if (!Has(Day) && !Has(Month) && !Has(Year))
                return null;
            string year = values.GetValueOrDefault(Year, "");
            if (year.Length is 2)
                Problems.Add(new(Day, Texts.Say("Problem.bornYear")));
            return $"{year}-{values.GetValueOrDefault(Month, "").PadLeft(2, '0')}-{values.GetValueOrDefault(Day, "").PadLeft(2, '0')}";
        }

        private bool Has(string field) => values.GetValueOrDefault(field, "").Length > 0;

        private string? Text(string field) => Has(field) ? values[field] : null;
    }
}
