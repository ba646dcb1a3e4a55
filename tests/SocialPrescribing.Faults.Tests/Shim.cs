using System.ComponentModel;
using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace SocialPrescribing.Faults.Tests;

/// <summary>The error that a failing C library call returns.</summary>
internal enum Errno
{
    None = 0,
    InputOutput = 5,
    NoSpace = 28,
    ReadOnly = 30,
}

/// <summary>
/// Makes the machine fail on request: <c>faults.c</c>, built once by this machine's C compiler and preloaded into the program. A file that
/// both processes have mapped tells it what to do next, so that can change while the program runs.
/// </summary>
/// <remarks>One mechanism for all faults of disk and clock. It needs no privileges, so it works in any container.</remarks>
internal sealed class Shim : IDisposable
{
    private const int Clock = 0, WriteError = 8, SyncError = 12, WriteDelay = 16, SyncDelay = 20, WritesLeft = 24, SyncsLeft = 32,
        FailedCalls = 40, SlowedCalls = 48, SyncCalls = 56, Size = 4096;

    private static readonly Lazy<string> _library = new(Build);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _control;
    private readonly string _path;

    /// <param name="data">Only files in this folder are affected.</param>
    /// <param name="beside">The folder for the shim's own files.</param>
    public Shim(string data, string beside)
    {
        _path = Path.Combine(beside, "control");
        File.WriteAllBytes(_path, new byte[Size]);
        _file = MemoryMappedFile.CreateFromFile(_path, FileMode.Open, mapName: null, Size);
        _control = _file.CreateViewAccessor();
        Unflushed = Path.Combine(beside, "unflushed");
        Environment = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = _library.Value,
            ["FAULTS_CONTROL"] = _path,
            ["FAULTS_FOLDER"] = data + Path.DirectorySeparatorChar,
            ["FAULTS_UNFLUSHED"] = Unflushed,
        };
    }

    /// <summary>The environment variables with which the program gets the faults.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Records what the program has written to the database, and what of it was flushed.</summary>
    public string Unflushed { get; }

    /// <summary>The time of day as the program sees it.</summary>
    public DateTimeOffset Now => DateTimeOffset.UtcNow + Offset;

    public TimeSpan Offset
    {
        get => TimeSpan.FromSeconds(_control.ReadInt64(Clock));
        set => _control.Write(Clock, (long)value.TotalSeconds);
    }

    /// <summary>How many calls the shim has made fail so far.</summary>
    public long Failed => _control.ReadInt64(FailedCalls);

    public long Slowed => _control.ReadInt64(SlowedCalls);

    public long Syncs => _control.ReadInt64(SyncCalls);

    /// <param name="after">How many writes still succeed, so that the failing one is in the middle of something.</param>
    public void FailWrites(Errno error, int after)
    {
        _control.Write(WritesLeft, (long)after);
        _control.Write(WriteError, (int)error);
    }

    public void FailSyncs(Errno error, int after)
    {
        _control.Write(SyncsLeft, (long)after);
        _control.Write(SyncError, (int)error);
    }

    public void Slow(TimeSpan write, TimeSpan sync)
    {
        _control.Write(WriteDelay, (int)write.TotalMicroseconds);
        _control.Write(SyncDelay, (int)sync.TotalMicroseconds);
    }

    /// <summary>Ends the faults of the disk. The clock stays as it is.</summary>
    public void Heal()
    {
        _control.Write(WriteError, 0);
        _control.Write(SyncError, 0);
        Slow(TimeSpan.Zero, TimeSpan.Zero);
    }

    public void Dispose()
    {
        _control.Dispose();
        _file.Dispose();
    }

    private static string Build()
    {
        string library = Path.Combine(AppContext.BaseDirectory, "faults.so");
        using Process compiler = Process.Start(new ProcessStartInfo("cc",
            ["-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o", library, Path.Combine(AppContext.BaseDirectory, "faults.c"),
                "-ldl", "-lpthread"])
        { RedirectStandardError = true }) ?? throw new Win32Exception();
        string said = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        return compiler.ExitCode is 0 ? library : throw new InvalidOperationException("faults.c was not built: " + said);
    }
}
