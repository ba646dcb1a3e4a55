using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using RequestFailedException = Azure.RequestFailedException;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// Journeys in Table Storage, each in a partition of its own. How commits and boards keep together is said in <see cref="Boards"/>.
/// </summary>
internal sealed class TableJourneyStore(
    TableClient journeys, TableClient boards, Boards index, EarlierBoards earlier, TableRegister register) : IJourneyStore
{
    /// <summary>A commit that is overtaken by a correction of the due time is sent again; rarely more than once.</summary>
    private const int Attempts = 10;
    private const int MostAtOnce = 1_000;

    /// <summary>
    /// How the row of a state that somebody has loaded stood then, for as long as they hold it: a commit that follows need not look again.
    /// </summary>
    private readonly ConditionalWeakTable<Journey, JourneyHeader> _loaded = [];

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
        // A repetition may come because the first answer did not, so what follows from the command may be missing still.
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
                : await Header(commit.After.Id, cancellation);
            if ((found?.Version ?? 0) != commit.ExpectedVersion)
                break;
            TableCommit rows = new(commit, found);
            // They lie in other partitions, so they come first: after a crash the same request finds its own.
            if (await register.Claim(commit.Claims, cancellation) is { } taken)
                return taken;

            Boards.Begun begun = await index.Begin(rows.Boards, rows.IsFollowed, null, rows.Version, cancellation);
            (Sent sent, Azure.ETag? written) = await Send(rows, found, cancellation);
            if (sent is Sent.In)
            {
                if (written is { } read)
                    _loaded.AddOrUpdate(commit.After, rows.Header with { Read = read });
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
        JourneyHeader? found = commits[0].ExpectedVersion is 0 ? null : await Header(commits[0].After.Id, cancellation);
        return (found?.Version ?? 0) == commits[0].ExpectedVersion
            && await TableReplay.Write(journeys, index, register, commits, ledger, found, cancellation);
    }

    private enum Sent
    {
        In,
        /// <summary>Somebody else has taken the version or used the command's id.</summary>
        Overtaken,
        /// <summary>The due time was corrected meanwhile: the boards change from there.</summary>
        Again,
    }

    private async Task<(Sent Sent, Azure.ETag? Written)> Send(TableCommit rows, JourneyHeader? found, CancellationToken cancellation)
    {
        // Each turn leaves a message out, so it ends.
        while (true)
        {
            try
            {
                // The state is the first row of it.
                return (Sent.In, (await journeys.SubmitTransactionAsync(rows.Transaction(found), cancellation)).Value[0].Headers.ETag);
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                if (await journeys.Find(rows.Partition, JourneyPartition.Event(rows.Version), cancellation, ["Write"]) is { } taken)
                    return (taken.SignedWith() == rows.Signature ? Sent.In : Sent.Overtaken, null);
                if (rows.Command is { } command && await journeys.Find(rows.Partition, command, cancellation, ["Version"]) is not null)
                    return (Sent.Overtaken, null);
                // A message that is there already stays as it is; without it the transaction may go in.
                int messages = rows.Messages.Count;
                foreach (string message in rows.Messages.ToArray())
                    if (await journeys.Find(rows.Partition, message, cancellation, ["Revision"]) is not null)
                        rows.LeaveOut(message);
                if (rows.Messages.Count == messages)
                    return (Sent.Again, null);
            }
        }
    }

    public async Task<bool> Reschedule(Guid journey, int version, DateTimeOffset? due, CancellationToken cancellation)
    {
        string partition = journey.ToString("N");
        Retry retry = new(Attempts);
        while (await retry.Again(cancellation))
        {
            if (await Header(journey, cancellation) is not { } found || found.Version != version)
                return false;
            if (found.Boards.Count is 0)
            {
                await earlier.Adopt(journey, cancellation);
                continue;
            }
            // The tasks' rows stay: of this change only the due time is known.
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

    public async Task<IReadOnlyList<JournalCommit>> Journal(Guid journey, CancellationToken cancellation)
    {
        List<JournalCommit> journal = [];
        string filter = JourneyPartition.RowsOf(journey, JourneyPartition.EventsBegin);
        await foreach (TableEntity row in journeys.QueryAsync<TableEntity>(filter, MostAtOnce, cancellationToken: cancellation))
            journal.Add(JourneyPartition.ReadEvent(row));
        return journal;
    }

    public async Task<IReadOnlyList<DueJourney>> DueBy(DateTimeOffset now, int most, CancellationToken cancellation) =>
        await boards.True(BoardRow.Range(BoardRow.From(BoardRow.Due), BoardRow.Behind(BoardRow.Due, TableKey.Time(now))), most,
            index.LeftBefore, StillDue(cancellation), cancellation);

    public async Task<DateTimeOffset?> NextDue(CancellationToken cancellation) =>
        (await boards.True(BoardRow.Range(BoardRow.From(BoardRow.Due), BoardRow.Behind(BoardRow.Due)), 1, index.LeftBefore,
            StillDue(cancellation), cancellation)) is [var first] ? first.Due : null;

    private Func<TableEntity, Task<Standing<DueJourney>>> StillDue(CancellationToken cancellation) => async row =>
    {
        Guid id = BoardRow.OwnerOf(row);
        return await Header(id, cancellation) is { NextDue: { } due } header && header.Boards.Contains(row.RowKey)
            ? new(new DueJourney(id, due)) : new(null);
    };

    public async Task<Page<TaskRow>> Tasks(TaskQuery query, CancellationToken cancellation)
    {
        TaskMark? after = query.Continue is { } mark ? TaskMark.Read(mark) : null;
        string[] assignees = query is { Unassigned: true, Assignee: null } ? [Queues.Triage, Queues.Lead, Queues.Safeguarding]
            : query.Unassigned && query.Assignee is not (Queues.Triage or Queues.Lead or Queues.Safeguarding) ? []
            : query.Assignee is { } one ? [one] : [];
        string[] ofQuery = query.Urgent
            ? [BoardRow.UrgentTasks]
            : query is { Assignee: null, Unassigned: false } ? [BoardRow.AllTasks] : [.. assignees.Select(BoardRow.TasksOf)];

        Dictionary<Guid, Task<OpenTasks>> open = [];
        List<FoundTask> found = [];
        foreach (IReadOnlyList<FoundTask> some in await Task.WhenAll(
            ofQuery.Select(b => boards.True(Range(b), query.Most + 1, index.LeftBefore, StillOpen, cancellation))))
            found.AddRange(some);
        if (ofQuery.Length > 1)
            found = [.. found.OrderBy(t => BoardRow.TaskSort(t.Mark.Due, t.Mark.Journey, t.Mark.Task), StringComparer.Ordinal)
                .Take(query.Most + 1)];
        return Page.Of(found, query.Most);

        string Range(string board)
        {
            string start = BoardRow.From(board, query.DueFrom is { } from ? TableKey.Time(from) : "");
            if (after is not null
                && BoardRow.After(board, BoardRow.TaskSort(after.Due, after.Journey, after.Task)) is var next
                && string.CompareOrdinal(next, start) > 0)
                start = next;
            return BoardRow.Range(start,
                query.DueBefore is { } before ? BoardRow.From(board, TableKey.Time(before)) : BoardRow.Behind(board));
        }

        async Task<Standing<FoundTask>> StillOpen(TableEntity row)
        {
            Guid id = BoardRow.OwnerOf(row);
            Task<OpenTasks>? tasks;
            lock (open)
                if (!open.TryGetValue(id, out tasks))
                    open.Add(id, tasks = Open(id, cancellation));
            OpenTasks now = await tasks;
            if (now.Readable is not { } readable)
                return new(
                    new FoundTask(
                        new TaskMark(TableKey.ReadTime(BoardRow.SortOf(row.RowKey).Split('-')[0]) ?? DateTimeOffset.MinValue, id,
                            row.GetString("Name")), null));
            return !now.Boards.Contains(row.RowKey) || readable.FirstOrDefault(t => t.Task == row.GetString("Name")) is not { } task
                ? new(null)
                : BoardRow.BoardOf(row.RowKey) is BoardRow.UrgentTasks ? new(IsAskedFor(task) ? Found(task) : null, Stays: true)
                : new(Found(task));

            FoundTask Found(TaskRow task) => new(new TaskMark(task.Due, id, task.Task), task);
        }

        // What is urgent is a short list, and whose it is stands in no key.
        bool IsAskedFor(TaskRow task) =>
            (query.Assignee is null || query.Assignee == task.Assignee)
                && (!query.Unassigned || task.Assignee is Queues.Triage or Queues.Lead or Queues.Safeguarding);
    }

    /// <param name="Readable">Null where they cannot be read.</param>
    private sealed record OpenTasks(IReadOnlyList<TaskRow>? Readable, IReadOnlyList<string> Boards);

    private async Task<OpenTasks> Open(Guid journey, CancellationToken cancellation) =>
        await journeys.Find(journey.ToString("N"), JourneyPartition.Tasks, cancellation) is { } row
            ? new(JourneyPartition.TryReadTasks(row), row.Boards()) : new([], []);

    public async Task<Page<StoredJourney>> Journeys(JourneyQuery query, CancellationToken cancellation)
    {
        Guid? after = query.Continue is { } mark ? JourneyMark.Read(mark) : null;
        // The narrowest board that has them all.
        string board = query.OverdueAt is not null ? BoardRow.OpenJourneys
            : query.LinkWorker is { } linkWorker ? BoardRow.JourneysOf(linkWorker)
            : query.Stage is { } inStage ? BoardRow.JourneysIn(inStage.ToString()) : BoardRow.AllJourneys;
        string filter =
            BoardRow.Range(after is { } last ? BoardRow.After(board, last.ToString("N")) : BoardRow.From(board), BoardRow.Behind(board))
            + (query is { LinkWorker: not null, OverdueAt: null, Stage: { } stage }
                ? TableClient.CreateQueryFilter($" and Stage eq {stage.ToString()}") : "")
            + (query is { LinkWorker: not null, OverdueAt: null, AnyOf.Count: > 0 }
                ? $" and ({string.Join(" or ", query.AnyOf.Select(s => TableClient.CreateQueryFilter($"Stage eq {s.ToString()}")))})" : "")
            + (query.OverdueAt is { } at
                ? TableClient.CreateQueryFilter($" and FirstTaskDue gt {TableKey.Time(null)} and FirstTaskDue lt {TableKey.Time(at)}")
                : "");
        return Page.Of(await boards.True(filter, query.Most + 1, index.LeftBefore, StillSo, cancellation), query.Most);

        async Task<Standing<FoundJourney>> StillSo(TableEntity row)
        {
            Guid id = BoardRow.OwnerOf(row);
            if (id == query.Except)
                return new(null, Stays: true);
            // Rows of before do not say whose it is; then the journey does.
            if (query is { OverdueAt: not null, LinkWorker: { } whose } && row.GetString("LinkWorker") is { } says && says != whose)
                return new(null, Stays: true);
            if (await journeys.Find(id.ToString("N"), JourneyPartition.State, cancellation) is not { } state)
                return new(null);
            JourneyHeader header = JourneyPartition.ReadHeader(state);
            if (!header.Boards.Contains(row.RowKey))
                return new(null);
            return (query.Stage is null || header.Stage == query.Stage.ToString())
                && (query.AnyOf.Count is 0 || query.AnyOf.Any(s => header.Stage == s.ToString()))
                && (query.LinkWorker is null || header.LinkWorker == query.LinkWorker)
                && (query.OverdueAt is null || header.FirstTaskDue < query.OverdueAt)
                ? new(new FoundJourney(id, (await Read(state, cancellation) as LoadedJourney.Found)?.Stored))
                // It may stand rightly where it does and only lag in what it was chosen by.
                : new(null, Stays: true);
        }
    }

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

    private async Task<JourneyHeader?> Header(Guid journey, CancellationToken cancellation) =>
        await journeys.Find(journey.ToString("N"), JourneyPartition.State, cancellation, JourneyPartition.Header) is { } row
            ? JourneyPartition.ReadHeader(row) : null;
}
