using System.Reflection;
using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;

namespace SocialPrescribing.Contracts;

/// <summary>Two things that happen to one person at the same moment, in either order: it comes out as if one had come after the other.</summary>
public abstract class RaceContract : StoreContract
{
    private static readonly Clocks Now = new(new TestClock(Given.Start), new TestClock(Given.Start));
    private static readonly Secrets Keys = new(new byte[32], []);
    protected static readonly Closing.Reopen Again = new("She phoned.");
    private static readonly Closing.Close Died = new(ClosingReason.Died);
    private int _requests;

    private JourneyService Service(IJourneyStore store) => new(store, Register, new QuietRuntime(), Given.Pathway, Now, Keys);

    protected Task<CommandResult> Give(IJourneyStore store, Guid journey, JourneyCommand command, string? id = null, int? version = null) =>
        Service(store).Do(journey, command, Actor.Staff("staff-1"), id ?? Guid.NewGuid().ToString("N"), version, Cancellation);

    protected async Task Refer(IJourneyStore store, string name) => Assert.IsType<IntakeResult.Received>(
        await new ReferralIntake(store, Register, Service(store), Given.Pathway, Now, Keys)
            .Receive(Given.Referral(name), "org-1", Encoding.UTF8.GetBytes($"request {Interlocked.Increment(ref _requests)}"), null, Cancellation));

    /// <summary>Referred, and no longer supported.</summary>
    protected async Task<Guid> Withdrawn(string name)
    {
        await Refer(Journeys, name);
        Guid journey = Assert.Single(await Of(name)).Id;
        Assert.IsType<CommandResult.Done>(await Give(Journeys, journey, new Closing.Close(ClosingReason.Withdrew)));
        return journey;
    }

    protected async Task<List<Journey>> Of(string name)
    {
        List<Journey> journeys = [];
        await foreach (Guid id in Journeys.All(Cancellation))
            if ((await Journeys.Find(id, Cancellation))!.State is var journey && journey.Person.FirstName == name)
                journeys.Add(journey);
        return journeys;
    }

    protected async Task OneIsOpen(string name, bool reopened)
    {
        List<Journey> journeys = await Of(name);
        Assert.Equal(reopened ? 1 : 2, journeys.Count);
        Assert.Single(journeys, j => !j.HasEnded);
        await Refer(Journeys, name);
        Assert.Equal(journeys.Count, (await Of(name)).Count);
    }

    [Fact]
    public async Task A_referral_that_comes_while_support_is_taken_up_again_begins_a_journey_and_that_one_goes_on()
    {
        Guid journey = await Withdrawn("Ann");
        CommandResult reopened = await Give(Interleaved.Before(nameof(IJourneyStore.Commit), Journeys, () => Refer(Journeys, "Ann")), journey, Again);
        Assert.Equal("another-journey-open", Assert.IsType<CommandResult.Refused>(reopened).Code);
        await OneIsOpen("Ann", reopened: false);
    }

    [Fact]
    public async Task Support_that_is_taken_up_again_while_a_referral_comes_in_has_it_join()
    {
        Guid journey = await Withdrawn("Ann");
        await Refer(Interleaved.Before(nameof(IJourneyStore.Commit), Journeys, async () => Assert.IsType<CommandResult.Done>(await Give(Journeys, journey, Again))), "Ann");
        await OneIsOpen("Ann", reopened: true);
    }

    [Fact]
    public async Task However_a_referral_and_a_reopening_meet_one_journey_is_open()
    {
        for (int round = 0; round < 25; round++)
        {
            string name = $"Ann {(char)('A' + round)}";
            Guid journey = await Withdrawn(name);
            Task<CommandResult> reopening = Task.Run(() => Give(Journeys, journey, Again));
            await Task.WhenAll(reopening, Task.Run(() => Refer(Journeys, name)));
            await OneIsOpen(name, await reopening is CommandResult.Done);
        }
    }

    [Fact]
    public async Task A_death_that_is_heard_of_while_a_referral_comes_in_holds_it()
    {
        Guid journey = await Withdrawn("Ann");
        await Refer(Interleaved.Before(nameof(IJourneyStore.Commit), Journeys, async () => Assert.IsType<CommandResult.Done>(await Give(Journeys, journey, Died))), "Ann");
        Assert.True(Assert.Single(await Of("Ann"), j => j.Id != journey).MayHaveDied);
    }

    [Fact]
    public async Task A_death_is_recorded_also_where_another_journey_of_the_person_is_open()
    {
        Guid journey = await Withdrawn("Ann");
        await Refer(Journeys, "Ann");
        Assert.IsType<CommandResult.Done>(await Give(Journeys, journey, Died));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_command_whose_twin_is_faster_gets_its_answer(bool withVersion)
    {
        await Refer(Journeys, "Ann");
        Guid journey = Assert.Single(await Of("Ann")).Id;
        int? version = withVersion ? 1 : null;
        Intake.Accept accept = new(LinkWorker: "staff-1");
        CommandResult? twin = null;
        CommandResult slower = await Give(Interleaved.Before(nameof(IJourneyStore.Load), Journeys, async () => twin = await Give(Journeys, journey, accept, "twin", version)), journey, accept, "twin", version);
        Assert.Equal((Assert.IsType<CommandResult.Done>(twin).Journey, true), Assert.IsType<CommandResult.Done>(slower) is var done ? (done.Journey, done.Repeated) : default);
        Assert.Equal("already-accepted", Assert.IsType<CommandResult.Refused>(await Give(Journeys, journey, accept, "another")).Code);
    }
}

/// <summary>A store on whose way somebody else does something: just before the first call of a kind, once.</summary>
public class Interleaved : DispatchProxy
{
    private IJourneyStore _store = null!;
    private string _before = "";
    private Func<Task>? _meanwhile;

    public static IJourneyStore Before(string call, IJourneyStore store, Func<Task> meanwhile)
    {
        IJourneyStore interleaved = Create<IJourneyStore, Interleaved>();
        Interleaved itself = (Interleaved)(object)interleaved;
        (itself._store, itself._before, itself._meanwhile) = (store, call, meanwhile);
        return interleaved;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == _before && Interlocked.Exchange(ref _meanwhile, null) is { } meanwhile)
            Task.Run(meanwhile).GetAwaiter().GetResult();
        return targetMethod.Invoke(_store, args);
    }
}
