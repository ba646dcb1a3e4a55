using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace SocialPrescribing.Service.Reports;

/// <summary>A 95 % confidence interval: 95 in 100 such intervals contain the true value.</summary>
public readonly record struct Interval(double Low, double High);

/// <summary>How many of how many people.</summary>
public sealed record Share(int Count, int Of)
{
    /// <summary>0 to 1; null if there are no people.</summary>
    public double? Value => Of is 0 ? null : (double)Count / Of;

    /// <summary>Wilson's interval without a continuity correction (Newcombe 1998, method 3); null if there are no people.</summary>
    public Interval? Interval
    {
        get
        {
            if (Value is not { } p)
                return null;
            double z = Estimates.Z, z2 = z * z, middle = p + z2 / (2 * Of);
            double reach = z * Math.Sqrt(p * (1 - p) / Of + z2 / (4.0 * Of * Of)), under = 1 + z2 / Of;
            // Rounding must not change the limits: nobody is exactly 0, and everybody is exactly 1.
            return new(Count is 0 ? 0 : (middle - reach) / under, Count == Of ? 1 : (middle + reach) / under);
        }
    }
}

/// <summary>How a paired measure has changed in a group: the first and the latest answers of the same people.</summary>
/// <param name="Pairs">How many people have both answers.</param>
/// <param name="Mean">The mean of latest minus first.</param>
/// <param name="Interval">The interval of the mean, by Student's t; null for fewer than two pairs.</param>
public sealed record PairedChange(int Pairs, double Mean, double Deviation, Interval? Interval, int Better, int Same, int Worse);

/// <summary>The estimators of all reports. None of them depends on the order of the people.</summary>
public static class Estimates
{
    /// <summary>The quantile of the standard normal distribution for 95 %.</summary>
    internal static readonly double Z = Normal.InvCDF(0, 1, 0.975);

    /// <summary>With fewer pairs a mean says more about single people than about a group.</summary>
    public const int LeastPairs = 8;
    /// <summary>With fewer pairs a mean is shown with a caution.</summary>
    public const int FewPairs = 30;

    public static double? Median(IEnumerable<double> values) => values.ToArray() is { Length: > 0 } known ? known.Median() : null;

    /// <param name="percent">0 to 100. Between two values it interpolates, as R (type 7) and spreadsheets do.</param>
    public static double? Percentile(IEnumerable<double> values, double percent) =>
        values.ToArray() is { Length: > 0 } known ? known.QuantileCustom(percent / 100, QuantileDefinition.R7) : null;

    /// <param name="pairs">Each person's first and latest answer.</param>
    /// <param name="lowerIsBetter">True for scales such as anxiety.</param>
    /// <param name="least">The smallest change that counts as better or worse; 0 if the scale has none, so that any change counts.</param>
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
