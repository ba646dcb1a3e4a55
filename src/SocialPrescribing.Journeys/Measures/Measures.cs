namespace SocialPrescribing.Journeys;

/// <summary>The questionnaires that the service may ask, in their published wording.</summary>
public static class Measures
{
    /// <summary>
    /// Four personal well-being questions of the Office for National Statistics, for people of 16 and over; free to use. Each is a score of
    /// its own, 0 to 10, and there is no total. High is good, except for anxiety.
    /// </summary>
    /// <remarks>Source: ONS, Personal well-being user guidance; questions in this order, thresholds as published there.</remarks>
    public static Measure PersonalWellBeing { get; } = new(
        "ons4",
        "Personal well-being (ONS4)",
        "Next I would like to ask you four questions about your feelings on aspects of your life. There are no right or wrong answers. "
            + "For each of these questions I'd like you to give an answer on a scale of 0 to 10, where 0 is 'not at all' and 10 is "
            + "'completely'.",
        [
            Question.FromZeroToTen("ons4.satisfied", "Overall, how satisfied are you with your life nowadays?", "not at all", "completely"),
            Question.FromZeroToTen("ons4.worthwhile",
                "Overall, to what extent do you feel that the things you do in your life are worthwhile?", "not at all", "completely"),
            Question.FromZeroToTen("ons4.happy", "Overall, how happy did you feel yesterday?", "not at all", "completely"),
            Question.FromZeroToTen(
                "ons4.anxious",
                "On a scale where 0 is \"not at all anxious\" and 10 is \"completely anxious\", overall, how anxious did you feel "
                    + "yesterday?",
                "not at all anxious",
                "completely anxious"),
        ])
    {
        Source = "Bands of the Office for National Statistics, which publishes no smallest change that matters for one person.",
        Scales =
        [
            new("ons4.satisfied", "Life satisfaction", ["ons4.satisfied"], HigherIsBetter: true, WellBeingBands),
            new("ons4.worthwhile", "Worthwhile", ["ons4.worthwhile"], HigherIsBetter: true, WellBeingBands),
            new("ons4.happy", "Happiness", ["ons4.happy"], HigherIsBetter: true, WellBeingBands),
            new("ons4.anxious", "Anxiety", ["ons4.anxious"], HigherIsBetter: false,
                [new(0, 1, "very low"), new(2, 3, "low"), new(4, 5, "medium"), new(6, 10, "high")]),
        ],
    };

    /// <summary>The UCLA three-item loneliness scale, 3 to 9; 6 and more is commonly called lonely. High is bad.</summary>
    /// <remarks>
    /// Source: Hughes, Waite, Hawkley and Cacioppo (2004), with the answers that the ONS recommends. A missing item means no
    /// score; nothing is filled in.
    /// </remarks>
    public static Measure Ucla3 { get; } = new(
        "ucla3",
        "Loneliness, three items (UCLA)",
        "The next questions are about how you feel about different aspects of your life. For each one, tell me how often you feel that "
            + "way.",
        [
            new("ucla3.companionship", "How often do you feel that you lack companionship?", HowOftenOfThree),
            new("ucla3.leftOut", "How often do you feel left out?", HowOftenOfThree),
            new("ucla3.isolated", "How often do you feel isolated from others?", HowOftenOfThree),
        ])
    {
        Source = "Lonely from 6 on is common use (Hughes and others, 2004). We know of no published smallest change that matters.",
        Scales =
        [
            new("ucla3", "Loneliness (UCLA)", ["ucla3.companionship", "ucla3.leftOut", "ucla3.isolated"], HigherIsBetter: false,
                [new(3, 5, "not lonely"), new(6, 9, "lonely", IsCounted: true)]),
        ],
    };

