using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service;

/// <summary>
/// Does what a journey has to do with others before its due fires: see <see cref="Errand"/>. Every step is a command under an id that follows from the errand, so that whoever
/// comes second, or again after a crash, changes nothing. A journey that cannot be read keeps nobody else's from going on.
/// </summary>
internal sealed class Errands(JourneyService journeys, IJourneyStore store, AlikeLookup lookup)
{
    public Task Run(StoredJourney own, Due due, CancellationToken cancellation) => due.Errand switch
    {
        Errand.LookForAlikes => Look(own.State, due, cancellation),
        Errand.TellAnswer e => Tell(own.State, e.Other, cancellation),
        _ => throw new NotSupportedException($"Nobody runs {due.Errand}."),
    };

    /// <summary>Each is noted with the other. Whoever has died says so, and is asked nothing.</summary>
    private async Task Look(Journey own, Due due, CancellationToken cancellation)
    {
        string look = due.At.UtcTicks.ToString("x", CultureInfo.InvariantCulture);
        IReadOnlyCollection<PersonKey> keys = Resemblance.KeysOf(own);
        IReadOnlyList<StoredJourney> found = await lookup.Find(own, cancellation);
        await Note(own, [.. found.Select(other => Resemblance.Of(keys, other.State))], $"alikes-{look}", cancellation);
        foreach (StoredJourney other in found)
            await Note(other.State, [Resemblance.Of(Resemblance.KeysOf(other.State), own)], $"alike-{own.Id:N}-{look}", cancellation);
    }

    private async Task Note(Journey journey, IReadOnlyList<Resemblance.Likeness> alikes, string id, CancellationToken cancellation)
    {
        if (Resemblance.HasNews(journey, alikes))
            await Give(journey.Id, new Resemblance.Note(alikes), Actor.System, id, cancellation);
    }

    private async Task Tell(Journey own, Guid other, CancellationToken cancellation)
    {
        if (own.Alikes.FirstOrDefault(a => a.Journey == other) is not { IsOpen: false, Answer: { } says, AnsweredAt: { } at } alike
            || await new ListedJourneys(store).Load(other, cancellation) is not { } told)
            return;
        Resemblance.Likeness likeness = Resemblance.Of(Resemblance.KeysOf(told.State), own) with { Reasons = alike.Reasons };
        string id = string.Create(CultureInfo.InvariantCulture, $"told-{own.Id:N}-{at.UtcTicks:x}");
        await Give(other, new Resemblance.Hear(likeness, says), alike.AnsweredBy is { } by ? Actor.Staff(by) : Actor.System, id, cancellation);
    }

    /// <exception cref="InvalidOperationException">It was not the time for it: whoever asked tries again.</exception>
    private async Task Give(Guid journey, JourneyCommand command, Actor by, string id, CancellationToken cancellation)
    {
        if (await journeys.Do(journey, command, by, id, version: null, cancellation) is CommandResult.Refused { IsForNow: true } busy)
            throw new InvalidOperationException(busy.Sentence);
    }
}
