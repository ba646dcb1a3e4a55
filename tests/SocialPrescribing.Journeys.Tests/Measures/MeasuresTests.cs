using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

public class MeasuresTests
{
    private static readonly JsonSerializerOptions AsFile =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("ons4", 4)]
    [InlineData("ucla3", 3)]
    [InlineData("loneliness", 1)]
    [InlineData("gad2", 2)]
    [InlineData("goal-confidence", 1)]
    [InlineData("going-alone", 1)]
    public void A_measure_is_found_by_its_id(string id, int questions) =>
        Assert.Equal(questions, Measures.Find(id)!.Questions.Count);

    [Fact]
    public void An_unknown_measure_is_not_found() => Assert.Null(Measures.Find("phq9"));

    /// <summary>A changed question measures something else, and a changed band counts other people.</summary>
    [Fact]
    public void Everything_stands_as_it_was_published() =>
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "measures.json"))
            .Trim(), JsonSerializer.Serialize(Measures.All, AsFile));

    [Fact]
    public void The_well_being_questions_are_scales_with_words_at_both_ends()
    {
        Question satisfied = Measures.PersonalWellBeing.Questions[0];

        Assert.Equal(["0 – not at all", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10 – completely"],
            satisfied.Choices.Select(choice => choice.Label));
        Assert.All(Measures.PersonalWellBeing.Questions, question => Assert.True(question.IsScale));
        Assert.All([Measures.Ucla3, Measures.Loneliness],
            measure => Assert.All(measure.Questions, question => Assert.False(question.IsScale)));
    }

    [Theory]
    [InlineData(0, "low", "very low")]
    [InlineData(1, "low", "very low")]
    [InlineData(2, "low", "low")]
    [InlineData(3, "low", "low")]
    [InlineData(4, "low", "medium")]
    [InlineData(5, "medium", "medium")]
    [InlineData(6, "medium", "high")]
    [InlineData(7, "high", "high")]
    [InlineData(8, "high", "high")]
    [InlineData(9, "very high", "high")]
    [InlineData(10, "very high", "high")]
    public void Well_being_is_four_scores_in_the_bands_of_the_ONS_and_no_total(int value, string band, string anxietyBand)
    {
        IReadOnlyList<Score> scores =
            Measures.PersonalWellBeing.ScoresOf(Measures.PersonalWellBeing.Questions.ToDictionary(question => question.Id, _ => value));

        Assert.Equal(
            [
                new("Life satisfaction", value, band, "ons4.satisfied"),
                new("Worthwhile", value, band, "ons4.worthwhile"),
                new("Happiness", value, band, "ons4.happy"),
                new("Anxiety", value, anxietyBand, "ons4.anxious"),
            ],
            scores);
    }

    [Fact]
    public void A_skipped_well_being_question_leaves_the_other_three_scored()
    {
        IReadOnlyList<Score> scores =
            Measures.PersonalWellBeing.ScoresOf(Answers(("ons4.satisfied", 7), ("ons4.happy", 3), ("ons4.anxious", 5)));

        Assert.Equal([7, null, 3, 5], scores.Select(score => score.Value));
        Assert.Null(scores[1].Band);
    }

    [Theory]
    [InlineData(1, 1, 1, 3, "not lonely", false)]
    [InlineData(2, 2, 1, 5, "not lonely", false)]
    [InlineData(2, 2, 2, 6, "lonely", true)]
    [InlineData(3, 2, 1, 6, "lonely", true)]
    [InlineData(3, 3, 3, 9, "lonely", true)]
    public void Three_loneliness_items_are_summed(int companionship, int leftOut, int isolated, int sum, string band, bool lonely) =>
        Assert.Equal(
            [new("Loneliness (UCLA)", sum, band, "ucla3", lonely)],
            Measures.Ucla3
                .ScoresOf(Answers(("ucla3.companionship", companionship), ("ucla3.leftOut", leftOut), ("ucla3.isolated", isolated))));

    [Theory]
    [InlineData("ucla3.companionship")]
    [InlineData("ucla3.leftOut")]
    [InlineData("ucla3.isolated")]
    public void A_missing_or_impossible_item_means_no_loneliness_score(string item)
    {
        Dictionary<string, int> answers = Answers(("ucla3.companionship", 3), ("ucla3.leftOut", 3), ("ucla3.isolated", 3));
        answers[item] = 4;
        Score impossible = Assert.Single(Measures.Ucla3.ScoresOf(answers));
        answers.Remove(item);
        Score missing = Assert.Single(Measures.Ucla3.ScoresOf(answers));

        Assert.Equal(new Score("Loneliness (UCLA)", null, null, "ucla3"), missing);
        Assert.Equal(missing, impossible);
    }

    [Theory]
    [InlineData(0, 0, "negative", false)]
    [InlineData(1, 1, "negative", false)]
    [InlineData(3, 0, "positive", true)]
    [InlineData(3, 3, "positive", true)]
    public void Three_of_six_points_are_a_positive_anxiety_screen(int nervous, int worrying, string band, bool counted) => Assert.Equal(
        [new("Anxiety (GAD-2)", nervous + worrying, band, "gad2", counted)],
        Measures.Gad2.ScoresOf(Answers(("gad2.nervous", nervous), ("gad2.worrying", worrying))));

    [Fact]
    public void Confidence_is_what_the_person_says_it_is_and_nobody_has_bands_for_it()
    {
        Assert.Equal([new("Confidence to reach the goal", 7, null, "goal-confidence")],
            Measures.GoalConfidence.ScoresOf(Answers(("goal-confidence", 7))));
        Assert.Equal([new("Confidence to go alone", 0, null, "going-alone")], Measures.GoingAlone.ScoresOf(Answers(("going-alone", 0))));
        Assert.True(Measures.GoalConfidence.Questions[0].IsScale && Measures.GoingAlone.Questions[0].IsScale);
    }

    [Theory]
    [InlineData(1, "often/always", true)]
    [InlineData(2, "some of the time", false)]
    [InlineData(3, "occasionally", false)]
    [InlineData(4, "hardly ever", false)]
    [InlineData(5, "never", false)]
    public void Only_often_or_always_lonely_is_counted(int value, string band, bool counted) =>
        Assert.Equal([new("Feeling lonely", value, band, "loneliness.often", counted)],
            Measures.Loneliness.ScoresOf(Answers(("loneliness.often", value))));

    [Fact]
    public void Another_instrument_is_another_piece_of_data()
    {
        AnswerChoice[] howOften =
            [new(0, "Not at all"), new(1, "Several days"), new(2, "More than half the days"), new(3, "Nearly every day")];
        Measure gad2 = new("gad2", "Anxiety (GAD-2)", "",
            [new("gad2.nervous", "Feeling nervous", howOften), new("gad2.worrying", "Worrying", howOften)])
        {
            Scales =
            [
                new("gad2", "Anxiety (GAD-2)", ["gad2.nervous", "gad2.worrying"], HigherIsBetter: false,
                    [new(0, 2, "negative"), new(3, 6, "positive", IsCounted: true)])
                {
                    Conversion = Enumerable.Range(0, 7).ToDictionary(sum => sum, sum => sum * 1.5m),
                },
            ],
        };

        Assert.Equal([new("Anxiety (GAD-2)", 3, "positive", "gad2", IsCounted: true, Converted: 4.5m)],
            gad2.ScoresOf(Answers(("gad2.nervous", 0), ("gad2.worrying", 3))));
    }

    [Fact]
    public void Problems_with_answers_are_all_named_at_once() =>
        Assert.Equal(
            [("ons4.happy", "answer-out-of-range"), ("ucla3.isolated", "unknown-question"), ("weather", "unknown-question")],
            Measures.Check([Measures.PersonalWellBeing],
                Answers(("weather", 1), ("ons4.happy", 11), ("ucla3.isolated", 2), ("ons4.anxious", 10)))
                .Select(problem => (problem.QuestionId, problem.Code)));

    [Fact]
    public void A_person_may_skip_every_question() => Assert.Empty(Measures.Check(Measures.All, Answers()));

    /// <summary>The code relies on this without checking. A mistake in the data would otherwise show as a missing score.</summary>
    [Fact]
    public void Every_measure_is_well_formed()
    {
        Assert.Distinct(Measures.All.SelectMany(measure => measure.Questions).Select(question => question.Id));
        Assert.Distinct(Measures.All.SelectMany(measure => measure.Scales).Select(scale => scale.Id));
        Assert.All(Measures.All, measure => Assert.All(measure.Scales, scale =>
        {
            Question[] items = [.. measure.Questions.Where(question => scale.Items.Contains(question.Id))];
            int lowest = items.Sum(question => question.Choices.Min(choice => choice.Value));
            int highest = items.Sum(question => question.Choices.Max(choice => choice.Value));

            Assert.Equal(scale.Items.Count, items.Length);
            // Our own questions have no bands, because nobody has published any.
            if (scale.Bands.Count > 0 || measure.Id is not ("goal-confidence" or "going-alone"))
                Assert.Equal(Enumerable.Range(lowest, highest - lowest + 1),
                    scale.Bands.SelectMany(band => Enumerable.Range(band.From, band.To - band.From + 1)));
        }));
    }

    [Fact]
    public void Answers_without_a_problem_are_scored_whatever_they_are() =>
        Prop.ForAll(Gen.Choose(-2, 12).ListOf(Measures.All.Sum(measure => measure.Questions.Count)).ToArbitrary(), values =>
        {
            Dictionary<string, int> answers = Measures.All.SelectMany(measure => measure.Questions).Zip(values)
                .ToDictionary(pair => pair.First.Id, pair => pair.Second);
            HashSet<string> wrong = [.. Measures.Check(Measures.All, answers).Select(problem => problem.QuestionId)];
            return Measures.All
                .All(
                    measure => measure.Scales.Zip(measure.ScoresOf(answers))
                        .All(pair => pair.First.Items.Any(wrong.Contains) == (pair.Second.Value is null)));
        }).Check(Cases.Of());

    private static Dictionary<string, int> Answers(params (string Question, int Value)[] answers) =>
        answers.ToDictionary(answer => answer.Question, answer => answer.Value);
}
