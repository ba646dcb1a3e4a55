using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Web;

/// <param name="Suggestion">Why it suits, or does not.</param>
/// <param name="Details">The directory's entry.</param>
public sealed record SuggestedActivity(Suggestion Suggestion, ListingDetails Details)
{
    public Guid Id => Suggestion.Entry.Id;
}

/// <param name="Suiting">The best first.</param>
/// <param name="Unsuited">Activities for their needs that cannot suit, the nearest first.</param>
/// <param name="More">How many more suit.</param>
public sealed record SuggestedActivities(
    IReadOnlyList<SuggestedActivity> Suiting, IReadOnlyList<SuggestedActivity> Unsuited, int More)
{
    public static SuggestedActivities None { get; } = new([], [], 0);
}

/// <summary>Activities of the directory that may suit somebody, and why (<see cref="Matching"/>).</summary>
public sealed class Suggesting(ActivityDirectory directory, PlaceFinder places, InForce<Pathway> pathways)
{
    private const int Most = 5, MostUnsuited = 10;

    public async Task<SuggestedActivities> Of(Journey journey, DateOnly on, CancellationToken cancellation)
    {
        if (journey is { AcceptedAt: null } or { HasEnded: true })
            return SuggestedActivities.None;
        // Where the person lives is looked for while the directory is read.
        Task<Func<MatchEntry, double?>> miles = MilesFrom(journey, cancellation);
        IReadOnlyList<StoredActivity> all = await directory.AllCached(cancellation);
        Func<MatchEntry, double?> milesTo = await miles;
        Matching.Ranking ranking = Rank(journey, on, all, milesTo);
        Dictionary<Guid, ListingDetails>? details = null;
        SuggestedActivity With(Suggestion suggestion) =>
            new(suggestion, (details ??= all.ToDictionary(a => a.Activity.Id, a => a.Activity.Details))[suggestion.Entry.Id]);
        return new(
            [.. ranking.Suiting.Take(Most).Select(With)],
            // Activities for other needs would be nearly all of them.
            [.. ranking.Unsuited.Where(s => s.Entry.Needs.Any(journey.Needs.Contains)).Take(MostUnsuited).Select(With)],
            Math.Max(0, ranking.Suiting.Count - Most));
    }

    /// <summary>
    /// Fills in from the directory what the command leaves out: the details of activities on a list, and whether anything that suits is
    /// left once this one is put aside.
    /// </summary>
    public async Task<JourneyCommand> Complete(JourneyCommand command, Journey journey, DateOnly on, CancellationToken cancellation)
    {
        switch (command)
        {
            case Choosing.DismissActivity dismiss:
                Journey after = journey with
                {
                    Dismissed = [.. journey.Dismissed, new(dismiss.Activity, dismiss.Name, dismiss.Reason, default)],
                };
                // A full activity cannot be chosen either.
                return dismiss with
                {
                    NothingLeft = !Rank(after, on, await directory.AllCached(cancellation), _ => null).Suiting.Any(s => !s.Entry.IsFull),
                };
            case Choosing.OfferActivities offer:
                List<OfferedActivity> offered = [];
                foreach (OfferedActivity one in offer.Activities)
                    offered.Add(one?.Activity.Id is { } id && await directory.Get(id, cancellation) is { Activity.Details: var entry }
                        ? OfferWords.From(one, entry, journey.Preferences.Language, on, pathways.Now.SchoolHolidays) : one!);
                return offer with { Activities = offered };
            default:
                return command;
        }
    }

    private Matching.Ranking Rank(
        Journey journey, DateOnly on, IReadOnlyList<StoredActivity> all, Func<MatchEntry, double?> milesTo)
    {
        HashSet<Guid> known =
            [.. journey.Introductions.Select(i => i.Activity.Id).OfType<Guid>(), .. journey.Dismissed.Select(d => d.Activity)];
        return Matching.Rank(WantedBy(journey, on), MatchEntries.Of(all).Where(e => !known.Contains(e.Id)), milesTo, on,
            pathways.Now.Matching);
    }

    /// <summary>Distances from the person's home. If it is not known, or is protected, there are none.</summary>
    private async Task<Func<MatchEntry, double?>> MilesFrom(Journey journey, CancellationToken cancellation)
    {
        if (journey is not { IsAddressProtected: false, Person.Address.Postcode: { } postcode })
            return _ => null;
        Task<FoundPlace?> finding = places.Find(postcode, cancellation);
        IReadOnlyList<PlacedActivity> placed = await places.Place(directory.AllCached(cancellation), cancellation);
        if (await finding is not { Point: var home })
            return _ => null;
        Dictionary<Guid, MapPoint?> points = placed.ToDictionary(p => p.Stored.Activity.Id, p => p.Point);
        return entry => points.GetValueOrDefault(entry.Id) is { } there ? Distance.Miles(home, there) : null;
    }

    private static Matching.Wanted WantedBy(Journey journey, DateOnly on) =>
        new([.. journey.Needs], journey.Wishes ?? new Wishes(), AgeOf(journey.Person, on), journey.Preferences.Language);

    private static int AgeOf(Person person, DateOnly on)
    {
        int years = on.Year - person.DateOfBirth.Year;
        return on < person.DateOfBirth.AddYears(years) ? years - 1 : years;
    }
}
