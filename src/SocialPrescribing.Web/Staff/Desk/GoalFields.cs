using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>Goals and their scores as fields of a form, and in words.</summary>
public static class GoalFields
{
    private const int LongestHead = 40;

    public static string Score(int number) => $"score-{number}";
    public static string Mark(int number) => $"mark-{number}";

    /// <summary>The goals of the current plan. Goals that it leaves out are over.</summary>
    public static IReadOnlyList<GoalProgress> Asked(Journey journey) => [.. Goals.Of(journey).Where(g => g.IsInPlan)];

    /// <summary>What was said; null if nothing was.</summary>
    public static IReadOnlyList<GoalStanding>? Read(SentForm form, Journey journey)
    {
        List<GoalStanding> said = [];
        foreach (GoalProgress goal in Asked(journey))
        {
            int? score = ScoreIn(form, Score(goal.Number));
            GoalMark? mark = form.Has(Mark(goal.Number))
                ? Typed.Choice<GoalMark>(form, Mark(goal.Number), "Choose what became of it.") : null;
            if (score is not null || mark is not null)
                said.Add(new GoalStanding(goal.Number, score, mark));
        }
        return said.Count > 0 ? said : null;
    }

    /// <summary>Null if nobody asked.</summary>
    public static int? ScoreIn(SentForm form, string field) =>
        form.Has(field) ? Typed.Number(form, field, 0, 10, "Give a number from 0 to 10, or leave it empty.") : null;

    /// <summary><c>2 on 3 May 2027, 6 on 9 August 2027: closer. Reached on 9 August 2027.</c></summary>
    public static string InWords(GoalProgress goal) => string.Join(' ', new[]
    {
        goal switch
        {
            { First: null } => "Not scored yet.",
            { First: { } first, Latest: { } latest } =>
                $"{Number(first.Score)} on {Words.Date(first.At)}, {Number(latest.Score)} on {Words.Date(latest.At)}: "
                    + $"{(latest.Score > first.Score ? "closer" : latest.Score < first.Score ? "further off" : "unchanged")}.",
            { First: { } first } => $"{Number(first.Score)} of 10 on {Words.Date(first.At)}.",
        },
        goal switch
        {
            { Mark: GoalMark.UnderWay } => "",
            { MarkedAt: { } at } => $"{Words.Sentence(StaffTexts.Of(goal.Mark))} on {Words.Date(at)}.",
            _ => $"{Words.Sentence(StaffTexts.Of(goal.Mark))}: it is not in the plan any more.",
        },
    }.Where(part => part.Length > 0));

    /// <summary>Short enough for a chart and the head of a column.</summary>
    public static string Head(GoalProgress goal) =>
        goal.Goal.Text.Length <= LongestHead ? goal.Goal.Text : $"{goal.Goal.Text[..(LongestHead - 1)].TrimEnd()}…";

    private static string Number(int score) => score.ToString(CultureInfo.InvariantCulture);
}
