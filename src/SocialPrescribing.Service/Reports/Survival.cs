namespace SocialPrescribing.Service.Reports;

/// <summary>How long one person waited for something, and whether it has happened.</summary>
/// <param name="Time">0 or more, in any unit.</param>
/// <param name="Happened">False if at that time they were still waiting, or were no longer followed.</param>
public readonly record struct Wait(double Time, bool Happened);

/// <param name="AtRisk">How many people still waited just before.</param>
/// <param name="Still">The share that still waits, 0 to 1.</param>
/// <param name="Interval">The interval of that share, by Greenwood's formula on the log-log scale.</param>
public sealed record SurvivalStep(double Time, int AtRisk, int Happened, double Still, double Error, Interval Interval);

/// <summary>
/// How long people wait when some still do (Kaplan and Meier 1958). People who still wait count for as long as they are known to have
/// waited. Otherwise a service would look quick because its slow cases are not over yet.
/// </summary>
public sealed class Survival
{
    private Survival(IReadOnlyList<SurvivalStep> steps, double[] times) => (Steps, _times) = (steps, times);

    private readonly double[] _times;

    /// <summary>Each time at which something happened, sorted from the earliest.</summary>
    public IReadOnlyList<SurvivalStep> Steps { get; }

    public int People => _times.Length;

    public static Survival Of(IEnumerable<Wait> waits)
    {
        Wait[] all = [.. waits.OrderBy(w => w.Time)];
        List<SurvivalStep> steps = [];
        double still = 1, greenwood = 0;
        Interval interval = new(1, 1);
        for (int i = 0; i < all.Length;)
        {
            int next = i, happened = 0;
            for (; next < all.Length && all[next].Time == all[i].Time; next++)
                happened += all[next].Happened ? 1 : 0;
            int atRisk = all.Length - i;
            if (happened > 0)
            {
                still = happened == atRisk ? 0 : still * (atRisk - happened) / atRisk;
                if (still > 0)
                    greenwood += (double)happened / ((double)atRisk * (atRisk - happened));
                interval = IntervalOf(still, greenwood, interval);
                steps.Add(new(all[i].Time, atRisk, happened, still, still * Math.Sqrt(greenwood), interval));
            }
            i = next;
        }
        return new(steps, [.. all.Select(w => w.Time)]);
    }

    /// <summary>If nobody is left, the formula gives no answer. The true share is not above the earlier upper bound.</summary>
    private static Interval IntervalOf(double still, double greenwood, Interval before)
    {
        if (still is 0)
            return new(0, before.High);
        double reach = Estimates.Z * Math.Sqrt(greenwood) / Math.Abs(Math.Log(still));
        return new(Math.Pow(still, Math.Exp(reach)), Math.Pow(still, Math.Exp(-reach)));
    }

    /// <summary>The share of people for whom it had happened by then, with its interval.</summary>
    public (double Share, Interval Interval) By(double time) => Steps.LastOrDefault(s => s.Time <= time) is { } step
        ? (1 - step.Still, new(1 - step.Interval.High, 1 - step.Interval.Low)) : (0, new(0, 0));

    /// <summary>How many people were known to wait until that time or later. The curve rests on them there.</summary>
    public int AtRisk(double time) => _times.Count(t => t >= time);

    /// <summary>By when it had happened for this share of people; null if the curve does not fall that far.</summary>
    /// <param name="share">0 to 1; 0.5 for the median.</param>
    public double? TimeBy(double share) => Steps.FirstOrDefault(s => s.Still <= 1 - share + 1e-9)?.Time;

    public double? Median => TimeBy(0.5);
}
