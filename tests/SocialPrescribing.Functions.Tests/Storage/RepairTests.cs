using Azure.Data.Tables;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>The boards say what the journeys' partitions say: not a row too few, and after a repair not one too many.</summary>
public sealed class RepairTests
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
        Assert.True(writes > 60, $"Only {writes} writes were seen.");
    }

    /// <summary>A letter that has gone well is taken off its board without an announcement: nothing may hang on that.</summary>
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
                message = (await store.Outbox.Move(message, MessageStatus.Sending, Given.Start.AddMinutes(5), null, Given.Start, CancellationToken.None))!;
                await store.Outbox.Move(message, MessageStatus.Sent, null, null, Given.Start, CancellationToken.None);
                crashed = false;
            }
            catch (CrashException)
            {
            }
            await store.Reopen();
            store.Clock.Now += TimeSpan.FromMinutes(10);
            await store.Journeys.Repair(store.Clock.Now, CancellationToken.None);
            IReadOnlyList<QueuedMessage> waiting = await store.Outbox.Waiting(store.Clock.Now, 10, CancellationToken.None), stuck = await store.Outbox.Stuck(store.Clock.Now, 10, CancellationToken.None);
            await foreach (Guid journey in store.Journeys.All(CancellationToken.None))
            {
                IReadOnlyList<QueuedMessage> all = await store.Outbox.Of(journey, CancellationToken.None);
                Assert.Equal(all.Where(m => m.Status is MessageStatus.Queued).Select(m => m.Key).Order(), waiting.Select(m => m.Key).Order());
                Assert.Equal(all.Where(m => m.Status is MessageStatus.Sending).Select(m => m.Key), stuck.Select(m => m.Key));
                sent += all.Count(m => m.Status is MessageStatus.Sent);
            }
            await AreRight(store);
        }
        Assert.True(writes > 15 && sent > 0, $"{writes} writes, {sent} times sent.");
    }

    /// <summary>Tasks change hands and close, a due time is corrected, a message is claimed and fails, and the journey ends.</summary>
    private static async Task Tell(TestedTables store)
    {
        StoredJourney journey = await store.Journeys.Committed(Given.Begin());
        journey = await store.Journeys.Committed(Given.Step(journey, new Intake.Accept(LinkWorker: "staff-1"), Actor.Staff("staff-1"), "accept", Given.Start) with { Entries = [Entry] });
        journey = await store.Journeys.Committed(journey, new Allocation.HandOver("staff-2"), "hand over");
        await store.Journeys.Reschedule(journey.State.Id, journey.Version, Given.Start.AddDays(9), CancellationToken.None);
        QueuedMessage message = (await store.Outbox.Of(journey.State.Id, CancellationToken.None))[0];
        message = (await store.Outbox.Move(message, MessageStatus.Sending, Given.Start.AddMinutes(5), null, Given.Start, CancellationToken.None))!;
        message = (await store.Outbox.Move(message, MessageStatus.Queued, Given.Start.AddMinutes(9), "throttled", Given.Start, CancellationToken.None))!;
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
        await store.Journeys.Committed((await store.Journeys.Find(id, CancellationToken.None))!, new Intake.Accept(LinkWorker: "staff-1"), "accept");

        await Task.WhenAll(Enumerable.Range(0, 12).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < 15; i++)
            {
                StoredJourney seen = (await store.Journeys.Find(id, CancellationToken.None))!;
                if (caller % 3 is 0)
                    await store.Journeys.Reschedule(id, seen.Version, Given.Start.AddHours(i), CancellationToken.None);
                else if (caller % 3 is 1)
                    await store.Journeys.Commit(Given.Step(seen, new Allocation.HandOver(seen.State.LinkWorker is "staff-1" ? "staff-2" : "staff-1"), Actor.Staff("lead"), $"{caller}-{i}", Given.Start), CancellationToken.None);
                else
                    foreach (QueuedMessage message in await store.Outbox.Of(id, CancellationToken.None))
                        await store.Outbox.Move(message, message.Status is MessageStatus.Queued ? MessageStatus.Sending : MessageStatus.Queued, Given.Start.AddMinutes(i % 2), null, Given.Start, CancellationToken.None);
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
        // After the announcement, before the transaction.
        fake.AfterNextWrite = async () => Assert.True(await store.Journeys.Reschedule(journey.State.Id, 1, Given.Start.AddDays(3), CancellationToken.None));
        await store.Journeys.Committed(journey, new Intake.Accept(LinkWorker: "staff-1"), "accept");
        await AreRight(store);
    }

    [Fact]
    public async Task What_is_under_way_is_left_alone()
    {
        TestedTables store = await TestedTables.Begin(Crash.At(before: false, 1));
        await Assert.ThrowsAsync<CrashException>(() => Tell(store));
        await store.Reopen();
        Assert.Equal(0, await store.Journeys.Repair(store.Clock.Now + Boards.Patience - TimeSpan.FromTicks(1), CancellationToken.None));
        Assert.Empty((await store.Journeys.Tasks(new TaskQuery(), CancellationToken.None)).Items);
        Assert.Equal(1, await store.Journeys.Repair(store.Clock.Now + Boards.Patience, CancellationToken.None));
        Assert.Single((await store.Journeys.Tasks(new TaskQuery(), CancellationToken.None)).Items);
        Assert.Equal(0, await store.Journeys.Repair(store.Clock.Now + Boards.Patience, CancellationToken.None));
    }

    [Fact]
    public async Task A_row_that_is_left_over_is_never_shown_and_goes_when_it_is_seen()
    {
        TestedTables store = await TestedTables.Begin(new FakeTables());
        StoredJourney journey = await store.Journeys.Committed(Given.Begin());
        QueuedMessage message = (await store.Outbox.Of(journey.State.Id, CancellationToken.None))[0];
        BoardRow[] before = [.. Rows(store).Select(r => new BoardRow(r.PartitionKey, r.RowKey, journey.State.Id) { Name = r.GetString("Name"), Stage = nameof(Stage.Triage), FirstTaskDue = Given.Start })];
        journey = await store.Journeys.Committed(journey, new Intake.Accept(LinkWorker: "staff-1"), "accept");
        await store.Outbox.Move(message, MessageStatus.Sent, null, null, Given.Start, CancellationToken.None);
        int right = Rows(store).Length;
        foreach (BoardRow row in before.Where(b => !Rows(store).Any(r => (r.PartitionKey, r.RowKey) == b.Key)))
            await store.Table("Boards").AddEntityAsync(row.ToEntity());
        Assert.True(Rows(store).Length > right + 3);

        Assert.DoesNotContain((await store.Journeys.Tasks(new TaskQuery(), CancellationToken.None)).Items, t => t.Kind is TaskKind.Triage);
        Assert.Empty((await store.Journeys.Tasks(new TaskQuery(Queues.Triage), CancellationToken.None)).Items);
        Assert.Empty((await store.Journeys.Journeys(new JourneyQuery(Stage.Triage), CancellationToken.None)).Items);
        Assert.Equal(journey.NextDue, Assert.Single(await store.Journeys.DueBy(DateTimeOffset.MaxValue, 10, CancellationToken.None)).Due);
        Assert.DoesNotContain(await store.Outbox.Waiting(Given.Start, 10, CancellationToken.None), m => m.Key == message.Key);
        Assert.Equal(right, Rows(store).Length);
        await AreRight(store);
    }

    private static TableEntity[] Rows(TestedTables store) => [.. ((FakeTable)store.Table("Boards")).Everything().Where(r => !r.PartitionKey.StartsWith("dirty", StringComparison.Ordinal))];

    private static async Task AreRight(TestedTables store)
    {
        List<BoardRow> expected = [];
        bool accepted = false;
        foreach (IGrouping<string, TableEntity> partition in ((FakeTable)store.Table("Journeys")).Everything().GroupBy(r => r.PartitionKey))
        {
            if (partition.SingleOrDefault(r => r.RowKey is JourneyPartition.State) is { } state)
                expected.AddRange(BoardRow.Of(Guid.Parse(partition.Key), JourneyPartition.ReadHeader(state), JourneyPartition.ReadTasks(partition.Single(r => r.RowKey is JourneyPartition.Tasks))));
            expected.AddRange(partition.Where(r => r.RowKey.StartsWith(JourneyPartition.MessagesBegin, StringComparison.Ordinal)).SelectMany(r => BoardRow.Of(JourneyPartition.ReadMessage(r)!)));
            accepted |= partition.Any(r => r.GetString("CommandId") is "accept");
        }
        Assert.Equal(expected.Select(r => Written(r.ToEntity())).Order(StringComparer.Ordinal), Rows(store).Select(Written).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(((FakeTable)store.Table("Boards")).Everything(), r => r.PartitionKey.StartsWith("dirty", StringComparison.Ordinal));
        Assert.True(accepted || await store.Register.Get(Entry.Kind, Entry.Key, CancellationToken.None) is null);
    }

    private static string Written(TableEntity row) => string.Join(' ', row.Where(p => p.Value is not null && p.Key is not "odata.etag").OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"));
}
