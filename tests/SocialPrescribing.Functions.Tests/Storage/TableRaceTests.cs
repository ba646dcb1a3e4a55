using SocialPrescribing.Contracts;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>A commit takes several writes here, so somebody else may come between any two.</summary>
public sealed class TableRaceTests : RaceContract
{
    private readonly FakeTables _fake = new();

    protected override Task<TestedStore> Open() => TestedTables.On(_fake);

    [Fact]
    public async Task Between_whichever_writes_of_a_reopening_a_referral_comes_nothing_is_lost()
    {
        int writes = 0;
        for (bool met = true; met; writes++)
        {
            string name = Named(writes);
            Guid journey = await Withdrawn(name);
            CommandResult? reopening = null;
            met = await Meets(writes, async () => reopening = await Give(Journeys, journey, Again), () => Refer(Journeys, name));
            await NothingIsLost(name, journey, reopening is CommandResult.Done, referrals: met ? 2 : 1);
        }
        Assert.True(writes > 3, $"Only {writes} writes were seen.");
    }

    [Fact]
    public async Task Between_whichever_writes_of_a_referral_a_reopening_comes_nothing_is_lost()
    {
        int writes = 0;
        for (bool met = true; met; writes++)
        {
            string name = Named(writes);
            Guid journey = await Withdrawn(name);
            CommandResult? reopening = null;
            met = await Meets(writes, () => Refer(Journeys, name), async () => reopening = await Give(Journeys, journey, Again));
            await NothingIsLost(name, journey, reopening is CommandResult.Done, referrals: 2);
        }
        Assert.True(writes > 8, $"Only {writes} writes were seen.");
    }

    [Fact]
    public async Task Between_whichever_writes_of_a_referral_another_comes_neither_is_lost()
    {
        int writes = 0;
        for (bool met = true; met; writes++)
        {
            string name = Named(writes);
            met = await Meets(writes, () => Refer(Journeys, name), () => Refer(Journeys, name));
            List<Journey> journeys = await Of(name);
            Assert.Equal(met ? 2 : 1, journeys.Sum(j => j.Referrals.Count));
            if (journeys.Count > 1)
                await TheyFindEachOther(name);
        }
        Assert.True(writes > 8, $"Only {writes} writes were seen.");
    }

    private static string Named(int number) => $"Ann {(char)('A' + number)}";

    /// <returns>False if there were not so many writes.</returns>
    private async Task<bool> Meets(int writes, Func<Task> one, Func<Task> other)
    {
        bool met = false;
        After(writes);
        await one();
        _fake.AfterNextWrite = null;
        return met;

        void After(int more) => _fake.AfterNextWrite = () =>
        {
            if (more > 0)
            {
                After(more - 1);
                return Task.CompletedTask;
            }
            met = true;
            return other();
        };
    }
}
