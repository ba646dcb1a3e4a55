using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace SocialPrescribing.Service.Ports;

/// <summary>
/// Somebody who goes back to an older version has records with members that it does not know. Where it changes such a record, they stay as
/// they are, in it and in what it is made of; not in its lists, whose items nobody could tell from each other.
/// </summary>
internal static class UnknownMembers
{
    public static string Keep(string? before, string after, JsonTypeInfo type) =>
        type.Kind is JsonTypeInfoKind.Object && before is ['{', ..] && Keep(JsonNode.Parse(before), JsonNode.Parse(after), type) is { } kept
            ? kept.ToJsonString(type.Options) : after;

    /// <summary>Null where there is nothing to keep.</summary>
    private static JsonNode? Keep(JsonNode? before, JsonNode? after, JsonTypeInfo type)
    {
        // Of one of several forms it is not known which members it has.
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
