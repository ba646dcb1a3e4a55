using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>How a measure has changed, in words and as a chart.</summary>
public static class ProgressWords
{
    /// <summary><c>Life satisfaction: 4 (low) on 3 May 2027, 7 (high) on 9 August 2027: better, from low to high.</c></summary>
    public static string Of(ScaleProgress scale) => scale switch
    {
        { First: null } => $"{scale.Scale.Name}: never answered in full.",
        { First: { } first, Latest: null } => $"{scale.Scale.Name}: {Of(first)} on {Words.Date(first.At)}.",
        { First: { } first, Latest: { } latest, Change: { } change } =>
            $"{scale.Scale.Name}: {Of(first)} on {Words.Date(first.At)}, {Of(latest)} on {Words.Date(latest.At)}: "
                + $"{Of(change, first, latest)}.",
        _ => "",
    };

    public static string Of(ScalePoint point) => point.Value is not { } value ? "–"
        : value.ToString("0.##", CultureInfo.InvariantCulture) + (point.Score.Band is { } band ? $" ({band})" : "");

    private static string Of(ScoreChange change, ScalePoint first, ScalePoint latest)
    {
        string words = change switch
        {
            ScoreChange.Same when first.Value == latest.Value => "unchanged",
            ScoreChange.Same => "too little to matter",
            ScoreChange.LittleBetter => "a little better",
            ScoreChange.Better => "better",
            ScoreChange.LittleWorse => "a little worse",
            ScoreChange.Worse => "worse",
        };
        return first.Value == latest.Value ? words : (first.Score.Band, latest.Score.Band) switch
        {
            ({ } from, { } to) when from != to => $"{words}, from {from} to {to}",
            ({ } same, _) => $"{words}, still {same}",
            _ => words,
        };
    }

    /// <summary>A chart needs two points.</summary>
    public static bool IsDrawn(MeasureProgress progress) => progress.Scales.Any(s => s.Latest is not null);

    /// <summary>The ends of its scales, so that a chart shows them whole.</summary>
    public static (int Least, int Most) Ends(Measure measure)
    {
        IEnumerable<(int Least, int Most)> ends = measure.Scales.Select(scale =>
        {
            Question[] items = [.. measure.Questions.Where(q => scale.Items.Contains(q.Id))];
            return (items.Sum(q => q.Choices.Min(c => c.Value)), items.Sum(q => q.Choices.Max(c => c.Value)));
        });
        return (ends.Min(e => e.Least), ends.Max(e => e.Most));
    }
}
