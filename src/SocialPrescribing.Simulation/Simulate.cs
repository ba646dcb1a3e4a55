using System.Globalization;

namespace SocialPrescribing.Simulation;

/// <summary>Simulates one year, or as many as an answer needs.</summary>
internal static class Simulate
{
    /// <summary>The share of the people who can be met.</summary>
    public const double Enough = 0.9;

    /// <summary>The largest team that can be asked for or is tried.</summary>
    public const int MostLinkWorkers = 1_000;

    public static async Task<Outcome> Live(Scenario scenario, CancellationToken cancellation)
    {
        Year year = new(scenario);
        await year.Live(cancellation);
        return await Outcome.Of(scenario, year, cancellation);
    }

    /// <summary>
    /// Finds the smallest team with which 90 % of the people who can be met are met within the pathway's target, and its year. If a larger
    /// team would not help, it returns the year of the team at which that shows.
    /// </summary>
    public static async Task<(int? LinkWorkers, Outcome Year)> FindLinkWorkers(
        Scenario scenario, TextWriter said, CancellationToken cancellation)
    {
        int tooFew = 0, tried = Math.Clamp(scenario.People / 300, 1, MostLinkWorkers);
        Outcome year = await Try(tried);
        while (!Suffices(year))
        {
            tooFew = tried;
            bool nobodyWaited = year.Weeks.All(w => w.Waiting is 0);
            double before = year.MetInTarget;
            if (tried is MostLinkWorkers || year.TellsNothing)
                return (null, year);
            tried = Math.Min(MostLinkWorkers, tried + (tried / 2) + 1);
            year = await Try(tried);
            // Whoever is still not met in time is kept from it by something other than the size of the team.
            if (!Suffices(year) && nobodyWaited && year.MetInTarget < before + 0.005)
                return (null, year);
        }
        int enough = tried;
        while (enough - tooFew > 1)
        {
            int middle = (tooFew + enough) / 2;
            Outcome other = await Try(middle);
            if (Suffices(other))
                (enough, year) = (middle, other);
            else
                tooFew = middle;
        }
        return (enough, year);

        async Task<Outcome> Try(int linkWorkers)
        {
            Outcome outcome = await Live(scenario with { LinkWorkers = linkWorkers }, cancellation);
            await said.WriteAsync(
                string.Create(CultureInfo.InvariantCulture,
                    $"{linkWorkers,5} {Words.Many(linkWorkers, "link worker")}: {100 * outcome.MetInTarget,5:0.0} % met within "
                        + $"{outcome.Met.Target} working days, {outcome.Weeks.Max(w => w.Waiting):N0} waiting for a link worker in the "
                        + $"worst week\n"));
            return outcome;
        }
    }

    private static bool Suffices(Outcome outcome) => outcome.MetInTarget >= Enough;
}
