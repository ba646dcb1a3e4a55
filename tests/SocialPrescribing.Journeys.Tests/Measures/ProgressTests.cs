using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>First and latest answer of each measure, and whether the change is good for the person.</summary>
public class ProgressTests
{
    private static readonly ScoreChange[] _good = [ScoreChange.LittleBetter, ScoreChange.Better];
    private static readonly ScoreChange[] _bad = [ScoreChange.LittleWorse, ScoreChange.Worse];

    private static Surveys.Answer Answer(string survey, params (string Question, int Value)[] answers) =>
        new(survey, answers.ToDictionary(a => a.Question, a => a.Value));

    /// <summary>Written out again by hand, because a reversed scale would call harm a success.</summary>
    [Theory]
    [InlineData("ons4.satisfied", true)]
    [InlineData("ons4.worthwhile", true)]
    [InlineData("ons4.happy", true)]
    [InlineData("ons4.anxious", false)]
    [InlineData("ucla3", false)]
    [InlineData("loneliness.often", true)] // 1 is often or always, 5 is never
    [InlineData("gad2", false)]
    [InlineData("goal-confidence", true)]
    [InlineData("going-alone", true)]
    public void More_of_what_is_good_is_better_and_more_of_what_is_bad_is_worse(string id, bool higherIsBetter)
    {
        (Measure measure, Scale scale) = Scales().Single(s => s.Scale.Id == id);
        (Score low, Score high) = (ScoreOf(measure, scale, _ => 0), ScoreOf(measure, scale, choices => choices - 1));

        Assert.Equal(higherIsBetter, scale.HigherIsBetter);
        Assert.Equal(higherIsBetter ? ScoreChange.Better : ScoreChange.Worse, scale.ChangeOf(low, high));
        Assert.Equal(higherIsBetter ? ScoreChange.Worse : ScoreChange.Better, scale.ChangeOf(high, low));
    }

    [Fact]
    public void Whatever_was_answered_the_way_back_is_the_opposite_and_a_scale_turned_round_says_the_opposite() =>
        Prop.ForAll(Gen.Elements(Scales().ToArray()).ToArbitrary(), Gen.Choose(0, 1_000).ListOf(2).ToArbitrary(), (one, picks) =>
        {
            (Measure measure, Scale scale) = one;
            Score before = ScoreOf(measure, scale, choices => picks[0] % choices);
            Score after = ScoreOf(measure, scale, choices => picks[1] % choices);
            ScoreChange there = scale.ChangeOf(before, after)!.Value, back = scale.ChangeOf(after, before)!.Value;
            ScoreChange turned = (scale with { HigherIsBetter = !scale.HigherIsBetter }).ChangeOf(before, after)!.Value;
            bool rises = (after.Converted ?? after.Value) > (before.Converted ?? before.Value);
            return there == Opposite(back) && there == Opposite(turned)
                && (after.Value != before.Value || there is ScoreChange.Same)
                && (!_good.Contains(there) || rises == scale.HigherIsBetter) && (!_bad.Contains(there) || rises != scale.HigherIsBetter)
                // If no smallest change is published, every change counts: bands never hide one.
                && (scale.SmallestChange is not null || before.Value == after.Value || there is not ScoreChange.Same);
        }).Check(Cases.Of());

    [Theory]
    [InlineData(4, 4, ScoreChange.Same)]
    [InlineData(2, 4, ScoreChange.LittleBetter)] // still low
    [InlineData(4, 5, ScoreChange.Better)] // from low to medium
    [InlineData(9, 7, ScoreChange.Worse)]
    [InlineData(8, 7, ScoreChange.LittleWorse)]
    public void Within_a_published_band_a_change_is_a_little(int first, int latest, ScoreChange change) =>
        Assert.Equal(change, Story.Planned().Until("2026-07-05 10:00").With(Answer("baseline", ("ons4.satisfied", first)))
            .Until("2026-08-15 10:00").With(Answer("week-6", ("ons4.satisfied", latest)))
            .Journey is var journey ? MeasureProgress.Of(journey).Single().Scales[0].Change : null);

    [Theory]
    [InlineData(20, 20.9, ScoreChange.Same)]
    [InlineData(20, 21, ScoreChange.LittleBetter)]
    [InlineData(20, 22.9, ScoreChange.LittleBetter)]
    [InlineData(20, 23, ScoreChange.Better)]
    [InlineData(23, 20, ScoreChange.Worse)]
    [InlineData(21, 20, ScoreChange.LittleWorse)]
    public void Where_a_smallest_change_is_published_it_decides(double first, double latest, ScoreChange change) =>
        Assert.Equal(change, new Scale("x", "X", ["x"], HigherIsBetter: true, [new(0, 35, "all of it")])
        { SmallestChange = new(1, 3) }.ChangeOf(Converted(first), Converted(latest)));

    [Fact]
    public void First_and_latest_are_those_that_were_answered_in_full_and_one_alone_is_no_change()
    {
        Story story = Story.Planned().Until("2026-07-05 10:00")
            .With(Answer("baseline", ("ucla3.leftOut", 3), ("ons4.satisfied", 4)));
        ScaleProgress lonely = Progress(story, "ucla3"), satisfied = Progress(story, "ons4.satisfied");
        Assert.Equal((null, null, null), (lonely.First, lonely.Latest, lonely.Change));
        Assert.Equal((4m, null, null), (satisfied.First!.Value, satisfied.Latest, satisfied.Change));
        Assert.Equal(["ons4", "ucla3"], MeasureProgress.Of(story.Journey).Select(p => p.Measure.Id));

        story.Until("2026-08-15 10:00").With(
            Answer("week-6", ("ucla3.companionship", 2), ("ucla3.leftOut", 3), ("ucla3.isolated", 3), ("ons4.happy", 4)));
        Assert.Equal("week-6", Progress(story, "ucla3").First!.Survey);
        // For a question left out the second time, the first answer still counts.
        Assert.Equal(("baseline", null), (Progress(story, "ons4.satisfied").First!.Survey, Progress(story, "ons4.satisfied").Latest));
        Assert.Equal(["baseline", "week-6"], Progress(story, "ons4.satisfied").Points.Select(p => p.Survey));
    }

    private static ScaleProgress Progress(Story story, string scale) =>
        MeasureProgress.Of(story.Journey).SelectMany(p => p.Scales).Single(s => s.Scale.Id == scale);

    private static Score Converted(double value) => new("X", (int)value, null, "x", Converted: (decimal)value);

    private static ScoreChange Opposite(ScoreChange change) => (ScoreChange)(4 - (int)change);

    private static IEnumerable<(Measure Measure, Scale Scale)> Scales() => Measures.All.SelectMany(m => m.Scales.Select(s => (m, s)));

    /// <param name="pick">Chooses the answer to each question from so many choices, sorted by score.</param>
    private static Score ScoreOf(Measure measure, Scale scale, Func<int, int> pick) =>
        measure.ScoresOf(measure.Questions.ToDictionary(
            q => q.Id, q => q.Choices.Select(c => c.Value).Order().ElementAt(pick(q.Choices.Count)))).Single(s => s.Id == scale.Id);
}
