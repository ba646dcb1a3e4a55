using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Ports;

/// <summary>Journeys, their journals, and the rows that follow from them: tasks, messages, due times.</summary>
public interface IJourneyStore
{
    /// <summary>Never an exception for something that is there: what cannot be read is one journey's problem.</summary>
    Task<LoadedJourney> Load(Guid journey, CancellationToken cancellation);

    /// <summary>What the command was answered with when it was first given; null if it never was.</summary>
    Task<string?> AnswerTo(Guid journey, string commandId, CancellationToken cancellation);

    /// <summary>All or nothing, and durable when it returns. Task and message rows come from <see cref="CommitRows"/>.</summary>
    Task<CommitOutcome> Commit(JourneyCommit commit, CancellationToken cancellation);

    /// <summary>
    /// Commits that follow on each other, for whoever fills a store while nothing else happens there: as if they were committed one by one,
    /// with what is in the ledger before them. Begun again after a crash, with the same or with those that are missing, it ends as if it
    /// had not been interrupted.
    /// </summary>
    /// <returns>False if the journey has another version than the first of them expects.</returns>
    async Task<bool> Replay(
        IReadOnlyList<JourneyCommit> commits, IReadOnlyList<QueuedMessage> ledger, IOutbox outbox, CancellationToken cancellation)
    {
        foreach (QueuedMessage message in ledger)
            await outbox.Queue(message, cancellation);
        foreach (JourneyCommit commit in commits)
            if (await Commit(commit, cancellation) is not CommitOutcome.Committed)
                return false;
        return true;
    }

    /// <summary>
    /// Puts a tombstone in the place of a journey: state, journal, answers, tasks and messages go, what is counted of it stays. Done again,
    /// it takes away what a crash or a late writer has left. Where nothing is, as in an import, the tombstone alone comes.
    /// </summary>
    /// <param name="version">One more than what was read; a commit that comes from before finds another version.</param>
    /// <returns>False if the journey has another version by now.</returns>
    Task<bool> Erase(Tombstone tombstone, int version, CancellationToken cancellation);

    /// <summary>
    /// Removes what was deleted from the files, too, where it could still be read. False: not now, because somebody is reading.
    /// </summary>
    Task<bool> Scrub(CancellationToken cancellation) => Task.FromResult(true);

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

    /// <summary>
    /// Every journey id, in the order of the ids, for checks and exports: from the journeys themselves and not from what finds them.
    /// </summary>
    /// <param name="after">Only those behind this one.</param>
    IAsyncEnumerable<Guid> All(Guid? after, CancellationToken cancellation);

    /// <summary>The same with the journeys themselves, for whoever reads all of them: a store may read many at once.</summary>
    async IAsyncEnumerable<(Guid Id, LoadedJourney Journey)> Each(
        Guid? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (Guid id in All(after, cancellation))
            yield return (id, await Load(id, cancellation));
    }

    /// <summary>
    /// What is counted of every journey, in the order of the month in which it began and then of its key; journeys are not read for it.
    /// </summary>
    /// <param name="from">The first month; null for all.</param>
    /// <param name="before">The month behind the last; null for all.</param>
    IAsyncEnumerable<FactsRow> Facts(DateOnly? from, DateOnly? before, CancellationToken cancellation);

    /// <summary>The same for reports, in whatever order is quickest.</summary>
    async Task<FactsForReports> FactsForReports(CancellationToken cancellation)
    {
        List<(FactsRow, int)> all = [];
        await foreach (FactsRow row in Facts(null, null, cancellation))
            all.Add((row, 0));
        return new([], all);
    }

    /// <summary>
    /// Packs the rows of a month once so many have been written since it was last packed. That changes nothing in what is read, and makes
    /// reading faster. A store that is fast anyway does nothing.
    /// </summary>
    /// <returns>How many months were packed.</returns>
    Task<int> PackFacts(int least, CancellationToken cancellation) => Task.FromResult(0);

    /// <summary>Writes anew what is counted of a journey; false if it has another version by now.</summary>
    Task<bool> KeepFacts(Guid journey, int version, FactsRow facts, CancellationToken cancellation);

    /// <summary>Finishes what a crash left half done some time before <paramref name="now"/> (the machine's time); says how many commits
    /// that concerned. Whoever writes all at once has nothing to repair.</summary>
    Task<int> Repair(DateTimeOffset now, CancellationToken cancellation) => Task.FromResult(0);
}

public static class JourneyStores
{
    public static IAsyncEnumerable<Guid> All(this IJourneyStore store, CancellationToken cancellation) => store.All(null, cancellation);
}

public sealed record DueJourney(Guid Journey, DateTimeOffset Due);

/// <summary>What is kept beside a journey's state so that it can be found; all of it follows from the state and its pathway.</summary>
/// <param name="OpenTasks">In the order of their ids.</param>
/// <param name="Stage">Null where this version does not know the word.</param>
public sealed record JourneyRows(
    int Version, DateTimeOffset? NextDue, Stage? Stage, string? LinkWorker, DateTimeOffset? FirstTaskDue, IReadOnlyList<TaskRow> OpenTasks);

/// <summary>Which open tasks, by due date. Limits are inclusive below and exclusive above.</summary>
/// <param name="Assignee">A staff id or a queue; null for everybody's.</param>
public sealed record TaskQuery(
    string? Assignee = null, DateTimeOffset? DueFrom = null, DateTimeOffset? DueBefore = null, int Most = 50, string? Continue = null)
{
    /// <summary>Only what waits in a queue, nobody's own.</summary>
    public bool Unassigned { get; init; }
    /// <summary>Only what is urgent.</summary>
    public bool Urgent { get; init; }
}

/// <param name="OverdueAt">Only journeys with an open task due before this moment.</param>
public sealed record JourneyQuery(
    Stage? Stage = null, string? LinkWorker = null, DateTimeOffset? OverdueAt = null, int Most = 50, string? Continue = null)
{
    /// <summary>With a link worker: in any of these stages; none for all. One question instead of one for each.</summary>
    public IReadOnlyList<Stage> AnyOf { get; init; } = [];
    /// <summary>A journey that whoever asks knows already.</summary>
    public Guid? Except { get; init; }
}
