using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using RequestFailedException = Azure.RequestFailedException;

namespace SocialPrescribing.Functions.Storage;

/// <summary>Journeys in Table Storage, each in a partition of its own. How commits and boards keep together is said in <see cref="Boards"/>.</summary>
internal sealed class TableJourneyStore(TableClient journeys, TableClient boards, Boards index, TableRegister register) : IJourneyStore
{
    /// <summary>A commit that is overtaken by a correction of the due time is sent again; rarely more than once.</summary>
    private const int Attempts = 10;
    private const int MostAtOnce = 1_000;

    /// <summary>How the row of a state that somebody has loaded stood then, for as long as they hold it: a commit that follows need not look again.</summary>
    private readonly ConditionalWeakTable<Journey, JourneyHeader> _loaded = [];

    public async Task<LoadedJourney> Load(Guid journey, CancellationToken cancellation) =>
        await journeys.Find(journey.ToString("N"), JourneyPartition.State, cancellation) is { } row ? await Read(row, cancellation) : new LoadedJourney.Missing();

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
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            JourneyHeader? found = attempt is 0 && commit.Claims.Count is 0 && commit.Before is { } before && _loaded.TryGetValue(before, out JourneyHeader? known) ? known
                : await Header(commit.After.Id, cancellation);
            if ((found?.Version ?? 0) != commit.ExpectedVersion)
                break;
            TableCommit rows = new(commit, found);
            // They lie in other partitions, so they come first: after a crash the same request finds its own.
            if (await register.Claim(commit.Claims, cancellation) is { } taken)
                return taken;

