using System.Text;
using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Contracts;

/// <summary>
/// The machine stops after each single write and starts again, and everybody repeats what was not answered. Nothing that was answered may
/// be lost, and nothing may be there twice.
/// </summary>
public abstract class CrashContract
{
    /// <summary>
    /// A store whose machine stops after so many durable writes. For a store with transactions, a commit is one write; for others each step
    /// is. From then on every write throws <see cref="CrashException"/>, until the store is reopened.
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
            story.Clock.Advance(TimeSpan.FromMinutes(2));
            await story.Tell(store);
            await story.Check(store);
        }
        Assert.True(writes > 5, $"Only {writes} writes were seen: this test stops the machine at none that matters.");
    }

    /// <summary>
    /// Joining takes three commits over two journeys, and so does parting them. Wherever the machine stops, in the end either nothing has
    /// happened or everything that was asked.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_write_a_crash_follows_two_journeys_are_two_or_one(bool byItself)
    {
        bool crashed = true;
        int writes = 0, together = 0, apart = 0;
        for (; crashed; writes++)
        {
            await using TestedStore store = await CrashAfter(writes);
            JoinedAndParted story = new(byItself);
            crashed = await Crashes(() => story.Tell(store));
            if (crashed)
                await store.Reopen();
            // If the story got to its end, the machine stops while everybody is woken.
            if (await Crashes(() => story.GoOn(store)))
            {
                crashed = true;
                await store.Reopen();
                await story.GoOn(store);
            }
            if (await story.Check(store))
                together++;
            else
                apart++;
        }
        Assert.True(writes > 5 && together > 0 && apart > 0, $"{writes} writes, {together} times one journey, {apart} times two.");
    }

    /// <summary>Two journeys are joined and parted again, or a referral joins by itself and is taken out.</summary>
    private sealed class JoinedAndParted(bool byItself)
    {
        private readonly FakeTimeProvider _clock = new(Given.Start);
        private readonly Secrets _secrets = new(new byte[32], []);
        private readonly HashSet<string> _received = [];

        public async Task Tell(TestedStore store)
        {
            JourneyService journeys = Service(store);
            ReferralIntake intake = new(store.Journeys, store.Register, journeys, Given.Pathway, new Clocks(_clock, _clock), _secrets);
            await Refer(intake, "one", byItself ? "org-1" : null);
            await Refer(intake, "two", "org-2");
            List<Journey> all = await All(store);
            if (!byItself)
            {
                Assert.IsType<CommandResult.Done>(
                    await journeys.Do(all[1].Id, new Joining.Join(all[0].Id, ContactsOf.This), Actor.Staff("lead-1"), "join-1", null,
                        CancellationToken.None));
                await journeys.Advance(all[1].Id, CancellationToken.None);
            }
            Journey one = (await store.Journeys.Find(all[0].Id, CancellationToken.None))!.State;
            Assert.IsType<CommandResult.Done>(
                await journeys.Do(one.Id, new Parting.TakeApart(one.Referrals[1].Id), Actor.Staff("lead-1"), "apart-1", null,
                    CancellationToken.None));
            await journeys.Advance(one.Id, CancellationToken.None);
        }

        /// <summary>Wakes everybody, several times.</summary>
        public async Task GoOn(TestedStore store)
        {
            for (int round = 0; round < 4; round++)
            {
                _clock.Advance(TimeSpan.FromMinutes(6));
                await store.Journeys.Repair(_clock.GetUtcNow().AddHours(1), CancellationToken.None);
                foreach (Journey journey in await All(store))
                    await Service(store).Advance(journey.Id, CancellationToken.None);
            }
        }

        /// <returns>Whether both referrals are in one journey.</returns>
        public async Task<bool> Check(TestedStore store)
        {
            List<Journey> all = await All(store);
            Assert.All(all, j => Assert.Equal((null, null), (j.Joining, j.Parting)));
            List<Journey> open = [.. all.Where(j => !j.HasEnded)];
            // Each referral that was taken in is in exactly one open journey, and the journey where it began leads there.
            string[] reasons = [.. open.SelectMany(j => j.Referrals).Select(r => r.Details.Reason!).Order()];
            Assert.Distinct(reasons);
            Assert.Superset(_received, new HashSet<string>(reasons));
            foreach (HeldReferral referral in open.SelectMany(j => j.Referrals))
                if (await ReferralIntake.LookUps.In(store.Register).Get($"{referral.Id:N}", CancellationToken.None) is { } record)
                    Assert.Contains(
                        referral.Id,
                        (await store.Journeys.Referral(record.Value, referral.Id, CancellationToken.None))!.Value.Journey.State.Referrals
                            .Select(r => r.Id));
            Assert.All(open, j => Assert.All(j.Referrals, r => Assert.Contains(j.Tasks, t => t.About == r.Id.ToString("N"))));
            Assert.Empty((await JournalCheck.Run(store.Journeys, Given.Pathway, CancellationToken.None)).Findings);
            await FactsContract.AreWhatJournalsSay(store.Journeys, _secrets);
            return open.Count is 1 && reasons.Length is 2;
        }

        private JourneyService Service(TestedStore store) =>
            new(store.Journeys, store.Register, new QuietRuntime(), Given.Pathway, new Clocks(_clock, _clock), _secrets);

        private async Task Refer(ReferralIntake intake, string reason, string? organisation)
        {
            Assert.IsType<IntakeResult.Received>(
                await intake.Receive(Given.Referral(reason: reason), organisation, Encoding.UTF8.GetBytes(reason), reason,
                    CancellationToken.None));
            _received.Add(reason);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        private static async Task<List<Journey>> All(TestedStore store)
        {
            List<Journey> all = [];
            await foreach (Guid id in store.Journeys.All(CancellationToken.None))
                all.Add((await store.Journeys.Find(id, CancellationToken.None))!.State);
            return [.. all.OrderBy(j => j.ReceivedAt)];
        }
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

    /// <summary>
    /// A person is referred, referred again by somebody else, accepted, and written to. If the story is told twice, each
    /// thing still happened once.
    /// </summary>
    private sealed class Story(string? idempotencyKey)
    {
        private readonly Dictionary<string, object> _answers = [];

        public FakeTimeProvider Clock { get; } = new(Given.Start);

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
                await journeys.Do(journey, new Intake.Accept(LinkWorker: "staff-1"), Actor.Staff("lead-1"), "accept-1", null,
                    CancellationToken.None)).Journey);

            Answered("unmet", Assert.IsType<CommandResult.Done>(
                await journeys.Do(journey, new Activities.RegisterUnmetNeed("loneliness", UnmetReason.NothingSuitable),
                    Actor.Staff("staff-1"), "unmet-1", null, CancellationToken.None)).Journey);
            Assert.Single(
                (await new UnmetNeeds(store.Register).Of(WorkingCalendar.LondonDate(Given.Start), 10, null, CancellationToken.None)).Items);

            QueuedMessage message = (await store.Outbox.Of(journey, CancellationToken.None))[0];
            if (message.Status is MessageStatus.Queued)
                message = (await store.Outbox
                    .Move(message, MessageStatus.Sending, Given.Start.AddMinutes(5), null, Given.Start, CancellationToken.None))!;
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
                Assert.Equal(id, (await ReferralIntake.LookUps.In(store.Register).Get($"{referral.Id:N}", CancellationToken.None))?.Value);
                Assert.Equal(
                    $$"""{"journey":"{{id}}","referral":"{{referral.Id}}"}""",
                    (await store.Register.Get(RecordKinds.Reference.Name, referral.Reference, CancellationToken.None))?.Json);
            }

            PersonSearch search = new(store.Journeys, store.Register, new Secrets(new byte[32], []));
            Assert.Equal(id, Assert.Single((await search.Find("exam ann", CancellationToken.None)).Journeys).Id);

            JournalCheck.Report report = await JournalCheck.Run(store.Journeys, Given.Pathway, CancellationToken.None);
            Assert.Empty(report.Findings);
            await FactsContract.AreWhatJournalsSay(store.Journeys, new Secrets(new byte[32], []));

            IReadOnlyList<QueuedMessage> messages = await store.Outbox.Of(id, CancellationToken.None);
            string[] queued = [.. (await store.Journeys.Journal(id, CancellationToken.None)).SelectMany(c => c.Events)
                .OfType<Messages.Queued>().Select(e => e.Key)];
            Assert.Equal(queued.Order(StringComparer.Ordinal), messages.Select(m => m.Key).Order(StringComparer.Ordinal));
            Assert.Equal((1, 2),
                Assert.Single(messages, m => m.Status is MessageStatus.Sent) is var sent ? (sent.Attempts, sent.Revision) : default);
        }

        private async Task<ReferralIntake.Receipt> Refer(ReferralIntake intake, string organisation, Referral referral) =>
            Assert.IsType<IntakeResult.Received>(
                await intake.Receive(referral, organisation, Encoding.UTF8.GetBytes(referral.Reason!), idempotencyKey,
                    CancellationToken.None)).Receipt;

        /// <summary>Who was answered before gets the same answer again.</summary>
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
