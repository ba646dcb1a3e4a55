using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>A query that names no partition reads the whole table, however little it returns.</summary>
public sealed class HotPathTests
{
    [Fact]
    public async Task Nothing_that_a_request_or_a_timer_does_reads_a_whole_table()
    {
        FakeTables fake = new();
        TestedTables store = await TestedTables.Begin(fake);
        // Each start asks once whether an earlier version was here.
        fake.Queries.Clear();
        CancellationToken none = CancellationToken.None;
        StoredJourney journey =
            await store.Journeys.Committed(Given.Begin(claims: [new RecordWrite("person", "key", "mine", 0, Given.Start)]));
        journey = await store.Journeys.Committed(journey, new Intake.Accept(LinkWorker: "staff-1"), "accept");
        Guid id = journey.State.Id;
        await store.Journeys.AnswerTo(id, "accept", none);
        await store.Journeys.Journal(id, none);
        await store.Journeys.Rows(id, none);
        await store.Journeys.Reschedule(id, 2, Given.Start, none);
        Assert.NotEmpty(await store.Journeys.DueBy(Given.Start, 10, none));
        Assert.NotNull(await store.Journeys.NextDue(none));
        foreach (TaskQuery query in (TaskQuery[])[new(), new("staff-1"), new() { Unassigned = true },
            new(Queues.Lead, Given.Start, Given.Start.AddDays(1))])
            await store.Journeys.Tasks(query, none);
        foreach (JourneyQuery query in (JourneyQuery[])[new(), new(Stage.Triage), new(LinkWorker: "staff-1"), new(OverdueAt: Given.Start),
            new(Stage.Triage, "staff-1", Given.Start)])
            await store.Journeys.Journeys(query, none);
        await store.Journeys.Repair(Given.Start.AddDays(1), none);
        foreach (QueuedMessage message in await store.Outbox.Waiting(Given.Start, 10, none))
            await store.Outbox.Move(message, MessageStatus.Sending, Given.Start, null, Given.Start, none);
        await store.Outbox.NextWaiting(none);
        Assert.NotEmpty(await store.Outbox.Stuck(Given.Start, 10, none));
        Assert.NotEmpty(await store.Outbox.Of(id, none));
        await store.Outbox.Figures(none);
        await store.Register.List("person", "k", 10, null, none);
        Assert.Equal(1, await store.Register.Purge(Given.Start, 10, none));

        Assert.True(fake.Queries.Count > 20, $"Only {fake.Queries.Count} queries were seen.");
        Assert.All(fake.Queries, q => Assert.StartsWith("PartitionKey eq '", q.Filter, StringComparison.Ordinal));
        // All boards lie in one partition, so each query for a board must name where it begins and ends.
        Assert.All(fake.Queries.Where(q => q.Filter!.StartsWith($"PartitionKey eq '{BoardRow.Partition}'", StringComparison.Ordinal)),
            q => Assert.Matches(" and RowKey ge '.+' and RowKey lt '.+'", q.Filter));
        Assert.All(fake.Queries, q => Assert.DoesNotContain(" or PartitionKey", q.Filter, StringComparison.Ordinal));

        // The check of the boards is the one exception: it must not rely on the boards.
        fake.Queries.Clear();
        await foreach (Guid _ in store.Journeys.All(none))
        {
        }
        Assert.Equal("RowKey eq 'state'", Assert.Single(fake.Queries).Filter);
    }
}
