using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Service.Watch;

/// <summary>
/// Works out due times again after the pathway has changed. Stored due times were worked out under the pathway of their day. When a process
/// finds that it was another one, it works out every journey's next due time again, and wakes journeys that are now due earlier. It does so
/// in steps and goes on after a restart.
/// </summary>
/// <remarks>A second process that does the same is harmless: due times that are right already stay, and the others change
/// only once.</remarks>
public sealed partial class PathwayChanges(
    IJourneyStore store, IRegister register, JourneyService journeys, IJourneyRuntime runtime, InForce<Pathway> pathways,
    ILogger<PathwayChanges> log)
{
    /// <summary>How many journeys a step does.</summary>
    public int AtOnce { get; init; } = 500;

    private readonly Records<string> _pathway = RecordKinds.Pathway.Of(PortsJson.Default.String).In(register);
    private readonly Records<Progress> _progress = RecordKinds.PathwayReached.Of(WatchJson.Default.Progress).In(register);
    // Remembered, so that two processes with different pathways each do this once and not for ever.
    private string? _done;

    /// <summary>Does the next step. False if there is nothing more to do, or not now.</summary>
    public async Task<bool> Step(CancellationToken cancellation)
    {
        Pathway pathway = pathways.Now;
        string now = PathwayFile.Fingerprint(pathway);
        // A service that rests must not change.
        if (_done == now || await Standstill.IsOn(register, cancellation))
            return false;
        Record<string>? before = await _pathway.Get(cancellation);
        if (before?.Value == now)
        {
            _done = now;
            return false;
        }
        Record<Progress>? mark = await _progress.Get(cancellation);
        Progress reached = mark?.Value is { } known && known.Pathway == NameOf(now) ? known : new Progress(NameOf(now));
        List<Guid> some = await store.All(reached.Last, cancellation).Take(AtOnce).ToListAsync(cancellation);
        int changed = reached.Changed, failed = reached.Failed;
        ParallelOptions together =
            new() { MaxDegreeOfParallelism = 16, CancellationToken = cancellation, TaskScheduler = TaskScheduler.Current };
        await Parallel.ForEachAsync(some, together, async (journey, _) =>
        {
            try
            {
                if (await Reschedule(journey, pathway, cancellation))
                    Interlocked.Increment(ref changed);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One broken journey must not stop the others. The next start tries it again.
                Interlocked.Increment(ref failed);
                LogFailed(log, journey, Failure.Of(e));
            }
        });
        if (some.Count == AtOnce)
            return await _progress.Put(
                reached with { Last = some[^1], Changed = changed, Failed = failed }, mark?.Version ?? 0, cancellation);

        if (mark is not null)
            await _progress.Delete(mark.Version, cancellation);
        if (failed is 0)
            await _pathway.Put(now, before?.Version ?? 0, cancellation);
        if (changed > 0)
            LogChanged(log, changed);
        _done = now;
        return false;
    }

    /// <returns>Whether its next due time has changed.</returns>
    private async Task<bool> Reschedule(Guid journey, Pathway pathway, CancellationToken cancellation)
    {
        // A journey that cannot be read keeps its due time, and is looked at then.
        if (await store.Find(journey, cancellation) is not { } stored
            || Agenda.Next(stored.State, pathway) is var due && due == stored.NextDue)
            return false;
        DateTimeOffset? next = await journeys.Advance(journey, cancellation);
        // A clock that wakes too early finds nothing to do. One that would wake too late must be woken.
        if (next is not null && (stored.NextDue is null || next < stored.NextDue))
            await runtime.Nudge(journey, next, cancellation);
        return true;
    }

    /// <param name="Pathway">A short name for it.</param>
    internal sealed record Progress(string Pathway, Guid? Last = null, int Changed = 0, int Failed = 0);

    private static string NameOf(string fingerprint) => HexDigest.Of(fingerprint)[..32];

    [LoggerMessage(EventId = 4101, Level = LogLevel.Information,
        Message = "The pathway has changed: {Count} journeys have another next moment now")]
    private static partial void LogChanged(ILogger log, int count);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Error,
        Message = "The next moment of journey {Journey} could not be worked out again: {Failure}")]
    private static partial void LogFailed(ILogger log, Guid journey, string failure);
}
