using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// Keeps the boards' rows after what they follow from. They cannot be written in the same transaction, so each change is announced beforehand by a
/// row of its own in one of 16 partitions; that row goes once the boards are right, and where a crash has left one, <see cref="Repair"/> finishes.
/// </summary>
/// <remarks>
/// An announcement names the board rows that the change touches, so that a repair can also remove what is out of date. Whoever was overtaken by
/// another change while writing says everything again as it is by then: so the last to finish leaves the boards right.
/// </remarks>
internal sealed partial class Boards(TableClient boards, TableClient journeys, TableRegister register, Clocks clocks, ILogger log)
{
    /// <summary>Longer than any change takes, with all that the client tries again: what is older was left behind.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private const int MostRepairs = 1_000;
    private const int MostRounds = 10;

    /// <summary>Announces a change of a journey, or of one message.</summary>
    public async Task<Announcement> Announce(Guid owner, string? message, IReadOnlyCollection<BoardRow> before, IReadOnlyCollection<BoardRow> after, int version, CancellationToken cancellation)
    {
        Announcement announcement = new(owner, message, Rows.NewSignature(), version, [.. before.Except(after).Concat(after.Except(before)).Select(r => r.Key).Distinct()]);
        await boards.UpsertEntityAsync(announcement.ToEntity(clocks.MachineNow), TableUpdateMode.Replace, cancellation);
        return announcement;
    }

    /// <summary>Nothing came of it.</summary>
    public Task Withdraw(Announcement announcement, CancellationToken cancellation) => boards.Remove(announcement.Partition, announcement.Row, ETag.All, cancellation);

    /// <summary>
    /// The change is in: brings the boards after it, and then the records that tell of it. What fails here is finished by the repair, because the change
    /// stands either way. But whoever gave a command must not hear that it is done before it is found, so for a commit the failure is theirs as well.
    /// </summary>
    /// <param name="happened">The line of the journal, for a commit.</param>
    /// <param name="isNewest">Whether nobody has changed it since.</param>
    public async Task Follow(Announcement announcement, IReadOnlyCollection<BoardRow> before, IReadOnlyCollection<BoardRow> after, TableEntity? happened, Func<Task<bool>> isNewest)
    {
        try
        {
            if (happened is not null)
                await AddSurplus(happened, CancellationToken.None);
            await Write([.. before.Select(r => r.Key).Except(after.Select(r => r.Key))], [.. after.Except(before)], CancellationToken.None);
            if (happened is not null)
                await register.Enter(JourneyPartition.ReadEntries(happened), isNew: true, CancellationToken.None);
            if (await isNewest() || await Refresh(announcement, CancellationToken.None))
                await Withdraw(announcement, CancellationToken.None);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or OperationCanceledException or IOException)
        {
            LogLeft(log, announcement.Owner, Failure.Of(e));
            if (happened is not null)
                throw;
        }
    }

    /// <summary>Takes rows off that nothing bears out any more. One that stays for now goes when it is seen.</summary>
    public async Task Leave(Guid owner, IReadOnlyCollection<BoardRow> rows)
    {
        try
        {
            await Write([.. rows.Select(r => r.Key)], [], CancellationToken.None);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or OperationCanceledException or IOException)
        {
            LogLeft(log, owner, Failure.Of(e));
        }
    }

    /// <summary>
    /// Finishes a commit that is asked for again: its first answer may not have come because its process died half-way. The announcement stays. Its owner may
    /// be slow and not dead, and only the repair is late enough to know.
    /// </summary>
    public async Task Complete(TableEntity happened, CancellationToken cancellation)
    {
        Guid owner = Guid.ParseExact(happened.PartitionKey, "N");
        if (happened.SignedWith() is not { } signature
            || await boards.Find(Announcement.PartitionOf(owner), Announcement.RowOf(owner, signature), cancellation) is not { } announced)
            return;
        await Finish(Announcement.Read(announced), happened, cancellation);
    }

    /// <summary>Does what follows from a change outside its transaction, whoever has begun with it. False if the journey never stood still.</summary>
    /// <param name="happened">The line of the journal, for a commit.</param>
    private async Task<bool> Finish(Announcement announcement, TableEntity? happened, CancellationToken cancellation)
    {
        if (happened is not null)
            await AddSurplus(happened, cancellation);
        bool isRight = await Refresh(announcement, cancellation);
        if (happened is not null)
            await register.Enter(JourneyPartition.ReadEntries(happened), isNew: false, cancellation);
        return isRight;
    }

    /// <summary>The messages for which the transaction had no room. They come before the boards, which follow from them as well.</summary>
    private async Task AddSurplus(TableEntity happened, CancellationToken cancellation)
    {
        foreach (QueuedMessage message in JourneyPartition.ReadSurplus(happened))
            if (await journeys.Find(happened.PartitionKey, JourneyPartition.Message(message.Key), cancellation, ["Revision"]) is null)
                await journeys.Add(JourneyPartition.MessageRow(message), Rows.NewSignature(), cancellation);
    }

    public async Task<int> Repair(DateTimeOffset now, CancellationToken cancellation)
    {
        int repaired = 0;
        string latest = TableKey.Time(now - Patience);
        // All sixteen in one question, and nothing beside them.
        string filter = TableClient.CreateQueryFilter($"PartitionKey ge {Announcement.PartitionsBegin} and PartitionKey lt {TableKey.Behind(Announcement.PartitionsBegin)} and At le {latest}");
        await foreach (TableEntity row in boards.QueryAsync<TableEntity>(filter, MostRepairs, cancellationToken: cancellation))
        {
            Announcement left = Announcement.Read(row);
            try
            {
                TableEntity? line = left.Message is null ? await journeys.Find(left.Owner.ToString("N"), JourneyPartition.Event(left.Version), cancellation) : null;
                if (!await Finish(left, line?.SignedWith() == left.Signature ? line : null, cancellation))
                    continue;
                await Withdraw(left, cancellation);
                repaired++;
            }
            catch (Exception e) when (e is RequestFailedException || StoredTexts.IsOfTheText(e))
            {
                // One that cannot be repaired must not keep the others from it.
                LogLeft(log, left.Owner, Failure.Of(e));
            }
            if (repaired == MostRepairs)
                return repaired;
        }
        return repaired;
    }

