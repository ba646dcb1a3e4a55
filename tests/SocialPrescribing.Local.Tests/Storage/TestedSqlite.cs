using Microsoft.Data.Sqlite;
using SocialPrescribing.Contracts;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Tests.Storage;

/// <summary>A store in a real file in its own folder.</summary>
internal sealed class TestedSqlite : TestedStore
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"sp-store-{Guid.NewGuid():N}");
    private string _folder;
    private SqliteDatabase _database;

    public TestedSqlite() : this(_ => null)
    {
    }

    /// <param name="observer">Makes, for this store, the observer of its writer.</param>
    public TestedSqlite(Func<TestedSqlite, Action<WritePoint>?> observer)
    {
        _folder = Path.Combine(_root, "data");
        _database = SqliteDatabase.Open(_folder, observer(this));
    }

    public override IJourneyStore Journeys => _database.Journeys;
    public override IRegister Register => _database.Register;
    public override IOutbox Outbox => _database.Outbox;

    /// <summary>
    /// Copies what is on the disk at this moment, as a loss of power would leave it. The store is reopened from the copy.
    /// </summary>
    /// <param name="torn">How many bytes of the log did not get to the disk.</param>
    public void LosePower(int torn)
    {
        string copy = Path.Combine(_root, "after");
        Directory.CreateDirectory(copy);
        foreach (string name in (string[])[SqliteDatabase.FileName, SqliteDatabase.FileName + "-wal"])
            File.Copy(Path.Combine(_folder, name), Path.Combine(copy, name));
        using FileStream log = File.OpenWrite(Path.Combine(copy, SqliteDatabase.FileName + "-wal"));
        log.SetLength(log.Length - torn);
        _folder = copy;
    }

    public override async Task Overwrite(Guid journey, string? state, (int Version, string Text)? events = null)
    {
        if (state is not null)
            await Execute("UPDATE journeys SET state = $text WHERE id = $journey", journey, state);
        if (events is var (version, text))
            await Execute($"UPDATE journal SET events = $text WHERE journey = $journey AND version = {version}", journey, text);
    }

    public override async Task<bool> MakeRowsNewer(Guid journey)
    {
        await Execute("UPDATE tasks SET kind = $text WHERE journey = $journey", journey, "SendFlowers");
        await Execute("UPDATE messages SET kind = $text WHERE owner = $journey", journey, "Postcard");
        await Execute("UPDATE journal SET actor_kind = $text WHERE journey = $journey AND version = 2", journey, "Robot");
        return true;
    }

    public override async Task<string> Everything()
    {
        System.Text.StringBuilder all = new();
        foreach (string file in Directory.EnumerateFiles(_folder, SqliteDatabase.FileName + "*"))
        {
            await using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes);
            all.Append(System.Text.Encoding.Latin1.GetString(bytes));
        }
        return all.ToString();
    }

    private async Task Execute(string sql, Guid journey, string text)
    {
        await using SqliteConnection database = new($"Data Source={Path.Combine(_folder, SqliteDatabase.FileName)};Pooling=False");
        await database.OpenAsync();
        SqliteCommand update = database.CreateCommand();
        update.CommandText = sql;
        update.Parameters.AddWithValue("$journey", journey.ToByteArray(bigEndian: true));
        update.Parameters.AddWithValue("$text", text);
        Assert.NotEqual(0, await update.ExecuteNonQueryAsync());
    }

    public override async Task Reopen()
    {
        await _database.DisposeAsync();
        _database = SqliteDatabase.Open(_folder);
    }

    public override async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
