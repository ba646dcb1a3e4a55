using System.Globalization;

namespace SocialPrescribing.Simulation;

/// <summary>Lives years, one or as many as an answer needs.</summary>
internal static class Simulate
{
    private const double Enough = 0.9;

    public static async Task<Outcome> Live(Scenario scenario, CancellationToken cancellation)
    {
        Year year = new(scenario);
        await year.Live(cancellation);
        return await Outcome.Of(scenario, year, cancellation);
    }

    /// <summary>The smallest team with which 90 % of the people who can be met are met within the pathway's target.</summary>
    public static async Task<Outcome> FindLinkWorkers(Scenario scenario, TextWriter said, CancellationToken cancellation)
    {
        Outcome? best = null;
        int tooFew = 0, enough = Math.Max(1, scenario.People / 300);
        while (best is null)
        {
            if (await Try(enough) is { } outcome)
                best = outcome;
            else
                (tooFew, enough) = (enough, enough + (enough / 2) + 1);
        }
        while (enough - tooFew > 1)
        {
            int middle = (tooFew + enough) / 2;
            if (await Try(middle) is { } outcome)
                (enough, best) = (middle, outcome);
            else
                tooFew = middle;
        }
        await said.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{enough} link workers are needed.\n\n"));
        return best;

        async Task<Outcome?> Try(int linkWorkers)
        {
            Outcome outcome = await Live(scenario with { LinkWorkers = linkWorkers }, cancellation);
            await said.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{linkWorkers,5} link workers: {100 * outcome.MetInTarget:0} % met within {outcome.Waits[1].Target} working days\n"));
            return outcome.MetInTarget >= Enough ? outcome : null;
        }
    }
}
