namespace SocialPrescribing.Simulation.Tests;

public sealed class ScaleTests
{
    [Fact]
    public async Task A_size_is_what_a_simulated_year_did_to_each_open_journey()
    {
        Outcome year = await Simulate.Live(new Scenario { People = 120, Weeks = 20, LinkWorkers = 3, Seed = 3 }, default);
        double average = year.Weeks.Average(w => (double)w.Open);
        Scale.Size same = Scale.Of(year, (int)Math.Round(average)), tenfold = Scale.Of(year, 10 * (int)Math.Round(average));

        // At the year's own size the scale must give the year's own figures.
        Assert.Equal(year.Last.Referred, same.ReferralsADay * 7 * year.Weeks.Count, 0.03 * year.Last.Referred);
        Assert.Equal(year.Sent, same.LettersADay * 7 * year.Weeks.Count, 0.03 * year.Sent);
        Assert.Equal(year.Commits, (same.ReferralsADay + same.ChangesADay) * 7 * year.Weeks.Count, 0.03 * year.Commits);
        Assert.Equal(10 * same.ADay.Tables, tenfold.ADay.Tables, 0.001 * tenfold.ADay.Tables);
        Assert.True(same.ADay.Tables > same.ReferralsADay * Scale.Referral.Tables + (same.Open * Scale.WakeUp.Tables));

        string[] table = Scale.Table(year, 10_000, 100_000, 1_000_000).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("| open journeys | 10,000 | 100,000 | 1,000,000 |", table[0]);
        Assert.All(table, row => Assert.Equal(5, row.Count(c => c is '|')));
    }
}
