using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Simulation.Tests;

public sealed class YearTests
{
    private static readonly Scenario Small = new() { People = 150, Weeks = 20, LinkWorkers = 3, Seed = 3 };
    /// <summary>Ten times as many people as one link worker can support.</summary>
    private static readonly Scenario Overloaded = new() { People = 500, Weeks = 20, LinkWorkers = 1, Seed = 3 };

    [Fact]
    public async Task Every_open_journey_has_a_next_moment_and_nobody_is_left_out()
    {
        Year year = new(Small);
        await year.Live(default);

        Assert.Equal(Small.People, year.People.Count());
        Assert.All(year.People.Select(p => p.Journey)
            .Where(j => !j.IsClosed), journey => Assert.True(Agenda.Next(journey, year.Pathway) > year.Now));
        // Somebody without a link worker has an open task that somebody else is to do.
        Assert.All(year.People.Select(p => p.Journey)
            .Where(j => j is { HasEnded: false, LinkWorker: null }), journey => Assert.NotEmpty(journey.Tasks));
    }

    [Fact]
    public async Task What_the_journals_say_is_what_the_people_are()
    {
        Year year = new(Small with { People = 40 });
        await year.Live(default);

        foreach (Someone someone in year.People)
        {
            Journey? folded = null;
            foreach (JournalCommit commit in await year.JournalOf(someone))
                foreach (JourneyEvent happened in commit.Events)
                    folded = Journey.Apply(folded, new JournalEntry(commit.At, commit.By, happened));
            Assert.Equal(someone.Journey.Stage, folded!.Stage);
            Assert.Equal(someone.Journey.Tasks, folded.Tasks);
            Assert.Equal(someone.Journey.Sessions, folded.Sessions);
        }
    }

    [Fact]
    public async Task The_funnel_never_widens()
    {
        Outcome outcome = await Simulate.Live(Small, default);

        Assert.Equal(Small.People, outcome.Funnel[0].Count);
        Assert.All(outcome.Funnel.Zip(outcome.Funnel.Skip(1)),
            step => Assert.True(step.First.Count >= step.Second.Count, $"{step.Second} after {step.First}"));
        Assert.All(outcome.Weeks.Zip(outcome.Weeks.Skip(1)), week =>
            Assert.True(
                week.First.Referred <= week.Second.Referred
                    && week.First.Met <= week.Second.Met
                    && week.First.Ended <= week.Second.Ended
                    && week.Second.Referred == week.Second.Open + week.Second.Ended));
    }

    [Fact]
    public async Task More_link_workers_make_nobody_wait_longer()
    {
        Scenario plain = new() { People = 400, Weeks = 20, Seed = 3 };
        Outcome few = await Simulate.Live(plain with { LinkWorkers = 2 }, default),
            some = await Simulate.Live(plain with { LinkWorkers = 4 }, default),
            many = await Simulate.Live(plain with { LinkWorkers = 8 }, default);

        Assert.Equal([few.MetInTarget, some.MetInTarget, many.MetInTarget],
            new[] { many.MetInTarget, few.MetInTarget, some.MetInTarget }.Order());
        Assert.True(few.Weeks.Max(w => w.Waiting) > some.Weeks.Max(w => w.Waiting));
        Assert.Equal(0, many.Weeks.Max(w => w.Waiting));
    }

    [Fact]
    public async Task An_overloaded_team_shows_a_queue_and_escalations_and_loses_nobody()
    {
        Outcome enough = await Simulate.Live(Overloaded with { LinkWorkers = 20 }, default),
            overloaded = await Simulate.Live(Overloaded, default);

        Assert.True(overloaded.Last.Waiting > Overloaded.People / 2);
        Assert.True(overloaded.Escalations > 10 * enough.Escalations);
        Assert.True(overloaded.MetInTarget < 0.3 && enough.MetInTarget > 0.8);
        Assert.Equal(0, overloaded.Lost);
        Assert.Equal(Overloaded.People, overloaded.Last.Open + overloaded.Last.Ended);
        Assert.All(overloaded.Weeks, week => Assert.True(week.Open - week.Waiting <= Overloaded.Caseload + 1, $"{week}"));
    }

    [Fact]
    public async Task Who_waits_too_long_may_give_up_and_nobody_waits_with_a_concern_that_is_not_looked_at()
    {
        Year year = new(Overloaded);
        await year.Live(default);

        Assert.Contains(year.People, p => p.Journey is { LinkWorker: null, Ended.Reason: ClosingReason.Withdrew });
        Assert.Contains(year.People, p => p.Journey is { LinkWorker: null, Concerns.Count: > 0 });
        Assert.DoesNotContain(year.People,
            p => p.Journey is { LinkWorker: null, HasOpenConcern: true } && p.Journey.ReceivedAt < year.Now.AddDays(-4));
    }

    [Fact]
    public async Task The_team_that_is_found_suffices_and_one_less_does_not()
    {
        StringWriter said = new();
        (int? enough, Outcome year) = await Simulate.FindLinkWorkers(Overloaded, said, default);

        Assert.NotNull(enough);
        Assert.Equal(enough, year.Scenario.LinkWorkers);
        Assert.True((await Simulate.Live(Overloaded with { LinkWorkers = enough.Value }, default)).MetInTarget >= Simulate.Enough);
        Assert.True((await Simulate.Live(Overloaded with { LinkWorkers = enough.Value - 1 }, default)).MetInTarget < Simulate.Enough);
        Assert.Contains($"{enough} link workers are needed", Report.Found(enough, year), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_search_ends_where_no_team_reaches_everybody()
    {
        // With this seed one of ten people cannot be met in time, however many link workers there are.
        (int? enough, Outcome year) =
            await Simulate.FindLinkWorkers(new Scenario { People = 10, Weeks = 14, Seed = 11 }, TextWriter.Null, default);

        Assert.Null(enough);
        Assert.True(year.MetInTarget is > 0 and < Simulate.Enough);
        Assert.StartsWith("\nNo number of link workers suffices", Report.Found(enough, year), StringComparison.Ordinal);
    }

    /// <summary>The time is too short, or the only person comes at its end.</summary>
    [Theory]
    [InlineData(20, 2, "20 referrals in 2 weeks do not tell")]
    [InlineData(1, 52, "1 referral in 52 weeks does not tell")]
    [InlineData(1, 1, "1 referral in 1 week does not tell")]
    public async Task The_search_says_when_there_is_too_little_to_tell(int people, int weeks, string says)
    {
        (int? enough, Outcome year) =
            await Simulate.FindLinkWorkers(new Scenario { People = people, Weeks = weeks }, TextWriter.Null, default);

        Assert.Null(enough);
        Assert.StartsWith($"\n{says} how many link workers are needed", Report.Found(enough, year), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_search_ends_where_nobody_is_ever_given_to_a_link_worker()
    {
        (int? enough, Outcome year) =
            await Simulate.FindLinkWorkers(new Scenario { People = 10, Weeks = 6, Caseload = 0 }, TextWriter.Null, default);

        Assert.Null(enough);
        Assert.Equal(Simulate.MostLinkWorkers, year.Scenario.LinkWorkers);
    }
}
