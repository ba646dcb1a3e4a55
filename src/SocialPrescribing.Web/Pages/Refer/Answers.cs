using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Web.Pages.Desk;

namespace SocialPrescribing.Web.Pages.Refer;

/// <summary>What was answered on a page of a referral form, to be read once more before it is sent.</summary>
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
        ["odsCode"] = "GP practice code",
        ["address"] = "Address",
        ["postcode"] = "Postcode",
        ["noFixedAbode"] = "No fixed abode",
        ["mobile"] = "Mobile phone",
        ["text"] = "Texts",
        ["voicemail"] = "Messages",
        ["landline"] = "Phone at home",
        ["email"] = "Email",
        ["language"] = "Language",
        ["communicationNeeds"] = "What helps",
        ["discretion"] = "Discretion",
        ["needs"] = "Help with",
        ["reason"] = "Why",
        ["whatMatters"] = "What matters most",
        ["risks"] = "Known risks",
        ["riskDetail"] = "About them",
        ["safeguarding"] = "Worried about safety",
        ["safeguardingDetail"] = "About that",
        ["consent"] = "Agreed by the person",
        ["help"] = "To stay safe",
        ["practice"] = "Doctor's surgery",
    };

    public static IEnumerable<(string Field, string Term, string Value)> Of(ReferralForm form, ReferralStep step, SentForm sent, Pathway pathway) =>
        from field in step.Fields
        where Terms.ContainsKey(field)
        let value = Value(form, field, sent, pathway)
        where value.Length > 0
        select (field, Terms[field], value);

    private static string Value(ReferralForm form, string field, SentForm sent, Pathway pathway) => field switch
    {
        "source" => DeskWords.Code(sent[field]) is "gp" ? "GP" : Words.Sentence(DeskWords.Code(sent[field])),
        ReferralForm.Day => DateOnly.TryParseExact($"{sent[ReferralForm.Year]}-{sent[ReferralForm.Month]}-{sent[ReferralForm.Day]}", "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly born) ? Words.Date(born) : "",
        "needs" when form == ReferralForm.Myself => string.Join("\n", ReferralForm.MyNeeds.Where(n => sent.Has(ReferralForm.NeedField(n.Code))).Select(n => n.Words)),
        "needs" => string.Join("\n", Needs.Standard.Concat(pathway.ExtraNeeds).Where(n => sent.Has(ReferralForm.NeedField(n))).Select(n => Words.Sentence(DeskWords.Code(n)))),
        "risks" when sent[field] is "none" => "None",
        "risks" => string.Join("\n", ReferralForm.RiskKinds.Where(k => sent.Has(ReferralForm.RiskField(k))).Select(ReferSafety.Of)),
        "riskDetail" when sent["risks"] is "none" => "",
        "safeguardingDetail" when sent["safeguarding"] is "no" => "",
        "language" => DeskWords.Language(sent[field]),
        _ => sent[field] is "yes" or "no" ? Words.Sentence(sent[field]) : sent[field],
    };
}
