using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using SocialPrescribing.Contracts;
using SocialPrescribing.Local.Storage;

namespace SocialPrescribing.Local.Tests.Earlier;

/// <summary>The rows of a database.</summary>
internal static class InventoryOfFile
{
    public static Inventory Of(string folder)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(folder, SqliteDatabase.FileName)};Pooling=False");
        connection.Open();
        IEnumerable<(string Key, string Text)> Rows(string columns)
        {
            using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The four below.
            command.CommandText = columns;
#pragma warning restore CA2100
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
                yield return (reader.GetString(0), reader.GetString(1));
        }
        return new Inventory(
            Rows("SELECT lower(hex(journey)) || '/' || version, at || actor_kind || ifnull(actor, '') || ifnull(command_id, '') || events "
                + "FROM journal")
                .ToDictionary(r => r.Key, r => r.Text),
            Rows("SELECT lower(hex(id)), state FROM journeys").ToDictionary(r => r.Key, r => r.Text),
            Rows("SELECT kind || '/' || key, json FROM records WHERE expires_at IS NULL").Where(r => Inventory.Moves(r.Key))
                .ToDictionary(r => r.Key, r => JsonNode.Parse(r.Text)),
            Rows("SELECT lower(hex(owner)) || '/' || key, kind FROM messages").Select(r => r.Key).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Makes the data those of a later schema, as a version that has one step more leaves them.</summary>
    public static void HasOneStepMore(string folder)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(folder, SqliteDatabase.FileName)};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // A number of ours.
        command.CommandText = $"PRAGMA user_version = {Schema.Steps.Count + 1}";
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
