using Azure.Data.Tables;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using RequestFailedException = Azure.RequestFailedException;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// Imports commits that follow each other, together with their ledger, in as few transactions as possible. The state is written last, so a
/// half-written import is visible to nobody, and it is overwritten when the import goes on.
/// </summary>
internal static class TableReplay
{
    /// <param name="found">The journey as it is; null if it is new.</param>
    /// <returns>False if somebody else was faster.</returns>
    public static async Task<bool> Write(
        TableClient journeys, Boards index, TableRegister register, TableFacts facts, IReadOnlyList<JourneyCommit> commits,
        IReadOnlyList<QueuedMessage> ledger, JourneyHeader? found, CancellationToken cancellation)
    {
        (JourneyCommit first, JourneyCommit last) = (commits[0], commits[^1]);
        Guid id = last.After.Id;
        string signature = Rows.NewSignature();
        TaskRow[] before = TableCommit.OpenBefore(first);
        Dictionary<string, TaskRow> open = before.ToDictionary(t => t.Task);
        List<TableTransactionAction> actions = [];
        foreach (JourneyCommit commit in commits)
        {
            TableCommit.Follow(open, commit);
            Put(JourneyPartition.EventRow(commit).Signed(signature));
            if (commit.CommandId is { } command)
                Put(JourneyPartition.CommandRow(id, command, commit.Answer, commit.ExpectedVersion + 1));
        }
        JourneyHeader header = new(last.ExpectedVersion + 1, last.NextDue, last.After.Stage.ToString(), last.After.LinkWorker,
            CommitRows.FirstTaskDue(last.After));
        BoardChange own = BoardChange.Of(
            id, signature, found is null ? [] : BoardRow.Of(id, found, before), found?.Boards ?? [], BoardRow.Of(id, header, open.Values));
        List<(string, BoardRow)> come = [.. own.Come];
        foreach (QueuedMessage message in await Messages(journeys, id, commits, ledger, cancellation))
        {
            BoardChange rows = BoardChange.Of(id, signature, [], [], BoardRow.Of(message));
            come.AddRange(rows.Come);
            Put(JourneyPartition.MessageRow(message).WithBoards(rows.After));
        }
        Put(JourneyPartition.TasksRow(id, [.. open.Values]).WithBoards(own.After.Where(BoardRow.IsOfTask)));
        TableEntity state = TableFacts.InState(
            JourneyPartition.StateRow(last).WithBoards(own.After).Signed(signature), last.Facts, header.Version);
        actions.Add(
            found is null ? new(TableTransactionActionType.Add, state) : new(TableTransactionActionType.UpdateReplace, state, found.Read));

        Boards.Begun begun = await index.Begin(own with { Come = come }, last.Facts is not null, null, header.Version, cancellation);
        await register.EnterAgain(commits.SelectMany(c => c.Entries), cancellation);
        try
        {
            foreach (TableTransactionAction[] some in Limits.Transactions(actions))
            {
                Limits.Check(some);
                await journeys.SubmitTransactionAsync(some, cancellation);
            }
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            if (!await journeys.IsSignedWith(state.PartitionKey, state.RowKey, signature, cancellation))
                return false;
        }
        if (last.Facts is { } counted)
            await facts.Follow(counted, header.Version, found?.FactsVersion ?? 0, CancellationToken.None);
        await index.Finish(begun, null, []);
        return true;

        void Put(TableEntity row) => actions.Add(new(TableTransactionActionType.UpsertReplace, row));
    }

    /// <summary>The messages of the ledger, and those that the commits have queued and that are not in it.</summary>
    private static async Task<IReadOnlyList<QueuedMessage>> Messages(
        TableClient journeys, Guid id, IReadOnlyList<JourneyCommit> commits, IReadOnlyList<QueuedMessage> ledger,
        CancellationToken cancellation)
    {
        HashSet<string> known = [.. ledger.Select(m => m.Key)];
        QueuedMessage[] queued = [.. commits.SelectMany(CommitRows.Messages).DistinctBy(m => m.Key).Where(m => !known.Contains(m.Key))];
        if (queued.Length is 0)
            return ledger;
        // An earlier part of the import may have brought the ledger.
        string filter = JourneyPartition.RowsOf(id, JourneyPartition.MessagesBegin);
        await foreach (TableEntity row in journeys.QueryAsync<TableEntity>(filter, 1_000, ["Key"], cancellation))
            known.Add(row.GetString("Key"));
        return [.. ledger, .. queued.Where(m => !known.Contains(m.Key))];
    }
}
