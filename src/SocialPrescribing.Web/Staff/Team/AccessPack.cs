using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Staff.Team;

/// <summary>One thing that is known about a person. Staff decide about each whether the person gets it.</summary>
/// <param name="Part">The heading above it.</param>
/// <param name="Data">The same for programs.</param>
public sealed record PackItem(string Part, string Title, string Text, DateTimeOffset? At, JsonNode? Data)
{
    /// <summary>Follows from the text, so that a tick always belongs to what its sender has read.</summary>
    public string Key { get; init; } = HexDigest.Of($"{Part}\n{Title}\n{Text}\n{At?.UtcTicks}")[..16];
    /// <summary>Whether it is probably about somebody else. Then it is left out unless somebody decides otherwise.</summary>
    public bool IsAboutOthers { get; init; }
    /// <summary>The document whose content is included.</summary>
    public Document? Document { get; init; }
}

/// <summary>
/// Everything that is known about one person, for them (UK GDPR, article 15), once staff have marked what must be left out. It is taken
/// from what is stored and not from a list of fields, so that nothing that is added later is forgotten.
/// </summary>
public static partial class AccessPack
{
    public const string Documents = "Documents";

    /// <summary>What only the program needs, and what leads to other people's records.</summary>
    private static readonly HashSet<string> _notThePersons =
    [
        "id", "words", "fired", "withheld", "tasks", "linkGeneration", "lookForAlikesAt", "alikes", "joining", "joined", "takings",
        "parting", "leftReferrals", "cameFrom", "documents", "addressNotProtectedIn",
    ];
    private static readonly HashSet<string> _technical = ["id", "hash", "content", "organisation", "version"];
    /// <summary>Large parts are split, so that staff decide about each piece.</summary>
    private static readonly HashSet<string> _split = ["person", "preferences", "referrals", "details"];
    private static readonly HashSet<string> _aboutOthers = ["relatedPeople"];
    private static readonly HashSet<string> _identity =
    [
        "firstName", "familyName", "preferredName", "pronouns", "dateOfBirth", "nhsNumber", "sex", "ethnicity", "disability", "language",
        "reference", "linkWorker",
    ];

    /// <param name="letters">Letters, written again if that is possible.</param>
    /// <param name="nameOf">The name of a member of staff; null if the id is not theirs.</param>
    public static IReadOnlyList<PackItem> Of(
        Journey journey, IEnumerable<TimelineEntry> story, IEnumerable<(QueuedMessage Message, string Subject, string? Text)> letters,
        Func<string, string?> nameOf)
    {
        List<PackItem> items = [];
        JsonObject state = JsonSerializer.SerializeToNode(journey, JourneyJson.Default.Journey)!.AsObject();
        AddParts(items, "This record", state.Where(p => !_notThePersons.Contains(p.Key)), nameOf);
        // Paper may be left lying about. Where a person lives who must not be found is only shown under Details.
        if (journey.IsAddressProtected)
            items.RemoveAll(i => i.Title.EndsWith(": address", StringComparison.Ordinal));
        // Only in words: in its stored form one line of the journal may contain a whole referral.
        items.AddRange(story.Select(e => new PackItem("What happened", e.What, string.Join('\n', Told(e)), e.At, null)
        {
            IsAboutOthers = e.Happened is Contact.ConversationHeld
                || e.Happened?.GetType().DeclaringType is { } concept
                    && (concept == typeof(Resemblance) || concept == typeof(Joining) || concept == typeof(Parting)),
        }));
        items.AddRange(letters.Select(l => new PackItem("Letters", l.Subject, l.Text ?? "Letters are not kept, and this one cannot be "
            + "written again.", l.Message.MovedAt ?? l.Message.QueuedAt, null)));
        items.AddRange(journey.Documents.Select(d => new PackItem(Documents, d.Title, d.FileName, d.At, null) { Document = d }));
        return [.. items.DistinctBy(i => i.Key)
            .Select(i => i.At is { } at && journey.MayBeSomebodyElses(at) ? i with { IsAboutOthers = true } : i)];
    }

