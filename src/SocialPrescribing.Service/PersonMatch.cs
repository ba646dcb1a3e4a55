using System.Globalization;
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
/// <param name="Contended">A journey that has ended, whose keys somebody has written in order to change it, and that has not been changed (yet): see <see cref="Reclaim"/>.</param>
internal sealed record PersonMatch(StoredJourney? Open, Guid Journey, bool IsDoubtful, bool DeathOnRecord, IReadOnlyList<RecordWrite> Claims, StoredJourney? Contended)
{
    /// <summary>A store that cannot write all at once writes keys first. So long a key that names a journey which is not there is kept for whoever is writing that: longer than they take with all that a store tries again.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(20);

    /// <param name="IsUnreadable">It names a journey that cannot be read, so nobody knows whether it is open: the key stays as it is, and a human has to look.</param>
    private sealed record Key(string Hash, RegisterRecord? Record, StoredJourney? Stored, bool IsUnreadable)
    {
        public Guid? Journey => Record is null ? null : JourneyIn(Record);
        public int Version => Record?.Version ?? 0;
        /// <summary>A key that names somebody else's open journey stays theirs.</summary>
        public bool IsFree => !IsUnreadable && (Stored is null || Stored.State.HasEnded);
        public bool IsContended => Stored is { State.HasEnded: true } && Record!.Json == TextOf(Stored);

        /// <summary>Whether a journey that begins has to write it: unless it is written already, and not so long ago that somebody else might take it.</summary>
        public bool IsToBeClaimed(Guid journey, DateTimeOffset now) => Journey != journey || (Stored is null && !IsKept(Record!, now + (Kept / 2)));
    }

    /// <param name="promised">The journey that an interrupted request drew before.</param>
    public static async Task<PersonMatch> Find(Person person, Guid? promised, IJourneyStore store, IRegister register, Secrets secrets, DateTimeOffset now, CancellationToken cancellation)
    {
        List<Key> keys = [];
        foreach (string key in KeysOf(person))
        {
            string hash = secrets.HashOfPerson(key);
            RegisterRecord? record = await register.Get(RecordKinds.Person, hash, cancellation);
            LoadedJourney? named = record is null ? null : await store.Load(JourneyIn(record), cancellation);
            keys.Add(new Key(hash, record, (named as LoadedJourney.Found)?.Stored, named is LoadedJourney.Unreadable));
        }

        StoredJourney? open = keys.Select(k => k.Stored).FirstOrDefault(s => s is { State.HasEnded: false } && IsSame(s.State, person));
        // A key may name a journey that an interrupted request promised and did not get to write: it is written under that id.
        Guid journey = open?.State.Id ?? promised ?? keys.FirstOrDefault(k => k is { Journey: not null, Stored: null, IsUnreadable: false })?.Journey ?? Guid.CreateVersion7(now);
        Key[] claimed = [.. keys.Where(k => k.IsFree && k.IsToBeClaimed(journey, now))];
        List<RecordWrite> claims = [.. claimed.Select(k => new RecordWrite(RecordKinds.Person, k.Hash, TextOf(journey, now), k.Version))];
        bool contested = keys.Any(k => k.Journey != journey && !k.IsFree);

        string name = secrets.HashOfPerson(PersonKeys.NameAndBirth(person.FirstName, person.FamilyName, person.DateOfBirth));
        RegisterRecord? first = await register.Get(RecordKinds.Namesake, name, cancellation);
        StoredJourney? namesake = first is null || first.Json == journey.ToString("N") ? null : await store.Find(Guid.ParseExact(first.Json, "N"), cancellation);
        // An earlier journey of the same person, found by a key, is no stranger of the same name; the name follows them to the new one.
        bool isStranger = first is not null && first.Json != journey.ToString("N") && !(namesake is not null && keys.Any(k => k.Stored?.State.Id == namesake.State.Id) && IsSame(namesake.State, person));
        if (first is null || (!isStranger && namesake is { State.HasEnded: true }))
            claims.Add(new RecordWrite(RecordKinds.Namesake, name, journey.ToString("N"), first?.Version ?? 0));
        // Who is found by a key needs no looking for by name.
        StoredJourney?[] found = [.. keys.Select(k => k.Stored).Where(s => s is not null && IsSame(s.State, person))];
        bool hasDied = (found.Length > 0 ? found : [namesake]).Any(s => s is { State: { HasDied: true } or { MayHaveDied: true } } && s.State.Id != journey && IsSame(s.State, person));
        return new PersonMatch(open, journey, contested || (open is null && isStranger), hasDied, claims, claimed.FirstOrDefault(k => k.IsContended)?.Stored);
    }

