namespace SocialPrescribing.Journeys.Tests;

/// <summary>Goals as the person scores them at the plan, at reviews and at the end, and the result of each.</summary>
public class GoalsTests
{
    private static readonly Goal Garden = Story.Gardening.Goals[0];
    private static readonly Goal Choir = new("Sing with others", 6, "Listen in once");
    private static Plan.Agree TwoGoals => Story.Gardening with { Goals = [Garden, Choir], Scores = [2, null] };
    private static Goals.Score Score(params GoalStanding[] goals) => new(goals);

    private static string Of(Story story) => string.Join("; ", Goals.Of(story.Journey).Select(g => string.Join(' ',
        [$"{g.Number}", g.Goal.Text[..4], .. g.Points.Select(p => $"{p.Occasion}:{p.Score}"), $"{g.Mark}",
            .. g.IsInPlan ? [] : new[] { "gone" }])));

    [Fact]
    public void A_goal_is_scored_at_the_plan_at_reviews_and_at_the_end()
    {
        Story story = Story.Met().With(TwoGoals);
        Assert.Equal("1 Work Plan:2 UnderWay; 2 Sing UnderWay", Of(story));
        story.Until("2026-08-14 11:00").With(new Reviews.Record(ReviewOutcome.GoOn, "Likes it.", Goals: [new(2, 3), new(1, 5)]));
        story.Until("2026-09-20 11:00").With(Score(new GoalStanding(1, 7)));
        story.With(new Closing.Close(ClosingReason.GoalsMet, Goals: [new(1, 9, GoalMark.Reached), new(2, Mark: GoalMark.LetGo)]));
        Assert.Equal("1 Work Plan:2 Review:5 Review:7 End:9 Reached; 2 Sing Review:3 LetGo", Of(story));
        GoalProgress garden = Goals.Of(story.Journey)[0];
        Assert.Equal((2, 9, story.Now), (garden.First!.Score, garden.Latest!.Score, garden.MarkedAt));
        Assert.Null(Goals.Of(story.Journey)[1].Latest);
        Assert.Equal("1 Work Plan:2 Review:5 Review:7 End:9 End:8 Reached; 2 Sing Review:3 LetGo",
            Of(story.Until("2027-01-10 11:00").With(Score(new GoalStanding(1, 8)))));
    }

    [Fact]
    public void The_first_score_after_a_plan_without_any_is_the_plans() =>
        Assert.Equal("1 Work Plan:4 UnderWay", Of(Story.Planned().Until("2026-07-06 11:00").With(Score(new GoalStanding(1, 4)))));

    [Fact]
    public void A_changed_plan_keeps_the_goals_that_it_words_alike_and_what_it_leaves_out_has_changed()
    {
        Story story = Story.Met().With(TwoGoals).With(Score(new GoalStanding(2, 6)));
        Goal again = Choir with { Text = " sing WITH others ", NextStep = "Join for a term" };
        story.Until("2026-07-20 11:00")
            .With(Story.Gardening with { Goals = [Choir with { Text = "Cook for friends" }, again], Scores = [1, 7] });
        Assert.Equal("1 Work Plan:2 Changed gone; 2  sin Review:6 Plan:7 UnderWay; 3 Cook Plan:1 UnderWay", Of(story));
        Assert.Equal("Join for a term", Goals.Of(story.Journey)[1].Goal.NextStep);
        // The result stays.
        story.With(Score(new GoalStanding(1, Mark: GoalMark.Reached))).With(Score(new GoalStanding(3, Mark: GoalMark.LetGo)));
        story.With(Score(new GoalStanding(3, Mark: GoalMark.UnderWay)));
        Assert.Equal([GoalMark.Reached, GoalMark.UnderWay, GoalMark.UnderWay], Goals.Of(story.Journey).Select(g => g.Mark));
    }

    [Theory]
    [InlineData("goals-empty")]
    [InlineData("goals-empty", 1)]
    [InlineData("goal-unknown", 0, 5)]
    [InlineData("goal-unknown", 3, 5)]
    [InlineData("goal-unknown", 1, 5, 1, 6)]
    [InlineData("goal-score", 1, 11)]
    [InlineData("goal-score", 1, -1)]
    public void A_score_names_a_goal_of_the_plan_once_and_goes_from_0_to_10(string code, params int[] said)
    {
        GoalStanding[] goals = [.. said.Chunk(2).Select(g => new GoalStanding(g[0], g.Length > 1 ? g[1] : null))];
        Story story = Story.Met().With(TwoGoals).Refuses(code, Score(goals));
        if (goals.Length > 0)
            story.Refuses(code, new Reviews.Record(ReviewOutcome.GoOn, "Likes it.", Goals: goals))
                .Refuses(code, new Closing.Close(ClosingReason.GoalsMet, Goals: goals));
    }

    [Fact]
    public void Without_a_plan_there_is_nothing_to_score_and_nobody_scores_for_who_has_died()
    {
        Story.Met().Refuses("no-plan", Score(new GoalStanding(1, 5)));
        Story.Planned().With(new Closing.Close(ClosingReason.Died)).Refuses("support-ended", Score(new GoalStanding(1, 5)));
        Story.Met().Refuses("goal-score", TwoGoals with { Scores = [11] }).Refuses("goal-score", TwoGoals with { Scores = [1, 2, 3] });
    }
}
