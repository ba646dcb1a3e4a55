using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Local;
using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Bench;

/// <summary>
/// <c>/find</c> over a directory of 20,000 entries, read over loopback from the real host as anybody's browser reads it: looked for by
/// need, step-free way, cost and distance.
/// </summary>
internal static class FindBench
{
    private const int Entries = 20_000;
    /// <summary>The door for strangers lets so many in at once and slows down the rest, so all of these fit.</summary>
    private const int Before = 20, Readings = 220;
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public static async Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        int entries = quick ? 500 : Entries;
        using ScratchFolder folder = new();
        await using LocalHost host =
            await LocalHost.Start(new LocalOptions(folder.Path, new Uri("http://127.0.0.1:0"), new StandingClock(Now), "1s"), cancellation);
        ImportReport report = await host.Services.GetRequiredService<ActivityDirectory>()
            .Import(Enumerable.Range(0, entries).Select(Row), dryRun: false, cancellation);
        if (report.Taken != entries)
            throw new InvalidOperationException($"Only {report.Taken} entries were taken.");
        using HttpClient http = new() { BaseAddress = host.Address };
        (string Path, string What)[] pages =
        [
            ("find?lang=en&need=loneliness&stepFree=yes&cost=5&near=GU35&miles=10", "by need, cost and distance"),
        ];
        List<Figure> figures = [];
        foreach ((string path, string what) in pages)
        {
            List<double> took = [];
            for (int i = 0; i < (quick ? 3 : Readings); i++)
            {
                long start = Stopwatch.GetTimestamp();
                string page = await http.GetStringAsync(new Uri(path, UriKind.Relative), cancellation);
                if (!page.Contains("Activity ", StringComparison.Ordinal))
                    throw new InvalidOperationException($"{path} shows nothing.");
                if (quick || i >= Before)
                    took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
            double median = Figure.Median(took);
            figures.Add(new Figure($"find: {entries:N0} entries over HTTP, {what}, p50", FormattableString.Invariant($"{median:0.0} ms"),
                $"{Limit.TotalMilliseconds} ms", median / Limit.TotalMilliseconds, "< 100 ms", median < Limit.TotalMilliseconds));
        }
        return figures;
    }

    private static ImportRow Row(int i)
    {
        ListingDetails details = new()
        {
            Name = $"Activity {i}",
            Provider = new ActivityProvider(Guid.NewGuid(), "Provider (invented)"),
            Needs = i % 3 is 0 ? ["anxiety"] : ["loneliness"],
            StepFree = i % 4 is 0 ? StepFree.No : StepFree.Yes,
            Schedules = [new((DayOfWeek)(i % 7), new(10, 0)), new(DayOfWeek.Friday, new(14, 0), Every: Every.Month)],
            Place = new ActivityPlace("Hall", Postcode: "GU35 0BP", Latitude: 51 + (i % 400 * 0.001), Longitude: -1 + (i % 300 * 0.001)),
            Cost = "£2 a session",
        };
        return new ImportRow($"line {i}", Guid.NewGuid(), new ListingSource(ListingOrigin.Csv, $"{i}"), details.Name, details, []);
    }
}
