using System.Collections.Concurrent;
using Azure.Data.Tables;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using ETag = Azure.ETag;
using RequestFailedException = Azure.RequestFailedException;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// The register: a partition for each kind of record, a row for each key. A record that expires also has a row in <see cref="Expiring"/>.
/// That row is written before the record, so no record that expires is forgotten. If the record was never written, the row is removed when
/// its time comes.
/// </summary>
internal sealed class TableRegister(TableClient table) : IRegister
{
    private const string Expiring = "expiring";
    /// <summary>
    /// Kinds of which there are many records, each written once. Their expiry stands in their own partition, so that both rows are written
    /// in one request.
    /// </summary>
    private static readonly string[] _keepTheirExpiry = [RecordKinds.Admission.Name, RecordKinds.MailOperation.Name, RecordKinds.Look.Name];
    /// <summary>Sorts before all keys: no key begins with the character that this stands for.</summary>
    private const string OwnExpiry = "!00", Keys = "!01";
    private const int MostAtOnce = 1_000;
    private const int WritesAtOnce = 16;
    private const int MostHeld = 1_000;

    /// <summary>
    /// Records as this process last read or wrote them, so that a change need not read first. If another process was faster, the
    /// ETag tells.
    /// </summary>
    private readonly ConcurrentDictionary<(string Partition, string Row), (int Version, ETag Read)> _held = [];

    public async Task<RegisterRecord?> Get(string kind, string key, CancellationToken cancellation)
    {
        if (await table.Find(Partition(kind), Row(key), cancellation) is not { } row)
            return null;
        Hold(row.PartitionKey, row.RowKey, Version(row), row.ETag);
        return Read(kind, row);
    }

    private void Hold(string partition, string row, int version, ETag read)
    {
        if (_held.Count >= MostHeld)
            _held.Clear();
        _held[(partition, row)] = (version, read);
    }

    public Task<bool> Put(RecordWrite write, CancellationToken cancellation)
    {
        write.Check();
        return TryPut(write, cancellation);
    }

    private async Task<bool> TryPut(RecordWrite write, CancellationToken cancellation)
    {
        string partition = Partition(write.Kind), row = Row(write.Key), signature = Rows.NewSignature();
        bool isNew = write.ExpectedVersion is 0;
        // A record that is held may be out of date. Then the row is read. A new row begins at version 1 again, so a deleted record is no
        // longer held.
        bool isHeld = _held.TryRemove((partition, row), out (int Version, ETag Read) held) && held.Version == write.ExpectedVersion;
        ETag? read = isNew ? null : isHeld ? held.Read : await ReadOf(partition, row, write.ExpectedVersion, cancellation);
        if (!isNew && read is null)
            return false;
        TableEntity record = RowOf(write);
        if (write.ExpiresAt is { } expires)
        {
            bool isOwn = _keepTheirExpiry.Contains(write.Kind);
            TableEntity expiry = Expiry(expires, isOwn, partition, row);
            if (isOwn)
                return await Write(record.Signed(signature), read, expiry, cancellation);
            await table.UpsertEntityAsync(expiry, TableUpdateMode.Replace, cancellation);
        }
        if (isNew)
            return await table.Add(record, signature, cancellation);
        if (await table.Replace(record, read!.Value, signature, cancellation) is not { } written)
            return false;
        Hold(partition, row, write.ExpectedVersion + 1, written);
        return true;
    }

    /// <summary>A record with the row that says when it expires.</summary>
    private async Task<bool> Write(TableEntity record, ETag? read, TableEntity expiry, CancellationToken cancellation)
    {
        try
        {
            await table.SubmitTransactionAsync(
                [
                    read is { } tag
                        ? new(TableTransactionActionType.UpdateReplace, record, tag)
                        : new(TableTransactionActionType.Add, record),
                    new(TableTransactionActionType.UpsertReplace, expiry),
                ], cancellation);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412 || (e.Status is 404 && e.ErrorCode is not "TableNotFound"))
        {
            return await table.IsSignedWith(record.PartitionKey, record.RowKey, record.SignedWith()!, cancellation);
        }
    }

