using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Retention;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Service.Watch;

/// <summary>
/// Runs every five minutes on both hosts and does what timers and nudges have missed: journeys whose time has passed, messages whose sender
/// died, records that have expired. So a lost alarm costs minutes, never a reminder.
/// </summary>
public sealed partial class Watch(
    IJourneyStore store, IOutbox outbox, IRegister register, IJourneyRuntime runtime, JourneyService journeys, Postman postman,
    Chores chores, BackgroundLoops loops, Keeping keeping, Clocks clocks, ILogger<Watch> log)
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5);
    private const int AtOnce = 1_000;
    private const int MostPurges = 100;
    private const int LookedAt = 500;
    /// <summary>Expired records are shown to nobody, so they need not be deleted at once: a search for them takes a quarter of
    /// a round.</summary>
    private static readonly TimeSpan PurgesEvery = TimeSpan.FromHours(1);

    private readonly Records<DateTimeOffset> _lastWatch = RecordKinds.LastWatch.Of(PortsJson.Default.DateTimeOffset).In(register);
    private readonly Records<ReachedJourney> _lookedThrough = RecordKinds.LookedThrough.Of(PortsJson.Default.ReachedJourney).In(register);
    private readonly UnreadableJourneys _unreadable = new(register, clocks);
    private System.Runtime.CompilerServices.StrongBox<(DateTimeOffset At, HealthFigures Figures)>? _lastRead;
    /// <summary>When the last purge was completed, in the machine's time.</summary>
    private DateTimeOffset? _purgedAt;

    /// <summary>Does one round. If a part of it fails, the other parts are still done, and then the failure is reported.</summary>
    public async Task<WatchReport> Look(CancellationToken cancellation)
    {
        if (await Standstill.IsOn(register, cancellation))
            return new WatchReport(0, 0, 0, 0, 0);
        List<Exception> problems = [];
        int advanced = 0, failed = 0;
        bool isAnyLate = true;
        IReadOnlyList<Guid>? unreadable = null;
        int repaired = await Count(() => store.Repair(clocks.MachineNow, cancellation));
        await Try(async () =>
        {
            IReadOnlyList<DueJourney> late = await store.DueBy(clocks.Now - Every, AtOnce, cancellation);
            isAnyLate = late.Count > 0;
            foreach (DueJourney due in late)
                (advanced, failed) = await Advance(due.Journey, cancellation) switch
                {
                    true => (advanced + 1, failed),
                    false => (advanced, failed + 1),
                    null => (advanced, failed),
                };
        });
        int recovered = await Count(() => postman.Recover(clocks.MachineNow, cancellation));
        foreach (Func<CancellationToken, Task> chore in chores.BeforeMail)
            await Try(() => chore(cancellation));
        await Try(() => SeeToMail(cancellation));
        await Try(async () => unreadable = await LookThrough(cancellation));
        int purged = await Count(() => Purge(cancellation));
        foreach (Func<CancellationToken, Task> chore in chores.AfterMail)
            await Try(() => chore(cancellation));
        await _lastWatch.Change(_ => clocks.MachineNow, cancellation);
        await Try(async () => Tell(await Health(isAnyLate, unreadable, cancellation)));
        WatchReport report = new(advanced, failed, recovered, purged, repaired);
        if (advanced + failed + recovered + repaired > 0)
            LogReport(log, advanced, failed, recovered, repaired);
        return problems is [] ? report : throw new AggregateException(problems);

        async Task Try(Func<Task> part)
        {
            try
            {
                await part();
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                LogPartFailed(log, Failure.Of(e));
                problems.Add(e);
            }
        }

        async Task<int> Count(Func<Task<int>> part)
        {
            int count = 0;
            await Try(async () => count = await part());
            return count;
        }
    }

    /// <summary>Logs each thing that needs a human as a message of its own, because alerts are made from them.</summary>
    private void Tell(HealthFigures figures)
    {
        if (figures.UnreadableJourneys.Count > 0)
            LogUnreadable(log, figures.UnreadableJourneys.Count);
        if (figures.OverdueJourneys > 0)
            LogOverdue(log, figures.OverdueJourneys);
        if (figures.MailIsLate)
            LogMailLate(log, figures.QueuedMessages);
        if (figures.StuckMessages > 0)
            LogMailStuck(log, figures.StuckMessages);
        if (figures.FailingLoops.Count > 0)
            LogLoops(log, string.Join(", ", figures.FailingLoops));
    }

    /// <returns>Whether it was advanced; null if it cannot be read.</returns>
    private async Task<bool?> Advance(Guid journey, CancellationToken cancellation)
    {
        try
        {
            (DateTimeOffset? next, bool isUnreadable) = await journeys.TryAdvance(journey, cancellation);
            if (isUnreadable)
                return null;
            // Its alarm clock has failed, or was never set, as after an import. So it is woken or started, and then keeps
            // the next time by itself.
            await runtime.Nudge(journey, next, cancellation);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(log, journey, Failure.Of(e));
            return false;
        }
    }

    /// <summary>Calls the postman. If it has done nothing for a whole round, the watch does its work.</summary>
    private async Task SeeToMail(CancellationToken cancellation)
    {
        if (await outbox.Waiting(clocks.MachineNow, 1, cancellation) is not [{ } first])
            return;
        await runtime.NudgePostman(cancellation);
        // In a demo the programme's clock runs fast. Then the watch only helps sooner.
        if (first.NotBefore is { } from ? clocks.MachineNow - from >= Every : clocks.Now - first.QueuedAt >= Every)
            await postman.Drain(cancellation);
    }

    /// <summary>
    /// A journey may sleep for weeks before anybody notices that it cannot be read. So each round reads some journeys, and all of them
    /// in turn.
    /// </summary>
    /// <returns>Those that are known to be unreadable.</returns>
    private async Task<IReadOnlyList<Guid>> LookThrough(CancellationToken cancellation)
    {
        HashSet<Guid> unreadable = [.. await _unreadable.LookAgain(store, cancellation)];
        Record<ReachedJourney>? before = await _lookedThrough.Get(cancellation);
        Guid? after = before?.Value.Last;
        int seen = 0;
        await foreach ((Guid journey, LoadedJourney loaded) in store.Each(after, cancellation).Take(LookedAt)
            .WithCancellation(cancellation))
        {
            (after, seen) = (journey, seen + 1);
            if (loaded is LoadedJourney.Found { Stored.State: var found })
                await keeping.Look(found, cancellation);
            if (loaded is not LoadedJourney.Unreadable)
                continue;
            await _unreadable.Note(journey, cancellation);
            unreadable.Add(journey);
        }
        ReachedJourney reached = new(seen < LookedAt ? null : after);
        // If another process was faster, it has read the same journeys.
        if (reached != before?.Value)
            await _lookedThrough.Put(reached, before?.Version ?? 0, cancellation);
        return [.. unreadable.Take(UnreadableJourneys.Most)];
    }

    /// <summary>Deletes expired records in small steps, so that nobody has to wait, and only so many in one round.</summary>
    private async Task<int> Purge(CancellationToken cancellation)
    {
        if (_purgedAt is { } last && (clocks.MachineNow - last).Duration() < PurgesEvery)
            return 0;
        int purged = 0, some = AtOnce;
        for (int step = 0; step < MostPurges && some == AtOnce; step++)
            purged += some = await register.Purge(clocks.MachineNow, AtOnce, cancellation);
        if (some < AtOnce)
            _purgedAt = clocks.MachineNow;
        return purged;
    }

    /// <summary>When the last round ended, in the machine's time; null before the first.</summary>
    public async Task<DateTimeOffset?> LastLook(CancellationToken cancellation) =>
        (await _lastWatch.Get(cancellation))?.Value;

    /// <summary>Since when the longest-waiting overdue journey has waited to be advanced; null if none is overdue.</summary>
    public async Task<DateTimeOffset?> OldestOverdue(CancellationToken cancellation) =>
        (await store.DueBy(clocks.Now - (2 * Every), 1, cancellation)) is [var first] ? first.Due : null;

    /// <summary>The figures that this process read last, and when (in the machine's time); null before the first.</summary>
    public (DateTimeOffset At, HealthFigures Figures)? LastRead => Volatile.Read(ref _lastRead)?.Value;

    public Task<HealthFigures> Health(CancellationToken cancellation) => Health(isAnyLate: true, null, cancellation);

    /// <param name="isAnyLate">False if the caller has just looked and nothing was late.</param>
    /// <param name="unreadable">Journeys that cannot be read, if the caller has just looked; null to look now.</param>
    private async Task<HealthFigures> Health(bool isAnyLate, IReadOnlyList<Guid>? unreadable, CancellationToken cancellation)
    {
        HealthFigures figures = await ReadHealth(isAnyLate, unreadable, cancellation);
        Volatile.Write(ref _lastRead, new((clocks.MachineNow, figures)));
        return figures;
    }

    private async Task<HealthFigures> ReadHealth(bool isAnyLate, IReadOnlyList<Guid>? unreadable, CancellationToken cancellation)
    {
        OutboxFigures mail = await outbox.Figures(cancellation);
        IReadOnlyList<QueuedMessage> stuck = await outbox.Stuck(clocks.MachineNow, AtOnce, cancellation);
        IReadOnlyList<DueJourney> overdue = isAnyLate ? await store.DueBy(clocks.Now - (2 * Every), AtOnce, cancellation) : [];
        return new HealthFigures(overdue.Count, stuck.Count, mail.Queued, mail.OldestQueued, mail.Failed, mail.Uncertain,
            await Standstill.Read(register, cancellation) is { IsOn: true } rest ? rest.Why : null)
        {
            OldestUrgent = mail.OldestUrgent,
            UnreadableJourneys = unreadable ?? await _unreadable.Known(cancellation),
            FailingLoops = loops.Failing,
            MailIsLate =
                clocks.Now - mail.OldestUrgent > HealthFigures.UrgentWithin || clocks.Now - mail.OldestQueued > HealthFigures.OthersWithin,
        };
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning,
        Message = "The watch advanced {Advanced} overdue journeys, failed on {Failed}, recovered {Recovered} messages, and repaired "
            + "{Repaired} commits")]
    private static partial void LogReport(ILogger log, int advanced, int failed, int recovered, int repaired);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Error,
        Message = "A part of the round of the watch failed; the others were done: {Failure}")]
    private static partial void LogPartFailed(ILogger log, string failure);

    [LoggerMessage(EventId = 3010, Level = LogLevel.Error,
        Message = "Attention: {Count} journeys cannot be read; /health/attention names them")]
    private static partial void LogUnreadable(ILogger log, int count);

    [LoggerMessage(EventId = 3011, Level = LogLevel.Error, Message = "Attention: {Count} journeys are overdue")]
    private static partial void LogOverdue(ILogger log, int count);

    [LoggerMessage(EventId = 3012, Level = LogLevel.Error, Message = "Attention: mail is late; {Count} messages wait")]
    private static partial void LogMailLate(ILogger log, int count);

    [LoggerMessage(EventId = 3013, Level = LogLevel.Error, Message = "Attention: {Count} messages are stuck")]
    private static partial void LogMailStuck(ILogger log, int count);

    [LoggerMessage(EventId = 3014, Level = LogLevel.Error, Message = "Attention: these fail again and again: {Loops}")]
    private static partial void LogLoops(ILogger log, string loops);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Error, Message = "Journey {Journey} could not be advanced: {Failure}")]
    private static partial void LogFailed(ILogger log, Guid journey, string failure);
}

public sealed record WatchReport(int Advanced, int Failed, int Recovered, int Purged, int Repaired);
