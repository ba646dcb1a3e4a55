using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Reports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Service.Watch;

/// <summary>
/// What the service does by itself each working morning: it sends everybody who has tasks or visits on that day one message with all of
/// them, and asks providers about entries that nobody has confirmed.
/// </summary>
public sealed partial class Digests(
    IJourneyStore store, IOutbox outbox, IRegister register, IJourneyRuntime runtime, StaffDirectory staff,
    ActivityConfirmations confirmations, Volunteers volunteers, WeeklyFigures weeks, QuarterReports quarters,
    InForce<Pathway> pathways, Clocks clocks, ILogger<Digests> log)
{
    /// <summary>The most open tasks that test referrals can leave to one person.</summary>
    private const int MostTasksOfTests = 10;
    private static readonly TimeOnly Morning = new(8, 0);
    private readonly TestReferrals _tests = new(register, clocks);
    private readonly Records<DateOnly> _last = RecordKinds.LastDigest.Of(PortsJson.Default.DateOnly).In(register);

    /// <summary>The next morning on which digests go out.</summary>
    public async Task<DateTimeOffset> Next(CancellationToken cancellation)
    {
        DateOnly today = WorkingCalendar.LondonDate(clocks.Now);
        DateOnly first = await Last(cancellation) is { } last && last >= today ? last.AddDays(1) : today;
        return WorkingCalendar.London(pathways.Now.Calendar.AddWorkingDays(first, 0), Morning);
    }

    /// <summary>Queues this morning's digests if that was not done yet. Mornings that were missed are skipped.</summary>
    public async Task Queue(CancellationToken cancellation)
    {
        DateTimeOffset now = clocks.Now;
        DateOnly today = WorkingCalendar.LondonDate(now);
        if (await Next(cancellation) > now || await Standstill.IsOn(register, cancellation))
            return;
        MessageAbout.Day day = new(today);
        DateTimeOffset tomorrow = WorkingCalendar.London(today.AddDays(1), TimeOnly.MinValue);
        await confirmations.Queue(cancellation);
        bool hasNotes = await confirmations.Notes(cancellation) > 0 || await volunteers.RunningOut(cancellation) > 0;
        IReadOnlySet<Guid> tests = await _tests.AllCached(cancellation);
        IReadOnlyList<StaffMember> all = await staff.All(cancellation);
        foreach (StaffMember member in all.Where(s => s.Enabled))
            if ((hasNotes && member.Role is StaffRole.Lead)
                || (await store.Tasks(new TaskQuery(member.Id, DueBefore: tomorrow, Most: 1 + MostTasksOfTests), cancellation)).Items
                    .Any(t => !tests.Contains(t.Journey))
                // A meeting is nobody's task until it is over.
                || (member.SupportsPeople
                    && (await DiaryDays.Today(now, member.Id, store, cancellation))
                        .Concat(await DiaryDays.Covered(now, member, all, store, cancellation)).Any(e => !tests.Contains(e.Journey.Id))))
                await outbox.Queue(
                    QueuedMessage.OfTheService($"digest/{member.Id}/{day}", MessageKind.Digest, day, now, member.Id), cancellation);
        await quarters.Queue(cancellation);
        await _last.Change(_ => today, cancellation);
        await runtime.NudgePostman(cancellation);
        try
        {
            await weeks.Keep(cancellation);
        }
        // This reads every journey. A failure costs only a point in a chart, and it is tried again tomorrow.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNoFigures(log, Failure.Of(e));
        }
    }

    [LoggerMessage(EventId = 3003, Level = LogLevel.Error, Message = "The figures of the last week could not be kept: {Failure}")]
    private static partial void LogNoFigures(ILogger log, string failure);

    private async Task<DateOnly?> Last(CancellationToken cancellation) =>
        (await _last.Get(cancellation))?.Value;
}
