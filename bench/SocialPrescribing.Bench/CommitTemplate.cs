using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using SocialPrescribing.Local.Storage;

namespace SocialPrescribing.Bench;

/// <summary>
/// All rows that one referral left in a database. They are written again and again, with new ids and keys of the same length and order.
/// </summary>
internal sealed class CommitTemplate
{
    /// <summary>Parents before children. The rows of the last tables are found by their content.</summary>
    private static readonly (string Table, string Where)[] Tables =
    [
        ("journeys", "id = $id"), ("journal", "journey = $id"), ("tasks", "journey = $id"), ("messages", "owner = $id"),
        ("records", "instr(json, $text) OR instr(json, $hyphened)"),
    ];

    private readonly List<Row> _rows = [];

    /// <param name="Values">Numbers, UTF-8 text, nothing, or <see cref="Id"/>.</param>
    private sealed record Row(string Insert, object?[] Values);

    /// <summary>Stands for the journey's id.</summary>
    private sealed record Id;

    /// <summary>Stands for a key that must differ each time.</summary>
    /// <param name="Prefix">The part that stays the same.</param>
    /// <param name="Length">The length of the rest, in characters.</param>
    /// <param name="InOrder">True if each key sorts after the one before, as ids do. False if keys fall anywhere, as hashes do.</param>
    private sealed record Key(string Prefix, int Length, bool InOrder);

    /// <summary>The values that one more commit may share with no other.</summary>
    internal sealed record Fresh(Guid Journey, string Random);

    public int Count => _rows.Count;

    /// <summary>The newest journey.</summary>
    public static Guid Last(string folder)
    {
        using SqliteConnection connection = Open(folder);
        return Last(connection);
    }

    /// <summary>The rows of the newest journey.</summary>
    public static CommitTemplate Capture(string folder)
    {
        CommitTemplate template = new();
        using SqliteConnection connection = Open(folder);
        Guid journey = Last(connection);
        byte[] id = journey.ToByteArray(bigEndian: true);
        foreach ((string table, string where) in Tables)
        {
            using SqliteCommand select = connection.CreateCommand();
            select.CommandText = $"SELECT * FROM {table} WHERE {where}";
            select.Parameters.AddWithValue("$id", id);
            select.Parameters.AddWithValue("$text", journey.ToString("N"));
            select.Parameters.AddWithValue("$hyphened", journey.ToString("D"));
            using SqliteDataReader reader = select.ExecuteReader();
            string insert = $"INSERT INTO {table} VALUES({string.Join(", ", Enumerable.Repeat("?", reader.FieldCount))})";
            while (reader.Read())
                template._rows
                    .Add(new Row(insert, [.. Enumerable.Range(0, reader.FieldCount).Select(column => Value(reader, table, column))]));
        }
        return template;
    }

    private static SqliteConnection Open(string folder)
    {
        SqliteConnection connection = new($"Data Source={Path.Combine(folder, SqliteDatabase.FileName)};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection;
    }

    private static Guid Last(SqliteConnection connection)
    {
        using SqliteCommand last = connection.CreateCommand();
        last.CommandText = "SELECT id FROM journeys ORDER BY rowid DESC LIMIT 1";
        return new Guid((byte[])last.ExecuteScalar()!, bigEndian: true);
    }

    public static Fresh Draw() => new(Guid.CreateVersion7(), RandomNumberGenerator.GetHexString(64, lowercase: true));

    public int Write(Connection connection, Fresh fresh)
    {
        int keys = 0;
        foreach (Row row in _rows)
        {
            using Statement insert = connection.Prepare(row.Insert);
            foreach (object? value in row.Values)
                _ = value switch
                {
                    null => insert.Null(),
                    long number => insert.Number(number),
                    byte[] text => insert.Text(text),
                    Id => insert.Id(fresh.Journey),
                    // Each row's key begins at another place in the random text, so that no two of one kind are the same.
                    Key { InOrder: false } key => insert.Text(string.Concat(key.Prefix, fresh.Random.AsSpan(keys++, key.Length))),
                    Key key => insert.Text(fresh.Journey.ToString("N")[..key.Length]),
                    _ => throw new NotSupportedException(value.GetType().Name),
                };
            insert.Run();
        }
        return 0;
    }

    private static object? Value(SqliteDataReader reader, string table, int column) => reader.GetValue(column) switch
    {
        DBNull => null,
        long number => number,
        byte[] => new Id(),
        string text when table is "records" && reader.GetName(column) is "key" => KeyFor(reader.GetString(0), text),
        string text => Encoding.UTF8.GetBytes(text),
        var other => throw new NotSupportedException(other.GetType().Name),
    };

    private static Key KeyFor(string kind, string key)
    {
        int kept = key.LastIndexOf('/') + 1;
        int length = Math.Min(key.Length - kept, 56);
        return new Key(key[..^length], length, InOrder: kind is "referral");
    }
}
