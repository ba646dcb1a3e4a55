using System.Globalization;
using System.Text;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>SWEMWBS for operators who have registered, and measures with the operator's own wording.</summary>
public class LicensedMeasuresTests
{
    /// <summary>The scores for raw values 7 to 35, as the University of Warwick publishes them.</summary>
    private const string Warwick = "7.00 9.51 11.25 12.40 13.33 14.08 14.75 15.32 15.84 16.36 16.88 17.43 17.98 18.59 19.25 19.98 20.73 "
        + "21.54 22.35 23.21 24.11 25.03 26.02 27.03 28.13 29.31 30.70 32.55 35.00";

    private const string Concerns = """
        {"id":"concerns","title":"Concerns","higherIsBetter":false,"eachItem":true,"smallestChange":1,"source":"Licence 42",
         "introduction":"Two things.","items":[{"id":"first","text":"The first?","welsh":"Y cyntaf?"},{"id":"second","text":"The second?"}],
         "choices":[{"value":0,"label":"Good","welsh":"Da"},{"value":1,"label":"So so"},{"value":6,"label":"Bad"}]}
        """;

    private static (Pathway Pathway, string Problems) Parse(string surveys)
    {
        (Pathway pathway, IReadOnlyList<PathwayFile.Problem> problems) =
            PathwayFile.Parse(Encoding.UTF8.GetBytes($"{{\"surveys\":{{{surveys}}}}}"));
        return (pathway, string.Join("; ", problems));
    }

