using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service;

/// <summary>
/// Comes by every ten minutes on both hosts and mends what timers and nudges have lost: journeys whose time has passed,
/// messages whose sender died, records that have expired. So losing an alarm costs minutes, never a reminder.
/// </summary>
public sealed partial class Watch(IJourneyStore store, IOutbox outbox, IRegister register, IJourneyRuntime runtime, JourneyService journeys, Postman postman, Digests digests, Clocks clocks, ILogger<Watch> log)
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private const int AtOnce = 1_000;
    private const int MostPurges = 100;

    /// <summary>One round.</summary>
    public async Task<WatchReport> Look(CancellationToken cancellation)
    {
        int advanced = 0, failed = 0;
        foreach (DueJourney due in await store.DueBy(clocks.Now - Every, AtOnce, cancellation))
        {
            try
            {
                DateTimeOffset? next = await journeys.Advance(due.Journey, cancellation);
                // Its alarm clock has failed: it is woken or started anew, so that it meets the next time by itself.
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
        WatchReport report = new(advanced, failed, recovered, purged);
        if (advanced + failed + recovered > 0)
            LogReport(log, advanced, failed, recovered);
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

    public async Task<HealthFigures> Health(CancellationToken cancellation)
    {
        OutboxFigures mail = await outbox.Figures(cancellation);
        IReadOnlyList<QueuedMessage> stuck = await outbox.Stuck(clocks.MachineNow, AtOnce, cancellation);
        IReadOnlyList<DueJourney> overdue = await store.DueBy(clocks.Now - (2 * Every), AtOnce, cancellation);
        return new HealthFigures(overdue.Count, stuck.Count, mail.Queued, mail.OldestQueued, mail.Failed, mail.Uncertain);
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "The watch advanced {Advanced} overdue journeys, failed on {Failed}, and recovered {Recovered} messages")]
    private static partial void LogReport(ILogger log, int advanced, int failed, int recovered);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Error, Message = "Journey {Journey} could not be advanced: {Failure}")]
    private static partial void LogFailed(ILogger log, Guid journey, string failure);
}

public sealed record WatchReport(int Advanced, int Failed, int Recovered, int Purged);

/// <param name="OverdueJourneys">Journeys whose next due time passed more than two rounds of the watch ago; 1,000 means at least that many.</param>
/// <param name="StuckMessages">Messages whose sender died and that nobody has looked after yet.</param>
public sealed record HealthFigures(int OverdueJourneys, int StuckMessages, int QueuedMessages, DateTimeOffset? OldestQueued, int FailedMessages, int UncertainMessages)
{
    public bool IsHealthy => OverdueJourneys is 0 && StuckMessages is 0;
}

/// <summary>The service's own agenda: each working morning, everybody with tasks for the day gets them in one message, and providers are asked about entries that nobody has confirmed.</summary>
public sealed class Digests(IJourneyStore store, IOutbox outbox, IRegister register, IJourneyRuntime runtime, StaffDirectory staff, ActivityConfirmations confirmations, Pathway pathway, Clocks clocks)
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
        if (await Next(cancellation) > now)
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
    }

    private async Task<DateOnly?> Last(CancellationToken cancellation) =>
        await register.Get(RecordKinds.Service, LastDay, cancellation) is { } record ? DateOnly.ParseExact(record.Json, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : null;
}
