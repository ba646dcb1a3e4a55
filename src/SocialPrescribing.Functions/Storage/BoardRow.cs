using Azure.Data.Tables;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// A row by which a journey, a task or a message is found. Its key says what it is found by and in which order; everything follows from the journey's
/// own partition, which is asked before anything is shown.
/// </summary>
internal sealed record BoardRow(string Partition, string Row, Guid Owner)
{
    public const string Due = "due", AllTasks = "tasks-all", UrgentTasks = "tasks-urgent", AllJourneys = "journeys-all", OpenJourneys = "journeys-open";
    public const string Queued = "mail-queued", Timed = "mail-timed", Sending = "mail-sending", Failed = "mail-failed", Uncertain = "mail-uncertain";

    /// <summary>The task's id or the message's key, where the row is about one.</summary>
    public string? Name { get; init; }
    /// <summary>What rows of a partition are chosen by, beside their order.</summary>
    public string? Stage { get; init; }
    public string? LinkWorker { get; init; }
    public DateTimeOffset? FirstTaskDue { get; init; }
    public DateTimeOffset? NotBefore { get; init; }
    public DateTimeOffset? QueuedAt { get; init; }

    public (string Partition, string Row) Key => (Partition, Row);

    public static string TasksOf(string assignee) => TableKey.Checked("tasks-of-" + TableKey.Encode(assignee));
    public static string JourneysOf(string linkWorker) => TableKey.Checked("journeys-of-" + TableKey.Encode(linkWorker));
    public static string JourneysIn(string stage) => $"journeys-in-{stage}";

    /// <summary>In the order of boards: by due date, then journey, then id.</summary>
    public static string TaskKey(DateTimeOffset due, Guid journey, string task) => TableKey.Checked($"{TableKey.Time(due)}-{journey:N}-{TableKey.Encode(task)}");

    public static string DueKey(DateTimeOffset due, Guid journey) => $"{TableKey.Time(due)}-{journey:N}";

    /// <summary>All rows of a journey.</summary>
    public static IEnumerable<BoardRow> Of(Guid id, JourneyHeader header, IEnumerable<TaskRow> openTasks)
    {
        string row = id.ToString("N");
        yield return new(AllJourneys, row, id);
        yield return new(JourneysIn(header.Stage), row, id);
        if (header.LinkWorker is { } linkWorker)
            yield return new(JourneysOf(linkWorker), row, id) { Stage = header.Stage };
        // The one row that changes with every task.
        if (header.FirstTaskDue is { } first)
            yield return new(OpenJourneys, row, id) { FirstTaskDue = first, LinkWorker = header.LinkWorker };
        if (header.NextDue is { } due)
            yield return new(Due, DueKey(due, id), id);
        foreach (TaskRow task in openTasks)
        {
            string key = TaskKey(task.Due, id, task.Task);
            yield return new(AllTasks, key, id) { Name = task.Task };
            if (task.Urgency is Urgency.Urgent)
                yield return new(UrgentTasks, key, id) { Name = task.Task };
            yield return new(TasksOf(task.Assignee), key, id) { Name = task.Task };
        }
    }

    /// <summary>All rows of a message: none once it is settled well.</summary>
    public static IEnumerable<BoardRow> Of(QueuedMessage message)
    {
        string name = $"{message.Owner:N}-{TableKey.Encode(message.Key)}";
        switch (message.Status)
        {
            case MessageStatus.Queued:
                yield return Row(Queued, $"{message.Priority:D2}-{TableKey.Time(message.QueuedAt)}-{name}") with { NotBefore = message.NotBefore, QueuedAt = message.QueuedAt };
                if (message.NotBefore is not null)
                    yield return Row(Timed, $"{TableKey.Time(message.NotBefore)}-{name}");
                break;
            case MessageStatus.Sending:
                yield return Row(Sending, $"{TableKey.Time(message.NotBefore)}-{name}");
                break;
            case MessageStatus.Failed or MessageStatus.Uncertain:
                yield return Row(message.Status is MessageStatus.Failed ? Failed : Uncertain, name);
                break;
        }

        BoardRow Row(string partition, string key) => new(partition, TableKey.Checked(key), message.Owner) { Name = message.Key };
    }

    public TableEntity ToEntity() => new(Partition, Row)
    {
        ["Owner"] = Owner.ToString("N"),
        ["Name"] = Name,
        ["Stage"] = Stage,
        ["LinkWorker"] = LinkWorker,
        ["FirstTaskDue"] = TableKey.Time(FirstTaskDue),
        ["NotBefore"] = TableKey.Time(NotBefore),
        ["QueuedAt"] = TableKey.Time(QueuedAt),
    };

    public static Guid OwnerOf(TableEntity row) => Guid.ParseExact(row.GetString("Owner"), "N");
}
