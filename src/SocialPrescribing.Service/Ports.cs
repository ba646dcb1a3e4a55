using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service;

/// <summary>A journey as it was read, with the version that a commit must still find.</summary>
/// <param name="NextDue">As the due index has it.</param>
public sealed record StoredJourney(Journey State, int Version, DateTimeOffset? NextDue)
{
    /// <summary>What was stored could not be read, and this is what the journal adds up to. The next commit writes it.</summary>
    public bool IsRebuilt { get; init; }
}

/// <summary>One change of one journey: everything in it is written, or nothing is.</summary>
public sealed record JourneyCommit
{
    public required Journey After { get; init; }
    /// <summary>Null for a journey that begins.</summary>
    public Journey? Before { get; init; }
    /// <summary>The version that was read; 0 for a journey that begins. The commit makes it one more.</summary>
    public required int ExpectedVersion { get; init; }
    /// <summary>In UTC: the journal keeps the instant alone.</summary>
    public required DateTimeOffset At { get; init; }
    public required Actor By { get; init; }
    public required IReadOnlyList<JourneyEvent> Events { get; init; }
    /// <summary>When the journey wants to be advanced next; null once nothing is to come.</summary>
    public DateTimeOffset? NextDue { get; init; }
    /// <summary>With <see cref="Answer"/>: kept, so that the same command repeated gets the same answer. Null for the system's own steps.</summary>
    public string? CommandId { get; init; }
    public string? Answer { get; init; }
    /// <summary>Register records that stand or fall with the commit. A record that is there already with the same text is no conflict,
    /// so that a store that cannot write all at once may write these first and resume after a crash.</summary>
    public IReadOnlyList<RecordWrite> Claims { get; init; } = [];
    /// <summary>Register records that tell of the commit: never there before it, and there once it has been answered. One that is there already stays as it is.
    /// A store that cannot write all at once writes these last, and again by <see cref="IJourneyStore.Repair"/> after a crash.</summary>
    public IReadOnlyList<RecordWrite> Entries { get; init; } = [];

    /// <exception cref="ArgumentException">A record is too long.</exception>
    public void Check()
    {
        foreach (RecordWrite record in Claims.Concat(Entries))
            record.Check();
    }
}

/// <summary>What became of a commit. A conflict is a value: load again and decide again.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome() { }
    public sealed record Committed(int Version) : CommitOutcome;
    /// <summary>Somebody else changed the journey first, or gave a command under this id.</summary>
    public sealed record JourneyChanged : CommitOutcome;
    /// <summary>Somebody else holds this record.</summary>
    public sealed record ClaimTaken(string Kind, string Key) : CommitOutcome;
}

/// <summary>Journeys, their journals, and the rows that follow from them: tasks, messages, due times.</summary>
public interface IJourneyStore
{
    /// <summary>Never an exception for something that is there: what cannot be read is one journey's problem.</summary>
    Task<LoadedJourney> Load(Guid journey, CancellationToken cancellation);

    /// <summary>What the command was answered with when it was first given; null if it never was.</summary>
    Task<string?> AnswerTo(Guid journey, string commandId, CancellationToken cancellation);

    /// <summary>All or nothing, and durable when it returns. Task and message rows come from <see cref="CommitRows"/>.</summary>
    Task<CommitOutcome> Commit(JourneyCommit commit, CancellationToken cancellation);

    /// <summary>Corrects the due index alone, for a pathway that has changed; false if the journey has another version by now.</summary>
    Task<bool> Reschedule(Guid journey, int version, DateTimeOffset? due, CancellationToken cancellation);

    /// <summary>The whole journal in order, a commit at a time; what of it cannot be read is said there.</summary>
    Task<IReadOnlyList<JournalCommit>> Journal(Guid journey, CancellationToken cancellation);

    /// <summary>Journeys whose next due time has come, the longest waiting first.</summary>
    Task<IReadOnlyList<DueJourney>> DueBy(DateTimeOffset now, int most, CancellationToken cancellation);

    /// <summary>The earliest next due time of all journeys.</summary>
    Task<DateTimeOffset?> NextDue(CancellationToken cancellation);

    /// <summary>Journeys with a task that cannot be read are named in <see cref="Page{T}.Unreadable"/>.</summary>
    Task<Page<TaskRow>> Tasks(TaskQuery query, CancellationToken cancellation);

    /// <summary>Those that cannot be read are named in <see cref="Page{T}.Unreadable"/>.</summary>
    Task<Page<StoredJourney>> Journeys(JourneyQuery query, CancellationToken cancellation);

