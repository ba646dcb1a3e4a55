using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>What is wrong with a text; null if nothing is.</summary>
/// <param name="field">The name of the field that holds the text or the list of texts.</param>
internal delegate (string Code, string Detail)? TextRule(string field, string text);

/// <summary>Compares a JSON object with the record that it will become, and reports every field that does not fit.</summary>
internal static partial class SentFields
{
    private const int LongestText = 10_000;
    /// <summary>Nobody plans or remembers anything outside these years, and calendars can still count from them.</summary>
    private const int FirstYear = 1900, LastYear = 2200;

    /// <param name="type">From a context that refuses unknown members, so that nested objects are checked, too.</param>
    /// <param name="rule">The rule for every text; null if all may be long.</param>
    /// <param name="besides">Fields that the record does not have and that are read elsewhere.</param>
    public static IReadOnlyList<Problem> Check(
        JsonElement root, JsonTypeInfo type, TextRule? rule = null, params ReadOnlySpan<string> besides)
    {
        List<Problem> problems = [];
        List<Misfit> unknown = [];
        JsonFields fields = new(root, unknown) { NullIsValue = true };
        foreach (string name in besides)
            fields.Find(name, out _);
        foreach (JsonPropertyInfo known in type.Properties)
            if (!fields.Find(known.Name, out JsonElement value))
            {
                if (IsRequired(known))
                    problems.Add(new("/" + known.Name, "required", $"This is required: {Expected(known.PropertyType)}."));
            }
            else if (CheckValue(value, fields.At(known.Name).Pointer, known, type.Options, rule ?? MayBeLong) is { } wrong)
                problems.Add(wrong);
        fields.RefuseUnknown();
        return [.. problems, .. unknown.Select(u => u.Problem)];
    }

    private static Problem? CheckValue(
        JsonElement value, string pointer, JsonPropertyInfo known, JsonSerializerOptions options, TextRule rule)
    {
        if (value.ValueKind is JsonValueKind.Null)
            return CanBeNull(known) ? null : new(pointer, "required", $"This cannot be null: {Expected(known.PropertyType)}.");
        try
        {
            JsonTypeInfo type = options.GetTypeInfo(known.PropertyType);
            value.Deserialize(type);
            return CheckTimes(value, pointer, type) ?? CheckParts(value, pointer, known.Name, rule);
        }
        catch (JsonException e)
        {
            string at = pointer + PointerOf(e.Path);
            return new(at, "wrong-type",
                at == pointer
                    ? $"This must be {Expected(known.PropertyType)}."
                    : "This is missing something, unknown here, or of another type than it should be. See /openapi.yaml.");
        }
    }

    /// <summary>Finds a moment or a day, however deep, that nobody can mean.</summary>
    private static Problem? CheckTimes(JsonElement value, string pointer, JsonTypeInfo type) => value.ValueKind switch
    {
        // Programs write 9999-12-31 for never where an activity ends.
        _ when type.Type == typeof(ListingDetails) => null,
        // A moment without an offset would be read in the time zone of this machine.
        JsonValueKind.String when Core(type.Type) == typeof(DateTimeOffset) =>
            !HasOffset(value.GetString()!) ? new(pointer, "wrong-type", $"This must be {Expected(typeof(DateTimeOffset))}.")
            : FarOff(value.GetDateTimeOffset().Year, pointer, "moment"),
        JsonValueKind.String when Core(type.Type) == typeof(DateOnly) => FarOff(value.GetDateTime().Year, pointer, "day"),
        JsonValueKind.Array when type.ElementType is { } item =>
            value.EnumerateArray()
                .Select((e, i) => CheckTimes(
                    e, string.Create(CultureInfo.InvariantCulture, $"{pointer}/{i}"), type.Options.GetTypeInfo(item)))
                .FirstOrDefault(p => p is not null),
        JsonValueKind.Object =>
            value.EnumerateObject()
                .Select(p => type.Properties.FirstOrDefault(known => known.Name == p.Name) is { } known
                    ? CheckTimes(p.Value, $"{pointer}/{JsonText.Escaped(p.Name)}", type.Options.GetTypeInfo(known.PropertyType)) : null)
                .FirstOrDefault(p => p is not null),
        _ => null,
    };

    private static Problem? FarOff(int year, string pointer, string what) => year is >= FirstYear and <= LastYear ? null
        : new(pointer, "out-of-range", $"This must be a {what} between the years {FirstYear} and {LastYear}.");

    private static (string Code, string Detail)? MayBeLong(string field, string text) => TextRules.Lines(text, LongestText);

    /// <summary>Checks what no type can express: every text follows its rule, and no list holds a null.</summary>
    private static Problem? CheckParts(JsonElement value, string pointer, string field, TextRule rule) => value.ValueKind switch
    {
        JsonValueKind.String => rule(field, value.GetString()!) is var (code, detail) ? new(pointer, code, detail) : null,
        JsonValueKind.Object =>
            value.EnumerateObject().Select(p => CheckParts(p.Value, $"{pointer}/{JsonText.Escaped(p.Name)}", p.Name, rule))
                .FirstOrDefault(p => p is not null),
        JsonValueKind.Array =>
            value.EnumerateArray()
                .Select((e, i) => CheckItem(e, string.Create(CultureInfo.InvariantCulture, $"{pointer}/{i}"), field, rule))
                .FirstOrDefault(p => p is not null),
        _ => null,
    };

    private static Problem? CheckItem(JsonElement item, string pointer, string field, TextRule rule) =>
        item.ValueKind is JsonValueKind.Null
            ? new(pointer, "required", "A list cannot hold null. Leave it out.")
            : CheckParts(item, pointer, field, rule);

    private static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false };

    private static bool CanBeNull(JsonPropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null
            || (!property.PropertyType.IsValueType && (property.AssociatedParameter?.IsNullable ?? property.IsSetNullable));

    private static Type Core(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static string Expected(Type type) => Core(type) switch
    {
        Type t when t == typeof(string) => "text",
        Type t when t == typeof(bool) => "true or false",
        Type t when t == typeof(int) => "a whole number",
        Type t when t == typeof(Guid) => "an id such as 0197f3c2-5d1e-7a3b-9c4d-2e8f6a1b0c9d",
        Type t when t == typeof(DateTimeOffset) => "a moment with its offset, such as 2027-03-12T10:30:00Z",
        { IsEnum: true } t => "one of " + string.Join(", ", Enum.GetNames(t).Select(JsonNamingPolicy.CamelCase.ConvertName)),
        Type t
            when t != typeof(string)
                && t.IsAssignableTo(typeof(System.Collections.IEnumerable))
                && !t.Name.Contains("Dictionary", StringComparison.Ordinal) => "a list",
        _ => "an object",
    };

    /// <summary><c>$.where[0].kind</c> as <c>/where/0/kind</c>.</summary>
    private static string PointerOf(string? path) =>
        path is null or "$"
            ? ""
            : PathStep()
                .Replace(path[1..],
                    step => "/"
                        + JsonText.Escaped(
                            step.Groups["name"].Success
                                ? step.Groups["name"].Value
                                : step.Groups["quoted"].Success ? step.Groups["quoted"].Value : step.Groups["index"].Value));

    [GeneratedRegex(@"\.(?<name>[^.\[]+)|\['(?<quoted>[^']*)'\]|\[(?<index>\d+)\]")]
    private static partial Regex PathStep();

    private static bool HasOffset(string text) => text.Contains('T', StringComparison.Ordinal) && Offset().IsMatch(text);

    [GeneratedRegex(@"(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex Offset();
}
