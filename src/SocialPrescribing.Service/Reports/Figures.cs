using System.Globalization;

namespace SocialPrescribing.Service.Reports;

/// <summary>What a cell or a sentence shows. How it is shown depends on whether it is shared outside.</summary>
public abstract record Figure
{
    private Figure() { }

    /// <summary>As it is shown.</summary>
    internal abstract string TextIn(Shown shown);

    /// <summary>Its value in a chart; null if it has none or is hidden.</summary>
    internal abstract double? ValueIn(Shown shown);

    /// <summary>The decimals of its value in a file.</summary>
    internal virtual int DecimalsInFile => 0;

    /// <summary>A count of people, or of what was done for them.</summary>
    /// <param name="Name">The same in every table that shows the same count, so that they are suppressed together.</param>
    public sealed record Count(string Name, int Value) : Figure
    {
        internal override string TextIn(Shown shown) => shown.TextOf(this);
        internal override double? ValueIn(Shown shown) => shown.CountOf(this);
    }

    /// <summary>A count as a share of another.</summary>
    public sealed record Part(Count Of, Count Whole, bool WithInterval = false) : Figure
    {
        internal override string TextIn(Shown shown) => shown.TextOf(this);
        internal override double? ValueIn(Shown shown) => shown.ShareOf(this)?.Value * 100;
    }

    /// <summary>A mean, a median or a percentile.</summary>
    /// <param name="People">How many people it is of.</param>
    public sealed record Number(double? Value, int People, string Unit = "", int Decimals = 0, Interval? Interval = null) : Figure
    {
        /// <summary>A change is written with its sign.</summary>
        public bool Signed { get; init; }
        internal override string TextIn(Shown shown) => shown.TextOf(this);
        internal override double? ValueIn(Shown shown) => shown.IsShown(People) ? Value : null;
        internal override int DecimalsInFile => 2;
    }

    /// <summary>A share from a survival curve, 0 to 1.</summary>
    /// <param name="AtRisk">How many people it rests on at that time.</param>
    /// <param name="Happened">For how many people it had happened by then.</param>
    public sealed record OnCurve(double Share, Interval Interval, int AtRisk, int Happened) : Figure
    {
        internal override string TextIn(Shown shown) => shown.TextOf(this);
        internal override double? ValueIn(Shown shown) => shown.IsShown(this) ? shown.Percent(Share) : null;
    }

    /// <summary>A figure that counts no people: of activities or days.</summary>
    public sealed record Plain(string Text, double? Value = null) : Figure
    {
        internal override string TextIn(Shown shown) => Text;
        internal override double? ValueIn(Shown shown) => Value;
        internal override int DecimalsInFile => 2;
    }

    /// <summary>Never shared, because it says something about a single colleague.</summary>
    public sealed record Internal(Figure Inner) : Figure
    {
        internal override string TextIn(Shown shown) => shown.IsShared ? Shown.Hidden : Inner.TextIn(shown);
        internal override double? ValueIn(Shown shown) => shown.IsShared ? null : Inner.ValueIn(shown);
        internal override int DecimalsInFile => Inner.DecimalsInFile;
    }
}

/// <summary>How figures are shown: exactly, inside the service, or so that they can be shared.</summary>
/// <param name="published">What is published of each count, by name; null if everything is exact.</param>
public sealed class Shown(IReadOnlyDictionary<string, int?>? published)
{
    public const string Hidden = "*";
    public const string Nothing = "–";

    public static Shown Exactly { get; } = new(null);

    public bool IsShared => published is not null;

    /// <summary>A percentage has a decimal only if it is of at least this many people (NHS Digital).</summary>
    private const int PeopleForDecimal = 4_000;
    /// <summary>A curve's shares are shared in steps of this many percent: a finer step would show a single person.</summary>
    private const int CurveStep = 5;

    public string Of(Figure figure) => figure.TextIn(this);

    /// <summary>Its value in a chart; null if it has none or is hidden.</summary>
    public double? ValueOf(Figure figure) => figure.ValueIn(this);

    /// <summary>For files: the number alone, shares in percent.</summary>
    public string Raw(Figure figure) =>
        ValueOf(figure) is { } value ? Math.Round(value, figure.DecimalsInFile).ToString(CultureInfo.InvariantCulture)
        : Of(figure) is var text && text is Nothing ? "" : text;

    /// <summary>
    /// Writes a sentence, in which a hidden number is called hidden. <c>{count:person was|people were}</c> gives the words for one, or else
    /// those for none or several.
    /// </summary>
    /// <param name="words">The names of rows.</param>
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

    internal string TextOf(Figure.Count count) =>
        CountOf(count) is { } shown ? shown.ToString("N0", CultureInfo.InvariantCulture) : Hidden;

    internal int? CountOf(Figure.Count count) => published is null ? count.Value : published[count.Name];

    /// <summary>Worked out from the numbers that are shown, so that it gives away no others.</summary>
    internal Share? ShareOf(Figure.Part part) =>
        CountOf(part.Of) is { } count && CountOf(part.Whole) is { } whole && whole > 0 ? new(Math.Min(count, whole), whole) : null;

    internal string TextOf(Figure.Part part)
    {
        if (ShareOf(part) is not { Value: { } value } share)
            return part.Whole.Value is 0 ? Nothing : Hidden;
        string format = !IsShared && share.Of < 100 || share.Of < PeopleForDecimal ? "0" : "0.0", shown = Percent(value, format);
        return part.WithInterval && share.Interval is { } interval
            ? $"{shown} % ({Percent(interval.Low, "0")} to {Percent(interval.High, "0")} %)" : $"{shown} %";
    }

    internal string TextOf(Figure.Number number)
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

    internal string TextOf(Figure.OnCurve on) => !IsShown(on) ? Hidden
        : IsShared || on.Happened is 0 ? string.Create(CultureInfo.InvariantCulture, $"{Percent(on.Share):0} %")
        : string.Create(CultureInfo.InvariantCulture,
            $"{Percent(on.Share):0} % ({100 * on.Interval.Low:0} to {100 * on.Interval.High:0} %)");

    internal bool IsShown(int people) => !IsShared || Suppression.Carries(people);

    internal bool IsShown(Figure.OnCurve on) =>
        IsShown(on.AtRisk) && (!IsShared || on.Happened is 0 || Suppression.Carries(on.Happened));

    internal double Percent(double share) => IsShared ? Math.Round(100 * share / CurveStep) * CurveStep : 100 * share;

    private static string Percent(double share, string format) => (100 * share).ToString(format, CultureInfo.InvariantCulture);
}
