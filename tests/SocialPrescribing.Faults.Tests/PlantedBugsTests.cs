using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using SocialPrescribing.Contracts;
using Xunit.Abstractions;

namespace SocialPrescribing.Faults.Tests;

/// <summary>
/// Seeds that notice nothing say nothing, unless they are known to notice what is wrong. So the program gets one bug at a time, and each is
/// noticed by one of the usual seeds. Some are planted in each run, <c>FAULTS_BUG=retry</c> plants those whose name begins so, and
/// <c>FAULTS_BUG=all</c> each.
/// </summary>
[Needs("cc"), Collection(nameof(Life))]
public sealed class PlantedBugsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Whatever_is_broken_is_noticed()
    {
        string? some = Environment.GetEnvironmentVariable("FAULTS_BUG");
        IEnumerable<PlantedBug> bugs = PlantedBug.All.Where(b =>
            some is null or "" ? b.IsUsual : some is "all" || b.Name.StartsWith(some, StringComparison.Ordinal));
        ConcurrentBag<string> unnoticed = [];
        await Parallel.ForEachAsync(bugs, SeedTests.AtOnce, async (bug, _) =>
        {
            foreach (int seed in bug.Seeds)
            {
                Plan plan = Plan.Of(seed);
                (IReadOnlyList<string> not, string happened) = await Life.Live(plan, bug);
                string? shows = not.FirstOrDefault(n => Regex.IsMatch(n, bug.Shows));
                Note($"{bug.Name}: {(shows is null ? "not noticed" : "noticed")} by {plan}: {happened}"
                    + string.Concat((shows is null ? not : [shows]).Select(n => $"\n    {n.Split('\n')[0]}")));
                if (shows is not null)
                    return;
            }
            unnoticed.Add(bug.Name);
        });
        Assert.True(unnoticed.IsEmpty, "Not noticed: " + string.Join("; ", unnoticed));
    }

    private void Note(string line)
    {
        lock (output)
        {
            output.WriteLine(line);
            if (Environment.GetEnvironmentVariable("FAULTS_REPORT") is { } file)
                File.AppendAllText(file, line + "\n");
        }
    }
}
