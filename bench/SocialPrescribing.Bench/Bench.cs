using System.Globalization;
using System.Runtime.InteropServices;

namespace SocialPrescribing.Bench;

/// <summary>Runs the benchmarks that were asked for, or all of them, and prints one table.</summary>
internal static class Bench
{
    private static readonly (string Name, Func<bool, CancellationToken, Task<IReadOnlyList<Figure>>> Run)[] All =
    [
        ("intake", IntakeBench.Run),
        ("wake", WakeBench.Run),
        ("sleep", SleepBench.Run),
        ("decide", DecideBench.Run),
        ("match", MatchBench.Run),
        ("reports", ReportsBench.Run),
        ("erase", EraseBench.Run),
        ("board", BoardBench.Run),
        ("journey", JourneyBench.Run),
        ("places", PlacesBench.Run),
        ("find", FindBench.Run),
        ("sign-in", SignInBench.Run),
        ("growth", GrowthBench.Run),
        ("load", LoadBench.Run),
        ("cold-start", ColdStartBench.Run),
    ];

    public static async Task<int> Main(string[] args)
    {
        bool quick = args.Contains("--quick");
        string[] wanted = [.. args.Where(a => a is not "--quick")];
        if (wanted.Except(All.Select(b => b.Name)).Any())
        {
            await Console.Error.WriteLineAsync($"Usage: [{string.Join('|', All.Select(b => b.Name))}]... [--quick]");
            return 2;
        }
        using CancellationTokenSource stop = new();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };

        Console.WriteLine(
            $".NET {Environment.Version}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, "
                + $"{DateTime.UtcNow:yyyy-MM-dd}{(quick ? ", a quick run: its figures say only that everything works" : "")}");
        List<Figure> figures = [];
        foreach ((string name, var run) in All)
        {
            if (wanted.Length > 0 && !wanted.Contains(name))
                continue;
            Console.WriteLine($"{name} ...");
            figures.AddRange(await run(quick, stop.Token));
        }
        Console.WriteLine();
        Print(figures);
        return !quick && figures.Any(f => f.IsMet is false) ? 1 : 0;
    }

    private static void Print(List<Figure> figures)
    {
        Console.WriteLine("| benchmark | measured | against | ratio | target | met |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (Figure f in figures)
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                    $"| {f.What} | {f.Measured} | {f.Against ?? "–"} | "
                        + $"{(f.Ratio is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "–")} | {f.Target ?? "–"} | "
                        + $"{f.IsMet switch { true => "yes", false => "no", null => "–" }} |"));
    }
}

/// <summary>One line of the table.</summary>
/// <param name="Against">The measurement of the same run with which it is compared.</param>
/// <param name="IsMet">Null if there is no target.</param>
internal sealed record Figure(
    string What, string Measured, string? Against = null, double? Ratio = null, string? Target = null, bool? IsMet = null)
{
    public static string PerSecond(double rate) => rate.ToString("#,0", CultureInfo.InvariantCulture) + "/s";

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 is 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>A folder on the same disk as the repository's build, so that flushes are real. It is deleted at the end.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } =
        Directory.CreateDirectory(System.IO.Path.Combine(AppContext.BaseDirectory, "scratch", Guid.NewGuid().ToString("N"))).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>A clock that stands where it is put.</summary>
internal sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
