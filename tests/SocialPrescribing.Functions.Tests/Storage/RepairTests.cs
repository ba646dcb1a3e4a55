using Azure.Data.Tables;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>The boards agree with the journeys' partitions: no row is ever missing, and after a repair there is none too many.</summary>
public sealed partial class RepairTests
{
    private static readonly RecordWrite Entry = new("unmet", "one", "tells of the acceptance");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whatever_write_a_crash_interrupts_a_repair_makes_the_boards_right(bool before)
    {
        bool crashed = true;
        int writes = 0;
        for (; crashed; writes++)
        {
            TestedTables store = await TestedTables.Begin(Crash.At(before, writes));
            try
            {
                await Tell(store);
                crashed = false;
            }
            catch (CrashException)
            {
            }
            await store.Reopen();
            store.Clock.Now += Boards.Patience;
            await store.Journeys.Repair(store.Clock.Now, CancellationToken.None);
            await AreRight(store);
        }
        Assert.True(writes > 25, $"Only {writes} writes were seen.");
    }

    /// <summary>A letter's moves are not announced, so nothing may depend on an announcement.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whatever_write_a_crash_interrupts_a_letter_is_sent_or_found_again(bool before)
    {
        bool crashed = true;
        int writes = 0, sent = 0;
        for (; crashed; writes++)
        {
            TestedTables store = await TestedTables.Begin(Crash.At(before, writes));
            try
            {
                await store.Journeys.Committed(Given.Begin());
                QueuedMessage message = (await store.Outbox.Waiting(Given.Start, 1, CancellationToken.None))[0];
                message = (await store.Outbox
                    .Move(message, MessageStatus.Sending, Given.Start.AddMinutes(5), null, Given.Start, CancellationToken.None))!;
                await store.Outbox.Move(message, MessageStatus.Sent, null, null, Given.Start, CancellationToken.None);
                crashed = false;
            }
            catch (CrashException)
            {
            }
            await store.Reopen();
            store.Clock.Now += TimeSpan.FromMinutes(10);
            await store.Journeys.Repair(store.Clock.Now, CancellationToken.None);
            IReadOnlyList<QueuedMessage> waiting = await store.Outbox.Waiting(store.Clock.Now, 10, CancellationToken.None),
                stuck = await store.Outbox.Stuck(store.Clock.Now, 10, CancellationToken.None);
            await foreach (Guid journey in store.Journeys.All(CancellationToken.None))
            {
                IReadOnlyList<QueuedMessage> all = await store.Outbox.Of(journey, CancellationToken.None);
                Assert.Equal(all.Where(m => m.Status is MessageStatus.Queued).Select(m => m.Key).Order(), waiting.Select(m => m.Key)
                    .Order());
                Assert.Equal(all.Where(m => m.Status is MessageStatus.Sending).Select(m => m.Key), stuck.Select(m => m.Key));
                sent += all.Count(m => m.Status is MessageStatus.Sent);
            }
            await AreRight(store);
        }
        Assert.True(writes > 6 && sent > 0, $"{writes} writes, {sent} times sent.");
    }

    /// <summary>Tasks change hands and close, a due time is corrected, a message is claimed and fails, and the journey ends.</summary>
    private static async Task Tell(TestedTables store)
    {
        StoredJourney journey = await store.Journeys.Committed(Given.Begin());
        journey = await store.Journeys
            .Committed(
                Given.Step(journey, new Intake.Accept(LinkWorker: "staff-1"), Actor.Staff("staff-1"), "accept", Given.Start) with
                { Entries = [Entry] });
        journey = await store.Journeys.Committed(journey, new Allocation.HandOver("staff-2"), "hand over");
        await store.Journeys.Reschedule(journey.State.Id, journey.Version, Given.Start.AddDays(9), CancellationToken.None);
        QueuedMessage message = (await store.Outbox.Of(journey.State.Id, CancellationToken.None))[0];
        message = (await store.Outbox
            .Move(message, MessageStatus.Sending, Given.Start.AddMinutes(5), null, Given.Start, CancellationToken.None))!;
        message = (await store.Outbox
            .Move(message, MessageStatus.Queued, Given.Start.AddMinutes(9), "throttled", Given.Start, CancellationToken.None))!;
        await store.Outbox.Move(message, MessageStatus.Failed, null, "no such address", Given.Start, CancellationToken.None);
        await store.Outbox.Queue(Given.Message("digest"), CancellationToken.None);
        journey = (await store.Journeys.Find(journey.State.Id, CancellationToken.None))!;
        await store.Journeys.Committed(journey, new Closing.Close(ClosingReason.Died), "close");
    }

