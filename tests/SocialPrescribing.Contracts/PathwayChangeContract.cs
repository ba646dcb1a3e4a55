using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Contracts;

/// <summary>
/// In every store a changed pathway counts at once. Due times are worked out again in steps, which go on after a restart where they
/// stopped and do nothing twice.
/// </summary>
public abstract class PathwayChangeContract : StoreContract
{
    private const int Journeying = 5;
    /// <summary>On Friday at eleven.</summary>
    private static readonly DateTimeOffset _meeting = Given.Start.AddDays(4).AddHours(2);
    private static readonly Pathway _earlier = Given.Pathway with { MeetingReminders = [Reminder.HoursBefore(72)] };

    private readonly FakeTimeProvider _clock = new(Given.Start);
    private readonly Nudged _nudged = new();

    [Fact]
    public async Task A_changed_pathway_reschedules_every_journey_at_once_and_wakes_it()
    {
        Guid[] booked = await Booked();
        int[] versions = await Versions(booked);
        await ToTheEnd(Start(Given.Pathway));
        Assert.Empty(_nudged.Due);
        Assert.All(await Due(), d => Assert.Equal(_meeting.AddHours(-48), d));

        // A new process dies after its second step, and another one goes on.
        PathwayChanges dies = Start(_earlier);
        Assert.True(await dies.Step(Cancellation));
        Assert.True(await dies.Step(Cancellation));
        Assert.Equal(4, (await Due()).Count(d => d == _meeting.AddHours(-72)));
        await ToTheEnd(Start(_earlier));

        Assert.All(await Due(), d => Assert.Equal(_meeting.AddHours(-72), d));
        Assert.Equal(booked.Order(), _nudged.Due.Select(n => n.Journey).Order());
        // A day at most, because no timer sleeps longer.
        Assert.All(_nudged.Due, n => Assert.Equal(_clock.GetUtcNow().AddDays(1), n.Due));

        // Running it again, in this process or the next, changes nothing, and no journey has an event from it.
        await ToTheEnd(Start(_earlier));
        Assert.Equal(Journeying, _nudged.Due.Count);
        Assert.Equal(versions, await Versions(booked));
    }

    [Fact]
    public async Task A_pathway_that_changes_while_the_process_runs_is_carried_through_as_well()
    {
        await Booked();
        FakeTimeProvider machine = new(Given.Start);
        InForce<Pathway> pathways = new(Given.Pathway, machine);
        JourneyService journeys = new(Journeys, Register, _nudged, pathways, new Clocks(_clock, _clock), new Secrets(new byte[32], []));
        PathwayChanges changes =
            new(Journeys, Register, journeys, _nudged, pathways, NullLogger<PathwayChanges>.Instance) { AtOnce = 2 };
        await ToTheEnd(changes);

        pathways.Become(_earlier, Given.Start.AddMinutes(1));
        await ToTheEnd(changes);
        Assert.All(await Due(), d => Assert.Equal(_meeting.AddHours(-48), d));
        machine.Advance(TimeSpan.FromMinutes(1));
        await ToTheEnd(changes);

        Assert.All(await Due(), d => Assert.Equal(_meeting.AddHours(-72), d));
    }

    private async Task<int[]> Versions(IEnumerable<Guid> journeys)
    {
        List<int> versions = [];
        foreach (Guid journey in journeys)
            versions.Add((await Journeys.Find(journey, Cancellation))!.Version);
        return [.. versions];
    }

    /// <summary>Two instances start at once while one from the day before still runs.</summary>
    [Fact]
    public async Task Two_processes_at_once_double_nothing_and_an_older_one_turns_nothing_back()
    {
        await Booked();
        PathwayChanges old = Start(Given.Pathway);
        await ToTheEnd(old);
        await Task.WhenAll(ToTheEnd(Start(_earlier)), ToTheEnd(Start(_earlier)));
        await ToTheEnd(Start(_earlier));
        await ToTheEnd(old);
        Assert.All(await Due(), d => Assert.Equal(_meeting.AddHours(-72), d));

        // What falls due then must happen only once.
        _clock.SetUtcNow(_meeting.AddHours(-72));
        foreach (DueJourney due in await Journeys.DueBy(_clock.GetUtcNow(), 10, Cancellation))
        {
            await Service(_earlier).Advance(due.Journey, Cancellation);
            await Service(_earlier).Advance(due.Journey, Cancellation);
            Assert.Single(await Outbox.Of(due.Journey, Cancellation), m => m.Kind is MessageKind.MeetingReminder);
        }
    }

    private async Task<Guid[]> Booked()
    {
        List<Guid> booked = [];
        for (int i = 0; i < Journeying; i++)
        {
            StoredJourney journey = await Journeys.Committed(Given.Begin(referral: Given.Referral($"Ann {i}")));
            journey = await Journeys.Committed(journey, new Intake.Accept(LinkWorker: "staff-1"), "accept");
            journey = await Journeys.Committed(journey, new Meetings.Book(_meeting, new Place(PlaceKind.AtHome)), "book");
            booked.Add(journey.State.Id);
        }
        // They have looked for each other.
        _clock.Advance(TimeSpan.FromMinutes(2));
        foreach (Guid journey in booked)
            await Service(Given.Pathway).Advance(journey, Cancellation);
        _nudged.Due.Clear();
        return [.. booked];
    }

    private async Task<DateTimeOffset[]> Due()
    {
        DueJourney[] due = [.. await Journeys.DueBy(DateTimeOffset.MaxValue, 100, Cancellation)];
        Assert.Equal(Journeying, due.Length);
        return [.. due.Select(d => d.Due)];
    }

    private JourneyService Service(Pathway pathway) =>
        new(Journeys, Register, _nudged, pathway, new Clocks(_clock, _clock), new Secrets(new byte[32], []));

    private PathwayChanges Start(Pathway pathway) =>
        new(Journeys, Register, Service(pathway), _nudged, pathway, NullLogger<PathwayChanges>.Instance) { AtOnce = 2 };

    private static async Task ToTheEnd(PathwayChanges changes)
    {
        while (await changes.Step(Cancellation))
        {
        }
    }

    private sealed class Nudged : IJourneyRuntime
    {
        public List<(Guid Journey, DateTimeOffset? Due)> Due { get; } = [];

        public ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation)
        {
            lock (Due)
                Due.Add((journey, due));
            return ValueTask.CompletedTask;
        }

        public ValueTask NudgePostman(CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
