using System.Text;
using Azure;
using SocialPrescribing.Contracts;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>
/// After the commit of a referral, the process may die or the storage fail before everything is written by which the referral is found. No
/// answer is sent before that. Sending the referral again finishes it at once, without waiting for the watch.
/// </summary>
public sealed class ResumedIntakeTests
{
    private readonly Secrets _secrets = new(new byte[32], []);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wherever_its_process_dies_a_referral_that_is_sent_again_is_on_every_list(bool before)
    {
        bool crashed = true;
        int writes = 0, unfinished = 0;
        for (; crashed; writes++)
        {
            TestedTables store = await TestedTables.Begin(Crash.At(before, writes));
            Awake awake = new();
            crashed = await Fails<CrashException>(() => Refer(store, awake));
            await store.Reopen();
            bool isWhole = (await store.Register.List(RecordKinds.Referral.Name, "", 1, null, CancellationToken.None)).Items.Count > 0;
            if (await store.Journeys.All(CancellationToken.None).AnyAsync())
            {
                // The journey is on every board as soon as it exists, and is found by name once it is complete.
                Assert.Single((await store.Journeys.Tasks(new TaskQuery(), CancellationToken.None)).Items);
                unfinished += isWhole ? 0 : 1;
            }
            await IsFound(store, await Refer(store, awake));
            // A complete referral needs nothing more. If nobody was woken, the watch sends its letters.
            Assert.True(isWhole || awake.Journeys.Count > 0);
        }
        Assert.True(writes > 8 && unfinished > 0, $"{writes} writes, {unfinished} times committed and not whole.");
    }

    [Fact]
    public async Task While_the_storage_is_away_nobody_is_answered_who_would_not_be_found()
    {
        bool away = true;
        int writes = 0;
        for (; away; writes++)
        {
            int passed = 0;
            FakeTables tables = new()
            {
                AroundWrites = isBefore =>
                {
                    if (isBefore && passed++ >= writes)
                        throw new RequestFailedException(0, "Nobody answers.");
                }
            };
            TestedTables store = await TestedTables.Begin(tables);
            ReferralIntake.Receipt? receipt = null;
            away = await Fails<RequestFailedException>(async () => receipt = await Refer(store, new Awake()));
            tables.AroundWrites = null;
            if (receipt is null)
                receipt = await Refer(store, new Awake());
            await IsFound(store, receipt);
            store.Clock.Now += TimeSpan.FromMinutes(3);
            await store.Journeys.Repair(store.Clock.Now, CancellationToken.None);
            await IsFound(store, receipt);
            // No announcement is left.
            Assert.DoesNotContain(((FakeTable)store.Table("Boards")).Everything(),
                r => r.RowKey.StartsWith("dirty", StringComparison.Ordinal));
        }
        Assert.True(writes > 8, $"Only {writes} writes were seen.");
    }

    /// <summary>The referrer was promised a journey, but it ends before the referral can join it.</summary>
    [Fact]
    public async Task A_referral_that_cannot_join_any_more_begins_a_journey_of_its_own()
    {
        FakeTables tables = new();
        TestedTables store = await TestedTables.Begin(tables);
        await Refer(store, new Awake());
        StoredJourney first = (await store.Journeys.Journeys(new JourneyQuery(), CancellationToken.None)).Items.Single();
        tables.AfterNextWrite = () => store.Journeys.Committed(first, new Journeys.Intake.Decline("Lives elsewhere."), "decline");

        ReferralIntake.Receipt receipt = await Refer(store, new Awake(), "key-2");

        Guid journey = (await ReferralIntake.LookUps.In(store.Register).Get($"{receipt.Id:N}", CancellationToken.None))!.Value;
        Assert.NotEqual(first.State.Id, journey);
        Assert.Equal(receipt.Id, (await store.Journeys.Find(journey, CancellationToken.None))!.State.Referrals.Single().Id);
    }

    private async Task<ReferralIntake.Receipt> Refer(TestedTables store, IJourneyRuntime runtime, string key = "key-1")
    {
        Clocks clocks = new(store.Clock, store.Clock);
        JourneyService journeys = new(store.Journeys, store.Register, runtime, Given.Pathway, clocks, _secrets);
        ReferralIntake intake = new(store.Journeys, store.Register, journeys, Given.Pathway, clocks, _secrets);
        return Assert.IsType<IntakeResult.Received>(
            await intake.Receive(Given.Referral(), "org-1", Encoding.UTF8.GetBytes("body"), key, CancellationToken.None)).Receipt;
    }

    private async Task IsFound(TestedTables store, ReferralIntake.Receipt receipt)
    {
        Guid journey = (await ReferralIntake.LookUps.In(store.Register).Get($"{receipt.Id:N}", CancellationToken.None))!.Value;
        foreach (TaskQuery query in (TaskQuery[])[new(), new(Queues.Triage)])
            Assert.Equal(journey, Assert.Single((await store.Journeys.Tasks(query, CancellationToken.None)).Items).Journey);
        foreach (JourneyQuery query in (JourneyQuery[])[new(), new(Stage.Triage)])
            Assert.Equal(journey, Assert.Single((await store.Journeys.Journeys(query, CancellationToken.None)).Items).State.Id);
        Assert.Equal(journey, Assert.Single(await store.Journeys.DueBy(DateTimeOffset.MaxValue, 10, CancellationToken.None)).Journey);
        Assert.Equal(2, (await store.Outbox.Waiting(Given.Start.AddHours(1), 10, CancellationToken.None)).Count);
        PersonSearch search = new(store.Journeys, store.Register, _secrets);
        Assert.Equal(journey, Assert.Single((await search.Find("exam ann", CancellationToken.None)).Journeys).Id);
        Assert.Equal(journey, Assert.Single((await search.Find(receipt.Reference, CancellationToken.None)).Journeys).Id);
    }

    private static async Task<bool> Fails<T>(Func<Task> work) where T : Exception
    {
        try
        {
            await work();
            return false;
        }
        catch (T)
        {
            return true;
        }
    }

    private sealed class Awake : IJourneyRuntime
    {
        public List<Guid> Journeys { get; } = [];

        public ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation)
        {
            Journeys.Add(journey);
            return ValueTask.CompletedTask;
        }

        public ValueTask NudgePostman(CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
