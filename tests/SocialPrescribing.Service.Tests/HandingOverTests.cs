using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

/// <summary>A link worker leaves, and nobody is left behind.</summary>
public sealed class HandingOverTests
{
    private static readonly Actor Lead = Actor.Staff("lead");
    private readonly TestService _service = new();
    private readonly HandingOver _handingOver;
    private int _commands;

    public HandingOverTests() => _handingOver = new HandingOver(_service.Store, _service.Staff, _service.Journeys);

    private async Task<string> Employ(string name, StaffRole role = StaffRole.LinkWorker) => (await _service.Staff.Add($"{name}@service.example", name, role, default))!.Id;

    private async Task<Guid> Supported(string name, string linkWorker)
    {
        Guid journey = await _service.Receive(name);
        await Do(journey, new Journeys.Intake.Accept(LinkWorker: linkWorker));
        return journey;
    }

    private async Task Do(Guid journey, JourneyCommand command) =>
        Assert.IsType<CommandResult.Done>(await _service.Journeys.Do(journey, command, Lead, $"t{++_commands}", null, default));

    private async Task<Journey> State(Guid journey) => (await _service.Store.Find(journey, default))!.State;

    [Fact]
    public async Task Whoever_has_the_fewest_gets_the_next_and_says_hello()
    {
        string leaver = await Employ("tom"), busy = await Employ("priya"), free = await Employ("megan");
        foreach (string name in (string[])["Ada", "Bea"])
            await Supported(name, busy);
        List<Guid> theirs = [];
        foreach (string name in (string[])["Cora", "Dora", "Eva", "Fay"])
            theirs.Add(await Supported(name, leaver));

        HandOverResult.Done done = Assert.IsType<HandOverResult.Done>(await _handingOver.HandOver(leaver, [], Lead, default));

        Assert.Equal((1, 3, 0), (done.Shares[busy], done.Shares[free], done.Left));
        foreach (Guid journey in theirs)
        {
            Journey state = await State(journey);
            Assert.NotEqual(leaver, state.LinkWorker);
            Assert.Equal(state.LinkWorker, state.Tasks.Single(t => t.Kind is TaskKind.IntroduceYourself).Assignee);
            Assert.DoesNotContain(state.Tasks, t => t.Assignee == leaver);
        }
        Assert.Equal(0, Assert.IsType<HandOverResult.Done>(await _handingOver.HandOver(leaver, [], Lead, default)).Shares.Values.Sum());
    }

    [Fact]
    public async Task Named_colleagues_share_and_others_get_none()
    {
        string leaver = await Employ("tom"), other = await Employ("priya"), lead = await Employ("leila", StaffRole.Lead);
        foreach (string name in (string[])["Cora", "Dora"])
            await Supported(name, leaver);
        HandOverResult.Done done = Assert.IsType<HandOverResult.Done>(await _handingOver.HandOver(leaver, [lead], Lead, default));
        Assert.Equal(2, done.Shares[lead]);
        Assert.DoesNotContain(other, done.Shares.Keys);
    }

    [Fact]
    public async Task Somebody_in_after_care_has_a_link_worker_as_well_but_no_hello()
    {
        string leaver = await Employ("tom"), other = await Employ("priya");
        Guid journey = await Supported("Cora", leaver);
        await Do(journey, new Meetings.Book(_service.Clocks.Now.AddHours(1), new Place(PlaceKind.AtHome)));
        _service.Move(TimeSpan.FromHours(2));
        await Do(journey, new Meetings.RecordOutcome($"t{_commands}", MeetingOutcome.Held));
        await Do(journey, new Closing.Close(ClosingReason.GoalsMet));
        await _handingOver.HandOver(leaver, [], Lead, default);
        Journey state = await State(journey);
        Assert.Equal((Stage.AfterCare, other), (state.Stage, state.LinkWorker));
        Assert.DoesNotContain(state.Tasks, t => t.Kind is TaskKind.IntroduceYourself);
    }

    [Fact]
    public async Task Nobody_who_cannot_support_people_is_given_any()
    {
        string leaver = await Employ("tom"), admin = await Employ("ada", StaffRole.Admin);
        Guid journey = await Supported("Cora", leaver);
        Assert.Equal("nobody-here", Assert.IsType<HandOverResult.Unknown>(await _handingOver.HandOver("nobody-here", [], Lead, default)).Id);
        Assert.Equal(admin, Assert.IsType<HandOverResult.Unknown>(await _handingOver.HandOver(leaver, [admin], Lead, default)).Id);
        Assert.Equal(leaver, Assert.IsType<HandOverResult.Unknown>(await _handingOver.HandOver(leaver, [leaver], Lead, default)).Id);
        Assert.IsType<HandOverResult.Nobody>(await _handingOver.HandOver(leaver, [], Lead, default));
        Assert.Equal(leaver, (await State(journey)).LinkWorker);
    }
}
