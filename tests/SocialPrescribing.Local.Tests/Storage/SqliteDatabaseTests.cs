using System.Text;
using Microsoft.Data.Sqlite;
using SocialPrescribing.Contracts;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Local.Tests.Storage;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"sp-sqlite-{Guid.NewGuid():N}");

    private string DataFile => Path.Combine(_folder, SqliteDatabase.FileName);

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Data_of_a_newer_version_are_refused_and_left_as_they_are()
    {
        await SqliteDatabase.Open(_folder).DisposeAsync();
        Execute(DataFile, "PRAGMA user_version = 99");

        NewerSchemaException refused = Assert.Throws<NewerSchemaException>(() => SqliteDatabase.Open(_folder));

        Assert.Equal((99, Schema.Steps.Count), (refused.Found, refused.Known));
        Assert.Contains("schema 99", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"up to {Schema.Steps.Count}", refused.Message, StringComparison.Ordinal);
        Assert.Contains(DataFile, refused.Message, StringComparison.Ordinal);
        Assert.Equal(99L, Execute(DataFile, "PRAGMA user_version"));
    }

    [Fact]
    public async Task A_step_of_the_schema_that_fails_leaves_nothing_of_itself()
    {
        Directory.CreateDirectory(_folder);
        // This table makes the first step fail halfway.
        Execute(DataFile, "CREATE TABLE messages(x)");
        Assert.Throws<SqliteException>(() => SqliteDatabase.Open(_folder));
        Assert.Equal(1L, Execute(DataFile, "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'"));
        Execute(DataFile, "DROP TABLE messages");
        await SqliteDatabase.Open(_folder).DisposeAsync();
    }

    [Fact]
    public async Task Two_programs_work_on_one_folder_at_the_same_time()
    {
        await using SqliteDatabase service = SqliteDatabase.Open(_folder);
        await using SqliteDatabase command = SqliteDatabase.Open(_folder);
        await Task.WhenAll(
            Task.Run(() => Put(service, "service")), Task.Run(() => Put(command, "command")),
            Task.Run(() => Put(service, "more")), Task.Run(() => Put(command, "most")));
        foreach (SqliteDatabase either in (SqliteDatabase[])[service, command])
            Assert.Equal(400, (await either.Register.List("kind", "", 1_000, null, CancellationToken.None)).Items.Count);

        static async Task Put(SqliteDatabase database, string who)
        {
            for (int i = 0; i < 100; i++)
                Assert.True(await database.Register.Put(new RecordWrite("kind", $"{who} {i}", "{}"), CancellationToken.None));
        }
    }

    [Fact]
    public async Task What_waits_together_is_committed_together_and_one_that_fails_spoils_nothing()
    {
        int commits = 0;
        using ManualResetEventSlim arrived = new(), gate = new();
        await using SqliteDatabase database = SqliteDatabase.Open(_folder, at =>
        {
            if (at is not WritePoint.BeforeCommit || commits++ > 0)
                return;
            arrived.Set();
            gate.Wait();
        });
        Task<bool> first = database.Register.Put(new RecordWrite("kind", "first", "{}"), CancellationToken.None);
        arrived.Wait();
        Task<bool>[] many = [.. Enumerable.Range(0, 50)
            .Select(i => database.Register.Put(new RecordWrite("kind", $"{i / 2}", "{}"), CancellationToken.None))];
        gate.Set();

        Assert.True(await first);
        Assert.Equal(25, (await Task.WhenAll(many)).Count(written => written));
        Assert.Equal(2, commits);

        // A lone surrogate cannot be stored as text. It causes an exception, while a refusal would be a return value.
        commits = 0;
        arrived.Reset();
        gate.Reset();
        first = database.Register.Put(new RecordWrite("kind", "again", "{}"), CancellationToken.None);
        arrived.Wait();
        Task<bool> guilty = database.Register.Put(new RecordWrite("kind", "\uD800", "{}"), CancellationToken.None);
        many = [.. Enumerable.Range(100, 10)
            .Select(i => database.Register.Put(new RecordWrite("kind", $"{i}", "{}"), CancellationToken.None))];
        gate.Set();
        await Assert.ThrowsAsync<EncoderFallbackException>(() => guilty);
        Assert.True(await first);
        Assert.All(await Task.WhenAll(many), Assert.True);
        Assert.NotNull(await database.Register.Get("kind", "109", CancellationToken.None));
    }

    [Fact]
    public async Task Closing_finishes_what_was_taken_in_and_takes_nothing_more()
    {
        SqliteDatabase database = SqliteDatabase.Open(_folder);
        Task<bool>[] writes =
            [.. Enumerable.Range(0, 500).Select(i => database.Register.Put(new RecordWrite("kind", $"{i}", "{}"), CancellationToken.None))];
        await database.DisposeAsync();
        Assert.All(await Task.WhenAll(writes), Assert.True);
        Assert.False(File.Exists(DataFile + "-wal"));
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => database.Register.Put(new RecordWrite("kind", "late", "{}"), CancellationToken.None));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => database.Register.Get("kind", "0", CancellationToken.None));
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_backup_is_one_file_that_opens_as_data_and_overwrites_nothing()
    {
        string target = Path.Combine(_folder, "backup", SqliteDatabase.FileName);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        JourneyCommit commit = Given.Begin();
        await using (SqliteDatabase database = SqliteDatabase.Open(_folder))
        {
            await database.Journeys.Committed(commit);
            await database.Backup(target);
            await database.Register.Put(new RecordWrite("kind", "later", "{}"), CancellationToken.None);
            IOException refused = await Assert.ThrowsAsync<IOException>(() => database.Backup(target));
            Assert.Contains(target, refused.Message, StringComparison.Ordinal);
            await Assert.ThrowsAnyAsync<IOException>(() => database.Backup(Path.Combine(_folder, "no such folder", "x.db")));
        }
        Assert.Equal([target], Directory.GetFiles(Path.GetDirectoryName(target)!));
        await using SqliteDatabase copy = SqliteDatabase.Open(Path.GetDirectoryName(target)!);
        Assert.Equal(Given.Written(commit.After),
            Given.Written((await copy.Journeys.Find(commit.After.Id, CancellationToken.None))!.State));
        Assert.Null(await copy.Register.Get("kind", "later", CancellationToken.None));
        Assert.Empty((await JournalCheck.Run(copy.Journeys, Given.Pathway, CancellationToken.None)).Findings);
    }

    [Fact]
    public async Task Only_the_owner_can_read_the_data()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using SqliteDatabase database = SqliteDatabase.Open(_folder);
        await database.Register.Put(new RecordWrite("kind", "key", "{}"), CancellationToken.None);
        foreach (string file in Directory.GetFiles(_folder))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Theory]
    [InlineData("SELECT id, next_due FROM journeys WHERE next_due <= 5 ORDER BY next_due, id LIMIT 5",
        "COVERING INDEX journeys_due (next_due<?)")]
    [InlineData("SELECT next_due FROM journeys WHERE next_due IS NOT NULL ORDER BY next_due LIMIT 1", "COVERING INDEX journeys_due")]
    [InlineData("SELECT id FROM journeys WHERE stage = 'Triage' AND id > x'00' ORDER BY id LIMIT 5",
        "COVERING INDEX journeys_stage (stage=? AND id>?)")]
    [InlineData("SELECT id FROM journeys WHERE link_worker = 'x' AND id > x'00' ORDER BY id LIMIT 5",
        "COVERING INDEX journeys_link_worker (link_worker=? AND id>?)")]
    [InlineData("SELECT task FROM tasks WHERE closed_at IS NULL AND assignee = 'x' AND due >= 1 AND (due, journey, task) > (1, x'00', '') "
        + "ORDER BY due, journey, task LIMIT 5", "INDEX tasks_open_of (assignee=? AND due>?)")]
    [InlineData("SELECT task FROM tasks WHERE closed_at IS NULL AND due < 5 ORDER BY due, journey, task LIMIT 5",
        "INDEX tasks_open (due<?)")]
    [InlineData("SELECT owner FROM messages WHERE status = 'Queued' AND status IN ('Queued', 'Sending', 'Failed', 'Uncertain') AND "
        + "(not_before IS NULL OR not_before <= 5) ORDER BY priority, queued_at, owner, key LIMIT 5",
        "COVERING INDEX messages_unsettled (status=?)")]
    [InlineData("SELECT not_before FROM messages WHERE status = 'Sending' AND not_before <= 5 ORDER BY not_before LIMIT 5",
        "COVERING INDEX messages_timed (status=? AND not_before<?)")]
    public async Task A_question_is_answered_from_an_index_without_sorting(string question, string index)
    {
        await SqliteDatabase.Open(_folder).DisposeAsync();
        string plan = Plan(DataFile, question);
        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    private static object? Execute(string file, string sql)
    {
        using SqliteConnection connection = new($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are this file's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private static string Plan(string file, string sql)
    {
        using SqliteConnection connection = new($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are this file's own.
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        StringBuilder plan = new();
        while (reader.Read())
            plan.AppendLine(reader.GetString(3));
        return plan.ToString();
    }
}
