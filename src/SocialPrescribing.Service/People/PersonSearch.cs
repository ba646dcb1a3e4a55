using System.Globalization;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.People;

/// <summary>
/// Finds people by name, by the reference of a referral, or by NHS number. A referral leaves a record under the keyed hash of the first
/// letters of each word of the name, with the words in it, and one under that of the NHS number; so a search reads one short list, however
/// many people there are, and neither names nor numbers stand in a key, which stores write into addresses and logs.
/// </summary>
public sealed class PersonSearch(IJourneyStore store, IRegister register, Secrets secrets)
{
    /// <summary>More people than this nobody looks through.</summary>
    public const int MostFound = 50;
    /// <summary>In a service with 50,000 journeys, the commonest three letters begin the names of fewer.</summary>
    private const int MostRead = 5_000;
    private const int RecordsAtOnce = 1_000;
    private const int FirstLetters = 3;

    private static readonly RecordKind<string[]> _names = RecordKinds.Name.Of(PortsJson.Default.StringArray);
    internal static RecordKind<ReferralPlace> Places { get; } = RecordKinds.Reference.Of(PeopleJson.Default.ReferralPlace);

    /// <summary>What a referral has to write when it is taken in.</summary>
    internal static IEnumerable<RecordWrite> Entries(Guid journey, HeldReferral referral, Secrets secrets) =>
        Entries(journey, referral.Details.Person, $"{referral.Id:N}", secrets);

    /// <summary>What a commit has to write: somebody may go by another name from now on, and is found by it as well.</summary>
    internal static IEnumerable<RecordWrite> Entries(Journey after, int version, IEnumerable<JourneyEvent> events, Secrets secrets) =>
        events.Any(e => e is Preferences.Changed { PreferredName: not null } or Corrections.Corrected)
            ? Entries(after.Id, after.Person, string.Create(CultureInfo.InvariantCulture, $"{version}"), secrets) : [];

    /// <param name="from">What told of the names: one record for each.</param>
    private static IEnumerable<RecordWrite> Entries(Guid journey, Person person, string from, Secrets secrets)
    {
        IReadOnlyList<string> words = NameWords.Of(person);
        return words.Where(CanBegin).Select(ByName)
            .Concat(NhsNumber.TryParse(person.NhsNumber, out string number) ? [ByNumber(number)] : [])
            .Distinct().Select(by => _names.Write($"{Hash(by, secrets)}/{journey:N}/{from}", [.. words]));
    }

    /// <param name="typed">As it was typed: in any case, with spaces and hyphens or without, a part of a name.</param>
    public async Task<PeopleFound> Find(string typed, CancellationToken cancellation)
    {
        if (NhsNumber.TryParse(typed, out string number))
            return await Load(await Under(ByNumber(number), [], cancellation), cancellation) with { IsExact = true };
        if (Reference.TryParse(typed, out string reference))
            return await ByReference(reference, cancellation) with { IsExact = true };
        if (typed.Count(char.IsAsciiDigit) > 4)
            return new PeopleFound(
                [])
            {
                Problem =
                    "This is neither an NHS number nor a reference: a digit or a letter is wrong or missing. An NHS number has ten digits, "
                        + "and a reference looks like SP-7K3M-9QXQ."
            };
        IReadOnlyList<string> words = NameWords.Typed(typed);
        return words.Where(CanBegin).MaxBy(w => w.Length) is { } longest
            ? await Load(await Under(ByName(longest), words, cancellation), cancellation)
            : new PeopleFound([]) { Problem = "Type a name or the first three letters of one, a reference, or an NHS number." };
    }

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

    /// <summary>The newest come first, and whoever is supported before those who were.</summary>
    private async Task<PeopleFound> Load((IReadOnlyList<Guid> Journeys, bool IsMore) found, CancellationToken cancellation)
    {
        LoadedJourney[] loaded =
            await Task.WhenAll(found.Journeys.OrderDescending().Take(MostFound).Select(id => store.LoadCurrent(id, cancellation)));
        return new PeopleFound(
            [.. loaded.Found().Select(s => s.State).DistinctBy(j => j.Id).OrderBy(j => j.HasEnded).ThenByDescending(j => j.ReceivedAt)])
        { IsMore = found.IsMore || found.Journeys.Count > MostFound, Unreadable = loaded.Unreadable() };
    }

    /// <summary>A single letter is part of a name in many scripts, and a word by itself only where it says more than a letter.</summary>
    private static bool CanBegin(string word) => word.Length > 1 || !char.IsAscii(word[0]);

    private static string ByName(string word) => $"name begins:{(word.Length > FirstLetters ? word[..FirstLetters] : word)}";

    private static string ByNumber(string number) => $"number:{number}";

    private static string Hash(string by, Secrets secrets) => secrets.HashOfPerson(by)[..32];

    private static Guid JourneyIn(string text) => Guid.ParseExact(text.AsSpan(0, 32), "N");
}

/// <summary>Who was found.</summary>
public sealed record PeopleFound(IReadOnlyList<Journey> Journeys)
{
    /// <summary>Journeys that fit and cannot be read.</summary>
    public IReadOnlyList<Guid> Unreadable { get; init; } = [];
    /// <summary>A reference or an NHS number was typed, which is nobody else's.</summary>
    public bool IsExact { get; init; }
    /// <summary>There are more than these.</summary>
    public bool IsMore { get; init; }
    /// <summary>Why nothing was looked for, as a sentence.</summary>
    public string? Problem { get; init; }
}

/// <summary>Where a referral was taken in.</summary>
/// <param name="Referral">Null in records of long ago.</param>
internal sealed record ReferralPlace(Guid Journey, Guid? Referral = null);

/// <summary>The written form of that by which people are found.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlikeLookup.AlikeEntry))]
[JsonSerializable(typeof(ReferralPlace))]
internal sealed partial class PeopleJson : JsonSerializerContext;