    /// <summary>What the boards and the alarm clock know of a journey, for checks; null if there is none.</summary>
    Task<JourneyRows?> Rows(Guid journey, CancellationToken cancellation);

    /// <summary>Every journey id, in the order of the ids, for checks and exports: from the journeys themselves and not from what finds them.</summary>
    /// <param name="after">Only those behind this one.</param>
    IAsyncEnumerable<Guid> All(Guid? after, CancellationToken cancellation);

    /// <summary>The same with the journeys themselves, for whoever reads all of them: a store may read many at once.</summary>
    async IAsyncEnumerable<(Guid Id, LoadedJourney Journey)> Each(Guid? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (Guid id in All(after, cancellation))
            yield return (id, await Load(id, cancellation));
    }

    /// <summary>Finishes what a crash left half done some time before <paramref name="now"/> (the machine's time); says how many commits that concerned.
    /// Whoever writes all at once has nothing to repair.</summary>
    Task<int> Repair(DateTimeOffset now, CancellationToken cancellation) => Task.FromResult(0);
}

public static class JourneyStores
{
    public static IAsyncEnumerable<Guid> All(this IJourneyStore store, CancellationToken cancellation) => store.All(null, cancellation);
}

/// <param name="Events">Those that can be read.</param>
public sealed record JournalCommit(int Version, DateTimeOffset At, Actor By, string? CommandId, IReadOnlyList<JourneyEvent> Events)
{
    /// <summary>False where something of it cannot be read.</summary>
    public bool IsWhole { get; init; } = true;
    /// <summary>Words that a newer version wrote and this one does not know.</summary>
    public IReadOnlyList<string> UnknownWords { get; init; } = [];
    /// <summary>The events as they are stored, where they could not be read.</summary>
    public ReadOnlyMemory<byte> Text { get; init; }
}

public sealed record DueJourney(Guid Journey, DateTimeOffset Due);

/// <summary>What is kept beside a journey's state so that it can be found; all of it follows from the state and its pathway.</summary>
/// <param name="OpenTasks">In the order of their ids.</param>
/// <param name="Stage">Null where this version does not know the word.</param>
public sealed record JourneyRows(int Version, DateTimeOffset? NextDue, Stage? Stage, string? LinkWorker, DateTimeOffset? FirstTaskDue, IReadOnlyList<TaskRow> OpenTasks);

/// <summary>Which open tasks, by due date. Limits are inclusive below and exclusive above.</summary>
/// <param name="Assignee">A staff id or a queue; null for everybody's.</param>
public sealed record TaskQuery(string? Assignee = null, DateTimeOffset? DueFrom = null, DateTimeOffset? DueBefore = null, int Most = 50, string? Continue = null)
{
    /// <summary>Only what waits in a queue, nobody's own.</summary>
    public bool Unassigned { get; init; }
    /// <summary>Only what is urgent.</summary>
    public bool Urgent { get; init; }
}

/// <param name="OverdueAt">Only journeys with an open task due before this moment.</param>
public sealed record JourneyQuery(Stage? Stage = null, string? LinkWorker = null, DateTimeOffset? OverdueAt = null, int Most = 50, string? Continue = null)
{
    /// <summary>With a link worker: in any of these stages; none for all. One question instead of one for each.</summary>
    public IReadOnlyList<Stage> AnyOf { get; init; } = [];
}

/// <summary>What is not a journey: staff, keys, sessions, look-ups. Small records by kind and key.</summary>
public interface IRegister
{
    Task<RegisterRecord?> Get(string kind, string key, CancellationToken cancellation);

    /// <summary>Writes if the version is still the expected one; expecting 0 means that there must be none. False: somebody was faster.</summary>
    Task<bool> Put(RecordWrite write, CancellationToken cancellation);

    Task<bool> Delete(string kind, string key, int expectedVersion, CancellationToken cancellation);

    /// <summary>Records of a kind whose key begins with <paramref name="prefix"/>, in the order of <see cref="CodePoints"/>.</summary>
    Task<Page<RegisterRecord>> List(string kind, string prefix, int most, string? continueAfter, CancellationToken cancellation);

    /// <summary>Removes what has expired, at most so many at once; says how many.</summary>
    Task<int> Purge(DateTimeOffset now, int most, CancellationToken cancellation);
}

