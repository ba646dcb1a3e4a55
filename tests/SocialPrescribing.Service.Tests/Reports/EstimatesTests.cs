using FsCheck;
using FsCheck.Fluent;
using SocialPrescribing.Service.Reports;
using Interval = SocialPrescribing.Service.Reports.Interval;

namespace SocialPrescribing.Service.Tests.Reports;

/// <summary>Compared with published examples: Student 1908 (R's `sleep` data) and Newcombe 1998.</summary>
public sealed class EstimatesTests
{
    private static readonly double[] _first = [.7, -1.6, -.2, -1.2, -.1, 3.4, 3.7, .8, 0, 2.0];
    private static readonly double[] _second = [1.9, .8, 1.1, .1, -.1, 4.4, 5.5, 1.6, 4.6, 3.4];

    [Fact]
    public void A_mean_of_pairs_has_the_interval_that_Student_gave_it()
    {
        PairedChange change = Estimates.Change(_first.Zip(_second), lowerIsBetter: false)!;

        Assert.Equal((10, 9, 1, 0), (change.Pairs, change.Better, change.Same, change.Worse));
        Assert.Equal(1.58, change.Mean, 10);
        Assert.Equal(1.2299955, change.Deviation, 7);
        Assert.Equal(0.7001142, change.Interval!.Value.Low, 7);
        Assert.Equal(2.4598858, change.Interval!.Value.High, 7);
    }

    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    [InlineData(8, 10, 0.4902, 0.9433)]
    [InlineData(10, 10, 0.7225, 1)]
    [InlineData(0, 8, 0, 0.3244)]
    [InlineData(5, 8, 0.3057, 0.8632)]
    [InlineData(23, 60, 0.2709, 0.5098)]
    public void A_share_has_Wilsons_interval(int count, int of, double low, double high)
    {
        Interval interval = new Share(count, of).Interval!.Value;
        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    [Fact]
    public void Medians_and_percentiles_are_those_of_R_and_of_spreadsheets()
    {
        Assert.Equal(2.5, Estimates.Median([4, 1, 3, 2]));
        Assert.Equal(3.7, Estimates.Percentile([1, 2, 3, 4], 90)!.Value, 10);
        Assert.Null(Estimates.Median([]));
        Assert.Null(Estimates.Percentile([], 90));
    }

    [Fact]
    public void A_change_smaller_than_the_least_that_counts_is_the_same()
    {
        PairedChange change = Estimates.Change([(5, 6), (5, 7), (5, 3), (5, 5)], lowerIsBetter: true, least: 2)!;
        Assert.Equal((1, 2, 1), (change.Better, change.Same, change.Worse));
    }

    private static readonly Arbitrary<(int, int)[]> _pairs =
        Gen.Choose(0, 10).SelectMany(a => Gen.Choose(0, 10).Select(b => (a, b))).NonEmptyListOf().Select(l => l.ToArray()).ToArbitrary();

    [Fact]
    public void No_order_matters_and_intervals_hold_the_estimate() => Prop.ForAll(_pairs, pairs =>
    {
        IEnumerable<(double, double)> scores = pairs.Select(p => ((double)p.Item1, (double)p.Item2));
        PairedChange change = Estimates.Change(scores, false)!, turned = Estimates.Change(scores.Reverse(), false)!;
        Assert.Equal(turned, change);
        Assert.Equal(pairs.Length, change.Better + change.Same + change.Worse);
        if (change.Interval is { } interval)
            Assert.InRange(change.Mean, interval.Low, interval.High);
        double[] waits = [.. pairs.Select(p => (double)p.Item1)];
        Assert.Equal(Estimates.Median([.. waits.Order()]), Estimates.Median(waits));
        Assert.Equal(Estimates.Median(waits)!.Value, Estimates.Percentile(waits, 50)!.Value, 10);
        Share share = new(pairs.Count(p => p.Item1 > 5), pairs.Length);
        Assert.InRange(share.Value!.Value, share.Interval!.Value.Low, share.Interval.Value.High);
        Assert.InRange(share.Interval.Value.Low, 0, 1);
        Assert.InRange(share.Interval.Value.High, 0, 1);
    }).Check(Cases.Of());
}
