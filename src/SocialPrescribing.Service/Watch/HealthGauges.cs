using System.Diagnostics.Metrics;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Watch;

/// <summary>
/// The figures of <c>/health/attention</c> as metrics. They are the figures that the watch, or a request for health, read last; nothing is
/// read for the metrics. Figures that are too old are left out, because a number that never changes looks healthy.
/// </summary>
/// <remarks>On Azure the watch runs on one instance at a time, so only some instances have figures. Take the greatest.</remarks>
public sealed class HealthGauges : IDisposable
{
    /// <summary>Three rounds of the watch.</summary>
    public static readonly TimeSpan Lasts = 3 * Watch.Every;

    private readonly Meter _meter = new(Tracing.Name);
    private readonly Watch _watch;
    private readonly Clocks _clocks;

    public HealthGauges(Watch watch, Clocks clocks)
    {
        (_watch, _clocks) = (watch, clocks);
        Gauge("journeys.overdue", "{journey}", "Journeys whose time has passed and that were not advanced.", f => f.OverdueJourneys);
        Gauge("journeys.unreadable", "{journey}", "Journeys that cannot be read.", f => f.UnreadableJourneys.Count);
        Gauge("letters.queued", "{letter}", "Letters that wait.", f => f.QueuedMessages);
        Gauge("letters.failed", "{letter}", "Letters that were refused for good.", f => f.FailedMessages);
        Gauge("letters.uncertain", "{letter}", "Letters of which nobody knows whether they arrived.", f => f.UncertainMessages);
        Gauge("letters.stuck", "{letter}", "Letters whose sender died.", f => f.StuckMessages);
        Gauge("letters.late", "1", "1 where letters wait for too long.", f => f.MailIsLate ? 1 : 0);
        Gauge("letters.oldest", "s", "How long the letter waits that has waited longest.", f => SecondsSince(f.OldestQueued));
        Gauge("loops.failing", "{loop}", "Loops of this process that fail again and again.", f => f.FailingLoops.Count);
        Gauge("resting", "1", "1 while the service rests.", f => f.Resting is null ? 0 : 1);
        Gauge("attention", "1", "1 while something needs a human.", f => f.IsHealthy ? 0 : 1);
    }

    /// <summary>For tests: hosts in one process have gauges of the same names.</summary>
    public Meter Meter => _meter;

    public void Dispose() => _meter.Dispose();

    private void Gauge(string name, string unit, string description, Func<HealthFigures, long> figure) => _meter.CreateObservableGauge(
        $"social_prescribing.{name}",
        () => Known is { } figures ? [new Measurement<long>(figure(figures))] : Array.Empty<Measurement<long>>(), unit, description);

    private long SecondsSince(DateTimeOffset? then) => then is { } since ? Math.Max(0, (long)(_clocks.Now - since).TotalSeconds) : 0;

    private HealthFigures? Known => _watch.LastRead is var (at, figures) && (_clocks.MachineNow - at).Duration() < Lasts ? figures : null;
}
