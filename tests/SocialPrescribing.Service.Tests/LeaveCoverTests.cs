using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

/// <summary>During somebody's leave a colleague does what falls due.</summary>
public sealed class LeaveCoverTests
{
    private readonly TestService _service = new();

    [Theory]
    [InlineData(0, 30, true)]
    [InlineData(0, 1, false)] // due once they are back
    [InlineData(1, 30, false)] // they leave tomorrow
    public async Task What_falls_due_before_they_are_back_is_given_to_whoever_covers_and_once(int begins, int ends, bool isGiven)
    {
        StaffMember tom = (await _service.Staff.Add("tom@service.example", "Tom", StaffRole.LinkWorker, default))!,
            priya = (await _service.Staff.Add("priya@service.example", "Priya", StaffRole.LinkWorker, default))!;
        Guid journey = await _service.Receive("Ada");
        await _service.Journeys.Do(journey, new Journeys.Intake.Accept(LinkWorker: tom.Id), Actor.Staff("lead"), "a", null, default);
        DateOnly today = WorkingCalendar.LondonDate(_service.Clocks.Now);
        Leave leave = new(today.AddDays(begins), today.AddDays(ends), priya.Id);
        await _service.Staff.Change(tom.Id, s => s with { Leave = [leave] }, default);
        LeaveCover cover = new(_service.Store, _service.Staff, _service.Journeys, _service.Clocks);

        Assert.Equal(isGiven ? 1 : 0, await cover.Go(default));
        _service.Move(LeaveCover.Every);
        Assert.Equal(0, await cover.Go(default));

        Journey state = (await _service.Store.Find(journey, default))!.State;
        Assert.Equal((isGiven ? priya.Id : tom.Id, tom.Id),
            (state.Tasks.Single(t => t.Kind is TaskKind.FirstContact).Assignee, state.LinkWorker));
    }

    [Fact]
    public async Task What_is_not_done_when_they_are_back_is_theirs_again_and_what_a_human_gave_stays()
    {
        (StaffMember tom, StaffMember priya) = await Team();
        Guid given = await Supported("Ada", tom), byHand = await Supported("Bea", tom);
        await _service.Journeys.Do(byHand, new Tasks.Give((await Task(byHand)).Id, priya.Id), Actor.Staff("lead"), "b", null, default);
        DateOnly today = WorkingCalendar.LondonDate(_service.Clocks.Now);
        await _service.Staff.Change(tom.Id, s => s with { Leave = [new(today, today.AddDays(30), priya.Id)] }, default);
        LeaveCover cover = new(_service.Store, _service.Staff, _service.Journeys, _service.Clocks);
        Assert.Equal(1, await cover.Go(default));
        Assert.Equal(priya.Id, (await Task(given)).Assignee);

        _service.Move(TimeSpan.FromDays(31));
        Assert.Equal(1, await cover.Go(default));

        Assert.Equal((tom.Id, (string?)null, (DateTimeOffset?)null),
            ((await Task(given)).Assignee, (await Task(given)).GivenBy, (await Task(given)).GivenAt));
        Assert.Equal(priya.Id, (await Task(byHand)).Assignee);
        _service.Move(LeaveCover.Every);
        Assert.Equal(0, await cover.Go(default));
    }

    [Fact]
    public async Task Who_is_away_themselves_or_has_left_covers_for_nobody()
    {
        (StaffMember tom, StaffMember priya) = await Team();
        Guid journey = await Supported("Ada", tom);
        DateOnly today = WorkingCalendar.LondonDate(_service.Clocks.Now);
        await _service.Staff.Change(tom.Id, s => s with { Leave = [new(today, today.AddDays(30), priya.Id)] }, default);
        await _service.Staff.Change(priya.Id, s => s with { Leave = [new(today, today)] }, default);
        LeaveCover cover = new(_service.Store, _service.Staff, _service.Journeys, _service.Clocks);

        Assert.Equal(0, await cover.Go(default));
        await _service.Staff.Change(priya.Id, s => s with { Leave = [], Enabled = false }, default);
        _service.Move(LeaveCover.Every);
        Assert.Equal(0, await cover.Go(default));

        Assert.Equal(tom.Id, (await Task(journey)).Assignee);
        await _service.Staff.Change(priya.Id, s => s with { Enabled = true }, default);
        _service.Move(LeaveCover.Every);
        Assert.Equal(1, await cover.Go(default));
    }

