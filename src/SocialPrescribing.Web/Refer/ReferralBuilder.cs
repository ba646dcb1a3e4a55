using System.Globalization;
using System.Text.Json.Nodes;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Web.Forms;
using static SocialPrescribing.Web.Refer.ReferralForm;

namespace SocialPrescribing.Web.Refer;

/// <summary>Writes the JSON, and remembers from which field each part of it came.</summary>
internal sealed class ReferralBuilder(
    IReadOnlyDictionary<string, string> values, Pathway pathway, DateOnly today, PracticeList practices, bool isMyself)
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
        ["/person/whenToCall"] = "whenToCall",
        ["/person/communicationNeeds"] = "communicationNeeds",
        ["/person/address"] = "address",
        ["/person/address/postcode"] = "postcode",
        ["/referrer/odsCode"] = "yourPractice",
        ["/gpPractice"] = isMyself ? "practice" : "odsCode",
        ["/reason"] = "reason",
        ["/person/relatedPeople/0"] = "relatedName",
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

    /// <summary>The field of a part, or of the nearest enclosing part.</summary>
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
            ["needs"] = new JsonArray(
                [.. pathway.KnownNeeds().Where(n => Has(NeedField(n))).Select(n => JsonValue.Create(n))]),
            ["risks"] = Risks(),
            ["consent"] = new JsonObject
            {
                ["toShare"] = values.GetValueOrDefault("consent") is "yes",
                // Says that we asked the person. Earlier versions did not ask.
                ["givenBy"] = isMyself ? Consent.ByPerson : null,
                ["on"] = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            },
        };
        if (isMyself)
        {
            if (values.GetValueOrDefault("consent") is not ("yes" or "no"))
                Problems.Add(new("consent", Texts.Say("Problem.consent")));
            if (Has("practice"))
                json["gpPractice"] = Practice("practice");
            return json;
        }
        json["referrer"] = new JsonObject
        {
            ["name"] = Text("referrerName"),
            ["role"] = Text("role"),
            ["service"] = Text("service"),
            ["organisation"] = Text("organisation") ?? practices.Find(Text("yourPractice"))?.Name,
            ["odsCode"] = Text("yourPractice"),
            ["email"] = Text("referrerEmail"),
            ["phone"] = Text("referrerPhone"),
        };
        json["gpPractice"] = Practice("odsCode");
        json["whatMattersMost"] = Text("whatMatters");
        json["urgency"] = Text("urgency");
        if (Has("safeguarding"))
            json["safeguarding"] = new JsonObject
            {
                ["concern"] = values["safeguarding"] is "yes",
                ["detail"] = values["safeguarding"] is "yes" ? Text("safeguardingDetail") : null
            };
        else
            Problems.Add(new("safeguarding", "Say whether you are worried about somebody's safety"));
        // A text about a danger is never left out because of a box that was ticked before.
        if (values.GetValueOrDefault("safeguarding") is "no" && Has("safeguardingDetail"))
            Problems.Add(
                new("safeguarding", "You chose No, and wrote below what you are worried about. Choose Yes, or take the words out"));
        if (!Has("consent"))
            Problems.Add(new("consent", "Ask the person first, and tick this when they agree"));
        return json;
    }

    private JsonObject Practice(string field) =>
        new() { [!Has(field) || PracticeAsk.IsCode(values[field]) ? "odsCode" : "name"] = Text(field) };

    private JsonObject Person()
    {
        JsonObject person = new()
        {
            ["firstName"] = Text("firstName"),
            ["familyName"] = Text("familyName"),
            ["preferredName"] = Text("preferredName"),
            ["dateOfBirth"] = Born(),
            ["nhsNumber"] = Text("nhsNumber"),
            ["sex"] = Said("sex", Equality.Sexes),
            ["ethnicity"] = Said("ethnicity", Equality.Ethnicities),
            ["disability"] = Said("disability", Equality.Disabilities),
            ["carer"] = values.GetValueOrDefault("carer") switch { "yes" => true, "no" => false, _ => (bool?)null },
            ["carerRatherNotSay"] = values.GetValueOrDefault("carer") is Equality.RatherNotSay ? true : null,
            ["language"] = Text("language"),
            ["whenToCall"] = Text("whenToCall"),
            ["communicationNeeds"] = Text("communicationNeeds"),
            ["discretion"] = Has("discretion"),
            ["noFixedAbode"] = Has("noFixedAbode"),
        };
        if (Has(Interpreter))
            person["adjustments"] = new JsonArray(Interpreter);
        if (Has("address") || Has("postcode") || Has("addressWithheld"))
            person["address"] = new JsonObject
            {
                ["lines"] = new JsonArray(
                    [.. values.GetValueOrDefault("address", "")
                        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                        .Select(l => JsonValue.Create(l))]),
                ["postcode"] = Text("postcode"),
                ["withheld"] = Has("addressWithheld"),
            };
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
        // Somebody who wants to be reached must give a way to do it.
        if (contacts.Count is 0 && !Has("address"))
            Problems.Add(new(
                "mobile", isMyself ? Texts.Say("Problem.reach") : "Give at least one way to reach the person", MayStay: !isMyself));
        return contacts;
    }

    private JsonArray Risks()
    {
        if (isMyself)
            return Has("help")
                ? [new JsonObject { ["kind"] = "toldByPerson", ["detail"] = Text("help") }]
                : [new JsonObject { ["kind"] = Risk.None }];
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
        return [
            .. (kinds.Length is 0 ? ["other"] : kinds)
                .Select((kind, i) => new JsonObject { ["kind"] = kind, ["detail"] = i is 0 ? Text("riskDetail") : null })];
    }

    /// <summary>Joins three small fields. What is not a date stays as it is, and the reader refuses it.</summary>
    private string? Born()
    {
        if (!Has(Day) && !Has(Month) && !Has(Year))
            return null;
        string year = values.GetValueOrDefault(Year, "");
        if (WholeDate(values.GetValueOrDefault(Day, ""), values.GetValueOrDefault(Month, ""), year) is { } born)
            return born.ToString("O", CultureInfo.InvariantCulture);
        if (year.Length is 2)
            Problems.Add(new(Day, Texts.Say("Problem.bornYear")));
        return $"{year}-{values.GetValueOrDefault(Month, "").PadLeft(2, '0')}-{values.GetValueOrDefault(Day, "").PadLeft(2, '0')}";
    }

    /// <summary>A list sends one of its words. Anything else was not chosen in our form.</summary>
    private string? Said(string field, IReadOnlyList<string> words) =>
        words.Contains(values.GetValueOrDefault(field, "")) ? values[field] : null;

    private bool Has(string field) => values.GetValueOrDefault(field, "").Length > 0;

    private string? Text(string field) => Has(field) ? values[field] : null;
}
