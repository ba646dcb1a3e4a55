using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// What the person wants, in their own words, and what they and their link worker have agreed. A changed plan keeps the earlier one.
/// </summary>
public static class Plan
{
    /// <summary>The most of each. A plan that nobody can remember is useless.</summary>
    public const int MaxGoals = 10, MaxNeeds = 12, MaxStrengths = 20, MaxReviews = 10, MaxText = 1_000;

    /// <summary>Agree the plan, or change it.</summary>
    /// <remarks>The earlier plan is kept.</remarks>
    /// <param name="Needs">The most important to the person first; each once.</param>
    /// <param name="On">Left out: today.</param>
    /// <param name="ReviewOn">Left out: the pathway's days.</param>
    /// <param name="Scores">Where the person stands with each goal today, 0 to 10, in the goals' order; null for one not asked.</param>
    /// <example>
    /// {"commandId": "p-1", "kind": "agreePlan", "needs": ["anxiety", "socialIsolation"], "whatMatters": "To make something with my hands
    /// again.", "goals": [{"text": "Go to the furniture workshop", "importance": 9, "nextStep": "See it from outside with Sam"}],
    /// "strengths": ["Was a joiner for thirty years"], "on": "2026-09-24", "reviewOn": ["2026-11-05", "2026-12-17"]}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record Agree(
        [property: Length(1, MaxNeeds)] IReadOnlyList<string> Needs,
        [property: StringLength(MaxText, MinimumLength = 1)] string WhatMatters,
        [property: Length(1, MaxGoals)] IReadOnlyList<Goal> Goals,
        [property: Length(0, MaxStrengths), StringLength(MaxText, MinimumLength = 1)] IReadOnlyList<string>? Strengths = null,
        DateOnly? On = null,
        [property: Length(1, MaxReviews)] IReadOnlyList<DateOnly>? ReviewOn = null,
        [property: Length(0, MaxGoals)] IReadOnlyList<int?>? Scores = null) : JourneyCommand
    {
        internal override IEnumerable<FreeText> OtherTexts =>
        [
            FreeText.Words(WhatMatters, MaxText), .. (Strengths ?? []).Select(s => FreeText.Words(s, MaxText, "Strengths")),
            .. Goals.SelectMany(g => new[] { FreeText.Words(g.Text, MaxText), FreeText.Words(g.NextStep, MaxText) }),
        ];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideAgree(journey, this, pathway, moment);
    }

    /// <summary>Note a need that came up.</summary>
    /// <example>{"commandId": "p-2", "kind": "raiseNeed", "need": "transport", "note": "The last bus goes at four."}</example>
    [GivenBy(Givers.Care)]
    public sealed record RaiseNeed(string Need, string? Note = null) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        public override bool IsOvertakenBy(IEnumerable<JourneyEvent> meanwhile) => false;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideRaiseNeed(journey, this, pathway, moment);
    }

    /// <param name="Plan">Null in old journals, from before plans were written down here.</param>
    public sealed record Agreed(AgreedPlan? Plan = null) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            Plans = Plan is { } plan ? [.. journey.Plans, plan] : journey.Plans,
            PlanAgreedAt = journey.PlanAgreedAt ?? entry.At,
            NextReviewOn = Plan?.ReviewOn[0] ?? journey.NextReviewOn,
            // Somebody who has a plan has been reached.
            ContactedAt = journey.ContactedAt ?? entry.At,
            LastLetterAt = null,
            LastTouchAt = entry.At,
        };
    }

    public sealed record NeedRaised(string Need, NeedSource Source, string? Note = null) : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        public override bool FollowsByItself() => Source is NeedSource.Barrier;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { RaisedNeeds = [.. journey.RaisedNeeds, new RaisedNeed(Need, Source, entry.At)] };
    }

    private static Decision DecideAgree(Journey journey, Agree command, Pathway pathway, Moment moment)
    {
        DateOnly today = WorkingCalendar.LondonDate(moment.Instant), on = command.On ?? today;
        if (Problem(command, pathway) is { } problem)
            return problem;
        if (on > today || on < WorkingCalendar.LondonDate(journey.ReceivedAt))
            return Decision.Refuse("plan-date", "The day on which the plan was agreed lies between the referral and today.");
        IReadOnlyList<DateOnly> reviews =
            command.ReviewOn is { } chosen ? [.. chosen.Distinct().Order()] : [.. pathway.ReviewDays.Select(on.AddDays)];
        if (reviews.Count is 0 or > MaxReviews || reviews.Any(r => r <= on || r > on.AddDays(400)))
            return Decision.Refuse("review-date", "Choose one to ten days for reviews, after the plan and within 400 days.");
        AgreedPlan plan = new(command.Needs, command.WhatMatters.Trim(), command.Goals, command.Strengths ?? [], on, reviews);
        return Decision.Of([
            new Agreed(plan),
            .. Goals.At(GoalOccasion.Plan, ScoresOf(journey, plan, command.Scores)),
            .. journey.CloseTasks([TaskKind.AgreePlan, .. Meetings.InTouch]),
            .. journey.CloseTelling(Contact.IsAboutNotReached),
            .. Closing.KeepAnyway(journey),
            // A plan alone gives the person no place to go to, so somebody finds an activity.
            .. journey.Introductions.Any(i => i.IsOpen) || journey.Tasks.Any(t => t.Kind is TaskKind.FindActivity)
                ? []
                : new JourneyEvent[] { journey.Open($"plan/{moment.CommandId}/activity", TaskKind.FindActivity,
                    pathway.Calendar.Deadline(moment.Instant, pathway.FindActivityWorkingDays)) },
        ]);
    }

    /// <summary>The scores by their goals' numbers once this plan is agreed. Of two goals with the same words the first counts.</summary>
    private static IReadOnlyList<GoalStanding> ScoresOf(Journey journey, AgreedPlan plan, IReadOnlyList<int?>? scores)
    {
        if (scores is null)
            return [];
        IReadOnlyList<GoalProgress> all = Goals.Of(journey with { Plans = [.. journey.Plans, plan] });
        return [.. plan.Goals.Zip(scores)
            .Where(pair => pair.Second is not null)
            .Select(pair => new GoalStanding(
                all.First(g => g.Goal.Text.Trim().Equals(pair.First.Text.Trim(), StringComparison.OrdinalIgnoreCase)).Number, pair.Second))
            .DistinctBy(g => g.Goal)];
    }

    private static Decision DecideRaiseNeed(Journey journey, RaiseNeed command, Pathway pathway, Moment moment) =>
        !pathway.KnowsNeed(command.Need) ? UnknownNeed(command.Need)
        : journey.Needs.Contains(command.Need) ? Decision.Refuse("need-known", "This need is noted already.")
        : Decision.Of(
            new NeedRaised(command.Need, moment.Actor.Kind is ActorKind.Person ? NeedSource.Person : NeedSource.LinkWorker, command.Note));

    /// <summary>What kept somebody from coming becomes a need: they need help, not blame.</summary>
    internal static IEnumerable<JourneyEvent> OfBarriers(Journey journey, IReadOnlyCollection<Barrier> barriers) =>
        new[] { (Barrier.Transport, Needs.Transport), (Barrier.Anxiety, Needs.Anxiety) }
            .Where(pair => barriers.Contains(pair.Item1) && !journey.Needs.Contains(pair.Item2))
            .Select(pair => new NeedRaised(pair.Item2, NeedSource.Barrier));

    internal static Decision UnknownNeed(string need) =>
        Decision.Refuse("need-unknown", $"\"{need}\" is not one of the needs that this service knows.");

    private static Decision? Problem(Agree command, Pathway pathway) =>
        command.Needs.Count is 0 or > MaxNeeds || command.Needs.Distinct().Count() != command.Needs.Count
            ? Decision.Refuse("plan-needs", $"Name one to {MaxNeeds} needs, each once, the most important first.")
        : command.Needs.Any(n => n is null || !pathway.KnowsNeed(n))
            ? UnknownNeed(command.Needs.First(n => n is null || !pathway.KnowsNeed(n)))
        : !IsText(command.WhatMatters)
            ? Decision.Refuse("what-matters-missing", $"Say what matters to the person, in their words (at most {MaxText} characters).")
        : command.Goals.Count is 0 or > MaxGoals ? Decision.Refuse("plan-goals", $"Agree one to {MaxGoals} goals.")
        : command.Goals.Any(g => g is null || !IsText(g.Text) || !IsText(g.NextStep))
            ? Decision.Refuse("goal-incomplete",
                $"Each goal says what the person wants and what the next small step is (at most {MaxText} characters each).")
        : command.Goals.Any(g => g.Importance is < 1 or > 10)
            ? Decision.Refuse("goal-importance", "How important a goal is goes from 1 to 10.")
        : command.Scores is { } scores && (scores.Count > command.Goals.Count || scores.Any(s => s is < 0 or > 10))
            ? Decision.Refuse("goal-score", "A goal is scored from 0 to 10.")
        : command.Strengths is { } strengths && (strengths.Count > MaxStrengths || !strengths.All(IsText))
            ? Decision.Refuse("plan-strengths", $"At most {MaxStrengths} strengths, each at most {MaxText} characters.")
        : null;

    private static bool IsText(string? text) => !string.IsNullOrWhiteSpace(text) && text.Length <= MaxText;
}

/// <param name="Needs">The most important first.</param>
/// <param name="On">The date in London.</param>
public sealed record AgreedPlan(
    IReadOnlyList<string> Needs, string WhatMatters, IReadOnlyList<Goal> Goals, IReadOnlyList<string> Strengths, DateOnly On,
    IReadOnlyList<DateOnly> ReviewOn);

/// <param name="Importance">To the person, 1 to 10.</param>
/// <param name="NextStep">The next small step.</param>
public sealed record Goal(string Text, int Importance, string NextStep);

public sealed record RaisedNeed(string Need, NeedSource Source, DateTimeOffset At);

[JsonConverter(typeof(CamelCaseEnum<NeedSource>))]
public enum NeedSource { Person, LinkWorker, Barrier }

/// <summary>What kept somebody from coming.</summary>
[JsonConverter(typeof(CamelCaseEnum<Barrier>))]
public enum Barrier { Weather, Health, Transport, Anxiety, DidNotLikeIt, Caring, Cost, Forgot, Other }
