using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Refer;

/// <summary>
/// A field for a GP practice: somebody writes its name, its postcode or its code. What the list has under a name is offered on the page
/// that comes back, without a script, and never taken without being chosen. What was looked for is in the form, and in no address.
/// </summary>
internal static class PracticeAsk
{
    /// <summary>None of those that were offered: what was written is kept.</summary>
    public const string None = "none";

    public static readonly string[] Fields = ["odsCode", "yourPractice", "practice"];

    /// <summary>What was chosen of the offer.</summary>
    public static string Chosen(string field) => $"{field}-of";

    /// <summary>For which words the offer was made: for others it is made anew.</summary>
    public static string Offered(string field) => $"{field}-for";

    /// <summary>The field with all that belongs to it.</summary>
    public static string[] Of(string field) => [field, Chosen(field), Offered(field)];

    /// <summary>Whether it is meant as a code: without a list, or where the list has none like it, it goes on as one.</summary>
    public static bool IsCode(string text) =>
        OdsCode.TryParse(text, out string code) && code.Any(char.IsAsciiDigit) && !Postcode.TryParse(text, out _);

    /// <summary>Whoever has chosen has written a code.</summary>
    public static void Settle(Dictionary<string, string> values, PracticeList list)
    {
        foreach (string field in Fields)
            if (values.GetValueOrDefault(Chosen(field), "") is { Length: > 0 } chosen && chosen is not None
                && list.Find(chosen) is { } practice && Matches(values, field))
                (values[field], values[Chosen(field)], values[Offered(field)]) = (practice.Code, "", "");
    }

    /// <summary>What there is to choose from; nothing where a code is written, or no list was imported.</summary>
    public static (IReadOnlyList<Practice> Practices, bool More) Offer(
        IReadOnlyDictionary<string, string> values, string field, PracticeList list)
    {
        string text = values.GetValueOrDefault(field, "");
        return !list.IsLoaded || text.Length is 0 || (IsCode(text) && list.Find(text) is not null) ? ([], false) : list.Search(text);
    }

    /// <summary>The fields in which somebody has still to say which practice they mean.</summary>
    public static IEnumerable<FormProblem> Problems(IReadOnlyDictionary<string, string> values, PracticeList list) =>
        from field in Fields
        where !(Matches(values, field) && values.GetValueOrDefault(Chosen(field), "") is None)
            && Offer(values, field, list).Practices.Count > 0
        select new FormProblem(field, Texts.Say("Problem.WhichPractice"));

    private static bool Matches(IReadOnlyDictionary<string, string> values, string field) =>
        values.GetValueOrDefault(Offered(field), "") == values.GetValueOrDefault(field, "");
}