            Announcement announcement = await index.Announce(commit.After.Id, null, rows.BoardsBefore, rows.BoardsAfter, rows.Version, cancellation);
            rows.Sign(announcement.Signature);
            (Sent sent, Azure.ETag? written) = await Send(rows, found, announcement.Signature, cancellation);
            if (sent is Sent.In)
            {
                if (written is { } read)
                    _loaded.AddOrUpdate(commit.After, rows.Header with { Read = read, Signature = announcement.Signature });
                await index.Follow(announcement, rows.BoardsBefore, rows.BoardsAfter, rows.Event, () => journeys.IsSignedWith(rows.Partition, JourneyPartition.State, announcement.Signature, CancellationToken.None));
                return new CommitOutcome.Committed(rows.Version);
            }
            await index.Withdraw(announcement, cancellation);
            if (sent is Sent.Overtaken)
                break;
        }
        return new CommitOutcome.JourneyChanged();
    }

    private enum Sent
    {
        In,
        /// <summary>Somebody else has taken the version or used the command's id.</summary>
        Overtaken,
        /// <summary>The due time was corrected meanwhile: the boards change from there.</summary>
        Again,
    }

    private async Task<(Sent Sent, Azure.ETag? Written)> Send(TableCommit rows, JourneyHeader? found, string signature, CancellationToken cancellation)
    {
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
                    return (taken.SignedWith() == signature ? Sent.In : Sent.Overtaken, null);
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
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (await Header(journey, cancellation) is not { } found || found.Version != version)
                return false;
            BoardRow[] before = [.. BoardRow.Of(journey, found, [])], after = [.. BoardRow.Of(journey, found with { NextDue = due }, [])];
            Announcement announcement = await index.Announce(journey, null, before, after, version, cancellation);
            if (await journeys.Change(new TableEntity(partition, JourneyPartition.State) { ["NextDue"] = TableKey.Time(due) }, found.Read, TableUpdateMode.Merge, announcement.Signature, cancellation))
            {
                await index.Follow(announcement, before, after, null, () => journeys.IsSignedWith(partition, JourneyPartition.State, announcement.Signature, CancellationToken.None));
                return true;
            }
            await index.Withdraw(announcement, cancellation);
        }
        return false;
    }

    public async Task<IReadOnlyList<JournalCommit>> Journal(Guid journey, CancellationToken cancellation)
    {
        List<JournalCommit> journal = [];
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {journey.ToString("N")} and RowKey ge {JourneyPartition.EventsBegin} and RowKey lt {TableKey.Behind(JourneyPartition.EventsBegin)}");
        await foreach (TableEntity row in journeys.QueryAsync<TableEntity>(filter, MostAtOnce, cancellationToken: cancellation))
            journal.Add(JourneyPartition.ReadEvent(row));
        return journal;
    }

    public async Task<IReadOnlyList<DueJourney>> DueBy(DateTimeOffset now, int most, CancellationToken cancellation) =>
        await boards.True(TableClient.CreateQueryFilter($"PartitionKey eq {BoardRow.Due} and RowKey lt {TableKey.Behind(TableKey.Time(now))}"), most, StillDue(cancellation), cancellation);

    public async Task<DateTimeOffset?> NextDue(CancellationToken cancellation) =>
        (await boards.True(TableClient.CreateQueryFilter($"PartitionKey eq {BoardRow.Due}"), 1, StillDue(cancellation), cancellation)) is [var first] ? first.Due : null;

    private Func<TableEntity, Task<Standing<DueJourney>>> StillDue(CancellationToken cancellation) => async row =>
    {
        Guid id = BoardRow.OwnerOf(row);
        return await Header(id, cancellation) is { NextDue: { } due } && BoardRow.DueKey(due, id) == row.RowKey ? new(new DueJourney(id, due)) : new(null);
    };

    public async Task<Page<TaskRow>> Tasks(TaskQuery query, CancellationToken cancellation)
    {
        TaskMark? after = query.Continue is { } mark ? TaskMark.Read(mark) : null;
        string[] assignees = query is { Unassigned: true, Assignee: null } ? [Queues.Triage, Queues.Lead, Queues.Safeguarding]
            : query.Unassigned && query.Assignee is not (Queues.Triage or Queues.Lead or Queues.Safeguarding) ? []
            : query.Assignee is { } one ? [one] : [];
        string[] partitions = query.Urgent ? [BoardRow.UrgentTasks] : query is { Assignee: null, Unassigned: false } ? [BoardRow.AllTasks] : [.. assignees.Select(BoardRow.TasksOf)];
        string range = (query.DueFrom is { } from ? TableClient.CreateQueryFilter($" and RowKey ge {TableKey.Time(from)}") : "")
            + (query.DueBefore is { } before ? TableClient.CreateQueryFilter($" and RowKey lt {TableKey.Time(before)}") : "")
            + (after is not null ? TableClient.CreateQueryFilter($" and RowKey gt {BoardRow.TaskKey(after.Due, after.Journey, after.Task)}") : "");

        Dictionary<Guid, Task<IReadOnlyList<TaskRow>?>> open = [];
        List<FoundTask> found = [];
        foreach (string partition in partitions)
            found.AddRange(await boards.True(TableClient.CreateQueryFilter($"PartitionKey eq {partition}") + range, query.Most + 1, StillOpen, cancellation));
        if (partitions.Length > 1)
            found = [.. found.OrderBy(t => BoardRow.TaskKey(t.Mark.Due, t.Mark.Journey, t.Mark.Task), StringComparer.Ordinal).Take(query.Most + 1)];
        return Page.Of(found, query.Most);

        async Task<Standing<FoundTask>> StillOpen(TableEntity row)
        {
            Guid id = BoardRow.OwnerOf(row);
            if (!open.TryGetValue(id, out Task<IReadOnlyList<TaskRow>?>? tasks))
                open.Add(id, tasks = OpenTasks(id, cancellation));
            if (await tasks is not { } readable)
                return new(new FoundTask(new TaskMark(TableKey.ReadTime(row.RowKey.Split('-')[0]) ?? DateTimeOffset.MinValue, id, row.GetString("Name")), null));
            return readable.FirstOrDefault(t => t.Task == row.GetString("Name")) is not { } task || BoardRow.TaskKey(task.Due, id, task.Task) != row.RowKey ? new(null)
                : row.PartitionKey is BoardRow.UrgentTasks && task.Urgency is Urgency.Urgent ? new(IsAskedFor(task) ? Found(task) : null, Stays: true)
                : row.PartitionKey is BoardRow.AllTasks || row.PartitionKey == BoardRow.TasksOf(task.Assignee) ? new(Found(task)) : new(null);

            FoundTask Found(TaskRow task) => new(new TaskMark(task.Due, id, task.Task), task);
        }

        // What is urgent is a short list, and whose it is stands in no key.
        bool IsAskedFor(TaskRow task) => (query.Assignee is null || query.Assignee == task.Assignee) && (!query.Unassigned || task.Assignee is Queues.Triage or Queues.Lead or Queues.Safeguarding);
    }

    /// <summary>Null where they cannot be read.</summary>
    private async Task<IReadOnlyList<TaskRow>?> OpenTasks(Guid journey, CancellationToken cancellation) =>
        await journeys.Find(journey.ToString("N"), JourneyPartition.Tasks, cancellation) is { } row ? JourneyPartition.TryReadTasks(row) : [];

    public async Task<Page<StoredJourney>> Journeys(JourneyQuery query, CancellationToken cancellation)
    {
        Guid? after = query.Continue is { } mark ? JourneyMark.Read(mark) : null;
        // The narrowest partition that has them all.
        string partition = query.OverdueAt is not null ? BoardRow.OpenJourneys
            : query.LinkWorker is { } linkWorker ? BoardRow.JourneysOf(linkWorker)
            : query.Stage is { } inStage ? BoardRow.JourneysIn(inStage.ToString()) : BoardRow.AllJourneys;
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition}")
            + (after is { } last ? TableClient.CreateQueryFilter($" and RowKey gt {last.ToString("N")}") : "")
            + (query is { LinkWorker: not null, OverdueAt: null, Stage: { } stage } ? TableClient.CreateQueryFilter($" and Stage eq {stage.ToString()}") : "")
            + (query is { LinkWorker: not null, OverdueAt: null, AnyOf.Count: > 0 }
                ? $" and ({string.Join(" or ", query.AnyOf.Select(s => TableClient.CreateQueryFilter($"Stage eq {s.ToString()}")))})" : "")
            + (query.OverdueAt is { } at ? TableClient.CreateQueryFilter($" and FirstTaskDue gt {TableKey.Time(null)} and FirstTaskDue lt {TableKey.Time(at)}") : "");
        return Page.Of(await boards.True(filter, query.Most + 1, StillSo, cancellation), query.Most);

        async Task<Standing<FoundJourney>> StillSo(TableEntity row)
        {
            Guid id = BoardRow.OwnerOf(row);
            // Rows of before do not say whose it is; then the journey does.
            if (query is { OverdueAt: not null, LinkWorker: { } whose } && row.GetString("LinkWorker") is { } says && says != whose)
                return new(null, Stays: true);
            if (await journeys.Find(id.ToString("N"), JourneyPartition.State, cancellation) is not { } state)
                return new(null);
            JourneyHeader header = JourneyPartition.ReadHeader(state);
            return (query.Stage is null || header.Stage == query.Stage.ToString()) && (query.AnyOf.Count is 0 || query.AnyOf.Any(s => header.Stage == s.ToString())) && (query.LinkWorker is null || header.LinkWorker == query.LinkWorker)
                && (query.OverdueAt is null || header.FirstTaskDue < query.OverdueAt)
                ? new(new FoundJourney(id, (await Read(state, cancellation) as LoadedJourney.Found)?.Stored))
                // It may stand rightly where it does and only lag in what it was chosen by.
                : new(null, Stays: BoardRow.Of(id, header, []).Any(r => r.Key == (row.PartitionKey, row.RowKey)));
        }
    }

    public async Task<JourneyRows?> Rows(Guid journey, CancellationToken cancellation)
    {
        JourneyHeader? header = null;
        IReadOnlyList<TaskRow> tasks = [];
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {journey.ToString("N")} and RowKey ge {JourneyPartition.State} and RowKey le {JourneyPartition.Tasks}");
        await foreach (TableEntity row in journeys.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
        {
            if (row.RowKey is JourneyPartition.State)
                header = JourneyPartition.ReadHeader(row);
            else
                tasks = JourneyPartition.TryReadTasks(row) ?? [];
        }
        return header is null ? null
            : new JourneyRows(header.Version, header.NextDue, Enum.TryParse(header.Stage, out Stage stage) && Enum.IsDefined(stage) ? stage : null, header.LinkWorker, header.FirstTaskDue, [.. tasks.OrderBy(t => t.Task, CodePoints.Order)]);
    }

    /// <summary>Reads the whole table, because a check must not rely on what it checks. Not for requests.</summary>
    public async IAsyncEnumerable<Guid> All(Guid? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string filter = (after is { } last ? TableClient.CreateQueryFilter($"PartitionKey gt {last.ToString("N")} and ") : "") + TableClient.CreateQueryFilter($"RowKey eq {JourneyPartition.State}");
        await foreach (TableEntity row in journeys.QueryAsync<TableEntity>(filter, MostAtOnce, ["PartitionKey"], cancellation))
            yield return Guid.ParseExact(row.PartitionKey, "N");
    }

    public async IAsyncEnumerable<(Guid Id, LoadedJourney Journey)> Each(Guid? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string filter = (after is { } last ? TableClient.CreateQueryFilter($"PartitionKey gt {last.ToString("N")} and ") : "") + TableClient.CreateQueryFilter($"RowKey eq {JourneyPartition.State}");
        await foreach (TableEntity row in journeys.QueryAsync<TableEntity>(filter, MostAtOnce, cancellationToken: cancellation))
            yield return (Guid.ParseExact(row.PartitionKey, "N"), await Read(row, cancellation));
    }

    public Task<int> Repair(DateTimeOffset now, CancellationToken cancellation) => index.Repair(now, cancellation);

    private async Task<JourneyHeader?> Header(Guid journey, CancellationToken cancellation) =>
        await journeys.Find(journey.ToString("N"), JourneyPartition.State, cancellation, JourneyPartition.Header) is { } row ? JourneyPartition.ReadHeader(row) : null;
}
