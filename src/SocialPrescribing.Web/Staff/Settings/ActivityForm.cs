using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>
/// An entry of the directory as a form. Its fields are the columns of the CSV file, so that both accept the same words. Needs are boxes.
/// </summary>
public static class ActivityForm
{
    private const string Need = "need-";
    private const string Language = "language-";
    /// <summary>The box that confirms that what the file says in words is now in the fields.</summary>
    public const string WordsDone = "words-done";

    /// <summary>The form's field for each part of the entry that a rule names.</summary>
    private static readonly (string Pointer, string Field)[] _fields =
    [
        ("/provider/name", "provider"), ("/provider/description", "provider_description"), ("/provider/email", "provider_email"),
        ("/provider/phone", "provider_phone"), ("/provider/url", "provider_url"),
        ("/name", "name"), ("/description", "description"), ("/needs", "needs"), ("/schedules", "when"), ("/breaks", "breaks"),
        ("/place/name", "place"),
        ("/place/lines", "address"), ("/place/postcode", "postcode"),
        ("/place/latitude", "latitude"), ("/place/longitude", "longitude"), ("/cost", "cost"), ("/minimumAge", "minimum_age"),
        ("/maximumAge", "maximum_age"), ("/languages", "languages"),
        ("/capacity/available", "places_free"), ("/capacity/maximum", "places_total"), ("/capacity/updated", "places_on"),
        ("/closedUntil", "closed_until"), ("/confirmedOn", "last_confirmed"),
    ];

    /// <summary>The label of the field that a pointer means.</summary>
    public static string FieldOf(string pointer) => _fields.FirstOrDefault(f => f.Pointer == pointer).Field is { } field
        ? Words.Sentence(field.Replace('_', ' ')) : Words.Sentence(Words.Code(pointer[(pointer.LastIndexOf('/') + 1)..]));

    public static string NeedField(string code) => Need + code;

    public static string LanguageField(string tag) => Language + tag;

    /// <summary>Languages as boxes: those that are common here, and those of the entry.</summary>
    public static IEnumerable<(string Tag, string Name)> LanguagesOf(ListingDetails? details) => LanguageNames.Usual
        .Concat((details?.Languages ?? []).Where(l => LanguageNames.Usual.All(u => u.Value != l)).Select(l => (l, LanguageNames.Of(l))));

    /// <summary>Null if something is wrong. The form then says what.</summary>
    public static ListingDetails? Read(SentForm form, ListingDetails? before, Pathway pathway, DateOnly today)
    {
        Dictionary<string, string> cells = ActivityCsv.Columns.Where(c => c is not ("id" or "needs")).ToDictionary(c => c, c => form[c]);
        cells["when"] = TimesForm.Read(form);
        cells["breaks"] = TimesForm.ReadBreaks(form);
        cells["languages"] = string.Join("; ", form.Values.Keys.Where(k => k.StartsWith(Language, StringComparison.Ordinal) && form.Has(k))
            .Select(k => k[Language.Length..]).Concat(form["languages"].Split([';', ',', ' '], StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.OrdinalIgnoreCase));
        cells["needs"] = string.Join(';', NeedsOf(pathway).Where(n => form.Has(NeedField(n))));
        if (form.Has("confirmed"))
            cells["last_confirmed"] = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        (ListingDetails details, IReadOnlyList<Problem> problems) = ActivityCsv.Read(cells, pathway);
        foreach (Problem problem in problems)
            form.Problem(problem.Pointer[1..], problem.Detail);
        if (problems.Count > 0)
        {
            Show(form, ActivityRules.Check(details, pathway, today).Problems);
            return null;
        }
        details = details with { AsWritten = null };
        if (before is null)
            return details;
        if (!form.Has(WordsDone))
            details = details with { AsWritten = ActivityMerge.StillWritten(before, details) };
        // A provider with the same name keeps its id.
        return before.Provider.Name == details.Provider.Name
            ? details with { Provider = details.Provider with { Id = before.Provider.Id } } : details;
    }

    public static void Show(SentForm form, IEnumerable<Problem> problems)
    {
        foreach (Problem problem in problems)
            form.Problem(
                _fields.FirstOrDefault(
                    f => problem.Pointer == f.Pointer || problem.Pointer.StartsWith(f.Pointer + "/", StringComparison.Ordinal)).Field ?? "",
                    problem.Detail);
    }

    public static IEnumerable<string> NeedsOf(Pathway pathway) => pathway.KnownNeeds();

    public static string YesNo(bool? value) => value switch { true => "yes", false => "no", null => "" };

    public static string Status(ListingStatus status) => Words.Of(status);

    public static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