    [Fact]
    public async Task Many_changes_at_once_leave_the_boards_right()
    {
        TestedTables store = await TestedTables.Begin(new FakeTables());
        Guid id = (await store.Journeys.Committed(Given.Begin())).State.Id;
        await store.Journeys
            .Committed((await store.Journeys.Find(id, CancellationToken.None))!, new Intake.Accept(LinkWorker: "staff-1"), "accept");

        await Task.WhenAll(Enumerable.Range(0, 12).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < 15; i++)
            {
                StoredJourney seen = (await store.Journeys.Find(id, CancellationToken.None))!;
                if (caller % 3 is 0)
                    await store.Journeys.Reschedule(id, seen.Version, Given.Start.AddHours(i), CancellationToken.None);
                else if (caller % 3 is 1)
                    await store.Journeys
                        .Commit(
                            Given.Step(seen, new Allocation.HandOver(seen.State.LinkWorker is "staff-1" ? "staff-2" : "staff-1"),
                                Actor.Staff("lead"), $"{caller}-{i}", Given.Start), CancellationToken.None);
                else
                    foreach (QueuedMessage message in await store.Outbox.Of(id, CancellationToken.None))
                        await store.Outbox
                            .Move(message, message.Status is MessageStatus.Queued ? MessageStatus.Sending : MessageStatus.Queued,
                                Given.Start.AddMinutes(i % 2), null, Given.Start, CancellationToken.None);
            }
        })));
        store.Clock.Now += Boards.Patience;
        await store.Journeys.Repair(store.Clock.Now, CancellationToken.None);
        await AreRight(store);
    }

    [Fact]
    public async Task A_due_time_corrected_in_the_middle_of_a_commit_leaves_no_row()
    {
        FakeTables fake = new();
        TestedTables store = await TestedTables.Begin(fake);
        StoredJourney journey = await store.Journeys.Committed(Given.Begin());
        // This runs after the announcement and before the transaction.
        fake.AfterNextWrite =
            async () => Assert.True(await store.Journeys.Reschedule(journey.State.Id, 1, Given.Start.AddDays(3), CancellationToken.None));
        await store.Journeys.Committed(journey, new Intake.Accept(LinkWorker: "staff-1"), "accept");
        await AreRight(store);
    }

    private static TableEntity[] Rows(TestedTables store) =>
        [.. ((FakeTable)store.Table("Boards")).Everything().Where(r => !r.RowKey.StartsWith("dirty", StringComparison.Ordinal))];

    /// <summary>Readers delete rows that a crash left over. On boards that nobody reads row by row, repairs have deleted
    /// them already.</summary>
    private static async Task AreRight(TestedTables store)
    {
        string[] unseen = [BoardRow.Failed, BoardRow.Uncertain];
        TableEntity[] before = Rows(store);
        Dictionary<string, BoardRow> expected = [];
        bool accepted = false;
        foreach (IGrouping<string, TableEntity> partition in ((FakeTable)store.Table("Journeys")).Everything().GroupBy(r => r.PartitionKey))
        {
            if (partition.SingleOrDefault(r => r.RowKey is JourneyPartition.State) is { } state)
            {
                TableEntity tasks = partition.Single(r => r.RowKey is JourneyPartition.Tasks);
                Expect(state.Boards(),
                    BoardRow.Of(Guid.Parse(partition.Key), JourneyPartition.ReadHeader(state), JourneyPartition.ReadTasks(tasks)));
                Assert.Equal(state.Boards().Where(BoardRow.IsOfTask).Order(StringComparer.Ordinal), tasks.Boards()
                    .Order(StringComparer.Ordinal));
            }
            foreach (TableEntity row in partition.Where(r => r.RowKey.StartsWith(JourneyPartition.MessagesBegin, StringComparison.Ordinal)))
            {
                QueuedMessage message = JourneyPartition.ReadMessage(row)!;
                // A message that is being sent keeps its rows among those that wait.
                string[] waiting = message.Status is MessageStatus.Sending
                    ? [.. row.Boards().Where(k => BoardRow.BoardOf(k) is BoardRow.Queued or BoardRow.Timed)] : [];
                Expect([.. row.Boards().Except(waiting)], BoardRow.Of(message));
                foreach (string key in waiting)
                    expected.Add(key, Read(before.Single(r => r.RowKey == key)));
            }
            accepted |= partition.Any(r => r.GetString("CommandId") is "accept");
        }
        // No row may be missing. On boards that nobody reads row by row, there must be none too many either.
        Assert.Subset(before.Select(Written).ToHashSet(), expected.Select(Of).ToHashSet());
        Assert.Equal(expected.Where(e => unseen.Contains(e.Value.Board))
            .Select(Of), before.Where(r => unseen.Contains(BoardRow.BoardOf(r.RowKey))).Select(Written));
        await Seen(store);
        Assert.Equal(expected.Select(Of).Order(StringComparer.Ordinal), Rows(store).Select(Written).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(((FakeTable)store.Table("Boards")).Everything(), r => r.RowKey.StartsWith("dirty", StringComparison.Ordinal));
        Assert.True(accepted || await store.Register.Get(Entry.Kind, Entry.Key, CancellationToken.None) is null);

        void Expect(IReadOnlyList<string> keys, IEnumerable<BoardRow> rows)
        {
            BoardRow[] all = [.. rows];
            Assert.Equal(all.Select(r => r.Place).Order(StringComparer.Ordinal), keys.Select(BoardRow.PlaceOf)
                .Order(StringComparer.Ordinal));
            foreach (string key in keys)
                expected.Add(key, all.Single(r => r.Place == BoardRow.PlaceOf(key)));
        }

        static string Of(KeyValuePair<string, BoardRow> row) => Written(row.Value.ToEntity(row.Key, default));
    }

    private static BoardRow Read(TableEntity row) => new(BoardRow.BoardOf(row.RowKey), BoardRow.SortOf(row.RowKey), BoardRow.OwnerOf(row))
    {
        Name = row.GetString("Name"),
        NotBefore = TableKey.ReadTime(row.GetString("NotBefore")),
        QueuedAt = TableKey.ReadTime(row.GetString("QueuedAt")),
    };

    private static string Written(TableEntity row) =>
        string.Join(' ', row.Where(p => p.Value is not null && p.Key is not ("odata.etag" or "At"))
            .OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"));
}
