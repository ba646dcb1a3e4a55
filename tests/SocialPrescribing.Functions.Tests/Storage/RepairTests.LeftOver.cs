using System.Net.Http;
using Azure.Data.Tables;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>Tells rows whose change is still under way from rows that are left over.</summary>
public sealed partial class RepairTests
{
    [Fact]
    public async Task What_is_under_way_is_left_alone()
    {
        // The rows and the transaction are written, and nothing after them.
        TestedTables store = await TestedTables.Begin(Crash.At(before: false, 1));
        await Assert.ThrowsAsync<CrashException>(
            () => store.Journeys.Commit(Given.Begin() with { Entries = [Entry] }, CancellationToken.None));
        await store.Reopen();
        // The tasks are on the boards as soon as the journey exists.
        Assert.Single((await store.Journeys.Tasks(new TaskQuery(), CancellationToken.None)).Items);
        Assert.Equal(0, await store.Journeys.Repair(store.Clock.Now + Boards.Patience - TimeSpan.FromTicks(1), CancellationToken.None));
        Assert.Null(await store.Register.Get(Entry.Kind, Entry.Key, CancellationToken.None));
        Assert.Equal(1, await store.Journeys.Repair(store.Clock.Now + Boards.Patience, CancellationToken.None));
        Assert.NotNull(await store.Register.Get(Entry.Kind, Entry.Key, CancellationToken.None));
        Assert.Equal(0, await store.Journeys.Repair(store.Clock.Now + Boards.Patience, CancellationToken.None));
    }

    /// <summary>Rows are written before their change. Whoever sees them in between must not treat them as left over.</summary>
    [Fact]
    public async Task A_row_whose_change_is_on_its_way_is_not_shown_and_stays()
    {
        FakeTables fake = new();
        TestedTables store = await TestedTables.Begin(fake);
        // This runs between the rows and the transaction.
        fake.AfterNextWrite = async () => Assert.Empty(await Seen(store));
        await store.Journeys.Committed(Given.Begin());
        Assert.NotEmpty(await Seen(store));
        await AreRight(store);
    }

    /// <summary>
    /// A process was held up for minutes between two writes, and its rows were deleted as left over. It writes them again.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task However_late_a_change_comes_it_is_on_every_board(bool isRepaired)
    {
        FakeTables fake = new();
        TestedTables store = await TestedTables.Begin(fake);
        fake.AfterNextWrite = async () =>
        {
            store.Clock.Now += Boards.Patience + TimeSpan.FromMinutes(1);
            await (isRepaired ? store.Journeys.Repair(store.Clock.Now, CancellationToken.None) : (Task)Seen(store));
            Assert.Equal(isRepaired, !((FakeTable)store.Table("Boards")).Everything()
                .Any(r => r.RowKey.StartsWith("dirty", StringComparison.Ordinal)));
        };
        RecordWrite tells = new("unmet", "late", "tells of the beginning");
        await store.Journeys.Committed(Given.Begin() with { Entries = [tells] });
        Assert.NotEmpty(await Seen(store));
        Assert.NotNull(await store.Register.Get(tells.Kind, tells.Key, CancellationToken.None));
        await AreRight(store);
    }

    /// <summary>
    /// The same process dies right after its change. It cannot write the rows again after that, so it must have done so before.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task However_late_a_change_comes_and_whatever_dies_then_it_is_on_every_board(bool isRepaired)
    {
        FakeTables fake = new();
        TestedTables store = await TestedTables.Begin(fake);
        fake.AfterNextWrite = async () =>
        {
            store.Clock.Now += Boards.Patience + TimeSpan.FromMinutes(1);
            await (isRepaired ? store.Journeys.Repair(store.Clock.Now, CancellationToken.None) : (Task)Seen(store));
            fake.AroundWrites = before =>
            {
                if (!before && ((FakeTable)store.Table("Journeys")).Everything().Count > 0)
                    throw new CrashException();
            };
        };
        RecordWrite tells = new("unmet", "late", "tells of the beginning");
        await Assert.ThrowsAsync<CrashException>(() => store.Journeys.Committed(Given.Begin() with { Entries = [tells] }));
        await store.Reopen();
        store.Clock.Now += Boards.Patience;
        await store.Journeys.Repair(store.Clock.Now, CancellationToken.None);
        Assert.NotEmpty(await Seen(store));
        Assert.NotNull(await store.Register.Get(tells.Kind, tells.Key, CancellationToken.None));
        await AreRight(store);
    }

    [Fact]
    public async Task One_that_cannot_be_reached_keeps_no_other_from_its_repair()
    {
        FakeTables fake = new();
        TestedTables store = await TestedTables.Begin(fake);
        for (int i = 0; i < 2; i++)
        {
            int left = 2;
            // The rows and the transaction are written, and nothing after them.
            fake.AroundWrites = before =>
            {
                if (!before && --left is 0)
                    throw new CrashException();
            };
            await Assert.ThrowsAsync<CrashException>(() => store.Journeys.Commit(Given.Begin() with { Entries = [Entry] }, default));
        }
        await store.Reopen();
        store.Clock.Now += Boards.Patience;
        fake.Trouble = new FirstIsNotAnswered();
        Assert.Equal(1, await store.Journeys.Repair(store.Clock.Now, CancellationToken.None));
        Assert.Equal(1, await store.Journeys.Repair(store.Clock.Now, CancellationToken.None));
    }

    /// <summary>The first request for a journey fails, with what the client throws after its last retry.</summary>
    private sealed class FirstIsNotAnswered : ITrouble
    {
        private bool _has;

