using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using SocialPrescribing.Contracts;
using Xunit.Abstractions;

namespace SocialPrescribing.Faults.Tests;

/// <summary>
/// The real program on a machine that fails. <c>FAULTS=500 dotnet test tests/SocialPrescribing.Faults.Tests</c> lives through so many
/// seeds, <c>FAULTS_SEED=17</c> through that one (or several, with commas), <c>FAULTS_FROM</c> begins further on, and
/// <c>FAULTS_REPORT</c> names a file for what came of them.
/// </summary>
[Needs("cc"), Collection(nameof(Life))]
public sealed class SeedTests(ITestOutputHelper output)
{
    private const int Usually = 25;

    [Fact]
    public async Task Whatever_fails_and_however_it_ends_what_was_answered_is_there_once_and_nothing_is_said_twice()
    {
        int[] seeds = Environment.GetEnvironmentVariable("FAULTS_SEED") is { Length: > 0 } some
            ? [.. some.Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture))]
            : [.. Enumerable.Range(Number("FAULTS_FROM") ?? 0, Number("FAULTS") ?? Usually)];
        // Processes wait for the disk and for each other more than they compute.
        ParallelOptions atOnce = AtOnce;
        ConcurrentBag<(int Seed, string Line)> lines = [];
        ConcurrentBag<string> wrong = [];
        Stopwatch watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(seeds, atOnce, async (seed, _) =>
        {
            Plan plan = Plan.Of(seed);
            Stopwatch life = Stopwatch.StartNew();
            (IReadOnlyList<string> not, string happened) = await Life.Live(plan);
            string line = $"{plan}: {happened}, {life.Elapsed.TotalSeconds:0.0} s{string.Concat(not.Select(n => "\n    " + n))}";
            lines.Add((seed, line));
            if (not.Count > 0)
                wrong.Add($"{line}\nAgain: FAULTS_SEED={seed} dotnet test tests/SocialPrescribing.Faults.Tests");
            if (Environment.GetEnvironmentVariable("FAULTS_REPORT") is { } file)
                lock (lines)
                    File.AppendAllText(file, line + "\n");
        });
        foreach ((_, string line) in lines.OrderBy(l => l.Seed))
            output.WriteLine(line);
        output.WriteLine($"{seeds.Length} seeds in {watch.Elapsed.TotalSeconds:0} s");
        Assert.True(wrong.IsEmpty, string.Join("\n\n", wrong.Take(10)));
    }

    internal static ParallelOptions AtOnce =>
        new() { MaxDegreeOfParallelism = Number("FAULTS_AT_ONCE") ?? Environment.ProcessorCount + 1 };

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number : null;
}
