using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Service.Watch;

/// <summary>
/// Answers two questions about the service. A load balancer asks whether this process can take work. A human, or an alarm, asks whether
/// something needs a human. Anybody may ask often, so the answers are kept for some seconds.
/// </summary>
public sealed partial class Health(
    Watch watch, IRegister register, BackgroundLoops loops, Clocks clocks, ITransientFailures? failures = null, ILogger<Health>? log = null)
    : IDisposable
{
    private static readonly TimeSpan _kept = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    /// <summary>A write usually takes some milliseconds. Everybody who writes waits for it, so people notice when it is slow.</summary>
    private static readonly TimeSpan _slow = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan _told = TimeSpan.FromHours(1);

    /// <summary>Counting takes long if many messages wait. A question about readiness must not wait for it.</summary>
    private readonly SemaphoreSlim _asking = new(1), _counting = new(1);
    private (DateTimeOffset At, bool Is)? _ready;
    private int _doubted, _doubtedThen;
    private (DateTimeOffset At, HealthFigures Figures)? _figures;
    private string? _whyNot;
    private StrongBox<TimeSpan>? _slowWrite;
    private NotKept? _lastNotKept;

    /// <summary>Why the store refused the last write; null if it accepted it.</summary>
    public string? WhyNot => Volatile.Read(ref _whyNot);

    /// <summary>How long the last write took, if it was slow; null if it was quick or failed.</summary>
    public TimeSpan? SlowWrite => Volatile.Read(ref _slowWrite)?.Value;

    public void Dispose()
    {
        _asking.Dispose();
        _counting.Dispose();
    }

    /// <summary>Whether this process can take work: it reaches its store, the store accepts a write, and the process's loops run.</summary>
    public async Task<bool> IsReady(CancellationToken cancellation)
    {
        await _asking.WaitAsync(cancellation);
        try
        {
            // What fails while a write is tried is doubted again by the next who asks.
            int doubted = Volatile.Read(ref _doubted);
            if (_ready is not var (at, known) || doubted != _doubtedThen || (clocks.MachineNow - at).Duration() >= _kept)
                (_doubtedThen, _ready) = (doubted, (clocks.MachineNow, known = await CanWrite()));
            return known && loops.AllAlive;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>
    /// Somebody's work has failed. If that was because the store takes nothing, such as on a full disk, the answer that is kept counts no
    /// longer: whoever asks next whether this process can take work has a write tried for them.
    /// </summary>
    /// <returns>Why the store takes nothing, in words for everybody; null if it failed for another reason.</returns>
    public string? Doubt(Exception failure)
    {
        string? why = failures?.Explain(failure);
        if (why is not null)
        {
            Interlocked.Increment(ref _doubted);
            Volatile.Write(ref _lastNotKept, new(why, clocks.MachineNow));
        }
        return why;
    }

    /// <summary>
    /// What could not be kept in the last hour, and why; null for nothing. A large file may not fit where a referral still does, and then
    /// this process takes work all the same.
    /// </summary>
    public NotKept? LastNotKept =>
        Volatile.Read(ref _lastNotKept) is { } last && (clocks.MachineNow - last.At).Duration() < _told ? last : null;

    /// <param name="Why">In words for everybody.</param>
    public sealed record NotKept(string Why, DateTimeOffset At);

    /// <summary>Whether something needs a human, and what. Whether the service rests is read each time.</summary>
    public async Task<HealthFigures> Figures(CancellationToken cancellation)
    {
        await _counting.WaitAsync(cancellation);
        try
        {
            if (_figures is not var (at, known) || (clocks.MachineNow - at).Duration() >= _kept)
                _figures = (clocks.MachineNow, known = await watch.Health(cancellation).WaitAsync(_patience, cancellation));
            return known with { Resting = await Standstill.Read(register, cancellation) is { IsOn: true } rest ? rest.Why : null };
        }
        finally
        {
            _counting.Release();
        }
    }

    private async Task<bool> CanWrite()
    {
        using CancellationTokenSource over = new(_patience);
        string? why = null;
        long began = Stopwatch.GetTimestamp();
        try
        {
            await TryWrite(register, clocks, over.Token).WaitAsync(over.Token);
        }
        catch (Exception e)
        {
            // Any failure means that this process cannot take a referral now. That is the answer to the question.
            why = failures?.Explain(e) ?? (e is OperationCanceledException ? "the store does not answer" : "the store takes no writes");
        }
        if (why != WhyNot && log is not null)
        {
            if (why is null)
                LogReady(log);
            else
                LogNotReady(log, why);
        }
        Volatile.Write(ref _whyNot, why);
        Note(why is null && Stopwatch.GetElapsedTime(began) is var took && took >= _slow ? took : null);
        return why is null;
    }

    private void Note(TimeSpan? slowWrite)
    {
        bool was = SlowWrite is not null;
        Volatile.Write(ref _slowWrite, slowWrite is { } took ? new(took) : null);
        if (log is not null && slowWrite is { } slow && !was)
            LogSlow(log, (long)slow.TotalMilliseconds);
    }

    /// <summary>Throws if the store does not accept a write.</summary>
    public static async Task TryWrite(IRegister register, Clocks clocks, CancellationToken cancellation)
    {
        Records<DateTimeOffset> tried = RecordKinds.Ready.Of(PortsJson.Default.DateTimeOffset).In(register);
        Record<DateTimeOffset>? last = await tried.Get(cancellation);
        // If another process writes the record at this moment, the store does accept writes.
        await tried.Put(clocks.MachineNow, last?.Version ?? 0, cancellation);
    }

    [LoggerMessage(EventId = 3031, Level = LogLevel.Error, Message = "Nothing can be taken in: {Why}")]
    private static partial void LogNotReady(ILogger log, string why);

    [LoggerMessage(EventId = 3033, Level = LogLevel.Warning,
        Message = "The store is slow: a write took {Milliseconds} ms, and everybody waits for each of theirs")]
    private static partial void LogSlow(ILogger log, long milliseconds);

    [LoggerMessage(EventId = 3032, Level = LogLevel.Information, Message = "The store takes writes again")]
    private static partial void LogReady(ILogger log);
}
