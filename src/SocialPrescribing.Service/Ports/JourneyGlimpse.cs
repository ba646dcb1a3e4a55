using System.Text.Json;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Ports;

/// <summary>
/// What can be made out of a journey that cannot be read: who it is about, how to reach them and what is open. For the eye alone: it is
/// never written, and nothing is decided by it.
/// </summary>
public sealed record JourneyGlimpse
{
    public string? Reference { get; init; }
    public string? Name { get; init; }
    /// <summary>Phone numbers and addresses that the person allows, as they stand there.</summary>
    public IReadOnlyList<string> Ways { get; init; } = [];
    /// <summary>A staff id.</summary>
    public string? LinkWorker { get; init; }
    public IReadOnlyList<GlimpsedTask> Tasks { get; init; } = [];

    public static JourneyGlimpse Nothing { get; } = new();

    /// <param name="state">The state as it is stored, cut short perhaps.</param>
    /// <param name="begins">The first events of the journal as they are stored: the referral stands there, too.</param>
    public static JourneyGlimpse Of(ReadOnlyMemory<byte> state, ReadOnlyMemory<byte> begins)
    {
        using JsonDocument? whole = CutJson.Parse(state), first = CutJson.Parse(begins);
        JsonElement journey = whole?.RootElement ?? default;
        JsonElement received = At(first?.RootElement ?? default, 0);
        // One of the two may hold what the other lacks.
        JsonElement[] referrals = [At(Of(journey, "referrals"), 0), Of(received, "referral")];
        JsonElement[] people = [Of(journey, "person"), .. referrals.Select(r => Of(Of(r, "details"), "person"))];
        string? First(string name) => people.Select(p => Text(p, name)).FirstOrDefault(t => t is not null);
        string?[] names = [First("preferredName") ?? First("firstName"), First("familyName")];
        return new JourneyGlimpse
        {
            Reference = referrals.Select(r => Text(r, "reference")).FirstOrDefault(t => t is not null),
            Name = string.Join(' ', names.Where(n => n is not null)) is { Length: > 0 } name ? name : null,
            LinkWorker = Text(journey, "linkWorker"),
            // The preferences hold the current contacts, the referral those that were sent.
            Ways = people.Prepend(Of(journey, "preferences")).Select(WaysOf).FirstOrDefault(w => w.Count > 0) ?? [],
            Tasks = [.. Items(Of(journey, "tasks")).Select(GlimpsedTask.Of).OfType<GlimpsedTask>()],
        };
    }

    private static IReadOnlyList<string> WaysOf(JsonElement holder) =>
        [.. Items(Of(holder, "contacts")).Where(c => Of(c, "allowed").ValueKind is JsonValueKind.True).Select(c => Text(c, "value"))
            .OfType<string>().Distinct()];

    internal static JsonElement Of(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : default;

    internal static string? Text(JsonElement element, string name) =>
        Of(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement At(JsonElement element, int index) =>
        element.ValueKind is JsonValueKind.Array && element.GetArrayLength() > index ? element[index] : default;

    private static IEnumerable<JsonElement> Items(JsonElement element) =>
        element.ValueKind is JsonValueKind.Array ? element.EnumerateArray() : [];
}

/// <param name="Kind">The stored word, where this version does not know it.</param>
public sealed record GlimpsedTask(string Kind, TaskKind? Known, DateTimeOffset? Due)
{
    internal static GlimpsedTask? Of(JsonElement task) => JourneyGlimpse.Text(task, "kind") is not { } kind ? null
        : new GlimpsedTask(kind,
            Enum.TryParse(kind, ignoreCase: true, out TaskKind known) && Enum.IsDefined(known) ? known : null,
            JourneyGlimpse.Of(task, "due") is { ValueKind: JsonValueKind.String } due && due.TryGetDateTimeOffset(out DateTimeOffset at)
                ? at : null);
}

/// <summary>Reads JSON that may have been cut short: up to the last value that is whole.</summary>
internal static class CutJson
{
    /// <returns>Null where not even a beginning can be read.</returns>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return Beginning(json.Span);
        }
    }

    private static JsonDocument? Beginning(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, isFinalBlock: false, default);
        Stack<byte> open = [];
        long whole = 0;
        byte[] closing = [];
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    open.Push((byte)(reader.TokenType is JsonTokenType.StartObject ? '}' : ']'));
                else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                    open.Pop();
                if (reader.TokenType is JsonTokenType.PropertyName)
                    continue;
                whole = reader.BytesConsumed;
                closing = [.. open];
            }
        }
        catch (JsonException)
        {
            // As far as it went.
        }
        try
        {
            return whole is 0 ? null : JsonDocument.Parse((byte[])[.. json[..(int)whole], .. closing]);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
