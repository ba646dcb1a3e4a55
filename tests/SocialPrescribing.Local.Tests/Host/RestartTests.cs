using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Watch;
using SocialPrescribing.Web;
using SocialPrescribing.Web.Parts;
using static SocialPrescribing.Local.Tests.Host.Story;

namespace SocialPrescribing.Local.Tests.Host;

/// <summary>What happens if time passes while the service is stopped.</summary>
public sealed class RestartTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("social-prescribing-restart-");

    public void Dispose() => _data.Delete(recursive: true);

    private Task<OneMachine> Start(string at) => OneMachine.Start(London(at), _data, keepData: true);

    private static async Task<Guid> Received(OneMachine machine)
    {
        using HttpResponseMessage answer = await machine.Refer((await machine.AddOrganisation()).Key, OneMachine.Referral());
        answer.EnsureSuccessStatusCode();
        return await machine.FirstJourney();
    }

    /// <summary>On Monday 1 February a meeting is booked for Friday at eleven. Then the machine loses power.</summary>
    private async Task<Guid> StoppedOnMonday()
    {
        await using OneMachine machine = await Start("2027-02-01 09:00");
        Guid journey = await Received(machine);
        await machine.Give(journey, new Intake.Accept(LinkWorker: (await machine.AddStaff()).Member.Id));
        await machine.Give(journey, new Meetings.Book(London("2027-02-05 11:00"), new Place(PlaceKind.AtHome)));
        await machine.Settle();
        return journey;
    }

    private static IEnumerable<string> Reminders(OneMachine machine) =>
        machine.Mail.List(1).Letters.Select(l => l.Subject).Where(s => s.StartsWith("See you", StringComparison.Ordinal));

    [Fact]
    public async Task A_reminder_that_fell_due_meanwhile_goes_out_while_it_is_of_use()
    {
        await StoppedOnMonday();
        await using OneMachine machine = await Start("2027-02-04 09:00");

        await machine.Settle();
        Assert.Equal(["See you soon: Friday 5 February 2027 at 11:00"], Reminders(machine));
        await machine.MoveTo(London("2027-02-05 08:00"));
        Assert.Equal(2, Reminders(machine).Count());
    }

    [Fact]
    public async Task What_came_too_late_is_left_out_and_what_never_is_happens()
    {
        Guid journey = await StoppedOnMonday();
        await using OneMachine machine = await Start("2027-02-12 10:00");

        await machine.Settle();

        Assert.Empty(Reminders(machine));
        Journey state = (await machine.Get<IJourneyStore>().Find(journey, default))!.State;
        Assert.Contains(state.Tasks, t => t.Kind is TaskKind.RecordMeetingOutcome && t.Due == London("2027-02-08 17:00"));
        Assert.Equal(2, (await machine.Get<IJourneyStore>().Journal(journey, default)).SelectMany(c => c.Events)
            .Count(e => e is Agenda.Skipped));
        // The outcome was due on Monday and has been late since Tuesday. The lead hears of it now.
        Assert.Equal(1, state.Tasks.Single(t => t.Kind is TaskKind.RecordMeetingOutcome).Escalations);
    }

    [Fact]
    public async Task The_runner_finds_what_fell_due_meanwhile_without_being_asked()
    {
        Guid journey = await StoppedOnMonday();
        await using OneMachine machine = await Start("2027-02-12 10:00");

        await machine.Clock.NextAlarm();

        Journey state = (await machine.Get<IJourneyStore>().Find(journey, default))!.State;
        Assert.Contains(state.Tasks, t => t.Kind is TaskKind.RecordMeetingOutcome);
    }

    [Fact]
    public async Task A_pathway_that_changed_meanwhile_counts_from_the_next_start()
    {
        Guid journey = await StoppedOnMonday();
        await File.WriteAllTextAsync(Path.Combine(_data.FullName, "pathway.json"), "{ \"meetings\": { \"reminders\": [\"72h\"] } }");
        await File.WriteAllTextAsync(Path.Combine(_data.FullName, LocalSettings.FileName), "{ \"pathway\": \"pathway.json\" }");
        await using OneMachine machine = await Start("2027-02-01 10:00");

        await machine.Host.Services.GetServices<IHostedService>().OfType<PathwayChange>().Single().Once.WaitAsync(_patience);
        // The runner sees to what is due already, and may still be doing so.
        await machine.Clock.NextAlarm();

        Assert.Equal(London("2027-02-02 11:00"), (await machine.Get<IJourneyStore>().Find(journey, default))!.NextDue);
    }

    [Fact]
    public async Task A_pathway_that_changed_wakes_a_runner_that_sleeps_too_long()
    {
        await StoppedOnMonday();
        await using OneMachine machine = await Start("2027-02-01 10:00");
        await machine.Host.Services.GetServices<IHostedService>().OfType<PathwayChange>().Single().Once.WaitAsync(_patience);
        await machine.Settle();
        IRegister register = machine.Get<IRegister>();
        Pathway earlier = machine.Get<Pathway>() with { MeetingReminders = [Reminder.HoursBefore(72)] };
        Nudged nudged = new();

        JourneyService journeys =
            new(machine.Get<IJourneyStore>(), register, nudged, earlier, machine.Get<Clocks>(), machine.Get<Secrets>());
        using PathwayChange change =
            new(new PathwayChanges(machine.Get<IJourneyStore>(), register, journeys, nudged, earlier, NullLogger<PathwayChanges>.Instance),
                NullLogger<PathwayChange>.Instance);
        await change.StartAsync(default);
        await change.Once.WaitAsync(_patience);
        await change.StopAsync(default);

        // A journey sleeps for a day at most.
        Assert.Equal([London("2027-02-02 10:00")], nudged.Due);
    }

    private sealed class Nudged : IJourneyRuntime
    {
        public List<DateTimeOffset?> Due { get; } = [];

        public ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation)
        {
            Due.Add(due);
            return ValueTask.CompletedTask;
        }

        public ValueTask NudgePostman(CancellationToken cancellation) => ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_journey_that_cannot_be_read_holds_up_no_other_and_ends_nothing()
    {
        Guid broken = await StoppedOnMonday(), other;
        using (SqliteConnection connection = new($"Data Source={Path.Combine(_data.FullName, SqliteDatabase.FileName)};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand damage = connection.CreateCommand();
            // With another pathway, too, so that every journey is read when the service starts.
            damage.CommandText =
                "UPDATE journeys SET state = substr(state, 1, 100); UPDATE journal SET events = substr(events, 1, 100); DELETE FROM "
                    + "records WHERE key = 'pathway'";
            damage.ExecuteNonQuery();
        }

        await using OneMachine machine = await Start("2027-02-04 09:00");
        IJourneyStore store = machine.Get<IJourneyStore>();
        (_, string key) = await machine.AddOrganisation();
        (await machine.Refer(key, OneMachine.Referral(r =>
        {
            r["person"]!["firstName"] = "Ada";
            r["person"]!["dateOfBirth"] = "1960-02-03";
            r["person"]!.AsObject().Remove("nhsNumber");
        }))).EnsureSuccessStatusCode();
        other = await store.All(default).FirstAsync(id => id != broken);
        DateTimeOffset start = machine.Clock.GetUtcNow();

        // The new journey looks once more for others like it and then sleeps. The broken one is not tried again and again.
        Assert.Equal(start + Resemblance.LookAgainAfter, await machine.Clock.NextAlarm());
        machine.Clock.JumpTo(start + Resemblance.LookAgainAfter);
        Assert.Equal(start.AddMinutes(5), await machine.Clock.NextAlarm());
        DateTimeOffset due = (await store.Find(other, default))!.NextDue!.Value;
        // Only the clock moves. The runner must wake this journey although the other one fails before it every time.
        machine.Clock.JumpTo(due);
        Assert.Equal(due.AddMinutes(5), await machine.Clock.NextAlarm());
        Assert.True((await store.Find(other, default))!.NextDue > due);
        await machine.Get<Runner>().AdvanceDue(store, default);
        machine.Clock.Move(Watch.Every);
        WatchReport report = await machine.Get<Watch>().Look(default);
        // The report names the broken journey, but does not count it as a failure of the watch.
        Assert.Equal(0, report.Failed);
        Assert.Equal([broken], await new UnreadableJourneys(machine.Get<IRegister>(), machine.Get<HostSettings>().Clocks).Known(default));
        Assert.Equal("live", (string)System.Text.Json.Nodes.JsonNode.Parse(await machine.Http.GetStringAsync("health/live"))!["status"]!);
    }
}
