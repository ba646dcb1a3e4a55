namespace SocialPrescribing.Journeys;

/// <summary>How a value has changed, in the direction that is good for the person.</summary>
public enum ScoreChange { Worse, LittleWorse, Same, LittleBetter, Better }

/// <summary>One answered value of a scale.</summary>
/// <param name="Survey">The survey's id.</param>
/// <param name="Score">Without a value if a question was left out.</param>
public sealed record ScalePoint(string Survey, DateTimeOffset At, Score Score)
{
    /// <summary>The converted value, if the instrument has one.</summary>
    public decimal? Value => Score.Converted ?? Score.Value;
}

/// <summary>One scale over time, the first answer first.</summary>
public sealed record ScaleProgress(Scale Scale, IReadOnlyList<ScalePoint> Points)
{
    /// <summary>The first that was answered in full; null if none was.</summary>
    public ScalePoint? First => Points.FirstOrDefault(p => p.Value is not null);

    /// <summary>The last that was answered in full; null if it is also the first.</summary>
    public ScalePoint? Latest => Points.LastOrDefault(p => p.Value is not null) is { } last && last != First ? last : null;

    /// <summary>From the first answer to the latest; null if there is only one.</summary>
    public ScoreChange? Change => First is { } first && Latest is { } latest ? Scale.ChangeOf(first.Score, latest.Score) : null;
}

/// <summary>One measure over time: every survey in which any of its questions was answered.</summary>
/// <param name="Scales">Each has a point for each survey.</param>
public sealed record MeasureProgress(Measure Measure, IReadOnlyList<Survey> Surveys, IReadOnlyList<ScaleProgress> Scales)
{
    /// <summary>
    /// Follows from the journey alone. Measures without answers are left out. Two surveys of the same moment keep the journey's order.
    /// </summary>
    public static IEnumerable<MeasureProgress> Of(Journey journey)
    {
        List<Survey> answered =
            [.. journey.Surveys.Where(s => s is { AnsweredAt: not null, Answers: not null }).OrderBy(s => s.GivenAt)];
        // A licensed measure has the wording that was asked last, and each answer is scored by the wording with which it was asked.
        foreach (Measure measure in Measures.Shipped.Concat(
            answered.SelectMany(s => s.Licensed ?? []).Reverse().DistinctBy(l => l.Id).Reverse().Select(l => l.Measure)))
        {
            List<Survey> surveys = [.. answered.Where(s => measure.Questions.Any(q => s.Answers!.ContainsKey(q.Id)))];
            if (surveys.Count is 0)
                continue;
            List<IReadOnlyList<Score>> scores =
                [.. surveys.Select(s => (s.Asks.FirstOrDefault(m => m.Id == measure.Id) ?? measure).ScoresOf(s.Answers!))];
            yield return new MeasureProgress(measure, surveys, [.. measure.Scales.Select(scale => new ScaleProgress(
                scale, [.. surveys.Zip(scores, (survey, all) => new ScalePoint(survey.Id, survey.GivenAt!.Value,
                    all.FirstOrDefault(s => s.Id == scale.Id) ?? new Score(scale.Name, null, null, scale.Id)))]))]);
        }
    }
}
