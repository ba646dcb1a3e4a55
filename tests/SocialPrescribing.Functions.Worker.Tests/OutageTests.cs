using System.Net;
using Xunit.Abstractions;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>
/// Storage fails, throttles, or does its work while its answers are lost. Senders are told when to come back, nothing that was answered is
/// lost, and nothing is done twice.
/// </summary>
[Collection(nameof(RealTime))]
public sealed class OutageTests(Azurite azurite, ITestOutputHelper output)
{
    private const int Answers = 6;
    /// <summary>A minute of real time, because the tests cover what the engine, the clients and the worker do when they give up
    /// after so long.</summary>
    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);
    /// <summary>The one postman has one letter in hand and tries again once or twice while the trouble lasts.</summary>
    private const int MostInHand = 3;

    [Fact]
    public Task Storage_that_is_away_for_a_minute_costs_senders_a_wait_and_nothing_else() =>
        Trouble(Mishap.Cut, of: _ => true, lasts: AMinute);

    [Fact]
    public Task Tables_that_throttle_cost_senders_a_wait_and_nothing_else() =>
        Trouble(Mishap.Busy, of: request => request.Service is "Table");

    [Fact]
    public Task Tables_whose_answers_are_lost_double_nothing() =>
        Trouble(Mishap.AnswerLost, of: request => request.Service is "Table" && request.Method is not "GET");

    /// <summary>
    /// The trouble meets every request until some senders have noticed, and then every tenth. Or it lasts for a given time, while
    /// senders go on, and then ends.
    /// </summary>
    private async Task Trouble(Mishap mishap, Func<StorageRequest, bool> of, TimeSpan? lasts = null)
    {
        await using StorageProxy storage = await StorageProxy.Start(azurite);
        await using AzureHostRunning host = await AzureHostRunning.Start(storage.ConnectionString, durableOnAzurite: true);
        Senders senders = await Senders.Of(host);
        await senders.SendUntil("answers before", () => senders.Answers >= Answers);
        Assert.Empty(senders.Refused);
        await senders.SendDuring(async () =>
        {
            storage.Happens = request => of(request) ? mishap : Mishap.None;
            await Task.Delay(lasts ?? TimeSpan.Zero);
            await host.Eventually("senders who are told to come back", () => Task.FromResult(senders.Refused.Count >= Answers));
            int asked = 0;
            storage.Happens = request => lasts is null && of(request) && Interlocked.Increment(ref asked) % 10 is 0 ? mishap : Mishap.None;
            int wanted = senders.Answers + Answers;
            await host.Eventually("answers afterwards", () => Task.FromResult(senders.Answers >= wanted));
        });
        storage.Happens = _ => Mishap.None;
        await Expect(senders);
    }

    private async Task Expect(Senders senders)
    {
        // docs/api.md: the service is busy. The sender waits for Retry-After and repeats under the same key.
        Refusal busy = new(HttpStatusCode.ServiceUnavailable, "busy", WaitIsSaid: true);
        Assert.All(senders.Refused, refused => Assert.Equal(busy, refused));
        int unknown = await senders.AllIsAsAnswered();
        Assert.InRange(unknown, 0, MostInHand);
        output.WriteLine($"{senders.Sent} referrals, {senders.Refused.Count} of them told to come back, "
            + $"{unknown} letters of which nobody knows");
    }
}