    /// <summary>
    /// What has to be written when a journey is taken up again, or somebody is heard to have died, for a referral that comes at this moment to
    /// notice it: the person's keys, with the journey's version behind it. A key that names another open journey, or one that is just beginning, stays as it is.
    /// </summary>
    /// <returns>The records, and whether another journey of the same person is open or beginning.</returns>
    public static async Task<(IReadOnlyList<RecordWrite> Claims, bool OtherIsOpen, bool OtherBegins)> Reclaim(
        StoredJourney stored, IJourneyStore store, IRegister register, Secrets secrets, DateTimeOffset now, CancellationToken cancellation)
    {
        Journey journey = stored.State;
        // Told twice after a crash it is the same text, and so no conflict; for a referral that has read the key before, it is one.
        string text = TextOf(stored);
        List<RecordWrite> claims = [];
        bool otherIsOpen = false, otherBegins = false;
        foreach ((Person person, string key) in journey.Referrals.Select(r => r.Details.Person)
            .SelectMany(KeysOf, (p, key) => (p, key)).DistinctBy(k => k.key))
        {
            string hash = secrets.HashOfPerson(key);
            RegisterRecord? record = await register.Get(RecordKinds.Person, hash, cancellation);
            LoadedJourney? named = record is null || JourneyIn(record) == journey.Id ? null : await store.Load(JourneyIn(record), cancellation);
            if (named is LoadedJourney.Unreadable)
                continue;
            StoredJourney? other = (named as LoadedJourney.Found)?.Stored;
            if (other is { State.HasEnded: false })
                otherIsOpen |= IsSame(other.State, person);
            else if (record is not null && JourneyIn(record) != journey.Id && other is null && IsKept(record, now))
                otherBegins = true;
            else
                claims.Add(new RecordWrite(RecordKinds.Person, hash, text, record?.Version ?? 0));
        }
        return (claims, otherIsOpen, otherBegins);
    }

    /// <summary>The journey that a key names; what stands behind it says for what it was written.</summary>
    private static Guid JourneyIn(RegisterRecord record) => Guid.ParseExact(record.Json.AsSpan(0, 32), "N");

    /// <summary>Written to change a journey that is there.</summary>
    private static string TextOf(StoredJourney stored) => string.Create(CultureInfo.InvariantCulture, $"{stored.State.Id:N}/{stored.Version}");

    /// <summary>Written to begin a journey, or for one that a referral joins.</summary>
    private static string TextOf(Guid journey, DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $"{journey:N}/at{now.UtcTicks}");

    private static bool IsKept(RegisterRecord record, DateTimeOffset now) =>
        record.Json.Split("/at") is [_, var at] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out long ticks) && now - Kept < new DateTimeOffset(ticks, TimeSpan.Zero);

    internal static IReadOnlyList<string> KeysOf(Person person) => PersonKeys.Of(person.NhsNumber, person.FirstName, person.FamilyName, person.DateOfBirth, person.Address?.Postcode);

    internal static bool IsSame(Journey journey, Person person) =>
        person.NhsNumber is null || !journey.Referrals.Any(r => r.Details.Person.NhsNumber is { } other && other != person.NhsNumber);
}
