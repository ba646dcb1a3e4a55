using System.Diagnostics;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Reports;

namespace SocialPrescribing.Bench;

/// <summary>
/// Each report over the facts of a hundred thousand journeys from two years. The last ones are in the period and the first in the period
/// before. The time includes reading the facts from the database as the watch keeps them. Then all reports together as they are shared,
/// with the search for numbers that would give a hidden number away.
/// </summary>
internal static class ReportsBench
{
    private const int Journeys = 100_000;
    private const int LeastToPack = 200, AtOnce = 5_000;
    private const double Limit = 1_000;
    private static readonly DateOnly First = new(2025, 4, 1), Today = new(2027, 4, 1);

    public static async Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        using ScratchFolder folder = new();
        await using SqliteDatabase database = SqliteDatabase.Open(folder.Path);
        FactsRow[] rows =
        [
            .. InventedFacts.Of(quick ? Journeys / 20 : Journeys, 1, First, Today.DayNumber - First.DayNumber)
                .Select(f => FactsRow.Of(f, null)),
        ];
        await Write(database, rows, cancellation);
        double unpacked = await Median(quick, () => Read(database, cancellation));
        await database.Journeys.PackFacts(LeastToPack, cancellation);
        // A day later, on which one journey in two hundred was changed.
        await Write(database, [.. rows.Where((_, i) => i % 200 is 0)], cancellation);
        double read = await Median(quick, () => Read(database, cancellation));

        ReportInput input = new(
            [.. (await Read(database, cancellation)).Select(r => r.Facts)], new Period(new DateOnly(2026, 4, 1), 12), new FactFilter(),
            new Pathway(), Today);
        _ = ReportList.Pack(input);
        List<(string Report, double Took)> took = [];
        foreach ((string id, _) in ReportList.All.TakeWhile(_ => !cancellation.IsCancellationRequested))
            took.Add((id, await Median(quick, () => Task.FromResult(ReportList.Find(id, Fresh(input))))));
        (string slowest, double most) = took.MaxBy(t => t.Took);
        double shared = await Median(true, () => Task.FromResult(ReportList.Shared(ReportList.Pack(Fresh(input)))));
        string people = FormattableString.Invariant($"{rows.Length:#,0} journeys");
        return
        [
            new($"reports: {people} read from the database, p50", FormattableString.Invariant($"{read:0} ms"),
                FormattableString.Invariant($"{unpacked:0} ms from rows alone"), read / unpacked),
            new($"reports: the slowest of {took.Count} ({slowest}) with reading, p50",
                FormattableString.Invariant($"{read + most:0} ms"), "1 s", (read + most) / Limit, "< 1 s", read + most < Limit),
            new($"reports: the slowest of {took.Count} ({slowest}) over {people}, p50", FormattableString.Invariant($"{most:0} ms")),
            new($"reports: all {took.Count}, ready to share", FormattableString.Invariant($"{shared:0} ms"), "1 s each",
                shared / (Limit * took.Count)),
        ];
    }

    /// <summary>A copy of which nothing has been counted yet.</summary>
    private static ReportInput Fresh(ReportInput input) =>
        new(input.All, input.Period, input.Filter, input.Pathway, input.Today) { LinkWorkers = input.LinkWorkers };

    private static async Task Write(SqliteDatabase database, IReadOnlyList<FactsRow> rows, CancellationToken cancellation)
    {
        foreach (FactsRow[] some in rows.Chunk(AtOnce))
            await database.Write(
                connection =>
                {
                    foreach (FactsRow row in some)
                        SqliteFacts.Write(connection, new Guid(Convert.FromHexString(row.Key)), row);
                    return some.Length;
                },
                cancellation);
    }

    private static async Task<IReadOnlyList<Service.Evidence.CountedRow>> Read(SqliteDatabase database, CancellationToken cancellation) =>
        ReportReader.RowsIn(await database.Journeys.FactsForReports(cancellation));

    private static async Task<double> Median<T>(bool quick, Func<Task<T>> work)
    {
        List<double> took = [];
        for (int i = 0; i < (quick ? 1 : 5); i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            _ = await work();
            took.Add(watch.Elapsed.TotalMilliseconds);
        }
        return Figure.Median([.. took]);
    }
}
