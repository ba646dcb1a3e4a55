using System.Runtime.CompilerServices;
using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Evidence;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Storage;

/// <summary>Journeys in SQLite. JSON is written and read on the callers' threads. The writer's thread only puts bytes into rows.</summary>
internal sealed class SqliteJourneyStore(SqliteDatabase database) : IJourneyStore
{
    public async Task<LoadedJourney> Load(Guid journey, CancellationToken cancellation)
    {
        (StoredJourney? stored, StoredText? text) = await database.Read(connection =>
        {
            using Statement found = connection.Prepare("""
                SELECT version, next_due, state, id, (SELECT row FROM facts WHERE journey = journeys.id) FROM journeys WHERE id = ?
                """).Id(journey);
            if (!found.Next())
                return (null, null);
            (StoredJourney? read, StoredText? written) = ReadStored(found);
            string? facts = found.TextOrNullAt(4);
            return (read is null ? null : read with { Facts = facts }, written is null ? null : written with { Facts = facts });
        }, cancellation);
        return stored is not null
            ? new LoadedJourney.Found(stored)
            : text is not null ? StoredTexts.Load(text, await Journal(journey, cancellation)) : new LoadedJourney.Missing();
    }

    public Task<string?> AnswerTo(Guid journey, string commandId, CancellationToken cancellation) => database.Read(connection =>
    {
        using Statement found = connection.Prepare("SELECT answer FROM journal WHERE journey = ? AND command_id = ?").Id(journey)
            .Text(commandId);
        return found.Next() ? found.TextOrNullAt(0) : null;
    }, cancellation);

    public Task<CommitOutcome> Commit(JourneyCommit commit, CancellationToken cancellation)
    {
        commit.Check();
        SqliteCommit prepared = new(commit);
        return database.Write(prepared.Write, cancellation);
    }

    public Task<bool> Erase(Tombstone tombstone, int version, CancellationToken cancellation) =>
        database.Write(connection => SqliteErasure.Write(connection, tombstone, version), cancellation);

    public Task<bool> Scrub(CancellationToken cancellation) => database.EmptyLog(cancellation);

    public Task<bool> Reschedule(Guid journey, int version, DateTimeOffset? due, CancellationToken cancellation) =>
        database.Write(connection =>
    {
        using Statement update = connection.Prepare("UPDATE journeys SET next_due = ? WHERE id = ? AND version = ?").Time(due).Id(journey)
            .Number(version);
        return update.Run() is 1;
    }, cancellation);

    public async IAsyncEnumerable<FactsRow> Facts(
        DateOnly? from, DateOnly? before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        FactsRow? last = null;
        while (true)
        {
            IReadOnlyList<FactsRow> some = await database.Read(
                connection => SqliteFacts.Read(connection, from ?? DateOnly.MinValue, before ?? DateOnly.MaxValue, last), cancellation);
            foreach (FactsRow row in some)
                yield return last = row;
            if (SqliteFacts.IsLast(some))
                yield break;
        }
    }

    public Task<FactsForReports> FactsForReports(CancellationToken cancellation) =>
        database.Read(SqliteFacts.ForReports, cancellation);

    public async Task<int> PackFacts(int least, CancellationToken cancellation)
    {
        IReadOnlyList<DateOnly> months = await database.Read(connection => SqliteFacts.ToPack(connection, least), cancellation);
        foreach (DateOnly month in months)
        {
            await database.Write(connection => SqliteFacts.BeginToPack(connection, month), cancellation);
            List<(FactsRow, int)> rows = [];
            await foreach (FactsRow row in Facts(month, month.AddMonths(1), cancellation))
                rows.Add((row, 0));
            byte[] block = PackedFacts.Pack(rows);
            await database.Write(connection => SqliteFacts.Pack(connection, month, block), cancellation);
        }
        return months.Count;
    }

    public Task<bool> KeepFacts(Guid journey, int version, FactsRow facts, CancellationToken cancellation) => database.Write(connection =>
    {
        using Statement found = connection.Prepare("SELECT 1 FROM journeys WHERE id = ? AND version = ?").Id(journey).Number(version);
        if (!found.Next())
            return false;
        SqliteFacts.Write(connection, journey, facts);
        return true;
    }, cancellation);

