using System.Collections.Concurrent;
using System.Threading.Channels;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Local;

/// <summary>An alarm clock that a nudge can wake.</summary>
internal sealed class Alarm(TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private readonly Channel<byte> _nudges =
        Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Nudge() => _nudges.Writer.TryWrite(0);

    /// <summary>Sleeps until the time or the next nudge, whichever comes first, and never for more than an hour.</summary>
    public async Task Sleep(DateTimeOffset? until, CancellationToken stopping)
    {
        TimeSpan sleep = until is { } at && at - clock.GetUtcNow() < Longest ? at - clock.GetUtcNow() : Longest;
        if (sleep > TimeSpan.Zero)
        {
            using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            await Task.WhenAny(Task.Delay(sleep, clock, over.Token), _nudges.Reader.WaitToReadAsync(over.Token).AsTask());
            await over.CancelAsync();
        }
        stopping.ThrowIfCancellationRequested();
        _nudges.Reader.TryRead(out _);
    }
}

/// <summary>
/// The one-machine runtime. It sleeps until the earliest due time in the store's index and advances what is due. Sleeping journeys cost
/// nothing, because there are no timers for them.
/// </summary>
public sealed partial class Runner(Clocks clocks, IServiceProvider services, ILogger<Runner> log) : BackgroundService, IJourneyRuntime
{
    private const int AtOnce = 500;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(5);
    /// <summary>Another program may end the rest, and it cannot nudge this one.</summary>
    private static readonly TimeSpan WhileResting = TimeSpan.FromMinutes(1);

    private readonly Alarm _journeys = new(clocks.Programme);
    private readonly Alarm _mail = new(clocks.Machine);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _failing = [];
    private readonly BackgroundLoops _loops = services.GetRequiredService<BackgroundLoops>();
    private readonly ClockJumps _clockJumps = services.GetRequiredService<ClockJumps>();
    // In ticks, because commands on other threads read it.
    private long _wakesAt;

    public ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation)
    {
        if (due?.UtcTicks < Volatile.Read(ref _wakesAt))
            _journeys.Nudge();
        return ValueTask.CompletedTask;
    }

    public ValueTask NudgePostman(CancellationToken cancellation)
    {
        _mail.Nudge();
        return ValueTask.CompletedTask;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Keep(AdvanceJourneys, stoppingToken), Keep(DeliverMail, stoppingToken), Keep(Look, stoppingToken));

    /// <summary>Starts a failed loop again after a pause: the disk may be full only for a while.</summary>
    private async Task Keep(Func<CancellationToken, Task> loop, CancellationToken stopping)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await loop(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                _loops.Failed(loop.Method.Name);
                services.GetRequiredService<Health>().Doubt(e);
                LogLoopFailed(log, loop.Method.Name, Failure.Of(e));
                await Task.Delay(TimeSpan.FromSeconds(5), clocks.Machine, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        _loops.Ended(loop.Method.Name);
    }

    private async Task AdvanceJourneys(CancellationToken stopping)
    {
        IJourneyStore store = services.GetRequiredService<IJourneyStore>();
        Digests digests = services.GetRequiredService<Digests>();
        IRegister register = services.GetRequiredService<IRegister>();
        while (true)
        {
            if (await Standstill.IsOn(register, stopping))
            {
                Volatile.Write(ref _wakesAt, long.MaxValue);
                await _journeys.Sleep(clocks.Now + WhileResting, stopping);
                continue;
            }
            await AdvanceDue(store, stopping);
            _loops.Worked(nameof(AdvanceJourneys));
            DateTimeOffset digest = await digests.Next(stopping);
            if (digest <= clocks.Now)
            {
                await digests.Queue(stopping);
                continue;
            }
            // This is set before the index is read. So a commit in between with an earlier due time knows that it must nudge.
            Volatile.Write(ref _wakesAt, long.MaxValue);
            DateTimeOffset next = await NextDue(store, stopping) is { } due && due < digest ? due : digest;
            Volatile.Write(ref _wakesAt, next.UtcTicks);
            await _journeys.Sleep(next, stopping);
        }
    }

    /// <summary>The earliest due time. For a journey that failed, the time when it is tried again counts.</summary>
    private async Task<DateTimeOffset?> NextDue(IJourneyStore store, CancellationToken stopping)
    {
        if (_failing.IsEmpty)
            return await store.NextDue(stopping);
        IReadOnlyList<DueJourney> first = await store.DueBy(DateTimeOffset.MaxValue, _failing.Count + 1, stopping);
        return first.Count is 0
            ? null
            : first.Min(d => _failing.TryGetValue(d.Journey, out DateTimeOffset again) && again > d.Due ? again : d.Due);
    }

    /// <summary>Advances until nothing is due. A journey that fails is left alone for a while, so that it does not hold up
    /// the others.</summary>
    public async Task<int> AdvanceDue(IJourneyStore store, CancellationToken stopping)
    {
        JourneyService journeys = services.GetRequiredService<JourneyService>();
        int advanced = 0;
        while (true)
        {
            DateTimeOffset now = clocks.Now;
            IReadOnlyList<DueJourney> due = await store.DueBy(now, AtOnce + _failing.Count, stopping);
            DueJourney[] ready = [.. due.Where(d => !_failing.TryGetValue(d.Journey, out DateTimeOffset again) || again <= now)];
            if (ready.Length is 0 || await Standstill.IsOn(services.GetRequiredService<IRegister>(), stopping))
            {
                // A journey that is no longer due was advanced by somebody else.
                foreach (Guid journey in _failing.Keys.Except(due.Select(d => d.Journey)))
                    _failing.TryRemove(journey, out _);
                return advanced;
            }
            // Many run at once, so that one fsync serves many commits.
            await Parallel.ForEachAsync(ready, new ParallelOptions { MaxDegreeOfParallelism = 128, CancellationToken = stopping },
                async (d, cancellation) =>
            {
                try
                {
                    if (await journeys.TryAdvance(d.Journey, cancellation) is { IsUnreadable: true })
                        _failing[d.Journey] = now + PauseAfterFailure;
                    else
                        _failing.TryRemove(d.Journey, out _);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    _failing[d.Journey] = now + PauseAfterFailure;
                    LogJourneyFailed(log, d.Journey, Failure.Of(e));
                }
            });
            advanced += ready.Length;
        }
    }

    private async Task DeliverMail(CancellationToken stopping)
    {
        Postman postman = services.GetRequiredService<Postman>();
        // Only one program serves a folder, so whatever is still marked as being sent was interrupted by a crash.
        await postman.Recover(DateTimeOffset.MaxValue, stopping);
        while (true)
        {
            DateTimeOffset? next = await postman.Drain(stopping);
            _loops.Worked(nameof(DeliverMail));
            await _mail.Sleep(next, stopping);
        }
    }

    private async Task Look(CancellationToken stopping)
    {
        Watch watch = services.GetRequiredService<Watch>();
        using PeriodicTimer timer = new(Watch.Every, clocks.Machine);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            _clockJumps.Look();
            await watch.Look(stopping);
            _loops.Worked(nameof(Look));
        }
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Error, Message = "{Loop} failed and starts again in five seconds: {Failure}")]
    private static partial void LogLoopFailed(ILogger log, string loop, string failure);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Error,
        Message = "Journey {Journey} could not be advanced; it is tried again in five minutes: {Failure}")]
    private static partial void LogJourneyFailed(ILogger log, Guid journey, string failure);
}
