using Azure.Data.Tables;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Storage;

/// <summary>The rows of one commit: those of its transaction in the journey's partition, and the change of the boards.</summary>
internal sealed class TableCommit
{
    private readonly TableEntity _state, _tasks;
    private readonly TableEntity? _command;
    private readonly Dictionary<string, TableEntity> _messages = [];
    private readonly List<string> _leftOut = [];

    /// <param name="found">The journey as it is; null if it is new.</param>
    /// <exception cref="CommitTooLargeException">It is more than one transaction takes.</exception>
    /// <exception cref="ArgumentException">The name of a task or a message is too long for a key.</exception>
    public TableCommit(JourneyCommit commit, JourneyHeader? found)
    {
        Guid id = commit.After.Id;
        Version = commit.ExpectedVersion + 1;
        TaskRow[] before = OpenBefore(commit);
        Dictionary<string, TaskRow> open = before.ToDictionary(t => t.Task);
        Follow(open, commit);
        Header =
            new(Version, commit.NextDue, commit.After.Stage.ToString(), commit.After.LinkWorker, CommitRows.FirstTaskDue(commit.After));
        BoardChange own = BoardChange.Of(
            id, Signature, found is null ? [] : BoardRow.Of(id, found, before), found?.Boards ?? [], BoardRow.Of(id, Header, open.Values));
        Facts = commit.Facts is { IsNew: true } counted ? counted : null;
        Header = Header with
        {
            Boards = own.After,
            Signature = Signature,
            FactsVersion = commit.Facts is null ? 0 : Facts is null ? found?.FactsVersion ?? 0 : Version,
        };
        _state = TableFacts.InState(
            JourneyPartition.StateRow(commit).WithBoards(own.After).Signed(Signature), commit.Facts, Header.FactsVersion);
        _tasks = JourneyPartition.TasksRow(id, [.. open.Values]).WithBoards(own.After.Where(BoardRow.IsOfTask));
        Event = JourneyPartition.EventRow(commit).Signed(Signature);
        _command = commit.CommandId is { } command ? JourneyPartition.CommandRow(id, command, commit.Answer, Version) : null;

        // The other messages are written after the transaction.
        List<(string, BoardRow)> come = [.. own.Come];
        foreach (QueuedMessage message in CommitRows.Messages(commit).DistinctBy(m => m.Key).Take(Limits.MostMessages))
        {
            BoardChange rows = BoardChange.Of(id, Signature, [], [], BoardRow.Of(message));
            come.AddRange(rows.Come);
            _messages.Add(JourneyPartition.Message(message.Key), JourneyPartition.MessageRow(message).WithBoards(rows.After));
        }
        Boards = own with { Come = come };
        IsFollowed = commit.Entries.Count > 0 || Facts is not null || Event.GetBoolean("HasSurplus") is true;
        Limits.Check(Transaction(found));
    }

    public static TaskRow[] OpenBefore(JourneyCommit commit) =>
        [.. (commit.Before?.Tasks ?? [])
            .Select(t => new TaskRow(commit.After.Id, t.Id, t.Kind, t.Assignee, t.About, t.OpenedAt, t.Due, t.Urgency))];

    /// <summary>The open tasks as they are after the commit.</summary>
    public static void Follow(Dictionary<string, TaskRow> open, JourneyCommit commit)
    {
        foreach (TaskRow task in CommitRows.Tasks(commit))
        {
            if (task.ClosedAt is null)
                open[task.Task] = task;
            else
                open.Remove(task.Task);
        }
    }

    public int Version { get; }
    /// <summary>The journey's header after the commit.</summary>
    public JourneyHeader Header { get; }
    public TableEntity Event { get; }
    public string Signature { get; } = Rows.NewSignature();
    public BoardChange Boards { get; }
    /// <summary>Whether something other than board rows must be written after it.</summary>
    public bool IsFollowed { get; }
    /// <summary>The journey's facts, if they have changed. They follow into a table of their own.</summary>
    public FactsRow? Facts { get; }
    public string Partition => _state.PartitionKey;
    public string? Command => _command?.RowKey;
    public IReadOnlyCollection<string> Messages => _messages.Keys;
    /// <summary>Keys of the board rows of messages that were left out.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>Leaves out a message that exists already. It stays as it is, and so do its board rows.</summary>
    public void LeaveOut(string message)
    {
        _leftOut.AddRange(_messages[message].Boards());
        _messages.Remove(message);
    }

    /// <summary>
    /// All or nothing. The rows of the version and of the command are insertions, so that each is used only once. The state must be as it
    /// was read.
    /// </summary>
    public IReadOnlyList<TableTransactionAction> Transaction(JourneyHeader? found)
    {
        List<TableTransactionAction> actions =
        [
            found is null ? new(TableTransactionActionType.Add, _state) : new(TableTransactionActionType.UpdateReplace, _state, found.Read),
            new(TableTransactionActionType.UpsertReplace, _tasks),
            new(TableTransactionActionType.Add, Event),
        ];
        if (_command is not null)
            actions.Add(new(TableTransactionActionType.Add, _command));
        actions.AddRange(_messages.Values.Select(m => new TableTransactionAction(TableTransactionActionType.Add, m)));
        return actions;
    }
}
