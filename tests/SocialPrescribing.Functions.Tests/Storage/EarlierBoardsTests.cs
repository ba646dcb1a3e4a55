using Azure.Data.Tables;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>Earlier versions wrote boards in another form. What they wrote is still found.</summary>
public sealed class EarlierBoardsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task What_an_earlier_version_has_written_is_on_the_boards_after_the_next_start()
    {
        TestedTables store = await TestedTables.Begin(new FakeTables());
        Guid[] journeys = await Earlier(store, 20);
        await store.Outbox.Queue(Given.Message("digest"), None);
        await MakeEarlier(store, Guid.Empty);
        Assert.Empty((await store.Journeys.Tasks(new TaskQuery(), None)).Items);

        await store.Start();
        await AreFound(store, journeys);
        Assert.Contains(await store.Outbox.Waiting(Given.Start, 100, None), m => m.Key is "digest");
        Assert.All(((FakeTable)store.Table("Boards")).Everything(), r => Assert.Equal(BoardRow.Partition, r.PartitionKey));
    }

    [Fact]
    public async Task A_start_that_dies_half_way_is_made_good_by_the_next_one()
    {
        bool crashed = true;
        for (int writes = 0; crashed; writes += 5)
        {
            FakeTables fake = new();
            TestedTables store = await TestedTables.Begin(fake);
            Guid[] journeys = await Earlier(store, 3);
            int passed = 0;
            int most = writes;
            fake.AroundWrites = isBefore =>
            {
                if (isBefore && passed++ >= most)
                    throw new CrashException();
            };
            crashed = await Record.ExceptionAsync(store.Start) is CrashException;
            await store.Reopen();
            await store.Start();
            await AreFound(store, journeys);
        }
    }

    /// <summary>An old process may still run after the new one has started.</summary>
    [Fact]
    public async Task What_an_old_process_writes_later_is_found_by_the_watch_or_by_the_next_change()
    {
        TestedTables store = await TestedTables.Begin(new FakeTables());
        Guid[] journeys = await Earlier(store, 3);
        Assert.True(await store.Journeys.Reschedule(journeys[0], 1, Given.Start.AddDays(2), None));
        await store.Journeys.Committed((await store.Journeys.Find(journeys[1], None))!, new Intake.Accept(), "accept");
        Assert.Equal(2, (await store.Journeys.Journeys(new JourneyQuery(), None)).Items.Count);
        Assert.Contains((await store.Journeys.Tasks(new TaskQuery(), None)).Items, t => t.Journey == journeys[0]);
        await foreach (var _ in store.Journeys.Each(null, None))
        {
        }
        Assert.Equal(journeys.Order(), (await store.Journeys.Journeys(new JourneyQuery(), None)).Items.Select(j => j.State.Id).Order());
    }

    private static async Task AreFound(TestedTables store, Guid[] journeys)
    {
        Assert.Equal(journeys.Order(), (await store.Journeys.Journeys(new JourneyQuery(), None)).Items.Select(j => j.State.Id).Order());
        Assert.Equal(journeys.Order(), (await store.Journeys.Tasks(new TaskQuery(Queues.Triage), None)).Items.Select(t => t.Journey)
            .Order());
        Assert.Equal(journeys.Order(), (await store.Journeys.DueBy(DateTimeOffset.MaxValue, 100, None)).Select(d => d.Journey).Order());
        Assert.Equal(journeys.Length * 2, (await store.Outbox.Waiting(Given.Start, 100, None)).Count(m => m.Owner != Guid.Empty));
    }

    private static async Task<Guid[]> Earlier(TestedTables store, int count)
    {
        List<Guid> journeys = [];
        for (int i = 1; i <= count; i++)
        {
            journeys.Add((await store.Journeys.Committed(Given.Begin(Given.Numbered(i)))).State.Id);
            await MakeEarlier(store, journeys[^1]);
        }
        return [.. journeys];
    }

    /// <summary>The rows as earlier versions wrote them: each board in its own partition, and no owner's row that names them.</summary>
    private static async Task MakeEarlier(TestedTables store, Guid owner)
    {
        FakeTable boards = (FakeTable)store.Table("Boards"), tables = (FakeTable)store.Table("Journeys");
        foreach (TableEntity row in boards.Everything().Where(r => r.PartitionKey is BoardRow.Partition && BoardRow.OwnerOf(r) == owner))
        {
            await boards.DeleteEntityAsync(row.PartitionKey, row.RowKey);
            await boards.UpsertEntityAsync(
                new TableEntity(BoardRow.BoardOf(row.RowKey), BoardRow.SortOf(row.RowKey))
                {
                    ["Owner"] = row.GetString("Owner"),
                    ["Name"] = row.GetString("Name")
                });
        }
        foreach (TableEntity row in tables.Everything().Where(r => r.PartitionKey == owner.ToString("N")))
        {
            foreach (string property in OnBoards.Properties)
                row.Remove(property);
            await tables.UpsertEntityAsync(row, TableUpdateMode.Replace);
        }
    }
}
