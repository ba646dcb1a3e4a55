using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Mail;

/// <summary>How much mail may go out: a token bucket for the minute and one for the hour, kept in the register so that all senders share it.</summary>
/// <param name="perMinute">0 for no limit.</param>
/// <param name="perHour">0 for no limit.</param>
public sealed class MailQuota(IRegister register, Clocks clocks, int perMinute, int perHour)
{
    /// <summary>A token that is all but there is there: what comes back by the clock is not a round number.</summary>
    private const double One = 1 - 1e-6;

    private readonly Records<State> _states = RecordKinds.Quota.Of(MailJson.Default.State).In(register);

    internal sealed record State(double Minute, double Hour, DateTimeOffset At, DateTimeOffset? BlockedUntil);

    /// <summary>As it was asked whether something may go; whoever was faster since is noticed by the version.</summary>
    private (State State, int Version)? _asked;

    /// <summary>Until when nothing may be sent; null if something may go now.</summary>
    public async Task<DateTimeOffset?> BlockedUntil(CancellationToken cancellation)
    {
        DateTimeOffset now = clocks.MachineNow;
        Record<State>? record = await _states.Get(cancellation);
        State state = At(now, record);
        _asked = (state, record?.Version ?? 0);
        DateTimeOffset? until = state.BlockedUntil > now ? state.BlockedUntil : null;
        if (perMinute > 0 && state.Minute < One)
            until = Later(until, now.AddMinutes((1 - state.Minute) / perMinute));
        if (perHour > 0 && state.Hour < One)
            until = Later(until, now.AddHours((1 - state.Hour) / perHour));
        return until;
    }

    public Task Take(CancellationToken cancellation) =>
        perMinute is 0 && perHour is 0 ? Task.CompletedTask : Change(s => s with { Minute = perMinute is 0 ? 0 : s.Minute - 1, Hour = perHour is 0 ? 0 : s.Hour - 1 }, cancellation);

    /// <summary>The mail system asked to wait (Retry-After).</summary>
    public Task Block(DateTimeOffset until, CancellationToken cancellation) => Change(s => s with { BlockedUntil = Later(s.BlockedUntil, until) }, cancellation);

    private async Task Change(Func<State, State> change, CancellationToken cancellation)
    {
        // What was asked for just now is still so, unless somebody was faster.
        (State State, int Version)? asked = _asked;
        _asked = null;
        if (asked is not var (state, version) || !await _states.Put(change(state), version, cancellation))
            await _states.Change(record => change(At(clocks.MachineNow, record)), cancellation);
    }

    private State At(DateTimeOffset now, Record<State>? record)
    {
        if (record?.Value is not { } kept)
            return new State(perMinute, perHour, now, null);
        double minutes = Math.Max(0, (now - kept.At).TotalMinutes);
        return kept with
        {
            Minute = Math.Min(perMinute, kept.Minute + (minutes * perMinute)),
            Hour = Math.Min(perHour, kept.Hour + (minutes / 60 * perHour)),
            At = now,
        };
    }

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;
}
