using System.ComponentModel;
using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace SocialPrescribing.Faults.Tests;

/// <summary>What the C library answers where it fails.</summary>
internal enum Errno
{
    None = 0,
    InputOutput = 5,
    NoSpace = 28,
    ReadOnly = 30,
}

/// <summary>
/// The machine that fails on request: <c>faults.c</c>, built once by the C compiler of this machine and preloaded into the program.
/// What it shall do next is told through a file that both have mapped, so it changes while the program runs.
/// </summary>
/// <remarks>One mechanism for all faults of the disk and the clock. It needs no rights, so that it works in any container.</remarks>
internal sealed class Shim : IDisposable
{
    private const int Clock = 0, WriteError = 8, SyncError = 12, WriteDelay = 16, SyncDelay = 20, WritesLeft = 24, SyncsLeft = 32,
        FailedCalls = 40, SlowedCalls = 48, SyncCalls = 56, Size = 4096;

    private static readonly Lazy<string> _library = new(Build);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _control;
    private readonly string _path;

    /// <param name="data">Only files in this folder are touched.</param>
    /// <param name="beside">Where the shim keeps what it has to.</param>
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

    /// <summary>With these the program runs on such a machine.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>What the program has written to the database, and which of it is on the disk for good.</summary>
    public string Unflushed { get; }

    /// <summary>The time of day as the program sees it.</summary>
    public DateTimeOffset Now => DateTimeOffset.UtcNow + Offset;

    public TimeSpan Offset
    {
        get => TimeSpan.FromSeconds(_control.ReadInt64(Clock));
        set
        {
            _control.Write(Clock, (long)value.TotalSeconds);
            if (value > FurthestAhead)
                FurthestAhead = value;
        }
    }

    /// <summary>By how much the clock has been ahead at most.</summary>
    public TimeSpan FurthestAhead { get; private set; }

    /// <summary>How many calls have failed on request so far.</summary>
    public long Failed => _control.ReadInt64(FailedCalls);

    public long Slowed => _control.ReadInt64(SlowedCalls);

    public long Syncs => _control.ReadInt64(SyncCalls);

    /// <param name="after">How many writes still succeed, so that one fails in the middle of something.</param>
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

    /// <summary>The disk is well again. The clock stays as it is.</summary>
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
