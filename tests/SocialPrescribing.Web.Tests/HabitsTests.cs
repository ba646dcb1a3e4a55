using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Tests;

/// <summary>What the invented people of the demo and of a virtual year do.</summary>
public sealed class HabitsTests
{
    [Theory]
    [InlineData("Walking group", "Walking group")]
    [InlineData("A group of the directory that nobody here knows", "Heath wardens")]
    public void Whoever_was_introduced_to_what_is_not_invented_does_not_stop_the_others(string name, string like) =>
        Assert.Equal(like, new Habits(InventedActivities.All)
            .ActivityOf(new Introduction("i-1", new ActivityDetails(name, "Somebody"), IntroductionKind.Referral, default)).Name);

    [Fact]
    public void Whoever_has_been_there_once_is_planned_for_four_weeks_without_bank_holidays()
    {
        // The Monday after the second of these is Easter Monday.
        DateTimeOffset now = WorkingCalendar.London(new DateOnly(2027, 3, 12), new TimeOnly(9, 0));
        Introduction choir = new("i-1", InventedActivities.All.Single(a => a.Name is "Singing for all").Details,
            IntroductionKind.Signposting, now);
        DateTimeOffset before = now.AddDays(-30);
        (_, Journey? referred) = Journey.Step(null,
            new Intake.Receive(Guid.NewGuid(), new HeldReferral(Guid.NewGuid(), Reference.From(7), null, before, Example.Referral)),
            new Pathway(), new Moment(before, Actor.Referrer(null), "receive"));
        Journey journey = referred! with { Introductions = [choir] };
        Session came = new("s-1", "i-1", 1, now.AddDays(-4), 120, SupportStep.Independent, new Transport(TransportKind.Own), now)
        {
            Came = true,
        };
        Habits habits = new(InventedActivities.All);

        Habits.Act once = habits.GoOn(journey with { Sessions = [came] }, Temperament.Of(new Random(7)), now)!;
        Attendance.PlanSeries planned = Assert.Single(once.Commands.OfType<Attendance.PlanSeries>());
        Assert.Equal(["15", "22", "05"], planned.At.Select(a => a.ToString("dd", System.Globalization.CultureInfo.InvariantCulture)));
        Habits.Act stayedAway = habits.GoOn(
            journey with { Sessions = [came with { Came = false }] }, Temperament.Of(new Random(7)), now)!;
        Assert.Single(stayedAway.Commands.OfType<Attendance.PlanSession>());
    }
}
