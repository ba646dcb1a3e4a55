using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service;

namespace SocialPrescribing.Local;

/// <summary>
/// Lets only one program serve a folder: two would both send its mail. A program that is killed leaves its files behind, but not its locks.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    /// <summary>As Linux and macOS number it.</summary>
    private const int ReadOnlyFileSystem = 30;

    private readonly FileStream _lock;
    private readonly FileStream? _database;

    private FolderLock(FileStream @lock, FileStream? database) => (_lock, _database) = (@lock, database);

    private static string FileIn(string data) => Path.Combine(data, "serving.lock");

    /// <summary>
    /// If a service has run here before, its data must be here. If the file was deleted, or a failed restore emptied it, no new service may
    /// begin unnoticed, because its first admin would be whoever reads the link.
    /// </summary>
    /// <exception cref="SettingsException">The keys are there and the data are not.</exception>
    public static void EnsureNothingIsLost(string data)
    {
        FileInfo database = new(Path.Combine(data, SqliteDatabase.FileName));
        if (File.Exists(FileIn(data)) && File.Exists(KeyFolder.PersonKeyIn(data)) && database is not { Exists: true, Length: > 0 })
            throw new SettingsException(
                [$"{database.FullName}: {(database.Exists ? "empty" : "not there")}, but a service has worked in this folder. Restore a "
                    + "backup. To begin a new service, choose an empty folder with --data."]);
    }

    /// <exception cref="IOException">Another program serves this folder.</exception>
    /// <exception cref="SettingsException">The keys are there and the data are not.</exception>
    public static FolderLock Take(string data)
    {
        EnsureNothingIsLost(data);
        SqliteDatabase.MakeFolder(data);
        FileStream own = Open(FileIn(data), FileMode.OpenOrCreate, FileAccess.ReadWrite, data);
        try
        {
            // Somebody may delete that file while a program serves, but nobody deletes the data, so they are locked as well. This is done
            // on Linux, where this lock and SQLite's own locks do not affect each other. On Windows an open file cannot be deleted.
            return new FolderLock(own, OperatingSystem.IsLinux()
                ? Open(SqliteDatabase.MakeFileIn(data), FileMode.Open, FileAccess.Read, data) : null);
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>Call it after the data are closed: closing this file earlier would release SQLite's own locks.</summary>
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
        catch (IOException e) when ((e.HResult & 0xFFFF) is ReadOnlyFileSystem)
        {
            throw new IOException($"The service cannot write to {data}: the file system is read-only.");
        }
    }

    /// <summary>Whether it is a sharing violation, by its numbers on Windows, Linux and macOS. A disk that is read-only or full is
    /// another failure.</summary>
    private static bool IsTaken(IOException e) => (e.HResult & 0xFFFF) is 32 or 33 or 11 or 35;
}