    /// <summary>The direct question on loneliness, 1 (often/always) to 5 (never). Reports give the share of "often/always".</summary>
    /// <remarks>Source: ONS, Measuring loneliness: guidance for use of the national indicators on surveys.</remarks>
    public static Measure Loneliness { get; } = new(
        "loneliness",
        "Loneliness, direct question (ONS)",
        "",
        [
            new("loneliness.often", "How often do you feel lonely?",
                [new(1, "Often/always"), new(2, "Some of the time"), new(3, "Occasionally"), new(4, "Hardly ever"), new(5, "Never")]),
        ])
    {
        Source = "Answers as the Office for National Statistics recommends them. We know of no published smallest change that matters.",
        Scales =
        [
            new("loneliness.often", "Feeling lonely", ["loneliness.often"], HigherIsBetter: true,
            [
                new(1, 1, "often/always", IsCounted: true),
                new(2, 2, "some of the time"),
                new(3, 3, "occasionally"),
                new(4, 4, "hardly ever"),
                new(5, 5, "never"),
            ]),
        ],
    };

    /// <summary>The two-item generalised anxiety screen, 0 to 6; 3 and more is positive. High is bad.</summary>
    /// <remarks>Source: Kroenke, Spitzer, Williams, Monahan and Löwe (2007); free to use. A missing item means no score.</remarks>
    public static Measure Gad2 { get; } = new(
        "gad2",
        "Anxiety, two items (GAD-2)",
        "Over the last 2 weeks, how often have you been bothered by any of the following problems?",
        [
            new("gad2.nervous", "Feeling nervous, anxious or on edge", HowOftenInTwoWeeks),
            new("gad2.worrying", "Not being able to stop or control worrying", HowOftenInTwoWeeks),
        ])
    {
        Source = "Positive from 3 on (Kroenke and others, 2007). We know of no published smallest change that matters.",
        Scales = [
            new("gad2", "Anxiety (GAD-2)", ["gad2.nervous", "gad2.worrying"], HigherIsBetter: false,
                [new(0, 2, "negative"), new(3, 6, "positive", IsCounted: true)])],
    };

    /// <summary>How sure the person is of reaching what matters most to them, 0 to 10. High is good.</summary>
    /// <remarks>Our own question. At 7 and more a step down is suggested, as after sessions.</remarks>
    public static Measure GoalConfidence { get; } = new(
        "goal-confidence",
        "Confidence to reach the goal",
        "",
        [Question.FromZeroToTen("goal-confidence",
            "Think of the goal that matters most to you. On a scale of 0 to 10, how confident do you feel that you can reach it?",
            "not at all confident", "completely confident")])
    {
        Source = OurOwn,
        Scales = [new("goal-confidence", "Confidence to reach the goal", ["goal-confidence"], HigherIsBetter: true, [])],
    };

    /// <summary>How sure the person is of going to their activity alone, 0 to 10. High is good.</summary>
    /// <remarks>Our own question, which is also asked after each session.</remarks>
    public static Measure GoingAlone { get; } = new(
        "going-alone",
        "Confidence to go alone",
        "",
        [Question.FromZeroToTen("going-alone", "On a scale of 0 to 10, how confident do you feel about going on your own?",
            "not at all confident", "completely confident")])
    {
        Source = OurOwn,
        Scales = [new("going-alone", "Confidence to go alone", ["going-alone"], HigherIsBetter: true, [])],
    };

