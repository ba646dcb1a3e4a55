using System.Globalization;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Watch;

/// <summary>The machine's clock was put forward (<paramref name="By"/> above zero; or it slept) or back.</summary>
/// <param name="Seen">When that was noticed, by the clock as it was after it.</param>
public sealed record ClockJump(TimeSpan By, DateTimeOffset Seen)
{
    /// <summary>By how much, without its direction: <c>45 minutes</c>, <c>26.5 hours</c>.</summary>
    public string HowFar => By.Duration() < TimeSpan.FromHours(2)
        ? string.Create(CultureInfo.InvariantCulture, $"{By.Duration().TotalMinutes:0} minutes")
        : string.Create(CultureInfo.InvariantCulture, $"{By.Duration().TotalHours:0.#} hours");
}

/// <summary>
/// Notices that the machine's clock jumps. Everything that falls due goes by it, so whoever runs the service has to look. A jump shows
/// against the machine's count of passing time: nobody can move that, and it stands still while the machine sleeps.
/// </summary>
public sealed partial class ClockJumps(Clocks clocks, ILogger<ClockJumps> log)
{
    /// <summary>Network time moves a clock by seconds, and not by more at once unless it was wrong.</summary>
    private static readonly TimeSpan _least = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _told = TimeSpan.FromHours(12);
    /// <summary>A clock that jumps again and again is told of by its last jumps.</summary>
    private const int Most = 4;

    private readonly Lock _looking = new();
    private readonly Queue<(ClockJump Jump, long At)> _jumps = [];
    private (DateTimeOffset Time, long At) _before = (clocks.MachineNow, clocks.Machine.GetTimestamp());

    /// <summary>Looks at the clock, and says how it has jumped in the last twelve hours.</summary>
    public IReadOnlyList<ClockJump> Look()
    {
        lock (_looking)
        {
            (DateTimeOffset time, long at) = (clocks.MachineNow, clocks.Machine.GetTimestamp());
            TimeSpan by = time - _before.Time - clocks.Machine.GetElapsedTime(_before.At, at);
            _before = (time, at);
            while (_jumps.TryPeek(out (ClockJump, long At) first) && clocks.Machine.GetElapsedTime(first.At, at) >= _told)
                _jumps.Dequeue();
            if (by.Duration() >= _least)
            {
                LogJump(log, (long)by.TotalMinutes);
                _jumps.Enqueue((new ClockJump(by, time), at));
                if (_jumps.Count > Most)
                    _jumps.Dequeue();
            }
            return [.. _jumps.Select(j => j.Jump)];
        }
    }

    [LoggerMessage(EventId = 3034, Level = LogLevel.Warning,
        Message = "The machine's clock jumped by {Minutes} minutes (below zero: back; above zero: forward, or the machine slept); whatever "
            + "falls due goes by it")]
    private static partial void LogJump(ILogger log, long minutes);
}