    private async Task<ETag?> ReadOf(string partition, string row, int version, CancellationToken cancellation) =>
        await table.Find(partition, row, cancellation, ["Version"]) is { } current && Version(current) == version ? current.ETag : null;

    /// <summary>
    /// Writes records one after the other. A record that exists with the same text counts as written. Returns the record that somebody else
    /// holds, if there is one.
    /// </summary>
    public async Task<CommitOutcome.ClaimTaken?> Claim(IReadOnlyList<RecordWrite> claims, CancellationToken cancellation)
    {
        foreach (RecordWrite claim in claims)
            if (!await TryPut(claim, cancellation) && (await Get(claim.Kind, claim.Key, cancellation))?.Json != claim.Json)
                return new CommitOutcome.ClaimTaken(claim.Kind, claim.Key);
        return null;
    }

    /// <summary>
    /// Writes the records that report a commit. Records that exist already stay. The last one is written last: it says that all are there.
    /// </summary>
    /// <param name="isNew">No earlier try can have written any of them, so there is no need to look first.</param>
    public async Task Enter(IReadOnlyList<RecordWrite> entries, bool isNew, CancellationToken cancellation)
    {
        foreach (RecordWrite[] some in entries.SkipLast(1).GroupBy(e => e.Kind).SelectMany(k => k.Chunk(Limits.MostRows)))
            if (!(isNew && await TryAdd(some, cancellation)))
                foreach (RecordWrite[] few in some.Chunk(WritesAtOnce))
                    await Task.WhenAll(few.Select(Write));
        if (entries is [.., var last])
            await Write(last);

        async Task Write(RecordWrite entry)
        {
            if (isNew || await Get(entry.Kind, entry.Key, cancellation) is null)
                await TryPut(entry, cancellation);
        }
    }

    /// <summary>Writes several records of one kind in one request. False if that is not possible, or if one of them exists.</summary>
    private async Task<bool> TryAdd(RecordWrite[] records, CancellationToken cancellation)
    {
        if (records.Length is 1 || records.Any(r => r.ExpectedVersion > 0 || r.ExpiresAt is not null))
            return false;
        try
        {
            string signature = Rows.NewSignature();
            await table.SubmitTransactionAsync(
                records.Select(r => new TableTransactionAction(TableTransactionActionType.Add, RowOf(r).Signed(signature))), cancellation);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 400 or 409 or 413)
        {
            return false;
        }
    }

    public async Task<bool> AddAll(IReadOnlyList<RecordWrite> records, CancellationToken cancellation)
    {
        if (records is not [{ Kind: var kind }, ..] || records.Any(r => r.Kind != kind || r.ExpectedVersion > 0))
            return false;
        bool isOwn = _keepTheirExpiry.Contains(kind);
        string signature = Rows.NewSignature();
        TableEntity[] rows = [.. records.Select(r => RowOf(r).Signed(signature))];
        TableEntity[] expiries = [.. records.Zip(rows).Where(r => r.First.ExpiresAt is not null)
            .Select(r => Expiry(r.First.ExpiresAt!.Value, isOwn, r.Second.PartitionKey, r.Second.RowKey))];
        IEnumerable<TableTransactionAction> expire =
            expiries.Select(e => new TableTransactionAction(TableTransactionActionType.UpsertReplace, e));
        try
        {
            if (!isOwn)
                foreach (TableTransactionAction[] some in expire.Chunk(Limits.MostRows))
                    await table.SubmitTransactionAsync(some, cancellation);
            await table.SubmitTransactionAsync(
                [.. rows.Select(r => new TableTransactionAction(TableTransactionActionType.Add, r)), .. isOwn ? expire : []], cancellation);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 400 or 409 or 413)
        {
            // One of them exists, or there are too many for one request. It may also be that our own first try has written them.
            return await table.IsSignedWith(rows[0].PartitionKey, rows[0].RowKey, signature, cancellation);
        }
    }

