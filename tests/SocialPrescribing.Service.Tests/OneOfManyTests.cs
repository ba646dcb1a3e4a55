using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Service.Tests;

/// <summary>A failure with one journey or message stops nothing for others.</summary>
public sealed class OneOfManyTests
{
    private readonly TestService _service = new();

    private void Break(Guid journey) => _service.Store.Overwrite(journey, "{", (1, "["));

    [Fact]
    public async Task Mail_of_a_journey_that_cannot_be_read_waits_and_everybody_elses_goes()
    {
        await _service.Add(StaffRole.SafeguardingLead);
        Guid broken = await _service.Receive("Ada", concern: true);
        Break(broken);
        _service.Move(TimeSpan.FromMinutes(1));
        Guid well = await _service.Receive("Ben", concern: true);

        DateTimeOffset? next = await _service.Postman.Drain(default);

        Assert.Contains(_service.Post.Delivered, d => d.Subject == "Concern" && d.Key.StartsWith($"{well:N}", StringComparison.Ordinal));
        Assert.DoesNotContain(_service.Post.Delivered, d => d.Key.StartsWith($"{broken:N}", StringComparison.Ordinal));
        Assert.True(next > _service.Clocks.MachineNow);
        Assert.All(await _service.Store.Of(broken, default), m => Assert.Equal((MessageStatus.Queued, 0), (m.Status, m.Attempts)));
        HealthFigures figures = await _service.Watch.Health(default);
        Assert.Equal([broken], figures.UnreadableJourneys);
        Assert.False(figures.IsHealthy);
        Assert.True(figures.QueuedMessages > 0);
    }

    [Fact]
    public async Task Its_clock_waits_and_the_watch_goes_on_past_it_and_strikes_it_out_once_it_is_mended()
    {
        Guid broken = await _service.Receive("Ada"), well = await _service.Receive("Ben");
        Journey before = await _service.State(broken);
        Break(broken);
        _service.Move(TimeSpan.FromDays(20));

        WatchReport report = await _service.Watch.Look(default);

        Assert.Equal((1, 0), (report.Advanced, report.Failed));
        Assert.Contains((await _service.State(well)).Tasks, t => t.Escalations > 0);
        Assert.Equal([broken], (await _service.Watch.Health(default)).UnreadableJourneys);
        CommandResult.Refused refused = Assert.IsType<CommandResult.Refused>(
            await _service.Journeys.Do(broken, new Notes.Add("Hello."), Actor.Staff("worker"), "note", null, default));
        Assert.Equal("journey-unreadable", refused.Code);

        _service.Store.Overwrite(broken, System.Text.Json.JsonSerializer.Serialize(before, JourneyJson.Default.Journey));
        await _service.Watch.Look(default);
        Assert.Empty((await _service.Watch.Health(default)).UnreadableJourneys);
    }

    [Fact]
    public async Task One_that_sleeps_is_found_by_looking_through_all()
    {
        Guid broken = await _service.Receive();
        Break(broken);
        await _service.Watch.Look(default);
        Assert.Equal([broken], (await _service.Watch.Health(default)).UnreadableJourneys);
    }

    [Fact]
    public async Task A_referral_of_a_person_whose_journey_cannot_be_read_begins_its_own()
    {
        Guid broken = await _service.Receive("Ada");
        Break(broken);
        Assert.NotEqual(broken, await _service.Receive("Ada"));
    }

    [Fact]
    public async Task A_hand_over_hands_over_the_others_and_says_that_one_is_left()
    {
        StaffMember from = await _service.Add(StaffRole.LinkWorker, "Tom Ashby"),
            to = await _service.Add(StaffRole.LinkWorker, "Grace Okafor");
        Guid broken = await _service.Receive("Ada"), well = await _service.Receive("Ben");
        foreach (Guid journey in (Guid[])[broken, well])
            await _service.Give(journey, new Journeys.Intake.Accept(LinkWorker: from.Id));
        Break(broken);

        HandOverResult.Done done = Assert.IsType<HandOverResult.Done>(
            await _service.HandingOver.HandOver(from.Id, [to.Id], Actor.Staff("lead"), default));

        Assert.Equal((1, 1), (done.Shares[to.Id], done.Left));
    }

