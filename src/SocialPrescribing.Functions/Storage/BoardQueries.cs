using Azure.Data.Tables;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// Answers the queries for journeys that are due, for tasks and for journeys. Each board row is compared with its journey before it
/// is shown.
/// </summary>
internal sealed class BoardQueries(TableClient journeys, TableClient boards, Boards index)
{
    public async Task<IReadOnlyList<DueJourney>> DueBy(DateTimeOffset now, int most, CancellationToken cancellation) =>
        await boards.True(BoardRow.Range(BoardRow.From(BoardRow.Due), BoardRow.Behind(BoardRow.Due, TableKey.Time(now))), most,
            index.LeftBefore, StillDue(cancellation), cancellation);

    public async Task<DateTimeOffset?> NextDue(CancellationToken cancellation) =>
        (await boards.True(BoardRow.Range(BoardRow.From(BoardRow.Due), BoardRow.Behind(BoardRow.Due)), 1, index.LeftBefore,
            StillDue(cancellation), cancellation)) is [var first] ? first.Due : null;

    private Func<TableEntity, Task<Standing<DueJourney>>> StillDue(CancellationToken cancellation) => async row =>
    {
        Guid id = BoardRow.OwnerOf(row);
        return await journeys.ReadHeader(id, cancellation) is { NextDue: { } due } header && header.Boards.Contains(row.RowKey)
            ? new(new DueJourney(id, due)) : new(null);
    };

    public async Task<Page<TaskRow>> Tasks(TaskQuery query, CancellationToken cancellation)
    {
        TaskMark? after = query.Continue is { } mark ? TaskMark.Read(mark) : null;
        string[] assignees = query is { Unassigned: true, Assignee: null } ? [Queues.Triage, Queues.Lead, Queues.Safeguarding]
            : query.Unassigned && !Queues.Is(query.Assignee) ? []
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

        // The list of urgent tasks is short, and its keys do not hold the assignee.
        bool IsAskedFor(TaskRow task) =>
            (query.Assignee is null || query.Assignee == task.Assignee)
                && (!query.Unassigned || Queues.Is(task.Assignee));
    }

    /// <param name="Readable">Null where they cannot be read.</param>
    private sealed record OpenTasks(IReadOnlyList<TaskRow>? Readable, IReadOnlyList<string> Boards);

    private async Task<OpenTasks> Open(Guid journey, CancellationToken cancellation) =>
        await journeys.Find(journey.ToString("N"), JourneyPartition.Tasks, cancellation) is { } row
            ? new(JourneyPartition.TryReadTasks(row), row.Boards()) : new([], []);

    /// <param name="read">Reads the row of a state.</param>
    public async Task<Page<StoredJourney>> Journeys(
        JourneyQuery query, Func<TableEntity, CancellationToken, Task<LoadedJourney>> read, CancellationToken cancellation)
    {
        Guid? after = query.Continue is { } mark ? JourneyMark.Read(mark) : null;
        // The smallest board that holds every row asked for.
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
            // Rows of an earlier version do not hold the link worker. For those the journey is read.
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
                ? new(new FoundJourney(id, (await read(state, cancellation) as LoadedJourney.Found)?.Stored))
                // The row may be current although a field by which it was selected is out of date.
                : new(null, Stays: true);
        }
    }
}
