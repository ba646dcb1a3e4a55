using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Local;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Bench;

/// <summary>The board of a team with 200 open tasks, read over loopback from the real host as a browser reads it.</summary>
internal static class BoardBench
{
    private const int Tasks = 200;
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(50);
    /// <summary>
    /// A Wednesday: of what came in on the days before, something is overdue, something is due today, this week and later.
    /// </summary>
    private static readonly DateTimeOffset Now = new(2027, 2, 3, 10, 0, 0, TimeSpan.Zero);

    public static async Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        using ScratchFolder folder = new();
        // Started once while it is empty, as every service is: it makes its keys, and somebody works there.
        await using (LocalHost empty = await LocalHost.Start(new LocalOptions(folder.Path, new Uri("http://127.0.0.1:0")), cancellation))
            await empty.Services.GetRequiredService<StaffDirectory>()
                .Add("leila@service.example", "Leila Marsh", StaffRole.Lead, cancellation);
        await using (SqliteDatabase database = SqliteDatabase.Open(folder.Path))
        {
            foreach (int daysAgo in (int[])[6, 2, 1, 0])
                await Population.Fill(database, Tasks / 4, Now.AddDays(-daysAgo), cancellation);
            await Population.SettleMail(database, cancellation);
        }
        // In a demo nobody signs in; the page is a lead's.
        await using LocalHost host =
            await LocalHost.Start(new LocalOptions(folder.Path, new Uri("http://127.0.0.1:0"), new StandingClock(Now), "1s"), cancellation);
        using HttpClient http = new() { BaseAddress = host.Address };
        List<Figure> figures = [];
        foreach ((string path, string what) in ((string, string)[])[("board?view=everybody", "the whole board"),
            ("board?view=everybody&due=overdue", "its longest list")])
        {
            List<double> took = [];
            for (int i = 0; i < (quick ? 3 : 220); i++)
            {
                long start = Stopwatch.GetTimestamp();
                string page = await http.GetStringAsync(new Uri(path, UriKind.Relative), cancellation);
                if (!page.Contains("Accept or decline the referral", StringComparison.Ordinal))
                    throw new InvalidOperationException("The board has no task on it.");
                // The first are the compiler's.
                if (quick || i >= 20)
                    took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
            double median = Figure.Median(took);
            figures.Add(
                new Figure($"board: {what} of {Tasks} tasks, p50", FormattableString.Invariant($"{median:0.0} ms"),
                    $"{Limit.TotalMilliseconds} ms", median / Limit.TotalMilliseconds, "< 50 ms", median < Limit.TotalMilliseconds));
        }
        return figures;
    }
}
