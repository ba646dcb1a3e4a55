using System.Globalization;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.People;

/// <summary>
/// Finds people by name, by a referral's reference, by NHS number, and by <see cref="SearchKeys"/>. For each word of a name a referral
/// writes a record under the keyed hash of its first letters, with the words in the record; for everything else, one under its own keyed
/// hash. So a search reads one short list, however many people there are. And neither names nor numbers are in keys, which stores write
/// into addresses and logs.
/// </summary>
public sealed class PersonSearch(IJourneyStore store, IRegister register, Secrets secrets)
{
    /// <summary>Nobody looks through more people than this.</summary>
    public const int MostFound = 50;
    /// <summary>In a service with 50,000 journeys, fewer names than this begin with the most common three letters.</summary>
    private const int MostRead = 5_000;
    private const int RecordsAtOnce = 1_000;
    private const int FirstLetters = 3;

    private static readonly RecordKind<string[]> _names = RecordKinds.Name.Of(PortsJson.Default.StringArray);
    internal static RecordKind<ReferralPlace> Places { get; } = RecordKinds.Reference.Of(PeopleJson.Default.ReferralPlace);

    /// <summary>The records by which a new referral is found.</summary>
    internal static IEnumerable<RecordWrite> Entries(Guid journey, HeldReferral referral, Secrets secrets) =>
        Entries(journey, referral.Details.Person, $"{referral.Id:N}", secrets)
            .Concat(Entries(journey, SearchKeys.Of(referral), SearchKeys.Referrer(referral), $"{referral.Id:N}", secrets));

    /// <summary>The records that a journey of an earlier version lacks.</summary>
    internal static IEnumerable<RecordWrite> Entries(Journey journey, Secrets secrets) =>
        Entries(journey.Id, SearchKeys.Of(journey), ReferrersOf(journey), $"{journey.Id:N}", secrets);

    /// <summary>The records that a commit adds. People are also found by a new name or number.</summary>
    /// <param name="before">The journey before the commit. Records that it already has are not written again.</param>
    internal static IEnumerable<RecordWrite> Entries(
        Journey? before, Journey after, int version, IEnumerable<JourneyEvent> events, Secrets secrets)
    {
        string from = string.Create(CultureInfo.InvariantCulture, $"{version}");
        IEnumerable<RecordWrite> names = events.Any(e => e is Preferences.Changed { PreferredName: not null } or Corrections.Corrected)
            ? Entries(after.Id, after.Person, from, secrets) : [];
        bool isSame = before is not null && before.Person == after.Person && before.Referrals == after.Referrals
            && before.Preferences.Contacts == after.Preferences.Contacts && before.IsAddressProtected == after.IsAddressProtected;
        return isSame ? names
            : names.Concat(Entries(
                after.Id, SearchKeys.Of(after).Except(before is null ? [] : SearchKeys.Of(before)),
                before?.Referrals == after.Referrals ? [] : ReferrersOf(after), from, secrets));
    }

    private static IReadOnlyList<string> ReferrersOf(Journey journey) =>
        [.. journey.Referrals.SelectMany(r => SearchKeys.Referrer(r)).Distinct()];

    /// <param name="referrer">The words of the referrer's name and practice.</param>
    private static IEnumerable<RecordWrite> Entries(
        Guid journey, IEnumerable<string> keys, IReadOnlyList<string> referrer, string from, Secrets secrets) =>
        keys.Distinct().Select(key => Entry(journey, key, [], from, secrets))
            .Concat(referrer.Where(SearchKeys.LeadsToReferrer).Select(SearchKeys.ByReferrer).Distinct()
                .Select(key => Entry(journey, key, referrer, from, secrets)));

    private static RecordWrite Entry(Guid journey, string key, IReadOnlyList<string> words, string from, Secrets secrets) =>
        _names.Write($"{Hash(key, secrets)}/{journey:N}/{from}", [.. words]);

    /// <param name="from">Names what the words come from: the referral or the version of the journey.</param>
    private static IEnumerable<RecordWrite> Entries(Guid journey, Person person, string from, Secrets secrets)
    {
        IReadOnlyList<string> words = NameWords.Of(person);
        return words.Where(CanBegin).Select(ByName)
            .Concat(NhsNumber.TryParse(person.NhsNumber, out string number) ? [ByNumber(number)] : [])
            .Distinct().Select(by => Entry(journey, by, words, from, secrets));
    }

