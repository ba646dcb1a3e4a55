using Azure.Data.Tables;
using SocialPrescribing.Service;

namespace SocialPrescribing.Functions.Storage;

/// <summary>The send ledger. A message stands in its journey's partition, the service's own in that of <see cref="Guid.Empty"/>; boards say what waits.</summary>
internal sealed class TableOutbox(TableClient journeys, TableClient boards, Boards index) : IOutbox
{
    /// <summary>Figures count no further: beyond this only "many" matters.</summary>
    private const int MostCounted = 10_000;
    private const int MostAtOnce = 1_000;

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
        if (await journeys.Find(message.Owner.ToString("N"), JourneyPartition.Message(message.Key), cancellation) is not { } read
            || JourneyPartition.ReadMessage(read) is not { } current || current.Revision != message.Revision)
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
        Announcement announcement = await index.Announce(message.Owner, message.Key, before, after, 0, cancellation);
        if (!await journeys.Change(JourneyPartition.MessageRow(moved), read.ETag, TableUpdateMode.Replace, announcement.Signature, cancellation))
        {
            await index.Withdraw(announcement, cancellation);
            return null;
        }
        await index.Follow(announcement, before, after, null, () => journeys.IsSignedWith(read.PartitionKey, read.RowKey, announcement.Signature, CancellationToken.None));
        return moved;
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
        : BoardRow.Of(message).Any(r => r.Key == (row.PartitionKey, row.RowKey)) ? new(message) : new(null);

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
        (int queued, DateTimeOffset? oldest) = await Count(BoardRow.Queued, cancellation);
        (int sending, _) = await Count(BoardRow.Sending, cancellation);
        (int failed, _) = await Count(BoardRow.Failed, cancellation);
        (int uncertain, _) = await Count(BoardRow.Uncertain, cancellation);
        return new OutboxFigures(queued, oldest, sending, failed, uncertain) { OldestUrgent = await OldestUrgent(cancellation) };
    }

    /// <summary>The rows stand in the order of priority and time, so the first of each priority is its oldest.</summary>
    private async Task<DateTimeOffset?> OldestUrgent(CancellationToken cancellation)
    {
        DateTimeOffset? oldest = null;
        for (int priority = 0; priority <= OutboxFigures.LeastUrgent; priority++)
        {
            string filter = TableClient.CreateQueryFilter($"PartitionKey eq {BoardRow.Queued} and RowKey ge {$"{priority:D2}-"} and RowKey lt {TableKey.Behind($"{priority:D2}-")}");
            await foreach (TableEntity row in boards.QueryAsync<TableEntity>(filter, 1, ["QueuedAt"], cancellation))
            {
                if (TableKey.ReadTime(row.GetString("QueuedAt")) is { } at && (oldest is null || at < oldest))
                    oldest = at;
                break;
            }
        }
        return oldest;
    }

    private async Task<(int Count, DateTimeOffset? Oldest)> Count(string partition, CancellationToken cancellation)
    {
        int count = 0;
        DateTimeOffset? oldest = null;
        await foreach (TableEntity row in boards.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), MostAtOnce, ["QueuedAt"], cancellation))
        {
            if (TableKey.ReadTime(row.GetString("QueuedAt")) is { } at && (oldest is null || at < oldest))
                oldest = at;
            if (++count == MostCounted)
                break;
        }
        return (count, oldest);
    }
}