        public Task<T> Carry<T>(string table, string request, Func<T> effect, bool mayRepeat)
        {
            if (_has || !table.EndsWith("Journeys", StringComparison.Ordinal))
                return Task.FromResult(effect());
            _has = true;
            throw new AggregateException(new HttpRequestException("The line is cut."), new HttpRequestException("The line is cut."));
        }

        public void Written(string table, IReadOnlyList<TableTransactionAction> actions)
        {
        }
    }

    /// <summary>A task is handed over and back. The slower change must not delete a row that the other has written again.</summary>
    [Fact]
    public async Task A_row_that_comes_back_while_it_is_about_to_go_stays()
    {
        FakeTables fake = new();
        TestedTables store = await TestedTables.Begin(fake);
        StoredJourney journey = await store.Journeys.Committed(Given.Begin());
        journey = await store.Journeys.Committed(journey, new Intake.Accept(LinkWorker: "staff-1"), "accept");
        After(2, async () =>
        {
            StoredJourney now = (await store.Journeys.Find(journey.State.Id, CancellationToken.None))!;
            await store.Journeys.Committed(now, new Allocation.HandOver("staff-1"), "back");
        });
        await store.Journeys.Committed(journey, new Allocation.HandOver("staff-2"), "there");
        Assert.NotEmpty((await store.Journeys.Tasks(new TaskQuery("staff-1"), CancellationToken.None)).Items);
        Assert.Empty((await store.Journeys.Tasks(new TaskQuery("staff-2"), CancellationToken.None)).Items);
        await AreRight(store);

        void After(int writes, Func<Task> meanwhile) => fake.AfterNextWrite = writes is 1 ? meanwhile : () =>
        {
            After(writes - 1, meanwhile);
            return Task.CompletedTask;
        };
    }

    [Fact]
    public async Task A_row_that_is_left_over_is_never_shown_and_goes_when_it_is_seen()
    {
        TestedTables store = await TestedTables.Begin(new FakeTables());
        StoredJourney journey = await store.Journeys.Committed(Given.Begin());
        QueuedMessage message = (await store.Outbox.Of(journey.State.Id, CancellationToken.None))[0];
        TableEntity[] before = Rows(store);
        journey = await store.Journeys.Committed(journey, new Intake.Accept(LinkWorker: "staff-1"), "accept");
        await store.Outbox.Move(message, MessageStatus.Sent, null, null, Given.Start, CancellationToken.None);
        int right = Rows(store).Length;
        foreach (TableEntity row in before.Where(b => !Rows(store).Any(r => r.RowKey == b.RowKey)))
            await store.Table("Boards").AddEntityAsync(row);
        int all = Rows(store).Length;
        Assert.True(all > right + 3);

        foreach (int look in (int[])[1, 2])
        {
            Assert.DoesNotContain((await store.Journeys.Tasks(new TaskQuery(), CancellationToken.None)).Items,
                t => t.Kind is TaskKind.Triage);
            Assert.Empty((await store.Journeys.Tasks(new TaskQuery(Queues.Triage), CancellationToken.None)).Items);
            Assert.Empty((await store.Journeys.Journeys(new JourneyQuery(Stage.Triage), CancellationToken.None)).Items);
            Assert.Single(
                (await store.Journeys.Journeys(new JourneyQuery(OverdueAt: DateTimeOffset.MaxValue), CancellationToken.None)).Items);
            Assert.Equal(journey.NextDue,
                Assert.Single(await store.Journeys.DueBy(DateTimeOffset.MaxValue, 10, CancellationToken.None)).Due);
            Assert.DoesNotContain(await store.Outbox.Waiting(Given.Start, 10, CancellationToken.None), m => m.Key == message.Key);
            Assert.Equal(look is 1 ? all : right, Rows(store).Length);
            store.Clock.Now += Boards.Patience;
        }
        await AreRight(store);
    }

    /// <summary>Reads each board once, as people and the watch do.</summary>
    private static async Task<List<string>> Seen(TestedTables store)
    {
        List<string> seen = [];
        foreach (string? assignee in (string?[])[null, Queues.Triage, Queues.Lead, Queues.Safeguarding, "staff-1", "staff-2"])
            seen.AddRange((await store.Journeys.Tasks(new TaskQuery(assignee), CancellationToken.None)).Items.Select(t => t.Task));
        await store.Journeys.Tasks(new TaskQuery { Urgent = true }, CancellationToken.None);
        foreach (JourneyQuery query in (JourneyQuery[])[new(), .. Enum.GetValues<Stage>()
            .Select(s => new JourneyQuery(s)), new(LinkWorker: "staff-1"), new(LinkWorker: "staff-2"),
            new(OverdueAt: DateTimeOffset.MaxValue)])
            seen.AddRange((await store.Journeys.Journeys(query, CancellationToken.None)).Items.Select(j => $"{j.State.Id}"));
        seen.AddRange((await store.Journeys.DueBy(DateTimeOffset.MaxValue, 1_000, CancellationToken.None)).Select(d => $"{d.Due}"));
        seen.AddRange((await store.Outbox.Waiting(DateTimeOffset.MaxValue, 1_000, CancellationToken.None)).Select(m => m.Key));
        await store.Outbox.NextWaiting(CancellationToken.None);
        seen.AddRange((await store.Outbox.Stuck(DateTimeOffset.MaxValue, 1_000, CancellationToken.None)).Select(m => m.Key));
        return seen;
    }
}
