using SocialPrescribing.Contracts;
using SocialPrescribing.Invented;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests;

public sealed class MemoryJourneysTests : JourneyStoreContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedMemory());
}

public sealed class MemoryBoardTests : BoardContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedMemory());
}

public sealed class MemoryRegisterTests : RegisterContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedMemory());
}

public sealed class MemoryOutboxTests : OutboxContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedMemory());
}

public sealed class MemoryRaceTests : RaceContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedMemory());
}

public sealed class MemoryDeskTests : DeskContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedMemory());
}

public sealed class MemoryFactsTests : FactsContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedMemory());
}

public sealed class MemoryErasureTests : ErasureContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedMemory());
}

public sealed class MemoryErasureCrashTests : ErasureCrashContract
{
    protected override Task<TestedStore> CrashAfter(int writes) => Task.FromResult<TestedStore>(new TestedMemory(writes));
}

public sealed class MemoryServiceSettingsTests : ServiceSettingsContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedMemory());
}

public sealed class MemoryLetterTextsTests : LetterTextsContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedMemory());
}

public sealed class MemoryMovingTests : MovingContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedMemory());
}

public sealed class MemoryUnreadableTests : UnreadableContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedMemory());
}

public sealed class MemoryCrashTests : CrashContract
{
    protected override Task<TestedStore> CrashAfter(int writes) => Task.FromResult<TestedStore>(new TestedMemory(writes));
}

/// <summary>The memory takes the place of a disk: after a restart the store finds everything as it was.</summary>
internal sealed class TestedMemory : TestedStore
{
    private readonly MemoryStore _medium = new();
    private IJourneyStore _journeys;
    private IRegister _register;
    private IOutbox _outbox;

    public TestedMemory() => (_journeys, _register, _outbox) = (_medium, _medium, _medium);

    public TestedMemory(int writes)
    {
        StoppingMemory stopping = new(_medium, writes);
        (_journeys, _register, _outbox) = (stopping, stopping, stopping);
    }

    public override IJourneyStore Journeys => _journeys;
    public override IRegister Register => _register;
    public override IOutbox Outbox => _outbox;

    public override Task Reopen()
    {
        (_journeys, _register, _outbox) = (_medium, _medium, _medium);
        return Task.CompletedTask;
    }

    public override Task Overwrite(Guid journey, string? state, (int Version, string Text)? events = null)
    {
        _medium.Overwrite(journey, state, events);
        return Task.CompletedTask;
    }

    public override Task<bool> MakeRowsNewer(Guid journey) => Task.FromResult(false);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Allows so many writes. The last of them is done but not answered, and after it every call fails.</summary>
internal sealed class StoppingMemory(MemoryStore store, int writes) : IJourneyStore, IRegister, IOutbox
{
    private int _left = writes;

    private async Task<T> Write<T>(Func<Task<T>> write, Func<T, bool> hasWritten)
    {
        if (_left <= 0)
            throw new CrashException();
        T result = await write();
        return hasWritten(result) && --_left is 0 ? throw new CrashException() : result;
    }

    public Task<CommitOutcome> Commit(JourneyCommit commit, CancellationToken cancellation) =>
        Write(() => store.Commit(commit, cancellation), o => o is CommitOutcome.Committed);
    public Task<bool> Reschedule(Guid journey, int version, DateTimeOffset? due, CancellationToken cancellation) =>
        Write(() => store.Reschedule(journey, version, due, cancellation), done => done);
    public Task<bool> Put(RecordWrite write, CancellationToken cancellation) => Write(() => store.Put(write, cancellation), done => done);
    public Task<bool> Delete(string kind, string key, int expectedVersion, CancellationToken cancellation) =>
        Write(() => store.Delete(kind, key, expectedVersion, cancellation), done => done);
    public Task<int> Purge(DateTimeOffset now, int most, CancellationToken cancellation) =>
        Write(() => store.Purge(now, most, cancellation), purged => purged > 0);
    public Task<bool> Queue(QueuedMessage message, CancellationToken cancellation) =>
        Write(() => store.Queue(message, cancellation), done => done);
    public Task<QueuedMessage?> Move(
        QueuedMessage message, MessageStatus status, DateTimeOffset? notBefore, string? reason, DateTimeOffset at,
        CancellationToken cancellation) =>
        Write(() => store.Move(message, status, notBefore, reason, at, cancellation), moved => moved is not null);

    public Task<bool> Erase(Tombstone tombstone, int version, CancellationToken cancellation) =>
        Write(() => store.Erase(tombstone, version, cancellation), done => done);

    public Task<bool> KeepFacts(Guid journey, int version, FactsRow facts, CancellationToken cancellation) =>
        Write(() => store.KeepFacts(journey, version, facts, cancellation), done => done);

    public IAsyncEnumerable<FactsRow> Facts(DateOnly? from, DateOnly? before, CancellationToken cancellation) =>
        store.Facts(from, before, cancellation);
    public Task<LoadedJourney> Load(Guid journey, CancellationToken cancellation) => store.Load(journey, cancellation);
    public Task<string?> AnswerTo(Guid journey, string commandId, CancellationToken cancellation) =>
        store.AnswerTo(journey, commandId, cancellation);
    public Task<IReadOnlyList<JournalCommit>> Journal(Guid journey, CancellationToken cancellation) => store.Journal(journey, cancellation);
    public Task<IReadOnlyList<DueJourney>> DueBy(DateTimeOffset now, int most, CancellationToken cancellation) =>
        store.DueBy(now, most, cancellation);
    public Task<DateTimeOffset?> NextDue(CancellationToken cancellation) => store.NextDue(cancellation);
    public Task<Page<TaskRow>> Tasks(TaskQuery query, CancellationToken cancellation) => store.Tasks(query, cancellation);
    public Task<Page<StoredJourney>> Journeys(JourneyQuery query, CancellationToken cancellation) => store.Journeys(query, cancellation);
    public Task<JourneyRows?> Rows(Guid journey, CancellationToken cancellation) => store.Rows(journey, cancellation);
    public IAsyncEnumerable<Guid> All(Guid? after, CancellationToken cancellation) => store.All(after, cancellation);
    public Task<RegisterRecord?> Get(string kind, string key, CancellationToken cancellation) => store.Get(kind, key, cancellation);
    public Task<Page<RegisterRecord>> List(string kind, string prefix, int most, string? continueAfter, CancellationToken cancellation) =>
        store.List(kind, prefix, most, continueAfter, cancellation);
    public Task<IReadOnlyList<QueuedMessage>> Waiting(DateTimeOffset now, int most, CancellationToken cancellation) =>
        store.Waiting(now, most, cancellation);
    public Task<DateTimeOffset?> NextWaiting(CancellationToken cancellation) => store.NextWaiting(cancellation);
    public Task<IReadOnlyList<QueuedMessage>> Stuck(DateTimeOffset now, int most, CancellationToken cancellation) =>
        store.Stuck(now, most, cancellation);
    public Task<IReadOnlyList<QueuedMessage>> Of(Guid owner, CancellationToken cancellation) => store.Of(owner, cancellation);
    public Task<OutboxFigures> Figures(CancellationToken cancellation) => store.Figures(cancellation);
}