    /// <summary>Writes records that are the same whoever writes them, and however often.</summary>
    public async Task EnterAgain(IEnumerable<RecordWrite> entries, CancellationToken cancellation)
    {
        foreach (RecordWrite[] some in entries.DistinctBy(e => (e.Kind, e.Key)).GroupBy(e => e.Kind)
            .SelectMany(k => k.Chunk(Limits.MostRows)))
            await table.SubmitTransactionAsync(
                some.Select(e => new TableTransactionAction(TableTransactionActionType.UpsertReplace, RowOf(e))), cancellation);
    }

    private static TableEntity Expiry(DateTimeOffset expires, bool isOwn, string partition, string row) =>
        new(isOwn ? partition : Expiring, (isOwn ? OwnExpiry : "") + ExpiryRow(expires, partition, row))
        {
            ["Partition"] = partition,
            ["Row"] = row
        };

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

    public async Task<Page<RegisterRecord>> List(
        string kind, string prefix, int most, string? continueAfter, CancellationToken cancellation)
    {
        // A key without the prefix cannot have ended a page of this list.
        if (continueAfter?.StartsWith(prefix, StringComparison.Ordinal) is false)
            throw Page.Unreadable();
        string partition = Partition(kind), begin = prefix is "" ? Keys : TableKey.Encode(prefix);
        string filter = continueAfter is null
            ? TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {begin}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {TableKey.Encode(continueAfter)}");
        if (prefix is not "")
            filter += TableClient.CreateQueryFilter($" and RowKey lt {TableKey.Behind(begin)}");
        List<RegisterRecord> items = [];
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, Math.Min(most + 1, MostAtOnce),
            cancellationToken: cancellation))
        {
            items.Add(Read(kind, row));
            if (items.Count > most)
                break;
        }
        return Page.Of(items, most, r => r.Key);
    }

    public async Task<int> Purge(DateTimeOffset now, int most, CancellationToken cancellation)
    {
        int purged = await Purge(Expiring, "", now, most, cancellation);
        foreach (string kind in _keepTheirExpiry)
            if (purged < most)
                purged += await Purge(Partition(kind), OwnExpiry, now, most - purged, cancellation);
        return purged;
    }

    private async Task<int> Purge(string partitionOfExpiry, string begin, DateTimeOffset now, int most, CancellationToken cancellation)
    {
        int purged = 0;
        string filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partitionOfExpiry} and RowKey lt {begin + TableKey.Behind(TableKey.Time(now))}");
        await foreach (TableEntity expiring in table.QueryAsync<TableEntity>(filter, Math.Min(most, MostAtOnce),
            cancellationToken: cancellation))
        {
            (string partition, string row) = (expiring.GetString("Partition"), expiring.GetString("Row"));
            // The record may have been written again meanwhile, and expire later.
            if (await table.Find(partition, row, cancellation, ["ExpiresAt"]) is { } record
                && TableKey.ReadTime(record.GetString("ExpiresAt")) is { } expires && expires <= now
                && await table.Remove(partition, row, record.ETag, cancellation))
                purged++;
            // Deleted only as it was read. If somebody has just announced a record for this time, the row has changed and stays.
            await table.Remove(expiring.PartitionKey, expiring.RowKey, expiring.ETag, cancellation);
            if (purged == most)
                break;
        }
        return purged;
    }

    private static string Partition(string kind) => TableKey.Checked("kind-" + TableKey.Encode(kind));

    private static string Row(string key) => TableKey.Checked(TableKey.Encode(key));

    /// <summary>The name is hashed, because the name and the time together may be too long for a key.</summary>
    private static string ExpiryRow(DateTimeOffset expires, string partition, string row) =>
        $"{TableKey.Time(expires)}-{HexDigest.Of($"{partition}\n{row}")}";

    private static int Version(TableEntity row) => row.GetInt32("Version") ?? 0;

    private static RegisterRecord Read(string kind, TableEntity row) =>
        new(kind, row.GetString("Key"), row.Text("Json")!, Version(row), TableKey.ReadTime(row.GetString("ExpiresAt")));
}
