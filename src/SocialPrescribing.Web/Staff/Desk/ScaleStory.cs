using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>One value of a scale, as it was answered.</summary>
public sealed record ScalePoint(DateTimeOffset At, Score Score)
{
    /// <summary>The converted value where the instrument has one.</summary>
    public decimal? Value => Score.Converted ?? Score.Value;
    public string InWords => Value is null ? "–" : $"{Shown}{(Score.Band is { } band ? $" ({band})" : "")}";
    public string Shown => Value?.ToString("0.##", CultureInfo.InvariantCulture) ?? "–";
}

/// <summary>One scale of a measure over time, and what has become of it in the words of its published bands.</summary>
public sealed record ScaleStory(Scale Scale, IReadOnlyList<ScalePoint> Points)
{
    private IEnumerable<ScalePoint> Scored => Points.Where(p => p.Value is not null);

    /// <summary><c>Life satisfaction: 4 (low) on 3 May 2027, 7 (high) on 9 August 2027: better, from low to high.</c></summary>
    public string InWords => Scored.FirstOrDefault() is not { } first ? $"{Scale.Name}: never answered in full."
        : Scored.Last() is var latest && latest == first ? $"{Scale.Name}: {first.InWords} on {Words.Date(first.At)}."
        : $"{Scale.Name}: {first.InWords} on {Words.Date(first.At)}, {latest.InWords} on {Words.Date(latest.At)}: {Change(first, latest)}.";

    private string Change(ScalePoint first, ScalePoint latest)
    {
        if (latest.Value == first.Value)
            return "unchanged";
        string direction = latest.Value > first.Value == Scale.HigherIsBetter ? "better" : "worse";
        return (first.Score.Band, latest.Score.Band) switch
        {
            ({ } from, { } to) when from != to => $"{direction}, from {from} to {to}",
            ({ } same, _) => $"a little {direction}, still {same}",
            _ => direction,
        };
    }
}

/// <summary>One measure over time: each survey in which it was asked and answered, the first first.</summary>
public sealed record MeasureStory(
    Measure Measure, IReadOnlyList<(Survey Survey, DateTimeOffset At)> Surveys, IReadOnlyList<ScaleStory> Scales)
{
    /// <summary>A measure without any answer has no story.</summary>
    public static IEnumerable<MeasureStory> Of(Journey journey)
    {
        foreach (Measure measure in Measures.All)
        {
            List<(Survey, DateTimeOffset)> answered = [.. journey.Surveys
                .Where(s => s is { AnsweredAt: not null, Answers: not null } && measure.Questions.Any(q => s.Answers.ContainsKey(q.Id)))
                .OrderBy(s => s.AnsweredAt).Select(s => (s, s.AnsweredAt!.Value))];
            if (answered.Count is 0)
                continue;
            List<(DateTimeOffset At, IReadOnlyList<Score> Scores)> scores =
                [.. answered.Select(a => (a.Item2, measure.ScoresOf(a.Item1.Answers!)))];
            yield return new MeasureStory(measure, answered,
                [.. measure.Scales.Select(
                    (scale, i) => new ScaleStory(scale, [.. scores.Select(s => new ScalePoint(s.At, s.Scores[i]))]))]);
        }
    }

    /// <summary>One point is no chart.</summary>
    public bool IsDrawn => Scales.Any(s => s.Points.Count(p => p.Value is not null) > 1);

    /// <summary>The ends of the scale, which its chart shows whole.</summary>
    public int? Least => Measure.Scales.Min(s => s.Bands.Count > 0 ? s.Bands.Min(b => b.From) : (int?)0);
    public int? Most => Measure.Scales.Max(s => s.Bands.Count > 0 ? s.Bands.Max(b => b.To) : (int?)10);
}
