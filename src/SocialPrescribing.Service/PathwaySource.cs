using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service;

/// <summary>
/// Where the pathway comes from: its file, and over what that leaves open the numbers and times that admins set by page. Both are read as
/// one file, by the one reader of such files.
/// </summary>
/// <param name="name">What the file is called; null for none.</param>
/// <param name="file">What stands in it: checked.</param>
public sealed class PathwaySource(string? name, ReadOnlyMemory<byte> file)
{
    private static readonly JsonDocumentOptions _lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly Dictionary<string, object> _settable = PathwayFile.Values(new Pathway())
        .Where(v => v.Value is int or TimeOnly).ToDictionary(v => v.Setting, v => v.Value);

    public static PathwaySource None { get; } = new(null, default);

    /// <summary>What can be set by page: numbers and times of day, by their path in the file.</summary>
    public static IReadOnlyCollection<string> Settable => _settable.Keys;

    /// <summary>Where those of them stand that the file sets.</summary>
    public IReadOnlyDictionary<string, string> FixedBy => file.IsEmpty ? new Dictionary<string, string>() : Settable
        .Where(setting => IsIn(Root(), setting))
        .ToDictionary(setting => setting, setting => $"{name}: {setting}");

    /// <param name="values">As they were typed, by setting.</param>
    public (Pathway Pathway, IReadOnlyList<PathwayFile.Problem> Problems) With(IReadOnlyDictionary<string, string> values)
    {
        JsonObject root = Root();
        IReadOnlyDictionary<string, string> fixedBy = FixedBy;
        foreach ((string setting, string typed) in values.Where(v => _settable.ContainsKey(v.Key) && !fixedBy.ContainsKey(v.Key)))
        {
            string[] path = setting.Split('.');
            if (root[path[0]] is not JsonObject group)
                root[path[0]] = group = new JsonObject();
            bool isNumber = int.TryParse(typed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number);
            group[path[1]] = _settable[setting] is int && isNumber ? JsonValue.Create(number) : JsonValue.Create(typed);
        }
        return PathwayFile.Parse(System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()));
    }

    private static bool IsIn(JsonObject root, string setting) =>
        setting.Split('.') is [var group, var field] && root[group] is JsonObject held && held.ContainsKey(field);

    private JsonObject Root()
    {
        ReadOnlySpan<byte> text = file.Span;
        // Some editors begin a file with a mark that is no JSON.
        if (text.StartsWith("\uFEFF"u8))
            text = text[3..];
        return (text.IsEmpty ? null : JsonNode.Parse(text, documentOptions: _lenient) as JsonObject) ?? new JsonObject();
    }
}
