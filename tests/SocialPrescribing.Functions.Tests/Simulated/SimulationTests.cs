using System.Globalization;

namespace SocialPrescribing.Functions.Tests.Simulated;

/// <summary>
/// The Azure host in the weather that a seed draws. Each time the weather calms down, the host's promises are checked. To run one
/// seed: <c>SEED=17 dotnet test tests/SocialPrescribing.Functions.Tests --filter One_seed</c>. With <c>LATELY=1</c> it also
/// prints the last steps.
/// </summary>
public sealed class SimulationTests(Xunit.Abstractions.ITestOutputHelper output)
{
    public const long Million = 1_000_000, StepsOfASeed = 20_000;

    [Fact]
    public void One_seed_is_one_run()
    {
        int seed = int.Parse(Environment.GetEnvironmentVariable("SEED") ?? "17", CultureInfo.InvariantCulture);
        Town one = Town.Live(seed, StepsOfASeed), again = Town.Live(seed, StepsOfASeed);
        output.WriteLine(Told(seed, one));
        Assert.Equal((one.World.Steps, one.World.Trace), (again.World.Steps, again.World.Trace));
        Assert.NotEqual(one.World.Trace, Town.Live(seed + 1, 1).World.Trace);
    }

    /// <summary>To run more seeds: <c>SEEDS=1-2000 dotnet test … --filter A_million_steps</c>.</summary>
    [Fact]
    public void A_million_steps_break_no_promise()
    {
        string[] seeds = Environment.GetEnvironmentVariable("SEEDS")?.Split('-') ?? [];
        (int seed, int last) = seeds is [var from, .., var to]
            ? (int.Parse(from, CultureInfo.InvariantCulture), int.Parse(to, CultureInfo.InvariantCulture)) : (1, int.MaxValue);
        long steps = 0, calls = 0, faults = 0;
        List<string> broken = [];
        long began = TimeProvider.System.GetTimestamp();
        for (; seed <= last && (steps < Million || seeds is not []); seed++)
        {
            try
            {
                Town town = Town.Live(seed, StepsOfASeed);
                (steps, calls, faults) = (steps + town.World.Steps, calls + town.Weather.Calls, faults + town.Weather.Faults);
                output.WriteLine(Told(seed, town));
            }
            catch (BrokenPromiseException e)
            {
                steps += e.Step;
                broken.Add(e.Message);
            }
        }
        output.WriteLine($"{steps} steps, {calls} calls, {faults} faults in {TimeProvider.System.GetElapsedTime(began)}");
        Assert.True(broken.Count is 0, string.Join('\n', broken));
        Assert.True(faults > calls / 100, "Too little went wrong for this to say anything.");
    }

    private static string Told(int seed, Town town) =>
        $"SEED={seed}: {town.World.Steps} steps, {town.Weather.Calls} calls, {town.Weather.Faults} faults, {town.Machines} machines, "
            + $"{town.People.Received.Count} referrals, {town.People.Given.Count} commands, {town.Mail.Delivered.Count} letters, "
            + $"until {town.World.Now:u}, trace {town.World.Trace:x16}";
}