    public Task<IReadOnlyList<JournalCommit>> Journal(Guid journey, CancellationToken cancellation) =>
        database.Read<IReadOnlyList<JournalCommit>>(connection =>
    {
        List<JournalCommit> journal = [];
        using Statement rows = connection.Prepare(
            "SELECT version, at, actor_kind, actor, command_id, events FROM journal WHERE journey = ? ORDER BY version").Id(journey);
        while (rows.Next())
            journal.Add(
                StoredTexts.Line((int)rows.NumberAt(0), rows.TimeAt(1), rows.TextOrNullAt(2), rows.TextOrNullAt(3), rows.TextOrNullAt(4),
                    rows.BytesAt(5)));
        return journal;
    }, cancellation);

    public Task<IReadOnlyList<DueJourney>> DueBy(DateTimeOffset now, int most, CancellationToken cancellation) =>
        database.Read<IReadOnlyList<DueJourney>>(connection =>
    {
        List<DueJourney> due = [];
        using Statement rows = connection.Prepare("SELECT id, next_due FROM journeys WHERE next_due <= ? ORDER BY next_due, id LIMIT ?")
            .Time(now).Number(most);
        while (rows.Next())
            due.Add(new DueJourney(rows.IdAt(0), rows.TimeAt(1)));
        return due;
    }, cancellation);

    public Task<DateTimeOffset?> NextDue(CancellationToken cancellation) => database.Read<DateTimeOffset?>(connection =>
    {
        using Statement first = connection.Prepare("SELECT next_due FROM journeys WHERE next_due IS NOT NULL ORDER BY next_due LIMIT 1");
        return first.Next() ? first.TimeAt(0) : null;
    }, cancellation);

    public Task<Page<TaskRow>> Tasks(TaskQuery query, CancellationToken cancellation)
    {
        TaskMark? after = query.Continue is { } mark ? TaskMark.Read(mark) : null;
        return database.Read(connection =>
        {
            StringBuilder sql = new($"SELECT {TaskColumns} FROM tasks WHERE closed_at IS NULL");
            if (query.Assignee is not null)
                sql.Append(" AND assignee = ?");
            if (query.Unassigned)
                sql.Append(" AND assignee IN (?, ?, ?)");
            if (query.Urgent)
                sql.Append(" AND urgency = 'Urgent'");
            if (query.DueFrom is not null)
                sql.Append(" AND due >= ?");
            if (query.DueBefore is not null)
                sql.Append(" AND due < ?");
            if (after is not null)
                sql.Append(" AND (due, journey, task) > (?, ?, ?)");
            using Statement rows = connection.Prepare(sql.Append(" ORDER BY due, journey, task LIMIT ?").ToString());
            if (query.Assignee is not null)
                rows.Text(query.Assignee);
            if (query.Unassigned)
                rows.Text(Queues.Triage).Text(Queues.Lead).Text(Queues.Safeguarding);
            if (query.DueFrom is not null)
                rows.Time(query.DueFrom);
            if (query.DueBefore is not null)
                rows.Time(query.DueBefore);
            if (after is not null)
                rows.Time(after.Due).Id(after.Journey).Text(after.Task);
            rows.Number(query.Most + 1L);

            List<FoundTask> items = [];
            while (rows.Next())
                items.Add(new FoundTask(new TaskMark(rows.TimeAt(6), rows.IdAt(0), rows.TextAt(1)), ReadTask(rows)));
            return Page.Of(items, query.Most);
        }, cancellation);
    }

