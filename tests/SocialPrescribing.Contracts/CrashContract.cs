using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;

namespace SocialPrescribing.Contracts;

/// <summary>
/// The machine stops after every single write, comes up again, and everybody repeats what they were not answered:
/// nothing that was answered is lost, and nothing is there twice.
/// </summary>
public abstract class CrashContract
{
    /// <summary>
    /// A store whose machine stops after so many durable writes of its medium: a commit for a store that writes a transaction,
    /// each single write for one that takes several steps. From then on every write throws <see cref="CrashException"/>, until it is reopened.
    /// </summary>
    protected abstract Task<TestedStore> CrashAfter(int writes);

    [Theory]
    [InlineData(null)]
    [InlineData("request-1")]
    public async Task Whatever_write_a_crash_follows_nothing_is_lost_or_doubled(string? idempotencyKey)
    {
        bool crashed = true;
        int writes = 0;
        for (; crashed; writes++)
        {
            await using TestedStore store = await CrashAfter(writes);
            Story story = new(idempotencyKey);
            crashed = await Crashes(() => story.Tell(store));
            if (crashed)
                await store.Reopen();
            story.Clock.Now += TimeSpan.FromMinutes(2);
            await story.Tell(store);
            await story.Check(store);
        }
        Assert.True(writes > 5, $"Only {writes} writes were seen: this test stops the machine at none that matters.");
    }

    private static async Task<bool> Crashes(Func<Task> story)
    {
        try
        {
            await story();
            return false;
        }
        catch (CrashException)
        {
            return true;
        }
    }

    /// <summary>A person is referred, referred again by somebody else, accepted, and written to. Told twice, it has happened once.</summary>
    private sealed class Story(string? idempotencyKey)
    {
        private readonly Dictionary<string, object> _answers = [];

        public TestClock Clock { get; } = new(Given.Start);

        public async Task Tell(TestedStore store)
        {
            Clocks clocks = new(Clock, Clock);
            Secrets secrets = new(new byte[32], []);
            JourneyService journeys = new(store.Journeys, store.Register, new QuietRuntime(), Given.Pathway, clocks, secrets);
            ReferralIntake intake = new(store.Journeys, store.Register, journeys, Given.Pathway, clocks, secrets);

            Answered("first", await Refer(intake, "org-1", Given.Referral(reason: "Alone since spring.")));
            Answered("second", await Refer(intake, "org-2", Given.Referral(reason: "Never goes out.")));

            Guid journey = await OnlyJourney(store);
            Answered("accepted", Assert.IsType<CommandResult.Done>(
                await journeys.Do(journey, new Intake.Accept(LinkWorker: "staff-1"), Actor.Staff("lead-1"), "accept-1", null, CancellationToken.None)).Journey);

            Answered("unmet", Assert.IsType<CommandResult.Done>(
                await journeys.Do(journey, new Activities.RegisterUnmetNeed("loneliness", UnmetReason.NothingSuitable), Actor.Staff("staff-1"), "unmet-1", null, CancellationToken.None)).Journey);
            Assert.Single((await new UnmetNeeds(store.Register).Of(WorkingCalendar.LondonDate(Given.Start), 10, null, CancellationToken.None)).Items);

            QueuedMessage message = (await store.Outbox.Of(journey, CancellationToken.None))[0];
            if (message.Status is MessageStatus.Queued)
                message = (await store.Outbox.Move(message, MessageStatus.Sending, Given.Start.AddMinutes(5), null, Given.Start, CancellationToken.None))!;
            if (message.Status is MessageStatus.Sending)
                await store.Outbox.Move(message, MessageStatus.Sent, null, null, Given.Start, CancellationToken.None);
        }

        public async Task Check(TestedStore store)
        {
            Guid id = await OnlyJourney(store);
            StoredJourney journey = (await store.Journeys.Find(id, CancellationToken.None))!;
            Assert.Equal(["org-1", "org-2"], journey.State.Referrals.Select(r => r.Organisation));
            Assert.Equal(4, journey.Version);
            foreach (HeldReferral referral in journey.State.Referrals)
            {
                ReferralIntake.Receipt receipt = (ReferralIntake.Receipt)_answers[referral.Organisation is "org-1" ? "first" : "second"];
                Assert.Equal((referral.Id, referral.Reference), (receipt.Id, receipt.Reference));
                Assert.Equal($"{id:N}", (await store.Register.Get(RecordKinds.Referral, $"{referral.Id:N}", CancellationToken.None))?.Json);
                Assert.Equal($"{id:N}/{referral.Id:N}", (await store.Register.Get(RecordKinds.Reference, referral.Reference, CancellationToken.None))?.Json);
            }

            PersonSearch search = new(store.Journeys, store.Register, new Secrets(new byte[32], []));
            Assert.Equal(id, Assert.Single((await search.Find("exam ann", CancellationToken.None)).Journeys).Id);

            JournalCheck.Report report = await JournalCheck.Run(store.Journeys, Given.Pathway, CancellationToken.None);
            Assert.Empty(report.Findings);

            IReadOnlyList<QueuedMessage> messages = await store.Outbox.Of(id, CancellationToken.None);
            string[] queued = [.. (await store.Journeys.Journal(id, CancellationToken.None)).SelectMany(c => c.Events).OfType<Messages.Queued>().Select(e => e.Key)];
            Assert.Equal(queued.Order(StringComparer.Ordinal), messages.Select(m => m.Key).Order(StringComparer.Ordinal));
            Assert.Equal((1, 2), Assert.Single(messages, m => m.Status is MessageStatus.Sent) is var sent ? (sent.Attempts, sent.Revision) : default);
        }

        private async Task<ReferralIntake.Receipt> Refer(ReferralIntake intake, string organisation, Referral referral) =>
            Assert.IsType<IntakeResult.Received>(
                await intake.Receive(referral, organisation, Encoding.UTF8.GetBytes(referral.Reason!), idempotencyKey, CancellationToken.None)).Receipt;

        /// <summary>Whoever was answered once is answered the same again.</summary>
        private void Answered(string what, object answer)
        {
            if (!_answers.TryAdd(what, answer))
                Assert.Equal(_answers[what], answer);
        }

        private static async Task<Guid> OnlyJourney(TestedStore store)
        {
            List<Guid> all = [];
            await foreach (Guid id in store.Journeys.All(CancellationToken.None))
                all.Add(id);
            return Assert.Single(all);
        }
    }
}
