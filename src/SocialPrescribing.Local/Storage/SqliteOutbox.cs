using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Storage;

internal sealed class SqliteOutbox(SqliteDatabase database) : IOutbox
{
    private const string Columns =
        "owner, key, kind, about, staff, priority, queued_at, status, not_before, attempts, reason, moved_at, revision";
    /// <summary>Exactly the condition of the index: with any other, SQLite does not use the index.</summary>
    private const string Unsettled = "status IN ('Queued', 'Sending', 'Failed', 'Uncertain')";

    public Task<bool> Queue(QueuedMessage message, CancellationToken cancellation) =>
        database.Write(connection => Insert(connection, message), cancellation);

    public Task<IReadOnlyList<QueuedMessage>> Waiting(DateTimeOffset now, int most, CancellationToken cancellation) =>
        database.Read(connection =>
    {
        using Statement rows = connection.Prepare($"""
            SELECT {Columns} FROM messages WHERE status = 'Queued' AND {Unsettled} AND (not_before IS NULL OR not_before <= ?)
            ORDER BY priority, queued_at, owner, key
            """);
        return ReadSome(rows.Time(now), most);
    }, cancellation);

    public Task<DateTimeOffset?> NextWaiting(CancellationToken cancellation) => database.Read<DateTimeOffset?>(connection =>
    {
        using Statement first = connection.Prepare(
            "SELECT not_before FROM messages WHERE status = 'Queued' AND not_before IS NOT NULL ORDER BY not_before LIMIT 1");
        return first.Next() ? first.TimeAt(0) : null;
    }, cancellation);

    public Task<QueuedMessage?> Move(
        QueuedMessage message, MessageStatus status, DateTimeOffset? notBefore, string? reason, DateTimeOffset at,
        CancellationToken cancellation) =>
        database.Write(connection =>
        {
            using Statement update = connection.Prepare($"""
                UPDATE messages SET status = ?, not_before = ?, reason = ?, moved_at = ?, attempts = attempts + ?, revision = revision + 1
                WHERE owner = ? AND key = ? AND revision = ? RETURNING {Columns}
                """);
            update.Text(status.ToString()).Time(notBefore).Text(reason).Time(at).Number(status is MessageStatus.Sending ? 1 : 0)
                .Id(message.Owner).Text(message.Key).Number(message.Revision);
            return update.Next() ? ReadMessage(update) : null;
        }, cancellation);

    public Task<IReadOnlyList<QueuedMessage>> Stuck(DateTimeOffset now, int most, CancellationToken cancellation) =>
        database.Read(connection =>
    {
        using Statement rows =
            connection.Prepare($"SELECT {Columns} FROM messages WHERE status = 'Sending' AND not_before <= ? ORDER BY not_before");
        return ReadSome(rows.Time(now), most);
    }, cancellation);

    public Task<IReadOnlyList<QueuedMessage>> Of(Guid owner, CancellationToken cancellation) => database.Read(connection =>
    {
        using Statement rows = connection.Prepare($"SELECT {Columns} FROM messages WHERE owner = ? ORDER BY queued_at, key");
        return ReadSome(rows.Id(owner), int.MaxValue);
    }, cancellation);

    public Task<OutboxFigures> Figures(CancellationToken cancellation) => database.Read(connection =>
    {
        using Statement rows =
            connection.Prepare($"SELECT status, COUNT(*), MIN(queued_at) FROM messages WHERE {Unsettled} GROUP BY status");
        OutboxFigures figures = new(0, null, 0, 0, 0);
        while (rows.Next())
        {
            int count = (int)rows.NumberAt(1);
            figures = rows.ChoiceAt<MessageStatus>(0) switch
            {
                MessageStatus.Queued => figures with { Queued = count, OldestQueued = rows.TimeAt(2) },
                MessageStatus.Sending => figures with { Sending = count },
                MessageStatus.Failed => figures with { Failed = count },
                MessageStatus.Uncertain => figures with { Uncertain = count },
                MessageStatus.Sent or MessageStatus.Dropped => figures,
            };
        }
        using Statement urgent = connection.Prepare(
            $"SELECT MIN(queued_at) FROM messages WHERE status = 'Queued' AND {Unsettled} AND priority <= ?")
            .Number(OutboxFigures.LeastUrgent);
        return urgent.Next() ? figures with { OldestUrgent = urgent.TimeOrNullAt(0) } : figures;
    }, cancellation);

    /// <summary>Returns false and changes nothing if the key exists already.</summary>
    public static bool Insert(Connection connection, QueuedMessage message)
    {
        using Statement insert =
            connection.Prepare($"INSERT INTO messages({Columns}) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
        return insert.Id(message.Owner).Text(message.Key).Text(message.Kind.ToString()).Text(message.About).Text(message.Staff)
            .Number(message.Priority).Time(message.QueuedAt)
            .Text(message.Status.ToString()).Time(message.NotBefore).Number(message.Attempts).Text(message.Reason).Time(message.MovedAt)
            .Number(message.Revision).Run() is 1;
    }

    /// <summary>
    /// Reads at most <paramref name="most"/> messages. A message of a kind that only a newer version knows waits for that
    /// version and holds up nobody.
    /// </summary>
    private static IReadOnlyList<QueuedMessage> ReadSome(Statement rows, int most)
    {
        List<QueuedMessage> messages = [];
        while (messages.Count < most && rows.Next())
            if (ReadMessage(rows) is { } message)
                messages.Add(message);
        return messages;
    }

    private static QueuedMessage? ReadMessage(Statement row) =>
        row.ChoiceAt<MessageKind>(2) is not { } kind || row.ChoiceAt<MessageStatus>(7) is not { } status ? null : new(
        row.IdAt(0), row.TextAt(1), kind, row.TextOrNullAt(3), row.TextOrNullAt(4), (int)row.NumberAt(5), row.TimeAt(6),
        status, row.TimeOrNullAt(8), (int)row.NumberAt(9), row.TextOrNullAt(10), row.TimeOrNullAt(11), (int)row.NumberAt(12));
}
