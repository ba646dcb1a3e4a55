using System.Globalization;
using System.Text.Json;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>Fields of a feed, of which what does not fit is passed over.</summary>
internal static class OpenReferralFields
{
    private const int MostOfAList = 200;

    public static JsonFields Nothing => new(default, misfits: null);

    public static JsonFields Object(JsonFields owner, string field) =>
        new(owner.Take(field, JsonForms.Object, out JsonElement value) ? value : default, misfits: null);

    public static IEnumerable<JsonFields> List(JsonFields owner, string field) =>
        owner.Take(field, JsonForms.List, out JsonElement list)
            ? list.EnumerateArray().Select(e => new JsonFields(e, misfits: null)).Where(o => o.IsObject).Take(MostOfAList) : [];

    public static string? Text(JsonFields owner, string field) =>
        owner.Text(field) is { } text && PlainText.Seen(text) is { Length: > 0 } seen ? seen : null;

    /// <summary>Text, a number, or a list of them, with commas between.</summary>
    public static string? Listed(JsonFields owner, string field) => !owner.Find(field, out JsonElement found) ? null
        : PlainText.Seen(found.ValueKind is JsonValueKind.Array ? string.Join(',', found.EnumerateArray().Take(MostOfAList).Select(Raw))
            : Raw(found)) is { Length: > 0 } seen ? seen : null;

    private static string Raw(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()!
        : value.ValueKind is JsonValueKind.Null ? "" : value.GetRawText();

    public static decimal? Number(JsonFields owner, string field) => owner.Take(field, _number, out decimal number) ? number : null;

    /// <summary>Some feeds write numbers as text.</summary>
    private static readonly JsonForm<decimal> _number = new("a number", null, TryNumber);

    private static bool TryNumber(JsonElement e, out decimal number)
    {
        number = default;
        return (e.ValueKind is JsonValueKind.Number && e.TryGetDecimal(out number)
            || e.ValueKind is JsonValueKind.String
            && decimal.TryParse(e.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture, out number))
            && Math.Abs(number) < 1_000_000_000;
    }
}
