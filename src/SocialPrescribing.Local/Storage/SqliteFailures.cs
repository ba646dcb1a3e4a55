using Microsoft.Data.Sqlite;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Storage;

/// <summary>
/// Failures of the data folder. One is transient if another process holds the file for longer than we wait (such as a backup on a slow
/// disk), if others changed the same data each time, or if the disk is full until somebody makes room.
/// </summary>
internal sealed class SqliteFailures : ITransientFailures
{
    private const int Busy = 5, Locked = 6, ReadOnly = 8, InputOutput = 10, Full = 13, CannotOpen = 14;
    /// <summary>What Linux and macOS say of files, and Windows: documents, places and letters lie beside the database.</summary>
    private const int FileInputOutput = 5, NoSpace = 28, ReadOnlyFiles = 30, DiskFull = unchecked((int)0x80070070),
        HandleDiskFull = unchecked((int)0x80070027), WriteProtected = unchecked((int)0x80070013);

    public bool IsTransient(Exception failure) =>
        failure is SqliteException { SqliteErrorCode: Busy or Locked } or TimeoutException || Explain(failure) is not null;

    public string? Explain(Exception failure) => failure switch
    {
        SqliteException { SqliteErrorCode: Full } or IOException { HResult: NoSpace or DiskFull or HandleDiskFull } => "the disk is full",
        SqliteException { SqliteErrorCode: ReadOnly } or IOException { HResult: ReadOnlyFiles or WriteProtected } =>
            "the data cannot be written: they, or the disk, are read-only",
        SqliteException { SqliteErrorCode: InputOutput or CannotOpen } or IOException { HResult: FileInputOutput } =>
            "the disk does not read or write; it may be full or read-only",
        _ => null,
    };
}