    private static IEnumerable<string> Told(TimelineEntry entry) =>
        new[] { entry.Note, $"By: {entry.By}" }.Where(l => l is { Length: > 0 }).Select(l => l!);

    /// <summary>
    /// Puts short facts about the person into one item. Everything else is an item of its own, so that staff decide on each.
    /// </summary>
    private static void AddParts(
        List<PackItem> items, string title, IEnumerable<KeyValuePair<string, JsonNode?>> parts, Func<string, string?> nameOf)
    {
        JsonObject plain = [];
        List<PackItem> others = [];
        foreach ((string name, JsonNode? node) in parts)
            if (node is JsonValue value && IsPlain(name, value))
                plain[name] = value.DeepClone();
            else if (node is not null && !_technical.Contains(name))
                Add(others, name, title is "This record" ? Called(name) : $"{title}: {Called(name).ToLowerInvariant()}", node, nameOf);
        if (plain.Count > 0)
            Keep(items, "", title, plain, nameOf);
        items.AddRange(others);
    }

    private static bool IsPlain(string name, JsonValue value) =>
        _identity.Contains(name) || !value.TryGetValue(out string? text) || (!_technical.Contains(name) && Moment().IsMatch(text));

    private static void Add(List<PackItem> items, string name, string title, JsonNode node, Func<string, string?> nameOf)
    {
        bool isSplit = _split.Contains(name);
        switch (node)
        {
            case JsonObject parts when isSplit:
                AddParts(items, title, parts, nameOf);
                break;
            case JsonArray list when isSplit || list.Any(i => i is JsonObject):
                for (int i = 0; i < list.Count; i++)
                {
                    string one = string.Create(CultureInfo.InvariantCulture, $"{title} {i + 1}");
                    if (list[i] is JsonObject parts && isSplit)
                        AddParts(items, one, parts, nameOf);
                    else if (list[i] is { } item)
                        Keep(items, name, one, item, nameOf);
                }
                break;
            default:
                Keep(items, name, title, node, nameOf);
                break;
        }
    }

    private static void Keep(List<PackItem> items, string name, string title, JsonNode node, Func<string, string?> nameOf)
    {
        StringBuilder text = new();
        Write(text, "", node, nameOf);
        if (text.Length > 0)
            items.Add(new PackItem("What is known now", title, text.ToString().TrimEnd(), null, node.DeepClone())
            {
                IsAboutOthers = _aboutOthers.Contains(name),
            });
    }

    /// <summary>A line for each value with its name.</summary>
    private static void Write(StringBuilder text, string called, JsonNode? node, Func<string, string?> nameOf)
    {
        switch (node)
        {
            case JsonObject parts:
                foreach ((string name, JsonNode? value) in parts)
                    if (!_technical.Contains(name))
                        Write(text, called.Length is 0 ? Called(name) : $"{called}, {Called(name).ToLowerInvariant()}", value, nameOf);
                break;
            case JsonArray list:
                foreach (JsonNode? item in list)
                    Write(text, called, item, nameOf);
                break;
            case JsonValue value:
                text.Append(called).Append(called.Length > 0 ? ": " : "").AppendLine(Said(value, nameOf));
                break;
        }
    }

    private static string Said(JsonValue value, Func<string, string?> nameOf) =>
        value.TryGetValue(out bool yes) ? yes ? "yes" : "no"
        : !value.TryGetValue(out string? text) ? value.ToJsonString()
        : Moment().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out DateTimeOffset at)
            ? Words.DateAndTime(at)
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? Words.Date(day)
        : nameOf(text) ?? text;

    /// <summary>The keys of all items on the page. An item that is not among them came later, so nobody has decided on it.</summary>
    public static string Seen(IEnumerable<PackItem> items) => string.Join(' ', items.Select(i => i.Key));

    private static string Called(string name) =>
        Words.Sentence(Hump().Replace(name, m => $" {m.Value.ToLowerInvariant()}"));

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Hump();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT")]
    private static partial Regex Moment();
}
