using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Service.Tests;

/// <summary>What charts over many weeks are drawn from.</summary>
public sealed class WeeklyFiguresTests
{
    private static readonly Actor Lead = Actor.Staff("lead");
    private static readonly DateOnly First = new(2027, 2, 1);
    private readonly TestService _service = new();
    private readonly WeeklyFigures _weeks;
    private int _commands;

    public WeeklyFiguresTests() => _weeks = new WeeklyFigures(_service.Store, _service.Store, _service.Pathway, _service.Clocks);

    private async Task<string> Do(Guid journey, JourneyCommand command)
    {
        string id = $"t{++_commands}";
        Assert.IsType<CommandResult.Done>(await _service.Journeys.Do(journey, command, Lead, id, null, default));
        return id;
    }

    private async Task<Guid> Supported(string name, string linkWorker)
    {
        Guid journey = await _service.Receive(name);
        await Do(journey, new Journeys.Intake.Accept(LinkWorker: linkWorker));
        return journey;
    }

    private Task<IReadOnlyList<Week>> Latest(int most = 26) => _weeks.Latest(most, default);

    [Fact]
    public async Task What_introductions_say_of_an_activity_is_counted_once_a_week_of_open_and_closed_journeys()
    {
        Guid choir = Guid.NewGuid();
        ActivityExperiences experiences = new(_service.Store);
        List<(Guid Journey, string Introduction)> asked = [];
        foreach (string name in (string[])["Ada", "Bea", "Cora", "Dora", "Eva"])
        {
            Guid journey = await Supported(name, "tom");
            await Do(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
            asked.Add((journey, await Do(journey, new Activities.Introduce(
                new ActivityDetails("Choir", "Voices", choir), IntroductionKind.Referral, Agreed: true))));
        }
        _service.Move(TimeSpan.FromDays(2));
        foreach ((Guid journey, string introduction) in asked)
            await Do(journey, new Activities.RecordAnswer(
                introduction, journey == asked[0].Journey ? ProviderAnswer.Full : ProviderAnswer.Accepted));
        string session = await Do(asked[1].Journey,
            new Attendance.PlanSession(asked[1].Introduction, _service.Clocks.Now.AddHours(1), new Transport(TransportKind.Own)));
        _service.Move(TimeSpan.FromDays(1));
        await Do(asked[1].Journey, new Attendance.RecordSession(session, Came: true, WentAlong: Companion.LinkWorker, Confidence: 6));
        await Do(asked[2].Journey, new Closing.Close(ClosingReason.MovedAway));
        await _weeks.Keep(default);
        Assert.Null(await experiences.Of(choir, default));

        _service.Move(TimeSpan.FromDays(7));
        await _weeks.Keep(default);
        Assert.Equal(new ActivityExperience(5, 4, 2, 1, 0), await experiences.Of(choir, default));
    }

    [Fact]
    public async Task A_week_that_is_over_is_kept_once()
    {
        Guid one = await Supported("Ada", "tom"), two = await Supported("Bea", "tom"), three = await Supported("Cora", "priya");
        await _service.Receive("Dora");
        await _weeks.Keep(default);
        Assert.Empty(await Latest());

        _service.Move(TimeSpan.FromDays(2));
        await Do(one, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        _service.Move(TimeSpan.FromDays(1));
        await Do(two, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        await Do(three, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.NoAnswer));
        _service.Move(TimeSpan.FromDays(4));
        await Supported("Eva", "priya");
        await _weeks.Keep(default);
        await Do(three, new Closing.Close(ClosingReason.MovedAway));
        await _weeks.Keep(default);

        Week week = Assert.Single(await Latest());
        // Eva came after that week was over.
        Assert.Equal((First, 3, 2, 2.5), (week.Begins, week.Open, week.Contacted, week.DaysToContact));
        Assert.Equal([("priya", 1), ("tom", 2)], week.Caseloads.OrderBy(c => c.Key).Select(c => (c.Key, c.Value)));
        Assert.Equal((0, null), (week.Met, week.DaysToMeeting));
        Assert.Equal(1, (await _service.Store.Get(RecordKinds.Week.Name, "2027-02-01", default))!.Version);
    }

    [Fact]
    public async Task What_is_recorded_late_still_counts_and_the_caseload_stays_what_it_was()
    {
        Guid one = await Supported("Ada", "tom");
        await Do(one, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        string meeting = await Do(one, new Meetings.Book(TestService.Monday.AddDays(4).AddHours(1), new Place(PlaceKind.Surgery)));
        _service.Move(TimeSpan.FromDays(7));
        await _weeks.Keep(default);
        Assert.Equal(0, (await Latest())[0].Met);

        await Do(one, new Meetings.RecordOutcome(meeting, MeetingOutcome.Held));
        await Do(one, new Closing.Close(ClosingReason.GoalsMet));
        _service.Move(TimeSpan.FromDays(7));
        await _weeks.Keep(default);

        IReadOnlyList<Week> weeks = await Latest();
        Assert.Equal([First, First.AddDays(7)], weeks.Select(w => w.Begins));
        Assert.Equal([(1, 4.0, 1), (0, null, 0)], weeks.Select(w => (w.Met, w.DaysToMeeting, w.Open)));
        Assert.Equal(First.AddDays(7), Assert.Single(await Latest(1)).Begins);
    }

    [Fact]
    public async Task The_morning_keeps_it_and_it_goes_after_two_years()
    {
        await Supported("Ada", "tom");
        _service.Move(TimeSpan.FromDays(7));
        await _service.Digests.Queue(default);
        Assert.Single(await Latest());

        await _service.Store.Purge(_service.Clocks.MachineNow.AddDays(700), 1_000, default);
        Assert.Single(await Latest());
        await _service.Store.Purge(_service.Clocks.MachineNow.AddDays(740), 1_000, default);
        Assert.Empty(await Latest());
    }
}
