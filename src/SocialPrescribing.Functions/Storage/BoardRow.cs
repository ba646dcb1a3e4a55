using Azure.Data.Tables;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// A row by which a journey, a task or a message is found. Its key says by what it is found and in which order. The journey's own partition
/// decides: it is read before anything is shown.
/// </summary>
/// <remarks>
/// All boards lie in one partition, so that one transaction changes all of them. Each time a row is written, its key ends in a new text
/// (<see cref="KeyOf"/>), so whoever deletes a row can only delete the one that they know of.
/// </remarks>
internal sealed record BoardRow(string Board, string Sort, Guid Owner)
{
    /// <summary>The partition of all boards.</summary>
    public const string Partition = "rows";
    public const string Due = "due", AllTasks = "tasks-all", UrgentTasks = "tasks-urgent", AllJourneys = "journeys-all",
        OpenJourneys = "journeys-open";
    public const string Queued = "mail-queued", Timed = "mail-timed", Sending = "mail-sending", Failed = "mail-failed",
        Uncertain = "mail-uncertain";

    /// <summary>Sorts before everything that <see cref="TableKey.Encode"/> writes, so that a text sorts before all longer texts that begin
    /// with it.</summary>
    private const string Separator = "!00";
    private const int TextOfOwn = 12;

    /// <summary>The task's id or the message's key, where the row is about one.</summary>
    public string? Name { get; init; }
    /// <summary>The fields from here on select rows of a board, beside their order.</summary>
    public string? Stage { get; init; }
    public string? LinkWorker { get; init; }
    public DateTimeOffset? FirstTaskDue { get; init; }
    public DateTimeOffset? NotBefore { get; init; }
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>The key without the text that is new each time.</summary>
    public string Place => Board + Separator + Sort;

    /// <param name="signature">The signature of the change that writes the row.</param>
    public string KeyOf(string signature) => TableKey.Checked(Place + Separator + signature[..TextOfOwn]);

    public static string PlaceOf(string key) => key[..key.LastIndexOf(Separator, StringComparison.Ordinal)];

    public static string BoardOf(string key) => key[..key.IndexOf(Separator, StringComparison.Ordinal)];

    /// <summary>The part of the key by which the board is sorted.</summary>
    public static string SortOf(string key) => PlaceOf(key)[(BoardOf(key).Length + Separator.Length)..];

    /// <summary>The least key of a board, or the least key that is not before <paramref name="sort"/>.</summary>
    public static string From(string board, string sort = "") => board + Separator + sort;

    /// <summary>The least key behind everything that begins with <paramref name="sort"/>.</summary>
    public static string Behind(string board, string sort = "") => TableKey.Behind(board + Separator + sort);

    /// <summary>The least key behind the rows at exactly this place.</summary>
    public static string After(string board, string sort) => TableKey.Behind(board + Separator + sort + Separator);

    /// <summary>The rows from one key up to another, without that one.</summary>
    public static string Range(string from, string behind) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {from} and RowKey lt {behind}");

    public static string TasksOf(string assignee) => "tasks-of-" + TableKey.Encode(assignee);
    public static string JourneysOf(string linkWorker) => "journeys-of-" + TableKey.Encode(linkWorker);
    public static string JourneysIn(string stage) => $"journeys-in-{stage}";

    /// <summary>Boards list tasks by due date, then journey, then id.</summary>
    public static string TaskSort(DateTimeOffset due, Guid journey, string task) =>
        $"{TableKey.Time(due)}-{journey:N}-{TableKey.Encode(task)}";

    public static string DueSort(DateTimeOffset due, Guid journey) => $"{TableKey.Time(due)}-{journey:N}";

    /// <summary>All rows of a journey and its tasks.</summary>
    public static IEnumerable<BoardRow> Of(Guid id, JourneyHeader header, IEnumerable<TaskRow> openTasks)
    {
        string row = id.ToString("N");
        yield return new(AllJourneys, row, id);
        yield return new(JourneysIn(header.Stage), row, id);
        if (header.LinkWorker is { } linkWorker)
            yield return new(JourneysOf(linkWorker), row, id) { Stage = header.Stage };
        // The only row of a journey that changes with every task.
        if (header.FirstTaskDue is { } first)
            yield return new(OpenJourneys, row, id) { FirstTaskDue = first, LinkWorker = header.LinkWorker };
        if (header.NextDue is { } due)
            yield return new(Due, DueSort(due, id), id);
        foreach (BoardRow task in openTasks.SelectMany(t => Of(id, t)))
            yield return task;
    }

    private static IEnumerable<BoardRow> Of(Guid id, TaskRow task)
    {
        string sort = TaskSort(task.Due, id, task.Task);
        yield return new(AllTasks, sort, id) { Name = task.Task };
        if (task.Urgency is Urgency.Urgent)
            yield return new(UrgentTasks, sort, id) { Name = task.Task };
        yield return new(TasksOf(task.Assignee), sort, id) { Name = task.Task };
    }

    /// <summary>Whether the row is about a task. The row of the journey's tasks stores the keys of these rows as well.</summary>
    public static bool IsOfTask(string key) => key.StartsWith("tasks-", StringComparison.Ordinal);

    public static bool IsOfMessage(string key) => key.StartsWith("mail-", StringComparison.Ordinal);

    /// <summary>
    /// All board rows of a message: none once it is sent or no longer needed. A message being sent keeps its earlier rows, so a claim only
    /// adds one. Readers of the queue see in the message that it no longer waits.
    /// </summary>
    public static IEnumerable<BoardRow> Of(QueuedMessage message)
    {
        string name = $"{message.Owner:N}-{TableKey.Encode(message.Key)}";
        switch (message.Status)
        {
            case MessageStatus.Queued:
                yield return Row(Queued, $"{message.Priority:D2}-{TableKey.Time(message.QueuedAt)}-{name}") with
                { NotBefore = message.NotBefore, QueuedAt = message.QueuedAt };
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

        BoardRow Row(string board, string sort) => new(board, sort, message.Owner) { Name = message.Key };
    }

    /// <param name="now">The machine's time. It shows later whether the change that the row belongs to may still come.</param>
    public TableEntity ToEntity(string key, DateTimeOffset now) => new(Partition, key)
    {
        ["Owner"] = Owner.ToString("N"),
        ["At"] = TableKey.Time(now),
        ["Name"] = Name,
        ["Stage"] = Stage,
        ["LinkWorker"] = LinkWorker,
        ["FirstTaskDue"] = TableKey.Time(FirstTaskDue),
        ["NotBefore"] = TableKey.Time(NotBefore),
        ["QueuedAt"] = TableKey.Time(QueuedAt),
    };

    public static Guid OwnerOf(TableEntity row) => Guid.ParseExact(row.GetString("Owner"), "N");
}
