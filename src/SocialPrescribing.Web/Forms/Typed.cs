using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Forms;

/// <summary>Reads what was typed into a field as a value. If it cannot be one, that is reported at the field.</summary>
internal static class Typed
{
    internal static string Required(SentForm form, string field, string problem, int most = Notes.MaxLength)
    {
        if (!form.Has(field))
            form.Problem(field, problem);
        return form.Text(field, most) ?? "";
    }

    internal static int Number(SentForm form, string field, int least, int most, string problem)
    {
        if (int.TryParse(form[field], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
            return number;
        form.Problem(field, problem);
        return least;
    }

    internal static DateOnly? OptionalDate(SentForm form, string field) => form.Has(field) ? RequiredDate(form, field) : null;

    internal static DateOnly RequiredDate(SentForm form, string field)
    {
        if (DateOnly.TryParseExact(form[field], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            && date.Year is > 2000 and < 2200)
            return date;
        form.Problem(field, "Give a day, such as 12/03/2027.");
        return default;
    }

    internal static T Choice<T>(SentForm form, string field, string problem) where T : struct, Enum
    {
        if (Enum.TryParse(form[field], ignoreCase: false, out T value) && Enum.IsDefined(value))
            return value;
        form.Problem(field, problem);
        return default;
    }
}
