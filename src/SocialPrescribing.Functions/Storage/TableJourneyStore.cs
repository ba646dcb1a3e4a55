using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using RequestFailedException = Azure.RequestFailedException;

namespace SocialPrescribing.Functions.Storage;

/// <summary>Journeys in Table Storage, each in a partition of its own. <see cref="Boards"/> explains how commits and boards stay
/// in agreement.</summary>
internal sealed class TableJourneyStore(
    TableClient journeys, TableClient boards, Boards index, EarlierBoards earlier, TableRegister register, TableFacts facts)
    : IJourneyStore
{
    /// <summary>A commit is sent again if the due time was corrected meanwhile, which rarely happens more than once.</summary>
    private const int Attempts = 10;
    private const int MostAtOnce = 1_000;

    /// <summary>
    /// The header of each loaded state's row, for as long as somebody holds that state. So a commit that follows need not read it again.
    /// </summary>
    private readonly ConditionalWeakTable<Journey, JourneyHeader> _loaded = [];
    private readonly TableErasure _erasure = new(journeys, boards, index, earlier, facts);
    private readonly BoardQueries _queries = new(journeys, boards, index);

    public async Task<LoadedJourney> Load(Guid journey, CancellationToken cancellation) =>
        await journeys.Find(journey.ToString("N"), JourneyPartition.State, cancellation) is { } row
            ? await Read(row, cancellation)
            : new LoadedJourney.Missing();

    private async Task<LoadedJourney> Read(TableEntity row, CancellationToken cancellation)
    {
        (StoredJourney? stored, StoredText text) = JourneyPartition.ReadStored(row);
        if (stored is not null)
            _loaded.AddOrUpdate(stored.State, JourneyPartition.ReadHeader(row));
        return stored is not null ? new LoadedJourney.Found(stored) : StoredTexts.Load(text, await Journal(text.Id, cancellation));
    }

    public async Task<string?> AnswerTo(Guid journey, string commandId, CancellationToken cancellation)
    {
        string partition = journey.ToString("N");
        if (await journeys.Find(partition, JourneyPartition.Command(commandId), cancellation) is not { } given)
            return null;
        // A request is repeated when its first answer was lost, so what follows the commit may still be missing.
        if (await journeys.Find(partition, JourneyPartition.Event(given.GetInt32("Version") ?? 0), cancellation) is { } happened)
            await index.Complete(happened, cancellation);
        return given.Text("Answer");
    }

    public async Task<CommitOutcome> Commit(JourneyCommit commit, CancellationToken cancellation)
    {
        commit.Check();
        Retry retry = new(Attempts);
        while (await retry.Again(cancellation))
        {
            JourneyHeader? found = retry.IsFirst
                && commit.Claims.Count is 0
                && commit.Before is { } before
                && _loaded.TryGetValue(before, out JourneyHeader? known) ? known
                : await journeys.ReadHeader(commit.After.Id, cancellation);
            if ((found?.Version ?? 0) != commit.ExpectedVersion)
                break;
            TableCommit rows = new(commit, found);
            // These records lie in other partitions, so they are written first: after a crash the same request finds them.
            if (await register.Claim(commit.Claims, cancellation) is { } taken)
                return taken;

            Boards.Begun begun = await index.Begin(rows.Boards, rows.IsFollowed, null, rows.Version, cancellation);
            (Sent sent, Azure.ETag? written) = await Send(rows, found, cancellation);
            if (sent is Sent.In)
            {
                if (written is { } read)
                    _loaded.AddOrUpdate(commit.After, rows.Header with { Read = read });
                if (rows.Facts is { } counted)
                    await facts.Follow(counted, rows.Version, found?.FactsVersion ?? 0, CancellationToken.None);
                await index.Finish(begun, rows.Event, rows.LeftOut);
                return new CommitOutcome.Committed(rows.Version);
            }
            await index.Withdraw(begun, cancellation);
            if (sent is Sent.Overtaken)
                break;
        }
        return new CommitOutcome.JourneyChanged();
    }

    public async Task<bool> Replay(
        IReadOnlyList<JourneyCommit> commits, IReadOnlyList<QueuedMessage> ledger, IOutbox outbox, CancellationToken cancellation)
    {
        foreach (JourneyCommit commit in commits)
            commit.Check();
        if (commits.Count is 0)
        {
            foreach (QueuedMessage message in ledger)
                await outbox.Queue(message, cancellation);
            return true;
        }
        JourneyHeader? found = commits[0].ExpectedVersion is 0 ? null : await journeys.ReadHeader(commits[0].After.Id, cancellation);
        return (found?.Version ?? 0) == commits[0].ExpectedVersion
            && await TableReplay.Write(journeys, index, register, facts, commits, ledger, found, cancellation);
    }

    private enum Sent
    {
        In,
        /// <summary>Somebody else has used the version or the command's id.</summary>
        Overtaken,
        /// <summary>The due time was corrected meanwhile, so the boards change from another state.</summary>
        Again,
    }

    private async Task<(Sent Sent, Azure.ETag? Written)> Send(TableCommit rows, JourneyHeader? found, CancellationToken cancellation)
    {
        // Each turn leaves out one more message, so the loop ends.
        while (true)
        {
            try
            {
                // The state is the first row of the transaction.
                return (Sent.In, (await journeys.SubmitTransactionAsync(rows.Transaction(found), cancellation)).Value[0].Headers.ETag);
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                if (await journeys.Find(rows.Partition, JourneyPartition.Event(rows.Version), cancellation, ["Write"]) is { } taken)
                    return (taken.SignedWith() == rows.Signature ? Sent.In : Sent.Overtaken, null);
                if (rows.Command is { } command && await journeys.Find(rows.Partition, command, cancellation, ["Version"]) is not null)
                    return (Sent.Overtaken, null);
                // A message that exists already stays as it is. Without it the transaction may go in.
                int messages = rows.Messages.Count;
                foreach (string message in rows.Messages.ToArray())
                    if (await journeys.Find(rows.Partition, message, cancellation, ["Revision"]) is not null)
                        rows.LeaveOut(message);
                if (rows.Messages.Count == messages)
                    return (Sent.Again, null);
            }
        }
    }

    public Task<bool> Erase(Tombstone tombstone, int version, CancellationToken cancellation) =>
        _erasure.Erase(tombstone, version, cancellation);

    public async Task<bool> Reschedule(Guid journey, int version, DateTimeOffset? due, CancellationToken cancellation)
    {
        string partition = journey.ToString("N");
        Retry retry = new(Attempts);
        while (await retry.Again(cancellation))
        {
            if (await journeys.ReadHeader(journey, cancellation) is not { } found || found.Version != version)
                return false;
            if (found.Boards.Count is 0)
            {
                await earlier.Adopt(journey, cancellation);
                continue;
            }
            // The tasks' rows stay: only the due time changes here.
            string[] ofTasks = [.. found.Boards.Where(BoardRow.IsOfTask)], own = [.. found.Boards.Except(ofTasks)];
            BoardChange change = BoardChange.Of(
                journey, Storage.Rows.NewSignature(), BoardRow.Of(journey, found, []), own,
                BoardRow.Of(journey, found with { NextDue = due }, []));
            Boards.Begun begun = await index.Begin(change, false, null, version, cancellation);
            TableEntity state = new TableEntity(partition, JourneyPartition.State) { ["NextDue"] = TableKey.Time(due) }
                .WithBoards([.. change.After, .. ofTasks]);
            if (await journeys.Change(state, found.Read, TableUpdateMode.Merge, change.Signature, cancellation))
            {
                await index.Finish(begun, null, []);
                return true;
            }
            await index.Withdraw(begun, cancellation);
        }
        return false;
    }

    public IAsyncEnumerable<FactsRow> Facts(DateOnly? from, DateOnly? before, CancellationToken cancellation) =>
        facts.Read(from, before, cancellation);

    public Task<FactsForReports> FactsForReports(CancellationToken cancellation) => facts.ForReports(cancellation);

    public Task<int> PackFacts(int least, CancellationToken cancellation) => facts.Pack(least, cancellation);

    public async Task<bool> KeepFacts(Guid journey, int version, FactsRow row, CancellationToken cancellation)
    {
        if (await journeys.ReadHeader(journey, cancellation) is not { } found || found.Version != version)
            return false;
        string signature = Storage.Rows.NewSignature();
        TableEntity state = TableFacts.InState(new TableEntity(journey.ToString("N"), JourneyPartition.State), row, version);
        if (!await journeys.Change(state, found.Read, TableUpdateMode.Merge, signature, cancellation))
            return false;
        await facts.Settle(journey, cancellation);
        return true;
    }

    public async Task<IReadOnlyList<JournalCommit>> Journal(Guid journey, CancellationToken cancellation)
    {
        List<JournalCommit> journal = [];
        string filter = JourneyPartition.RowsOf(journey, JourneyPartition.EventsBegin);
        await foreach (TableEntity row in journeys.QueryAsync<TableEntity>(filter, MostAtOnce, cancellationToken: cancellation))
            journal.Add(JourneyPartition.ReadEvent(row));
        return journal;
    }

    public Task<IReadOnlyList<DueJourney>> DueBy(DateTimeOffset now, int most, CancellationToken cancellation) =>
        _queries.DueBy(now, most, cancellation);

    public Task<DateTimeOffset?> NextDue(CancellationToken cancellation) => _queries.NextDue(cancellation);

    public Task<Page<TaskRow>> Tasks(TaskQuery query, CancellationToken cancellation) => _queries.Tasks(query, cancellation);

    public Task<Page<StoredJourney>> Journeys(JourneyQuery query, CancellationToken cancellation) =>
        _queries.Journeys(query, Read, cancellation);

    public async Task<JourneyRows?> Rows(Guid journey, CancellationToken cancellation)
    {
        JourneyHeader? header = null;
        IReadOnlyList<TaskRow> tasks = [];
        string filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {journey.ToString("N")} and RowKey ge {JourneyPartition.State} and RowKey le {JourneyPartition.Tasks}");
        await foreach (TableEntity row in journeys.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
        {
            if (row.RowKey is JourneyPartition.State)
                header = JourneyPartition.ReadHeader(row);
            else
                tasks = JourneyPartition.TryReadTasks(row) ?? [];
        }
        return header is null ? null
            : new JourneyRows(header.Version, header.NextDue,
                Enum.TryParse(header.Stage, out Stage stage) && Enum.IsDefined(stage) ? stage : null, header.LinkWorker,
                header.FirstTaskDue, [.. tasks.OrderBy(t => t.Task, CodePoints.Order)]);
    }

    /// <summary>Reads the whole table, because a check must not rely on what it checks. Not for requests.</summary>
    public async IAsyncEnumerable<Guid> All(Guid? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string filter = (after is { } last ? TableClient.CreateQueryFilter($"PartitionKey gt {last.ToString("N")} and ") : "")
            + TableClient.CreateQueryFilter($"RowKey eq {JourneyPartition.State}");
        await foreach (TableEntity row in journeys.QueryAsync<TableEntity>(filter, MostAtOnce, ["PartitionKey"], cancellation))
            yield return Guid.ParseExact(row.PartitionKey, "N");
    }

    public async IAsyncEnumerable<(Guid Id, LoadedJourney Journey)> Each(
        Guid? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string filter = (after is { } last ? TableClient.CreateQueryFilter($"PartitionKey gt {last.ToString("N")} and ") : "")
            + TableClient.CreateQueryFilter($"RowKey eq {JourneyPartition.State}");
        await foreach (TableEntity row in journeys.QueryAsync<TableEntity>(filter, MostAtOnce, cancellationToken: cancellation))
        {
            Guid id = Guid.ParseExact(row.PartitionKey, "N");
            if (!row.KnowsBoards())
                await earlier.Adopt(id, cancellation);
            yield return (id, await Read(row, cancellation));
        }
    }

    public Task<int> Repair(DateTimeOffset now, CancellationToken cancellation) => index.Repair(now, cancellation);
}
