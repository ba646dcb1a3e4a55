using System.Diagnostics;
using System.Globalization;
using SocialPrescribing.Http.Tests.Fuzz;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;
using Xunit.Abstractions;

namespace SocialPrescribing.Local.Tests.Host;

/// <summary>
/// Fuzzes the one-machine host with its database for as long as one likes: <c>FUZZ=60 dotnet test
/// tests/SocialPrescribing.Local.Tests --filter FuzzedHostTests</c> takes an hour. <c>FUZZ_SEED</c> sends the same kinds of requests
/// again. <c>FUZZ_REPORT</c> names a file for the results. Continuous integration does it for a minute.
/// </summary>
[Collection(nameof(ByItself))]
public sealed class FuzzedHostTests(ITestOutputHelper output)
{
    private const double Usually = 0.05;
    /// <summary>Memory may grow this much while caches fill. Anything beyond is a leak.</summary>
    private const long MostGrowth = 64 * 1024 * 1024;
    /// <summary>So many requests of each kind are sent in a minute at least, and such a share of them is taken.</summary>
    private const int LeastSent = 60;
    private const double LeastTaken = 0.06;

    [Fact]
    public async Task Whatever_comes_for_however_long_is_taken_or_refused_and_memory_stays_flat()
    {
        double minutes = double.TryParse(
            Environment.GetEnvironmentVariable("FUZZ"), NumberStyles.Float, CultureInfo.InvariantCulture, out double wanted)
            ? wanted : Usually;
        int seed = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), out int said) ? said : Environment.TickCount;
        DateTimeOffset at = new(2027, 1, 14, 10, 0, 0, TimeSpan.Zero);
        MovedClock machine = new(at);
        await using Fuzz fuzz = new(await TestedHost.Start(new SetUp(at, machine, IsTriedOut: true)), machine, seed);
        await fuzz.Begin();

        long? early = null;
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromMinutes(minutes))
        {
            await fuzz.Next();
            if (early is null && watch.Elapsed > TimeSpan.FromMinutes(minutes / 3))
                early = GC.GetTotalMemory(forceFullCollection: true);
        }
        long late = GC.GetTotalMemory(forceFullCollection: true);
        JournalCheck.Report report = await fuzz.Check();

        string what = $"seed {seed}, {fuzz.Sent} requests, {string.Join(' ', fuzz.ByStatus.Select(s => $"{s.Key}: {s.Value}"))}, "
            + $"{early / 1024 / 1024} MB then {late / 1024 / 1024} MB, {report.Journeys} journeys, slowest {fuzz.Slowest}, "
            + $"503 {string.Join(' ', fuzz.Away.Select(a => $"{a.Key}: {a.Value}"))}";
        string[] kinds =
        [
            .. fuzz.Kinds.Select(
                k => $"{k.Key}: {string.Join(", ", k.Value.Select(c => $"{c.Key} {c.Value}"))}: {fuzz.TakenOf(k.Key):P0} taken"),
        ];
        output.WriteLine($"{what}\n{string.Join('\n', kinds)}");
        if (Environment.GetEnvironmentVariable("FUZZ_REPORT") is { } file)
            await File.WriteAllLinesAsync(file,
            [
                what, .. kinds, $"{fuzz.Done.Count} kinds of commands done: {string.Join(' ', fuzz.Done)}",
                .. fuzz.NotSent.Select(n => $"{n.Value} not sent: {n.Key}"), .. fuzz.Wrong,
            ]);
        Assert.True(fuzz.Wrong.Count is 0, $"{what}\n{string.Join('\n', fuzz.Wrong.Take(40))}");
        Assert.Empty(report.Findings);
        Assert.True(minutes < 1 || fuzz.IsRarelyAway, what);
        // If all were refused, the test would show little. Three seconds are too short to tell.
        if (minutes >= 1)
            foreach (string kind in (string[])[.. Fuzz.Parts, .. Fuzz.Senders])
                Assert.True(fuzz.SentOf(kind) >= LeastSent && fuzz.TakenOf(kind) >= LeastTaken,
                    $"{kind}: {string.Join('\n', [what, .. kinds])}");
        Assert.True(minutes < 1 || late - early < MostGrowth, what);
    }
}

/// <summary>After all others: what they need of memory must not count.</summary>
[CollectionDefinition(nameof(ByItself), DisableParallelization = true)]
public sealed class ByItself;
