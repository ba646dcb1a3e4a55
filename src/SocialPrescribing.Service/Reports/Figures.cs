using System.Globalization;

namespace SocialPrescribing.Service.Reports;

/// <summary>What stands in a cell or in a sentence. How it is shown depends on whether it leaves the house.</summary>
public abstract record Figure
{
    private Figure() { }

    /// <summary>Of people, or of what was done for them.</summary>
    /// <param name="Name">The same in every table that says the same, so that they are suppressed together.</param>
    public sealed record Count(string Name, int Value) : Figure;

    /// <summary>A count as a share of another.</summary>
    public sealed record Part(Count Of, Count Whole, bool WithInterval = false) : Figure;

    /// <summary>A mean, a median or a percentile.</summary>
    /// <param name="People">Of how many.</param>
    public sealed record Number(double? Value, int People, string Unit = "", int Decimals = 0, Interval? Interval = null) : Figure
    {
        /// <summary>A change is written with its sign.</summary>
        public bool Signed { get; init; }
    }

    /// <summary>A share from a curve, 0 to 1.</summary>
    /// <param name="AtRisk">How many it rests on there.</param>
    /// <param name="Happened">For how many it had come by then.</param>
    public sealed record OnCurve(double Share, Interval Interval, int AtRisk, int Happened) : Figure;

    /// <summary>What counts nobody: of activities, or of days.</summary>
    public sealed record Plain(string Text, double? Value = null) : Figure;

    /// <summary>Only for us: it says something of a single colleague.</summary>
    public sealed record Internal(Figure Inner) : Figure;
}

/// <summary>How figures are shown: exactly, for us, or so that they can be shared.</summary>
/// <param name="published">What is published of each count, by name; null where everything is exact.</param>
public sealed class Shown(IReadOnlyDictionary<string, int?>? published)
{
    public const string Hidden = "*";
    public const string Nothing = "–";

    public static Shown Exactly { get; } = new(null);

    public bool IsShared => published is not null;

    /// <summary>A percentage gets a decimal only of so many people (NHS Digital).</summary>
    private const int PeopleForDecimal = 4_000;
    /// <summary>Shares of a curve are shared in steps of this many percent: a finer step would show a single person.</summary>
    private const int CurveStep = 5;

    public string Of(Figure figure) => figure switch
    {
        Figure.Count count => CountOf(count) is { } shown ? shown.ToString("N0", CultureInfo.InvariantCulture) : Hidden,
        Figure.Part part => Part(part),
        Figure.Number number => Number(number),
        Figure.OnCurve on => Curve(on),
        Figure.Plain plain => plain.Text,
        Figure.Internal inner => IsShared ? Hidden : Of(inner.Inner),
        _ => throw new InvalidOperationException($"{figure.GetType().Name} is not shown."),
    };

    /// <summary>Its place in a chart; null where it has none, or is hidden.</summary>
    public double? ValueOf(Figure figure) => figure switch
    {
        Figure.Count count => CountOf(count),
        Figure.Part part => ShareOf(part)?.Value * 100,
        Figure.Number number => IsShown(number.People) ? number.Value : null,
        Figure.OnCurve on => IsShown(on) ? Percent(on.Share) : null,
        Figure.Plain plain => plain.Value,
        Figure.Internal inner => IsShared ? null : ValueOf(inner.Inner),
        _ => null,
    };

    /// <summary>For files: the number alone, shares in percent.</summary>
    public string Raw(Figure figure) => figure switch
    {
        Figure.Count or Figure.Number or Figure.OnCurve or Figure.Part when ValueOf(figure) is { } value =>
            Math.Round(value, figure is Figure.Number ? 2 : 0).ToString(CultureInfo.InvariantCulture),
        Figure.Internal inner when !IsShared => Raw(inner.Inner),
        Figure.Plain { Value: { } plain } => Math.Round(plain, 2).ToString(CultureInfo.InvariantCulture),
        _ => Of(figure) is var text && text is Nothing ? "" : text,
    };

    /// <summary>
    /// A sentence in which what is hidden is called so. <c>{count:person was|people were}</c> says the words that go with one, or with
    /// more or none.
    /// </summary>
    /// <param name="words">What rows are called.</param>
    public string Say(FormattableString sentence, Func<RowName, string> words) => string.Format(
        CultureInfo.InvariantCulture, sentence.Format,
        [.. sentence.GetArguments().Select(a => a is Figure figure ? new Said(InWords(figure)) : a is RowName name ? words(name) : a)]);

    private sealed record Said(string Text) : IFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) =>
            format?.Split('|') is [var one, var more] ? Text is "1" ? one : more : Text;
    }

    private string InWords(Figure figure) => Of(figure) switch
    {
        Hidden => "a number that is not shown",
        Nothing => "nothing to go by",
        var text => text,
    };

    private int? CountOf(Figure.Count count) => published is null ? count.Value : published[count.Name];

    /// <summary>From what is shown of both.</summary>
    private Share? ShareOf(Figure.Part part) =>
        CountOf(part.Of) is { } count && CountOf(part.Whole) is { } whole && whole > 0 ? new(Math.Min(count, whole), whole) : null;

    private string Part(Figure.Part part)
    {
        if (ShareOf(part) is not { Value: { } value } share)
            return part.Whole.Value is 0 ? Nothing : Hidden;
        string format = !IsShared && share.Of < 100 || share.Of < PeopleForDecimal ? "0" : "0.0", shown = Percent(value, format);
        return part.WithInterval && share.Interval is { } interval
            ? $"{shown} % ({Percent(interval.Low, "0")} to {Percent(interval.High, "0")} %)" : $"{shown} %";
    }

    private string Number(Figure.Number number)
    {
        if (number.Value is not { } value)
            return Nothing;
        if (!IsShown(number.People))
            return Hidden;
        string text = Text(value, number), of = text is "1" ? number.Unit.TrimEnd('s') : number.Unit;
        string unit = of.Length is 0 ? "" : $" {of}";
        string bounds = number.Interval is { } interval ? $" ({Text(interval.Low, number)} to {Text(interval.High, number)})" : "";
        return $"{text}{unit}{bounds}";
    }

    private static string Text(double value, Figure.Number number)
    {
        string text = Math.Round(value, number.Decimals, MidpointRounding.AwayFromZero)
            .ToString("0." + new string(number.Signed ? '0' : '#', number.Decimals), CultureInfo.InvariantCulture).Replace("-", "−");
        return number.Signed && value > 0 && text.Any(c => c is > '0' and <= '9') ? $"+{text}" : text;
    }

    private string Curve(Figure.OnCurve on) => !IsShown(on) ? Hidden
        : IsShared || on.Happened is 0 ? string.Create(CultureInfo.InvariantCulture, $"{Percent(on.Share):0} %")
        : string.Create(CultureInfo.InvariantCulture,
            $"{Percent(on.Share):0} % ({100 * on.Interval.Low:0} to {100 * on.Interval.High:0} %)");

    private bool IsShown(int people) => !IsShared || Suppression.Carries(people);

    private bool IsShown(Figure.OnCurve on) =>
        IsShown(on.AtRisk) && (!IsShared || on.Happened is 0 || Suppression.Carries(on.Happened));

    private double Percent(double share) => IsShared ? Math.Round(100 * share / CurveStep) * CurveStep : 100 * share;

    private static string Percent(double share, string format) => (100 * share).ToString(format, CultureInfo.InvariantCulture);
}
