using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using SocialPrescribing.Service.Ports;
using ETag = Azure.ETag;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// The ledger of messages. A message lies in its journey's partition, a message of the service itself in that of <see cref="Guid.Empty"/>.
/// Boards list what waits.
/// </summary>
internal sealed class TableOutbox(TableClient journeys, TableClient boards, Boards index) : IOutbox
{
    /// <summary>Counting stops here: beyond this only "many" matters.</summary>
    private const int MostCounted = 10_000;
    private const int MostAtOnce = 1_000;

    /// <summary>
    /// The ETag and boards of each message that was read or moved, for as long as somebody holds it. So the next move need not read
    /// it again.
    /// </summary>
    private readonly ConditionalWeakTable<QueuedMessage, HeldMessage> _held = [];

    private sealed record HeldMessage(ETag Read, IReadOnlyList<string> Boards);

    public Task<bool> Queue(QueuedMessage message, CancellationToken cancellation) => index.Add(message, cancellation);

    public async Task<QueuedMessage?> Move(
        QueuedMessage message, MessageStatus status, DateTimeOffset? notBefore, string? reason, DateTimeOffset at,
        CancellationToken cancellation)
    {
        QueuedMessage current = message;
        if (!_held.TryGetValue(message, out HeldMessage? held))
        {
            if (await journeys.Find(message.Owner.ToString("N"), JourneyPartition.Message(message.Key), cancellation) is not { } row
                || JourneyPartition.ReadMessage(row) is not { } there || there.Revision != message.Revision)
                return null;
            (current, held) = (there, new HeldMessage(row.ETag, row.Boards()));
        }
        QueuedMessage moved = current with
        {
            Status = status,
            NotBefore = notBefore,
            Reason = reason,
            MovedAt = at,
            Attempts = current.Attempts + (status is MessageStatus.Sending ? 1 : 0),
            Revision = current.Revision + 1,
        };
        string signature = Rows.NewSignature();
        // A claim only adds a row. Readers of the queue see in the message that it no longer waits.
        BoardChange change = status is MessageStatus.Sending
            ? BoardChange.Adding(message.Owner, signature, held.Boards, BoardRow.Sending, BoardRow.Of(moved))
            : BoardChange.Of(message.Owner, signature, BoardRow.Of(current), held.Boards, BoardRow.Of(moved));
        Boards.Begun begun = await index.Begin(change, Boards.NeedsAnnouncement(change), message.Key, 0, cancellation);
        if (await journeys.Replace(JourneyPartition.MessageRow(moved).WithBoards(change.After), held.Read, signature, cancellation)
            is not { } written)
        {
            await index.Withdraw(begun, cancellation);
            return null;
        }
        await index.Finish(begun, null, []);
        return Held(moved, new HeldMessage(written, change.After));
    }

    private QueuedMessage Held(QueuedMessage message, HeldMessage held)
    {
        _held.AddOrUpdate(message, held);
        return message;
    }

    private Task<List<QueuedMessage>> Read(string from, string behind, int most, MessageStatus status, CancellationToken cancellation) =>
        boards.True(BoardRow.Range(from, behind), most, index.LeftBefore, Current(status, cancellation), cancellation);

    public async Task<IReadOnlyList<QueuedMessage>> Waiting(DateTimeOffset now, int most, CancellationToken cancellation) =>
        await boards.True(MayGo(now), most, index.LeftBefore, Current(MessageStatus.Queued, cancellation), cancellation);

    public Task<(QueuedMessage? First, bool IsMore)> First(DateTimeOffset now, CancellationToken cancellation) =>
        boards.First(MayGo(now), index.LeftBefore, Current(MessageStatus.Queued, cancellation), cancellation);

    private static string MayGo(DateTimeOffset now) =>
        BoardRow.Range(BoardRow.From(BoardRow.Queued), BoardRow.Behind(BoardRow.Queued))
            + TableClient.CreateQueryFilter($" and NotBefore le {TableKey.Time(now)}");

    public async Task<DateTimeOffset?> NextWaiting(CancellationToken cancellation) =>
        await Read(BoardRow.From(BoardRow.Timed), BoardRow.Behind(BoardRow.Timed), 1, MessageStatus.Queued, cancellation) is [var first]
            ? first.NotBefore : null;

