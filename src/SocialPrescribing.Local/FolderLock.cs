using SocialPrescribing.Local.Storage;

namespace SocialPrescribing.Local;

/// <summary>
/// One program serves a folder: two would both send its mail. A program that was killed leaves the files behind and not the locks.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _lock;
    private readonly FileStream? _database;

    private FolderLock(FileStream @lock, FileStream? database) => (_lock, _database) = (@lock, database);

    /// <exception cref="IOException">Another program serves this folder.</exception>
    public static FolderLock Take(string data)
    {
        SqliteDatabase.MakeFolder(data);
        FileStream own = Open(Path.Combine(data, "serving.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, data);
        try
        {
            // Somebody may tidy that file away while a program serves. Nobody does that with the data, so they are locked as well: on
            // Linux, where this lock and those of SQLite know nothing of each other. On Windows an open file cannot be deleted.
            return new FolderLock(own, OperatingSystem.IsLinux()
                ? Open(SqliteDatabase.MakeFileIn(data), FileMode.Open, FileAccess.Read, data) : null);
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>After the data are closed: closing the file before would take SQLite's own locks with it.</summary>
    public void Dispose()
    {
        _database?.Dispose();
        _lock.Dispose();
    }

    private static FileStream Open(string file, FileMode mode, FileAccess access, string data)
    {
        try
        {
            return new FileStream(file, mode, access, FileShare.None);
        }
        catch (IOException e) when (IsTaken(e))
        {
            throw new IOException(
                $"Another program already serves the data in {data}. Stop it first, or choose another folder with --data.");
        }
    }

    /// <summary>A sharing violation, as Windows, Linux and macOS number it. A disk that is read-only or full is none.</summary>
    private static bool IsTaken(IOException e) => (e.HResult & 0xFFFF) is 32 or 33 or 11 or 35;
}
