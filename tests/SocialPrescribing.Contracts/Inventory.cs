using System.Globalization;
using System.Text.Json.Nodes;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Contracts;

/// <summary>What is stored at one moment, as it lies there: whoever compares two of these relies on no code that reads it.</summary>
/// <param name="Journal">By journey and version: when, by whom, and the events.</param>
/// <param name="States">By journey.</param>
/// <param name="Records">By kind and key: those that move to another host and do not expire. The service itself deletes or writes anew
/// what is kept of the others, because it follows from the rest.</param>
/// <param name="Letters">By owner and key.</param>
public sealed record Inventory(
    IReadOnlyDictionary<string, string> Journal, IReadOnlyDictionary<string, string> States, IReadOnlyDictionary<string, JsonNode?> Records,
    IReadOnlySet<string> Letters)
{
    /// <summary>What of this is not there any more, or not as it was. Members of records may have other values.</summary>
    public IReadOnlyList<string> LostIn(Inventory later)
    {
        // Whoever looks for the rows in the wrong place would find that nothing is lost.
        Assert.All((int[])[Journal.Count, States.Count, Records.Count, Letters.Count], count => Assert.True(count > 10, ToString()));
        return Lost(later);
    }

    private List<string> Lost(Inventory later) =>
    [
        .. Journal.Where(j => later.Journal.GetValueOrDefault(j.Key) != j.Value).Select(j => $"journal {j.Key}"),
        .. States.Keys.Except(later.States.Keys).Select(s => $"state {s}"),
        .. Letters.Except(later.Letters).Select(l => $"message {l}"),
        .. Records.Where(r => !later.Records.ContainsKey(r.Key)).Select(r => $"record {r.Key}"),
        .. Records.Where(r => later.Records.ContainsKey(r.Key))
            .SelectMany(r => Members(r.Value, "").Except(Members(later.Records[r.Key], "")).Select(m => $"record {r.Key}: {m}")),
    ];

    /// <param name="record">Its kind and its key, with a stroke between them.</param>
    public static bool Moves(string record) =>
        record.Split('/', 2) is [var kind, var key] && RecordKinds.All.Any(k => k.Moves && k.Name == kind && (k.Key ?? key) == key);

    /// <summary>How much there is, for whoever reads what a test says.</summary>
    public override string ToString()
    {
        int events = Journal.Values.SelectMany(text => JsonNode.Parse(text[text.IndexOf("[{", StringComparison.Ordinal)..])!.AsArray())
            .Select(e => (string)e!["event"]!).Distinct().Count(),
            kinds = Records.Keys.Select(k => k.Split('/')[0]).Distinct().Count();
        return string.Create(CultureInfo.InvariantCulture,
            $"{States.Count} journeys, {Journal.Count} entries of the journal with {events} kinds of events, {Letters.Count} messages, ")
            + string.Create(CultureInfo.InvariantCulture, $"{Records.Count} records of {kinds} kinds that move.");
    }

    private static IEnumerable<string> Members(JsonNode? node, string path) => node switch
    {
        JsonObject members => members.SelectMany(m => Members(m.Value, $"{path}/{m.Key}").Prepend($"{path}/{m.Key}")),
        JsonArray items => items.SelectMany((item, i) => Members(item, string.Create(CultureInfo.InvariantCulture, $"{path}/{i}"))),
        _ => [],
    };
}