    [Fact]
    public async Task What_somebody_gave_back_by_hand_is_not_given_to_them_again()
    {
        (StaffMember tom, StaffMember priya) = await Team();
        Guid journey = await Supported("Ada", tom);
        DateOnly today = WorkingCalendar.LondonDate(_service.Clocks.Now);
        await _service.Staff.Change(tom.Id, s => s with { Leave = [new(today, today.AddDays(30), priya.Id)] }, default);
        LeaveCover cover = new(_service.Store, _service.Staff, _service.Journeys, _service.Clocks);
        Assert.Equal(1, await cover.Go(default));
        await _service.Journeys.Do(journey, new Tasks.Give((await Task(journey)).Id, tom.Id), Actor.Staff(priya.Id), "c", null, default);

        _service.Move(LeaveCover.Every);
        Assert.Equal(0, await cover.Go(default));

        Assert.Equal(tom.Id, (await Task(journey)).Assignee);
    }

    /// <summary>They wait for her in nobody's sight until they are late.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_concern_that_somebody_took_on_who_is_away_is_everybodys_in_its_queue(bool isLinkWorker)
    {
        StaffMember grace = (await _service.Staff.Add("grace@service.example", "Grace",
            isLinkWorker ? StaffRole.Lead : StaffRole.SafeguardingLead, default))!;
        Guid journey = await _service.Receive("Ada", concern: true);
        if (isLinkWorker)
            await _service.Journeys.Do(journey, new Journeys.Intake.Accept(LinkWorker: grace.Id), Actor.Staff("lead"), "a", null, default);
        string concern = (await _service.Store.Find(journey, default))!.State.Concerns[0].Id;
        await _service.Journeys.Do(journey, new Concerns.Acknowledge(concern), Actor.Staff(grace.Id), "b", null, default);
        async Task<string> WhoSettles() =>
            (await _service.Store.Find(journey, default))!.State.Tasks.Single(t => t.Kind is TaskKind.SettleConcern).Assignee;
        Assert.Equal(grace.Id, await WhoSettles());
        DateOnly today = WorkingCalendar.LondonDate(_service.Clocks.Now);
        LeaveCover cover = new(_service.Store, _service.Staff, _service.Journeys, _service.Clocks);
        await cover.Go(default);
        Assert.Equal(grace.Id, await WhoSettles());

        await _service.Staff.Change(grace.Id, s => s with { Leave = [new(today, today.AddDays(14))] }, default);
        _service.Move(LeaveCover.Every);
        await cover.Go(default);

        Assert.Equal(Queues.Safeguarding, await WhoSettles());
    }

    /// <summary>"Please call me soon" does not wait a fortnight because nobody was named to cover.</summary>
    [Fact]
    public async Task What_is_urgent_goes_to_the_leads_where_nobody_covers()
    {
        (StaffMember tom, _) = await Team();
        Guid journey = await Supported("Ada", tom);
        OpenTask call = await CallAsked(journey);
        Assert.Equal(tom.Id, call.Assignee);
        DateOnly today = WorkingCalendar.LondonDate(_service.Clocks.Now);
        await _service.Staff.Change(tom.Id, s => s with { Leave = [new(today, today.AddDays(14))] }, default);
        LeaveCover cover = new(_service.Store, _service.Staff, _service.Journeys, _service.Clocks);

        Assert.Equal(1, await cover.Go(default));

        Journey state = (await _service.Store.Find(journey, default))!.State;
        Assert.Equal((Queues.Lead, tom.Id), (state.Tasks.Single(t => t.Id == call.Id).Assignee, state.LinkWorker));
        Assert.All(state.Tasks.Where(t => t.Urgency is not Urgency.Urgent && t.Kind is not TaskKind.AcknowledgeConcern),
            t => Assert.Equal(tom.Id, t.Assignee));
        // The leave was entered for the wrong weeks.
        await cover.GiveBack(tom, (await _service.Staff.Find(tom.Id, default))!.Leave[0], default);
        Assert.Equal(tom.Id, (await _service.State(journey)).Tasks.Single(t => t.Id == call.Id).Assignee);
    }

    /// <summary>By the time that a lead hears that it is late, the meeting is over.</summary>
    [Fact]
    public async Task Whoever_must_be_told_before_a_meeting_is_told_by_the_leads_where_nobody_covers()
    {
        (StaffMember tom, _) = await Team();
        Guid journey = await Supported("Ada", tom);
        await _service.Give(journey, new Preferences.Change(OptOut: OptOut.Everything));
        await _service.Give(journey, new Meetings.Book(_service.Clocks.Now.AddDays(2), new Place(PlaceKind.AtHome)));
        OpenTask tell = (await _service.State(journey)).Tasks.Single(t => t.Kind is TaskKind.TellPerson);
        DateOnly today = WorkingCalendar.LondonDate(_service.Clocks.Now);
        await _service.Staff.Change(tom.Id, s => s with { Leave = [new(today, today.AddDays(14))] }, default);

        await new LeaveCover(_service.Store, _service.Staff, _service.Journeys, _service.Clocks).Go(default);

        Journey state = await _service.State(journey);
        Assert.Equal((Queues.Lead, tom.Id), (state.Tasks.Single(t => t.Id == tell.Id).Assignee, state.LinkWorker));
    }

