using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>What people have to do. The command that does the work closes its task; <see cref="Complete"/> closes the rest.</summary>
public static class Tasks
{
    /// <summary>Complete a task that no other command stands for.</summary>
    /// <example>{"commandId": "c-16", "kind": "completeTask", "task": "session/s-1/check-in", "note": "She liked it."}</example>
    [GivenBy(Givers.Care)]
    public sealed record Complete(string Task, string? Note = null) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override string? Subject => Task;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => Tasks.Decide(journey, this, moment);
    }

    /// <param name="About">The meeting (with its version, for a message about it), survey, concern or referral it is about.</param>
    /// <param name="Message">For a task that stands in for a message: which one.</param>
    /// <param name="Words">What the person said about it, in their own words.</param>
    public sealed record Opened(
        string Task, TaskKind Kind, string Assignee, DateTimeOffset Due, Urgency Urgency, string? About = null, MessageKind? Message = null,
        string? Words = null) : JourneyEvent
    {
        internal override string? Subject => Task;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            Tasks = [.. journey.Tasks, new OpenTask(Task, Kind, Assignee, entry.At, Due, Urgency, About)
            {
                Message = Message,
                Words = Words,
            }],
        };
    }

    public sealed record Assigned(string Task, string Assignee) : JourneyEvent
    {
        internal override string? Subject => Task;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { Tasks = [.. journey.Tasks.Select(t => t.Id == Task ? t with { Assignee = Assignee } : t)] };
    }

    public sealed record Closed(string Task, string? Note = null) : JourneyEvent
    {
        internal override string? Subject => Task;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { Tasks = [.. journey.Tasks.Where(t => t.Id != Task)] };
    }

    /// <summary>What waited during a pause gets time again.</summary>
    public sealed record Postponed(string Task, DateTimeOffset Due) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { Tasks = [.. journey.Tasks.Select(t => t.Id == Task ? t with { Due = Due, EscalatedAt = null } : t)] };
    }

    /// <summary>The lead was told that the task is late; again after a pause for as long as it stays open.</summary>
    public sealed record Escalated(string Task, int Times) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            Tasks = [.. journey.Tasks.Select(t => t.Id == Task ? t with { EscalatedAt = entry.At, Escalations = Times } : t)],
        };
    }

    /// <summary>The lead hears that the task is late.</summary>
    public sealed record WillEscalate(string Task, int Times) : Coming
    {
        public override string Thing => $"task/{Task}";
        protected override string What => $"late/{Times}";
    }

    private static Decision Decide(Journey journey, Complete command, Moment moment)
    {
        OpenTask? task = journey.Tasks.FirstOrDefault(t => t.Id == command.Task);
        return task is null ? Decision.Refuse("task-not-open", "That task is not open any more. Somebody may have done it already.")
            : DutyOf(journey, task) is { } duty ? Decision.Refuse("task-needs-its-command", duty)
            : task.Kind is TaskKind.ConsiderStepDown or TaskKind.ConsiderStepUp && string.IsNullOrWhiteSpace(command.Note)
                ? Decision.Refuse("note-missing", "Change the support, or say why it stays as it is.")
            : Decision.Of(Close(task, command.Note));
    }

    /// <summary>
    /// What is late reaches the lead the next working day, and again until it is done. Told from when it was last told, so that an outage
    /// does not end in a burst.
    /// </summary>
    public static IEnumerable<Due> Agenda(Journey journey, Pathway pathway)
    {
        foreach (OpenTask task in journey.Tasks
            .Where(t => t.Kind is not (TaskKind.AcknowledgeConcern or TaskKind.ReadNow) && !(journey.IsPaused && Rests(t.Kind))))
        {
            int times = task.Escalations + 1;
            DateTimeOffset at = task.EscalatedAt is { } told
                ? pathway.Calendar.Deadline(told, pathway.LateAgainWorkingDays)
                : pathway.Calendar.Deadline(task.Due, pathway.LateAfterWorkingDays);
            yield return new Due(new WillEscalate(task.Id, times), at,
                (key, _) => [new Escalated(task.Id, times), Messages.Queue(MessageKind.Escalation, key, task.Id)]);
        }
    }

    /// <summary>While support is paused, what is to be done with the person waits. A concern, a referrer and a provider do not.</summary>
    public static bool Rests(TaskKind kind) => TaskType.Of(kind).Rests;

    internal static Opened Open(
        this Journey journey, string id, TaskKind kind, DateTimeOffset due, string? about = null, MessageKind? message = null) =>
        new(id, kind, AssigneeOf(journey, kind), due, TaskType.Of(kind).Urgency, about, message);

    /// <summary>Closes every open task of these kinds, or only those about one thing.</summary>
    internal static IEnumerable<JourneyEvent> CloseTasks(this Journey journey, ReadOnlySpan<TaskKind> kinds, string? about = null)
    {
        List<JourneyEvent> events = [];
        foreach (OpenTask task in journey.Tasks)
            if (kinds.Contains(task.Kind) && (about is null || task.About == about))
                events.AddRange(Close(task));
        return events;
    }

    /// <summary>Closes what stands in for messages that say nothing any more.</summary>
    internal static IEnumerable<JourneyEvent> CloseTelling(this Journey journey, Func<OpenTask, bool> overtaken) =>
        journey.Tasks.Where(t => t.Kind is TaskKind.TellPerson or TaskKind.TellReferrer && overtaken(t)).SelectMany(t => Close(t));

    /// <summary>
    /// When support ends, so does what there was to do; but a concern stays somebody's duty, a referrer is still owed an answer, and a
    /// provider the word that nobody comes.
    /// </summary>
    internal static IEnumerable<JourneyEvent> CloseForEnd(this Journey journey) => journey.Tasks
        .Where(t => !TaskType.Of(t.Kind).OutlivesSupport
            || t
                is { Kind: TaskKind.TellReferrer, Message: MessageKind.ReferrerCouldNotReach }
                    or { Kind: TaskKind.TellProvider, Message: not null })
        .SelectMany(t => Close(t));

    internal static IEnumerable<JourneyEvent> Close(OpenTask task, string? note = null) => [new Closed(task.Id, note)];

    private static string AssigneeOf(Journey journey, TaskKind kind) =>
        TaskType.Of(kind).Queue ?? journey.LinkWorker ?? (journey.AcceptedAt is null ? Queues.Triage : Queues.Lead);

    /// <summary>Whether a tick does not close it, because something has to be decided or written down.</summary>
    public static bool NeedsItsCommand(Journey journey, OpenTask task) => DutyOf(journey, task) is not null;

    /// <summary>
    /// Who may be the same as somebody is asked about a pair; earlier versions asked about a referral, and a tick was the answer.
    /// </summary>
    private static string? DutyOf(Journey journey, OpenTask task) =>
        task.Kind is TaskKind.PossibleDuplicate or TaskKind.DeathOnRecord
            && journey.Alikes.FirstOrDefault(a => a.Journey.ToString("N") == task.About) is { } alike
            ? alike.HasDied
                ? "Say that this is somebody else, or record the death: that closes this task."
                : "Say whether they are the same person: that closes this task."
            : TaskType.Of(task.Kind).Duty is { } duty ? $"{duty}: that closes this task." : null;
}

/// <summary>Where a task waits that is nobody's own yet.</summary>
public static class Queues
{
    public const string Triage = "triage";
    public const string Lead = "lead";
    public const string Safeguarding = "safeguarding";
}

/// <param name="Id">The key of the due that opened it, or the id of the command.</param>
/// <param name="Assignee">A staff id, or one of <see cref="Queues"/>.</param>
public sealed record OpenTask(
    string Id, TaskKind Kind, string Assignee, DateTimeOffset OpenedAt, DateTimeOffset Due, Urgency Urgency, string? About = null)
{
    public DateTimeOffset? EscalatedAt { get; init; }
    public int Escalations { get; init; }
    public MessageKind? Message { get; init; }
    /// <summary>What the person said about it, in their own words.</summary>
    public string? Words { get; init; }
}

[JsonConverter(typeof(CamelCaseEnum<Urgency>))]
public enum Urgency { Routine, Soon, Urgent }
