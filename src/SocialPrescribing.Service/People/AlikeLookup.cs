using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.People;

/// <summary>
/// Finds journeys that may be about the same person. Every journey writes an entry under the keyed hash of each thing that identifies its
/// person. What is found is compared with what the journeys say now, so an entry that is out of date does no harm and need not be deleted.
/// </summary>
/// <param name="notes">Whether it may note that a new service has nothing to fill. Whoever only looks at a page writes nothing.</param>
internal sealed class AlikeLookup(IJourneyStore store, IRegister register, Secrets secrets, bool notes = true)
{
    /// <summary>The most entries read for one key. Many people share a hostel's telephone number, and nobody compares more
    /// than these.</summary>
    private const int MostOfAKey = 50;
    private const int MostCompared = 200;

    private static readonly RecordKind<AlikeEntry> _kind = RecordKinds.Alike.Of(PeopleJson.Default.AlikeEntry);

    /// <summary>Has no fields: everything is in the key.</summary>
    internal sealed record AlikeEntry;

    private readonly PersonSearch _people = new(store, register, secrets);
    // The look-ups are filled once and stay filled.
    private bool _areFilled;

    /// <summary>The journeys that share a key with this one.</summary>
    public Task<IReadOnlyList<StoredJourney>> Find(Journey journey, CancellationToken cancellation) =>
        Find(
            Resemblance.KeysOf(journey), [journey.Person, .. journey.Referrals.Skip(1).Select(r => r.Details.Person)], journey.Id,
            cancellation);

    /// <summary>
    /// The entries that a commit must write: for keys that the journey has now and did not have before. So journeys are also found by what
    /// a correction or a join has added.
    /// </summary>
    public static IEnumerable<RecordWrite> Entries(Journey? before, Journey after, Secrets secrets)
    {
        bool isSame = before is not null && before.Person == after.Person && before.Referrals == after.Referrals
            && before.Preferences.Contacts == after.Preferences.Contacts;
        IEnumerable<PersonKey> added = isSame ? [] : Resemblance.KeysOf(after).Except(before is null ? [] : Resemblance.KeysOf(before));
        return added.Select(key => Prefix(key, secrets)).Distinct()
            .Select(prefix => _kind.Write($"{prefix}{after.Id:N}", new AlikeEntry()));
    }

    /// <summary>Journeys that share a key, open ones first. All keys are looked up at once, and each journey is read once.</summary>
    /// <param name="keys">The keys of the person who is looked for.</param>
    /// <param name="people">The same person as each referral describes them.</param>
    /// <param name="except">The journey that asks.</param>
    public async Task<IReadOnlyList<StoredJourney>> Find(
        IReadOnlyCollection<PersonKey> keys, IEnumerable<Person> people, Guid? except, CancellationToken cancellation)
    {
        IEnumerable<string> prefixes = keys.Select(k => Prefix(k, secrets)).Distinct();
        Task<IReadOnlyList<Guid>>[] reads = [.. prefixes.Select(prefix => Under(prefix, cancellation)), Earlier(people, cancellation)];
        HashSet<Guid> ids = [.. (await Task.WhenAll(reads)).SelectMany(found => found)];
        ids.RemoveWhere(id => id == except);
        StoredJourney?[] loaded = await Task.WhenAll(ids.Order().Take(MostCompared).Select(id => store.Find(id, cancellation)));
        return [.. loaded.OfType<StoredJourney>().Where(s => s.State.Joined is null)
            .Select(s => (Stored: s, Reasons: Resemblance.Between(keys, s.State))).Where(f => f.Reasons.Count > 0)
            .OrderBy(f => f.Stored.State.HasEnded).ThenBy(f => f.Reasons[0]).Select(f => f.Stored)];
    }

    private async Task<IReadOnlyList<Guid>> Under(string prefix, CancellationToken cancellation) =>
        [.. (await _kind.In(register).List(prefix, MostOfAKey, null, cancellation)).Items
            .Select(r => Guid.ParseExact(r.Key.AsSpan(prefix.Length, 32), "N"))];

    /// <summary>As long as journeys of earlier versions have no entries, they are found by name.</summary>
    private async Task<IReadOnlyList<Guid>> Earlier(IEnumerable<Person> people, CancellationToken cancellation)
    {
        if (_areFilled || (_areFilled = await AlikeEntries.AreFilled(store, register, cancellation, notes: notes)))
            return [];
        return [.. (await Task.WhenAll(people.Select(p => _people.KnownAs(p, MostOfAKey, cancellation)))).SelectMany(found => found)];
    }

    private static string Prefix(PersonKey key, Secrets secrets) => $"{secrets.HashOfPerson(key.Text)[..32]}/";
}
