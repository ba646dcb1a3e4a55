using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SocialPrescribing.Local.Storage;

/// <summary>One open connection with its prepared statements. Only one thread may use it at a time.</summary>
internal sealed class Connection : IDisposable
{
    private const uint Persistent = 1;

    /// <summary>How long to wait for another process (a command beside the running service) to finish its transaction.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = [];

    private Connection(string file, SqliteOpenMode mode)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = (int)Patience.TotalSeconds,
        }.ToString());
        try
        {
            _connection.Open();
            raw.sqlite3_busy_timeout(Handle, (int)Patience.TotalMilliseconds);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    private sqlite3 Handle => _connection.Handle!;

    /// <summary>The writer's connection. A commit is on the disk when it returns, except for data that may be lost in a
    /// power cut.</summary>
    public static Connection ForWriting(string file, bool isThrownAway = false)
    {
        Connection connection = new(file, SqliteOpenMode.ReadWriteCreate);
        try
        {
            connection.Execute("""
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA foreign_keys = ON;
                PRAGMA secure_delete = ON;
                PRAGMA temp_store = MEMORY;
                PRAGMA cache_size = -32768;
                PRAGMA journal_size_limit = 67108864;
                """);
            if (isThrownAway)
                connection.Execute("PRAGMA synchronous = OFF;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A reader sees the last commit before its statement began. It never waits for the writer.</summary>
    public static Connection ForReading(string file)
    {
        Connection connection = new(file, SqliteOpenMode.ReadOnly);
        connection.Execute("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192;");
        return connection;
    }

    /// <summary>Prepares a statement at its first use and keeps it. Dispose of it after each use, so that no read stays open.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out Statement? statement))
        {
            SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(Handle, sql, Persistent, out sqlite3_stmt handle), Handle);
            _statements.Add(sql, statement = new Statement(Handle, handle));
        }
        // If binding failed half-way, the last use is still open.
        statement.Dispose();
        return statement;
    }

    /// <summary>Runs statements without parameters and results.</summary>
    public void Execute(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(Handle, sql), Handle);

    public long Number(string sql)
    {
        using Statement statement = Prepare(sql);
        return statement.Next() ? statement.NumberAt(0) : 0;
    }

    /// <summary>
    /// Moves the log into the file and empties it, because what was overwritten in the file may still be in the log. False
    /// if a reader prevents it.
    /// </summary>
    public bool EmptyLog() => Number("PRAGMA wal_checkpoint(TRUNCATE)") is 0;

    public bool IsInTransaction => raw.sqlite3_get_autocommit(Handle) is 0;

    /// <summary>Copies a snapshot of the whole database into another file.</summary>
    public void CopyTo(string file)
    {
        using SqliteConnection copy = new(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        copy.Open();
        _connection.BackupDatabase(copy);
        // The copy is a single file without a log, so that it can be moved.
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(copy.Handle!, "PRAGMA journal_mode = DELETE"), copy.Handle);
    }

    public void Dispose()
    {
        foreach (Statement statement in _statements.Values)
            statement.Forget();
        _statements.Clear();
        _connection.Dispose();
    }
}
