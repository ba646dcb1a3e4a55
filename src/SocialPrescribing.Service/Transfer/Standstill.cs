using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Transfer;

/// <summary>
/// Whether the service rests. Then nothing happens by itself, nothing is sent, and no command or referral is accepted. It rests when
/// an admin asks for it so that it can be copied, and while it is filled from such a copy. This is stored beside the data, so a
/// restart does not end it.
/// </summary>
public static class Standstill
{
    internal static RecordKind<RestState> Kind { get; } = RecordKinds.Standstill.Of(MovedJson.Default.RestState);

    /// <summary>The answer to commands and referrals meanwhile.</summary>
    public const string Sentence =
        "The service is being moved and takes nothing in for the moment. Nothing was changed; please try again later.";

    /// <summary>Long enough for everything to finish that was under way when the rest began.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    /// <summary>Why the service rests and how far an import has got; null if it never rested.</summary>
    public static async Task<RestState?> Read(IRegister register, CancellationToken cancellation) =>
        (await ReadVersion(register, cancellation)).State;

    public static async Task<bool> IsOn(IRegister register, CancellationToken cancellation) =>
        await Read(register, cancellation) is { IsOn: true };

    /// <summary>False while an import fills this service: nobody must copy it then.</summary>
    public static async Task<bool> Begin(IRegister register, Clocks clocks, CancellationToken cancellation)
    {
        (RestState? state, int version) = await ReadVersion(register, cancellation);
        return state?.Why is RestReason.Asked
            || ((state is not { IsOn: true } || state.Why is RestReason.Copy)
                && await Write(register, new RestState(RestReason.Asked, clocks.MachineNow), version, cancellation));
    }

    /// <summary>False during an import: a service that is half filled must not begin to act.</summary>
    public static async Task<bool> End(IRegister register, IJourneyStore store, IJourneyRuntime runtime, CancellationToken cancellation)
    {
        (RestState? state, int version) = await ReadVersion(register, cancellation);
        if (state?.Why is (RestReason.Asked or RestReason.Copy) && await Kind.In(register).Delete(version, cancellation))
            await Wake(store, runtime, cancellation);
        return state is not { Why: RestReason.Import or RestReason.Broken };
    }

    /// <summary>Puts the service to rest while everything is copied. Null if it already rests, or if another process was faster.</summary>
    public static async Task<RestState?> BeginCopy(IRegister register, Clocks clocks, CancellationToken cancellation)
    {
        (RestState? state, int version) = await ReadVersion(register, cancellation);
        RestState begun = new(RestReason.Copy, clocks.MachineNow);
        return state is not { IsOn: true } && await Write(register, begun, version, cancellation) ? begun : null;
    }

    /// <summary>Ends a rest that was begun for a copy, and no other.</summary>
    /// <param name="begunBefore">Ends it only if it began before this moment, because then its process has died.</param>
    public static async Task EndCopy(
        IRegister register, IJourneyStore store, IJourneyRuntime runtime, DateTimeOffset? begunBefore, CancellationToken cancellation)
    {
        (RestState? state, int version) = await ReadVersion(register, cancellation);
        if (state is { Why: RestReason.Copy, Since: var since } && (begunBefore is null || since < begunBefore)
            && await Kind.In(register).Delete(version, cancellation))
            await Wake(store, runtime, cancellation);
    }

    /// <summary>
    /// One nudge is enough for a runner that sleeps. On a host with a clock for each journey, the watch starts the others as they fall due.
    /// </summary>
    internal static async Task Wake(IJourneyStore store, IJourneyRuntime runtime, CancellationToken cancellation)
    {
        if (await store.DueBy(DateTimeOffset.MaxValue, 1, cancellation) is [{ } first])
            await runtime.Nudge(first.Journey, first.Due, cancellation);
        await runtime.NudgePostman(cancellation);
    }

    internal static async Task<(RestState? State, int Version)> ReadVersion(IRegister register, CancellationToken cancellation) =>
        await Kind.In(register).Get(cancellation) is { } record ? (record.Value, record.Version) : (null, 0);

    internal static Task<bool> Write(IRegister register, RestState state, int version, CancellationToken cancellation) =>
        Kind.In(register).Put(state, version, cancellation);
}

[JsonConverter(typeof(CamelCaseEnum<RestReason>))]
public enum RestReason
{
    /// <summary>An admin asked for it.</summary>
    Asked,
    /// <summary>An import is under way.</summary>
    Import,
    /// <summary>An import was refused half-way. What is here must not begin to act.</summary>
    Broken,
    /// <summary>An import is complete, and the service works.</summary>
    Imported,
    /// <summary>Everything is being copied, as every night. The rest ends by itself within minutes.</summary>
    Copy,
}

/// <param name="Since">In the machine's time.</param>
/// <param name="Import">How far the import has got.</param>
public sealed record RestState(RestReason Why, DateTimeOffset Since, MovedCounts? Import = null)
{
    [JsonIgnore]
    public bool IsOn => Why is not RestReason.Imported;
}