    /// <param name="typed">As somebody typed it: in any case, with or without spaces and hyphens, or a part of a name.</param>
    public async Task<PeopleFound> Find(string typed, CancellationToken cancellation)
    {
        string? key = SearchKeys.Typed(typed);
        // An old landline number can be an NHS number as well.
        if (NhsNumber.TryParse(typed, out string number)
            && await Load(await Under(ByNumber(number), [], cancellation), cancellation) is var byNumber
            && (key is null || !byNumber.IsEmpty))
            return byNumber with { IsExact = true };
        if (Reference.TryParse(typed, out string reference))
            return await ByReference(reference, cancellation) with { IsExact = true };
        bool isPart = typed.Any(char.IsAsciiDigit) && SearchKeys.InReference(typed, out _) is not null;
        // SP4 3AB is a postcode and the first half of a reference.
        if (key is not null
            && await Load(
                await Under(key, [], cancellation), cancellation, journey => SearchKeys.Of(journey).Contains(key)) is var byKey
            && (!isPart || !byKey.IsEmpty))
            return byKey;
        if (isPart)
            return await ByPart(typed, cancellation);
        if (typed.Count(char.IsAsciiDigit) > 4)
            return new PeopleFound(
                [])
            {
                Problem =
                    "This is neither an NHS number nor a reference, nor a phone number, a postcode or a birth date: a digit or a letter is "
                        + "wrong or missing. An NHS number has ten digits, and a reference looks like SP-7K3M-9QXQ."
            };
        IReadOnlyList<string> words = NameWords.Typed(typed);
        return words.Where(CanBegin).MaxBy(w => w.Length) is { } longest
            ? await ByWords(typed, longest, words, cancellation)
            : new PeopleFound([]) { Problem = "Type a name or the first three letters of one, a reference, or an NHS number." };
    }

    /// <summary>
    /// People with that name. If there are none: people of a referral whose reference has these characters, and people whom somebody or
    /// some practice with that name has referred.
    /// </summary>
    private async Task<PeopleFound> ByWords(
        string typed, string longest, IReadOnlyList<string> words, CancellationToken cancellation)
    {
        if (await Load(await Under(ByName(longest), words, cancellation), cancellation) is { IsEmpty: false } named)
            return named;
        if (await ByPart(typed, cancellation) is { IsEmpty: false } inReference)
            return inReference;
        if (words.Where(SearchKeys.LeadsToReferrer).MaxBy(w => w.Length) is not { } word)
            return new PeopleFound([]);
        PeopleFound referred = await Load(await Under(SearchKeys.ByReferrer(word), words, cancellation), cancellation,
            journey => journey.Referrals.Any(r => NameWords.Fit(words, SearchKeys.Referrer(r))));
        return referred with { AreReferred = referred.Journeys.Count > 0 };
    }

    private async Task<PeopleFound> ByPart(string typed, CancellationToken cancellation) =>
        SearchKeys.InReference(typed, out string part) is not { } key ? new PeopleFound([])
        : await Load(await Under(key, [], cancellation), cancellation, journey => journey.Referrals
            .Select(r => r.Reference.Replace("-", "", StringComparison.Ordinal)[2..])
            .Any(r => r.StartsWith(part, StringComparison.Ordinal) || r.EndsWith(part, StringComparison.Ordinal)));

    /// <summary>The journey in which the referral is now.</summary>
    private async Task<PeopleFound> ByReference(string reference, CancellationToken cancellation)
    {
        if (await Places.In(register).Get(reference, cancellation) is not { Value: var place })
            return new PeopleFound([]);
        Guid journey = place.Journey;
        if (await store.Find(journey, cancellation) is not null && place.Referral is { } referral
            && await store.Referral(journey, referral, cancellation) is var (now, _))
            journey = now.State.Id;
        return await Load(([journey], false), cancellation);
    }