    public async Task<IReadOnlyList<QueuedMessage>> Stuck(DateTimeOffset now, int most, CancellationToken cancellation) => await Read(
        BoardRow.Behind(BoardRow.Sending, TableKey.Time(null)), BoardRow.Behind(BoardRow.Sending, TableKey.Time(now)), most,
        MessageStatus.Sending, cancellation);

    private Func<TableEntity, Task<Standing<QueuedMessage>>> Current(MessageStatus status, CancellationToken cancellation) => async row =>
        await journeys.Find(BoardRow.OwnerOf(row).ToString("N"), JourneyPartition.Message(row.GetString("Name")), cancellation)
            is not { } found ? new(null)
        // Only a newer version knows this kind of message. It waits for that version and does not hold up the others.
        : JourneyPartition.ReadMessage(found) is not { } message ? new(null, Stays: true)
        : found.Boards() is var standing && !standing.Contains(row.RowKey) ? new(null)
        : message.Status == status ? new(Held(message, new HeldMessage(found.ETag, standing))) : new(null, Stays: true);

    public async Task<IReadOnlyList<QueuedMessage>> Of(Guid owner, CancellationToken cancellation)
    {
        List<QueuedMessage> messages = [];
        string filter = JourneyPartition.RowsOf(owner, JourneyPartition.MessagesBegin);
        await foreach (TableEntity row in journeys.QueryAsync<TableEntity>(filter, MostAtOnce, cancellationToken: cancellation))
            if (JourneyPartition.ReadMessage(row) is { } message)
                messages.Add(message);
        return [.. messages.OrderBy(m => m.QueuedAt).ThenBy(m => m.Key, CodePoints.Order)];
    }

    public async Task<OutboxFigures> Figures(CancellationToken cancellation)
    {
        // Messages that are being sent still have their row in the queue.
        ILookup<string, TableEntity> boards = (await All(cancellation)).ToLookup(r => BoardRow.BoardOf(r.RowKey));
        TableEntity[] sending = [.. boards[BoardRow.Sending]];
        List<TableEntity> queued = [.. boards[BoardRow.Queued]];
        HashSet<(string, string)> onTheirWay = [.. sending.Select(NameOf)];
        queued.RemoveAll(r => onTheirWay.Contains(NameOf(r)));
        string behind = BoardRow.From(BoardRow.Queued, $"{OutboxFigures.LeastUrgent + 1:D2}-");
        return new OutboxFigures(
            queued.Count, Oldest(queued), sending.Length, boards[BoardRow.Failed].Count(), boards[BoardRow.Uncertain].Count())
        {
            // The queue is sorted by priority and then time, so the most urgent are counted even if there are too many to count.
            OldestUrgent = Oldest(queued.Where(r => string.CompareOrdinal(r.RowKey, behind) < 0)),
        };

        static (string, string) NameOf(TableEntity row) => (row.GetString("Owner"), row.GetString("Name"));
        static DateTimeOffset? Oldest(IEnumerable<TableEntity> rows) => TableKey.ReadTime(rows.Min(r => r.GetString("QueuedAt")));
    }

    /// <summary>
    /// The boards of messages lie together, so one query counts them all. If there are more than are counted, each board is queried
    /// by itself.
    /// </summary>
    private async Task<IReadOnlyList<TableEntity>> All(CancellationToken cancellation)
    {
        string[] all = [BoardRow.Failed, BoardRow.Queued, BoardRow.Sending, BoardRow.Uncertain];
        List<TableEntity> rows = await All(BoardRow.From(BoardRow.Failed), BoardRow.Behind(BoardRow.Uncertain), cancellation);
        if (rows.Count < MostCounted)
            return rows;
        return [.. (await Task.WhenAll(all.Select(b => All(BoardRow.From(b), BoardRow.Behind(b), cancellation)))).SelectMany(some => some)];
    }

    private async Task<List<TableEntity>> All(string from, string behind, CancellationToken cancellation) =>
        await boards.QueryAsync<TableEntity>(
        BoardRow.Range(from, behind), MostAtOnce, ["RowKey", "QueuedAt", "Owner", "Name"], cancellation).Take(MostCounted)
        .ToListAsync(cancellation);
}
