using System.Globalization;
using System.Text.Json;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>
/// Reads services in the form of Open Referral UK: a page of version 3.0 (<c>contents</c>) or 1.0 (<c>content</c>), a list, or one service.
/// Feeds differ in what they fill in, so what is not needed and cannot be used is left out and named; what is needed is not guessed.
/// </summary>
public static class OpenReferralReader
{
    public const int MostServices = 20_000;
    private const int DeepestJson = 32;
    private static readonly JsonDocumentOptions _options = new() { MaxDepth = DeepestJson };

    /// <summary>One after the other, as they are asked for.</summary>
    /// <param name="part">Begins what the report calls the place of each service: <c>page 2, </c>.</param>
    public static IEnumerable<ImportRow> Read(ReadOnlyMemory<byte> json, ListingReading reading, string part = "")
    {
        (JsonDocument? document, ImportRow? unreadable) = Parse(json, part);
        if (document is null)
        {
            yield return unreadable!;
            yield break;
        }
        using (document)
        {
            if (Services(document.RootElement) is not { } services)
            {
                yield return NoServices(part);
                yield break;
            }
            int index = 0;
            foreach (JsonElement service in services.Take(MostServices))
                foreach (ImportRow row in Read(service, At(part, index++), reading))
                    yield return row;
            if (services.Count > MostServices)
                yield return TooMany(part);
        }
    }

    internal static string At(string part, int index) => string.Create(CultureInfo.InvariantCulture, $"{part}service {index + 1}");

    internal static ImportRow NoServices(string part) =>
        ImportRow.Unreadable($"{part}file", "not-open-referral",
            "This holds no services: give a page with contents, a list of services, or one service with an id and a name.");

    internal static ImportRow TooMany(string part) =>
        ImportRow.Unreadable($"{part}file", "too-many",
            string.Create(CultureInfo.InvariantCulture, $"At most {MostServices} services at once; the rest was not read."));

    internal static (JsonDocument? Document, ImportRow? Unreadable) Parse(ReadOnlyMemory<byte> json, string part)
    {
        try
        {
            // RFC 8259 lets a reader pass over a byte order mark.
            return (JsonDocument.Parse(json.Span.StartsWith(System.Text.Encoding.UTF8.Preamble) ? json[3..] : json, _options), null);
        }
        catch (JsonException e)
        {
            string where = e.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $" at line {line + 1}") : "";
            return (null, ImportRow.Unreadable($"{part}file", "malformed-json", $"This is not readable JSON in UTF-8{where}."));
        }
    }

    internal static IReadOnlyList<JsonElement>? Services(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.Array => [.. root.EnumerateArray()],
        JsonValueKind.Object when
            (root.TryGetProperty("contents", out JsonElement contents) || root.TryGetProperty("content", out contents))
            && contents.ValueKind is JsonValueKind.Array => [.. contents.EnumerateArray()],
        JsonValueKind.Object when root.TryGetProperty("id", out _) || root.TryGetProperty("name", out _) => [root],
        _ => null,
    };

    /// <summary>A row for each venue of a service.</summary>
    internal static IReadOnlyList<ImportRow> Read(JsonElement service, string at, ListingReading reading)
    {
        if (service.ValueKind is not JsonValueKind.Object)
            return [ImportRow.Unreadable(at, "wrong-type", "A service is a JSON object.")];
        try
        {
            return [.. new OpenReferralService(service, at, reading).Rows()];
        }
        catch (InvalidOperationException)
        {
            return [ImportRow.Unreadable(at, "broken-text", "A text in it holds half a character, which is no text.")];
        }
    }
}

/// <summary>What reading a file from elsewhere depends on.</summary>
/// <param name="Today">The date in London: what is over is left out.</param>
/// <param name="Needs">What others call our needs; null for the starter.</param>
public sealed record ListingReading(Pathway Pathway, DateOnly Today, NeedMap? Needs = null);
