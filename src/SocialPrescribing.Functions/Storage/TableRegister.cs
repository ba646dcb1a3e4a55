using Azure.Data.Tables;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using ETag = Azure.ETag;
using RequestFailedException = Azure.RequestFailedException;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// The register: a partition for each kind, a row for each key. What expires has a row in <see cref="Expiring"/> as well, written before the
/// record, so that nothing that expires is forgotten; one that is left over there is removed when its time comes.
/// </summary>
internal sealed class TableRegister(TableClient table) : IRegister
{
    private const string Expiring = "expiring";
    private const int MostAtOnce = 1_000;
    private const int WritesAtOnce = 16;

    public async Task<RegisterRecord?> Get(string kind, string key, CancellationToken cancellation) =>
        await table.Find(Partition(kind), Row(key), cancellation) is { } row ? Read(kind, row) : null;

    public Task<bool> Put(RecordWrite write, CancellationToken cancellation)
    {
        write.Check();
        return TryPut(write, cancellation);
    }

    private async Task<bool> TryPut(RecordWrite write, CancellationToken cancellation)
    {
        string partition = Partition(write.Kind), row = Row(write.Key), signature = Rows.NewSignature();
        ETag read = default;
        if (write.ExpectedVersion > 0)
        {
            if (await table.Find(partition, row, cancellation) is not { } current || Version(current) != write.ExpectedVersion)
                return false;
            read = current.ETag;
        }
        if (write.ExpiresAt is { } expires)
            await table.UpsertEntityAsync(new TableEntity(Expiring, ExpiryRow(expires, partition, row)) { ["Partition"] = partition, ["Row"] = row }, TableUpdateMode.Replace, cancellation);

        TableEntity record = RowOf(write);
        return write.ExpectedVersion is 0
            ? await table.Add(record, signature, cancellation)
            : await table.Change(record, read, TableUpdateMode.Replace, signature, cancellation);
    }

    /// <summary>Writes one after the other; a record that is there already with the same text is as good. Says which one somebody else holds.</summary>
    public async Task<CommitOutcome.ClaimTaken?> Claim(IReadOnlyList<RecordWrite> claims, CancellationToken cancellation)
    {
        foreach (RecordWrite claim in claims)
            if (!await TryPut(claim, cancellation) && (await Get(claim.Kind, claim.Key, cancellation))?.Json != claim.Json)
                return new CommitOutcome.ClaimTaken(claim.Kind, claim.Key);
        return null;
    }

    /// <summary>Writes what tells of a commit; what is there already stays. The last says that all are there, and is written when they are.</summary>
    /// <param name="isNew">Nobody has tried before, so that there is no need to look first.</param>
    public async Task Enter(IReadOnlyList<RecordWrite> entries, bool isNew, CancellationToken cancellation)
    {
        foreach (RecordWrite[] some in entries.SkipLast(1).GroupBy(e => e.Kind).SelectMany(k => k.Chunk(WritesAtOnce)))
            if (!(isNew && await TryAdd(some, cancellation)))
                await Task.WhenAll(some.Select(Write));
        if (entries is [.., var last])
            await Write(last);

        async Task Write(RecordWrite entry)
        {
            if (isNew || await Get(entry.Kind, entry.Key, cancellation) is null)
                await TryPut(entry, cancellation);
        }
    }

    /// <summary>Several of a kind in one request; false if that cannot be, or one of them is there.</summary>
    private async Task<bool> TryAdd(RecordWrite[] records, CancellationToken cancellation)
    {
        if (records.Length is 1 || records.Any(r => r.ExpectedVersion > 0 || r.ExpiresAt is not null))
            return false;
        try
        {
            string signature = Rows.NewSignature();
            await table.SubmitTransactionAsync(records.Select(r => new TableTransactionAction(TableTransactionActionType.Add, RowOf(r).Signed(signature))), cancellation);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 400 or 409 or 413)
        {
            return false;
        }
    }

    private static TableEntity RowOf(RecordWrite write) => new TableEntity(Partition(write.Kind), Row(write.Key))
    {
        ["Key"] = write.Key,
        ["Version"] = write.ExpectedVersion + 1,
        ["ExpiresAt"] = TableKey.Time(write.ExpiresAt),
    }.With("Json", write.Json);

    public async Task<bool> Delete(string kind, string key, int expectedVersion, CancellationToken cancellation)
    {
        string partition = Partition(kind), row = Row(key);
        return await table.Find(partition, row, cancellation, ["Version"]) is { } current && Version(current) == expectedVersion
            && await table.Remove(partition, row, current.ETag, cancellation);
    }

    public async Task<Page<RegisterRecord>> List(string kind, string prefix, int most, string? continueAfter, CancellationToken cancellation)
    {
        // What does not begin with the prefix cannot have ended a page of this list.
        if (continueAfter?.StartsWith(prefix, StringComparison.Ordinal) is false)
            throw Page.Unreadable();
        string partition = Partition(kind), begin = TableKey.Encode(prefix);
        string filter = continueAfter is null
            ? TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {begin}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {TableKey.Encode(continueAfter)}");
        if (begin.Length > 0)
            filter += TableClient.CreateQueryFilter($" and RowKey lt {TableKey.Behind(begin)}");
        List<RegisterRecord> items = [];
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, Math.Min(most + 1, MostAtOnce), cancellationToken: cancellation))
        {
            items.Add(Read(kind, row));
            if (items.Count > most)
                break;
        }
        return Page.Of(items, most, r => r.Key);
    }

    public async Task<int> Purge(DateTimeOffset now, int most, CancellationToken cancellation)
    {
        int purged = 0;
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {Expiring} and RowKey lt {TableKey.Behind(TableKey.Time(now))}");
        await foreach (TableEntity expiring in table.QueryAsync<TableEntity>(filter, Math.Min(most, MostAtOnce), cancellationToken: cancellation))
        {
            (string partition, string row) = (expiring.GetString("Partition"), expiring.GetString("Row"));
            // It may have been written anew meanwhile and expire later.
            if (await table.Find(partition, row, cancellation, ["ExpiresAt"]) is { } record && TableKey.ReadTime(record.GetString("ExpiresAt")) is { } expires && expires <= now
                && await table.Remove(partition, row, record.ETag, cancellation))
                purged++;
            // As it was read: whoever has just announced a record for this very time has changed it.
            await table.Remove(expiring.PartitionKey, expiring.RowKey, expiring.ETag, cancellation);
            if (purged == most)
                break;
        }
        return purged;
    }

    private static string Partition(string kind) => TableKey.Checked("kind-" + TableKey.Encode(kind));

    private static string Row(string key) => TableKey.Checked(TableKey.Encode(key));

    /// <summary>The name is hashed, because together with the time it might be too long.</summary>
    private static string ExpiryRow(DateTimeOffset expires, string partition, string row) =>
        $"{TableKey.Time(expires)}-{HexDigest.Of($"{partition}\n{row}")}";

    private static int Version(TableEntity row) => row.GetInt32("Version") ?? 0;

    private static RegisterRecord Read(string kind, TableEntity row) => new(kind, row.GetString("Key"), row.Text("Json")!, Version(row), TableKey.ReadTime(row.GetString("ExpiresAt")));
}