    /// <summary>The account is shut in the middle of things, and nobody has handed over yet.</summary>
    [Fact]
    public async Task What_cannot_wait_of_somebody_whose_account_was_shut_is_with_somebody_who_is_here_within_the_hour()
    {
        StaffMember grace = (await _service.Staff.Add("grace@service.example", "Grace", StaffRole.Lead, default))!;
        Guid journey = await Supported("Ada", grace);
        OpenTask call = await CallAsked(journey);
        string concern = await _service.Give(journey, new Concerns.Raise("Her son takes her money."));
        await _service.Journeys.Do(journey, new Concerns.Acknowledge(concern), Actor.Staff(grace.Id), "k", null, default);
        await _service.Staff.SetEnabled(grace.Id, enabled: false, default);
        _service.Move(LeaveCover.Every);

        await new LeaveCover(_service.Store, _service.Staff, _service.Journeys, _service.Clocks).Go(default);

        Journey state = await _service.State(journey);
        Assert.Equal((Queues.Lead, Queues.Safeguarding, grace.Id), (state.Tasks.Single(t => t.Id == call.Id).Assignee,
            state.Tasks.Single(t => t.Kind is TaskKind.SettleConcern).Assignee, state.LinkWorker));
        Assert.Contains(state.Tasks, t => t.Assignee == grace.Id);
    }

    /// <summary>Somebody let them in again for a day, and gave them back what was theirs.</summary>
    [Fact]
    public async Task What_cannot_wait_is_with_the_leads_again_when_an_account_is_shut_for_the_second_time()
    {
        StaffMember grace = (await _service.Staff.Add("grace@service.example", "Grace", StaffRole.Lead, default))!;
        Guid journey = await Supported("Ada", grace);
        OpenTask call = await CallAsked(journey);
        LeaveCover cover = new(_service.Store, _service.Staff, _service.Journeys, _service.Clocks);
        async Task<string> Calls() => (await _service.State(journey)).Tasks.Single(t => t.Id == call.Id).Assignee;
        async Task Shut(bool isShut)
        {
            await _service.Staff.SetEnabled(grace.Id, enabled: !isShut, default);
            _service.Move(LeaveCover.Every);
            await cover.Go(default);
        }
        await Shut(true);
        Assert.Equal(Queues.Lead, await Calls());
        await Shut(false);
        await _service.Give(journey, new Tasks.Give(call.Id, grace.Id));
        _service.Move(TimeSpan.FromDays(1));

        await Shut(true);

        Assert.Equal(Queues.Lead, await Calls());
    }

    /// <summary>The person ticks it in their first survey.</summary>
    private async Task<OpenTask> CallAsked(Guid journey)
    {
        await _service.Give(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        string meeting = await _service.Give(journey, new Meetings.Book(_service.Clocks.Now.AddHours(1), new Place(PlaceKind.AtHome)));
        _service.Move(TimeSpan.FromDays(1));
        await _service.Give(journey, new Meetings.RecordOutcome(meeting, MeetingOutcome.Held));
        _service.Move(TimeSpan.FromDays(2));
        await _service.Journeys.Advance(journey, default);
        string survey = Assert.Single((await _service.State(journey)).Surveys).Id;
        await _service.Give(journey, new Surveys.Answer(survey, new Dictionary<string, int> { ["ons4.satisfied"] = 5 }, CallMe: true));
        return (await _service.State(journey)).Tasks.Single(t => t.Kind is TaskKind.CallPerson);
    }

    private async Task<(StaffMember Tom, StaffMember Priya)> Team() =>
        ((await _service.Staff.Add("tom@service.example", "Tom", StaffRole.LinkWorker, default))!,
            (await _service.Staff.Add("priya@service.example", "Priya", StaffRole.LinkWorker, default))!);

    private async Task<Guid> Supported(string name, StaffMember linkWorker)
    {
        Guid journey = await _service.Receive(name);
        await _service.Journeys.Do(journey, new Journeys.Intake.Accept(LinkWorker: linkWorker.Id), Actor.Staff("lead"), "a", null, default);
        return journey;
    }

    private async Task<OpenTask> Task(Guid journey) =>
        (await _service.Store.Find(journey, default))!.State.Tasks.Single(t => t.Kind is TaskKind.FirstContact);
}
