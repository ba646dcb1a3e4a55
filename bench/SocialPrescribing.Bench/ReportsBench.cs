using System.Diagnostics;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Reports;

namespace SocialPrescribing.Bench;

/// <summary>
/// Each report over the facts of a hundred thousand journeys of two years, the last of them in the period and the first in the one before;
/// then all of them together as they are shared, with the search for what would give a hidden number away.
/// </summary>
internal static class ReportsBench
{
    private const int Journeys = 100_000;
    private const double Limit = 1_000;

    public static Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        DateOnly first = new(2025, 4, 1), today = new(2027, 4, 1);
        JourneyFacts[] facts = [.. InventedFacts.Of(quick ? Journeys / 20 : Journeys, 1, first, today.DayNumber - first.DayNumber)];
        ReportInput input = new(facts, new Period(new DateOnly(2026, 4, 1), 12), new FactFilter(), new Pathway(), today);
        _ = ReportList.Pack(input);
        FactsRow[] rows = [.. facts.Select(f => FactsRow.Of(f, null))];
        double read = Time(() => ReportReader.FactsIn(rows));
        List<(string Report, double Took)> took = [];
        foreach ((string id, _) in ReportList.All.TakeWhile(_ => !cancellation.IsCancellationRequested))
            took.Add((id, Figure.Median([.. Enumerable.Range(0, quick ? 1 : 5).Select(_ => Time(() => ReportList.Find(id, input)))])));
        (string slowest, double most) = took.MaxBy(t => t.Took);
        double shared = Time(() => ReportList.Shared(ReportList.Pack(input)));
        return Task.FromResult<IReadOnlyList<Figure>>(
        [
            new($"reports: the slowest of {took.Count} ({slowest}) over {facts.Length:#,0} journeys, p50",
                FormattableString.Invariant($"{most:0} ms"), "1 s", most / Limit, "< 1 s", most < Limit),
            new($"reports: {facts.Length:#,0} rows of facts read before the first report in a minute",
                FormattableString.Invariant($"{read:0} ms")),
            new($"reports: all {took.Count}, ready to share", FormattableString.Invariant($"{shared:0} ms"), "1 s each",
                shared / (Limit * took.Count)),
        ]);
    }

    private static double Time(Func<object?> report)
    {
        Stopwatch watch = Stopwatch.StartNew();
        _ = report();
        return watch.Elapsed.TotalMilliseconds;
    }
}
