using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Invented;

/// <content>Tombstones of erased journeys.</content>
public sealed partial class MemoryStore
{
    private readonly Dictionary<Guid, LoadedJourney.Erased> _erased = [];

    public Task<LoadedJourney> Load(Guid journey, CancellationToken cancellation) =>
        Locked(() => _journeys.GetValueOrDefault(journey)?.Loaded ?? (LoadedJourney?)_erased.GetValueOrDefault(journey)
            ?? new LoadedJourney.Missing(), cancellation);

    public Task<bool> Erase(Tombstone tombstone, int version, CancellationToken cancellation) => Locked(() =>
    {
        Row? kept = _journeys.GetValueOrDefault(tombstone.Journey);
        LoadedJourney.Erased? erased = _erased.GetValueOrDefault(tombstone.Journey);
        if ((kept is not null && kept.Now.Version != version - 1) || (erased is not null && erased.Version != version))
            return false;
        _erased[tombstone.Journey] = erased ?? new LoadedJourney.Erased(tombstone, version, kept?.Now.Facts);
        if (kept?.Now.NextDue is { } due)
            _due.Remove((due, tombstone.Journey));
        _journeys.Remove(tombstone.Journey);
        foreach ((Guid, string) message in _messages.Keys.Where(m => m.Owner == tombstone.Journey).ToArray())
            _messages.Remove(message);
        return true;
    }, cancellation);
}
