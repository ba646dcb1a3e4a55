using SocialPrescribing.Contracts;

namespace SocialPrescribing.Functions.Tests.Storage;

public sealed class TableJourneysTests : JourneyStoreContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables());
}

public sealed class TableBoardTests : BoardContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables());
}

public sealed class TableRegisterTests : RegisterContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables());
}

public sealed class TableOutboxTests : OutboxContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables());
}

public sealed class TableServiceSettingsTests : ServiceSettingsContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables());
}

public sealed class TableLetterTextsTests : LetterTextsContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables());
}

public sealed class TableDeskTests : DeskContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables());
}

public sealed class TableFactsTests : FactsContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables());
}

public sealed class TableErasureTests : ErasureContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables());
}

public sealed class TableErasureWithLostAnswersTests : ErasureContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables { LosesAnswers = true });
}

public sealed class TableErasureCrashTests : ErasureCrashContract
{
    protected override Task<TestedStore> CrashAfter(int writes) => TestedTables.On(Crash.At(before: false, writes));
}

public sealed class TableMovingTests : MovingContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables());
}

/// <summary>The first answer to each write is lost, so the client repeats the write and meets its own row.</summary>
public sealed class TableJourneysWithLostAnswersTests : JourneyStoreContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables { LosesAnswers = true });
}

public sealed class TableBoardWithLostAnswersTests : BoardContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables { LosesAnswers = true });
}

public sealed class TableRegisterWithLostAnswersTests : RegisterContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables { LosesAnswers = true });
}

public sealed class TableOutboxWithLostAnswersTests : OutboxContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables { LosesAnswers = true });
}

public sealed class TableFactsWithLostAnswersTests : FactsContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables { LosesAnswers = true });
}

/// <summary>The machine stops before a write.</summary>
public sealed class TablesStopBeforeAWriteTests : CrashContract
{
    protected override Task<TestedStore> CrashAfter(int writes) => TestedTables.On(Crash.At(before: true, writes));
}

/// <summary>The machine stops right after a write, before it gets the answer.</summary>
public sealed class TablesStopAfterAWriteTests : CrashContract
{
    protected override Task<TestedStore> CrashAfter(int writes) => TestedTables.On(Crash.At(before: false, writes));
}

internal static class Crash
{
    /// <summary>Allows so many writes. The next stops the machine, and none follows.</summary>
    public static FakeTables At(bool before, int writes)
    {
        int passed = 0;
        bool stopped = false;
        return new FakeTables
        {
            AroundWrites = isBefore =>
            {
                stopped = stopped || (isBefore == before && passed++ >= writes);
                if (stopped)
                    throw new CrashException();
            },
        };
    }
}

public sealed class TableUnreadableTests : UnreadableContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables());
}

public sealed class TablePathwayChangeTests : PathwayChangeContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(new FakeTables());
}
