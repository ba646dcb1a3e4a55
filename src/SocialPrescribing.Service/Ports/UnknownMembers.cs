using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace SocialPrescribing.Service.Ports;

/// <summary>
/// Whoever goes back to an older version has records with members that it does not know. If it changes such a record, those members are
/// kept, in the record and in the objects within it. They are not kept within lists, because nobody could tell which item was which.
/// </summary>
internal static class UnknownMembers
{
    public static string Keep(string? before, string after, JsonTypeInfo type) =>
        type.Kind is JsonTypeInfoKind.Object && before is ['{', ..] && Keep(JsonNode.Parse(before), JsonNode.Parse(after), type) is { } kept
            ? kept.ToJsonString(type.Options) : after;

    /// <summary>Null where there is nothing to keep.</summary>
    private static JsonNode? Keep(JsonNode? before, JsonNode? after, JsonTypeInfo type)
    {
        // A member that can have several forms is left alone: which members belong to it is not known.
        if (before is not JsonObject old || after is not JsonObject now || type.Kind is not JsonTypeInfoKind.Object
            || type.PolymorphismOptions is not null)
            return null;
        Dictionary<string, JsonPropertyInfo> known = type.Properties.ToDictionary(p => p.Name, StringComparer.Ordinal);
        bool isKept = false;
        foreach ((string name, JsonNode? value) in old)
        {
            if (!known.TryGetValue(name, out JsonPropertyInfo? member))
                isKept |= now.TryAdd(name, value?.DeepClone());
            else if (value is JsonObject && now[name] is JsonObject inner)
                isKept |= Keep(value, inner, type.Options.GetTypeInfo(member.PropertyType)) is not null;
        }
        return isKept ? now : null;
    }
}