    private static string Plan(params string[] measures) =>
        $"\"plan\":[{{\"id\":\"baseline\",\"anchor\":\"firstMeeting\",\"after\":\"1d\",\"measures\":[{string.Join(',',
            measures.Select(m => $"\"{m}\""))}]}}]";

    private static Dictionary<string, int> Raw(int sum)
    {
        int[] values = [.. Enumerable.Range(0, 7).Select(i => sum / 7 + (i < sum % 7 ? 1 : 0))];
        return Measures.Swemwbs.Questions.Zip(values).ToDictionary(pair => pair.First.Id, pair => pair.Second);
    }

    [Fact]
    public void Every_raw_sum_of_the_Warwick_scale_is_converted_as_published_and_a_missing_item_is_no_score()
    {
        Assert.Equal(Warwick.Split(' ').Select(v => (decimal?)decimal.Parse(v, CultureInfo.InvariantCulture)),
            Enumerable.Range(7, 29).Select(sum => Assert.Single(Measures.Swemwbs.ScoresOf(Raw(sum))).Converted));
        Dictionary<string, int> six = Raw(20);
        six.Remove("swemwbs.close");
        Assert.Equal((null, null), Measures.Swemwbs.ScoresOf(six)[0] is var s ? (s.Value, s.Converted) : default);
        Assert.Equal(["None of the time", "Rarely", "Some of the time", "Often", "All of the time"],
            Measures.Swemwbs.Questions[0].Choices.Select(c => c.Label));
    }

    [Theory]
    [InlineData(21, 22, ScoreChange.Same)] // 19.25 to 19.98
    [InlineData(21, 23, ScoreChange.LittleBetter)] // 1.48
    [InlineData(21, 25, ScoreChange.Better)] // 3.10
    [InlineData(25, 21, ScoreChange.Worse)]
    public void Its_change_is_told_by_what_was_published_of_one_person(int first, int latest, ScoreChange change) =>
        Assert.Equal(change, Measures.Swemwbs.Scales[0]
            .ChangeOf(Measures.Swemwbs.ScoresOf(Raw(first))[0], Measures.Swemwbs.ScoresOf(Raw(latest))[0]));

    [Fact]
    public void Nobody_is_asked_it_before_the_operator_has_said_that_they_are_registered()
    {
        Assert.DoesNotContain(Measures.Swemwbs, Measures.All);
        Assert.DoesNotContain(Measures.Swemwbs, new Pathway().MeasuresOnOffer());
        Assert.StartsWith("surveys.plan[0].measures: found [\"swemwbs\"]; allowed is a list of one or more of ons4,",
            Parse(Plan("swemwbs")).Problems, StringComparison.Ordinal);
        (Pathway pathway, string problems) = Parse("\"swemwbs\":\"registered\"," + Plan("ons4", "swemwbs"));
        Assert.Equal(("", true), (problems, pathway.MeasuresOnOffer().Contains(Measures.Swemwbs)));
        Story story = Story.Met(pathway).Until("2026-07-05 10:00").With(new Surveys.Answer("baseline", Raw(21)));
        Assert.Equal(19.25m, MeasureProgress.Of(story.Journey).Single().Scales[0].First!.Value);
    }

    [Theory]
    [InlineData("\"id\":\"concerns\"", "\"id\":\"ons4\"", "an id other than ons4, ucla3")]
    [InlineData("\"id\":\"second\"", "\"id\":\"first\"", "items whose ids differ")]
    [InlineData("\"value\":6", "\"value\":0", "choices whose values differ")]
    [InlineData("\"smallestChange\":1", "\"smallestChange\":0", "a number above 0 and up to 1,000")]
    [InlineData("\"smallestChange\":1", "\"conversion\":{\"0\":1}", "no conversion where each item is a score")]
    [InlineData("\"eachItem\":true", "\"conversion\":{\"0\":1,\"12\":2}", "a conversion for every sum that the choices can give")]
    [InlineData("\"eachItem\":true", "\"conversion\":{\"many\":1}", "an object with a number for each sum")]
    [InlineData("\"title\":\"Concerns\",", "", "1 to 300 characters on one line")]
    [InlineData("\"higherIsBetter\":false", "\"higherIsBetter\":\"no\"", "true or false")]
    [InlineData("\"welsh\":\"Da\"", "\"irish\":\"Maith\"", "value, label, welsh")]
    public void What_makes_no_sense_of_a_licensed_measure_is_named(string right, string wrong, string allowed) =>
        Assert.Contains(allowed, Parse($"\"licensed\":[{Concerns.Replace(right, wrong, StringComparison.Ordinal)}]").Problems,
            StringComparison.Ordinal);

    [Fact]
    public void A_licensed_measure_is_asked_scored_and_kept_as_it_was_asked()
    {
        (Pathway pathway, string problems) = Parse($"\"licensed\":[{Concerns}]," + Plan("ons4", "concerns"));
        Assert.Equal("", problems);
        Story story = Story.Met(pathway).Until("2026-07-05 10:00")
            .Refuses("answer-out-of-range", Answer("baseline", 2, 1)).With(Answer("baseline", 6, 1));
        Assert.Equal(["ons4", "concerns"], story.Journey.Surveys[0].Asks.Select(m => m.Id));

        // A later survey uses another file, which reverses and renames the scale. Earlier answers are not scored again.
        LicensedMeasure turned = pathway.LicensedMeasures[0] with { Title = "Anew", SmallestChange = 7 };
        Journey later = Journey.Apply(story.Journey, new JournalEntry(story.Now, Actor.System,
            new Surveys.Opened("week-6", ["concerns"], story.Now.AddDays(14), true, [turned])));
        later = Journey.Apply(later, new JournalEntry(story.Now.AddDays(1), Actor.Person, new Surveys.Answered(
            "week-6", new Dictionary<string, int> { ["concerns.first"] = 0, ["concerns.second"] = 1 }, false)));

        MeasureProgress before = MeasureProgress.Of(story.Journey).Single(), after = MeasureProgress.Of(later).Single();
        Assert.Equal(("Concerns", "Licence 42", "Anew"), (before.Measure.Title, before.Measure.Source, after.Measure.Title));
        Assert.Equal([(6m, 0m), (1m, 1m)], after.Scales.Select(s => (s.First!.Value!.Value, s.Latest!.Value!.Value)));
        Assert.Equal([ScoreChange.Same, ScoreChange.Same], after.Scales.Select(s => s.Change!.Value));
        Scale first = before.Measure.Scales[0];
        Assert.Equal(ScoreChange.Better, first.ChangeOf(new Score("", 6, null, ""), new Score("", 1, null, "")));
        Assert.Equal(ScoreChange.Worse, first.ChangeOf(new Score("", 0, null, ""), new Score("", 1, null, "")));
        // It is stored in the journal and read back from there.
        Assert.Equal("Licence 42", System.Text.Json.JsonSerializer.Deserialize(Story.Json(story.Journey), JourneyJson.Default.Journey)!
            .Surveys[0].Asks[1].Source);
    }

    [Fact]
    public void A_sum_with_a_table_is_converted()
    {
        Measure measure = new LicensedMeasure("active", "Active", true, [new("a", "A?"), new("b", "B?")], [new(1, "No"), new(2, "Yes")],
            Conversion: new Dictionary<int, decimal> { [2] = 0, [3] = 45.5m, [4] = 100 }).Measure;
        Assert.Equal(45.5m, measure.ScoresOf(new Dictionary<string, int> { ["active.a"] = 1, ["active.b"] = 2 })[0].Converted);
        Assert.Null(measure.ScoresOf(new Dictionary<string, int> { ["active.a"] = 1 })[0].Converted);
    }

    private static Surveys.Answer Answer(string survey, int first, int second) =>
        new(survey, new Dictionary<string, int> { ["concerns.first"] = first, ["concerns.second"] = second });
}
