using System.Reflection;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Contracts;

/// <summary>
/// Two things that happen to one person at the same moment, in either order: nothing is lost, and whatever is about one person comes before
/// a human.
/// </summary>
public abstract class RaceContract : StoreContract
{
    private readonly MovingClocks Now = new();
    private static readonly Secrets Keys = new(new byte[32], []);
    protected static readonly Closing.Reopen Again = new("She phoned.");
    private static readonly Closing.Close Died = new(ClosingReason.Died);
    private int _requests;

    private JourneyService Service(IJourneyStore store) => new(store, Register, new QuietRuntime(), Given.Pathway, Now.Clocks, Keys);

    protected Task<CommandResult> Give(IJourneyStore store, Guid journey, JourneyCommand command, string? id = null, int? version = null) =>
        Service(store).Do(journey, command, Actor.Staff("staff-1"), id ?? Guid.NewGuid().ToString("N"), version, Cancellation);

    protected async Task Refer(IJourneyStore store, string name) => Assert.IsType<IntakeResult.Received>(
        await new ReferralIntake(store, Register, Service(store), Given.Pathway, Now.Clocks, Keys)
            .Receive(Given.Referral(name), "org-1", Encoding.UTF8.GetBytes($"request {Interlocked.Increment(ref _requests)}"), null,
                Cancellation));

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

    /// <summary>Both journeys are there with all that was sent, they know of each other, and exactly one of them asks a human.</summary>
    protected async Task TheyFindEachOther(string name)
    {
        Now.Move();
        List<Journey> journeys = await Of(name);
        // Somebody is woken first; which of them does not matter.
        foreach (Journey journey in journeys)
            await Service(Journeys).Advance(journey.Id, Cancellation);
        journeys = await Of(name);
        Assert.Equal(2, journeys.Count);
        Assert.All(journeys, j => Assert.Equal(journeys.Single(other => other.Id != j.Id).Id, Assert.Single(j.Alikes).Journey));
        if (journeys.All(j => !j.HasEnded))
            Assert.Single(journeys.SelectMany(j => j.Tasks), t => t.Kind is TaskKind.PossibleDuplicate);
    }

    [Fact]
    public async Task A_referral_that_comes_while_support_is_taken_up_again_begins_a_journey_of_its_own_and_the_two_find_each_other()
    {
        Guid journey = await Withdrawn("Ann");
        Assert.IsType<CommandResult.Done>(
            await Give(Interleaved.Before(nameof(IJourneyStore.Commit), Journeys, () => Refer(Journeys, "Ann")), journey, Again));
        Assert.All(await Of("Ann"), j => Assert.False(j.HasEnded));
        await TheyFindEachOther("Ann");
    }

    [Fact]
    public async Task Support_that_is_taken_up_again_while_a_referral_comes_in_goes_on_and_the_two_find_each_other()
    {
        Guid journey = await Withdrawn("Ann");
        await Refer(
            Interleaved.Before(nameof(IJourneyStore.Commit), Journeys,
                async () => Assert.IsType<CommandResult.Done>(await Give(Journeys, journey, Again))), "Ann");
        Assert.All(await Of("Ann"), j => Assert.False(j.HasEnded));
        await TheyFindEachOther("Ann");
    }

    [Fact]
    public async Task However_a_referral_and_a_reopening_meet_nothing_is_lost_and_nobody_is_told_twice()
    {
        for (int round = 0; round < 25; round++)
        {
            string name = $"Ann {(char)('A' + round)}";
            Guid journey = await Withdrawn(name);
            Task<CommandResult> reopening = Task.Run(() => Give(Journeys, journey, Again));
            await Task.WhenAll(reopening, Task.Run(() => Refer(Journeys, name)));
            await NothingIsLost(name, journey, await reopening is CommandResult.Done, referrals: 2);
        }
    }

    /// <summary>
    /// A referral came after a reopening and joined, before it and kept it from happening, or in the same moment: then both are there, and
    /// know of each other.
    /// </summary>
    protected async Task NothingIsLost(string name, Guid journey, bool isReopened, int referrals)
    {
        List<Journey> journeys = await Of(name);
        Assert.Equal(referrals, journeys.Sum(j => j.Referrals.Count));
        Assert.Equal(!isReopened, journeys.Single(j => j.Id == journey).HasEnded);
        if (journeys.Count > 1)
            await TheyFindEachOther(name);
    }

    [Fact]
    public async Task Two_referrals_of_one_person_that_come_in_one_moment_find_each_other()
    {
        await Refer(Interleaved.Before(nameof(IJourneyStore.Commit), Journeys, () => Refer(Journeys, "Ann")), "Ann");
        await TheyFindEachOther("Ann");
    }

    [Fact]
    public async Task An_answer_about_two_is_kept_on_both_and_nobody_is_asked_again()
    {
        await Refer(Interleaved.Before(nameof(IJourneyStore.Commit), Journeys, () => Refer(Journeys, "Ann")), "Ann");
        await TheyFindEachOther("Ann");
        Journey asks = Assert.Single(await Of("Ann"), j => j.Tasks.Any(t => t.Kind is TaskKind.PossibleDuplicate));
        Assert.IsType<CommandResult.Done>(
            await Give(Journeys, asks.Id, new Resemblance.Compare(asks.Alikes[0].Journey, AlikeAnswer.SomebodyElse)));
        await Service(Journeys).Advance(asks.Id, Cancellation);
        Assert.All(await Of("Ann"),
            j => Assert.Equal((AlikeAnswer.SomebodyElse, false),
                (Assert.Single(j.Alikes).Answer!.Value, j.Tasks.Any(t => t.Kind is TaskKind.PossibleDuplicate))));
    }

    [Fact]
    public async Task A_death_that_is_heard_of_while_a_referral_comes_in_holds_it()
    {
        Guid journey = await Withdrawn("Ann");
        await Refer(
            Interleaved.Before(nameof(IJourneyStore.Commit), Journeys,
                async () => Assert.IsType<CommandResult.Done>(await Give(Journeys, journey, Died))), "Ann");
        await TheyFindEachOther("Ann");
        Journey held = Assert.Single(await Of("Ann"), j => j.Id != journey);
        Assert.True(held.MayHaveDied);
        Assert.Contains(held.Tasks, t => t.Kind is TaskKind.DeathOnRecord);
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
        CommandResult slower = await Give(
            Interleaved.Before(nameof(IJourneyStore.Load), Journeys,
                async () => twin = await Give(Journeys, journey, accept, "twin", version)), journey, accept, "twin", version);
        Assert.Equal((Assert.IsType<CommandResult.Done>(twin).Journey, true),
            Assert.IsType<CommandResult.Done>(slower) is var done ? (done.Journey, done.Repeated) : default);
        Assert.Equal("already-accepted", Assert.IsType<CommandResult.Refused>(await Give(Journeys, journey, accept, "another")).Code);
    }
}

/// <summary>Both clocks, a few minutes on whenever a test says so.</summary>
internal sealed class MovingClocks
{
    private readonly FakeTimeProvider _clock = new(Given.Start);

    public MovingClocks() => Clocks = new(_clock, _clock);

    public Clocks Clocks { get; }

    public void Move() => _clock.Advance(TimeSpan.FromMinutes(5));
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
