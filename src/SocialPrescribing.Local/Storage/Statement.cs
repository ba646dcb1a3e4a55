using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SocialPrescribing.Local.Storage;

/// <summary>
/// A prepared statement that is used again and again. Parameters are bound in the order of the calls, columns are read by number. Disposing
/// ends one use and keeps the statement. The <see cref="Connection"/> that prepared it closes it.
/// </summary>
/// <remarks>
/// It uses the library beneath ADO.NET directly: a referral writes a dozen rows, and boxed parameters and readers would cost
/// more than SQLite itself.
/// </remarks>
internal sealed class Statement(sqlite3 database, sqlite3_stmt handle) : IDisposable
{
    /// <summary>Throws at text that is not valid Unicode instead of replacing it.</summary>
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private byte[] _text = new byte[256];
    private int _bound;

    public Statement Number(long value) => Check(raw.sqlite3_bind_int64(handle, ++_bound, value));

    public Statement Null() => Check(raw.sqlite3_bind_null(handle, ++_bound));

    /// <summary>Stores UTC ticks, which sort as numbers and lose nothing.</summary>
    public Statement Time(DateTimeOffset? value) => value is { } time ? Number(time.UtcTicks) : Null();

    /// <summary>Stores 16 bytes, most significant first, so that they sort as the ids do.</summary>
    public Statement Id(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Check(raw.sqlite3_bind_blob(handle, ++_bound, bytes));
    }

    public Statement Text(string? value)
    {
        if (value is null)
            return Null();
        int longest = Utf8.GetMaxByteCount(value.Length);
        if (_text.Length < longest)
            _text = new byte[longest];
        return Text(_text.AsSpan(0, Utf8.GetBytes(value, _text)));
    }

    public Statement Text(ReadOnlySpan<byte> utf8) =>
        // An empty span has no address, and SQLite would take that for NULL.
        Check(utf8.IsEmpty ? raw.sqlite3_bind_text(handle, ++_bound, "") : raw.sqlite3_bind_text(handle, ++_bound, utf8));

    public Statement Blob(ReadOnlySpan<byte> bytes) =>
        Check(bytes.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, ++_bound, 0) : raw.sqlite3_bind_blob(handle, ++_bound, bytes));

    /// <summary>Moves to the next row; false when there is none.</summary>
    public bool Next()
    {
        int code = raw.sqlite3_step(handle);
        if (code is raw.SQLITE_ROW)
            return true;
        if (code is not raw.SQLITE_DONE)
            SqliteException.ThrowExceptionForRC(code, database);
        return false;
    }

    /// <summary>Runs a statement without results. Returns how many rows it changed.</summary>
    public int Run()
    {
        while (Next())
        {
        }
        return raw.sqlite3_changes(database);
    }

    public bool IsNullAt(int column) => raw.sqlite3_column_type(handle, column) is raw.SQLITE_NULL;

    public long NumberAt(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>A number that is not a valid time becomes the earliest or the latest one, so that it does not make a whole
    /// list fail.</summary>
    public DateTimeOffset TimeAt(int column) => new(Math.Clamp(NumberAt(column), 0, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);

    public DateTimeOffset? TimeOrNullAt(int column) => IsNullAt(column) ? null : TimeAt(column);

    public Guid IdAt(int column) => new(BytesAt(column), bigEndian: true);

    public string TextAt(int column) => Utf8.GetString(BytesAt(column));

    public string? TextOrNullAt(int column) => IsNullAt(column) ? null : TextAt(column);

    /// <summary>Null for a word that this version does not know.</summary>
    public T? ChoiceAt<T>(int column)
        where T : struct, Enum => Enum.TryParse(TextAt(column), out T choice) && Enum.IsDefined(choice) ? choice : null;

    /// <summary>Valid until the next row.</summary>
    public ReadOnlySpan<byte> BytesAt(int column) => raw.sqlite3_column_blob(handle, column);

    public void Dispose()
    {
        raw.sqlite3_reset(handle);
        _bound = 0;
    }

    internal void Forget() => handle.Dispose();

    private Statement Check(int code)
    {
        if (code is not raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(code, database);
        return this;
    }
}
