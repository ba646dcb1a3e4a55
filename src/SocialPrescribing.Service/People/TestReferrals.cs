using System.Text.Json.Serialization;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.People;

/// <param name="By">The member of staff who sent it.</param>
public sealed record TestReferral(string By, DateTimeOffset At)
{
    public DateTimeOffset? ThrownAwayAt { get; init; }
}

/// <summary>
/// The journeys that began with a referral sent only to try the service. No person is behind them, so figures, digests and exports
/// leave them out for ever.
/// </summary>
public sealed class TestReferrals(IRegister register, Clocks clocks)
{
    private readonly Records<TestReferral> _tests = RecordKinds.TestReferral.Of(TestReferralJson.Default.TestReferral).In(register);
    private Recent<IReadOnlySet<Guid>>? _cached;

    public async Task<IReadOnlyList<(Guid Journey, TestReferral Test)>> All(CancellationToken cancellation) =>
        [.. (await _tests.All(cancellation)).Select(r => (Guid.ParseExact(r.Key, "N"), r.Value))];

    /// <summary>Their ids, at most a minute old.</summary>
    public Task<IReadOnlySet<Guid>> AllCached(CancellationToken cancellation) => Ids.Get(cancellation);

    public async Task Mark(Guid journey, string by, CancellationToken cancellation)
    {
        await _tests.Add(journey.ToString("N"), new TestReferral(by, clocks.Now), cancellation);
        Ids.Forget();
    }

    public async Task Forget(Guid journey, CancellationToken cancellation) =>
        await _tests.Change(journey.ToString("N"), r => r is null ? null : r.Value with { ThrownAwayAt = clocks.Now }, cancellation);

    private Recent<IReadOnlySet<Guid>> Ids => LazyInitializer.EnsureInitialized(ref _cached, () => new(clocks,
        async cancellation => (await All(cancellation)).Select(t => t.Journey).ToHashSet()));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TestReferral))]
internal sealed partial class TestReferralJson : JsonSerializerContext;
