using SocialPrescribing.Contracts;
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

    public HandingOverTests() => _handingOver = _service.HandingOver;

    private async Task<string> Employ(string name, StaffRole role = StaffRole.LinkWorker) =>
        (await _service.Staff.Add($"{name}@service.example", name, role, default))!.Id;

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
    public async Task What_the_one_who_leaves_did_for_colleagues_goes_back_to_these()
    {
        string leaver = await Employ("tom"), colleague = await Employ("priya");
        Guid journey = await Supported("Ada", colleague);
        await Do(journey, new Tasks.Give("first-contact", leaver));

        await _handingOver.HandOver(leaver, [], Lead, default);

        Journey state = await State(journey);
        Assert.Equal((colleague, colleague), (state.LinkWorker, state.Tasks.Single(t => t.Kind is TaskKind.FirstContact).Assignee));
        Assert.Empty((await _service.Store.Tasks(new TaskQuery(leaver), default)).Items);
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
        Assert.Equal("nobody-here",
            Assert.IsType<HandOverResult.Unknown>(await _handingOver.HandOver("nobody-here", [], Lead, default)).Id);
        Assert.Equal(admin, Assert.IsType<HandOverResult.Unknown>(await _handingOver.HandOver(leaver, [admin], Lead, default)).Id);
        Assert.Equal(leaver, Assert.IsType<HandOverResult.Unknown>(await _handingOver.HandOver(leaver, [leaver], Lead, default)).Id);
        Assert.IsType<HandOverResult.Nobody>(await _handingOver.HandOver(leaver, [], Lead, default));
        Assert.Equal(leaver, (await State(journey)).LinkWorker);
    }

    /// <summary>
    /// The process dies at each change of a journey or record in turn. Then the watch runs.
    /// </summary>
    [Fact]
    public async Task Wherever_a_hand_over_is_interrupted_the_watch_ends_it_and_everybody_is_handed_over_once()
    {
        bool crashed = true;
        int changes = 0;
        for (; crashed; changes++)
        {
            HandingOverTests test = new();
            string leaver = await test.Employ("tom"), priya = await test.Employ("priya"), megan = await test.Employ("megan");
            List<Guid> theirs = [];
            foreach (string name in (string[])["Ada", "Bea", "Cora", "Dora", "Eva", "Fay", "Gia"])
                theirs.Add(await test.Supported(name, leaver));
            Dying dying = new(changes);
            IJourneyStore store = Dying.Around<IJourneyStore>(test._service.Store, nameof(IJourneyStore.Commit), dying);
            IRegister register = Dying.Around<IRegister>(test._service.Store, nameof(IRegister.Put), dying);
            JourneyService journeys =
                new(store, test._service.Store, test._service, test._service.Pathway, test._service.Clocks, TestService.Keys);
            HandingOver handingOver = new(store, register, test._service.Staff, journeys, test._service.Clocks) { AtOnce = 2 };
            crashed = await Record.ExceptionAsync(() => handingOver.HandOver(leaver, [], Lead, default)) is CrashException;

            bool wasWrittenDown = changes > 0;
            test._service.Machine.Advance(TimeSpan.FromMinutes(5));
            await test._service.Watch.Look(default);
            foreach (Guid journey in theirs)
            {
                IEnumerable<JourneyEvent> events = (await test._service.Store.Journal(journey, default)).SelectMany(c => c.Events);
                Assert.Equal(wasWrittenDown ? 2 : 1, events.Count(e => e is Allocation.Allocated));
            }
            int[] shares = await Task.WhenAll(((string[])[priya, megan]).Select(async c =>
                (await test._service.Store.Journeys(new JourneyQuery(LinkWorker: c), default)).Items.Count));
            Assert.Equal(wasWrittenDown ? 7 : 0, shares.Sum());
            Assert.InRange(Math.Abs(shares[0] - shares[1]), 0, 3);
            Assert.Empty((await test._service.Store.List(RecordKinds.HandOver.Name, "", 1, null, default)).Items);
        }
        Assert.True(changes > 8, $"Only {changes} changes were seen.");
    }

    [Fact]
    public async Task What_a_request_has_no_time_for_comes_by_itself()
    {
        string leaver = await Employ("tom"), colleague = await Employ("priya");
        for (int i = 0; i < 5; i++)
            await Supported($"Ada {(char)('A' + i)}", leaver);
        IJourneyStore slow = Interleaved.Before(nameof(IJourneyStore.Journeys), _service.Store, () => Task.CompletedTask);
        Dying takesTime = new(int.MaxValue) { Meanwhile = () => _service.Machine.Advance(TimeSpan.FromSeconds(15)) };
        IRegister register = Dying.Around<IRegister>(_service.Store, nameof(IRegister.Put), takesTime);
        HandingOver handingOver = new(slow, register, _service.Staff, _service.Journeys, _service.Clocks) { AtOnce = 1 };

        HandOverResult.Done done = Assert.IsType<HandOverResult.Done>(await handingOver.HandOver(leaver, [], Lead, default));
        Assert.True(done is { GoesOn: true, Left: 0 } && done.Shares[colleague] is > 0 and < 5, $"{done}");
        await _service.Watch.Look(default);
        Assert.True((await _service.Store.Journeys(new JourneyQuery(LinkWorker: colleague), default)).Items.Count < 5);
        _service.Machine.Advance(TimeSpan.FromMinutes(5));
        await _service.Watch.Look(default);
        Assert.Equal(5, (await _service.Store.Journeys(new JourneyQuery(LinkWorker: colleague), default)).Items.Count);
    }
}

/// <summary>Ends the process at a call. All later calls fail too.</summary>
public sealed class Dying(int after)
{
    private int _seen;

    public Action? Meanwhile { get; init; }

    public void Next()
    {
        Meanwhile?.Invoke();
        if (_seen++ >= after)
            throw new CrashException();
    }

    public static T Around<T>(T inner, string call, Dying dying) where T : class
    {
        T proxy = System.Reflection.DispatchProxy.Create<T, Proxy>();
        ((Proxy)(object)proxy).Set(inner, call, dying);
        return proxy;
    }

    public class Proxy : System.Reflection.DispatchProxy
    {
        private object _inner = null!;
        private string _call = "";
        private Dying _dying = null!;

        public void Set(object inner, string call, Dying dying) => (_inner, _call, _dying) = (inner, call, dying);

        protected override object? Invoke(System.Reflection.MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == _call)
                _dying.Next();
            return targetMethod.Invoke(_inner, args);
        }
    }
}
