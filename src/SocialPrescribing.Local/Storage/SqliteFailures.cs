using Microsoft.Data.Sqlite;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Storage;

/// <summary>
/// A failure is transient if another process holds the file for longer than we wait (such as a backup on a slow disk), if others changed
/// the same data each time, or if the disk is full until somebody makes room.
/// </summary>
internal sealed class SqliteFailures : ITransientFailures
{
    private const int Busy = 5, Locked = 6, ReadOnly = 8, InputOutput = 10, Full = 13, CannotOpen = 14;

    public bool IsTransient(Exception failure) =>
        failure is SqliteException { SqliteErrorCode: Busy or Locked } or TimeoutException || Explain(failure) is not null;

    public string? Explain(Exception failure) => (failure as SqliteException)?.SqliteErrorCode switch
    {
        Full => "the disk is full",
        ReadOnly => "the data cannot be written: they, or the disk, are read-only",
        InputOutput or CannotOpen => "the disk does not read or write; it may be full or read-only",
        _ => null,
    };
}
