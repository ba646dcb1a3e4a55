using System.Text.Json;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Service.Mail;

/// <summary>
/// Drains the outbox: most urgent first and within the quota. Each message is claimed before it is handed over. Just before it goes, its
/// journey says whether it still makes sense.
/// </summary>
public sealed partial class Postman(
    IOutbox outbox, IRegister register, IJourneyStore store, JourneyService journeys, StaffDirectory staff,
    ActivityConfirmations confirmations, MeetingLists lists, ILetterWriter writer, IMailer mailer, MailQuota quota,
    InForce<Pathway> pathways, Clocks clocks,
    ILogger<Postman> log)
{
    /// <summary>How long a claim lasts before its sender counts as dead. Longer than any mail system takes to answer.</summary>
    public static readonly TimeSpan ClaimLasts = TimeSpan.FromMinutes(5);
    private const int MostAttempts = 12;
    private const int RecoveredAtOnce = 500, MostRecovered = 10_000;

    private readonly Addressees _addressees = new(staff, confirmations, lists, register, pathways, clocks);
    private readonly UnreadableJourneys _unreadable = new(register, clocks);

    /// <summary>How long a message that is being handed over may still take once the service is told to stop.</summary>
    private static readonly TimeSpan PatienceAtStop = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private static readonly TimeSpan WhileResting = TimeSpan.FromMinutes(1);
    /// <summary>Much shorter than the wait before a rest begins, which lets what is under way finish.</summary>
    private static readonly TimeSpan AskedForRest = TimeSpan.FromSeconds(5);
    /// <summary>After a repair or with a newer version, a journey may be readable again.</summary>
    private static readonly TimeSpan WhileUnreadable = TimeSpan.FromMinutes(10);
    /// <summary>Hosts limit how long a function may run. If they end it while it sends, the outcome is uncertain.</summary>
    private static readonly TimeSpan LongestRound = TimeSpan.FromMinutes(5);

    /// <summary>Sends what may be sent, for some minutes at most.</summary>
    /// <returns>When there will be something to send again, in the machine's time; null if nothing waits.</returns>
    public async Task<DateTimeOffset?> Drain(CancellationToken cancellation)
    {
        using CancellationTokenSource giveUp = new();
        using CancellationTokenRegistration stop = cancellation.Register(() => giveUp.CancelAfter(PatienceAtStop));
        DateTimeOffset ends = clocks.MachineNow + LongestRound;
        DateTimeOffset? worksUntil = null;
        for (bool isFirst = true; clocks.MachineNow < ends; isFirst = false)
        {
            cancellation.ThrowIfCancellationRequested();
            // Messages are fetched one by one: an urgent one must not wait behind others that were fetched earlier.
            (QueuedMessage? first, bool isMore) = await outbox.First(clocks.MachineNow, cancellation);
            if (first is not { } message)
                return await outbox.NextWaiting(cancellation);
            if (worksUntil is null || clocks.MachineNow >= worksUntil)
            {
                if (await Standstill.IsOn(register, cancellation))
                    return clocks.MachineNow + WhileResting;
                worksUntil = clocks.MachineNow + AskedForRest;
            }
            if (await quota.BlockedUntil(cancellation, afresh: isFirst) is { } until)
                return until;
            // From here on the message is finished even if the service shuts down: half a delivery is worse than a short wait.
            try
            {
                string? came = await Tracing.Within(Tracing.Letter, message.Owner, message.Kind.ToString(),
                    () => Deliver(message, giveUp.Token), came => came);
                // Whoever queues another message calls us again.
                if (!isMore && came is nameof(MailOutcome.Accepted))
                    return await outbox.NextWaiting(cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                await SetAside(message, e);
            }
        }
        return clocks.MachineNow;
    }

    /// <summary>
    /// Settles messages whose sender died, so that nobody knows whether they went out. Some may be sent again. The others are
    /// recorded as uncertain.
    /// </summary>
    /// <param name="claimedUntil">Claims that end before this moment belong to a dead sender.</param>
    public async Task<int> Recover(DateTimeOffset claimedUntil, CancellationToken cancellation)
    {
        int recovered = 0;
        HashSet<(Guid, string)> seen = [];
        while (seen.Count < MostRecovered)
        {
            // Messages that could not be moved come first again. Each is tried once a round, so that the round ends.
            QueuedMessage[] stuck =
                [.. (await outbox.Stuck(claimedUntil, RecoveredAtOnce + seen.Count, cancellation)).Where(m => seen.Add((m.Owner, m.Key)))];
            if (stuck is [] || await Standstill.IsOn(register, cancellation))
                break;
            foreach (QueuedMessage message in stuck)
            {
                try
                {
                    // The call has returned, so there is nothing to wait for.
                    if (await Unsure(message, "the sender stopped on the way", TimeSpan.Zero, cancellation))
                        recovered++;
                }
                catch (Exception e) when (!cancellation.IsCancellationRequested)
                {
                    LogSetAside(log, message.Kind, message.Owner, Failure.Of(e));
                }
            }
        }
        return recovered;
    }

    /// <summary>Postpones a message that failed for a reason of its own. If it was claimed already, its claim ends later and it is
    /// recovered then.</summary>
    /// <remarks>If even this fails, the store is away, and nothing else can go on either.</remarks>
    private async Task SetAside(QueuedMessage message, Exception e)
    {
        LogSetAside(log, message.Kind, message.Owner, Failure.Of(e));
        await outbox.Move(message, MessageStatus.Queued, clocks.MachineNow + WhileUnreadable, "it failed before it was sent", clocks.Now,
            CancellationToken.None);
    }

    /// <param name="giveUp">Cancels only the handing over, and only if nothing was handed over yet.</param>
    /// <returns>The outcome; null if another sender has the message.</returns>
    private async Task<string?> Deliver(QueuedMessage waiting, CancellationToken giveUp)
    {
        CancellationToken cancellation = CancellationToken.None;
        LoadedJourney? owner = waiting.Owner == Guid.Empty ? null : await store.Load(waiting.Owner, cancellation);
        if (owner is LoadedJourney.Unreadable)
        {
            await _unreadable.Note(waiting.Owner, cancellation);
            // The message is not claimed, because nothing was tried. Other messages go on.
            await outbox.Move(waiting, MessageStatus.Queued, clocks.MachineNow + WhileUnreadable, "its journey cannot be read", clocks.Now,
                cancellation);
            return nameof(LoadedJourney.Unreadable);
        }
        if (await outbox.Move(waiting, MessageStatus.Sending, clocks.MachineNow + ClaimLasts, null, clocks.Now, cancellation)
            is not { } message)
            return null;
        Journey? journey = (owner as LoadedJourney.Found)?.Stored.State;
        if (owner?.IsNothing() is true)
        {
            await Finish(message, MessageStatus.Dropped, "there is no such journey", cancellation);
            return nameof(MessageStatus.Dropped);
        }
        if (journey is not null
            && Messages.WhyNoLonger(journey, message.Kind, message.Key, message.About, clocks.Now, pathways.Now) is { } why)
        {
            await Return(message, MessageStatus.Dropped, why, cancellation);
            return nameof(MessageStatus.Dropped);
        }

        // For its own messages the journey has decided that.
        if (journey is null && MessageType.Of(message.Kind).IsOfYesterday(message.What, clocks.Now))
        {
            await Finish(message, MessageStatus.Dropped, Messages.Reasons.Overtaken, cancellation);
            return nameof(MessageStatus.Dropped);
        }

        (string? address, StaffMember? reader) = await _addressees.Of(message, journey, cancellation);
        if (address is null)
        {
            if (MessageType.Of(message.Kind).IsAddressedByRecord)
            {
                await Finish(message, MessageStatus.Dropped, Messages.Reasons.Overtaken, cancellation);
                return nameof(MessageStatus.Dropped);
            }
            bool isForRole = message.Staff is null && Addressees.IsForRole(message.Kind);
            await (isForRole
                ? FanOut(message, cancellation)
                : Return(message, MessageStatus.Failed, Messages.Reasons.NoChannel, cancellation));
            return isForRole ? "ToEachOfTheRole" : nameof(MessageStatus.Failed);
        }
        if (await HandOver(message, journey, address, reader, giveUp) is not { } outcome)
        {
            await Return(message, MessageStatus.Failed, Messages.Reasons.ActivityChanged, cancellation);
            return nameof(MessageStatus.Failed);
        }
        string came = outcome.GetType().Name;
        LogOutcome(log, message.Kind, came, message.Attempts);
        TellWhyNotTaken(outcome);
        Tracing.CountLetter(message.Kind, came);
        await Record(message, outcome, cancellation);
        return came;
    }

    private static MailOutcome.Unavailable NotWritten { get; } = new("it could not be put into words");

    /// <returns>Null where a human has to tell it.</returns>
    private async Task<MailOutcome?> HandOver(
        QueuedMessage message, Journey? journey, string address, StaffMember? reader, CancellationToken giveUp)
    {
        Letter letter;
        try
        {
            WritingOutcome outcome = await writer.Write(message, journey, address, reader, CancellationToken.None);
            if (outcome is WritingOutcome.ForAHuman)
                return null;
            if (outcome is WritingOutcome.Gone { Lacks: var lacks })
            {
                LogNotWritten(log, message.Kind, message.Owner, $"nothing is known of {lacks}");
                return NotWritten;
            }
            letter = ((WritingOutcome.Written)outcome).Letter;
        }
        catch (Exception e)
        {
            // One message that cannot be put into words must not hold up all others. After the last try a human is asked.
            LogNotWritten(log, message.Kind, message.Owner, Failure.Of(e));
            return NotWritten;
        }
        await quota.Take(CancellationToken.None);
        try
        {
            return await mailer.Deliver($"{message.Owner:N}/{message.Key}", letter, giveUp);
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            return new MailOutcome.Unavailable("the service was stopping");
        }
        catch (Exception e)
        {
            // Nobody knows whether the letter was handed over.
            LogMailerFailed(log, message.Kind, message.Owner, Failure.Of(e));
            return new MailOutcome.Uncertain("the mailer failed");
        }
    }

    private Task Record(QueuedMessage message, MailOutcome outcome, CancellationToken cancellation) => outcome.Do(new AfterMail(
        Accepted: () => Finish(message, MessageStatus.Sent, null, cancellation),
        Throttled: until => Throttle(message, until, cancellation),
        Unavailable: why => message.Attempts >= MostAttempts ? Return(message, MessageStatus.Failed, why, cancellation)
            : outbox.Move(message, MessageStatus.Queued, clocks.MachineNow + Pause(message.Attempts), why, clocks.Now, cancellation),
        Refused: () => Return(message, MessageStatus.Failed, Messages.Reasons.Refused, cancellation),
        Uncertain: why => Unsure(message, why, Pause(message.Attempts), cancellation)));

    private async Task Throttle(QueuedMessage message, DateTimeOffset asked, CancellationToken cancellation)
    {
        // Without a lower limit the postman would ask again and again. Without an upper limit one wrong answer could stop
        // all mail for too long.
        DateTimeOffset now = clocks.MachineNow;
        DateTimeOffset until = asked < now + ShortestWait ? now + ShortestWait : asked > now + LongestWait ? now + LongestWait : asked;
        await quota.Block(until, cancellation);
        await outbox.Move(message, MessageStatus.Queued, until, "throttled", clocks.Now, cancellation);
    }

    /// <returns>Whether the ledger was changed.</returns>
    private async Task<bool> Unsure(QueuedMessage message, string reason, TimeSpan pause, CancellationToken cancellation) =>
        Messages.MayRepeat(message.Kind) && message.Attempts < MostAttempts
            ? await outbox.Move(message, MessageStatus.Queued, clocks.MachineNow + pause, reason, clocks.Now, cancellation) is not null
            : await Return(message, MessageStatus.Uncertain, Messages.Reasons.Uncertain, cancellation);

    /// <summary>First tells the journey, so that a human does what the mail could not. Then closes the message in the ledger.</summary>
    private async Task<bool> Return(QueuedMessage message, MessageStatus status, string why, CancellationToken cancellation)
    {
        if (message.Owner != Guid.Empty && await journeys.Do(
            message.Owner, new Messages.ReportUndelivered(message.Key, message.Kind, message.About, why), Actor.System,
            UndeliveredId(message.Key), null, cancellation) is CommandResult.Refused)
        {
            // The journey was too busy for the report. The ledger stays open, as after a crash, and the report is repeated.
            return false;
        }
        return await Finish(message, status, why, cancellation);
    }

    /// <summary>A message may come back twice in different ways. It is still one command.</summary>
    internal static string UndeliveredId(string key) => "undelivered-" + HexDigest.Of(key)[..40];

    private async Task<bool> Finish(QueuedMessage message, MessageStatus status, string? reason, CancellationToken cancellation) =>
        await outbox.Move(message, status, null, reason, clocks.Now, cancellation) is not null;

    private async Task FanOut(QueuedMessage message, CancellationToken cancellation)
    {
        IReadOnlyList<QueuedMessage> each = await _addressees.ToEach(message, cancellation);
        foreach (QueuedMessage one in each)
            await outbox.Queue(one, cancellation);
        if (each.Count is 0)
            LogNobody(log, message.Kind);
        await Finish(message, each.Count is 0 ? MessageStatus.Failed : MessageStatus.Sent,
            each.Count is 0 ? "nobody has this role" : "to each of the role", cancellation);
    }

    private static TimeSpan Pause(int attempts) => TimeSpan.FromMinutes(Math.Min(60, Math.Pow(2, Math.Max(0, attempts - 1))));
}
