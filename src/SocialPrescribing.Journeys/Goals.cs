using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// The progress of the plan's goals. The person scores each from 0 (nothing has begun) to 10 (where they want to be) at the plan, at
/// reviews and at the end. A goal is marked once it is reached, changed or let go. The question is our own, not a published measure.
/// </summary>
public static class Goals
{
    public const int Most = 50;

    /// <summary>Say where the goals stand.</summary>
    /// <remarks>The person scores them: 0 is where nothing has begun, 10 is where they want to be.</remarks>
    /// <param name="Goals">Those that were talked about.</param>
    /// <example>
    /// {"commandId": "g-1", "kind": "scoreGoals", "goals": [{"goal": 1, "score": 6}, {"goal": 2, "score": 2, "mark": "letGo"}]}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record Score([property: Length(1, Most)] IReadOnlyList<GoalStanding> Goals) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideScore(journey, this);
    }

    public sealed record Scored(IReadOnlyList<GoalStanding> Goals, GoalOccasion Occasion) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { GoalScorings = [.. journey.GoalScorings, new GoalScoring(entry.At, Occasion, Goals)] };
    }

    private static Decision DecideScore(Journey journey, Score command) =>
        journey.Plan is null ? Decision.Refuse("no-plan", "Agree a plan first.")
        : journey.HasDied ? Decision.Refuse("support-ended", "Support has ended for this person. Nothing was changed.")
        : command.Goals.Count is 0 ? Decision.Refuse("goals-empty", "Give a number or a mark to at least one goal.")
        : Problem(journey, command.Goals) ?? Decision.Of([.. At(journey.HasEnded ? GoalOccasion.End
            : journey is { GoalScorings: [], Reviews: [] } ? GoalOccasion.Plan : GoalOccasion.Review, command.Goals)]);

    /// <summary>What is said about goals together with something else.</summary>
    internal static IEnumerable<JourneyEvent> At(GoalOccasion occasion, IReadOnlyList<GoalStanding>? goals) =>
        goals is { Count: > 0 } ? [new Scored([.. goals.OrderBy(g => g.Goal)], occasion)] : [];

    /// <summary>What is wrong with it; null if nothing is, or nothing was said.</summary>
    internal static Decision? Problem(Journey journey, IReadOnlyList<GoalStanding>? goals) =>
        goals is null ? null
        : goals.Count > Most || goals.Any(g => g is null || g.Goal < 1 || g.Goal > Of(journey).Count)
            || goals.Select(g => g.Goal).Distinct().Count() != goals.Count
            ? Decision.Refuse("goal-unknown", "Name goals of the plan by their numbers, each once.")
        : goals.Any(g => g.Score is < 0 or > 10) ? Decision.Refuse("goal-score", "A goal is scored from 0 to 10.")
        : goals.Any(g => g is { Score: null, Mark: null }) ? Decision.Refuse("goals-empty", "Give each goal a number or a mark.")
        : null;

    /// <summary>
    /// Every goal that was ever agreed, in the order in which they came up. A goal with the same words in a changed plan is the same goal.
    /// A goal that the changed plan leaves out counts as changed, unless it was marked otherwise. All this follows from the journey.
    /// </summary>
    public static IReadOnlyList<GoalProgress> Of(Journey journey)
    {
        List<(string Key, Goal Goal, DateOnly On, int Plan)> goals = [];
        for (int plan = 0; plan < journey.Plans.Count; plan++)
            foreach (Goal goal in journey.Plans[plan].Goals)
            {
                string key = goal.Text.Trim().ToUpperInvariant();
                if (goals.FindIndex(g => g.Key == key) is var known and >= 0)
                    goals[known] = goals[known] with { Goal = goal, Plan = plan };
                else
                    goals.Add((key, goal, journey.Plans[plan].On, plan));
            }
        return [.. goals.Select((g, i) => Progress(journey, i + 1, g.Goal, g.On, g.Plan == journey.Plans.Count - 1))];
    }

    private static GoalProgress Progress(Journey journey, int number, Goal goal, DateOnly on, bool isInPlan)
    {
        List<(GoalScoring Scoring, GoalStanding Standing)> said = [.. journey.GoalScorings.SelectMany(
            s => s.Goals.Where(g => g.Goal == number).Select(g => (s, g)))];
        (GoalScoring Scoring, GoalStanding Standing) marked = said.LastOrDefault(s => s.Standing.Mark is not null);
        GoalMark mark = marked.Standing?.Mark ?? GoalMark.UnderWay;
        return new GoalProgress(number, goal, on, isInPlan,
            [.. said.Where(s => s.Standing.Score is not null)
                .Select(s => new GoalPoint(s.Scoring.At, s.Scoring.Occasion, s.Standing.Score!.Value))],
            mark is GoalMark.UnderWay && !isInPlan ? GoalMark.Changed : mark, marked.Scoring?.At);
    }
}

/// <param name="Goal">Its number: 1 for the first that was agreed.</param>
/// <param name="Score">0 to 10, by the person; left out where nobody asked.</param>
/// <param name="Mark">Left out: as it was.</param>
public sealed record GoalStanding(int Goal, [property: Range(0, 10)] int? Score = null, GoalMark? Mark = null);

public sealed record GoalScoring(DateTimeOffset At, GoalOccasion Occasion, IReadOnlyList<GoalStanding> Goals);

/// <param name="Goal">The goal in its latest words.</param>
/// <param name="IsInPlan">Whether it is in the current plan.</param>
/// <param name="Points">The first score first.</param>
/// <param name="MarkedAt">Null if nobody has marked it.</param>
public sealed record GoalProgress(
    int Number, Goal Goal, DateOnly AgreedOn, bool IsInPlan, IReadOnlyList<GoalPoint> Points, GoalMark Mark, DateTimeOffset? MarkedAt)
{
    [JsonIgnore] public GoalPoint? First => Points.Count > 0 ? Points[0] : null;
    /// <summary>The latest score; null if there is only one.</summary>
    [JsonIgnore] public GoalPoint? Latest => Points.Count > 1 ? Points[^1] : null;
}

/// <param name="Score">0 to 10; high is good.</param>
public sealed record GoalPoint(DateTimeOffset At, GoalOccasion Occasion, int Score);

[JsonConverter(typeof(CamelCaseEnum<GoalMark>))]
public enum GoalMark { UnderWay, Reached, Changed, LetGo }

[JsonConverter(typeof(CamelCaseEnum<GoalOccasion>))]
public enum GoalOccasion { Plan, Review, End }
