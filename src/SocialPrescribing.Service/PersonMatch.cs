using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service;

/// <summary>
/// Whether a referred person is known here. Any key that fits names them, except that two different NHS numbers are two people.
/// Keys are kept as keyed hashes.
/// </summary>
/// <param name="Open">The open journey that the referral joins; null if it begins one.</param>
/// <param name="Journey">The journey that the referral belongs to, begun already or not.</param>
/// <param name="IsDoubtful">Somebody else here looks like this person; a human has to say whether they are the same.</param>
/// <param name="DeathOnRecord">Somebody with these details has died, or may have: nothing is written to the person before a human has looked.</param>
/// <param name="Claims">What has to be written for this person to be recognised by every key next time.</param>
internal sealed record PersonMatch(StoredJourney? Open, Guid Journey, bool IsDoubtful, bool DeathOnRecord, IReadOnlyList<RecordWrite> Claims)
{
    private sealed record Key(string Hash, int Version, Guid? Journey, StoredJourney? Stored)
    {
        /// <summary>A key that names somebody else's open journey stays theirs.</summary>
        public bool IsFree => Stored is null || Stored.State.HasEnded;
    }

    /// <param name="promised">The journey that an interrupted request drew before.</param>
    public static async Task<PersonMatch> Find(Person person, Guid? promised, IJourneyStore store, IRegister register, Secrets secrets, DateTimeOffset now, CancellationToken cancellation)
    {
        List<Key> keys = [];
        foreach (string key in PersonKeys.Of(person.NhsNumber, person.FirstName, person.FamilyName, person.DateOfBirth, person.Address?.Postcode))
        {
            string hash = secrets.HashOfPerson(key);
            RegisterRecord? record = await register.Get(RecordKinds.Person, hash, cancellation);
            Guid? named = record is null ? null : Guid.ParseExact(record.Json, "N");
            keys.Add(new Key(hash, record?.Version ?? 0, named, named is { } id ? await store.Load(id, cancellation) : null));
        }

        StoredJourney? open = keys.Select(k => k.Stored).FirstOrDefault(s => s is { State.HasEnded: false } && IsSame(s.State, person));
        // A key may name a journey that an interrupted request promised and did not get to write: it is written under that id.
        Guid journey = open?.State.Id ?? promised ?? keys.FirstOrDefault(k => k is { Journey: not null, Stored: null })?.Journey ?? Guid.CreateVersion7(now);
        List<RecordWrite> claims = [.. keys.Where(k => k.Journey != journey && k.IsFree).Select(k => new RecordWrite(RecordKinds.Person, k.Hash, journey.ToString("N"), k.Version))];
        bool contested = keys.Any(k => k.Journey != journey && !k.IsFree);

        string name = secrets.HashOfPerson(PersonKeys.NameAndBirth(person.FirstName, person.FamilyName, person.DateOfBirth));
        RegisterRecord? first = await register.Get(RecordKinds.Namesake, name, cancellation);
        StoredJourney? namesake = first is null || first.Json == journey.ToString("N") ? null : await store.Load(Guid.ParseExact(first.Json, "N"), cancellation);
        // An earlier journey of the same person, found by a key, is no stranger of the same name; the name follows them to the new one.
        bool isStranger = first is not null && first.Json != journey.ToString("N") && !(namesake is not null && keys.Any(k => k.Stored?.State.Id == namesake.State.Id) && IsSame(namesake.State, person));
        if (first is null || (!isStranger && namesake is { State.HasEnded: true }))
            claims.Add(new RecordWrite(RecordKinds.Namesake, name, journey.ToString("N"), first?.Version ?? 0));
        bool hasDied = keys.Select(k => k.Stored).Append(open is null ? namesake : null)
            .Any(s => s is not null && s.State.Id != journey && (s.State.HasDied || s.State.MayHaveDied) && IsSame(s.State, person));
        return new PersonMatch(open, journey, contested || (open is null && isStranger), hasDied, claims);
    }

    /// <summary>What has to be written for a journey that is taken up again to be found by its person's keys; null if another journey of theirs is open.</summary>
    public static async Task<IReadOnlyList<RecordWrite>?> Reclaim(Journey journey, IJourneyStore store, IRegister register, Secrets secrets, CancellationToken cancellation)
    {
        List<RecordWrite> claims = [];
        foreach (string key in journey.Referrals.Select(r => r.Details.Person).SelectMany(p => PersonKeys.Of(p.NhsNumber, p.FirstName, p.FamilyName, p.DateOfBirth, p.Address?.Postcode)).Distinct())
        {
            string hash = secrets.HashOfPerson(key);
            if (await register.Get(RecordKinds.Person, hash, cancellation) is not { } record || record.Json == journey.Id.ToString("N"))
                continue;
            if (await store.Load(Guid.ParseExact(record.Json, "N"), cancellation) is { State.HasEnded: false })
                return null;
            claims.Add(new RecordWrite(RecordKinds.Person, hash, journey.Id.ToString("N"), record.Version));
        }
        return claims;
    }

    private static bool IsSame(Journey journey, Person person) =>
        person.NhsNumber is null || !journey.Referrals.Any(r => r.Details.Person.NhsNumber is { } other && other != person.NhsNumber);
}