    /// <summary>
    /// The short Warwick-Edinburgh mental well-being scale: seven items, converted to 7 to 35. High is good. Its owner, the University of
    /// Warwick, asks for a registration, so it is asked only if the pathway says that there is one.
    /// </summary>
    /// <remarks>
    /// Source: Stewart-Brown and others (2009), with the conversion table of the University of Warwick. A missing item means no score. For
    /// changes: Shah and others (2018), Health and Quality of Life Outcomes 16:239: 1 SEM is 1.03, 2.77 SEM are 2.87.
    /// </remarks>
    public static Measure Swemwbs { get; } = new(
        "swemwbs",
        "Mental well-being, seven items (SWEMWBS)",
        "Below are some statements about feelings and thoughts. Please tick the box that best describes your experience of each over the "
            + "last 2 weeks.",
        [
            new("swemwbs.optimistic", "I’ve been feeling optimistic about the future", HowMuchOfTheTime),
            new("swemwbs.useful", "I’ve been feeling useful", HowMuchOfTheTime),
            new("swemwbs.relaxed", "I’ve been feeling relaxed", HowMuchOfTheTime),
            new("swemwbs.problems", "I’ve been dealing with problems well", HowMuchOfTheTime),
            new("swemwbs.thinking", "I’ve been thinking clearly", HowMuchOfTheTime),
            new("swemwbs.close", "I’ve been feeling close to other people", HowMuchOfTheTime),
            new("swemwbs.mind", "I’ve been able to make up my own mind about things", HowMuchOfTheTime),
        ])
    {
        Source = "Converted as by the University of Warwick. From 1 point on a change counts as a little, from 3 on as more "
            + "(Health and Quality of Life Outcomes 2018, 16:239).",
        Scales =
        [
            new("swemwbs", "Mental well-being (SWEMWBS)",
                ["swemwbs.optimistic", "swemwbs.useful", "swemwbs.relaxed", "swemwbs.problems", "swemwbs.thinking", "swemwbs.close",
                    "swemwbs.mind"],
                HigherIsBetter: true, [])
            {
                Conversion = new[]
                {
                    7.00m, 9.51m, 11.25m, 12.40m, 13.33m, 14.08m, 14.75m, 15.32m, 15.84m, 16.36m, 16.88m, 17.43m, 17.98m, 18.59m, 19.25m,
                    19.98m, 20.73m, 21.54m, 22.35m, 23.21m, 24.11m, 25.03m, 26.02m, 27.03m, 28.13m, 29.31m, 30.70m, 32.55m, 35.00m,
                }.Select((score, i) => (Sum: 7 + i, score)).ToDictionary(pair => pair.Sum, pair => pair.score),
                SmallestChange = new(1.03m, 2.87m),
            },
        ],
    };

    /// <summary>In the order in which they are asked. Of those on loneliness the direct question is last, as the ONS recommends.</summary>
    public static IReadOnlyList<Measure> All { get; } = [PersonalWellBeing, Ucla3, Loneliness, Gad2, GoalConfidence, GoingAlone];

    /// <summary>Also the one that is asked only after a registration.</summary>
    public static IReadOnlyList<Measure> Shipped { get; } = [.. All, Swemwbs];

    private static string OurOwn => "Our own question: nobody has published bands or how much change matters.";

    private static Band[] WellBeingBands => [new(0, 4, "low"), new(5, 6, "medium"), new(7, 8, "high"), new(9, 10, "very high")];

    private static AnswerChoice[] HowOftenOfThree => [new(1, "Hardly ever or never"), new(2, "Some of the time"), new(3, "Often")];

    private static AnswerChoice[] HowMuchOfTheTime =>
        [new(1, "None of the time"), new(2, "Rarely"), new(3, "Some of the time"), new(4, "Often"), new(5, "All of the time")];

    private static AnswerChoice[] HowOftenInTwoWeeks =>
        [new(0, "Not at all"), new(1, "Several days"), new(2, "More than half the days"), new(3, "Nearly every day")];

    /// <summary>Null if no measure has that id.</summary>
    public static Measure? Find(string id) => Shipped.FirstOrDefault(measure => measure.Id == id);

    /// <summary>What is wrong with the answers to these measures. Missing answers are allowed, because a person may skip
    /// any question.</summary>
    public static IReadOnlyList<AnswerProblem> Check(IEnumerable<Measure> measures, IReadOnlyDictionary<string, int> answers)
    {
        Dictionary<string, Question> asked = measures.SelectMany(measure => measure.Questions).ToDictionary(question => question.Id);
        return [.. answers
            .Where(answer => !asked.TryGetValue(answer.Key, out Question? question) || !question.Allows(answer.Value))
            .Select(answer => asked.ContainsKey(answer.Key)
                ? new AnswerProblem(answer.Key, "answer-out-of-range", "Choose one of the answers shown.")
                : new AnswerProblem(answer.Key, "unknown-question", "This survey does not ask that question."))
            .OrderBy(problem => problem.QuestionId, StringComparer.Ordinal)];
    }
}
