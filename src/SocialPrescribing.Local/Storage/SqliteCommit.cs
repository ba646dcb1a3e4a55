using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Storage;

/// <summary>
/// One commit, serialised in advance so that the writer's thread has little left to do. It reads everything before it writes anything.
/// </summary>
internal sealed class SqliteCommit(JourneyCommit commit)
{
    private readonly byte[] _state = JsonSerializer.SerializeToUtf8Bytes(commit.After, JourneyJson.Default.Journey);
    private readonly byte[] _events = JsonSerializer.SerializeToUtf8Bytes(commit.Events, JourneyJson.Default.IReadOnlyListJourneyEvent);
    private readonly string _stage = commit.After.Stage.ToString();
    private readonly DateTimeOffset? _firstTaskDue = CommitRows.FirstTaskDue(commit.After);
    private readonly IReadOnlyList<TaskRow> _tasks = CommitRows.Tasks(commit);
    private readonly IReadOnlyList<QueuedMessage> _messages = [.. CommitRows.Messages(commit)];

    public CommitOutcome Write(Connection connection)
    {
        if (Version(connection) != commit.ExpectedVersion || IsCommandKnown(connection))
            return new CommitOutcome.JourneyChanged();
        Span<Standing> standing = stackalloc Standing[commit.Claims.Count];
        for (int i = 0; i < standing.Length; i++)
            if ((standing[i] = SqliteRegister.Look(connection, commit.Claims[i])) is Standing.Conflict)
                return new CommitOutcome.ClaimTaken(commit.Claims[i].Kind, commit.Claims[i].Key);

        int version = commit.ExpectedVersion + 1;
        WriteState(connection, version);
        WriteJournal(connection, version);
        if (commit.Facts is { IsNew: true } facts)
            SqliteFacts.Write(connection, commit.After.Id, facts);
        foreach (TaskRow task in _tasks)
            WriteTask(connection, task);
        foreach (QueuedMessage message in _messages)
            SqliteOutbox.Insert(connection, message);
        for (int i = 0; i < standing.Length; i++)
            if (standing[i] is Standing.Free)
                SqliteRegister.Write(connection, commit.Claims[i]);
        foreach (RecordWrite entry in commit.Entries)
            if (SqliteRegister.Look(connection, entry) is Standing.Free)
                SqliteRegister.Write(connection, entry);
        return new CommitOutcome.Committed(version);
    }

    private int Version(Connection connection)
    {
        using Statement found = connection.Prepare("SELECT version FROM journeys WHERE id = ?").Id(commit.After.Id);
        return found.Next() ? (int)found.NumberAt(0) : 0;
    }

    private bool IsCommandKnown(Connection connection)
    {
        if (commit.CommandId is null || commit.ExpectedVersion is 0)
            return false;
        using Statement found = connection.Prepare("SELECT 1 FROM journal WHERE journey = ? AND command_id = ?").Id(commit.After.Id)
            .Text(commit.CommandId);
        return found.Next();
    }

    private void WriteState(Connection connection, int version)
    {
        using Statement write = connection.Prepare(commit.ExpectedVersion is 0
            ? "INSERT INTO journeys(version, stage, link_worker, next_due, first_task_due, state, id) VALUES(?, ?, ?, ?, ?, ?, ?)"
            : "UPDATE journeys SET version = ?, stage = ?, link_worker = ?, next_due = ?, first_task_due = ?, state = ? WHERE id = ?");
        write.Number(version).Text(_stage).Text(commit.After.LinkWorker).Time(commit.NextDue).Time(_firstTaskDue).Text(_state)
            .Id(commit.After.Id).Run();
    }

    private void WriteJournal(Connection connection, int version)
    {
        using Statement insert = connection.Prepare(
            "INSERT INTO journal(journey, version, at, actor_kind, actor, command_id, answer, events) VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
        insert.Id(commit.After.Id).Number(version).Time(commit.At).Text(commit.By.Kind.ToString()).Text(commit.By.Id).Text(commit.CommandId)
            .Text(commit.Answer).Text(_events).Run();
    }

    private static void WriteTask(Connection connection, TaskRow task)
    {
        using Statement write = connection.Prepare("""
            INSERT OR REPLACE INTO tasks(journey, task, kind, assignee, about, opened_at, due, urgency, closed_at, closed_by)
            VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        write.Id(task.Journey).Text(task.Task).Text(task.Kind.ToString()).Text(task.Assignee).Text(task.About).Time(task.OpenedAt)
            .Time(task.Due).Text(task.Urgency.ToString())
            .Time(task.ClosedAt).Text(task.ClosedBy).Run();
    }
}
