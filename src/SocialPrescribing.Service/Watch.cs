using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Moving;

namespace SocialPrescribing.Service;

/// <summary>
/// Comes by every ten minutes on both hosts and mends what timers and nudges have lost: journeys whose time has passed,
/// messages whose sender died, records that have expired. So losing an alarm costs minutes, never a reminder.
/// </summary>
public sealed partial class Watch(IJourneyStore store, IOutbox outbox, IRegister register, IJourneyRuntime runtime, JourneyService journeys, Postman postman, Digests digests, AlikeEntries entries, Clocks clocks, ILogger<Watch> log)
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    internal const string LastLookKey = "last-watch";
    private const int AtOnce = 1_000;
    private const int MostPurges = 100;

    /// <summary>One round.</summary>
    public async Task<WatchReport> Look(CancellationToken cancellation)
    {
        if (await Rest.IsOn(register, cancellation))
            return new WatchReport(0, 0, 0, 0, 0);
        int repaired = await store.Repair(clocks.MachineNow, cancellation);
        int advanced = 0, failed = 0;
        foreach (DueJourney due in await store.DueBy(clocks.Now - Every, AtOnce, cancellation))
        {
            try
            {
                DateTimeOffset? next = await journeys.Advance(due.Journey, cancellation);
                // Its alarm clock has failed, or was never set, as after an import: it is woken or started anew, so that it meets the next time by itself.
                await runtime.Nudge(due.Journey, next, cancellation);
                advanced++;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failed++;
                LogFailed(log, due.Journey, Failure.Of(e));
            }
        }
        int recovered = await postman.Recover(clocks.MachineNow, cancellation);
        await digests.Queue(cancellation);
        if ((await outbox.Waiting(clocks.MachineNow, 1, cancellation)).Count > 0)
            await runtime.NudgePostman(cancellation);
        int purged = await Purge(cancellation);
        await entries.Fill(cancellation);
        RegisterRecord? last = await register.Get(RecordKinds.Service, LastLookKey, cancellation);
        await register.Put(new RecordWrite(RecordKinds.Service, LastLookKey, clocks.MachineNow.ToString("O", System.Globalization.CultureInfo.InvariantCulture), last?.Version ?? 0), cancellation);
        WatchReport report = new(advanced, failed, recovered, purged, repaired);
        if (advanced + failed + recovered + repaired > 0)
            LogReport(log, advanced, failed, recovered, repaired);
        return report;
    }

    /// <summary>Expired records go in small steps, so that nobody waits behind them; a limit a round, so that the round ends.</summary>
    private async Task<int> Purge(CancellationToken cancellation)
    {
        int purged = 0, some = AtOnce;
        for (int step = 0; step < MostPurges && some == AtOnce; step++)
            purged += some = await register.Purge(clocks.MachineNow, AtOnce, cancellation);
        return purged;
    }

    /// <summary>When the last round ended, in the machine's time; null before the first.</summary>
    public async Task<DateTimeOffset?> LastLook(CancellationToken cancellation) =>
        await register.Get(RecordKinds.Service, LastLookKey, cancellation) is { } record ? DateTimeOffset.Parse(record.Json, System.Globalization.CultureInfo.InvariantCulture) : null;

    /// <summary>Since when the journey waits that has waited longest to be advanced by itself; null if none is overdue.</summary>
    public async Task<DateTimeOffset?> OldestOverdue(CancellationToken cancellation) =>
        (await store.DueBy(clocks.Now - (2 * Every), 1, cancellation)) is [var first] ? first.Due : null;

    public async Task<HealthFigures> Health(CancellationToken cancellation)
    {
        OutboxFigures mail = await outbox.Figures(cancellation);
        IReadOnlyList<QueuedMessage> stuck = await outbox.Stuck(clocks.MachineNow, AtOnce, cancellation);
        IReadOnlyList<DueJourney> overdue = await store.DueBy(clocks.Now - (2 * Every), AtOnce, cancellation);
        return new HealthFigures(overdue.Count, stuck.Count, mail.Queued, mail.OldestQueued, mail.Failed, mail.Uncertain,
            await Rest.Read(register, cancellation) is { IsOn: true } rest ? rest.Why : null);
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "The watch advanced {Advanced} overdue journeys, failed on {Failed}, recovered {Recovered} messages, and repaired {Repaired} commits")]
    private static partial void LogReport(ILogger log, int advanced, int failed, int recovered, int repaired);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Error, Message = "Journey {Journey} could not be advanced: {Failure}")]
    private static partial void LogFailed(ILogger log, Guid journey, string failure);
}

