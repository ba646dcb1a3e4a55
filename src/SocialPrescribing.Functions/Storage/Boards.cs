using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// Keeps the boards right beside what they follow from, which lies in other partitions. New rows are written before a change and old ones
/// go after it, each in one transaction; so whatever a journey says is found from the moment it says so, and a crash leaves rows too many
/// and never one too few.
/// </summary>
/// <remarks>
/// A journey, its tasks and a message each hold the keys of the rows that stand for them. A row that is not among these is not shown, and
/// goes once it is older than <see cref="Patience"/>: until then the change that has written it may be on its way. Where something other
/// than rows is to follow (messages without room, records that tell of the commit), an announcement comes and goes with the rows, and
/// <see cref="Repair"/> finishes what a crash has left.
/// </remarks>
internal sealed partial class Boards(
    TableClient boards, TableClient journeys, TableRegister register, TableFacts facts, Clocks clocks, ILogger log)
{
    /// <summary>Longer than any change takes, with all that the client tries again: what is older was left behind.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private const int MostRepairs = 1_000;

    /// <summary>Rows that were written before this moment, and that nothing bears out, are left over.</summary>
    public string LeftBefore => TableKey.Time(clocks.MachineNow - Patience);

    /// <summary>A change whose rows are there already.</summary>
    /// <param name="Message">For a change of one message alone: which.</param>
    /// <param name="At">When they were written, in the machine's time.</param>
    public sealed record Begun(BoardChange Change, string? Message, Announcement? Announcement, DateTimeOffset At);

    /// <summary>Writes the rows that are to come.</summary>
    /// <param name="isAnnounced">Whether something has to follow that a crash must not keep from it.</param>
    public async Task<Begun> Begin(BoardChange change, bool isAnnounced, string? message, int version, CancellationToken cancellation)
    {
        // Where rows come and others go, it costs no request more, and nothing is left over.
        Announcement? announcement = isAnnounced || change is { Come.Count: > 0, Gone.Count: > 0 }
            ? new(change.Owner, message, change.Signature, version, [.. change.Come.Select(c => c.Key), .. change.Gone]) : null;
        Begun begun = new(change, message, announcement, clocks.MachineNow);
        await Come(begun, cancellation);
        // Held up meanwhile: the change may still go in and its process die before it has finished, and then nobody writes them again.
        while (IsLate(begun))
        {
            begun = begun with { At = clocks.MachineNow };
            await Come(begun, cancellation);
        }
        return begun;
    }

    /// <summary>It took so long that somebody may have taken the rows for left over.</summary>
    private bool IsLate(Begun begun) => begun.Change.Come.Count > 0 && clocks.MachineNow - begun.At >= Patience;

    /// <summary>The announcement goes first: it names what follows it.</summary>
    private async Task Come(Begun begun, CancellationToken cancellation)
    {
        IEnumerable<TableEntity> rows = begun.Change.Come.Select(c => c.Row.ToEntity(c.Key, begun.At));
        if (begun.Announcement is { } announcement)
            rows = rows.Prepend(announcement.ToEntity(begun.At));
        foreach (TableEntity[] some in rows.Chunk(Limits.MostRows))
            await boards.Submit([.. some.Select(r => new TableTransactionAction(TableTransactionActionType.UpsertReplace, r))],
                cancellation);
    }

    /// <summary>
    /// Somebody else was faster, so nothing came of it; or it was in and its answer was lost, and somebody else has built on it before it
    /// was sent again. What stands for the owner now says which rows are needed.
    /// </summary>
    public async Task Withdraw(Begun begun, CancellationToken cancellation)
    {
        HashSet<string> standing = await Standing(begun.Change.Owner, begun.Message, cancellation);
        IEnumerable<string> touched = begun.Change.Come.Select(c => c.Key).Concat(begun.Change.Gone);
        await Remove([.. touched.Where(k => !standing.Contains(k)), .. Announced(begun)], cancellation);
    }

    /// <summary>A key is made for one change: one that does not stand any more never will again.</summary>
    private async Task<HashSet<string>> Standing(Guid owner, string? message, CancellationToken cancellation) =>
        [.. (await journeys.Find(owner.ToString("N"), message is null ? JourneyPartition.State : JourneyPartition.Message(message),
            cancellation, OnBoards.Properties))?.Boards() ?? []];

    /// <summary>
    /// The change is in: what tells of it follows, and then the rows of before go. Whoever gave a command must not hear that it is done
    /// before all of that is there by which it is found, so for a commit a failure is theirs as well; rows too many are nobody's problem.
    /// </summary>
    /// <param name="happened">The line of the journal, for a commit.</param>
    /// <param name="alsoGone">Keys of rows that came and stand for nothing.</param>
    public async Task Finish(Begun begun, TableEntity? happened, IEnumerable<string> alsoGone)
    {
        if (IsLate(begun))
            await Come(begun with { At = clocks.MachineNow }, CancellationToken.None);
        if (happened is not null)
        {
            await AddSurplus(happened, CancellationToken.None);
            await register.Enter(JourneyPartition.ReadEntries(happened), isNew: true, CancellationToken.None);
        }
        try
        {
            await Remove([.. begun.Change.Gone, .. alsoGone, .. Announced(begun)], CancellationToken.None);
        }
        catch (Exception e) when (IsOfTheTables(e))
        {
            LogLeft(log, begun.Change.Owner, Failure.Of(e));
        }
    }

    /// <summary>The client tells of all its tries at once in an <see cref="AggregateException"/>.</summary>
    private static bool IsOfTheTables(Exception e) =>
        e is RequestFailedException or AggregateException or OperationCanceledException or IOException;

    private static IEnumerable<string> Announced(Begun begun) => begun.Announcement is { } announcement ? [announcement.Key] : [];

    private async Task Remove(IReadOnlyCollection<string> keys, CancellationToken cancellation)
    {
        foreach (string[] some in keys.Chunk(Limits.MostRows))
            await boards.Submit(
                [.. some.Select(
                    k => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(BoardRow.Partition, k), ETag.All))],
                    cancellation);
    }

    /// <summary>
    /// Finishes a commit that is asked for again: its first answer may not have come because its process died half-way. The announcement
    /// stays. Its owner may be slow and not dead, and only the repair is late enough to know.
    /// </summary>
    public async Task Complete(TableEntity happened, CancellationToken cancellation)
    {
        Guid owner = Guid.ParseExact(happened.PartitionKey, "N");
        if (happened.SignedWith() is { } signature
            && await boards.Find(BoardRow.Partition, Announcement.KeyOf(owner, signature), cancellation, ["Owner"]) is not null)
            await Follow(happened, cancellation);
    }

    /// <summary>Whoever has begun with it.</summary>
    private async Task Follow(TableEntity happened, CancellationToken cancellation)
    {
        await AddSurplus(happened, cancellation);
        await facts.Settle(Guid.ParseExact(happened.PartitionKey, "N"), cancellation);
        await register.Enter(JourneyPartition.ReadEntries(happened), isNew: false, cancellation);
    }

    /// <summary>The messages for which the transaction had no room.</summary>
    private async Task AddSurplus(TableEntity happened, CancellationToken cancellation)
    {
        foreach (QueuedMessage message in JourneyPartition.ReadSurplus(happened))
            if (await journeys.Find(happened.PartitionKey, JourneyPartition.Message(message.Key), cancellation, ["Revision"]) is null)
                await Add(message, cancellation);
    }

    /// <summary>Adds a message with its rows. False if there is one under its key already.</summary>
    public async Task<bool> Add(QueuedMessage message, CancellationToken cancellation)
    {
        string signature = Rows.NewSignature();
        BoardChange change = BoardChange.Of(message.Owner, signature, [], [], BoardRow.Of(message));
        Begun begun = await Begin(change, NeedsAnnouncement(change), message.Key, 0, cancellation);
        if (!await journeys.Add(JourneyPartition.MessageRow(message).WithBoards(change.After), signature, cancellation))
        {
            await Withdraw(begun, cancellation);
            return false;
        }
        await Finish(begun, null, []);
        return true;
    }

    /// <summary>What failed is counted and not looked at one by one: a row that is left over there would count for ever.</summary>
    public static bool NeedsAnnouncement(BoardChange change) => change.Come.Any(c => c.Row.Board is BoardRow.Failed or BoardRow.Uncertain);

    public async Task<int> Repair(DateTimeOffset now, CancellationToken cancellation)
    {
        int repaired = 0;
        string latest = TableKey.Time(now - Patience);
        string filter = BoardRow.Range(BoardRow.From(Announcement.Board), BoardRow.Behind(Announcement.Board))
            + TableClient.CreateQueryFilter($" and At le {latest}");
        await foreach (TableEntity row in boards.QueryAsync<TableEntity>(filter, MostRepairs, cancellationToken: cancellation))
        {
            Announcement left = Announcement.Read(row);
            try
            {
                await Repair(left, cancellation);
                repaired++;
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested && (IsOfTheTables(e) || StoredTexts.IsOfTheText(e)))
            {
                // One that cannot be repaired must not keep the others from it.
                LogLeft(log, left.Owner, Failure.Of(e));
            }
            if (repaired == MostRepairs)
                return repaired;
        }
        return repaired;
    }

    private async Task Repair(Announcement left, CancellationToken cancellation)
    {
        string partition = left.Owner.ToString("N");
        bool isIn = false;
        if (left.Message is null
            && await journeys.Find(partition, JourneyPartition.Event(left.Version), cancellation) is { } line
            && line.SignedWith() == left.Signature)
        {
            isIn = true;
            await Follow(line, cancellation);
        }
        HashSet<string> standing = await Standing(left.Owner, left.Message, cancellation);
        // The rows of a commit's messages stand for these; one that does not goes when it is seen.
        await Remove([.. left.Touched.Where(k => !standing.Contains(k) && !(isIn && BoardRow.IsOfMessage(k))), left.Key], cancellation);
    }

    [LoggerMessage(EventId = 6101, Level = LogLevel.Warning,
        Message = "The boards' rows of {Journey} were not finished; the watch will: {Failure}")]
    private static partial void LogLeft(ILogger log, Guid journey, string failure);
}
