namespace SocialPrescribing.Journeys;

/// <summary>What has become of a value, in the direction that is good for the person.</summary>
public enum ScoreChange { Worse, LittleWorse, Same, LittleBetter, Better }

/// <summary>One value of a scale, as it was answered.</summary>
/// <param name="Survey">The survey's id.</param>
/// <param name="Score">Without a value where a question was left out.</param>
public sealed record ScalePoint(string Survey, DateTimeOffset At, Score Score)
{
    /// <summary>The converted value where the instrument has one.</summary>
    public decimal? Value => Score.Converted ?? Score.Value;
}

/// <summary>One scale over time, the first answer first.</summary>
public sealed record ScaleProgress(Scale Scale, IReadOnlyList<ScalePoint> Points)
{
    /// <summary>The first that was answered in full; null where none was.</summary>
    public ScalePoint? First => Points.FirstOrDefault(p => p.Value is not null);

    /// <summary>The last that was answered in full; null where that is the first as well.</summary>
    public ScalePoint? Latest => Points.LastOrDefault(p => p.Value is not null) is { } last && last != First ? last : null;

    /// <summary>From the first answer to the latest; null where there is only one.</summary>
    public ScoreChange? Change => First is { } first && Latest is { } latest ? Scale.ChangeOf(first.Score, latest.Score) : null;
}

/// <summary>One measure over time: every survey in which any of its questions was answered.</summary>
/// <param name="Scales">Each has a point for each survey.</param>
public sealed record MeasureProgress(Measure Measure, IReadOnlyList<Survey> Surveys, IReadOnlyList<ScaleProgress> Scales)
{
    /// <summary>
    /// Follows from the journey alone. A measure without any answer is left out; of two surveys in one moment the order is the journey's.
    /// </summary>
    public static IEnumerable<MeasureProgress> Of(Journey journey)
    {
        List<Survey> answered =
            [.. journey.Surveys.Where(s => s is { AnsweredAt: not null, Answers: not null }).OrderBy(s => s.GivenAt)];
        // A licensed measure counts as it was last asked, and each answer is scored as it was asked itself.
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
