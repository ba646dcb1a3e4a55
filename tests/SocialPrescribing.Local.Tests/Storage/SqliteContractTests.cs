using SocialPrescribing.Contracts;
using SocialPrescribing.Local.Storage;

namespace SocialPrescribing.Local.Tests.Storage;

public sealed class SqliteJourneysTests : JourneyStoreContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedSqlite());
}

public sealed class SqliteBoardTests : BoardContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedSqlite());
}

public sealed class SqliteRegisterTests : RegisterContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedSqlite());
}

public sealed class SqliteOutboxTests : OutboxContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedSqlite());
}

public sealed class SqliteRaceTests : RaceContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedSqlite());
}

public sealed class SqliteUnreadableTests : UnreadableContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedSqlite());
}

public sealed class SqliteServiceSettingsTests : ServiceSettingsContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedSqlite());
}

public sealed class SqliteLetterTextsTests : LetterTextsContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedSqlite());
}

public sealed class SqliteDeskTests : DeskContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedSqlite());
}

public sealed class SqliteFactsTests : FactsContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedSqlite());
}

public sealed class SqliteErasureTests : ErasureContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedSqlite());
}

public sealed class SqliteErasureCrashTests : ErasureCrashContract
{
    protected override Task<TestedStore> CrashAfter(int writes) =>
        Task.FromResult<TestedStore>(new TestedSqlite(_ => Crash.At(WritePoint.AfterCommit, writes)));
}

public sealed class SqliteMovingTests : MovingContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedSqlite());
}

/// <summary>The program stops between two transactions, before the next one is committed.</summary>
public sealed class SqliteStopsBeforeACommitTests : CrashContract
{
    protected override Task<TestedStore> CrashAfter(int writes) =>
        Task.FromResult<TestedStore>(new TestedSqlite(_ => Crash.At(WritePoint.BeforeCommit, writes)));
}

/// <summary>The power goes while a transaction is open.</summary>
public sealed class SqliteLosesPowerBeforeACommitTests : CrashContract
{
    protected override Task<TestedStore> CrashAfter(int writes) =>
        Task.FromResult<TestedStore>(new TestedSqlite(store => Crash.At(WritePoint.BeforeCommit, writes, () => store.LosePower(torn: 0))));
}

/// <summary>The power goes right after a commit, before anybody is answered.</summary>
public sealed class SqliteLosesPowerAfterACommitTests : CrashContract
{
    protected override Task<TestedStore> CrashAfter(int writes) =>
        Task.FromResult<TestedStore>(new TestedSqlite(store => Crash.At(WritePoint.AfterCommit, writes, () => store.LosePower(torn: 0))));
}

/// <summary>The power goes while a commit is being written, so its last page is cut off.</summary>
public sealed class SqliteLosesPowerWithinACommitTests : CrashContract
{
    protected override Task<TestedStore> CrashAfter(int writes) =>
        Task.FromResult<TestedStore>(
            new TestedSqlite(store => Crash.At(WritePoint.AfterCommit, writes, () => store.LosePower(torn: 1_000))));
}

internal static class Crash
{
    /// <summary>Allows so many transactions, then stops the writer for good.</summary>
    public static Action<WritePoint> At(WritePoint point, int writes, Action? first = null)
    {
        int passed = 0;
        return at =>
        {
            if (at != point || passed++ < writes)
                return;
            first?.Invoke();
            throw new CrashException();
        };
    }
}

public sealed class SqlitePathwayChangeTests : PathwayChangeContract
{
    protected override Task<TestedStore> Open() => Task.FromResult<TestedStore>(new TestedSqlite());
}
