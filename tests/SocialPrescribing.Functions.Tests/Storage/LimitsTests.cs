using Azure.Data.Tables;
using FsCheck.Fluent;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Journeys;
using SocialPrescribing.Journeys.Tests;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using Xunit.Abstractions;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>
/// A transaction takes 100 rows and 4 MiB. Anything larger is refused with a reason before it is sent. No journey ever gets there: its
/// commits have at most 100 rows, however much they queue.
/// </summary>
public sealed class LimitsTests(ITestOutputHelper output)
{
    [Fact]
    public void What_is_too_much_for_one_transaction_is_refused_in_words()
    {
        Limits.Check(Rows(100, 40_000));
        Assert.Contains("it writes 101 rows, and 100 is the most", Refused(Rows(101, 1)), StringComparison.Ordinal);
        Assert.Contains("it sends 4,2", Refused(Rows(100, 41_500)), StringComparison.Ordinal);
        // An escaped character takes six bytes in the request.
        Assert.Contains("4,194,304 is the most", Refused(Rows(100, 7_000, '<')), StringComparison.Ordinal);
        Assert.Contains("one of its rows has 1,0", Refused(Rows(1, 530_000)), StringComparison.Ordinal);

        static TableTransactionAction[] Rows(int rows, int characters, char character = 'x') =>
            [.. Enumerable.Range(0, rows)
                .Select(
                    i => new TableTransactionAction(TableTransactionActionType.Add,
                        new TableEntity("p", $"{i}").With("Text", new string(character, characters))))];

        static string Refused(TableTransactionAction[] rows) => Assert.Throws<CommitTooLargeException>(() => Limits.Check(rows)).Message;
    }

    [Fact]
    public async Task A_commit_that_is_too_large_is_refused_before_anything_is_written()
    {
        TestedTables store = await TestedTables.Begin(new FakeTables());
        CommitTooLargeException refused =
            await Assert.ThrowsAsync<CommitTooLargeException>(() => store.Journeys.Commit(Saying(600_000), CancellationToken.None));
        Assert.EndsWith("Nothing was written.", refused.Message, StringComparison.Ordinal);
        Assert.All((string[])["Journeys", "Boards", "Register"], t => Assert.Empty(((FakeTable)store.Table(t)).Everything()));
        await store.Journeys.Committed(Saying(400_000));

        static JourneyCommit Saying(int characters) =>
            Given.Begin(referral: Given.Referral(reason: new string('x', characters)), claims: [new RecordWrite("person", "key", "mine")]);
    }

    [Fact]
    public async Task Messages_for_which_a_transaction_has_no_room_follow_it()
    {
        FakeTables fake = new();
        TestedTables store = await TestedTables.Begin(fake);
        StoredJourney journey = await store.Journeys.Committed(Many());
        Assert.Equal(250, (await store.Outbox.Of(journey.State.Id, CancellationToken.None)).Count);
        Assert.Equal(250, (await store.Outbox.Waiting(Given.Start, 1_000, CancellationToken.None)).Count);

        // The machine stops right after the transaction. Before it come two writes of board rows: the first hundred and the rest.
        int written = 0;
        fake.AroundWrites = isBefore =>
        {
            if (isBefore && ++written > 3)
                throw new CrashException();
        };
        JourneyCommit another = Many();
        await Assert.ThrowsAsync<CrashException>(() => store.Journeys.Commit(another, CancellationToken.None));
        await store.Reopen();
        Assert.Equal(Limits.MostMessages, (await store.Outbox.Of(another.After.Id, CancellationToken.None)).Count);
        await store.Journeys.Repair(store.Clock.Now + Boards.Patience, CancellationToken.None);
        Assert.Equal(500, (await store.Outbox.Waiting(Given.Start, 1_000, CancellationToken.None)).Count);

        static JourneyCommit Many() =>
            Given.Begin() with
            { Events = [.. Enumerable.Range(0, 250).Select(i => new Messages.Queued($"message/{i}", MessageKind.Digest, null))] };
    }

    [Fact]
    public void No_commit_of_a_random_history_comes_to_the_limits()
    {
        int rows = 0;
        foreach (History history in History.Any.Generator.Sample(120, 300 * Cases.Times))
            rows = Math.Max(rows, MostRows(history.Tell()));
        output.WriteLine($"At most {rows} rows in a commit.");
        // At the limit, messages would have to wait until after the transaction.
        Assert.InRange(rows, 5, Limits.MostRows - 1);
    }

    /// <summary>
    /// Fifteen concerns, meetings without an outcome, and months in which nobody does anything. Everything is late at once and ends
    /// at once.
    /// </summary>
    [Fact]
    public void A_journey_that_everybody_neglects_stays_within_the_limits()
    {
        Story story = new Story().With(Story.Receive(), Actor.Referrer("org")).With(new Intake.Accept(LinkWorker: "sam"));
        for (int i = 0; i < 15; i++)
        {
            story.Do(new Concerns.Raise($"Concern {i}."));
            story.Do(new Meetings.Book(story.Now.AddDays(1), new Place(PlaceKind.AtHome)));
            story.Until(story.Now.AddDays(5));
        }
        story.SleepUntil(story.Now.AddDays(60));
        foreach (Concern concern in story.Journey.Concerns)
            story.Do(new Concerns.Acknowledge(concern.Id, "Phoned.", Settled: true));
        story.SleepUntil(story.Now.AddDays(60));
        story.Do(new Closing.Close(ClosingReason.GoalsMet));
        int rows = MostRows(story);
        output.WriteLine($"At most {rows} rows in a commit.");
        Assert.InRange(rows, 20, Limits.MostRows);
    }

    /// <summary>Counts lines of the journal with the same time and actor as one commit, so it counts too many rows rather
    /// than too few.</summary>
    private static int MostRows(Story story)
    {
        int rows = 0, version = 0;
        Journey? journey = null;
        for (int from = 0; from < story.Journal.Count;)
        {
            Journey? before = journey;
            JournalEntry[] step =
                [.. story.Journal.Skip(from).TakeWhile(e => (e.At, e.By) == (story.Journal[from].At, story.Journal[from].By))];
            from += step.Length;
            foreach (JournalEntry entry in step)
                journey = Journey.Apply(journey, entry);
            JourneyCommit commit = new()
            {
                Before = before,
                After = journey!,
                ExpectedVersion = version++,
                At = step[0].At,
                By = step[0].By,
                Events = [.. step.Select(e => e.Event)],
                CommandId = "command",
                Answer = "answer",
            };
            rows = Math.Max(rows, new TableCommit(commit, null).Transaction(null).Count);
        }
        return rows;
    }
}
