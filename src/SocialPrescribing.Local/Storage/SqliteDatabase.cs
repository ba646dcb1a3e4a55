using System.Collections.Concurrent;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Storage;

/// <summary>
/// The data of the one-machine host: one SQLite file behind all three ports. Once a caller has an answer, the change survives a power cut.
/// Another process may open the same folder at the same time (a command beside the running service).
/// </summary>
public sealed class SqliteDatabase : IAsyncDisposable
{
    public const string FileName = "social-prescribing.db";

    private const int MostReaders = 4;

    private readonly string _file;
    private readonly GroupWriter _writer;
    private readonly SemaphoreSlim _readers = new(MostReaders);
    private readonly ConcurrentStack<Connection> _idle = new();
    private volatile bool _disposed;

    private SqliteDatabase(string file, Connection connection, Action<WritePoint>? observe)
    {
        _file = file;
        _writer = new GroupWriter(connection, observe);
        Journeys = new SqliteJourneyStore(this);
        Register = new SqliteRegister(this);
        Outbox = new SqliteOutbox(this);
    }

    public IJourneyStore Journeys { get; }
    public IRegister Register { get; }
    public IOutbox Outbox { get; }

    /// <summary>
    /// Opens the data in a folder. The first time it makes both, so that only their owner can read them. An older schema is upgraded.
    /// </summary>
    /// <exception cref="NewerSchemaException">The data belong to a newer version of this program. The message is for
    /// the operator.</exception>
    public static SqliteDatabase Open(string dataFolder) => Open(dataFolder, observe: null);

    /// <summary>For data that may be lost: no commit waits for the disk.</summary>
    internal static SqliteDatabase OpenThrownAway(string dataFolder) => Open(dataFolder, observe: null, isThrownAway: true);

    /// <inheritdoc cref="Open(string)"/>
    internal static SqliteDatabase Open(string dataFolder, Action<WritePoint>? observe, bool isThrownAway = false)
    {
        MakeFolder(dataFolder);
        string file = MakeFileIn(dataFolder);
        Connection connection = Connection.ForWriting(file, isThrownAway);
        try
        {
            Schema.Upgrade(connection, file);
            return new SqliteDatabase(file, connection, observe);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether a folder holds data, for commands that must not create any.</summary>
    public static bool Exists(string dataFolder) => File.Exists(Path.Combine(dataFolder, FileName));

    /// <summary>Copies everything as it is now into one new file, while the service runs.</summary>
    /// <exception cref="IOException">The file exists already, or cannot be written. Nothing is left behind.</exception>
    public async Task Backup(string file)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        string target = Path.GetFullPath(file);
        if (Path.Exists(target))
            throw new IOException($"{target} is there already. A backup never overwrites anything: choose another name.");
        string half = $"{target}.{Guid.NewGuid():N}.half";
        await Task.Run(() =>
        {
            try
            {
                MakeFile(half);
                using (Connection source = Connection.ForReading(_file))
                    source.CopyTo(half);
                File.Move(half, target, overwrite: false);
            }
            finally
            {
                File.Delete(half);
            }
        });
    }

    /// <summary>Finishes the operations that were accepted, moves the log into the file and closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        for (int reader = 0; reader < MostReaders; reader++)
            await _readers.WaitAsync();
        while (_idle.TryPop(out Connection? connection))
            connection.Dispose();
        // SQLite moves the log into the file when the last connection closes. That must be the writer.
        await _writer.Stop();
        _readers.Dispose();
    }

    /// <summary>False if a reader prevents it. Then try again later.</summary>
    internal Task<bool> EmptyLog(CancellationToken cancellation) => Task.Run(() =>
    {
        using Connection connection = Connection.ForWriting(_file);
        return connection.EmptyLog();
    }, cancellation);

    internal Task<T> Write<T>(Func<Connection, T> work, CancellationToken cancellation) => _writer.Write(work, cancellation);

    internal async Task<T> Read<T>(Func<Connection, T> work, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _readers.WaitAsync(cancellation);
        try
        {
            Connection connection = _idle.TryPop(out Connection? idle) ? idle : Connection.ForReading(_file);
            try
            {
                T result = work(connection);
                _idle.Push(connection);
                return result;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
        finally
        {
            _readers.Release();
        }
    }

    /// <summary>Makes the folder, readable only by its owner. An existing folder stays as it is.</summary>
    internal static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The path of the data file in a folder. The file is made if there is none.</summary>
    internal static string MakeFileIn(string dataFolder)
    {
        string file = Path.Combine(dataFolder, FileName);
        if (!File.Exists(file))
            MakeFile(file);
        return file;
    }

    /// <summary>Makes an empty file that only its owner can read. SQLite gives its log the same rights.</summary>
    /// <remarks>Never opens an existing file: closing it would release the locks that SQLite holds on it in this process.</remarks>
    private static void MakeFile(string file)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            File.Open(file, options).Dispose();
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another process has just made it.
        }
    }
}
