using System.Globalization;
using System.Text.Json;

namespace SocialPrescribing.Journeys;

/// <summary>Returns false if the value is not allowed.</summary>
public delegate bool JsonRead<T>(JsonElement found, out T value);

/// <summary>Which values a field of JSON may have, and how they are read.</summary>
/// <param name="Allowed">Completes <c>This must be</c>.</param>
/// <param name="Kind">The kind of value in JSON; null if <paramref name="Read"/> checks that.</param>
public sealed record JsonForm<T>(string Allowed, JsonValueKind? Kind, JsonRead<T> Read)
{
    /// <summary>The code for a value of the right kind that is not allowed.</summary>
    public string Code { get; init; } = JsonForms.WrongType;
    /// <summary>What is allowed, for a value of the right kind; null if it is the same.</summary>
    public string? Hint { get; init; }
}

public static class JsonForms
{
    public const string WrongType = "wrong-type";

    public static JsonForm<string> Text { get; } =
        new("text", JsonValueKind.String, (e, out value) => (value = e.GetString()!) is not null);

    public static JsonForm<string> TextOf(string allowed, Predicate<string> isAllowed) =>
        new(allowed, JsonValueKind.String, (e, out value) => isAllowed(value = e.GetString()!));

    public static JsonForm<bool> Flag { get; } = new("true or false", null,
        (e, out value) => (value = e.ValueKind is JsonValueKind.True) || e.ValueKind is JsonValueKind.False);

    public static JsonForm<JsonElement> Object { get; } = new("an object", JsonValueKind.Object, AsItIs);

    public static JsonForm<JsonElement> List { get; } = new("a list", JsonValueKind.Array, AsItIs);

    public static JsonForm<DateOnly> Date { get; } = new("a date such as 1952-03-28", JsonValueKind.String,
        (e, out value) => DateOnly.TryParseExact(e.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value))
    {
        Code = "date-invalid",
        Hint = "a date that exists, as year-month-day: 1952-03-28",
    };

    public static JsonForm<TimeOnly> Time { get; } = new("a time of day such as \"09:00\"", JsonValueKind.String,
        (e, out value) => TimeOnly.TryParseExact(e.GetString(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out value));

    public static JsonForm<int> Whole(int least, int most) =>
        new($"a whole number from {least} to {most}", JsonValueKind.Number,
            (e, out value) => e.TryGetInt32(out value) && value >= least && value <= most);

    private static bool AsItIs(JsonElement found, out JsonElement value)
    {
        value = found;
        return true;
    }

    /// <summary>One of the words of an enum, as JSON writes them.</summary>
    public static JsonForm<T> Word<T>() where T : struct, Enum => Words<T>.Form;

    private static class Words<T> where T : struct, Enum
    {
        private static readonly (string Word, T Value)[] _all =
            [.. Enum.GetValues<T>().Select(v => (JsonNamingPolicy.CamelCase.ConvertName(v.ToString()), v))];

        public static JsonForm<T> Form { get; } =
            new("one of " + string.Join(", ", _all.Select(w => w.Word)), JsonValueKind.String, Find) { Code = "not-one-of" };

        private static bool Find(JsonElement e, out T value)
        {
            foreach ((string word, T one) in _all)
                if (e.ValueEquals(word))
                {
                    value = one;
                    return true;
                }
            value = default;
            return false;
        }
    }
}
