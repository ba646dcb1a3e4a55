using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Refer;

/// <summary>The answers of a referral form, to be read once more before it is sent.</summary>
public static class Answers
{
    private static readonly Dictionary<string, string> Terms = new()
    {
        ["source"] = "You are",
        ["referrerName"] = "Your name",
        ["role"] = "Role",
        ["service"] = "Service or team",
        ["organisation"] = "Organisation",
        ["referrerEmail"] = "Email",
        ["referrerPhone"] = "Phone",
        ["firstName"] = "First name",
        ["familyName"] = "Family name",
        ["preferredName"] = "Likes to be called",
        [ReferralForm.Day] = "Date of birth",
        ["nhsNumber"] = "NHS number",
        ["odsCode"] = "GP practice",
        ["yourPractice"] = "Your GP practice",
        ["address"] = "Address",
        ["postcode"] = "Postcode",
        ["noFixedAbode"] = "No fixed abode",
        ["addressWithheld"] = "Address protected",
        ["mobile"] = "Mobile phone",
        ["text"] = "Texts",
        ["voicemail"] = "Messages",
        ["whenToCall"] = "When to call",
        ["landline"] = "Phone at home",
        ["email"] = "Email",
        ["language"] = "Language",
        [ReferralForm.Interpreter] = "Interpreter",
        ["communicationNeeds"] = "What helps",
        ["sex"] = "Sex",
        ["ethnicity"] = "Ethnicity",
        ["carer"] = "Looks after somebody",
        ["disability"] = "A condition limits them",
        ["discretion"] = "Discretion",
        ["relatedName"] = "Beside them",
        ["relatedRole"] = "Who that is",
        ["relatedRelationship"] = "Relationship",
        ["relatedPhone"] = "Their phone",
        ["relatedEmail"] = "Their email",
        ["relatedTold"] = "May be told",
        ["relatedFirst"] = "Spoken to first",
        ["needs"] = "Help with",
        ["reason"] = "Why",
        ["whatMatters"] = "What matters most",
        ["urgency"] = "How soon",
        ["risks"] = "Known risks",
        ["riskDetail"] = "About them",
        ["safeguarding"] = "Worried about safety",
        ["safeguardingDetail"] = "About that",
        ["consent"] = "Agreed by the person",
    };

    public static IEnumerable<(string Field, string Term, string Value)> Of(
        ReferralForm form, ReferralStep step, SentForm sent, Pathway pathway, PracticeList practices) =>
        from field in step.Fields
        let value = Term(form, field) is null ? ""
            : PracticeAsk.Fields.Contains(field) ? practices.Find(sent[field])?.InBrief ?? sent[field]
            : Value(form, field, sent, pathway)
        where value.Length > 0
        select (field, Term(form, field)!, value);

    /// <summary>Null for a field that is part of another.</summary>
    private static string? Term(ReferralForm form, string field) =>
        form != ReferralForm.Myself ? Terms.GetValueOrDefault(field)
        : field is ReferralForm.Month or ReferralForm.Year || field.StartsWith(ReferralForm.NeedField(""), StringComparison.Ordinal)
            || field == ReferralForm.LeaveOut("you") || field == PracticeAsk.Chosen("practice") || field == PracticeAsk.Offered("practice")
            ? null
        : Texts.Say($"Answer.{field}");

    private static string Value(ReferralForm form, string field, SentForm sent, Pathway pathway) => field switch
    {
        "source" => Words.Code(sent[field]) is "gp" ? "GP" : Words.Sentence(Words.Code(sent[field])),
        ReferralForm.Day when ReferralForm.WholeDate(sent[field], sent[ReferralForm.Month], sent[ReferralForm.Year]) is { } whole =>
            Words.Date(whole),
        ReferralForm.Day =>
            DateOnly.TryParseExact($"{sent[ReferralForm.Year]}-{sent[ReferralForm.Month]}-{sent[ReferralForm.Day]}", "yyyy-M-d",
                CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly born) ? Words.Date(born) : "",
        "needs" when form == ReferralForm.Myself =>
            string.Join("\n", ReferralForm.MyNeeds.Where(n => sent.Has(ReferralForm.NeedField(n.Code))).Select(n => n.Words)),
        "needs" =>
            string.Join("\n", pathway.KnownNeeds().Where(n => sent.Has(ReferralForm.NeedField(n)))
                .Select(n => Words.Sentence(Words.Code(n)))),
        "risks" when sent[field] is "none" => "None",
        "risks" => string.Join("\n", ReferralForm.RiskKinds.Where(k => sent.Has(ReferralForm.RiskField(k))).Select(ReferSafety.Of)),
        "sex" => EqualityWords.Sex(sent[field]) ?? "",
        "ethnicity" => EqualityWords.Ethnicity(sent[field]) ?? "",
        "disability" => EqualityWords.Disability(sent[field]) ?? "",
        "carer" => EqualityWords.Carer.FirstOrDefault(c => c.Value == sent[field]).Label ?? "",
        "relatedRole" => Words.Sentence(sent[field]),
        "urgency" when Enum.TryParse(sent[field], ignoreCase: true, out Urgency urgency) => Words.Sentence(urgency),
        "language" when form == ReferralForm.Myself => LanguageNames.Written.FirstOrDefault(l => l.Code == sent[field]).Name ?? "",
        "language" => LanguageNames.Of(sent[field]),
        "consent" when form == ReferralForm.Myself =>
            sent[field] is "yes" or "no" ? Texts.Say(sent[field] is "yes" ? "Answer.Yes" : "Answer.No") : "",
        _ when form == ReferralForm.Myself => sent[field] is "yes" ? Texts.Say("Answer.Yes") : sent[field],
        _ => sent[field] is "yes" or "no" ? Words.Sentence(sent[field]) : sent[field],
    };
}
