using FsCheck;
using FsCheck.Fluent;
using SocialPrescribing.Service.Reports;

namespace SocialPrescribing.Service.Tests.Reports;

/// <summary>Compared with the textbook trial: Freireich 1963, weeks until a relapse, 6-MP and placebo.</summary>
public sealed class SurvivalTests
{
    private const string Treated = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+";
    private const string Placebo = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23";

    private static Survival Of(string weeks) => Survival.Of(
        weeks.Split(' ').Select(w => new Wait(int.Parse(w.TrimEnd('+'), null), !w.EndsWith('+'))));

    [Theory]
    [InlineData(6, 21, 3, .857143, .076360, .6197, .9516)]
    [InlineData(7, 17, 1, .806723, .086935, .5631, .9228)]
    [InlineData(10, 15, 1, .752941, .096350, .5032, .8894)]
    [InlineData(13, 12, 1, .690196, .106815, .4316, .8491)]
    [InlineData(16, 11, 1, .627451, .114054, .3675, .8049)]
    [InlineData(22, 7, 1, .537815, .128234, .2678, .7468)]
    [InlineData(23, 6, 1, .448179, .134591, .1881, .6801)]
    public void Each_step_is_the_published_one(double time, int atRisk, int happened, double still, double error, double low, double high)
    {
        SurvivalStep step = Of(Treated).Steps.Single(s => s.Time == time);
        Assert.Equal((atRisk, happened), (step.AtRisk, step.Happened));
        Assert.Equal(still, step.Still, 6);
        Assert.Equal(error, step.Error, 6);
        Assert.Equal(low, step.Interval.Low, 4);
        Assert.Equal(high, step.Interval.High, 4);
    }

    [Fact]
    public void Half_of_them_is_a_time_or_nothing()
    {
        Assert.Equal(23, Of(Treated).Median);
        Assert.Equal(8, Of(Placebo).Median);
        Assert.Null(Of("1 2+ 3+ 4+").Median);
        Assert.Null(Survival.Of([]).Median);
        Assert.Null(Of(Treated).TimeBy(0.9));
    }

    [Fact]
    public void Without_anybody_who_still_waits_it_is_the_share_of_those_who_came()
    {
        double[] published = [.9048, .8095, .7619, .6667, .5714, .3810, .2857, .1905, .1429, .0952, .0476, 0];
        Assert.Equal(published, Of(Placebo).Steps.Select(s => Math.Round(s.Still, 4)));
    }

    private static readonly Arbitrary<Wait[]> _waits = Gen.Choose(0, 30).SelectMany(t => Gen.Choose(0, 1).Select(h => new Wait(t, h is 1)))
        .NonEmptyListOf().Select(l => l.ToArray()).ToArbitrary();

    [Fact]
    public void No_order_matters_it_never_rises_and_intervals_hold_the_estimate() => Prop.ForAll(_waits, waits =>
    {
        Survival survival = Survival.Of(waits);
        Assert.Equal(survival.Steps, Survival.Of(waits.Reverse()).Steps);
        Assert.Equal(waits.Count(w => w.Happened), survival.Steps.Sum(s => s.Happened));
        double before = 1;
        foreach (SurvivalStep step in survival.Steps)
        {
            Assert.InRange(step.Still, 0, before);
            Assert.InRange(step.Still, step.Interval.Low - 1e-12, step.Interval.High + 1e-12);
            Assert.Equal(survival.AtRisk(step.Time), step.AtRisk);
            before = step.Still;
        }
    }).Check(Cases.Of());

    [Fact]
    public void If_everybody_came_it_is_the_empirical_curve() => Prop.ForAll(_waits, waits =>
    {
        Survival survival = Survival.Of(waits.Select(w => w with { Happened = true }));
        foreach (SurvivalStep step in survival.Steps)
            Assert.Equal((double)waits.Count(w => w.Time > step.Time) / waits.Length, step.Still, 10);
    }).Check(Cases.Of());
}
