using Azure;
using Azure.Data.Tables;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// Puts a tombstone in the place of a journey. First one transaction replaces the state and empties the tasks: from then on
/// the journey is erased, and nothing can be written to it. Then the other rows of the partition are deleted. If a crash
/// leaves some of them, the same call deletes those.
/// </summary>
internal sealed class TableErasure(
    TableClient journeys, TableClient boards, Boards index, EarlierBoards earlier, TableFacts facts)
{
    private const int Attempts = 10, MostAtOnce = 1_000;

    /// <returns>False if the journey has changed meanwhile.</returns>
    public async Task<bool> Erase(Tombstone tombstone, int version, CancellationToken cancellation)
    {
        string partition = tombstone.Journey.ToString("N");
        Retry retry = new(Attempts);
        while (await retry.Again(cancellation))
        {
            TableEntity? row = await journeys.Find(partition, JourneyPartition.State, cancellation);
            if (row is not null && !row.KnowsBoards())
            {
                await earlier.Adopt(tombstone.Journey, cancellation);
                continue;
            }
            JourneyHeader? found = row is null ? null : JourneyPartition.ReadHeader(row);
            bool isErased = found?.Stage is Tombstone.Stage;
            if (found is not null && found.Version != (isErased ? version : version - 1))
                return false;
            if (!isErased && !await Replace(tombstone, version, row, found, cancellation))
                continue;
            await Clear(partition, cancellation);
            return true;
        }
        return false;
    }

    /// <returns>False where somebody else was faster.</returns>
    private async Task<bool> Replace(
        Tombstone tombstone, int version, TableEntity? row, JourneyHeader? found, CancellationToken cancellation)
    {
        // Facts that have not yet followed because of a crash would be lost with the state.
        await facts.Settle(tombstone.Journey, cancellation);
        string signature = Rows.NewSignature(), partition = tombstone.Journey.ToString("N");
        TableEntity state = new TableEntity(partition, JourneyPartition.State)
        {
            ["Version"] = version,
            ["Stage"] = Tombstone.Stage,
            ["LinkWorker"] = found?.LinkWorker,
        }.With("State", tombstone.Write()).WithBoards([]).Signed(signature);
        foreach ((string name, object value) in row?.Where(p => TableFacts.IsOfFacts(p.Key)) ?? [])
            state[name] = value;
        BoardChange change = BoardChange.Of(tombstone.Journey, signature, [], found?.Boards ?? [], []);
        Boards.Begun begun = await index.Begin(change, isAnnounced: true, null, version, cancellation);
        try
        {
            await journeys.SubmitTransactionAsync(
            [
                row is null ? new(TableTransactionActionType.Add, state)
                    : new(TableTransactionActionType.UpdateReplace, state, row.ETag),
                new(TableTransactionActionType.UpsertReplace, JourneyPartition.TasksRow(tombstone.Journey, []).WithBoards([])),
            ], cancellation);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // The conflict may be with our own first try, whose answer was lost.
            if (!await journeys.IsSignedWith(partition, JourneyPartition.State, signature, cancellation))
            {
                await index.Withdraw(begun, cancellation);
                return false;
            }
        }
        await index.Finish(begun, null, []);
        return true;
    }

    /// <summary>Deletes everything that sorts before the state (answers, journal and messages), and their board rows.</summary>
    private async Task Clear(string partition, CancellationToken cancellation)
    {
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey lt {JourneyPartition.State}");
        List<TableEntity> rows = [];
        await foreach (TableEntity row in journeys.QueryAsync<TableEntity>(
            filter, MostAtOnce, ["PartitionKey", "RowKey", .. OnBoards.Properties], cancellation))
            rows.Add(row);
        await Delete(boards, [.. rows.SelectMany(r => r.Boards()).Select(key => new TableEntity(BoardRow.Partition, key))], cancellation);
        await Delete(journeys, [.. rows.Select(r => new TableEntity(r.PartitionKey, r.RowKey))], cancellation);
    }

    private static async Task Delete(TableClient table, IReadOnlyList<TableEntity> rows, CancellationToken cancellation)
    {
        foreach (TableEntity[] some in rows.Chunk(Limits.MostRows))
            await table.Submit([.. some.Select(r => new TableTransactionAction(TableTransactionActionType.Delete, r, ETag.All))],
                cancellation);
    }
}
