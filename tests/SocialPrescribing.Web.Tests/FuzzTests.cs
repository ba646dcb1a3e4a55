using SocialPrescribing.Http.Tests.Fuzz;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Web.Tests;

/// <summary>
/// Whatever comes is accepted or refused, and never causes an internal error. This sends some thousand requests of one seed.
/// <c>FuzzedHostTests</c> sends them to the one-machine host with its disk, for as long as one likes.
/// </summary>
public sealed class FuzzTests
{
    private const int Requests = 4_000;

    [Fact]
    public async Task Whatever_comes_is_taken_or_refused_and_what_is_kept_stays_whole()
    {
        DateTimeOffset at = new(2027, 1, 14, 10, 0, 0, TimeSpan.Zero);
        MovedClock machine = new(at);
        int seed = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), out int said) ? said : 20261129;
        await using Fuzz fuzz = new(await TestedHost.Start(new SetUp(at, machine, IsTriedOut: true)), machine, seed);
        await fuzz.Begin();

        for (int i = 0; i < Requests; i++)
            await fuzz.Next();

        Assert.True(fuzz.Wrong.Count is 0, $"seed {seed}:\n{string.Join('\n', fuzz.Wrong.Take(20))}");
        Assert.True(fuzz.IsRarelyAway, $"seed {seed}: 503 {string.Join(", ", fuzz.Away)}");
        // Many requests must be accepted; if all were refused, the test would show little.
        Assert.InRange(fuzz.ByStatus.Where(s => s.Key is >= 200 and < 400).Sum(s => s.Value), Requests / 10, Requests);
        JournalCheck.Report report = await fuzz.Check();
        Assert.Empty(report.Findings);
        Assert.InRange(report.Journeys, 3, int.MaxValue);
    }
}
