using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Local;
using SocialPrescribing.Service.Intake;

namespace SocialPrescribing.Bench;

/// <summary>
/// Referrals over loopback into the real one-machine host, each answered once it is on the disk. They take turns with
/// <see cref="BareLimit"/>, with which they are compared.
/// </summary>
internal static class IntakeBench
{
    private const int Connections = 64;
    private const double SlowLimit = 100;

    public static async Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        (int rounds, int perRound) = quick ? (2, 500) : (7, 8_000);
        using ScratchFolder ourFolder = new(), bareFolder = new();
        // Hardly any mail goes out meanwhile, so that on both sides only intake is measured.
        await File.WriteAllTextAsync(Path.Combine(ourFolder.Path, LocalSettings.FileName), """{ "mail": { "perMinute": 1 } }""",
            cancellation);
        await using LocalHost host = await LocalHost.Start(new LocalOptions(ourFolder.Path, new Uri("http://127.0.0.1:0")), cancellation);
        Organisations organisations = host.Services.GetRequiredService<Organisations>();
        Organisation surgery = await organisations.Ensure("Forest Surgery", perMinute: 10_000_000, cancellation);
        string key = (await organisations.AddKey(surgery, cancellation)).Secret;

        int people = 0;
        await Load.Run(host.Address, Requests(host.Address, perRound), Connections, cancellation);
        CommitTemplate template = CommitTemplate.Capture(ourFolder.Path);
        await using BareLimit limit = await BareLimit.Start(bareFolder.Path, template, cancellation);
        await Load.Run(limit.Address, Requests(limit.Address, perRound), Connections, cancellation);

        List<double> ours = [], bare = [], took = [], itTook = [];
        for (int round = 0; round < rounds; round++)
        {
            byte[][] forUs = Requests(host.Address, perRound), forIt = Requests(limit.Address, perRound);
            TimeSpan start = Environment.CpuUsage.TotalTime;
            (double rate, double[] latencies) = await Load.Run(host.Address, forUs, Connections, cancellation);
            TimeSpan between = Environment.CpuUsage.TotalTime;
            (double itsRate, double[] itsLatencies) = await Load.Run(limit.Address, forIt, Connections, cancellation);
            TimeSpan end = Environment.CpuUsage.TotalTime;
            ours.Add(rate);
            bare.Add(itsRate);
            took.AddRange(latencies);
            itTook.AddRange(itsLatencies);
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                    $"  round {round + 1}: {rate:0}/s against {itsRate:0}/s; processor "
                        + $"{(between - start).TotalMilliseconds / perRound:0.000} ms each against "
                        + $"{(end - between).TotalMilliseconds / perRound:0.000} ms"));
        }
        double ratio = Figure.Median(ours) / Figure.Median(bare);
        return
        [
            new($"intake: referrals, {Connections} connections, {template.Count} rows each", Figure.PerSecond(Figure.Median(ours)),
                Figure.PerSecond(Figure.Median(bare)), ratio, "≥ 0.5", ratio >= 0.5),
            new("intake: answered within, p50 and p99", Slowness(took), Slowness(itTook), null, $"p99 < {SlowLimit} ms",
                Percentile(took, 99) < SlowLimit),
        ];

        byte[][] Requests(Uri address, int count) =>
            [.. Enumerable.Range(people += count, count).Select(number => Load.Request(address, key, InventedPeople.Body(number)))];
    }

    private static string Slowness(List<double> latencies) =>
        string.Create(CultureInfo.InvariantCulture, $"{Percentile(latencies, 50):0} ms and {Percentile(latencies, 99):0} ms");

    private static double Percentile(List<double> values, int percent)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length * percent / 100];
    }
}