    public async Task<Page<StoredJourney>> Journeys(JourneyQuery query, CancellationToken cancellation)
    {
        Guid? after = query.Continue is { } mark ? JourneyMark.Read(mark) : null;
        List<(Guid Id, StoredJourney? Stored)> found = await database.Read(connection =>
        {
            StringBuilder sql = new($"SELECT id FROM journeys WHERE stage <> '{Tombstone.Stage}'");
            if (query.Stage is not null)
                sql.Append(" AND stage = ?");
            if (query.AnyOf.Count > 0)
                sql.Append(" AND stage IN (").AppendJoin(", ", query.AnyOf.Select(_ => "?")).Append(')');
            if (query.Except is not null)
                sql.Append(" AND id <> ?");
            if (query.LinkWorker is not null)
                sql.Append(" AND link_worker = ?");
            if (query.OverdueAt is not null)
                sql.Append(" AND first_task_due < ?");
            if (after is not null)
                sql.Append(" AND id > ?");
            sql.Append(" ORDER BY id LIMIT ?");
            // The ids come from an index. Only the page's states, which are long, are read from the table.
            using Statement rows = connection.Prepare($"SELECT version, next_due, state, id FROM journeys WHERE id IN ({sql}) ORDER BY id");
            if (query.Stage is { } stage)
                rows.Text(stage.ToString());
            foreach (Stage one in query.AnyOf)
                rows.Text(one.ToString());
            if (query.Except is { } except)
                rows.Id(except);
            if (query.LinkWorker is not null)
                rows.Text(query.LinkWorker);
            if (query.OverdueAt is not null)
                rows.Time(query.OverdueAt);
            if (after is { } id)
                rows.Id(id);
            rows.Number(query.Most + 1L);

            List<(Guid, StoredJourney?)> items = [];
            while (rows.Next())
                items.Add((rows.IdAt(3), ReadStored(rows).Stored));
            return items;
        }, cancellation);
        List<FoundJourney> items = new(found.Count);
        foreach ((Guid id, StoredJourney? stored) in found)
            items.Add(new FoundJourney(id, stored ?? await this.Find(id, cancellation)));
        return Page.Of(items, query.Most);
    }

    public Task<JourneyRows?> Rows(Guid journey, CancellationToken cancellation) => database.Read(connection =>
    {
        // Both statements read the same snapshot.
        connection.Execute("BEGIN");
        try
        {
            using Statement found =
                connection.Prepare("SELECT version, next_due, stage, link_worker, first_task_due FROM journeys WHERE id = ?").Id(journey);
            if (!found.Next())
                return null;
            List<TaskRow> tasks = [];
            using Statement open =
                connection.Prepare($"SELECT {TaskColumns} FROM tasks WHERE journey = ? AND closed_at IS NULL ORDER BY task").Id(journey);
            while (open.Next())
                if (ReadTask(open) is { } task)
                    tasks.Add(task);
            return new JourneyRows((int)found.NumberAt(0), found.TimeOrNullAt(1), found.ChoiceAt<Stage>(2), found.TextOrNullAt(3),
                found.TimeOrNullAt(4), tasks);
        }
        finally
        {
            connection.Execute("COMMIT");
        }
    }, cancellation);

    public async IAsyncEnumerable<Guid> All(Guid? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        const int AtOnce = 1_000;
        Guid? last = after;
        while (true)
        {
            List<Guid> ids = await database.Read(connection =>
            {
                List<Guid> some = new(AtOnce);
                using Statement rows = connection.Prepare(
                    last is null
                        ? "SELECT id FROM journeys ORDER BY id LIMIT ?"
                        : "SELECT id FROM journeys WHERE id > ? ORDER BY id LIMIT ?");
                if (last is { } behind)
                    rows.Id(behind);
                rows.Number(AtOnce);
                while (rows.Next())
                    some.Add(rows.IdAt(0));
                return some;
            }, cancellation);
            foreach (Guid id in ids)
                yield return id;
            if (ids.Count < AtOnce)
                yield break;
            last = ids[^1];
        }
    }

    private const string TaskColumns = "journey, task, kind, assignee, about, opened_at, due, urgency";

    /// <summary>Null if this version does not know a word in it.</summary>
    private static TaskRow? ReadTask(Statement row) => row.ChoiceAt<TaskKind>(2) is { } kind && row.ChoiceAt<Urgency>(7) is { } urgency
        ? new(row.IdAt(0), row.TextAt(1), kind, row.TextAt(3), row.TextOrNullAt(4), row.TimeAt(5), row.TimeAt(6), urgency) : null;

    private static (StoredJourney? Stored, StoredText? Text) ReadStored(Statement row) => StoredTexts.State(row.BytesAt(2)) is { } state
        ? (new StoredJourney(state, (int)row.NumberAt(0), row.TimeOrNullAt(1)), null)
        : (null, new StoredText(row.IdAt(3), (int)row.NumberAt(0), row.TimeOrNullAt(1), row.BytesAt(2).ToArray()));
}
