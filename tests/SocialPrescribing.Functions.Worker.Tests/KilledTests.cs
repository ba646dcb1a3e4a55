using SocialPrescribing.Functions.Worker.Tests.Driver;
using Xunit.Abstractions;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>
/// Whichever process is killed, what was answered stays answered. Tables, queues and files survive and give the next process the work of
/// the last.
/// </summary>
[Collection(nameof(Azurite))]
public sealed class KilledTests(Azurite azurite, ITestOutputHelper output)
{
    private const int AnswersBetween = 8;

    [Fact]
    public Task A_worker_killed_under_load_loses_nothing_that_was_answered_and_writes_to_nobody_twice() =>
        Live(worker: true, driver: false, kills: 1);

    [Fact]
    public Task A_host_killed_under_load_loses_nothing_either_though_its_worker_lives_on_for_a_while() =>
        Live(worker: false, driver: true, kills: 1);

    [Fact]
    public Task Both_killed_under_load_lose_nothing_either() => Live(worker: true, driver: true, kills: 2);

    /// <summary>A process that was killed comes back. In one of the three tests it is killed again while it does.</summary>
    private async Task Live(bool worker, bool driver, int kills)
    {
        await using AzureHostRunning host = await AzureHostRunning.Prepare(azurite.ConnectionString);
        Senders senders = await Senders.Of(host);
        DriverOptions options = host.Options(durableOnAzurite: true);
        DriverProcess living = host.Use(await DriverProcess.Start(options));
        for (int kill = 0; kill < kills; kill++)
        {
            int wanted = senders.Answers + AnswersBetween, broken = senders.Refused.Count, lives = living.Workers.Count;
            await senders.SendUntil("answers to referrals", () => senders.Answers >= wanted);
            await senders.SendDuring(async () =>
            {
                if (driver)
                    await living.Kill();
                if (worker)
                    living.KillWorker();
                await host.Eventually("senders without an answer", () => Task.FromResult(senders.Refused.Count > broken));
            });
            if (driver)
            {
                DriverProcess orphaned = living;
                living = host.Use(await DriverProcess.Start(options));
                // Until now it may have finished its work while its successor ran.
                orphaned.KillWorker();
            }
            else
            {
                await host.Eventually("the next worker", () => Task.FromResult(living.Workers.Count > lives));
            }
        }
        int unknown = await senders.AllIsAsAnswered();
        Assert.InRange(unknown, 0, 2 * kills);
        output.WriteLine($"{kills} kills, {senders.Sent} referrals, {senders.Refused.Count} of them without an answer at first, "
            + $"{unknown} letters of which nobody knows");
    }

    [Fact]
    public async Task Two_that_start_at_once_on_the_same_storage_both_work_and_double_nothing()
    {
        await using AzureHostRunning host = await AzureHostRunning.Prepare(azurite.ConnectionString, createTables: false);
        DriverOptions options = host.Options(durableOnAzurite: true);
        DriverProcess[] both = await Task.WhenAll(DriverProcess.Start(options), DriverProcess.Start(options));
        Senders senders = await Senders.Of(host);
        foreach (DriverProcess one in both)
        {
            int wanted = senders.Answers + AnswersBetween;
            host.Use(one);
            await senders.SendUntil("answers to referrals", () => senders.Answers >= wanted);
        }
        Assert.Empty(senders.Refused);
        Assert.Equal(0, await senders.AllIsAsAnswered());
    }
}
