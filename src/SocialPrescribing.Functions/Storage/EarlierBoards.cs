using Azure;
using Azure.Data.Tables;
using SocialPrescribing.Service;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// Earlier versions kept each board in a partition of its own and stored nowhere which rows belong to a journey. At the next
/// start the journeys of such a version get their rows, and the watch does the same for an old process that was still at work
/// then. A change of such a journey does it, too.
/// </summary>
internal sealed class EarlierBoards(TableClient boards, TableClient journeys, Boards index)
{
    private const int MostAtOnce = 1_000;

    /// <summary>Costs one request where there is nothing to do.</summary>
    public async Task Adopt(CancellationToken cancellation)
    {
        // The rows that show that there is work to do are removed last, so that a start that crashes half-way is repeated.
        string former = TableClient.CreateQueryFilter($"PartitionKey eq {BoardRow.AllJourneys}");
        if (!await boards.QueryAsync<TableEntity>(former, 1, ["RowKey"], cancellation).AnyAsync(cancellation))
            return;
        await Adopt(Guid.Empty, cancellation);
        string all = TableClient.CreateQueryFilter($"RowKey eq {JourneyPartition.State}");
        await foreach (TableEntity[] some in journeys.QueryAsync<TableEntity>(all, MostAtOnce, ["PartitionKey", OnBoards.Properties[0]],
            cancellation).Chunk(16).WithCancellation(cancellation))
            await Task.WhenAll(some.Where(r => !r.KnowsBoards()).Select(r => Adopt(Guid.ParseExact(r.PartitionKey, "N"), cancellation)));
        await Remove(TableClient.CreateQueryFilter($"PartitionKey ne {BoardRow.Partition} and PartitionKey ne {BoardRow.AllJourneys}"),
            cancellation);
        await Remove(former, cancellation);
    }

    private async Task Remove(string filter, CancellationToken cancellation)
    {
        List<TableEntity> rows = [];
        await foreach (TableEntity row in boards.QueryAsync<TableEntity>(filter, MostAtOnce, ["PartitionKey", "RowKey"], cancellation))
        {
            if (rows is [var first, ..] && (first.PartitionKey != row.PartitionKey || rows.Count == Limits.MostRows))
                await Remove(rows, cancellation);
            rows.Add(row);
        }
        await Remove(rows, cancellation);
    }

    private async Task Remove(List<TableEntity> rows, CancellationToken cancellation)
    {
        if (rows.Count > 0)
            await boards.Submit([.. rows.Select(r => new TableTransactionAction(TableTransactionActionType.Delete, r, ETag.All))],
                cancellation);
        rows.Clear();
    }

    /// <summary>
    /// Gives a journey, its tasks and its messages their board rows. If somebody changes one of them meanwhile, that change does it, or the
    /// next call does.
    /// </summary>
    public async Task Adopt(Guid owner, CancellationToken cancellation)
    {
        string signature = Rows.NewSignature(), partition = owner.ToString("N");
        List<BoardChange> changes = [];
        List<TableTransactionAction> told = [];
        TableEntity? state = null, tasks = null;
        string filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {JourneyPartition.MessagesBegin} and RowKey le {JourneyPartition.Tasks}");
        await foreach (TableEntity row in journeys.QueryAsync<TableEntity>(filter, MostAtOnce, cancellationToken: cancellation))
        {
            if (row.KnowsBoards())
                continue;
            if (row.RowKey is JourneyPartition.State)
                state = row;
            else if (row.RowKey is JourneyPartition.Tasks)
                tasks = row;
            else if (JourneyPartition.ReadMessage(row) is { } message
                && BoardChange.Of(owner, signature, [], [], BoardRow.Of(message)) is { Come.Count: > 0 } change)
                Tell(row, change, change.After);
        }
        if (state is not null)
        {
            BoardChange change = BoardChange.Of(
                owner, signature, [], [],
                BoardRow.Of(owner, JourneyPartition.ReadHeader(state), tasks is null ? [] : JourneyPartition.TryReadTasks(tasks) ?? []));
            Tell(state, change, change.After);
            if (tasks is not null)
                told.Add(Merge(tasks, change.After.Where(BoardRow.IsOfTask)));
        }
        foreach (BoardChange change in changes)
            await index.Begin(change, false, null, 0, cancellation);
        foreach (TableTransactionAction[] some in told.Chunk(Limits.MostRows))
        {
            try
            {
                await journeys.SubmitTransactionAsync(some, cancellation);
            }
            catch (RequestFailedException e) when (e.Status is 404 or 412)
            {
            }
        }

        void Tell(TableEntity row, BoardChange change, IEnumerable<string> keys)
        {
            changes.Add(change);
            told.Add(Merge(row, keys));
        }
    }

    private static TableTransactionAction Merge(TableEntity row, IEnumerable<string> keys) =>
        new(TableTransactionActionType.UpdateMerge, new TableEntity(row.PartitionKey, row.RowKey).WithBoards(keys), row.ETag);
}
