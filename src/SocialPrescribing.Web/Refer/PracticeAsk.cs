using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Refer;

/// <summary>
/// A field for a GP practice, in which somebody types its name, its postcode or its code. Practices found under a name are offered on the
/// next page, without a script, and one is used only if it is chosen. What was searched for is part of the form, never of an address.
/// </summary>
internal static class PracticeAsk
{
    /// <summary>The choice for none of the offered practices. What was typed is kept.</summary>
    public const string None = "none";

    public static readonly string[] Fields = ["odsCode", "yourPractice", "practice"];

    /// <summary>The field for the chosen practice.</summary>
    public static string Chosen(string field) => $"{field}-of";

    /// <summary>The field for the words of the offer. If the words change, a new offer is made.</summary>
    public static string Offered(string field) => $"{field}-for";

    /// <summary>The field with the two that belong to it.</summary>
    public static string[] Of(string field) => [field, Chosen(field), Offered(field)];

    /// <summary>Whether the text is meant as a code. Without a list, or if the list does not have it, it is kept as a code.</summary>
    public static bool IsCode(string text) =>
        OdsCode.TryParse(text, out string code) && code.Any(char.IsAsciiDigit) && !Postcode.TryParse(text, out _);

    /// <summary>Replaces the typed text by the code of the chosen practice.</summary>
    public static void Settle(Dictionary<string, string> values, PracticeList list)
    {
        foreach (string field in Fields)
            if (values.GetValueOrDefault(Chosen(field), "") is { Length: > 0 } chosen && chosen is not None
                && list.Find(chosen) is { } practice && Matches(values, field))
                (values[field], values[Chosen(field)], values[Offered(field)]) = (practice.Code, "", "");
    }

    /// <summary>The practices to choose from; none if a code was typed, or no list was imported.</summary>
    public static (IReadOnlyList<Practice> Practices, bool More) Offer(
        IReadOnlyDictionary<string, string> values, string field, PracticeList list)
    {
        string text = values.GetValueOrDefault(field, "");
        return !list.IsLoaded || text.Length is 0 || (IsCode(text) && list.Find(text) is not null) ? ([], false) : list.Search(text);
    }

    /// <summary>The fields in which somebody must still choose a practice.</summary>
    public static IEnumerable<FormProblem> Problems(IReadOnlyDictionary<string, string> values, PracticeList list) =>
        from field in Fields
        where !(Matches(values, field) && values.GetValueOrDefault(Chosen(field), "") is None)
            && Offer(values, field, list).Practices.Count > 0
        select new FormProblem(field, Texts.Say("Problem.WhichPractice"));

    private static bool Matches(IReadOnlyDictionary<string, string> values, string field) =>
        values.GetValueOrDefault(Offered(field), "") == values.GetValueOrDefault(field, "");
}
