using System.Collections.Concurrent;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service;

/// <summary>
/// The journeys that could not be read. They are stored, so that health reports them whichever process found them. The watch tries them
/// again and removes those that can be read.
/// </summary>
public sealed class UnreadableJourneys(IRegister register, Clocks clocks)
{
    /// <summary>A longer list would say nothing new.</summary>
    public const int Most = 100;

    private readonly Records<DateTimeOffset> _records = RecordKinds.Unreadable.Of(PortsJson.Default.DateTimeOffset).In(register);
    private readonly ConcurrentDictionary<Guid, bool> _noted = [];

    /// <summary>Writes once for each journey and process.</summary>
    public async Task Note(Guid journey, CancellationToken cancellation)
    {
        if (!_noted.TryAdd(journey, true))
            return;
        try
        {
            // Somebody else may have noted it already.
            await _records.Add($"{journey:N}", clocks.MachineNow, cancellation);
        }
        catch
        {
            _noted.TryRemove(journey, out _);
            throw;
        }
    }

    public async Task<IReadOnlyList<Guid>> Known(CancellationToken cancellation) =>
        [.. (await _records.List("", Most, null, cancellation)).Items.Select(r => Guid.ParseExact(r.Key, "N"))];

    /// <summary>Removes those that can be read again or are gone.</summary>
    /// <returns>The others.</returns>
    public async Task<IReadOnlyList<Guid>> LookAgain(IJourneyStore store, CancellationToken cancellation)
    {
        List<Guid> left = [];
        foreach (Record<DateTimeOffset> record in (await _records.List("", Most, null, cancellation)).Items)
        {
            Guid journey = Guid.ParseExact(record.Key, "N");
            if (await store.Load(journey, cancellation) is LoadedJourney.Unreadable)
            {
                left.Add(journey);
                continue;
            }
            await _records.Delete(record.Key, record.Version, cancellation);
            _noted.TryRemove(journey, out _);
        }
        return left;
    }
}
