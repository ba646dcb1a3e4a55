using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

/// <summary>Somebody comes back. Their journey goes on, unless another has begun.</summary>
public sealed class ReopeningTests
{
    private readonly TestService _service = new();

    private async Task<CommandResult> Do(Guid journey, JourneyCommand command, string id) =>
        await _service.Journeys.Do(journey, command, Actor.Staff("tom"), id, null, default);

    private async Task<Guid> Withdrawn(string name, string linkWorker = "tom")
    {
        Guid journey = await _service.Receive(name);
        await Do(journey, new Journeys.Intake.Accept(LinkWorker: linkWorker), "a");
        Assert.IsType<CommandResult.Done>(await Do(journey, new Closing.Close(ClosingReason.Withdrew), "c"));
        return journey;
    }

    [Fact]
    public async Task A_referral_after_reopening_joins_the_journey_that_goes_on()
    {
        Guid journey = await Withdrawn("Josie");
        Assert.IsType<CommandResult.Done>(await Do(journey, new Closing.Reopen("She phoned."), "r"));
        await JoinsAnother();
        Assert.Equal(2, (await _service.Store.Find(journey, default))!.State.Referrals.Count);
    }

    [Fact]
    public async Task Where_another_journey_has_begun_that_one_goes_on()
    {
        Guid first = await Withdrawn("Josie"), second = await _service.Receive("Josie");
        Assert.NotEqual(first, second);
        Assert.Equal("another-journey-open", Assert.IsType<CommandResult.Refused>(await Do(first, new Closing.Reopen(), "r")).Code);
        // Once the second journey has ended too, the first may go on. The person's look-up keys then lead to it again.
        await Do(second, new Closing.Close(ClosingReason.Withdrew), "c2");
        Assert.IsType<CommandResult.Done>(await Do(first, new Closing.Reopen(), "r2"));
        await JoinsAnother();
        Assert.Equal(2, (await _service.Store.Find(first, default))!.State.Referrals.Count);
    }

    [Theory]
    [InlineData(true, StaffRole.LinkWorker, true)]
    [InlineData(true, StaffRole.Lead, true)]
    [InlineData(true, StaffRole.Admin, false)]
    [InlineData(false, StaffRole.LinkWorker, false)]
    public async Task The_link_worker_of_before_goes_on_if_they_still_work_here(bool enabled, StaffRole role, bool goesOn)
    {
        StaffMember member = await _service.Add(role);
        Guid journey = await Withdrawn("Josie", member.Id);
        await _service.Staff.SetEnabled(member.Id, enabled, default);
        Assert.IsType<CommandResult.Done>(await Do(journey, new Closing.Reopen(), "r"));
        Journey state = await _service.State(journey);
        Assert.Equal(goesOn ? member.Id : null, state.LinkWorker);
        Assert.Equal(!goesOn, state.Tasks.Any(t => t.Kind is TaskKind.Allocate));
        Assert.All(state.Tasks, t => Assert.Equal(goesOn, t.Assignee == member.Id));
    }

    private async Task JoinsAnother() =>
        Assert.Contains("joined", (await Assert.ThrowsAsync<InvalidOperationException>(() => _service.Receive("Josie"))).Message,
            StringComparison.Ordinal);
}
