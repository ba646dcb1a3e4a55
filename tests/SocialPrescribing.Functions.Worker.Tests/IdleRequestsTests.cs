using System.Collections.Concurrent;
using System.Globalization;
using DurableTask.AzureStorage;
using SocialPrescribing.Service.Staff;
using Xunit.Abstractions;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>
/// The requests to storage in a minute in which nothing happens, on the real engine with the settings of host.json. All are the engine's
/// own: it polls its queues and renews its leases. docs/operations.md works out costs from them.
/// </summary>
/// <remarks>Everything runs ten times as fast: the engine waits a tenth of each time, so a minute lasts six seconds.</remarks>
[Collection(nameof(RealTime))]
public sealed class IdleRequestsTests(Azurite azurite, ITestOutputHelper output)
{
    private const int Faster = 10, Minutes = 2;
    /// <summary>The length of a test hub's name.</summary>
    private const int HubName = 33;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1) / Faster;

    [Fact]
    public async Task An_idle_minute_asks_for_nothing_of_ours()
    {
        await using StorageProxy storage = await StorageProxy.Start(azurite);
        ConcurrentQueue<StorageRequest> asked = [];
        storage.Happens = request =>
        {
            asked.Enqueue(request);
            return Mishap.None;
        };
        await using AzureHostRunning host =
            await AzureHostRunning.Start(storage.ConnectionString, durableOnAzurite: true, change: AsPublishedButFaster);
        await host.AddStaff(StaffRole.LinkWorker, "Wendy Marsh");
        using HttpResponseMessage referred = await host.Refer(await host.KeyOfAnOrganisation(), AzureHostRunning.Referral());
        referred.EnsureSuccessStatusCode();
        await host.Eventually("its letters", () => Task.FromResult(host.Letters().Count >= 2));
        // A minute later the journey looks once more for others like it. After that the queues are polled less and less often.
        string journeys = host.Settings["SOCIAL_PRESCRIBING_ENVIRONMENT"] + "Journeys";
        host.Ahead(TimeSpan.FromMinutes(3));
        await host.FireTimer("Watch");
        await host.Eventually("nothing is asked of the journeys any more", async () =>
        {
            asked.Clear();
            await Task.Delay(Minute);
            return !asked.Any(r => r.Path.Contains(journeys, StringComparison.OrdinalIgnoreCase));
        });

        asked.Clear();
        await Task.Delay(Minutes * Minute);
        StorageRequest[] idle = [.. asked];
        foreach (IGrouping<string, StorageRequest> each in idle.GroupBy(r => $"{r.Service} {r.Method} {Name(r.Path)}").OrderBy(g => g.Key))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(double)each.Count() / Minutes,6:0.0} {each.Key}"));
        Assert.Equal([], idle.Where(r => IsOurs(r.Path)).Select(r => $"{r.Service} {r.Method} {Name(r.Path)}"));
        // Thirty polls a minute, and a few more at either end.
        Assert.InRange(idle.Count(r => r.Service is "Queue"), 1, (30 * Minutes) + 5);
        Assert.InRange(idle.Count(r => r.Service is "Table"), 1, (30 * Minutes) + 5);

        bool IsOurs(string path) => ((string[])["Journeys", "Boards", "Register"])
            .Any(table => path.Contains(host.Settings["SOCIAL_PRESCRIBING_ENVIRONMENT"] + table, StringComparison.OrdinalIgnoreCase));
    }

    private static void AsPublishedButFaster(Dictionary<string, string> settings)
    {
        AzureStorageOrchestrationServiceSettings published = PublishedTests.AsPublished;
        settings[AzureHostRunning.EngineOnStorage + "partitionCount"] = published.PartitionCount.ToString(CultureInfo.InvariantCulture);
        foreach ((string name, TimeSpan wait) in ((string, TimeSpan)[])[
            ("maxQueuePollingInterval", published.MaxQueuePollingInterval), ("leaseInterval", published.LeaseInterval),
            ("leaseRenewInterval", published.LeaseRenewInterval), ("leaseAcquireInterval", published.LeaseAcquireInterval)])
            settings[AzureHostRunning.EngineOnStorage + name] = (wait / Faster).ToString("c", CultureInfo.InvariantCulture);
    }

    /// <summary>The queue or table, without the name of this run's hub.</summary>
    private static string Name(string path)
    {
        string name = path.Split('/', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1)?.Split('(')[0] ?? path;
        return name.Length > HubName ? name[HubName..] : name;
    }
}
