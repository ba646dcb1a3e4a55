using System.Diagnostics;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Bench;

/// <summary>
/// Whole journeys of twelve weeks through the pure core, on one core: a referral, a first call, three meetings with their
/// reminders, a plan, three surveys, an end, and everything that falls due by itself in between.
/// </summary>
internal static class DecideBench
{
    private static readonly DateTimeOffset Start = new(2026, 2, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Referral Referral = InventedPeople.Referral(0, Life.Pathway, WorkingCalendar.LondonDate(Start));

    public static Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        TimeSpan length = TimeSpan.FromSeconds(quick ? 0.2 : 2);
        Measure(length);
        double[] rates =
            [.. Enumerable.Range(0, quick ? 1 : 5).TakeWhile(_ => !cancellation.IsCancellationRequested).Select(_ => Measure(length))];
        double rate = Figure.Median(rates);
        int events = Live();
        return Task.FromResult<IReadOnlyList<Figure>>(
        [
            new($"decide: journeys of 12 weeks on one core ({events} events each)", Figure.PerSecond(rate)),
            new("decide: events on one core", Figure.PerSecond(rate * events)),
        ]);
    }

    private static double Measure(TimeSpan length)
    {
        int journeys = 0;
        Stopwatch watch = Stopwatch.StartNew();
        for (; watch.Elapsed < length; journeys++)
            Live();
        return journeys / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Lives one journey and returns how many events it had.</summary>
    private static int Live()
    {
        Life life = new(Start);
        Guid id = new(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        life.Do(new Intake.Receive(id, new HeldReferral(id, "SP-2222-2222", "bench", Start, Referral)));
        life.MoveTo(Start.AddHours(5));
        life.Do(new Intake.Accept(LinkWorker: "tom"));
        life.MoveTo(Start.AddDays(1));
        life.Do(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        foreach (int day in (ReadOnlySpan<int>)[7, 28, 56])
        {
            string meeting = life.Do(new Meetings.Book(Start.AddDays(day), new Place(PlaceKind.AtHome)));
            life.MoveTo(Start.AddDays(day).AddHours(2));
            life.Do(new Meetings.RecordOutcome(meeting, MeetingOutcome.Held));
            if (life.Journey.Tasks.Any(t => t.Kind is TaskKind.AgreePlan))
                life.Do(new Plan.Agree(["loneliness"], "Being useful", [new Goal("Work in a garden", 8, "Look at it together")]));
        }
        life.MoveTo(Start.AddDays(7 * 13));
        life.Do(new Closing.Close(ClosingReason.GoalsMet));
        return life.Events;
    }
}