public sealed record WatchReport(int Advanced, int Failed, int Recovered, int Purged, int Repaired);

/// <param name="OverdueJourneys">Journeys whose next due time passed more than two rounds of the watch ago; 1,000 means at least that many.</param>
/// <param name="StuckMessages">Messages whose sender died and that nobody has looked after yet.</param>
/// <param name="Resting">Why nothing happens by itself and nothing is taken in; null as long as the service works.</param>
public sealed record HealthFigures(int OverdueJourneys, int StuckMessages, int QueuedMessages, DateTimeOffset? OldestQueued, int FailedMessages, int UncertainMessages, RestReason? Resting = null)
{
    public bool IsHealthy => OverdueJourneys is 0 && StuckMessages is 0 && Resting is null;
}

/// <summary>The service's own agenda: each working morning, everybody with tasks for the day gets them in one message, and providers are asked about entries that nobody has confirmed.</summary>
public sealed partial class Digests(IJourneyStore store, IOutbox outbox, IRegister register, IJourneyRuntime runtime, StaffDirectory staff, ActivityConfirmations confirmations, WeeklyFigures weeks, Pathway pathway, Clocks clocks, ILogger<Digests> log)
{
    private const string LastDay = "last-digest";
    private static readonly TimeOnly Morning = new(8, 0);

    /// <summary>The next morning on which digests go out.</summary>
    public async Task<DateTimeOffset> Next(CancellationToken cancellation)
    {
        DateOnly today = WorkingCalendar.LondonDate(clocks.Now);
        DateOnly first = await Last(cancellation) is { } last && last >= today ? last.AddDays(1) : today;
        return WorkingCalendar.London(pathway.Calendar.AddWorkingDays(first, 0), Morning);
    }

    /// <summary>Queues this morning's digests if they have not been; mornings that passed meanwhile are let go.</summary>
    public async Task Queue(CancellationToken cancellation)
    {
        DateTimeOffset now = clocks.Now;
        DateOnly today = WorkingCalendar.LondonDate(now);
        if (await Next(cancellation) > now || await Rest.IsOn(register, cancellation))
            return;
        string day = today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        DateTimeOffset tomorrow = WorkingCalendar.London(today.AddDays(1), TimeOnly.MinValue);
        await confirmations.Queue(cancellation);
        bool hasNotes = await confirmations.Notes(cancellation) > 0;
        foreach (StaffMember member in (await staff.All(cancellation)).Where(s => s.Enabled))
            if ((hasNotes && member.Role is StaffRole.Lead) || (await store.Tasks(new TaskQuery(member.Id, DueBefore: tomorrow, Most: 1), cancellation)).Items.Count > 0)
                await outbox.Queue(new QueuedMessage(Guid.Empty, $"digest/{member.Id}/{day}", MessageKind.Digest, day, member.Id, Messages.PriorityOf(MessageKind.Digest), now), cancellation);
        RegisterRecord? record = await register.Get(RecordKinds.Service, LastDay, cancellation);
        await register.Put(new RecordWrite(RecordKinds.Service, LastDay, day, record?.Version ?? 0), cancellation);
        await runtime.NudgePostman(cancellation);
        try
        {
            await weeks.Keep(cancellation);
        }
        // It reads everybody's journey. What goes wrong there costs a point in a chart and nothing else; tomorrow it is tried again.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNoFigures(log, Failure.Of(e));
        }
    }

    [LoggerMessage(EventId = 3003, Level = LogLevel.Error, Message = "The figures of the last week could not be kept: {Failure}")]
    private static partial void LogNoFigures(ILogger log, string failure);

    private async Task<DateOnly?> Last(CancellationToken cancellation) =>
        await register.Get(RecordKinds.Service, LastDay, cancellation) is { } record ? DateOnly.ParseExact(record.Json, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : null;
}
