using System.Runtime.CompilerServices;
using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Invented;

/// <summary>All three ports in memory, for tests and simulations, until the process ends. It has one lock and is simple.</summary>
public sealed partial class MemoryStore : IJourneyStore, IRegister, IOutbox
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Row> _journeys = [];
    private readonly SortedSet<(DateTimeOffset Due, Guid Journey)> _due = [];
    private readonly Dictionary<(Guid Owner, string Key), QueuedMessage> _messages = [];
    private readonly Dictionary<string, RecordsOfAKind> _records = [];

    /// <summary>Whether a repeated command gets its first answer. Without repetitions this can be off, which saves memory.</summary>
    public bool KeepsAnswers { get; init; } = true;

    private sealed class Row
    {
        public required StoredJourney Now { get; set; }
        /// <summary>Replaces the stored state, or events of the journal by version.</summary>
        public byte[]? State { get; set; }
        public Dictionary<int, byte[]> Events { get; } = [];
        public LoadedJourney Loaded => State is null ? new LoadedJourney.Found(Now)
            : StoredTexts.State(State) is { } read ? new LoadedJourney.Found(Now with { State = read })
            : StoredTexts.Load(new StoredText(Now.State.Id, Now.Version, Now.NextDue, State), Lines);
        public IReadOnlyList<JournalCommit> Lines => [.. Journal.Select(c => Events.TryGetValue(c.Version, out byte[]? text)
            ? StoredTexts.Line(c.Version, c.At, c.By.Kind.ToString(), c.By.Id, c.CommandId, text) : c)];
        public List<JournalCommit> Journal { get; } = [];
        public Dictionary<string, string?> Answers { get; } = [];
        public Dictionary<string, TaskRow> OpenTasks { get; } = [];
        public DateTimeOffset? FirstTaskDue => CommitRows.FirstTaskDue(Now.State);
    }

    /// <summary>Replaces stored texts, as a newer version or a broken disk would.</summary>
    /// <param name="events">Replaces the events of one version of the journal.</param>
    public void Overwrite(Guid journey, string? state, (int Version, string Text)? events = null) => Locked(() =>
    {
        Row kept = _journeys[journey];
        if (state is not null)
            kept.State = Encoding.UTF8.GetBytes(state);
        if (events is var (version, text))
            kept.Events[version] = Encoding.UTF8.GetBytes(text);
        return true;
    }, CancellationToken.None);

    public Task<string?> AnswerTo(Guid journey, string commandId, CancellationToken cancellation) =>
        Locked(() => _journeys.GetValueOrDefault(journey)?.Answers.GetValueOrDefault(commandId), cancellation);

    public Task<CommitOutcome> Commit(JourneyCommit commit, CancellationToken cancellation)
    {
        commit.Check();
        return Locked(() => Write(commit), cancellation);
    }

    private CommitOutcome Write(JourneyCommit commit)
    {
        Guid id = commit.After.Id;
        Row? kept = _journeys.GetValueOrDefault(id);
        if ((kept?.Now.Version ?? _erased.GetValueOrDefault(id)?.Version ?? 0) != commit.ExpectedVersion
            || _erased.ContainsKey(id)
            || (commit.CommandId is { } given && kept?.Answers.ContainsKey(given) is true))
            return new CommitOutcome.JourneyChanged();
        foreach (RecordWrite claim in commit.Claims)
            if (Find(claim.Kind, claim.Key) is var held && (held?.Version ?? 0) != claim.ExpectedVersion && held?.Json != claim.Json)
                return new CommitOutcome.ClaimTaken(claim.Kind, claim.Key);

        StoredJourney now = new(commit.After, commit.ExpectedVersion + 1, commit.NextDue)
        {
            Facts = commit.Facts?.Json ?? kept?.Now.Facts,
        };
        if (commit.Facts is { } facts)
            Keep(facts);
        if (kept is null)
            _journeys.Add(id, kept = new Row { Now = now });
        Schedule(kept, now);
        kept.State = null;
        kept.Journal.Add(new JournalCommit(now.Version, commit.At.ToUniversalTime(), commit.By, commit.CommandId, commit.Events));
        if (commit.CommandId is { } command)
            kept.Answers.Add(command, KeepsAnswers ? commit.Answer : null);
        foreach (TaskRow task in CommitRows.Tasks(commit))
        {
            if (task.ClosedAt is null)
                kept.OpenTasks[task.Task] = task;
            else
                kept.OpenTasks.Remove(task.Task);
        }
        foreach (QueuedMessage message in CommitRows.Messages(commit))
            _messages.TryAdd((message.Owner, message.Key), message);
        foreach (RecordWrite claim in commit.Claims)
            if ((Find(claim.Kind, claim.Key)?.Version ?? 0) == claim.ExpectedVersion)
                Keep(claim);
        foreach (RecordWrite entry in commit.Entries)
            if (Find(entry.Kind, entry.Key) is null)
                Keep(entry);
        return new CommitOutcome.Committed(now.Version);
    }

    public Task<bool> Reschedule(Guid journey, int version, DateTimeOffset? due, CancellationToken cancellation) => Locked(() =>
    {
        if (_journeys.GetValueOrDefault(journey) is not { } kept || kept.Now.Version != version)
            return false;
        Schedule(kept, kept.Now with { NextDue = due });
        return true;
    }, cancellation);

    private void Schedule(Row kept, StoredJourney now)
    {
        if (kept.Now.NextDue is { } before)
            _due.Remove((before, now.State.Id));
        if (now.NextDue is { } next)
            _due.Add((next, now.State.Id));
        kept.Now = now;
    }

    public Task<IReadOnlyList<JournalCommit>> Journal(Guid journey, CancellationToken cancellation) =>
        Locked(() => _journeys.GetValueOrDefault(journey)?.Lines ?? [], cancellation);

    public Task<IReadOnlyList<DueJourney>> DueBy(DateTimeOffset now, int most, CancellationToken cancellation) =>
        Locked<IReadOnlyList<DueJourney>>(
            () => [.. _due.TakeWhile(d => d.Due <= now).Take(most).Select(d => new DueJourney(d.Journey, d.Due))], cancellation);

    public Task<DateTimeOffset?> NextDue(CancellationToken cancellation) =>
        Locked(() => _due.Count is 0 ? null : (DateTimeOffset?)_due.Min.Due, cancellation);

    public Task<Page<TaskRow>> Tasks(TaskQuery query, CancellationToken cancellation)
    {
        TaskMark? after = query.Continue is { } mark ? TaskMark.Read(mark) : null;
        return Locked(() => Page.Of(
            [.. _journeys.Values.SelectMany(j => j.OpenTasks.Values)
                .Where(t => query.Assignee is null || t.Assignee == query.Assignee)
                .Where(t => !query.Unassigned || Queues.Is(t.Assignee))
                .Where(t => !query.Urgent || t.Urgency is Urgency.Urgent)
                .Where(t => query.DueFrom is not { } from || t.Due >= from)
                .Where(t => query.DueBefore is not { } before || t.Due < before)
                .Where(t => after is null || IsBehind(t, after))
                .OrderBy(t => t.Due).ThenBy(t => t.Journey).ThenBy(t => t.Task, CodePoints.Order)
                .Take(query.Most + 1)],
            query.Most, TaskMark.After), cancellation);
    }

    private static bool IsBehind(TaskRow task, TaskMark mark) =>
        (task.Due.CompareTo(mark.Due), task.Journey.CompareTo(mark.Journey), CodePoints.Order.Compare(task.Task, mark.Task))
            .CompareTo((0, 0, 0)) > 0;

    public Task<Page<StoredJourney>> Journeys(JourneyQuery query, CancellationToken cancellation)
    {
        Guid? after = query.Continue is { } mark ? JourneyMark.Read(mark) : null;
        return Locked(() => Page.Of(
            [.. _journeys.Values.OrderBy(j => j.Now.State.Id)
                .Where(j => after is not { } last || j.Now.State.Id.CompareTo(last) > 0)
                .Where(j => query.Stage is not { } stage || j.Now.State.Stage == stage)
                .Where(j => query.AnyOf.Count is 0 || query.AnyOf.Contains(j.Now.State.Stage))
                .Where(j => j.Now.State.Id != query.Except)
                .Where(j => query.LinkWorker is null || j.Now.State.LinkWorker == query.LinkWorker)
                .Where(j => query.OverdueAt is not { } at || j.FirstTaskDue < at)
                .Take(query.Most + 1).Select(j => new FoundJourney(j.Now.State.Id, (j.Loaded as LoadedJourney.Found)?.Stored))],
            query.Most), cancellation);
    }

    public Task<JourneyRows?> Rows(Guid journey, CancellationToken cancellation) =>
        Locked(() => _journeys.GetValueOrDefault(journey) is { } kept
        ? new JourneyRows(kept.Now.Version, kept.Now.NextDue, kept.Now.State.Stage, kept.Now.State.LinkWorker, kept.FirstTaskDue,
            [.. kept.OpenTasks.Values.OrderBy(t => t.Task, CodePoints.Order)])
        : _erased.GetValueOrDefault(journey) is { } erased ? new JourneyRows(erased.Version, null, null, null, null, [])
        : null, cancellation);

    public async IAsyncEnumerable<Guid> All(Guid? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (Guid id in await Locked<Guid[]>(
            () => [.. _journeys.Keys.Concat(_erased.Keys).Order().Where(id => after is null || id.CompareTo(after.Value) > 0)],
            cancellation))
            yield return id;
    }

    /// <summary>
    /// Finds records by key, or by the beginning of a key, without looking at all others, because every referral asks which
    /// journeys it resembles.
    /// </summary>
    private sealed class RecordsOfAKind
    {
        private readonly Dictionary<string, RegisterRecord> _byKey = [];
        private readonly SortedSet<string> _keys = new(CodePoints.Order);

        public IEnumerable<RegisterRecord> All => _byKey.Values;

        public RegisterRecord? Find(string key) => _byKey.GetValueOrDefault(key);

        /// <summary>The records from this key on, sorted by key.</summary>
        public IEnumerable<RegisterRecord> From(string key) => _keys.Max is not { } last || CodePoints.Order.Compare(key, last) > 0 ? []
            : _keys.GetViewBetween(key, last).Select(k => _byKey[k]);

        public void Keep(RegisterRecord record)
        {
            _byKey[record.Key] = record;
            _keys.Add(record.Key);
        }

        public bool Remove(string key) => _keys.Remove(key) && _byKey.Remove(key);
    }

    public Task<RegisterRecord?> Get(string kind, string key, CancellationToken cancellation) =>
        Locked(() => Find(kind, key), cancellation);

    public Task<bool> Put(RecordWrite write, CancellationToken cancellation)
    {
        write.Check();
        return Locked(() =>
        {
            if ((Find(write.Kind, write.Key)?.Version ?? 0) != write.ExpectedVersion)
                return false;
            Keep(write);
            return true;
        }, cancellation);
    }

    public Task<bool> Delete(string kind, string key, int expectedVersion, CancellationToken cancellation) =>
        Locked(() => Find(kind, key)?.Version == expectedVersion && _records[kind].Remove(key), cancellation);

    public Task<Page<RegisterRecord>> List(string kind, string prefix, int most, string? continueAfter, CancellationToken cancellation)
    {
        if (continueAfter?.StartsWith(prefix, StringComparison.Ordinal) is false)
            throw Page.Unreadable();
        return Locked(() => Page.Of(
            [.. (_records.GetValueOrDefault(kind)?.From(continueAfter ?? prefix) ?? [])
                .TakeWhile(r => r.Key.StartsWith(prefix, StringComparison.Ordinal)).Where(r => r.Key != continueAfter).Take(most + 1)],
            most, r => r.Key), cancellation);
    }

    public Task<int> Purge(DateTimeOffset now, int most, CancellationToken cancellation) => Locked(() =>
    {
        RegisterRecord[] expired =
            [.. _records.Values.SelectMany(k => k.All).Where(r => r.ExpiresAt <= now).OrderBy(r => r.ExpiresAt).Take(most)];
        foreach (RegisterRecord record in expired)
            _records[record.Kind].Remove(record.Key);
        return expired.Length;
    }, cancellation);

    private RegisterRecord? Find(string kind, string key) => _records.GetValueOrDefault(kind)?.Find(key);

    private void Keep(RecordWrite write)
    {
        if (!_records.TryGetValue(write.Kind, out RecordsOfAKind? records))
            _records.Add(write.Kind, records = new RecordsOfAKind());
        records.Keep(new RegisterRecord(write.Kind, write.Key, write.Json, write.ExpectedVersion + 1, write.ExpiresAt));
    }

    public Task<bool> Queue(QueuedMessage message, CancellationToken cancellation) =>
        Locked(() => _messages.TryAdd((message.Owner, message.Key), message), cancellation);

    public Task<IReadOnlyList<QueuedMessage>> Waiting(DateTimeOffset now, int most, CancellationToken cancellation) =>
        Locked<IReadOnlyList<QueuedMessage>>(() =>
        [.. With(MessageStatus.Queued).Where(m => m.NotBefore is not { } from || from <= now).OrderBy(m => m.Priority)
            .ThenBy(m => m.QueuedAt).ThenBy(m => m.Owner).ThenBy(m => m.Key, CodePoints.Order).Take(most)], cancellation);

    public Task<DateTimeOffset?> NextWaiting(CancellationToken cancellation) =>
        Locked(() => With(MessageStatus.Queued).Min(m => m.NotBefore), cancellation);

    public Task<QueuedMessage?> Move(
        QueuedMessage message, MessageStatus status, DateTimeOffset? notBefore, string? reason, DateTimeOffset at,
        CancellationToken cancellation) => Locked(() =>
        _messages.GetValueOrDefault((message.Owner, message.Key)) is { } current && current.Revision == message.Revision
            ? _messages[(message.Owner, message.Key)] = current with
            {
                Status = status,
                NotBefore = notBefore,
                Reason = reason,
                MovedAt = at,
                Attempts = current.Attempts + (status is MessageStatus.Sending ? 1 : 0),
                Revision = current.Revision + 1,
            }
            : null, cancellation);

    public Task<IReadOnlyList<QueuedMessage>> Stuck(DateTimeOffset now, int most, CancellationToken cancellation) =>
        Locked<IReadOnlyList<QueuedMessage>>(() =>
        [.. With(MessageStatus.Sending).Where(m => m.NotBefore <= now).OrderBy(m => m.NotBefore).ThenBy(m => m.Owner)
            .ThenBy(m => m.Key, CodePoints.Order).Take(most)], cancellation);

    public Task<IReadOnlyList<QueuedMessage>> Of(Guid owner, CancellationToken cancellation) => Locked<IReadOnlyList<QueuedMessage>>(() =>
        [.. _messages.Values.Where(m => m.Owner == owner).OrderBy(m => m.QueuedAt).ThenBy(m => m.Key, CodePoints.Order)], cancellation);

    public Task<OutboxFigures> Figures(CancellationToken cancellation) => Locked(() => new OutboxFigures(
        With(MessageStatus.Queued).Count(), With(MessageStatus.Queued).Min(m => (DateTimeOffset?)m.QueuedAt),
        With(MessageStatus.Sending).Count(), With(MessageStatus.Failed).Count(), With(MessageStatus.Uncertain).Count())
    {
        OldestUrgent = With(MessageStatus.Queued).Where(m => m.Priority <= OutboxFigures.LeastUrgent).Min(m => (DateTimeOffset?)m.QueuedAt),
    }, cancellation);

    private IEnumerable<QueuedMessage> With(MessageStatus status) => _messages.Values.Where(m => m.Status == status);

    private Task<T> Locked<T>(Func<T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
            return Task.FromResult(work());
    }
}
