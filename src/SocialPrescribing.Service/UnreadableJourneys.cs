using System.Collections.Concurrent;
using System.Globalization;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service;

/// <summary>
/// The journeys that somebody came upon and could not read. They are kept beside the data, so that whoever asks how the service is hears of them, whichever
/// process found them. The watch looks at them again and strikes out what can be read.
/// </summary>
public sealed class UnreadableJourneys(IRegister register, Clocks clocks)
{
    /// <summary>More than these say nothing new.</summary>
    public const int Most = 100;

    private readonly ConcurrentDictionary<Guid, bool> _noted = [];

    /// <summary>Costs a write once for each journey and process.</summary>
    public async Task Note(Guid journey, CancellationToken cancellation)
    {
        if (!_noted.TryAdd(journey, true))
            return;
        try
        {
            // Somebody else may have noted it already.
            await register.Put(new RecordWrite(RecordKinds.Unreadable, $"{journey:N}", clocks.MachineNow.ToString("O", CultureInfo.InvariantCulture)), cancellation);
        }
        catch
        {
            _noted.TryRemove(journey, out _);
            throw;
        }
    }

    public async Task<IReadOnlyList<Guid>> Known(CancellationToken cancellation) =>
        [.. (await register.List(RecordKinds.Unreadable, "", Most, null, cancellation)).Items.Select(r => Guid.ParseExact(r.Key, "N"))];

    /// <summary>Strikes out those that can be read again, or are gone.</summary>
    public async Task LookAgain(IJourneyStore store, CancellationToken cancellation)
    {
        foreach (RegisterRecord record in (await register.List(RecordKinds.Unreadable, "", Most, null, cancellation)).Items)
        {
            Guid journey = Guid.ParseExact(record.Key, "N");
            if (await store.Load(journey, cancellation) is LoadedJourney.Unreadable)
                continue;
            await register.Delete(RecordKinds.Unreadable, record.Key, record.Version, cancellation);
            _noted.TryRemove(journey, out _);
        }
    }
}
