using SocialPrescribing.Contracts;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service;

namespace SocialPrescribing.Local.Tests.Storage;

/// <summary>A real file in a folder of its own.</summary>
internal sealed class TestedSqlite : TestedStore
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"sp-store-{Guid.NewGuid():N}");
    private string _folder;
    private SqliteDatabase _database;

    public TestedSqlite() : this(_ => null)
    {
    }

    /// <param name="observer">Given this store, what watches its writer.</param>
    public TestedSqlite(Func<TestedSqlite, Action<WritePoint>?> observer)
    {
        _folder = Path.Combine(_root, "data");
        _database = SqliteDatabase.Open(_folder, observer(this));
    }

    public override IJourneyStore Journeys => _database.Journeys;
    public override IRegister Register => _database.Register;
    public override IOutbox Outbox => _database.Outbox;

    /// <summary>Copies what is on the disk at this very moment, as a machine that loses its power leaves it. The store is reopened there.</summary>
    /// <param name="torn">Bytes of the log that did not make it to the disk.</param>
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
