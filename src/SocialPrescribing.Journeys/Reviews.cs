using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Reviewing the plan together, on its dates and whenever nothing moves. No stage has an end date, only a next review.
/// </summary>
public static class Reviews
{
    /// <summary>Record a review of the plan.</summary>
    /// <param name="NextOn">Left out: the plan's next day, or the pathway's interval.</param>
    /// <param name="Goals">Where the person's goals stand, as with <c>scoreGoals</c>.</param>
    /// <example>
    /// {"commandId": "p-3", "kind": "recordReview", "outcome": "goOn", "note": "He likes it there.", "nextOn": "2026-12-17"}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record Record(
        ReviewOutcome Outcome, string Note, DateOnly? NextOn = null,
        [property: Length(0, Journeys.Goals.Most)] IReadOnlyList<GoalStanding>? Goals = null) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideRecord(journey, this, pathway, moment);
    }

    public sealed record Held(ReviewOutcome Outcome, string Note, DateOnly NextOn) : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { Reviews = [.. journey.Reviews, new Review(entry.At, Outcome)], NextReviewOn = NextOn, LastTouchAt = entry.At };
    }

    /// <summary>Somebody is asked to look at the plan with the person.</summary>
    public sealed record WillReview(DateOnly On, int Plans, int Reviews, string Suffix) : Coming
    {
        public override string Thing => "review";
        protected override string What => $"{On:yyyy-MM-dd}/{Plans}/{Reviews}{Suffix}";
    }

    private static Decision DecideRecord(Journey journey, Record command, Pathway pathway, Moment moment)
    {
        DateOnly today = WorkingCalendar.LondonDate(moment.Instant);
        if (journey.PlanAgreedAt is null)
            return Decision.Refuse("no-plan", "Agree a plan first.");
        if (string.IsNullOrWhiteSpace(command.Note))
            return Decision.Refuse("note-missing", "Say what you found.");
        DateOnly next = command.NextOn ?? journey.Plan?.ReviewOn.Where(on => on > today).Select(on => (DateOnly?)on).FirstOrDefault()
            ?? today.AddDays(pathway.ReviewEveryDays);
        if (next <= today || next > today.AddDays(400))
            return Decision.Refuse("review-date", "The next review is after today and within 400 days.");
        if (Goals.Problem(journey, command.Goals) is { } problem)
            return problem;
        return Decision.Of([
            new Held(command.Outcome, command.Note, next),
            .. Goals.At(GoalOccasion.Review, command.Goals),
            .. journey.CloseTasks([TaskKind.Review, .. Meetings.InTouch]),
            .. Closing.KeepAnyway(journey),
            .. command.Outcome is ReviewOutcome.ChangePlan && !journey.Tasks.Any(t => t.Kind is TaskKind.AgreePlan)
                ? [journey.Open($"review/{moment.CommandId}/plan", TaskKind.AgreePlan,
                    pathway.Calendar.Deadline(moment.Instant, pathway.PlanWorkingDays))]
                : Array.Empty<JourneyEvent>(),
        ]);
    }

    public static IEnumerable<Due> Agenda(Journey journey, Pathway pathway)
    {
        if (NextOn(journey, pathway) is not { } on)
            yield break;
        WillReview what = new(on, journey.Plans.Count, journey.Reviews.Count, journey.EndingSuffix);
        yield return new Due(what, WorkingCalendar.London(on, pathway.Calendar.Opens),
            (key, now) => Open(journey, key, null, pathway, now));
    }

    /// <summary>The date of the next review in London; null before there is a plan.</summary>
    public static DateOnly? NextOn(Journey journey, Pathway pathway) =>
        journey.NextReviewOn
            ?? (journey.PlanAgreedAt is { } agreed ? WorkingCalendar.LondonDate(agreed).AddDays(pathway.ReviewEveryDays) : null);

    /// <summary>A review looks at everything, so no second one is opened while one waits.</summary>
    internal static IEnumerable<JourneyEvent> Open(Journey journey, string key, string? about, Pathway pathway, DateTimeOffset now) =>
        journey.Tasks.Any(t => t.Kind is TaskKind.Review)
            ? []
            : [journey.Open(key, TaskKind.Review, pathway.Calendar.Deadline(now, pathway.ReviewWorkingDays), about)];
}

public sealed record Review(DateTimeOffset At, ReviewOutcome Outcome);

[JsonConverter(typeof(CamelCaseEnum<ReviewOutcome>))]
public enum ReviewOutcome { GoOn, ChangePlan, ReadyToEnd }
