using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Tests.Earlier;

/// <summary>The rows of a database, as they are at one moment.</summary>
internal sealed record Kept(
    IReadOnlyDictionary<string, string> Journal, IReadOnlyDictionary<string, string> States, IReadOnlyDictionary<string, JsonNode?> Records,
    IReadOnlySet<string> Letters)
{
    public static Kept In(string folder)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(folder, SqliteDatabase.FileName)};Pooling=False");
        connection.Open();
        IEnumerable<(string Key, string Text)> Rows(string columns)
        {
            using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The three below.
            command.CommandText = columns;
#pragma warning restore CA2100
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
                yield return (reader.GetString(0), reader.GetString(1));
        }
        return new Kept(
            Rows("SELECT lower(hex(journey)) || '/' || version, at || actor_kind || ifnull(actor, '') || ifnull(command_id, '') || events "
                + "FROM journal")
                .ToDictionary(r => r.Key, r => r.Text),
            Rows("SELECT lower(hex(id)), state FROM journeys").ToDictionary(r => r.Key, r => r.Text),
            Rows("SELECT kind || '/' || key, json FROM records WHERE expires_at IS NULL").Where(r => Moves(r.Key))
                .ToDictionary(r => r.Key, r => JsonNode.Parse(r.Text)),
            Rows("SELECT lower(hex(owner)) || '/' || key, kind FROM messages").Select(r => r.Key).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>What of this is not there any more, or not as it was. Members of records may have other values.</summary>
    public IReadOnlyList<string> LostIn(Kept later) =>
    [
        .. Journal.Where(j => later.Journal.GetValueOrDefault(j.Key) != j.Value).Select(j => $"journal {j.Key}"),
        .. States.Keys.Except(later.States.Keys).Select(s => $"state {s}"),
        .. Letters.Except(later.Letters).Select(l => $"message {l}"),
        .. Records.Where(r => !later.Records.ContainsKey(r.Key)).Select(r => $"record {r.Key}"),
        .. Records.Where(r => later.Records.ContainsKey(r.Key))
            .SelectMany(r => Members(r.Value, "").Except(Members(later.Records[r.Key], "")).Select(m => $"record {r.Key}: {m}")),
    ];

    /// <summary>Records that the service itself deletes or writes anew are left out: what is kept of them follows from the rest.</summary>
    private static bool Moves(string key) => RecordKinds.All.Any(k => k.Moves && key.StartsWith($"{k.Name}/", StringComparison.Ordinal));

    private static IEnumerable<string> Members(JsonNode? node, string path) => node switch
    {
        JsonObject members => members.SelectMany(m => Members(m.Value, $"{path}/{m.Key}").Prepend($"{path}/{m.Key}")),
        JsonArray items => items.SelectMany((item, i) => Members(item, string.Create(CultureInfo.InvariantCulture, $"{path}/{i}"))),
        _ => [],
    };
}