/// <param name="Json">At most <see cref="RecordWrite.LongestJson"/> characters.</param>
/// <param name="ExpiresAt">From then on it may be purged; until it is, it is still given out, and the reader decides.</param>
public sealed record RegisterRecord(string Kind, string Key, string Json, int Version, DateTimeOffset? ExpiresAt = null);

public sealed record RecordWrite(string Kind, string Key, string Json, int ExpectedVersion = 0, DateTimeOffset? ExpiresAt = null)
{
    public const int LongestJson = 32_000;

    /// <summary>Every store refuses what one of them could not keep.</summary>
    /// <exception cref="ArgumentException">The text is too long.</exception>
    public void Check()
    {
        if (Json.Length > LongestJson)
            throw new ArgumentException($"A record of kind {Kind} has {Json.Length} characters; {LongestJson} is the most.");
    }
}

/// <summary>Messages that wait to be sent, and what became of them: the send ledger.</summary>
public interface IOutbox
{
    /// <summary>Adds a message beside those that commits queue. A key that is there already stays as it is: false.</summary>
    Task<bool> Queue(QueuedMessage message, CancellationToken cancellation);

    /// <summary>What may be sent now: most urgent first, then the oldest.</summary>
    Task<IReadOnlyList<QueuedMessage>> Waiting(DateTimeOffset now, int most, CancellationToken cancellation);

    /// <summary>When the next message that waits for a time may go; null if none waits.</summary>
    Task<DateTimeOffset?> NextWaiting(CancellationToken cancellation);

    /// <summary>Moves a message to <paramref name="status"/> if nobody else has touched it since it was read; the one that is returned is then the current. Each move to <see cref="MessageStatus.Sending"/> counts as an attempt.</summary>
    Task<QueuedMessage?> Move(QueuedMessage message, MessageStatus status, DateTimeOffset? notBefore, string? reason, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Messages in <see cref="MessageStatus.Sending"/> whose claim has run out: their sender died on the way.</summary>
    Task<IReadOnlyList<QueuedMessage>> Stuck(DateTimeOffset now, int most, CancellationToken cancellation);

    /// <summary>All messages of a journey, the oldest first.</summary>
    Task<IReadOnlyList<QueuedMessage>> Of(Guid owner, CancellationToken cancellation);

    Task<OutboxFigures> Figures(CancellationToken cancellation);
}

/// <summary>One message in the ledger. Who it goes to and what it says is worked out when it is sent.</summary>
/// <param name="Owner">The journey, or <see cref="Guid.Empty"/> for the service's own.</param>
/// <param name="Staff">The staff id it goes to, once that is known.</param>
/// <param name="NotBefore">In the machine's time, as is the claim: while sending, when the claim runs out.</param>
/// <param name="Revision">Goes up with every move.</param>
public sealed record QueuedMessage(
    Guid Owner, string Key, MessageKind Kind, string? About, string? Staff, int Priority, DateTimeOffset QueuedAt,
    MessageStatus Status = MessageStatus.Queued, DateTimeOffset? NotBefore = null, int Attempts = 0, string? Reason = null, DateTimeOffset? MovedAt = null, int Revision = 0);

public enum MessageStatus { Queued, Sending, Sent, Failed, Uncertain, Dropped }

public sealed record OutboxFigures(int Queued, DateTimeOffset? OldestQueued, int Sending, int Failed, int Uncertain)
{
    /// <summary>The oldest of priority <see cref="LeastUrgent"/> or before.</summary>
    public DateTimeOffset? OldestUrgent { get; init; }

    /// <summary>Safety, and what has a clock: see <see cref="Messages.PriorityOf"/>.</summary>
    public const int LeastUrgent = 1;
}

/// <summary>Wakes journeys. Losing a nudge delays and never loses: the watch comes by.</summary>
public interface IJourneyRuntime
{
    /// <summary>A journey has begun or changed and wants to be advanced at <paramref name="due"/>.</summary>
    ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation);

    /// <summary>There are messages to send.</summary>
    ValueTask NudgePostman(CancellationToken cancellation);
}

/// <summary>The two clocks of the service. In a demo the programme's runs fast; the machine's never does.</summary>
/// <param name="Programme">Journeys, tasks, reminders.</param>
/// <param name="Machine">Claims, sessions, link expiry, rate limits.</param>
public sealed record Clocks(TimeProvider Programme, TimeProvider Machine)
{
    public DateTimeOffset Now => Programme.GetUtcNow();
    public DateTimeOffset MachineNow => Machine.GetUtcNow();
}
