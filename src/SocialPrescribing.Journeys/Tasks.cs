using System.Globalization;

namespace SocialPrescribing.Journeys;

/// <summary>What people have to do. The command that does the work closes its task. <see cref="Complete"/> closes the others.</summary>
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
        public override bool IsOvertakenBy(IEnumerable<JourneyEvent> meanwhile) =>
            base.IsOvertakenBy(meanwhile) || Choosing.IsSaidSince(Task, meanwhile);
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideComplete(journey, this);
    }

    /// <summary>Put a task off to a working day.</summary>
    /// <remarks>It is due when that day closes, and late from then on. How far is a rule of its type: a concern, words of harm and a call
    /// that somebody asked for are never put off. The limit counts from when it was due first, however often it is put off.</remarks>
    /// <param name="On">London's date.</param>
    /// <example>{"commandId": "c-46", "kind": "putOffTask", "task": "first-contact", "on": "2027-03-18", "reason": "Away."}</example>
    [GivenBy(Givers.Care)]
    public sealed record PutOff(string Task, DateOnly On, string Reason) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Reason)];
        internal override string? Subject => Task;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecidePutOff(journey, this, pathway, moment);
    }

    /// <summary>Give a task to a colleague.</summary>
    /// <remarks>Only this task: the person keeps their link worker. What waits in a queue is everybody's there and is not given.</remarks>
    /// <param name="To">A staff id. The link worker's own gives it back.</param>
    /// <example>{"commandId": "c-47", "kind": "giveTask", "task": "first-contact", "to": "5f0c2b7a91de", "note": "I am ill."}</example>
    [GivenBy(Givers.Care)]
    public sealed record Give(string Task, string To, string? Note = null) : JourneyCommand
    {
        public override string? Colleague() => To;
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override string? Subject => Task;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideGive(journey, this);
    }

    /// <summary>Somebody has left who was given tasks of other link workers' people, or took on a concern about them: these go back. A
    /// link worker's tasks are their own.</summary>
    [GivenBy(Givers.NotStaff)]
    public sealed record TakeBack(string From) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            journey.LinkWorker != From && journey.Tasks
                .Where(t => t.Assignee == From && (t.GivenAt is not null || t.Kind is TaskKind.SettleConcern)).ToList()
                is { Count: > 0 } theirs
                ? Decision.Of(theirs.Select(t => new Assigned(
                    t.Id, t.Kind is TaskKind.SettleConcern ? Queues.Safeguarding : journey.LinkWorker ?? Queues.Lead)))
                : Decision.Refuse("nothing-given", "Nothing here was given to them.");
    }

    /// <param name="About">The meeting (with its version, for a message about it), survey, concern or referral it is about.</param>
    /// <param name="Message">The message that it replaces, if it replaces one.</param>
    /// <param name="Words">What the person said about it, in their own words.</param>
    public sealed record Opened(
        string Task, TaskKind Kind, string Assignee, DateTimeOffset Due, Urgency Urgency, string? About = null, MessageKind? Message = null,
        string? Words = null) : JourneyEvent
    {
        internal override string? Subject => Task;
        public override bool FollowsByItself() => true;
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
            journey with
            {
                Tasks = [.. journey.Tasks.Select(t => t.Id == Task ? t with { Assignee = Assignee, GivenBy = null, GivenAt = null } : t)],
            };
    }

    /// <summary>A colleague does this one task for the link worker.</summary>
    public sealed record GivenTo(string Task, string Assignee, string? Note = null) : JourneyEvent
    {
        internal override string? Subject => Task;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            Tasks = [.. journey.Tasks.Select(t => t.Id != Task ? t : t with
            {
                Assignee = Assignee,
                GivenBy = Assignee == journey.LinkWorker ? null : entry.By.Id,
                GivenAt = Assignee == journey.LinkWorker ? null : entry.At,
            })],
        };
    }

    public sealed record Closed(string Task, string? Note = null) : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        internal override string? Subject => Task;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { Tasks = [.. journey.Tasks.Where(t => t.Id != Task)] };
    }

    /// <summary>A task that waited during a pause gets new time.</summary>
    public sealed record MovedByPause(string Task, DateTimeOffset Due) : JourneyEvent
    {
        public override bool FollowsByItself() => true;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { Tasks = [.. journey.Tasks.Select(t => t.Id == Task ? t with { Due = Due, EscalatedAt = null } : t)] };
    }

    /// <summary>Somebody put it off. It is late only once the new day has passed.</summary>
    /// <param name="LimitFrom">When the limit counts from. It stays the same if the task is put off again.</param>
    public sealed record Deferred(string Task, DateTimeOffset Due, string Reason, DateTimeOffset LimitFrom) : JourneyEvent
    {
        internal override string? Subject => Task;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            Tasks = [.. journey.Tasks.Select(t => t.Id == Task
                ? t with { Due = Due, EscalatedAt = null, LimitFrom = LimitFrom, PutOffBecause = Reason } : t)],
        };
    }

    /// <summary>The lead was told that the task is late. They are told again after some days for as long as it stays open.</summary>
    public sealed record Escalated(string Task, int Times) : JourneyEvent
    {
        public override bool FollowsByItself() => true;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            Tasks = [.. journey.Tasks.Select(t => t.Id == Task ? t with { EscalatedAt = entry.At, Escalations = Times } : t)],
        };
    }

    /// <summary>The lead is told that the task is late.</summary>
    public sealed record WillEscalate(string Task, int Times) : Coming
    {
        public override string Thing => $"task/{Task}";
        protected override string What => $"late/{Times}";
    }

    private static Decision DecideComplete(Journey journey, Complete command) =>
        journey.Tasks.FirstOrDefault(t => t.Id == command.Task) is not { } task ? NotOpen
        : DutyOf(journey, task) is { } duty ? Decision.Refuse("task-needs-its-command", duty)
        : TaskType.Of(task.Kind).AsksWhy is { } why && string.IsNullOrWhiteSpace(command.Note) ? Decision.Refuse("note-missing", why)
        : Decision.Of(Close(task, command.Note));

    private static Decision DecidePutOff(Journey journey, PutOff command, Pathway pathway, Moment moment)
    {
        if (journey.Tasks.FirstOrDefault(t => t.Id == command.Task) is not { } task)
            return NotOpen;
        if (LatestDay(task, pathway, moment.Instant) is not { } latest)
            return Decision.Refuse("task-not-put-off", "This cannot be put off: somebody may be waiting for it, or may not be safe.");
        DateTimeOffset due = WorkingCalendar.London(command.On, pathway.Calendar.Closes);
        return string.IsNullOrWhiteSpace(command.Reason) ? Decision.Refuse("reason-missing", "Say why it is put off.")
            : command.On <= WorkingCalendar.LondonDate(moment.Instant)
                ? Decision.Refuse("day-in-past", "Choose a day that is still to come.")
            : !pathway.Calendar.IsWorkingDay(command.On)
                ? Decision.Refuse("day-not-working", $"Nobody works on {InWords(command.On)}. Choose another day.")
            : command.On > latest
                ? Decision.Refuse("day-too-late", latest <= WorkingCalendar.LondonDate(moment.Instant)
                    ? "This cannot be put off any further. Do it, or give it to somebody who can."
                    : $"This can be put off until {InWords(latest)} at the latest.")
            : TimesOf(journey, task).Any(at => at > moment.Instant && at <= due)
                ? Decision.Refuse("day-after-its-time", "By then the time that it is about is over. Choose a day before it.")
            : Decision.Of(new Deferred(task.Id, due, command.Reason, LimitFrom(task, moment.Instant)));
    }

    private static Decision DecideGive(Journey journey, Give command) =>
        journey.Tasks.FirstOrDefault(t => t.Id == command.Task) is not { } task ? NotOpen
        : !MayBeGiven(task.Kind)
            ? Decision.Refuse("task-not-given", "This is not given to one person: everybody who looks after that queue can do it.")
        : string.IsNullOrWhiteSpace(command.To) ? Decision.Refuse("assignee-missing", "Choose who does it.")
        : task.Assignee == command.To ? Decision.Refuse("already-theirs", "That task is theirs already.")
        : Decision.Of(new GivenTo(task.Id, command.To, command.Note));

    private static Decision NotOpen =>
        Decision.Refuse("task-not-open", "That task is not open any more. Somebody may have done it already.");

    /// <summary>Only a link worker's tasks belong to one person. What waits in a queue cannot be given.</summary>
    public static bool MayBeGiven(TaskKind kind) => TaskType.Of(kind).Queue is null;

    /// <summary>The last day to which a task may be put off; null if it may not be put off. The day may have passed.</summary>
    public static DateOnly? LatestDay(OpenTask task, Pathway pathway, DateTimeOffset now) =>
        task.Urgency is Urgency.Urgent || TaskType.Of(task.Kind).PutOffDays is not (> 0 and var days) ? null
        : pathway.Calendar.AddWorkingDays(WorkingCalendar.LondonDate(LimitFrom(task, now)), days);

    private static DateTimeOffset LimitFrom(OpenTask task, DateTimeOffset now) => task.LimitFrom ?? (task.Due > now ? task.Due : now);

    /// <summary>The times of the meeting or session that a task is about. Of a session that is off somebody is told before it would have
    /// begun.</summary>
    internal static IEnumerable<DateTimeOffset> TimesOf(Journey journey, OpenTask task) =>
        journey.Sessions.Where(s => (s.IsPlanned || task.Kind is TaskKind.TellPerson or TaskKind.TellProvider)
            && (task.About == s.Id || task.About == s.VersionId)).Select(s => s.At)
            .Concat(journey.Meetings.Where(m => m.IsBooked && task.About == m.VersionId).Select(m => m.At))
            .Concat(task is { Kind: TaskKind.TellVolunteer, What: { } told } && told.BeginsAt(journey) is { } at
                ? [at] : Array.Empty<DateTimeOffset>());

    private static string InWords(DateOnly day) => string.Create(CultureInfo.GetCultureInfo("en-GB"), $"{day:dddd d MMMM}");

    /// <summary>
    /// The lead is told of a late task on the next working day, and again until it is done; at once where nobody can help any more by
    /// then. The next time counts from the last one, so that many are not sent at once after an outage.
    /// </summary>
    public static IEnumerable<Due> Agenda(Journey journey, Pathway pathway)
    {
        foreach (OpenTask task in journey.Tasks
            .Where(t => TaskType.Of(t.Kind).IsToldWhenLate && !(journey.IsPaused && Rests(t.Kind))))
        {
            int times = task.Escalations + 1;
            DateTimeOffset at = task.EscalatedAt is { } told
                ? pathway.Calendar.Deadline(told, pathway.LateAgainWorkingDays)
                : pathway.Calendar.Deadline(task.Due, pathway.LateAfterWorkingDays) is var usual && IsInVain(journey, task, usual)
                    ? task.Due : usual;
            yield return new Due(new WillEscalate(task.Id, times), at,
                (key, _) => [new Escalated(task.Id, times), Messages.Queue(MessageKind.Escalation, key, new MessageAbout.Task(task.Id))]);
        }
    }

    /// <summary>Whether what a task is about begins between its being due and then. Of a session that has moved it counts when it was,
    /// which the task alone remembers.</summary>
    private static bool IsInVain(Journey journey, OpenTask task, DateTimeOffset then) =>
        (task is { Kind: TaskKind.TellPerson or TaskKind.TellProvider, Message: null } && journey.Sessions.Any(s => s.Id == task.About))
        || TimesOf(journey, task).Any(begins => begins > task.Due && begins < then);

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

    /// <summary>Closes tasks that replace messages which are no longer of use.</summary>
    internal static IEnumerable<JourneyEvent> CloseTelling(this Journey journey, Func<OpenTask, bool> overtaken) =>
        journey.Tasks.Where(t => t.Kind is TaskKind.TellPerson or TaskKind.TellReferrer && overtaken(t)).SelectMany(t => Close(t));

    /// <summary>
    /// When support ends, open tasks are closed, except that a concern must still be dealt with, a referrer answered, and a provider
    /// told that nobody comes. What should have been said in place of a message that ends with support is said no more.
    /// </summary>
    internal static IEnumerable<JourneyEvent> CloseForEnd(this Journey journey) => journey.Tasks
        .Where(t => !TaskType.Of(t.Kind).OutlivesSupport
            || t.Message is { } message && MessageType.Of(message).EndsWithSupport)
        .SelectMany(t => Close(t));

    internal static IEnumerable<JourneyEvent> Close(OpenTask task, string? note = null) => [new Closed(task.Id, note)];

    private static string AssigneeOf(Journey journey, TaskKind kind) =>
        TaskType.Of(kind).Queue ?? journey.LinkWorker ?? (journey.AcceptedAt is null ? Queues.Triage : Queues.Lead);

    /// <summary>Whether ticking it off is not enough, because something must be decided or written down.</summary>
    public static bool NeedsItsCommand(Journey journey, OpenTask task) => DutyOf(journey, task) is not null;

    /// <summary>Earlier versions asked about a referral whether two people are the same. Such a task may still be ticked off.</summary>
    private static string? DutyOf(Journey journey, OpenTask task) =>
        TaskType.Of(task.Kind).IsAboutAnotherRecord
            && journey.Alikes.FirstOrDefault(a => a.Journey.ToString("N") == task.About) is { } alike
            ? alike.HasDied
                ? "Say that this is somebody else, or record the death: that closes this task."
                : "Say whether they are the same person: that closes this task."
            : task.Kind is TaskKind.FindContact && !ContactRules.CanReach(journey)
                ? "Write down how the person can be reached, or end their support: that closes this task."
            : TaskType.Of(task.Kind).Duty is { } duty ? $"{duty}: that closes this task." : null;
}
