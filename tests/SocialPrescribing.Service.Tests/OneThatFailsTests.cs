using System.Reflection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Service.Tests;

/// <summary>
/// One journey of three cannot be changed. What the watch does by itself is done for the others all the same, and for that one once it can
/// be. Each of the three fails once, because the order in which they are looked at is not promised.
/// </summary>
public sealed class OneThatFailsTests
{
    private static readonly DateTimeOffset _tomorrow = TestService.Monday.AddDays(1).AddHours(1);
    private readonly TestService _service = new();
    private readonly HashSet<Guid> _stuck = [];
    private readonly JourneyService _journeys;

    public OneThatFailsTests() => _journeys = new(
        Stuck.In(_service.Store, _stuck), _service.Store, _service, _service.Pathway, _service.Clocks, TestService.Keys);

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public async Task Whose_activity_has_closed_is_rung_although_the_call_to_somebody_else_cannot_be_written_down(int fails)
    {
        Guid choir = Guid.NewGuid();
        ListingDetails open = new() { Name = "Choir", Provider = new ActivityProvider(Guid.NewGuid(), "Voices") };
        await _service.Directory.Put(choir, open, 0, default);
        Guid[] people = await Three(async name => (await Going(name, choir)).Journey);
        ActivityChanges changes = new(_service.Store, _journeys, _service.Directory, _service.Pathway, _service.Clocks);
        await _service.Directory.Put(choir, open with { Status = ListingStatus.Inactive }, 1, default);

        await Fails(people[fails], () => changes.Look(default));
        await AreAsked(TaskKind.TellPerson, people, fails);
        Assert.Equal(1, await changes.Look(default));
        await AreAsked(TaskKind.TellPerson, people);
    }

    /// <summary>One volunteer is away, and another works here no more.</summary>
    [Theory]
    [InlineData(0, false), InlineData(1, false), InlineData(2, false)]
    [InlineData(0, true), InlineData(1, true), InlineData(2, true)]
    public async Task A_companion_is_sought_for_others_although_it_cannot_be_for_one(int fails, bool hasLeft)
    {
        StaffMember vera = await _service.Add(StaffRole.Volunteer, "Vera Hall");
        await _service.Staff.Change(vera.Id, s => s with { Volunteering = new(new DateOnly(2028, 1, 1)) }, default);
        Guid[] people = await Three(async name =>
        {
            (Guid journey, string session) = await Going(name);
            await _service.Give(journey, new Attendance.ChooseVolunteer(session, vera.Id));
            return journey;
        });
        Volunteers volunteers = new(_service.Staff, _service.Store, _service.Store, _service.Clocks);
        Companions companions = new(volunteers, _journeys, _service.Clocks);
        DateOnly day = WorkingCalendar.LondonDate(_tomorrow);
        await _service.Staff.Change(vera.Id, s => hasLeft ? s with { Enabled = false } : s with { Leave = [new(day, day)] }, default);

        await Fails(people[fails], () => companions.Look(default));
        await AreAsked(TaskKind.FindCompanion, people, fails);
        _service.Move(TimeSpan.FromHours(1));
        await companions.Look(default);
        await AreAsked(TaskKind.FindCompanion, people);
    }

    /// <summary>Two people of one link worker who is away, and one of another.</summary>
    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public async Task What_falls_due_is_covered_and_given_back_although_one_of_it_cannot_be(int fails)
    {
        StaffMember tom = await _service.Add(StaffRole.LinkWorker, "Tom Ashby"), una = await _service.Add(StaffRole.LinkWorker, "Una Vale"),
            priya = await _service.Add(StaffRole.LinkWorker, "Priya Shah");
        int count = 0;
        Guid[] people = await Three(async name =>
        {
            Guid journey = await _service.Receive(name);
            await _service.Give(journey, new Journeys.Intake.Accept(LinkWorker: count++ is 1 ? una.Id : tom.Id));
            return journey;
        });
        DateOnly today = WorkingCalendar.LondonDate(_service.Clocks.Now);
        foreach (StaffMember away in (StaffMember[])[tom, una])
            await _service.Staff.Change(away.Id, s => s with { Leave = [new(today, today.AddDays(9), priya.Id)] }, default);
        LeaveCover cover = new(_service.Store, _service.Staff, _journeys, _service.Clocks);

        await Fails(people[fails], () => cover.Go(default));
        Assert.Equal(people.Where((_, i) => i != fails), await Of(priya));
        _service.Move(LeaveCover.Every);
        Assert.Equal(1, await cover.Go(default));
        Assert.Equal(people, await Of(priya));

        _service.Move(TimeSpan.FromDays(10));
        await Fails(people[fails], () => cover.Go(default));
        Assert.Equal([people[fails]], await Of(priya));
        // The leave is not over and done with while something of it is still with the colleague.
        _service.Move(LeaveCover.Every);
        Assert.Equal(1, await cover.Go(default));
        Assert.Empty(await Of(priya));

        async Task<Guid[]> Of(StaffMember member)
        {
            List<Guid> theirs = [];
            foreach (Guid journey in people)
                if ((await _service.State(journey)).Tasks.Single(t => t.Kind is TaskKind.FirstContact).Assignee == member.Id)
                    theirs.Add(journey);
            return [.. theirs];
        }
    }

    /// <summary>The watch has to hear of it, or nobody would.</summary>
    private async Task Fails(Guid journey, Func<Task> round)
    {
        _stuck.Add(journey);
        AggregateException told = await Assert.ThrowsAsync<AggregateException>(round);
        Assert.All(told.Flatten().InnerExceptions, e => Assert.IsType<IOException>(e));
        _stuck.Clear();
    }

    private async Task AreAsked(TaskKind kind, Guid[] people, int? except = null)
    {
        List<int> counts = [];
        foreach (Guid journey in people)
            counts.Add((await _service.State(journey)).Tasks.Count(t => t.Kind == kind));
        Assert.Equal(people.Select((_, i) => i == except ? 0 : 1), counts);
    }

    private static async Task<Guid[]> Three(Func<string, Task<Guid>> make) => [await make("Ada"), await make("Bela"), await make("Cleo")];

    private async Task<(Guid Journey, string Session)> Going(string name, Guid? activity = null)
    {
        Guid journey = await _service.Receive(name);
        await _service.Give(journey, new Journeys.Intake.Accept(LinkWorker: "worker"));
        await _service.Give(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        string introduction = await _service.Give(journey,
            new Activities.Introduce(new ActivityDetails("Choir", "Voices", activity), IntroductionKind.Signposting));
        return (journey, await _service.Give(journey,
            new Attendance.PlanSession(introduction, _tomorrow, new Transport(TransportKind.Own), 60)));
    }

    /// <summary>A store that takes no change of some journeys.</summary>
    public class Stuck : DispatchProxy
    {
        private IJourneyStore _inner = null!;
        private IReadOnlySet<Guid> _journeys = null!;

        public static IJourneyStore In(IJourneyStore inner, IReadOnlySet<Guid> journeys)
        {
            IJourneyStore stuck = Create<IJourneyStore, Stuck>();
            ((Stuck)(object)stuck)._inner = inner;
            ((Stuck)(object)stuck)._journeys = journeys;
            return stuck;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            args!.OfType<JourneyCommit>().Any(c => _journeys.Contains(c.After.Id)) ? throw new IOException("It cannot be written.")
                : targetMethod!.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
    }
}
