using Microsoft.Data.Sqlite;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Storage;

/// <summary>
/// Another process holds the file for longer than we wait, such as a backup on a slow disk; or others changed the same each time.
/// </summary>
internal sealed class SqliteFailures : ITransientFailures
{
    private const int Busy = 5, Locked = 6;

    public bool IsTransient(Exception failure) => failure is SqliteException { SqliteErrorCode: Busy or Locked } or TimeoutException;
}
