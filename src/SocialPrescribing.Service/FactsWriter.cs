using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service;

/// <summary>
/// Works out a journey's facts for the commit that changes it. It builds on the stored facts, and reads the journal only if there are none:
/// for a journey that an earlier version began.
/// </summary>
public sealed class FactsWriter(IJourneyStore store, Secrets secrets, IPlaces? places = null)
{
    /// <summary>The key under which facts are stored, instead of the journey's id.</summary>
    public string KeyOf(Guid journey) => secrets.HashOfPerson($"facts/{journey:N}");

    /// <param name="stored">The journey as it was read; null for a new one.</param>
    public Task<FactsRow> After(StoredJourney? stored, JourneyCommit commit, CancellationToken cancellation) =>
        After(stored, [commit], cancellation);

    /// <summary>After several commits at once: an import.</summary>
    public async Task<FactsRow> After(StoredJourney? stored, IReadOnlyList<JourneyCommit> commits, CancellationToken cancellation)
    {
        Journey after = commits[^1].After;
        Journey? before = commits[0].Before;
        JourneyFacts? earlier = FactsRow.Read(stored?.Facts) is { Format: JourneyFacts.FormatNow } counted ? counted : null;
        string key = KeyOf(after.Id);
        HomeArea? home = earlier is not null && before is not null && IsSameHome(before, after)
            ? new HomeArea(earlier.Area, earlier.Decile, earlier.Index) : await HomeOf(after, cancellation);
        JournalEntry[] entries = [.. commits.SelectMany(c => c.Events.Select(e => new JournalEntry(c.At.ToUniversalTime(), c.By, e)))];
        JourneyFacts? whole = earlier is null && before is not null
            ? FromJournal(key, home, await JournalUntil(commits[0], cancellation), entries) : null;
        JourneyFacts facts = whole ?? JourneyFacts.After(earlier, key, home, before, entries);
        FactsRow row = FactsRow.Of(facts, after.LinkWorker);
        return row with { IsNew = row.Json != stored?.Facts || before?.LinkWorker != after.LinkWorker };
    }

    private async Task<IReadOnlyList<JournalCommit>> JournalUntil(JourneyCommit first, CancellationToken cancellation) =>
        [.. (await store.Journal(first.After.Id, cancellation)).Where(c => c.Version <= first.ExpectedVersion)];

    /// <summary>Works them out from the journal alone; null if it cannot be read.</summary>
    public async Task<FactsRow?> FromJournal(StoredJourney stored, CancellationToken cancellation)
    {
        Journey state = stored.State;
        IReadOnlyList<JournalCommit> journal = await store.Journal(state.Id, cancellation);
        return FromJournal(KeyOf(state.Id), await HomeOf(state, cancellation), journal, []) is { } facts
            ? FactsRow.Of(facts, state.LinkWorker) : null;
    }

    private static JourneyFacts? FromJournal(
        string key, HomeArea? home, IReadOnlyList<JournalCommit> journal, IEnumerable<JournalEntry> since)
    {
        if (!journal.All(c => c.IsWhole))
            return null;
        try
        {
            return JourneyFacts.Of(
                key, home, journal.SelectMany(c => c.Events.Select(e => new JournalEntry(c.At, c.By, e))).Concat(since));
        }
        catch (Exception e) when (StoredTexts.IsOfTheText(e))
        {
            return null;
        }
    }

    private static bool IsSameHome(Journey one, Journey other) =>
        one.Person.NoFixedAbode == other.Person.NoFixedAbode && Address.IsSame(one.Person.Address, other.Person.Address)
        && one.IsAddressProtected == other.IsAddressProtected;

    /// <summary>Of a protected address not even the area is counted: in a village the area may be enough to find somebody.</summary>
    private async Task<HomeArea?> HomeOf(Journey journey, CancellationToken cancellation)
    {
        if (journey.IsAddressProtected)
            return null;
        if (journey.Person.NoFixedAbode)
            return new HomeArea(Postcode.Area(Postcode.NoFixedAbode));
        if (!Postcode.TryParse(journey.Person.Address?.Postcode, out string postcode))
            return null;
        PostcodePlace? place = places is null ? null : await places.Find(postcode, cancellation);
        return place is null ? new HomeArea(Postcode.Area(postcode))
            : new HomeArea(place.Lsoa ?? Postcode.Area(postcode), place.DeprivationDecile,
                place.DeprivationDecile is null ? null : JsonNamingPolicy.CamelCase.ConvertName(place.Index.ToString()));
    }
}
