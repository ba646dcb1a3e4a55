using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Bench;

/// <summary>
/// Many journeys as intake leaves them: real states, journals, tasks and sent messages, written by the real writer.
/// </summary>
internal static class Population
{
    private const int AtOnce = 20_000;

    public static async Task Fill(SqliteDatabase database, int count, DateTimeOffset receivedAt, CancellationToken cancellation)
    {
        Pathway pathway = new();
        Referral referral = InventedPeople.Referral(0, pathway, WorkingCalendar.LondonDate(receivedAt));
        // Hundreds at once, so that each flush serves a whole group.
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 512, CancellationToken = cancellation },
            async (number, _) =>
        {
            SqliteCommit commit = new(Begin(number, referral, pathway, receivedAt));
            await database.Write(connection => commit.Write(connection), cancellation);
        });
    }

    /// <summary>
    /// Copies the only journey there is, within SQLite: its state with another due time, its task and its messages. It does not copy the
    /// journal, which nothing reads before a journey wakes, nor the rows by which a journey is found.
    /// </summary>
    public static async Task Multiply(SqliteDatabase database, int count, CancellationToken cancellation)
    {
        for (int done = 1; done < count; done += AtOnce)
        {
            string numbers = Numbers(done, count);
            await database.Write(connection =>
            {
                connection.Execute($"""
                    {numbers}
                    INSERT INTO journeys(id, version, stage, link_worker, next_due, first_task_due, state)
                        SELECT copies.id, version, stage, link_worker, next_due + n, first_task_due, state FROM copies CROSS JOIN (SELECT * FROM journeys ORDER BY id LIMIT 1);
                    {numbers}
                    INSERT INTO tasks(journey, task, kind, assignee, about, opened_at, due, urgency)
                        SELECT copies.id, task, kind, assignee, about, opened_at, due, urgency FROM copies CROSS JOIN (SELECT * FROM tasks ORDER BY journey LIMIT 1);
                    {numbers}
                    INSERT INTO messages(owner, key, kind, about, priority, queued_at, status, attempts, revision)
                        SELECT copies.id, key, kind, about, priority, queued_at, status, attempts, revision FROM copies CROSS JOIN (SELECT * FROM messages ORDER BY owner LIMIT 2);
                    """);
                return 0;
            }, cancellation);
        }
    }

    /// <summary>
    /// Adds the journals of the copies and the rows by which they are found: the records that name the first journey, under keys of the
    /// same length that fall anywhere, as hashes do.
    /// </summary>
    public static async Task Index(SqliteDatabase database, int count, CancellationToken cancellation)
    {
        // Set apart once: the copies name the first journey as well, and would be copied with it the next time.
        await database.Write(connection =>
        {
            connection.Execute("""
                PRAGMA cache_size = -2000000;
                CREATE TEMP TABLE named AS
                    SELECT kind, substr(key, 1, length(key) - 32) AS start, json, version, expires_at
                    FROM records, (SELECT lower(hex(id)) AS first FROM journeys ORDER BY rowid LIMIT 1)
                    WHERE length(key) >= 32 AND instr(replace(json, '-', ''), first);
                """);
            return 0;
        }, cancellation);
        for (int done = 1; done < count; done += AtOnce)
        {
            string numbers = Numbers(done, count);
            await database.Write(connection =>
            {
                connection.Execute($"""
                    {numbers}
                    INSERT INTO journal(journey, version, at, actor_kind, actor, command_id, answer, events)
                        SELECT copies.id, version, at, actor_kind, actor, command_id, answer, events FROM copies CROSS JOIN
                            (SELECT * FROM journal WHERE journey = (SELECT id FROM journeys ORDER BY rowid LIMIT 1));
                    {numbers}
                    INSERT OR IGNORE INTO records(kind, key, json, version, expires_at)
                        SELECT kind, start || lower(hex(randomblob(16))), json, version, expires_at FROM named CROSS JOIN copies;
                    """);
                return 0;
            }, cancellation);
        }
    }

    /// <summary>Marks everything in the outbox as sent.</summary>
    public static Task SettleMail(SqliteDatabase database, CancellationToken cancellation) => database.Write(connection =>
    {
        using Statement update =
            connection.Prepare("UPDATE messages SET status = 'Sent', attempts = 1, revision = 2 WHERE status = 'Queued'");
        return update.Run();
    }, cancellation);

    public static Task QueueMail(SqliteDatabase database, int letters, CancellationToken cancellation) => database.Write(connection =>
    {
        using Statement update = connection.Prepare(string.Create(CultureInfo.InvariantCulture,
            $"UPDATE messages SET status = 'Queued' WHERE (owner, key) IN (SELECT owner, key FROM messages LIMIT {letters})"));
        return update.Run();
    }, cancellation);

    private static string Numbers(int done, int count) => string.Create(CultureInfo.InvariantCulture, $"""
        WITH RECURSIVE numbers(n) AS (SELECT {done} UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {Math.Min(count, done + AtOnce)}),
            copies(n, id) AS (SELECT n, CAST(printf('%016d', n) AS BLOB) FROM numbers)
        """);

    private static JourneyCommit Begin(int number, Referral like, Pathway pathway, DateTimeOffset at)
    {
        HeldReferral held = new(Guid.CreateVersion7(at), Reference.From((ulong)number), "bench", at, like);
        Moment moment = new(at, Actor.Referrer("bench"), $"referral-{held.Id:N}");
        (Decision decision, Journey? journey) =
            Journey.Step(null, new Journeys.Intake.Receive(Guid.CreateVersion7(at), held), pathway, moment);
        return new JourneyCommit
        {
            After = journey!,
            ExpectedVersion = 0,
            At = at,
            By = moment.Actor,
            Events = ((Decision.Accepted)decision).Events,
            NextDue = Agenda.Next(journey!, pathway),
            CommandId = moment.CommandId,
            Answer = "{}",
        };
    }
}