    /// <summary>Journeys with this NHS number, or with all words of this name.</summary>
    internal async Task<IReadOnlyList<Guid>> KnownAs(Person person, int most, CancellationToken cancellation)
    {
        HashSet<Guid> found = [];
        if (NhsNumber.TryParse(person.NhsNumber, out string number))
            found.UnionWith((await Under(ByNumber(number), [], cancellation)).Journeys);
        IReadOnlyList<string> words = NameWords.Typed($"{person.FirstName} {person.FamilyName}");
        if (words.Where(CanBegin).MaxBy(w => w.Length) is { } longest)
            found.UnionWith((await Under(ByName(longest), words, cancellation)).Journeys);
        return [.. found.Take(most)];
    }

    private async Task<(IReadOnlyList<Guid> Journeys, bool IsMore)> Under(
        string by, IReadOnlyList<string> words, CancellationToken cancellation)
    {
        string prefix = Hash(by, secrets) + "/";
        HashSet<Guid> journeys = [];
        int read = 0;
        string? after = null;
        do
        {
            Page<Record<string[]>> page = await _names.In(register).List(prefix, RecordsAtOnce, after, cancellation);
            journeys.UnionWith(page.Items.Where(r => NameWords.Fit(words, r.Value)).Select(r => JourneyIn(r.Key[prefix.Length..])));
            read += page.Items.Count;
            after = page.Continue;
        } while (after is not null && read < MostRead);
        return ([.. journeys], after is not null);
    }

    /// <summary>People who are supported now come before those who were, and the newest come first.</summary>
    /// <param name="stillFits">A number may have been corrected since, or a referral moved to another journey.</param>
    private async Task<PeopleFound> Load(
        (IReadOnlyList<Guid> Journeys, bool IsMore) found, CancellationToken cancellation, Func<Journey, bool>? stillFits = null)
    {
        LoadedJourney[] loaded =
            await Task.WhenAll(found.Journeys.OrderDescending().Take(MostFound).Select(id => store.LoadCurrent(id, cancellation)));
        return new PeopleFound(
            [.. loaded.Found().Select(s => s.State).DistinctBy(j => j.Id).Where(j => stillFits?.Invoke(j) is not false)
                .OrderBy(j => j.HasEnded).ThenByDescending(j => j.ReceivedAt)])
        { IsMore = found.IsMore || found.Journeys.Count > MostFound, Unreadable = loaded.Unreadable() };
    }

    /// <summary>In many scripts a single character is a name. A single Latin letter says too little to be searched for.</summary>
    internal static bool CanBegin(string word) => word.Length > 1 || !char.IsAscii(word[0]);

    internal static string FirstOf(string word) => word.Length > FirstLetters ? word[..FirstLetters] : word;

    private static string ByName(string word) => $"name begins:{FirstOf(word)}";

    private static string ByNumber(string number) => $"number:{number}";

    private static string Hash(string by, Secrets secrets) => secrets.HashOfPerson(by)[..32];

    private static Guid JourneyIn(string text) => Guid.ParseExact(text.AsSpan(0, 32), "N");
}

/// <summary>Who was found.</summary>
public sealed record PeopleFound(IReadOnlyList<Journey> Journeys)
{
    /// <summary>Journeys that fit and cannot be read.</summary>
    public IReadOnlyList<Guid> Unreadable { get; init; } = [];
    /// <summary>Somebody typed a reference or an NHS number, which belongs to one person.</summary>
    public bool IsExact { get; init; }
    /// <summary>Nobody has that name. Somebody or some practice with that name has referred these people.</summary>
    public bool AreReferred { get; init; }
    /// <summary>There are more than these.</summary>
    public bool IsMore { get; init; }
    /// <summary>Nothing was found, not even a journey that cannot be read.</summary>
    public bool IsEmpty => Journeys.Count is 0 && Unreadable.Count is 0;
    /// <summary>Why there was no search, as a sentence.</summary>
    public string? Problem { get; init; }
}

/// <summary>The journey in which a referral was received.</summary>
/// <param name="Referral">Null in records of early versions.</param>
internal sealed record ReferralPlace(Guid Journey, Guid? Referral = null);

/// <summary>How the records by which people are found are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlikeLookup.AlikeEntry))]
[JsonSerializable(typeof(ReferralPlace))]
internal sealed partial class PeopleJson : JsonSerializerContext;
