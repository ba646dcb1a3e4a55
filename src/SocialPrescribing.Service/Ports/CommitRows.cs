using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Ports;

/// <summary>A task as the boards list it.</summary>
public sealed record TaskRow(
    Guid Journey, string Task, TaskKind Kind, string Assignee, string? About, DateTimeOffset OpenedAt, DateTimeOffset Due, Urgency Urgency)
{
    public DateTimeOffset? ClosedAt { get; init; }
    /// <summary>Who closed it: a staff id, or the kind of actor.</summary>
    public string? ClosedBy { get; init; }
}

/// <summary>
/// The rows that a commit writes beside the state and the journal. They follow from its events alone, so both stores write the same.
/// </summary>
public static class CommitRows
{
    /// <summary>Task rows to insert or replace.</summary>
    public static IReadOnlyList<TaskRow> Tasks(JourneyCommit commit)
    {
        Dictionary<string, TaskRow> rows = [];
        foreach (JourneyEvent happened in commit.Events)
        {
            switch (happened)
            {
                case Journeys.Tasks.Opened e:
                    rows[e.Task] = new TaskRow(commit.After.Id, e.Task, e.Kind, e.Assignee, e.About, commit.At, e.Due, e.Urgency);
                    break;
                case Journeys.Tasks.Assigned e when Find(e.Task) is { } row:
                    rows[e.Task] = row with { Assignee = e.Assignee };
                    break;
                case Journeys.Tasks.GivenTo e when Find(e.Task) is { } row:
                    rows[e.Task] = row with { Assignee = e.Assignee };
                    break;
                case Journeys.Tasks.Deferred e when Find(e.Task) is { } row:
                    rows[e.Task] = row with { Due = e.Due };
                    break;
                case Journeys.Tasks.MovedByPause e when Find(e.Task) is { } row:
                    rows[e.Task] = row with { Due = e.Due };
                    break;
                case Journeys.Tasks.Closed e when Find(e.Task) is { } row:
                    rows[e.Task] = row with { ClosedAt = commit.At, ClosedBy = commit.By.Id ?? commit.By.Kind.ToString() };
                    break;
            }
        }
        return [.. rows.Values];

        TaskRow? Find(string id) => rows.GetValueOrDefault(id)
            ?? (commit.Before?.Tasks.FirstOrDefault(t => t.Id == id) is { } t
                ? new TaskRow(commit.After.Id, t.Id, t.Kind, t.Assignee, t.About, t.OpenedAt, t.Due, t.Urgency) : null);
    }

    /// <summary>Message rows to insert; a key that is there already is kept as it is.</summary>
    public static IEnumerable<QueuedMessage> Messages(JourneyCommit commit) => Messages(commit.After.Id, commit.At, commit.Events);

    /// <summary>The same, from the journal.</summary>
    public static IEnumerable<QueuedMessage> Messages(Guid journey, DateTimeOffset at, IEnumerable<JourneyEvent> events) =>
        events.OfType<Messages.Queued>()
        .Select(e => new QueuedMessage(journey, e.Key, e.Kind, e.About, Staff: null, Journeys.Messages.PriorityOf(e.Kind), at));

    /// <summary>The earliest due date of the open tasks: what "overdue" is asked of.</summary>
    public static DateTimeOffset? FirstTaskDue(Journey journey) => journey.Tasks.Select(t => (DateTimeOffset?)t.Due).Min();
}
