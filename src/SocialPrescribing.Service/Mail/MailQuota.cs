using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Mail;

/// <summary>
/// Limits how much mail goes out, with one token bucket for the minute and one for the hour. They are kept in the register, so that
/// all senders share them.
/// </summary>
/// <param name="perMinute">0 for no limit.</param>
/// <param name="perHour">0 for no limit.</param>
public sealed class MailQuota(IRegister register, Clocks clocks, int perMinute, int perHour)
{
    /// <summary>Tokens come back in fractions, so a token that is almost whole counts as whole.</summary>
    private const double One = 1 - 1e-6;

    private readonly Records<State> _states = RecordKinds.Quota.Of(MailJson.Default.State).In(register);

    internal sealed record State(double Minute, double Hour, DateTimeOffset At, DateTimeOffset? BlockedUntil);

    /// <summary>Long enough that the quota is not read for every letter, and short enough to notice other senders.</summary>
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(10);

    /// <summary>The quota as it was last read or written. If another sender was faster since, its version has changed.</summary>
    private Known? _known;

    private sealed record Known(State State, int Version, DateTimeOffset ReadAt);

    /// <summary>Until when nothing may be sent; null if something may go now.</summary>
    /// <param name="afresh">False if the caller has just asked: then a quota that was read some seconds ago is good enough.</param>
    public async Task<DateTimeOffset?> BlockedUntil(CancellationToken cancellation, bool afresh = true)
    {
        DateTimeOffset now = clocks.MachineNow;
        if (afresh || _known is not { } known || now - known.ReadAt >= KnownFor || now < known.ReadAt)
        {
            Record<State>? record = await _states.Get(cancellation);
            known = new(record?.Value ?? New(now), record?.Version ?? 0, now);
        }
        _known = known;
        State state = At(now, known.State);
        DateTimeOffset? until = state.BlockedUntil > now ? state.BlockedUntil : null;
        if (perMinute > 0 && state.Minute < One)
            until = Later(until, now.AddMinutes((1 - state.Minute) / perMinute));
        if (perHour > 0 && state.Hour < One)
            until = Later(until, now.AddHours((1 - state.Hour) / perHour));
        return until;
    }

    public Task Take(CancellationToken cancellation) =>
        perMinute is 0 && perHour is 0
            ? Task.CompletedTask
            : Change(s => s with { Minute = perMinute is 0 ? 0 : s.Minute - 1, Hour = perHour is 0 ? 0 : s.Hour - 1 }, cancellation);

    /// <summary>The mail system asked to wait (Retry-After).</summary>
    public Task Block(DateTimeOffset until, CancellationToken cancellation) =>
        Change(s => s with { BlockedUntil = Later(s.BlockedUntil, until) }, cancellation);

    private async Task Change(Func<State, State> change, CancellationToken cancellation)
    {
        // The known state holds unless another sender has changed it.
        Known? known = _known;
        _known = null;
        DateTimeOffset now = clocks.MachineNow;
        if (known is not null && change(At(now, known.State)) is var next && await _states.Put(next, known.Version, cancellation))
            _known = known with { State = next, Version = known.Version + 1 };
        else if (await _states.Change(r => change(At(now, r?.Value ?? New(now))), cancellation) is { } changed)
            _known = new(changed.Value, changed.Version, now);
    }

    private State New(DateTimeOffset now) => new(perMinute, perHour, now, null);

    /// <summary>Adds the tokens that have come back since.</summary>
    private State At(DateTimeOffset now, State kept)
    {
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
