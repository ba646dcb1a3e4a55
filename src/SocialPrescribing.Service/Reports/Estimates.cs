using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace SocialPrescribing.Service.Reports;

/// <summary>Between which values the truth lies, with 95 in 100 such statements being right.</summary>
public readonly record struct Interval(double Low, double High);

/// <summary>How many of how many.</summary>
public sealed record Share(int Count, int Of)
{
    /// <summary>0 to 1; null of nobody.</summary>
    public double? Value => Of is 0 ? null : (double)Count / Of;

    /// <summary>Wilson's interval without a continuity correction (Newcombe 1998, method 3); null of nobody.</summary>
    public Interval? Interval
    {
        get
        {
            if (Value is not { } p)
                return null;
            double z = Estimates.Z, z2 = z * z, middle = p + z2 / (2 * Of);
            double reach = z * Math.Sqrt(p * (1 - p) / Of + z2 / (4.0 * Of * Of)), under = 1 + z2 / Of;
            // Nobody is exactly 0, and all are exactly 1, whatever the last digit of a machine says.
            return new(Count is 0 ? 0 : (middle - reach) / under, Count == Of ? 1 : (middle + reach) / under);
        }
    }

    /// <summary>How much more this is than another, with its interval (Newcombe 1998, method 10); null where one is of nobody.</summary>
    public (double Difference, Interval Interval)? Minus(Share other)
    {
        if (Value is not { } p || other.Value is not { } q || Interval is not { } mine || other.Interval is not { } theirs)
            return null;
        return (p - q, new(
            p - q - Math.Sqrt(Square(p - mine.Low) + Square(theirs.High - q)),
            p - q + Math.Sqrt(Square(mine.High - p) + Square(q - theirs.Low))));
    }

    private static double Square(double x) => x * x;
}

/// <summary>What a paired measure says of a group: the same people, at first and at last.</summary>
/// <param name="Pairs">People with both answers.</param>
/// <param name="Mean">Of latest minus first.</param>
/// <param name="Interval">Of the mean, by Student's t; null for fewer than two pairs.</param>
public sealed record PairedChange(int Pairs, double Mean, double Deviation, Interval? Interval, int Better, int Same, int Worse);

/// <summary>The estimators of all reports. The order in which people come makes no difference to any of them.</summary>
public static class Estimates
{
    /// <summary>Of the standard normal distribution, for 95 %.</summary>
    internal static readonly double Z = Normal.InvCDF(0, 1, 0.975);

    /// <summary>Under this many pairs a mean says more of single people than of a group.</summary>
    public const int LeastPairs = 8;
    /// <summary>Under this many pairs a mean is shown with a word of caution.</summary>
    public const int FewPairs = 30;

    public static double? Median(IEnumerable<double> values) => values.ToArray() is { Length: > 0 } known ? known.Median() : null;

    /// <param name="percent">0 to 100. Between two values it is in proportion, as in R (type 7) and in spreadsheets.</param>
    public static double? Percentile(IEnumerable<double> values, double percent) =>
        values.ToArray() is { Length: > 0 } known ? known.QuantileCustom(percent / 100, QuantileDefinition.R7) : null;

    /// <param name="pairs">First and latest answer of one person each.</param>
    /// <param name="lowerIsBetter">For scales such as anxiety.</param>
    /// <param name="least">The smallest change that counts as better or worse: any change where a scale has none.</param>
    public static PairedChange? Change(IEnumerable<(double First, double Latest)> pairs, bool lowerIsBetter, double least = 0)
    {
        double[] changes = [.. pairs.Select(p => p.Latest - p.First).Order()];
        if (changes is [])
            return null;
        double mean = changes.Mean(), deviation = changes.Length > 1 ? changes.StandardDeviation() : 0;
        Interval? interval = null;
        if (changes.Length > 1)
        {
            double reach = StudentT.InvCDF(0, 1, changes.Length - 1, 0.975) * deviation / Math.Sqrt(changes.Length);
            interval = new(mean - reach, mean + reach);
        }
        int up = changes.Count(c => c > 0 && c >= least), down = changes.Count(c => c < 0 && -c >= least);
        (int better, int worse) = lowerIsBetter ? (down, up) : (up, down);
        return new(changes.Length, mean, deviation, interval, better, changes.Length - up - down, worse);
    }
}
