using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// A measure for which the operator holds a licence (MYCaW, PAM). Its wording comes from the pathway file, because we ship none. A survey
/// keeps the wording that was asked, so that a changed file never scores old answers anew.
/// </summary>
/// <param name="Id">2 to 40 small letters, digits and hyphens; not the id of a measure that we ship.</param>
/// <param name="HigherIsBetter">The direction in which a change is an improvement.</param>
/// <param name="Choices">The same for every item.</param>
/// <param name="EachItem">Each item is a score of its own. Otherwise the items are added, and a missing one means no score.</param>
/// <param name="SmallestChange">The smallest change that matters for one person; null if the licence names none.</param>
/// <param name="Source">Who holds the licence, and where bands and the smallest change come from. Staff read it beside the scores.</param>
/// <param name="Conversion">From sum to score, for instruments with such a table. It must contain every sum.</param>
public sealed record LicensedMeasure(
    string Id, string Title, bool HigherIsBetter, IReadOnlyList<LicensedItem> Items, IReadOnlyList<LicensedChoice> Choices,
    string? Introduction = null, bool EachItem = false, decimal? SmallestChange = null, string? Source = null,
    IReadOnlyDictionary<int, decimal>? Conversion = null)
{
    public const int MostItems = 30, MostChoices = 11;

    /// <summary>The same in the form of the measures that we ship.</summary>
    [JsonIgnore]
    public Measure Measure => new(
        Id, Title, Introduction ?? "", [.. Items.Select(i => new Question($"{Id}.{i.Id}", i.Text,
            [.. Choices.Select(c => new AnswerChoice(c.Value, c.Label) { Welsh = c.Welsh })])
        { Welsh = i.Welsh })])
    {
        Source = Source ?? "",
        Scales = EachItem
            ? [.. Items.Select(i => Scale($"{Id}.{i.Id}", i.Text, [$"{Id}.{i.Id}"]))]
            : [Scale(Id, Title, [.. Items.Select(i => $"{Id}.{i.Id}")])],
    };

    private Scale Scale(string id, string name, IReadOnlyList<string> items) => new(id, name, items, HigherIsBetter, [])
    {
        Conversion = Conversion,
        // The licence does not say how much is more than a little.
        SmallestChange = SmallestChange is { } least ? new SmallestChange(least, least) : null,
    };

    private int Least => Choices.Min(c => c.Value);

    /// <summary>What is wrong with the definition; null if nothing is.</summary>
    internal string? Wrong =>
        Measures.Shipped.Any(m => m.Id == Id) ? $"an id other than {string.Join(", ", Measures.Shipped.Select(m => m.Id))}"
        : Items.Select(i => i.Id).Distinct().Count() != Items.Count ? "items whose ids differ"
        : Choices.Select(c => c.Value).Distinct().Count() != Choices.Count ? "choices whose values differ"
        : Conversion is null ? null
        : EachItem ? "no conversion where each item is a score"
        : Enumerable.Range(Items.Count * Least, (Items.Count * (Choices.Max(c => c.Value) - Least)) + 1).All(Conversion.ContainsKey) ? null
        : "a conversion for every sum that the choices can give";
}

/// <param name="Id">Unique in its measure.</param>
/// <param name="Welsh">Null if the licence has no Welsh. Then people read the English.</param>
public sealed record LicensedItem(string Id, string Text, string? Welsh = null);

public sealed record LicensedChoice(int Value, string Label, string? Welsh = null);

/// <summary>Whether the operator has registered for a measure whose owner asks for that.</summary>
public enum Registration { Off, Registered }

