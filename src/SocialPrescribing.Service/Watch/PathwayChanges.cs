using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Service.Watch;

/// <summary>
/// A changed pathway means other due times. The due times that are stored were worked out under the pathway of their day; so when a process
/// finds that this was another one, it works every journey's next moment out again, and wakes those for which it comes earlier. It does so
/// in steps, and goes on after a restart.
/// </summary>
/// <remarks>Nothing is doubled by a second one beside it: what is right already is left alone, and the rest changes by version.</remarks>
public sealed partial class PathwayChanges(
    IJourneyStore store, IRegister register, JourneyService journeys, IJourneyRuntime runtime, InForce<Pathway> pathways,
    ILogger<PathwayChanges> log)
{
    /// <summary>So many journeys a step.</summary>
    public int AtOnce { get; init; } = 500;

    private readonly Records<string> _pathway = RecordKinds.Pathway.Of(PortsJson.Default.String).In(register);
    private readonly Records<Progress> _progress = RecordKinds.PathwayReached.Of(WatchJson.Default.Progress).In(register);
    // If an older process still runs with another pathway, each of the two works all due times out once, and not again and again.
    private string? _done;

    /// <summary>The next step; false once there is nothing more to do, or not now.</summary>
    public async Task<bool> Step(CancellationToken cancellation)
    {
        Pathway pathway = pathways.Now;
        string now = PathwayFile.Fingerprint(pathway);
        // What rests is left as it is.
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
                // One broken journey must not keep the others from their times; the next start tries again.
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

    /// <returns>Whether its next moment is another one now.</returns>
    private async Task<bool> Reschedule(Guid journey, Pathway pathway, CancellationToken cancellation)
    {
        // One that cannot be read stays due as it was, and is looked at then.
        if (await store.Find(journey, cancellation) is not { } stored
            || Agenda.Next(stored.State, pathway) is var due && due == stored.NextDue)
            return false;
        DateTimeOffset? next = await journeys.Advance(journey, cancellation);
        // A clock that wakes too early finds nothing to do. One that would wake too late has to be woken.
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
