using Microsoft.Extensions.Logging;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Retention;

/// <content>Erasing again after a backup was restored.</content>
public sealed partial class Erasing
{
    /// <summary>
    /// Erases people again who were erased after the backup was made. Two people agreed to it then, or the retention period had ended. So
    /// nobody is asked again, whatever the record in the backup says. Call it before anything is sent and anybody can sign in.
    /// </summary>
    /// <param name="erased">Tombstones and facts from a list that the backup did not replace.</param>
    /// <returns>How many records the backup had brought back.</returns>
    public async Task<int> Again(IReadOnlyCollection<LoadedJourney.Erased> erased, CancellationToken cancellation)
    {
        List<LoadedJourney.Erased> back = [];
        foreach (LoadedJourney.Erased one in erased)
            if (await store.Load(one.Tombstone.Journey, cancellation) is LoadedJourney.Found or LoadedJourney.Unreadable)
                back.Add(one);
        foreach ((Guid journey, Tombstone was) in back.Select(b => (b.Tombstone.Journey, b.Tombstone)))
            await _erasures.Change(Key(journey), _ => new Erasure(was.Reason, was.AskedBy, clocks.Now)
            {
                AgreedBy = was.AgreedBy,
                AgreedAt = clocks.Now,
                IsAgain = true,
            }, cancellation);
        if (back.Count is 0)
            return 0;
        await GoOn(cancellation);
        // Facts that were counted after the backup come from the list.
        foreach (LoadedJourney.Erased one in back)
            if (FactsRow.Read(one.Facts) is { } facts
                && await store.Load(one.Tombstone.Journey, cancellation) is LoadedJourney.Erased { Version: var version })
                await store.KeepFacts(one.Tombstone.Journey, version, FactsRow.Of(facts, null), cancellation);
        LogAgain(log, back.Count);
        return back.Count;
    }

    /// <summary>Writes the tombstone into a list that no backup replaces.</summary>
    private async Task List(Guid journey, Erasure erasure, CancellationToken cancellation)
    {
        if (list is null)
            return;
        foreach (Guid one in erasure.With.Append(journey))
            if (await store.Load(one, cancellation) is LoadedJourney.Erased erased)
                await list.Add(erased, cancellation);
    }

    [LoggerMessage(EventId = 3203, Level = LogLevel.Warning,
        Message = "{Count} records had been erased since the backup that was put back; they were erased again")]
    private static partial void LogAgain(ILogger log, int count);
}
