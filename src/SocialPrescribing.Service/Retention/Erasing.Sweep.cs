using System.Globalization;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Retention;

/// <content>Deletes the register's records that lead to an erased journey.</content>
public sealed partial class Erasing
{
    /// <summary>After this time the rest of the register waits for the next round.</summary>
    private static readonly TimeSpan _mostOfARound = TimeSpan.FromMinutes(2);
    private const int AtOnce = 500;
    private static readonly RecordKind[] _swept = [.. RecordKinds.All.Where(k => k.IsOfOneJourney)];

    /// <summary>
    /// Searches the register for records that name erased journeys. It looks for the journeys' ids, because the person may have had another
    /// name before. An erasure is finished once a whole search has begun long enough after its tombstones.
    /// </summary>
    private async Task Sweep(CancellationToken cancellation)
    {
        DateTimeOffset ends = clocks.MachineNow + _mostOfARound;
        SweepReached? mark = (await _reached.Get(cancellation))?.Value;
        if (mark is null)
        {
            Guid[] gone = [.. (await _erasures.All(cancellation)).Where(r => r.Value.ErasedAt is not null)
                .SelectMany(r => r.Value.With.Append(Guid.ParseExact(r.Key, "N")))];
            if (gone.Length is 0)
                return;
            mark = new SweepReached(clocks.MachineNow, gone);
        }
        IReadOnlyCollection<string> ids = RecordKinds.IdsOf(mark.Journeys);
        (string Kind, string Prefix)[] steps = StepsFor(mark.Journeys);
        while (mark.Step < steps.Length)
        {
            (string kind, string prefix) = steps[mark.Step];
            Page<RegisterRecord> page = await register.Naming(kind, prefix, ids, AtOnce, mark.After, cancellation);
            foreach (RegisterRecord record in page.Items)
                await register.Delete(kind, record.Key, record.Version, cancellation);
            mark = page.Continue is { } after ? mark with { After = after } : mark with { Step = mark.Step + 1, After = null };
            if (clocks.MachineNow >= ends)
            {
                await _reached.Change(_ => mark, cancellation);
                return;
            }
        }
        if (!await store.Scrub(cancellation))
        {
            await _reached.Change(_ => mark, cancellation);
            return;
        }
        foreach (Record<Erasure> record in await _erasures.All(cancellation))
            if (record.Value.ErasedAt is { } at && at + Patience <= mark.Began)
                await Finish(record, cancellation);
        if (await _reached.Get(cancellation) is { } over)
            await _reached.Delete(over.Version, cancellation);
    }

    /// <summary>A whole kind of records. If a kind keeps a journey's records together, only those, and the records that it
    /// keeps otherwise.</summary>
    private static (string Kind, string Prefix)[] StepsFor(IReadOnlyList<Guid> journeys) =>
    [
        .. _swept.SelectMany(k => k.Otherwise is { } otherwise
            ? journeys.Select(j => (k.Name, $"{j:N}/")).Prepend((k.Name, otherwise)) : [(k.Name, "")]),
    ];

    /// <summary>By now, whoever was still writing when the journey was erased has finished. What they wrote is deleted as well. Then
    /// it is noted who asked for the erasure and who agreed.</summary>
    private async Task Finish(Record<Erasure> record, CancellationToken cancellation)
    {
        Guid journey = Guid.ParseExact(record.Key, "N");
        await Forget(record.Value, cancellation);
        foreach (Guid one in record.Value.With.Append(journey))
            if (await store.Load(one, cancellation) is LoadedJourney.Erased erased)
                await store.Erase(erased.Tombstone, erased.Version, cancellation);
        if (!await store.Scrub(cancellation))
            return;
        DateTimeOffset at = record.Value.ErasedAt!.Value;
        // The time counts backwards, so that the newest sorts first.
        await _erased.Add(string.Create(CultureInfo.InvariantCulture, $"{DateTime.MaxValue.Ticks - at.UtcTicks:D19}/{record.Key}"),
            new ErasedRecord(journey, record.Value.Reason, record.Value.AskedBy, record.Value.AgreedBy, at), cancellation);
        await _erasures.Delete(record.Key, record.Version, cancellation);
    }
}
