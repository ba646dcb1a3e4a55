using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// Keeps the boards in agreement with the journeys and messages, which lie in other partitions. New rows are written before a change and
/// old ones are deleted after it, each in one transaction. So a journey is found by everything it says from the moment it says so, and a
/// crash leaves too many rows but never too few.
/// </summary>
/// <remarks>
/// A journey, its tasks and a message each store the keys of their board rows. A row whose key is not stored there is not shown, and is
/// deleted once it is older than <see cref="Patience"/>: until then the change that wrote it may still be under way. Some changes need more
/// than rows afterwards (messages for which the transaction had no room, records that report the commit). For these an announcement is
/// written with the rows, and <see cref="Repair(DateTimeOffset, CancellationToken)"/> finishes what a crash has left.
/// </remarks>
internal sealed partial class Boards(
    TableClient boards, TableClient journeys, TableRegister register, TableFacts facts, Clocks clocks, ILogger log)
{
    /// <summary>Longer than any change takes with all its retries: what is older was left behind by a crash.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private const int MostRepairs = 1_000;

    /// <summary>Rows that were written before this moment and are not current are left over.</summary>
    public string LeftBefore => TableKey.Time(clocks.MachineNow - Patience);

    /// <summary>A change whose new rows are written already.</summary>
    /// <param name="Message">The message, if the change is of one message alone.</param>
    /// <param name="At">When the rows were written, in the machine's time.</param>
    public sealed record Begun(BoardChange Change, string? Message, Announcement? Announcement, DateTimeOffset At);

    /// <summary>Writes the rows that are to come.</summary>
    /// <param name="isAnnounced">Whether something must follow the change even after a crash.</param>
    public async Task<Begun> Begin(BoardChange change, bool isAnnounced, string? message, int version, CancellationToken cancellation)
    {
        // Where rows come and others go, an announcement costs no extra request, and it prevents rows that are left over.
        Announcement? announcement = isAnnounced || change is { Come.Count: > 0, Gone.Count: > 0 }
            ? new(change.Owner, message, change.Signature, version, [.. change.Come.Select(c => c.Key), .. change.Gone]) : null;
        Begun begun = new(change, message, announcement, clocks.MachineNow);
        await Come(begun, cancellation);
        // If this took too long, somebody may have deleted the rows as left over. They must be there before the change: if this process
        // dies right after it, nobody writes them again.
        while (IsLate(begun))
        {
            begun = begun with { At = clocks.MachineNow };
            await Come(begun, cancellation);
        }
        return begun;
    }

    /// <summary>It took so long that somebody may have deleted the rows as left over.</summary>
    private bool IsLate(Begun begun) => begun.Change.Come.Count > 0 && clocks.MachineNow - begun.At >= Patience;

    /// <summary>The announcement is written first, because it names the rows that follow.</summary>
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
    /// Removes the rows of a change that did not go in. Usually somebody else was faster. But it may have gone in without an answer, and
    /// somebody else built on it before it was sent again. So the keys that the owner stores now decide which rows stay.
    /// </summary>
    public async Task Withdraw(Begun begun, CancellationToken cancellation)
    {
        HashSet<string> standing = await Standing(begun.Change.Owner, begun.Message, cancellation);
        IEnumerable<string> touched = begun.Change.Come.Select(c => c.Key).Concat(begun.Change.Gone);
        await Remove([.. touched.Where(k => !standing.Contains(k)), .. Announced(begun)], cancellation);
    }

    /// <summary>The keys that the owner stores now. A key is made for one change, so a key that is no longer stored never will
    /// be again.</summary>
    private async Task<HashSet<string>> Standing(Guid owner, string? message, CancellationToken cancellation) =>
        [.. (await journeys.Find(owner.ToString("N"), message is null ? JourneyPartition.State : JourneyPartition.Message(message),
            cancellation, OnBoards.Properties))?.Boards() ?? []];

    /// <summary>
    /// Follows a change that is in: writes what reports it, and then deletes the old rows. Tell the caller it is done only once all look-up
    /// rows are written; so if writing fails, the commit fails. Rows that could not be deleted harm nobody.
    /// </summary>
    /// <param name="happened">The row of the journal, for a commit.</param>
    /// <param name="alsoGone">Keys of rows that were written and turned out not to be needed.</param>
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

    /// <summary>The client reports the failures of all its retries together in an <see cref="AggregateException"/>.</summary>
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
    /// Finishes a commit whose request is repeated: the first process may have died half-way. The announcement stays, because that process
    /// may only be slow. The repair comes late enough to know.
    /// </summary>
    public async Task Complete(TableEntity happened, CancellationToken cancellation)
    {
        Guid owner = Guid.ParseExact(happened.PartitionKey, "N");
        if (happened.SignedWith() is { } signature
            && await boards.Find(BoardRow.Partition, Announcement.KeyOf(owner, signature), cancellation, ["Owner"]) is not null)
            await Follow(happened, cancellation);
    }

    /// <summary>Writes what follows a commit, whoever has begun it.</summary>
    private async Task Follow(TableEntity happened, CancellationToken cancellation)
    {
        await AddSurplus(happened, cancellation);
        await facts.Settle(Guid.ParseExact(happened.PartitionKey, "N"), cancellation);
        await register.Enter(JourneyPartition.ReadEntries(happened), isNew: false, cancellation);
    }

    /// <summary>Adds the messages for which the transaction had no room.</summary>
    private async Task AddSurplus(TableEntity happened, CancellationToken cancellation)
    {
        foreach (QueuedMessage message in JourneyPartition.ReadSurplus(happened))
            if (await journeys.Find(happened.PartitionKey, JourneyPartition.Message(message.Key), cancellation, ["Revision"]) is null)
                await Add(message, cancellation);
    }

    /// <summary>Adds a message with its rows. False if one with its key exists already.</summary>
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

    /// <summary>Failed messages are counted without being read one by one, so a row that is left over there would count for ever.</summary>
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
                // One failed repair must not stop the others.
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
        // The rows of a commit's messages belong to these messages. A row that does not is deleted when it is read.
        await Remove([.. left.Touched.Where(k => !standing.Contains(k) && !(isIn && BoardRow.IsOfMessage(k))), left.Key], cancellation);
    }

    [LoggerMessage(EventId = 6101, Level = LogLevel.Warning,
        Message = "The boards' rows of {Journey} were not finished; the watch will: {Failure}")]
    private static partial void LogLeft(ILogger log, Guid journey, string failure);
}
