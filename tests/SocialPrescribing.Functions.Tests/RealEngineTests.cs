using System.Collections.Concurrent;
using System.Net.NetworkInformation;
using System.Threading.Channels;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;

namespace SocialPrescribing.Functions.Tests;

/// <summary>
/// The two orchestrations on the engine's own test host. It has only real time, so these tests cover what takes none: beginning, nudges and
/// ending. What takes days is tested in virtual time (<see cref="VirtualEngine"/>) and on the published worker.
/// </summary>
public sealed class RealEngineTests
{
    private const string Journey = "0199517260000000000000000000000a";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Records what the activities were asked, in order, and answers for them.</summary>
    private sealed class Work
    {
        private readonly ConcurrentQueue<string> _asked = [];
        private readonly Channel<string> _done = Channel.CreateUnbounded<string>();

        public Func<int, DateTime?> Next { get; init; } = _ => DateTime.UtcNow.AddDays(1);
        public IReadOnlyCollection<string> Asked => _asked;

        public DateTime? Do(string what)
        {
            _asked.Enqueue(what);
            _done.Writer.TryWrite(what);
            return Next(_asked.Count);
        }

        /// <summary>Waits until an activity is asked once more.</summary>
        public async Task IsAsked()
        {
            using CancellationTokenSource limit = new(Patience);
            await _done.Reader.ReadAsync(limit.Token);
        }
    }

    private static async Task<DurableTaskTestHost> Start(Work work) => await DurableTaskTestHost.StartAsync(
        tasks =>
        {
            tasks.AddOrchestratorFunc<Beat?>(JourneyOrchestration.Name, (context, _) => JourneyOrchestration.Run(context));
            // A lambda, because for a method group the Durable analysers look for the method's source, which is in another
            // project, and throw (AD0001).
            tasks.AddOrchestratorFunc(PostmanOrchestration.Name, context => PostmanOrchestration.Run(context));
            tasks.AddActivityFunc<string, DateTime?>(JourneyActivities.Advance, (_, journey) => work.Do(journey));
            tasks.AddActivityFunc<string?, DateTime?>(JourneyActivities.DrainOutbox, (_, _) => work.Do("drain"));
        },
        new DurableTaskTestHostOptions { Port = FreePort() });

    private static Task<string> Begin(DurableTaskTestHost host, string orchestration, string instance) =>
        host.Client.ScheduleNewOrchestrationInstanceAsync(
            orchestration, orchestration is JourneyOrchestration.Name ? new Beat(instance) : null, new StartOrchestrationOptions(instance));

    /// <summary>
    /// The test host would choose a port without checking that it is free. This one is free and below the range that systems use
    /// for outgoing connections.
    /// </summary>
    private static int FreePort()
    {
        HashSet<int> taken = [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(l => l.Port)];
        return Enumerable.Repeat(0, 100).Select(_ => Random.Shared.Next(11_000, 30_000)).First(port => !taken.Contains(port));
    }

    [Fact]
    public async Task A_journey_is_advanced_when_it_says_and_its_clock_ends_with_its_agenda()
    {
        Work work = new() { Next = asked => asked < 3 ? DateTime.UtcNow : null };
        await using DurableTaskTestHost host = await Start(work);
        await Begin(host, JourneyOrchestration.Name, Journey);
        using CancellationTokenSource limit = new(Patience);
        OrchestrationMetadata over = await host.Client.WaitForInstanceCompletionAsync(Journey, limit.Token);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, over.RuntimeStatus);
        Assert.Equal([Journey, Journey, Journey], work.Asked);
    }

    [Theory]
    [InlineData(JourneyOrchestration.Name, Journey)]
    [InlineData(PostmanOrchestration.Name, PostmanOrchestration.Instance)]
    public async Task A_nudge_wakes_what_would_sleep_until_tomorrow_as_often_as_it_comes(string orchestration, string instance)
    {
        Work work = new();
        await using DurableTaskTestHost host = await Start(work);
        await Begin(host, orchestration, instance);
        await work.IsAsked();
        for (int nudge = 0; nudge < 3; nudge++)
        {
            await host.Client.RaiseEventAsync(instance, JourneyOrchestration.Nudge);
            await work.IsAsked();
        }
        Assert.True((await host.Client.GetInstanceAsync(instance))!.IsRunning);
    }

    [Fact]
    public async Task A_burst_of_nudges_costs_a_few_rounds_and_the_last_of_them_is_not_lost()
    {
        int committed = 0, seen = -1;
        Work work = new()
        {
            Next = _ =>
            {
                Volatile.Write(ref seen, Volatile.Read(ref committed));
                return DateTime.UtcNow.AddDays(1);
            },
        };
        await using DurableTaskTestHost host = await Start(work);
        await Begin(host, JourneyOrchestration.Name, Journey);
        await work.IsAsked();
        const int burst = 50;
        for (int nudge = 1; nudge <= burst; nudge++)
        {
            Volatile.Write(ref committed, nudge);
            await host.Client.RaiseEventAsync(Journey, JourneyOrchestration.Nudge);
        }
        while (Volatile.Read(ref seen) < burst)
            await work.IsAsked();
        Assert.InRange(work.Asked.Count, 2, burst);
    }
}
