using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Watch;
using SocialPrescribing.Web;

namespace SocialPrescribing.Local.Tests.Host;

public sealed class RunnerTests
{
    [Fact]
    public async Task A_reminder_goes_out_by_itself_when_its_time_comes()
    {
        await using OneMachine machine = await OneMachine.Start();
        Guid journey = await Received(machine);
        await machine.Give(journey, new Intake.Accept(LinkWorker: (await machine.AddStaff()).Member.Id));
        await machine.Give(journey, new Meetings.Book(OneMachine.Monday.AddDays(4).AddHours(2), new Place(PlaceKind.AtHome)));
        await machine.Settle();
        Assert.DoesNotContain(machine.Mail.List(1).Letters, l => l.Subject.StartsWith("See you soon", StringComparison.Ordinal));

        await machine.MoveTo(OneMachine.Monday.AddDays(2).AddHours(2));

        Assert.Contains(machine.Mail.List(1).Letters, l => l.Subject == "See you soon: Friday 5 February 2027 at 11:00");
    }

    [Fact]
    public async Task The_runner_wakes_without_being_asked()
    {
        await using OneMachine machine = await OneMachine.Start();
        Guid journey = await Received(machine);
        IJourneyStore store = machine.Get<IJourneyStore>();
        DateTimeOffset due = (await store.Find(journey, default))!.State.Tasks.Single().Due.AddDays(1);

        // No Settle here: only the clock moves, from one of the runner's timers to the next.
        for (DateTimeOffset alarm = await machine.Clock.NextAlarm(); alarm <= due; alarm = await machine.Clock.NextAlarm())
            machine.Clock.MoveTo(alarm);

        Assert.Contains((await store.Find(journey, default))!.State.Tasks, t => t.Escalations == 1);
    }

    [Fact]
    public async Task Whoever_asks_nothing_is_told_of_a_clock_that_jumps_by_the_next_round_of_the_watch()
    {
        JumpingClock clock = new(OneMachine.Monday);
        await using OneMachine machine = await OneMachine.Start(machine: clock);
        clock.Ahead = TimeSpan.FromHours(3);

        DateTimeOffset time = OneMachine.Monday;
        // The runner may set its first timer a moment later.
        while (await machine.Get<Watch>().LastLook(default) is null)
            clock.MoveTo(time += TimeSpan.FromSeconds(1));
        // The clock is right again before anybody asks, and what was noticed is told.
        clock.Ahead = TimeSpan.Zero;

        Assert.Equal(
            ["The machine's clock went forward by 3 hours, or the machine slept", "The machine's clock went back by 3 hours, as was seen"],
            machine.Get<HealthNotes>().Now.Where(n => n.Code is "clock-jumped")
                .Select(n => n.Detail.Split(" for so long")[0].Split(" at ")[0]));
    }

    /// <summary>A machine whose clock can be put forward and back, while its count of passing time goes on as it did.</summary>
    private sealed class JumpingClock(DateTimeOffset start) : MovedClock(start)
    {
        public TimeSpan Ahead { get; set; }
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
        public override long GetTimestamp() => base.GetUtcNow().UtcTicks;
    }

    [Fact]
    public async Task A_folder_is_served_by_one_program()
    {
        await using OneMachine machine = await OneMachine.Start();
        IOException refused = await Assert.ThrowsAsync<IOException>(
            () => LocalHost.Start(new LocalOptions(machine.Data.FullName, new Uri("http://127.0.0.1:0")), default));
        Assert.Contains("already serves", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<Guid> Received(OneMachine machine)
    {
        (Organisation organisation, _) = await machine.AddOrganisation();
        Referral referral = ReferralReader.Read(System.Text.Json.JsonDocument.Parse(OneMachine.Referral().ToJsonString()).RootElement,
            new Pathway(), WorkingCalendar.LondonDate(OneMachine.Monday)).Referral!;
        await machine.Get<ReferralIntake>().Receive(referral, organisation.Id, Guid.NewGuid().ToByteArray(), null, default);
        return await machine.FirstJourney();
    }
}