    [Fact]
    public async Task What_a_dead_sender_left_of_an_unreadable_journey_is_tried_once_a_round_and_the_others_are_recovered()
    {
        await _service.Add(StaffRole.SafeguardingLead);
        Guid broken = await _service.Receive("Ada"), well = await _service.Receive("Ben");
        foreach (QueuedMessage message in await _service.Store.Waiting(_service.Clocks.MachineNow, 100, default))
            await _service.Store.Move(message, MessageStatus.Sending, _service.Clocks.MachineNow, null, _service.Clocks.Now, default);
        Break(broken);

        int recovered = await _service.Postman.Recover(DateTimeOffset.MaxValue, default);

        Assert.Equal((await _service.Store.Of(well, default)).Count, recovered);
        Assert.All(await _service.Store.Of(broken, default), m => Assert.Equal(MessageStatus.Sending, m.Status));
        Assert.DoesNotContain(await _service.Store.Of(well, default), m => m.Status is MessageStatus.Sending);
    }

    [Fact]
    public async Task A_rest_that_begins_in_the_middle_ends_the_recovery()
    {
        await _service.Receive("Ada");
        foreach (QueuedMessage message in await _service.Store.Waiting(_service.Clocks.MachineNow, 100, default))
            await _service.Store.Move(message, MessageStatus.Sending, _service.Clocks.MachineNow, null, _service.Clocks.Now, default);
        RestsAfter register = new(_service.Store, 1);
        Postman postman = new(_service.Store, register, _service.Store,
            new JourneyService(_service.Store, register, _service, _service.Pathway, _service.Clocks, TestService.Keys),
            _service.Staff, _service.Confirmations, _service.Lists, _service.Post, _service.Post, _service.Quota, _service.Pathway,
            _service.Clocks,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<Postman>.Instance);

        Assert.Equal(0, await postman.Recover(DateTimeOffset.MaxValue, default).WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains(await _service.Store.Stuck(DateTimeOffset.MaxValue, 10, default), m => m.Kind is MessageKind.Received);
    }

    [Fact]
    public async Task A_message_that_fails_by_itself_is_set_aside()
    {
        await _service.Add(StaffRole.SafeguardingLead);
        Guid first = await _service.Receive("Ada", concern: true);
        _service.Move(TimeSpan.FromMinutes(1));
        Guid second = await _service.Receive("Ben", concern: true);
        FailsFor store = new(_service.Store, first);
        Postman postman = new(_service.Store, _service.Store, store, _service.Journeys, _service.Staff, _service.Confirmations,
            _service.Lists, _service.Post, _service.Post, _service.Quota, _service.Pathway, _service.Clocks,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<Postman>.Instance);

        await postman.Drain(default);

        Assert.Contains(_service.Post.Delivered, d => d.Key.StartsWith($"{second:N}", StringComparison.Ordinal) && d.Subject == "Concern");
        Assert.All(await _service.Store.Of(first, default), m => Assert.Equal(MessageStatus.Queued, m.Status));
    }

    [Theory]
    [InlineData(true, 59, true)]
    [InlineData(true, 61, false)]
    [InlineData(false, 61, true)]
    [InlineData(false, (24 * 60) + 1, false)]
    public async Task An_urgent_message_may_wait_an_hour_and_any_other_a_day(bool isUrgent, int minutes, bool isWell)
    {
        StaffMember reader = await _service.Add(StaffRole.LinkWorker);
        await _service.QueueDigest(reader.Id, "2027-02-01", isUrgent ? 1 : 2);
        _service.Move(TimeSpan.FromMinutes(minutes));
        HealthFigures figures = await _service.Watch.Health(default);
        Assert.Equal((isWell, !isWell), (figures.IsHealthy, figures.MailIsLate));
    }

    [Fact]
    public async Task The_watch_sends_mail_itself_where_the_postman_is_silent()
    {
        await _service.Receive("Ada");
        await _service.Watch.Look(default);
        Assert.Empty(_service.Post.Delivered);
        _service.Move(Watch.Watch.Every);
        await _service.Watch.Look(default);
        Assert.NotEmpty(_service.Post.Delivered);
    }

    [Fact]
    public async Task A_loop_that_fails_three_times_in_a_row_needs_a_human()
    {
        _service.Loops.Failed("Mail");
        _service.Loops.Failed("Mail");
        Assert.True((await _service.Watch.Health(default)).IsHealthy);
        _service.Loops.Failed("Mail");
        Assert.Equal(["Mail"], (await _service.Watch.Health(default)).FailingLoops);
        _service.Loops.Worked("Mail");
        Assert.True((await _service.Watch.Health(default)).IsHealthy);
    }

    [Fact]
    public async Task Ready_is_whoever_can_write_and_whose_loops_live()
    {
        using Health health = new(_service.Watch, _service.Store, _service.Loops, _service.Clocks);
        Assert.True(await health.IsReady(default));
        Assert.NotNull(await _service.Store.Get(RecordKinds.Ready.Name, "ready", default));
        _service.Loops.Ended("Mail");
        Assert.False(await health.IsReady(default));
    }

    [Fact]
    public async Task Figures_are_read_once_in_some_seconds_however_often_they_are_asked_for()
    {
        using Health health = new(_service.Watch, _service.Store, _service.Loops, _service.Clocks);
        Assert.Equal(0, (await health.Figures(default)).QueuedMessages);
        await _service.Receive("Ada");
        Assert.Equal(0, (await health.Figures(default)).QueuedMessages);
        _service.Move(TimeSpan.FromSeconds(10));
        Assert.NotEqual(0, (await health.Figures(default)).QueuedMessages);
    }

    /// <summary>A register that reports the service as paused after so many questions.</summary>
    private sealed class RestsAfter(IRegister register, int questions) : RegisterAround(register)
    {
        private int _left = questions;

        public override async Task<RegisterRecord?> Get(string kind, string key, CancellationToken cancellation)
        {
            if (kind == RecordKinds.Standstill.Name && key is "rest" && _left-- <= 0)
                return new RegisterRecord(kind, key, """{"why":"asked","since":"2027-02-01T09:00:00+00:00"}""", 1);
            return await base.Get(kind, key, cancellation);
        }
    }

    /// <summary>A store that fails for one journey.</summary>
    internal sealed class FailsFor(IJourneyStore store, Guid one) : IJourneyStore
    {
        public Task<LoadedJourney> Load(Guid journey, CancellationToken cancellation) =>
            journey == one ? throw new IOException("A bad block.") : store.Load(journey, cancellation);
        public Task<string?> AnswerTo(Guid journey, string commandId, CancellationToken cancellation) =>
            store.AnswerTo(journey, commandId, cancellation);
        public Task<CommitOutcome> Commit(JourneyCommit commit, CancellationToken cancellation) => store.Commit(commit, cancellation);
        public Task<bool> Reschedule(Guid journey, int version, DateTimeOffset? due, CancellationToken cancellation) =>
            store.Reschedule(journey, version, due, cancellation);
        public Task<IReadOnlyList<JournalCommit>> Journal(Guid journey, CancellationToken cancellation) =>
            store.Journal(journey, cancellation);
        public Task<IReadOnlyList<DueJourney>> DueBy(DateTimeOffset now, int most, CancellationToken cancellation) =>
            store.DueBy(now, most, cancellation);
        public Task<DateTimeOffset?> NextDue(CancellationToken cancellation) => store.NextDue(cancellation);
        public Task<Page<TaskRow>> Tasks(TaskQuery query, CancellationToken cancellation) => store.Tasks(query, cancellation);
        public Task<Page<StoredJourney>> Journeys(JourneyQuery query, CancellationToken cancellation) =>
            store.Journeys(query, cancellation);
        public Task<JourneyRows?> Rows(Guid journey, CancellationToken cancellation) => store.Rows(journey, cancellation);
        public IAsyncEnumerable<Guid> All(Guid? after, CancellationToken cancellation) => store.All(after, cancellation);
        public IAsyncEnumerable<FactsRow> Facts(DateOnly? from, DateOnly? before, CancellationToken cancellation) =>
            store.Facts(from, before, cancellation);
        public Task<bool> Erase(Tombstone tombstone, int version, CancellationToken cancellation) =>
            store.Erase(tombstone, version, cancellation);
        public Task<bool> KeepFacts(Guid journey, int version, FactsRow facts, CancellationToken cancellation) =>
            store.KeepFacts(journey, version, facts, cancellation);
    }
}
