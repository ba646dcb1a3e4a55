using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>Who somebody is, as fields of a form. Fields that were not changed are left out.</summary>
public static class CorrectionFields
{
    public static Corrections.Correct Read(SentForm form, Journey journey)
    {
        Person now = journey.Person;
        string reason = Typed.Required(form, "reason", "Say how you know what is right.");
        string? practice = Changed(form, "odsCode", journey.GpPractice?.OdsCode),
            name = Changed(form, "practice", journey.GpPractice?.Name);
        return new(
            reason, Name(form, "firstName", now.FirstName, "Enter the first name"),
            Changed(form, "familyName", now.FamilyName), Born(form, now.DateOfBirth), Number(form, now.NhsNumber),
            practice is null && name is null
                ? null
                : new GpPractice(Blank(practice ?? journey.GpPractice?.OdsCode), Blank(name ?? journey.GpPractice?.Name)),
            Changed(form, "sex", now.Sex), Changed(form, "ethnicity", now.Ethnicity),
            Carer: form["carer"] switch { "yes" when now.Carer is not true => true, "no" when now.Carer is not false => false, _ => null },
            Disability: Changed(form, "disability", now.Disability),
            CarerRatherNotSay: form["carer"] is Equality.RatherNotSay && !now.CarerRatherNotSay ? true : null);
    }

    /// <summary>Null if the field was not sent, or holds what is known already.</summary>
    private static string? Changed(SentForm form, string field, string? known)
    {
        if (!form.Values.ContainsKey(field))
            return null;
        string typed = form.Text(field, ReferralRules.MaxName) ?? "";
        return typed == (known ?? "") ? null : typed;
    }

    private static string? Name(SentForm form, string field, string known, string problem)
    {
        if (!form.Has(field))
            form.Problem(field, problem);
        return Changed(form, field, known);
    }

    private static DateOnly? Born(SentForm form, DateOnly known)
    {
        if (DateOnly.TryParseExact(form["dateOfBirth"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly born))
            return born == known ? null : born;
        form.Problem("dateOfBirth", "Give a date of birth that exists.");
        return null;
    }

    private static string? Number(SentForm form, string? known)
    {
        string typed = form["nhsNumber"];
        if (typed.Length > 0 && !NhsNumber.TryParse(typed, out typed))
        {
            form.Problem("nhsNumber", "This is not a valid NHS number: ten digits whose last one checks the others.");
            return null;
        }
        return typed == (known ?? "") ? null : typed;
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
