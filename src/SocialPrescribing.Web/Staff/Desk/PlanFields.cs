using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>A plan as fields of a form: each need with a box and a rank, some goals, and one strength on each line.</summary>
public static class PlanFields
{
    private const int FewestGoals = 3;
    /// <summary>How many dates for reviews the form offers. Each review chooses the next one anyway.</summary>
    public const int Reviews = 3;

    public const string Order = "order", Needs = "needs";

    public static string Need(string code) => $"need-{code}";
    public static string Rank(string code) => $"rank-{code}";
    public static string Goal(int number) => $"goal-{number}";
    public static string Importance(int number) => $"importance-{number}";
    public static string NextStep(int number) => $"step-{number}";
    public static string Score(int number) => $"score-{number}";
    public static string Review(int number) => $"review-{number}";

    /// <summary>The person's own needs in their order, then all others.</summary>
    public static IReadOnlyList<string> NeedsOf(Journey journey, Pathway pathway) =>
        [.. journey.Needs.Concat(pathway.KnownNeeds()).Distinct()];

    /// <summary>Nobody has to fill in all of them.</summary>
    public static int GoalsOf(Journey journey) => Math.Max(FewestGoals, journey.Plan?.Goals.Count ?? 0);

    public static Plan.Agree Read(SentForm form, Journey journey)
    {
        List<(string Code, int Place)> needs = [];
        foreach (string code in form[Order].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int place = int.MaxValue;
            if (form.Has(Rank(code))
                && !(int.TryParse(form[Rank(code)], NumberStyles.None, CultureInfo.InvariantCulture, out place)
                    && place is >= 1 and <= Plan.MaxNeeds))
                form.Problem(Rank(code), $"The place of a need goes from 1 to {Plan.MaxNeeds}, 1 for the most important.");
            if (form.Has(Need(code)) || form.Has(Rank(code)))
                needs.Add((code, place));
        }
        if (needs.Count is 0 or > Plan.MaxNeeds)
            form.Problem(Needs, $"Choose one to {Plan.MaxNeeds} needs.");
        List<Goal> goals = [];
        List<int?> scores = [];
        for (int number = 1; number <= GoalsOf(journey); number++)
            if (form.Has(Goal(number)) || form.Has(Importance(number)) || form.Has(NextStep(number)))
            {
                scores.Add(GoalFields.ScoreIn(form, Score(number)));
                goals.Add(new Goal(
                    Typed.Required(form, Goal(number), "Say what the person wants.", Plan.MaxText),
                    Typed.Number(form, Importance(number), 1, 10, "Say how important it is to the person, from 1 to 10."),
                    Typed.Required(form, NextStep(number), "Say what the next small step is.", Plan.MaxText)));
            }
        if (goals.Count is 0)
            form.Problem(Goal(1), "Agree at least one goal.");
        DateOnly[] reviews = [.. Enumerable.Range(1, Reviews).Select(n => Typed.OptionalDate(form, Review(n))).OfType<DateOnly>()];
        return new Plan.Agree(
            // Needs without a number stay in the order in which they were shown.
            [.. needs.OrderBy(n => n.Place).Select(n => n.Code)],
            Typed.Required(form, "whatMatters", "Say what matters to the person, in their words.", Plan.MaxText),
            goals,
            [.. form["strengths"].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
            Typed.OptionalDate(form, "on"),
            reviews.Length > 0 ? reviews : null,
            scores.Any(s => s is not null) ? scores : null);
    }
}
