using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace SocialPrescribing.Functions.Tests.Storage;

internal sealed class FakeTable(FakeTables service, string name) : TableClient
{
    /// <summary>The most rows that one answer looks at. The real service may end a page anywhere, even without a row on it.</summary>
    private const int MostLookedAt = 60;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Partition, string Row), TableEntity> _rows = [];
    private readonly SortedSet<(string Partition, string Row)> _keys = new(ByKey.Order);
    private bool _exists;
    private int _lastETag;

    private sealed class ByKey : IComparer<(string Partition, string Row)>
    {
        public static readonly ByKey Order = new();

        public int Compare((string Partition, string Row) x, (string Partition, string Row) y) =>
            string.CompareOrdinal(x.Partition, y.Partition) is not 0 and int partition ? partition : string.CompareOrdinal(x.Row, y.Row);
    }

    /// <summary>All rows, read without a client, so that nothing is counted or fails.</summary>
    public IReadOnlyList<TableEntity> Everything()
    {
        lock (_lock)
            return [.. _keys.Select(key => _rows[key])];
    }

    public override Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
    {
        _exists = true;
        return Task.FromResult(Response.FromValue<TableItem>(null!, new FakeResponse(204)));
    }

    public override async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        if (service.Trouble is { } trouble)
            return await trouble.Carry(name, $"get {partitionKey} {rowKey}", Find, mayRepeat: false);
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        await service.Pass();
        service.Requests.Enqueue($"get {name} {Kind(partitionKey)} {Kind(rowKey)}");
        return Find();

        NullableResponse<T> Find()
        {
            lock (_lock)
            {
                Exists();
                return _rows.TryGetValue((partitionKey, rowKey), out TableEntity? row)
                    ? Response.FromValue((T)(ITableEntity)Copy(row, select), new FakeResponse(200)) : new Missing<T>();
            }
        }
    }

    public override AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        if (service.Trouble is null)
            service.Queries.Enqueue((name, filter));
        if (maxPerPage is < 1 or > 1_000)
            throw Refused(400, "InvalidInput");
        Func<TableEntity, bool> isMeant = Filter.Parse(filter);
        string? partition = Filter.PartitionOf(filter);
        return new FakePages<T>(service, name, filter, from =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            // The real service finds a partition at once. The fake looks through all rows, so pages that only go on looking are
            // not counted.
            if (service.Trouble is null && (from is null || from.EndsWith('\t')))
                service.Requests.Enqueue($"query {name} {Kind(filter ?? "")}");
            from = from?.TrimEnd('\t');
            lock (_lock)
            {
                Exists();
                List<T> found = [];
                int lookedAt = 0;
                // The previous page names the first row that it did not look at. Meanwhile that row may have been deleted.
                (string, string) first = from is null ? (partition ?? "", "") : (from.Split('\n')[0], from.Split('\n')[1]);
                foreach ((string Partition, string Row) key in _keys.GetViewBetween(first, ("\uffff", "")))
                {
                    if (partition is not null && key.Partition != partition)
                        break;
                    TableEntity row = _rows[key];
                    if (found.Count == (maxPerPage ?? 1_000) || lookedAt == MostLookedAt)
                        return (found, $"{key.Partition}\n{key.Row}{(found.Count == (maxPerPage ?? 1_000) ? "\t" : "")}");
                    lookedAt++;
                    if (isMeant(row))
                        found.Add((T)(ITableEntity)Copy(row, select));
                }
                return (found, null);
            }
        });
    }

    public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default) =>
        Write([new(TableTransactionActionType.Add, entity)], cancellationToken);

    public override Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
        Write(
            [new(mode is TableUpdateMode.Merge ? TableTransactionActionType.UpsertMerge : TableTransactionActionType.UpsertReplace,
                entity)], cancellationToken);

    public override Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
        Write(
            [new(mode is TableUpdateMode.Merge ? TableTransactionActionType.UpdateMerge : TableTransactionActionType.UpdateReplace, entity,
                ifMatch)], cancellationToken);

    public override async Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        try
        {
            return await Write([new(TableTransactionActionType.Delete, new TableEntity(partitionKey, rowKey), ifMatch)], cancellationToken,
                maySendAgain: false);
        }
        catch (RequestFailedException e) when (e is { Status: 404, ErrorCode: "ResourceNotFound" })
        {
            return new FakeResponse(404);
        }
    }

    public override async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        TableTransactionAction[] actions = [.. transactionActions];
        if (actions.Length is 0 or > 100
            || actions.Select(a => a.Entity.PartitionKey).Distinct().Count() > 1
            || actions.DistinctBy(a => a.Entity.RowKey).Count() < actions.Length)
            throw new TableTransactionFailedException(Refused(400, "InvalidInput"));
        // Each part's headers count as well as the row as the client writes it.
        if (actions.Sum(a => ((TableEntity)a.Entity).Sum(p => p.Value is string text ? text.Length : 8)) > 256 * 1024
            && actions.Sum(a => 400 + JsonSerializer.SerializeToUtf8Bytes((IDictionary<string, object>)a.Entity).Length) > 4 * 1024 * 1024)
            throw new TableTransactionFailedException(Refused(413, "RequestBodyTooLarge"));
        try
        {
            await Write(actions, cancellationToken);
        }
        catch (RequestFailedException e)
        {
            throw new TableTransactionFailedException(e);
        }
        return Response.FromValue<IReadOnlyList<Response>>([.. actions.Select(a => new FakeResponse(204, Written(a)))],
            new FakeResponse(202));
    }

    private async Task<Response> Write(TableTransactionAction[] actions, CancellationToken cancellation, bool maySendAgain = true)
    {
        if (service.Trouble is { } trouble)
            return await trouble.Carry(
                name, $"{actions[0].ActionType} {actions[0].Entity.PartitionKey} {actions[0].Entity.RowKey} x{actions.Length}", () =>
                {
                    lock (_lock)
                    {
                        Exists();
                        Apply(actions);
                    }
                    trouble.Written(name, actions);
                    return new FakeResponse(204, actions is [var one] ? Written(one) : null);
                }, mayRepeat: true);
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        await service.Pass();
        IEnumerable<string> written =
            actions.Select(a => $"{a.ActionType} {Kind(a.Entity.PartitionKey)} {Kind(a.Entity.RowKey)}").Distinct();
        service.Requests.Enqueue($"write {name} {string.Join('+', written)} x{actions.Length}");
        lock (_lock)
        {
            Exists();
            service.AroundWrites?.Invoke(true);
            Apply(actions);
            if (service.LosesAnswers && maySendAgain)
                Apply(actions);
            service.AroundWrites?.Invoke(false);
        }
        await service.Meanwhile(!maySendAgain ? null : () =>
        {
            lock (_lock)
                Apply(actions);
        });
        return new FakeResponse(204, actions is [var only] ? Written(only) : null);
    }

    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<TableTransactionAction, string> _written = [];

    /// <summary>The ETag that this write gave the row, whoever has written the row since.</summary>
    private string? Written(TableTransactionAction action) => _written.TryGetValue(action, out string? tag) ? tag : null;

    /// <summary>Checks all actions before it applies any.</summary>
    private void Apply(TableTransactionAction[] actions)
    {
        foreach (TableTransactionAction action in actions)
        {
            Check((TableEntity)action.Entity);
            TableEntity? found = _rows.GetValueOrDefault((action.Entity.PartitionKey, action.Entity.RowKey));
            if (action.ActionType is TableTransactionActionType.Add && found is not null)
                throw Refused(409, "EntityAlreadyExists");
            if (action.ActionType
                is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpdateReplace or TableTransactionActionType.Delete)
            {
                if (found is null)
                    throw Refused(404, "ResourceNotFound");
                if (action.ETag != default && action.ETag != ETag.All && action.ETag != found.ETag)
                    throw Refused(412, "UpdateConditionNotSatisfied");
            }
        }
        foreach (TableTransactionAction action in actions)
        {
            (string, string) key = (action.Entity.PartitionKey, action.Entity.RowKey);
            if (action.ActionType is TableTransactionActionType.Delete)
            {
                _rows.Remove(key);
                _keys.Remove(key);
                continue;
            }
            bool merges = action.ActionType is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge;
            TableEntity row =
                merges && _rows.TryGetValue(key, out TableEntity? found) ? Copy(found, null) : new TableEntity(key.Item1, key.Item2);
            foreach ((string property, object? value) in (TableEntity)action.Entity)
                if (value is not null && !IsSystem(property))
                    row[property] = value;
            row.ETag = new ETag($"W/\"{++_lastETag}\"");
            _rows[key] = row;
            _keys.Add(key);
            _written.AddOrUpdate(action, row.ETag.ToString());
        }
    }

    private static void Check(TableEntity entity)
    {
        foreach (string key in (string[])[entity.PartitionKey, entity.RowKey])
        {
            if (key.Length > 512)
                throw Refused(400, "KeyValueTooLarge");
            if (key.Any(c => c is '/' or '\\' or '#' or '?' or < ' ' or (>= '\x7f' and <= '\x9f')))
                throw Refused(400, "OutOfRangeInput");
        }
        KeyValuePair<string, object>[] properties = [.. entity.Where(p => p.Value is not null && !IsSystem(p.Key))];
        if (properties.Length > 252)
            throw Refused(400, "TooManyProperties");
        if (properties.Any(p => p.Value is string { Length: > 32_768 }))
            throw Refused(400, "PropertyValueTooLarge");
        if (properties.Sum(p => (2 * p.Key.Length) + 8 + (p.Value is string text ? (2 * text.Length) + 4 : 8)) > 1024 * 1024)
            throw Refused(400, "EntityTooLarge");
    }

    private static TableEntity Copy(TableEntity row, IEnumerable<string>? select)
    {
        string[]? chosen = select?.ToArray();
        TableEntity copy = new();
        foreach ((string property, object value) in row)
            if (chosen is null || chosen.Contains(property))
                copy[property] = value;
        copy.ETag = row.ETag;
        return copy;
    }

    private static bool IsSystem(string property) => property is "PartitionKey" or "RowKey" or "Timestamp" or "odata.etag";

    private void Exists()
    {
        if (!_exists)
            throw Refused(404, "TableNotFound");
    }

    /// <summary>The filter without its ids, so that equal kinds of requests are counted together.</summary>
    private static string Kind(string text) => System.Text.RegularExpressions.Regex.Replace(text, "[0-9a-f]{12,}|[0-9]{9,}", "*");

    private static RequestFailedException Refused(int status, string code) => new(status, code, code, null);

    private sealed class Missing<T> : NullableResponse<T>
    {
        public override bool HasValue => false;
        public override T? Value => default;
        public override Response GetRawResponse() => new FakeResponse(404);
    }
}
