using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;

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
