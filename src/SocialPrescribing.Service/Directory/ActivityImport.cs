using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>One row of what is imported, as far as it could be read.</summary>
/// <param name="At">Where it stands: <c>line 12</c>, <c>page 2, service 3</c>.</param>
/// <param name="Details">Null if it cannot be read.</param>
/// <param name="Problems">Why it cannot be read; or, with details, what had to be left out of them.</param>
public sealed record ImportRow(
    string At, Guid Id, ListingSource Source, string? Name, ListingDetails? Details, IReadOnlyList<Problem> Problems)
{
    /// <summary>The group is our own; null where the row does not say.</summary>
    public bool? IsOurs { get; init; }
    /// <summary>Its provider agreed to say who came; null where the row does not say.</summary>
    public bool? KeepsRegister { get; init; }

    public static ImportRow Unreadable(string at, string code, string detail) =>
        new(at, Guid.Empty, new(ListingOrigin.Csv), null, null, [new Problem("", code, detail)]);

    /// <summary>No row, but something to say about all of them.</summary>
    public bool IsNote { get; init; }
}

[JsonConverter(typeof(CamelCaseEnum<ImportOutcome>))]
public enum ImportOutcome
{
    Taken, Changed, Unchanged, Refused,
    /// <summary>It is no entry: something is said about all of them.</summary>
    Noted,
}

/// <summary>What became of one row.</summary>
/// <param name="Fields">What changed, for <see cref="ImportOutcome.Changed"/>.</param>
/// <param name="Problems">Why it was refused; or what was left out of a row that was taken.</param>
/// <param name="Understood">The entry as it stands now, as people will read it; null for what was refused.</param>
public sealed record ImportLine(
    string At, ImportOutcome Outcome, Guid? Activity, string? Name, IReadOnlyList<string> Fields, IReadOnlyList<Problem> Problems,
    string? Understood = null);

/// <param name="DryRun">Nothing was written.</param>
public sealed record ImportReport(bool DryRun, int Taken, int Changed, int Unchanged, int Refused, IReadOnlyList<ImportLine> Lines)
{
    public static ImportReport Of(bool dryRun, IReadOnlyList<ImportLine> lines) =>
        new(dryRun, Count(lines, ImportOutcome.Taken), Count(lines, ImportOutcome.Changed), Count(lines, ImportOutcome.Unchanged),
            Count(lines, ImportOutcome.Refused), lines);

    private static int Count(IReadOnlyList<ImportLine> lines, ImportOutcome outcome) => lines.Count(l => l.Outcome == outcome);
}

/// <summary>
/// How what a source says comes together with what is known here. A field changes when the source says something new about it;
/// what staff or the provider have changed since stays. So the same file imported twice changes nothing, however old it is.
/// </summary>
public static class ActivityMerge
{
    private const string IsOurs = "isOurs", KeepsRegister = "keepsRegister";
    private static readonly string[] _fields = [.. DirectoryJson.Default.ListingDetails.Properties.Select(p => p.Name)];

    /// <param name="kept">What is here; null for a new entry.</param>
    public static ListedActivity Merge(ListedActivity? kept, ImportRow row, DateTimeOffset now)
    {
        JsonObject said = Json(row.Details!);
        Dictionary<string, string> prints = _fields.ToDictionary(f => f, f => Print(said[f]));
        foreach ((string flag, bool? value) in new[] { (IsOurs, row.IsOurs), (KeepsRegister, row.KeepsRegister) })
            if (value is { } isSo)
                prints[flag] = Print(JsonValue.Create(isSo));
        if (kept is null)
            return new ListedActivity(row.Id, row.Details!, row.Source, now) { Imported = prints }.With(row.IsOurs, row.KeepsRegister);

        JsonObject merged = Json(kept.Details);
        foreach (string field in _fields)
        {
            // A source cannot clear a field that its format does not have.
            string? before = kept.Source.Origin == row.Source.Origin ? kept.Imported?.GetValueOrDefault(field) : null;
            if (before is null ? !IsUnsaid(said[field]) : before != prints[field])
                merged[field] = said[field]?.DeepClone();
        }
        ListingDetails details = Latest(kept.Details, merged.Deserialize(DirectoryJson.Unescaped.ListingDetails)!);
        return (kept with
        {
            Details = details,
            Source = row.Source,
            Imported = prints,
            LastModified = Changes(kept.Details, details).Count > 0 ? now : kept.LastModified
        }).With(New(IsOurs, row.IsOurs), New(KeepsRegister, row.KeepsRegister));

        bool? New(string flag, bool? value) => kept.Imported?.GetValueOrDefault(flag) == prints.GetValueOrDefault(flag) ? null : value;
    }

    public static IReadOnlyList<string> Changes(ListedActivity before, ListedActivity after) =>
    [
        .. Changes(before.Details, after.Details),
        .. before.IsOurs == after.IsOurs ? (string[])[] : [IsOurs],
        .. before.KeepsRegister == after.KeepsRegister ? (string[])[] : [KeepsRegister],
    ];

    /// <summary>The fields in which two differ.</summary>
    public static IReadOnlyList<string> Changes(ListingDetails before, ListingDetails after)
    {
        JsonObject one = Json(before), other = Json(after);
        return [.. _fields.Where(f => !JsonNode.DeepEquals(one[f], other[f]))];
    }

    /// <summary>What the source wrote of the fields that are still as they were: whoever changed one has read it.</summary>
    public static IReadOnlyList<WrittenPart>? StillWritten(ListingDetails before, ListingDetails after)
    {
        if (before.AsWritten is not { } written)
            return null;
        JsonObject one = Json(before), other = Json(after);
        WrittenPart[] left = [.. written.Where(w => JsonNode.DeepEquals(At(one, w.Pointer), At(other, w.Pointer)))];
        return left is [] ? null : left;
    }

    private static JsonNode? At(JsonNode? node, string pointer) =>
        pointer.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(node, (n, field) => (n as JsonObject)?[field]);

    /// <summary>An older file does not take back a newer confirmation or newer news of free places.</summary>
    private static ListingDetails Latest(ListingDetails kept, ListingDetails merged) => merged with
    {
        ConfirmedOn = kept.ConfirmedOn > merged.ConfirmedOn || merged.ConfirmedOn is null ? kept.ConfirmedOn : merged.ConfirmedOn,
        Capacity = kept.Capacity?.Updated is { } known && !(merged.Capacity?.Updated >= known) ? kept.Capacity : merged.Capacity,
    };

    private static JsonObject Json(ListingDetails details) =>
        JsonSerializer.SerializeToNode(details, DirectoryJson.Unescaped.ListingDetails)!.AsObject();

    private static bool IsUnsaid(JsonNode? value) =>
        value is null or JsonArray { Count: 0 } || (value is JsonValue && value.ToString() is "unknown");

    private static string Print(JsonNode? value) => HexDigest.Of(value?.ToJsonString() ?? "")[..12];
}
