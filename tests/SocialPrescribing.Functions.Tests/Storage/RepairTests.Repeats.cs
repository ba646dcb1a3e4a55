using Azure;
using Azure.Data.Tables;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>
/// A write succeeds, but its answer is lost, and somebody else writes the row before the client repeats the write. The row then bears the
/// other's mark, and the board rows that the other kept must stay.
/// </summary>
public sealed partial class RepairTests
{
    [Fact]
    public Task A_due_time_that_is_sent_again_after_somebody_elses_stays_on_the_board() => BetweenAnyWriteAndItsRepeat(2, async store =>
    {
        Guid journey = (await store.Journeys.Committed(Given.Begin())).State.Id;
        return (Later, Later);
        async Task Later() => await store.Journeys.Reschedule(journey, 1, Given.Start.AddDays(3), CancellationToken.None);
    });

    [Fact]
    public Task A_due_time_that_is_sent_again_after_a_commit_takes_no_rows() => BetweenAnyWriteAndItsRepeat(2, async store =>
    {
        StoredJourney journey = await store.Journeys.Committed(Given.Begin());
        DateTimeOffset due = Given.Start.AddDays(3);
        return (() => store.Journeys.Reschedule(journey.State.Id, 1, due, CancellationToken.None), Accept);
        async Task Accept()
        {
            JourneyCommit commit = Given.Step((await store.Journeys.Find(journey.State.Id, CancellationToken.None))!,
                new Intake.Accept(LinkWorker: "staff-1"), Actor.Staff("staff-1"), "accept", Given.Start);
            await store.Journeys.Commit(commit with { NextDue = due }, CancellationToken.None);
        }
    });

    [Fact]
    public Task A_commit_that_is_sent_again_after_a_due_time_takes_no_rows() => BetweenAnyWriteAndItsRepeat(3, async store =>
    {
        StoredJourney journey = await store.Journeys.Committed(Given.Begin());
        return (() => store.Journeys.Committed(journey, new Intake.Accept(LinkWorker: "staff-1"), "accept"), Later);
        async Task Later()
        {
            StoredJourney now = (await store.Journeys.Find(journey.State.Id, CancellationToken.None))!;
            await store.Journeys.Reschedule(now.State.Id, now.Version, Given.Start.AddDays(3), CancellationToken.None);
        }
    });

    /// <summary>Otherwise the next change would overwrite theirs.</summary>
    [Fact]
    public async Task Whoever_replaced_a_row_and_heard_nothing_never_takes_somebody_elses_for_their_own()
    {
        FakeTables tables = new();
        TableClient rows = tables.GetTableClient("rows");
        await rows.CreateIfNotExistsAsync();
        await rows.AddEntityAsync(Row("before"));
        ETag read = (await rows.Find("p", "r", CancellationToken.None))!.ETag;
        int reads = 0;
        tables.BeforeRepeat = () =>
        {
            tables.Gate = () =>
            {
                if (++reads < 2)
                    return Task.CompletedTask;
                tables.Gate = null;
                return rows.UpsertEntityAsync(Row("another"), TableUpdateMode.Replace);
            };
            return Task.CompletedTask;
        };

        ETag? written = await rows.Replace(Row("us"), read, Functions.Storage.Rows.NewSignature(), CancellationToken.None);

        tables.Gate = null;
        TableEntity now = (await rows.Find("p", "r", CancellationToken.None))!;
        Assert.NotEqual((written, "another"), (now.ETag, now.GetString("By")));

        static TableEntity Row(string by) => new("p", "r") { ["By"] = by };
    }

    [Theory]
    [InlineData(MessageStatus.Queued)]
    [InlineData(MessageStatus.Sending)]
    [InlineData(MessageStatus.Sent)]
    public Task A_message_that_waits_longer_and_is_moved_meanwhile_is_on_the_boards_that_it_belongs_to(MessageStatus meanwhile) =>
        BetweenAnyWriteAndItsRepeat(2, async store =>
        {
            Guid journey = (await store.Journeys.Committed(Given.Begin())).State.Id;
            return (() => Move(store, journey, MessageStatus.Queued), () => Move(store, journey, meanwhile));
        });

    /// <summary>Failed messages are counted without reading them, so a row left over there would be counted for ever.</summary>
    [Theory]
    [InlineData(MessageStatus.Queued)]
    [InlineData(MessageStatus.Sent)]
    public Task A_message_that_failed_and_is_moved_twice_at_once_counts_as_failed_no_more(MessageStatus to) =>
        BetweenAnyWriteAndItsRepeat(to is MessageStatus.Queued ? 2 : 1, async store =>
        {
            Guid journey = (await store.Journeys.Committed(Given.Begin())).State.Id;
            await Move(store, journey, MessageStatus.Failed);
            return (() => Move(store, journey, to), () => Move(store, journey, MessageStatus.Queued));
        });

    [Fact]
    public Task A_message_that_is_queued_and_moved_before_it_is_sent_again_waits_on_its_board() =>
        BetweenAnyWriteAndItsRepeat(2, async store =>
        {
            Guid journey = (await store.Journeys.Committed(Given.Begin())).State.Id;
            QueuedMessage message = Given.Message("more", notBefore: Given.Start.AddHours(1), owner: journey);
            return (() => store.Outbox.Queue(message, CancellationToken.None), () => Move(store, journey, MessageStatus.Queued, "more"));
        });

    /// <summary>Every message that waits gets the same time, so its board rows stay the same.</summary>
    private static async Task Move(TestedTables store, Guid journey, MessageStatus to, string? key = null)
    {
        if ((await store.Outbox.Of(journey, CancellationToken.None)).FirstOrDefault(m => key is null || m.Key == key) is { } message)
            await store.Outbox.Move(message, to, to is MessageStatus.Queued or MessageStatus.Sending ? Given.Start.AddHours(1) : null, null,
                Given.Start, CancellationToken.None);
    }

    private static async Task BetweenAnyWriteAndItsRepeat(
        int least, Func<TestedTables, Task<(Func<Task> One, Func<Task> Other)>> begin)
    {
        int writes = 0;
        for (bool met = true; met; writes++)
        {
            FakeTables fake = new();
            TestedTables store = await TestedTables.Begin(fake);
            (Func<Task> one, Func<Task> other) = await begin(store);
            met = false;
            After(writes);
            await one();
            fake.BeforeRepeat = null;
            store.Clock.Now += Boards.Patience;
            await store.Journeys.Repair(store.Clock.Now, CancellationToken.None);
            await AreRight(store);

            void After(int more) => fake.BeforeRepeat = () =>
            {
                if (more > 0)
                {
                    After(more - 1);
                    return Task.CompletedTask;
                }
                met = true;
                return other();
            };
        }
        Assert.True(writes > least, $"Only {writes - 1} writes were seen.");
    }
}