/// <summary>Reads licensed measures from the pathway file.</summary>
internal static class LicensedMeasures
{
    public const string Parts = "an object with id, title, higherIsBetter, items and choices";
    private static readonly JsonForm<string> _id = JsonForms.TextOf(
        "2 to 40 small letters, digits and hyphens, beginning with a letter",
        text => PathwayReader.IsWord(text, "-") && !text.Any(char.IsAsciiLetterUpper));
    private static readonly JsonForm<string> _line =
        JsonForms.TextOf("1 to 300 characters on one line", text => text.Trim().Length is >= 1 and <= 300 && PlainText.IsLine(text));
    private static readonly JsonForm<string> _text =
        JsonForms.TextOf("1 to 2,000 characters", text => text.Trim().Length is >= 1 and <= 2_000 && PlainText.IsLines(text));
    private static readonly JsonForm<decimal> _change = new("a number above 0 and up to 1,000", JsonValueKind.Number,
        (e, out value) => e.TryGetDecimal(out value) && value is > 0 and <= 1_000);
    private static readonly JsonForm<Dictionary<int, decimal>> _conversion = new(
        "an object with a number for each sum", JsonValueKind.Object, (e, out value) =>
        {
            value = [];
            foreach (JsonProperty p in e.EnumerateObject())
                if (value.Count < 1_000 && int.TryParse(p.Name, out int sum) && p.Value.ValueKind is JsonValueKind.Number
                    && p.Value.TryGetDecimal(out decimal score))
                    value[sum] = score;
                else
                    return false;
            return value.Count > 0;
        });

    /// <returns>The measure, or nothing if it is not valid.</returns>
    public static LicensedMeasure[] Read(JsonFields root, FieldPlace at, JsonElement entry, ICollection<Misfit> misfits)
    {
        if (!root.Fits(at, entry, JsonForms.Object with { Allowed = Parts }, out _))
            return [];
        JsonFields parts = new(entry, misfits, at) { NullIsValue = true };
        bool isWhole = parts.Take("id", _id, out string id, required: true)
            & parts.Take("title", _line, out string title, required: true)
            & parts.Take("higherIsBetter", JsonForms.Flag, out bool higherIsBetter, required: true);
        LicensedItem[] items = List(parts, "items", LicensedMeasure.MostItems, misfits, p =>
            p.Take("id", _id, out string item, required: true) & p.Take("text", _line, out string text, required: true)
                ? new LicensedItem(item, text, Optional(p, "welsh", _line)) : null);
        LicensedChoice[] choices = List(parts, "choices", LicensedMeasure.MostChoices, misfits, p =>
            p.Take("value", JsonForms.Whole(-100, 100), out int value, required: true)
                & p.Take("label", _line, out string label, required: true)
                ? new LicensedChoice(value, label, Optional(p, "welsh", _line)) : null);
        LicensedMeasure measure = new(id, title, higherIsBetter, items, choices, Optional(parts, "introduction", _text),
            parts.Flag("eachItem") is true, parts.Take("smallestChange", _change, out decimal change) ? change : null,
            Optional(parts, "source", _line), parts.Take("conversion", _conversion, out Dictionary<int, decimal> table) ? table : null);
        parts.RefuseUnknown();
        if (!isWhole || items.Length is 0 || choices.Length < 2)
            return [];
        if (measure.Wrong is not { } wrong)
            return [measure];
        parts.Refuse(at, JsonForms.WrongType, wrong, entry);
        return [];
    }

    private static string? Optional(JsonFields parts, string name, JsonForm<string> form) =>
        parts.Take(name, form, out string text) ? text : null;

    private static T[] List<T>(JsonFields parts, string name, int most, ICollection<Misfit> misfits, Func<JsonFields, T?> read)
        where T : class
    {
        JsonForm<JsonElement> form = new($"a list of 1 to {most}", JsonValueKind.Array,
            (e, out value) => (value = e).GetArrayLength() is var length && length >= 1 && length <= most);
        return !parts.Take(name, form, out JsonElement list, required: true) ? [] : [.. parts.Items(name, list).Select(i =>
        {
            if (!parts.Fits(i.At, i.Item, JsonForms.Object, out _))
                return null;
            JsonFields item = new(i.Item, misfits, i.At) { NullIsValue = true };
            T? value = read(item);
            item.RefuseUnknown();
            return value;
        }).OfType<T>()];
    }
}
