using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;


namespace SocialPrescribing.Local.Storage;

internal sealed class SqliteRegister(SqliteDatabase database) : IRegister
{
    public Task<RegisterRecord?> Get(string kind, string key, CancellationToken cancellation) => database.Read(connection =>
    {
        using Statement found = connection.Prepare("SELECT key, json, version, expires_at FROM records WHERE kind = ? AND key = ?")
            .Text(kind).Text(key);
        return found.Next() ? ReadRecord(kind, found) : null;
    }, cancellation);

    public Task<bool> Put(RecordWrite write, CancellationToken cancellation)
    {
        write.Check();
        return database.Write(connection =>
        {
            if (Version(connection, write.Kind, write.Key) != write.ExpectedVersion)
                return false;
            Write(connection, write);
            return true;
        }, cancellation);
    }

    public Task<bool> Delete(string kind, string key, int expectedVersion, CancellationToken cancellation) => database.Write(connection =>
    {
        using Statement delete = connection.Prepare("DELETE FROM records WHERE kind = ? AND key = ? AND version = ?").Text(kind).Text(key)
            .Number(expectedVersion);
        return delete.Run() is 1;
    }, cancellation);

    public Task<Page<RegisterRecord>> List(string kind, string prefix, int most, string? continueAfter, CancellationToken cancellation) =>
        database.Read(connection =>
    {
        // A page of this list always ends with a key that has the prefix. No page gave any other key.
        if (continueAfter?.StartsWith(prefix, StringComparison.Ordinal) is false)
            throw Page.Unreadable();
        using Statement rows = connection.Prepare(continueAfter is null
            ? "SELECT key, json, version, expires_at FROM records WHERE kind = ? AND key >= ? ORDER BY key LIMIT ?"
            : "SELECT key, json, version, expires_at FROM records WHERE kind = ? AND key > ? ORDER BY key LIMIT ?");
        rows.Text(kind).Text(continueAfter ?? prefix).Number(most + 1L);
        List<RegisterRecord> items = [];
        // Keys with the prefix are next to each other, so the first without it ends the list.
        while (rows.Next() && ReadRecord(kind, rows) is var record && record.Key.StartsWith(prefix, StringComparison.Ordinal))
            items.Add(record);
        return Page.Of(items, most, r => r.Key);
    }, cancellation);

    /// <summary>SQLite itself searches for a few ids: with millions of rows that takes a fraction of the time.</summary>
    public Task<Page<RegisterRecord>> Naming(
        string kind, string prefix, IReadOnlyCollection<string> ids, int most, string? continueAfter, CancellationToken cancellation)
    {
        const int AFew = 8;
        if (ids.Count is 0 or > AFew)
            return IRegister.LookedAt(this, kind, prefix, ids, most, continueAfter, cancellation);
        // With hyphens or without, an id ends alike: one search instead of two tells nearly all rows apart.
        string[] ends = [.. ids.Select(id => id[^Math.Min(id.Length, 12)..]).Distinct()];
        return database.Read(connection =>
        {
            using Statement rows = connection.Prepare($"""
                SELECT key, json, version, expires_at FROM records
                WHERE kind = ? AND key {(continueAfter is null ? ">=" : ">")} ? AND key < ? AND ({Any(ends)}) AND ({Any(ids)})
                ORDER BY key LIMIT ?
                """);
            // No key that begins with the prefix sorts after this one.
            rows.Text(kind).Text(continueAfter ?? prefix).Text(prefix + "\U0010FFFF");
            foreach (string text in ends.Concat(ids))
                rows.Text(text).Text(text);
            rows.Number(most + 1L);
            List<RegisterRecord> items = [];
            while (rows.Next())
                items.Add(ReadRecord(kind, rows));
            return Page.Of(items, most, r => r.Key);
        }, cancellation);

        static string Any(IEnumerable<string> texts) => string.Join(" OR ", texts.Select(_ => "instr(key, ?) OR instr(json, ?)"));
    }

    public Task<int> Purge(DateTimeOffset now, int most, CancellationToken cancellation) => database.Write(connection =>
    {
        using Statement delete = connection.Prepare(
            "DELETE FROM records WHERE (kind, key) IN (SELECT kind, key FROM records WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)");
        return delete.Time(now).Number(most).Run();
    }, cancellation);

    /// <summary>The state of a claim. A record with the same text is as good as the claim itself.</summary>
    public static Standing Look(Connection connection, RecordWrite claim)
    {
        using Statement found = connection.Prepare("SELECT version, json FROM records WHERE kind = ? AND key = ?").Text(claim.Kind)
            .Text(claim.Key);
        return !found.Next() ? (claim.ExpectedVersion is 0 ? Standing.Free : Standing.Conflict)
            : found.NumberAt(0) == claim.ExpectedVersion ? Standing.Free
            : found.TextAt(1) == claim.Json ? Standing.Held
            : Standing.Conflict;
    }

    /// <summary>Writes a record over whatever is there. The caller must have looked first.</summary>
    public static void Write(Connection connection, RecordWrite write)
    {
        using Statement put =
            connection.Prepare("INSERT OR REPLACE INTO records(kind, key, json, version, expires_at) VALUES(?, ?, ?, ?, ?)");
        put.Text(write.Kind).Text(write.Key).Text(write.Json).Number(write.ExpectedVersion + 1L).Time(write.ExpiresAt).Run();
    }

    private static int Version(Connection connection, string kind, string key)
    {
        using Statement found = connection.Prepare("SELECT version FROM records WHERE kind = ? AND key = ?").Text(kind).Text(key);
        return found.Next() ? (int)found.NumberAt(0) : 0;
    }

    private static RegisterRecord ReadRecord(string kind, Statement row) =>
        new(kind, row.TextAt(0), row.TextAt(1), (int)row.NumberAt(2), row.TimeOrNullAt(3));
}

internal enum Standing { Free, Held, Conflict }
