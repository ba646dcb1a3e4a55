using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.People;

/// <summary>Reads from a journal which ways of contact somebody took out of the person's list: see <see cref="ContactRules.TakenOut"/>.
/// </summary>
internal static class ContactsTakenOut
{
    /// <summary>None if some of the journal cannot be read: what the state says holds in any case.</summary>
    public static async Task<IReadOnlyList<ContactDetail>> TakenOut(
        this IJourneyStore store, Guid journey, CancellationToken cancellation)
    {
        IReadOnlyList<JournalCommit> journal = await store.Journal(journey, cancellation);
        return journal.All(c => c.IsWhole)
            ? ContactRules.TakenOut(journal.SelectMany(c => c.Events.Select(e => new JournalEntry(c.At, c.By, e)))) : [];
    }

    /// <summary>What the same person asked for in these journeys.</summary>
    public static async Task<EarlierWishes> WishesIn(
        this IJourneyStore store, IEnumerable<Journey> ended, CancellationToken cancellation)
    {
        List<(Journey, IReadOnlyList<ContactDetail>)> known = [];
        foreach (Journey journey in ended)
            known.Add((journey, await store.TakenOut(journey.Id, cancellation)));
        return EarlierWishes.Of(known);
    }
}
