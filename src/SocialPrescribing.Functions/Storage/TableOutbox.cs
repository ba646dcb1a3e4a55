using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using SocialPrescribing.Service.Ports;
using ETag = Azure.ETag;

namespace SocialPrescribing.Functions.Storage;

/// <summary>The send ledger. A message stands in its journey's partition, the service's own in that of <see cref="Guid.Empty"/>; boards say what waits.</summary>
internal sealed class TableOutbox(TableClient journeys, TableClient boards, Boards index) : IOutbox
{
    /// <summary>Figures count no further: beyond this only "many" matters.</summary>
    private const int MostCounted = 10_000;
    private const int MostAtOnce = 1_000;

    /// <summary>How a message that somebody has read or moved stood then, for as long as they hold it: the next move need not look again.</summary>
    private readonly ConditionalWeakTable<QueuedMessage, StrongBox<ETag>> _held = [];

    public async Task<bool> Queue(QueuedMessage message, CancellationToken cancellation)
    {
        BoardRow[] after = [.. BoardRow.Of(message)];
        TableEntity row = JourneyPartition.MessageRow(message);
        Announcement announcement = await index.Announce(message.Owner, message.Key, [], after, 0, cancellation);
        if (!await journeys.Add(row, announcement.Signature, cancellation))
        {
            await index.Withdraw(announcement, cancellation);
            return false;
        }
        await index.Follow(announcement, [], after, null, () => journeys.IsSignedWith(row.PartitionKey, row.RowKey, announcement.Signature, CancellationToken.None));
        return true;
    }

    public async Task<QueuedMessage?> Move(QueuedMessage message, MessageStatus status, DateTimeOffset? notBefore, string? reason, DateTimeOffset at, CancellationToken cancellation)
    {
        (QueuedMessage current, ETag read) = (message, default);
        if (_held.TryGetValue(message, out StrongBox<ETag>? held))
            read = held.Value;
        else if (await journeys.Find(message.Owner.ToString("N"), JourneyPartition.Message(message.Key), cancellation) is { } row
            && JourneyPartition.ReadMessage(row) is { } there && there.Revision == message.Revision)
            (current, read) = (there, row.ETag);
        else
            return null;
        QueuedMessage moved = current with
        {
            Status = status,
            NotBefore = notBefore,
            Reason = reason,
            MovedAt = at,
            Attempts = current.Attempts + (status is MessageStatus.Sending ? 1 : 0),
            Revision = current.Revision + 1,
        };
        BoardRow[] before = [.. BoardRow.Of(current)], after = [.. BoardRow.Of(moved)];
        TableEntity to = JourneyPartition.MessageRow(moved);
        // What is settled well is on no board any more and never comes back to the one of its claim, so a crash before the row goes leaves one that goes when it is seen.
        if (status is MessageStatus.Sent or MessageStatus.Dropped && before.All(r => r.Partition is BoardRow.Sending))
        {
            if (await journeys.Replace(to, read, Rows.NewSignature(), cancellation) is not { } settled)
                return null;
            await index.Leave(message.Owner, before);
            return Held(moved, settled);
        }
        Announcement announcement = await index.Announce(message.Owner, message.Key, before, after, 0, cancellation);
        if (await journeys.Replace(to, read, announcement.Signature, cancellation) is not { } written)
        {
            await index.Withdraw(announcement, cancellation);
            return null;
        }
        await index.Follow(announcement, before, after, null, () => journeys.IsSignedWith(to.PartitionKey, to.RowKey, announcement.Signature, CancellationToken.None));
        return Held(moved, written);
    }

    private QueuedMessage Held(QueuedMessage message, ETag read)
    {
        _held.AddOrUpdate(message, new StrongBox<ETag>(read));
        return message;
    }

    public async Task<IReadOnlyList<QueuedMessage>> Waiting(DateTimeOffset now, int most, CancellationToken cancellation) =>
        await boards.True(TableClient.CreateQueryFilter($"PartitionKey eq {BoardRow.Queued} and NotBefore le {TableKey.Time(now)}"), most, Current(cancellation), cancellation);

    public async Task<DateTimeOffset?> NextWaiting(CancellationToken cancellation) =>
        await boards.True(TableClient.CreateQueryFilter($"PartitionKey eq {BoardRow.Timed}"), 1, Current(cancellation), cancellation) is [var first] ? first.NotBefore : null;

    public async Task<IReadOnlyList<QueuedMessage>> Stuck(DateTimeOffset now, int most, CancellationToken cancellation) =>
        await boards.True(
            TableClient.CreateQueryFilter($"PartitionKey eq {BoardRow.Sending} and RowKey gt {TableKey.Behind(TableKey.Time(null))} and RowKey lt {TableKey.Behind(TableKey.Time(now))}"), most, Current(cancellation), cancellation);

    private Func<TableEntity, Task<Standing<QueuedMessage>>> Current(CancellationToken cancellation) => async row =>
        await journeys.Find(BoardRow.OwnerOf(row).ToString("N"), JourneyPartition.Message(row.GetString("Name")), cancellation) is not { } found ? new(null)
        // Of a kind that only a newer version knows: it waits for that one and holds up nobody.
        : JourneyPartition.ReadMessage(found) is not { } message ? new(null, Stays: true)
        : BoardRow.Of(message).Any(r => r.Key == (row.PartitionKey, row.RowKey)) ? new(Held(message, found.ETag)) : new(null);

    public async Task<IReadOnlyList<QueuedMessage>> Of(Guid owner, CancellationToken cancellation)
    {
        List<QueuedMessage> messages = [];
        string filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {owner.ToString("N")} and RowKey ge {JourneyPartition.MessagesBegin} and RowKey lt {TableKey.Behind(JourneyPartition.MessagesBegin)}");
        await foreach (TableEntity row in journeys.QueryAsync<TableEntity>(filter, MostAtOnce, cancellationToken: cancellation))
            if (JourneyPartition.ReadMessage(row) is { } message)
                messages.Add(message);
        return [.. messages.OrderBy(m => m.QueuedAt).ThenBy(m => m.Key, CodePoints.Order)];
    }

    public async Task<OutboxFigures> Figures(CancellationToken cancellation)
    {
        (int queued, DateTimeOffset? oldest, DateTimeOffset? oldestUrgent) = await Count(BoardRow.Queued, cancellation);
        (int sending, _, _) = await Count(BoardRow.Sending, cancellation);
        (int failed, _, _) = await Count(BoardRow.Failed, cancellation);
        (int uncertain, _, _) = await Count(BoardRow.Uncertain, cancellation);
        return new OutboxFigures(queued, oldest, sending, failed, uncertain) { OldestUrgent = oldestUrgent };
    }

    /// <summary>What waits stands in the order of priority and time, so the most urgent are counted whatever else there is.</summary>
    private async Task<(int Count, DateTimeOffset? Oldest, DateTimeOffset? OldestUrgent)> Count(string partition, CancellationToken cancellation)
    {
        int count = 0;
        DateTimeOffset? oldest = null, urgent = null;
        string behind = $"{OutboxFigures.LeastUrgent + 1:D2}-";
        await foreach (TableEntity row in boards.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), MostAtOnce, ["RowKey", "QueuedAt"], cancellation))
        {
            if (TableKey.ReadTime(row.GetString("QueuedAt")) is { } at)
            {
                oldest = oldest is null || at < oldest ? at : oldest;
                urgent = string.CompareOrdinal(row.RowKey, behind) < 0 && (urgent is null || at < urgent) ? at : urgent;
            }
            if (++count == MostCounted)
                break;
        }
        return (count, oldest, urgent);
    }
}
