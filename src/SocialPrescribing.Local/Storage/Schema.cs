namespace SocialPrescribing.Local.Storage;

/// <summary>The tables, as a list of the steps that create them. A released step is never changed. Changes are new steps.</summary>
/// <remarks>
/// Times are UTC ticks, ids are 16 bytes that sort as they are written, and choices are the words of the code. Tables of small rows that
/// are found by their key have no row id (<c>WITHOUT ROWID</c>). Tables of whole journeys do have one, because otherwise long rows would
/// also fill the inner pages of the tree. An index is partial where most rows no longer matter to its question.
/// </remarks>
internal static class Schema
{
    public static IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE journeys(
            id BLOB NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL,
            stage TEXT NOT NULL,
            link_worker TEXT,
            next_due INTEGER,
            first_task_due INTEGER,
            state TEXT NOT NULL);
        CREATE INDEX journeys_due ON journeys(next_due, id) WHERE next_due IS NOT NULL;
        CREATE INDEX journeys_stage ON journeys(stage, id);
        CREATE INDEX journeys_link_worker ON journeys(link_worker, id) WHERE link_worker IS NOT NULL;
        CREATE INDEX journeys_overdue ON journeys(first_task_due, id) WHERE first_task_due IS NOT NULL;

        CREATE TABLE journal(
            journey BLOB NOT NULL REFERENCES journeys(id),
            version INTEGER NOT NULL,
            at INTEGER NOT NULL,
            actor_kind TEXT NOT NULL,
            actor TEXT,
            command_id TEXT,
            answer TEXT,
            events TEXT NOT NULL);
        CREATE UNIQUE INDEX journal_version ON journal(journey, version);
        CREATE UNIQUE INDEX journal_command ON journal(journey, command_id) WHERE command_id IS NOT NULL;

        CREATE TABLE tasks(
            journey BLOB NOT NULL REFERENCES journeys(id),
            task TEXT NOT NULL,
            kind TEXT NOT NULL,
            assignee TEXT NOT NULL,
            about TEXT,
            opened_at INTEGER NOT NULL,
            due INTEGER NOT NULL,
            urgency TEXT NOT NULL,
            closed_at INTEGER,
            closed_by TEXT,
            PRIMARY KEY(journey, task)) WITHOUT ROWID;
        CREATE INDEX tasks_open ON tasks(due) WHERE closed_at IS NULL;
        CREATE INDEX tasks_open_of ON tasks(assignee, due) WHERE closed_at IS NULL;

        CREATE TABLE messages(
            owner BLOB NOT NULL,
            key TEXT NOT NULL,
            kind TEXT NOT NULL,
            about TEXT,
            staff TEXT,
            priority INTEGER NOT NULL,
            queued_at INTEGER NOT NULL,
            status TEXT NOT NULL,
            not_before INTEGER,
            attempts INTEGER NOT NULL,
            reason TEXT,
            moved_at INTEGER,
            revision INTEGER NOT NULL,
            PRIMARY KEY(owner, key)) WITHOUT ROWID;
        CREATE INDEX messages_unsettled ON messages(status, priority, queued_at, owner, key, not_before)
            WHERE status IN ('Queued', 'Sending', 'Failed', 'Uncertain');
        CREATE INDEX messages_timed ON messages(status, not_before) WHERE not_before IS NOT NULL;

        CREATE TABLE records(
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            json TEXT NOT NULL,
            version INTEGER NOT NULL,
            expires_at INTEGER,
            PRIMARY KEY(kind, key)) WITHOUT ROWID;
        CREATE INDEX records_expiring ON records(expires_at) WHERE expires_at IS NOT NULL;
        """,
        // Facts stay when their journey is erased. Then the row names no journey any more.
        """
        CREATE TABLE facts(
            key TEXT NOT NULL PRIMARY KEY,
            journey BLOB,
            month INTEGER NOT NULL,
            link_worker TEXT,
            row TEXT NOT NULL);
        CREATE UNIQUE INDEX facts_journey ON facts(journey) WHERE journey IS NOT NULL;
        CREATE INDEX facts_month ON facts(month, key);
        """,
        // From here on, deleting overwrites the data in the file. What was deleted earlier is gone because the file is written anew.
        "PRAGMA secure_delete = ON",
        // The rows of a month as one block, for reports. A row has 1 while the block holds it as it is, and 2 while the block is
        // being made.
        """
        CREATE TABLE fact_blocks(month INTEGER NOT NULL PRIMARY KEY, form INTEGER NOT NULL, rows BLOB NOT NULL);
        ALTER TABLE facts ADD COLUMN packed INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX facts_since ON facts(month, key) WHERE packed <> 1;
        """,
        // Everybody's own board asks for the urgent tasks of all, which are few among many.
        "CREATE INDEX tasks_urgent ON tasks(due, journey, task) WHERE closed_at IS NULL AND urgency = 'Urgent'",
    ];

    /// <summary>From this schema on, files hold nothing that was deleted.</summary>
    private const int Overwrites = 3;

    /// <summary>Upgrades the file to this program's schema, with all missing steps in one transaction.</summary>
    /// <exception cref="NewerSchemaException">A newer program has upgraded it further.</exception>
    public static void Upgrade(Connection connection, string file)
    {
        int former = Found(connection, file);
        if (former == Steps.Count)
            return;
        if (former is > 0 and < Overwrites)
            connection.Execute("VACUUM");
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            // Another process may have upgraded it first.
            for (int step = Found(connection, file); step < Steps.Count; step++)
                connection.Execute(Steps[step]);
            connection.Execute($"PRAGMA user_version = {Steps.Count}; COMMIT");
        }
        catch
        {
            if (connection.IsInTransaction)
                connection.Execute("ROLLBACK");
            throw;
        }
    }

    private static int Found(Connection connection, string file)
    {
        int found = (int)connection.Number("PRAGMA user_version");
        return found <= Steps.Count ? found : throw new NewerSchemaException(file, found, Steps.Count);
    }
}

/// <summary>The data belong to a newer version of this program. Nothing was changed.</summary>
public sealed class NewerSchemaException(string file, int found, int known) : Exception(
    $"The data in {file} belong to a newer version of this program: they have schema {found}, and this version knows schemas up to "
        + $"{known}. "
    + "Nothing was changed. Start the newer version again, or put back a backup that was made before it first ran.")
{
    public int Found { get; } = found;
    public int Known { get; } = known;
}