    /// <summary>Writes everything as it is now, and again until it has not changed meanwhile. False if it never stood still.</summary>
    private async Task<bool> Refresh(Announcement announcement, CancellationToken cancellation)
    {
        HashSet<(string, string)> touched = [.. announcement.Touched];
        for (int round = 0; round < MostRounds; round++)
        {
            HashSet<BoardRow> rows = await Truth(announcement, cancellation);
            await Write([.. touched.Except(rows.Select(r => r.Key))], rows, cancellation);
            if (rows.SetEquals(await Truth(announcement, cancellation)))
                return true;
            touched.UnionWith(rows.Select(r => r.Key));
        }
        return false;
    }

    private async Task<HashSet<BoardRow>> Truth(Announcement announcement, CancellationToken cancellation)
    {
        if (announcement.Message is { } key)
            return await journeys.Find(announcement.Owner.ToString("N"), JourneyPartition.Message(key), cancellation) is { } message ? [.. BoardRow.Of(Readable(message))] : [];

        HashSet<BoardRow> rows = [];
        JourneyHeader? header = null;
        IReadOnlyList<TaskRow> tasks = [];
        string partition = announcement.Owner.ToString("N");
        // One look at all of them: messages that are not settled, the state and the tasks stand in this order.
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {JourneyPartition.Message("")} and RowKey le {JourneyPartition.Tasks} and (RowKey ge {JourneyPartition.State} or Open eq true)");
        await foreach (TableEntity row in journeys.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
        {
            if (row.RowKey is JourneyPartition.State)
                header = JourneyPartition.ReadHeader(row);
            else if (row.RowKey is JourneyPartition.Tasks)
                tasks = JourneyPartition.ReadTasks(row);
            else
                rows.UnionWith(BoardRow.Of(Readable(row)));
        }
        if (header is not null)
            rows.UnionWith(BoardRow.Of(announcement.Owner, header, tasks));
        return rows;
    }

    /// <exception cref="FormatException">A newer version wrote it. Which boards it belongs on only that one knows, so nothing is repaired here.</exception>
    private static QueuedMessage Readable(TableEntity row) => JourneyPartition.ReadMessage(row) ?? throw new FormatException("A message has a word that this version does not know.");

    /// <summary>What lies in one partition is one request. First where something is new, so that nothing is ever on no board.</summary>
    private async Task Write(IReadOnlyCollection<(string Partition, string Row)> gone, IReadOnlyCollection<BoardRow> come, CancellationToken cancellation)
    {
        TableTransactionAction[] all =
        [
            .. come.Select(r => new TableTransactionAction(TableTransactionActionType.UpsertReplace, r.ToEntity())),
            .. gone.Select(r => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(r.Partition, r.Row), ETag.All)),
        ];
        ILookup<bool, TableTransactionAction[]> parts = all.GroupBy(a => a.Entity.PartitionKey).SelectMany(p => p.Chunk(Limits.MostRows))
            .ToLookup(p => p.Any(a => a.ActionType is TableTransactionActionType.UpsertReplace));
        foreach (bool isNew in (bool[])[true, false])
            await parts[isNew].Grouped(p => boards.Submit(p, cancellation));
    }

    [LoggerMessage(EventId = 6101, Level = LogLevel.Warning, Message = "The boards' rows of {Journey} were not finished; the watch will: {Failure}")]
    private static partial void LogLeft(ILogger log, Guid journey, string failure);
}

/// <summary>Says that a change of a journey or a message is under way.</summary>
/// <param name="Message">For a change of one message alone: which.</param>
/// <param name="Signature">Of the change itself.</param>
/// <param name="Version">Of the journey, once the change is in.</param>
/// <param name="Touched">The keys of the board rows that come or go.</param>
internal sealed record Announcement(Guid Owner, string? Message, string Signature, int Version, IReadOnlyList<(string Partition, string Row)> Touched)
{
    public const string PartitionsBegin = "dirty-";

    /// <summary>By the last digit of the id, which is drawn by chance.</summary>
    public string Partition => PartitionOf(Owner);

    /// <summary>A row for each change and not for each journey: two at once must not take each other's away.</summary>
    public string Row => RowOf(Owner, Signature);

    public static string PartitionOf(Guid owner) => PartitionsBegin + owner.ToString("N")[^1];

    public static string RowOf(Guid owner, string signature) => $"{owner:N}-{signature}";

    public TableEntity ToEntity(DateTimeOffset now) => new TableEntity(Partition, Row)
    {
        ["Owner"] = Owner.ToString("N"),
        ["Message"] = Message,
        ["Signature"] = Signature,
        ["Version"] = Version,
        ["At"] = TableKey.Time(now),
    }.With("Touched", string.Join('\n', Touched.Select(t => $"{t.Partition}\t{t.Row}")));

    public static Announcement Read(TableEntity row) => new(
        Guid.ParseExact(row.GetString("Owner"), "N"), row.GetString("Message"), row.GetString("Signature"), row.GetInt32("Version") ?? 0,
        [.. row.Text("Touched")!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(t => t.Split('\t')).Select(t => (t[0], t[1]))]);
}
