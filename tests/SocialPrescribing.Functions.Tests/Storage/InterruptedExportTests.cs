using SocialPrescribing.Contracts;
using SocialPrescribing.Invented;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>The machine stopped, and before the next watch the service is paused and moved elsewhere.</summary>
public sealed class InterruptedExportTests
{
    private static readonly MemoryDocuments Documents = new(TimeProvider.System);
    private static readonly Clocks Now = new(new TestClock(Given.Start), new TestClock(Given.Start));

    [Fact]
    public async Task What_no_board_shows_yet_is_exported_too()
    {
        FakeTables fake = new();
        TestedTables store = await TestedTables.Begin(fake);
        for (int i = 1; i <= 45; i++)
            await store.Journeys.Committed(Given.Begin(Given.Numbered(i)));
        int written = 0;
        fake.AroundWrites = isBefore =>
        {
            // The board rows and the transaction are written, and nothing after them.
            if (isBefore && ++written > 2)
                throw new CrashException();
        };
        await Assert.ThrowsAsync<CrashException>(() => store.Journeys.Commit(
            Given.Begin(Given.Numbered(46)) with { Entries = [new RecordWrite(RecordKinds.UnmetNeed.Name, "one", "tells of the commit")] },
            CancellationToken.None));
        await store.Reopen();

        MovedLine[] lines = [
            .. (await MovingContract.Lines(
                new Export(store.Journeys, store.Register, store.Outbox, Documents, Given.Pathway, new Secrets(new byte[32], []), Now)))
                .Select(MovedLine.Parse)];
        Assert.Equal(Enumerable.Range(1, 46).Select(Given.Numbered), lines.OfType<MovedLine.Whole>().Select(l => l.Journey).Order());
        Assert.Single(lines.OfType<MovedLine.Record>(), r => r.Of == RecordKinds.UnmetNeed.Name);
    }

    [Fact]
    public async Task A_host_that_has_a_journey_is_not_empty_though_no_board_shows_it()
    {
        FakeTables fake = new();
        TestedTables store = await TestedTables.Begin(fake);
        await store.Journeys.Committed(Given.Begin());
        FakeTable boards = (FakeTable)store.Table("Boards");
        foreach (Azure.Data.Tables.TableEntity row in boards.Everything())
            await boards.DeleteEntityAsync(row.PartitionKey, row.RowKey);

        Secrets secrets = new(new byte[32], []);
        MemoryStore old = new();
        List<string> lines = await MovingContract.Lines(new Export(old, old, old, Documents, Given.Pathway, secrets, Now));
        Import import = new(
            store.Journeys, store.Register, store.Outbox, Documents, new QuietRuntime(), new StaffDirectory(store.Register, Now),
            Given.Pathway, secrets, Now);
        Assert.Equal("not-empty", Assert.IsType<PartOutcome.Refused>(await import.Take(0, lines, false, CancellationToken.None)).Code);
    }
}
