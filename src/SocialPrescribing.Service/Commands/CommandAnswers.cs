using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Commands;

/// <summary>
/// Keeps under the id of an accepted command its answer and a fingerprint of what was sent. The same command again gets the answer. Another
/// command under the same id is refused, because otherwise its sender would believe that it was done.
/// </summary>
public static class CommandAnswers
{
    private const string Given = "given";

    /// <summary>
    /// After a crash the system may repeat a command with another wording of its reason. Each of its ids stands for one command only, so
    /// all its commands (those without a name in JSON) share one fingerprint for each actor.
    /// </summary>
    private const string OfTheSystem = "system";

    /// <summary>
    /// The command as one text. Absent values and boxes that were not ticked are left out, so that a field that a later version adds does
    /// not change the fingerprint.
    /// </summary>
    public static string BodyOf(JourneyCommand command)
    {
        if (!JourneyJson.Default.JourneyCommand.PolymorphismOptions!.DerivedTypes.Any(d => d.DerivedType == command.GetType()))
            return OfTheSystem;
        JsonObject body = JsonSerializer.SerializeToNode(command, JourneyJson.Default.JourneyCommand)!.AsObject();
        foreach (JsonPropertyInfo tick in JourneyJson.Default.GetTypeInfo(command.GetType())!.Properties
            .Where(p => p.PropertyType == typeof(bool)))
            if (body[tick.Name]?.GetValue<bool>() is false)
                body.Remove(tick.Name);
        return Sorted(body).ToJsonString();
    }

    internal static string Fingerprint(string body, Actor actor) => HexDigest.Of($"{actor.Kind}\n{actor.Id}\n{body}");

    /// <summary>Stands beside the answer's own fields, so that the previous version can still read the answer.</summary>
    internal static string Write(JourneySummary answer, string fingerprint)
    {
        JsonObject kept = JsonSerializer.SerializeToNode(answer, CommandsJson.Default.JourneySummary)!.AsObject();
        kept[Given] = fingerprint;
        return kept.ToJsonString();
    }

    /// <returns>No fingerprint if the previous version wrote it.</returns>
    internal static (JourneySummary Answer, string? Fingerprint) Read(string kept)
    {
        using JsonDocument document = JsonDocument.Parse(kept);
        return (document.RootElement.Deserialize(CommandsJson.Default.JourneySummary)!,
            document.RootElement.TryGetProperty(Given, out JsonElement given) ? given.GetString() : null);
    }

    /// <summary>Sorts by name: two programs may write the answers of one survey in different orders.</summary>
    private static JsonNode Sorted(JsonNode node) => node switch
    {
        JsonObject part =>
            new JsonObject(part.OrderBy(p => p.Key, StringComparer.Ordinal)
                .Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : (JsonNode?)Sorted(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(item => item is null ? null : Sorted(item))]),
        _ => node.DeepClone(),
    };
}

/// <summary>The written form of what is kept under the id of a command.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JourneySummary))]
internal sealed partial class CommandsJson : JsonSerializerContext;
