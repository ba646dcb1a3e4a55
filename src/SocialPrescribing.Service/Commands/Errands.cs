using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Commands;

/// <summary>
/// Does what a journey has to do with other journeys before its due fires: see <see cref="Errand"/>. Every step is a command whose id
/// follows from the errand, so a second run, also after a crash, changes nothing. A journey that cannot be read does not stop the others.
/// </summary>
internal sealed class Errands(JourneyService journeys, IJourneyStore store, AlikeLookup lookup)
{
    private bool _hasActed;

    /// <returns>Whether a command was given. If not, no journey has changed.</returns>
    public async Task<bool> Run(StoredJourney own, Due due, CancellationToken cancellation)
    {
        await due.Errand!.Do(
            lookForAlikes: () => Look(own.State, due, cancellation),
            tellAnswer: other => Tell(own.State, other, cancellation),
            carryJoin: () => Join(own.State, own.State.Joining!, cancellation),
            carryParting: () => Part(own.State, own.State.Parting!, cancellation));
        return _hasActed;
    }

    /// <summary>
    /// Each journey notes the other. The journey of somebody who has died is not asked; it only tells the other one of the death.
    /// </summary>
    private async Task Look(Journey own, Due due, CancellationToken cancellation)
    {
        string look = due.At.UtcTicks.ToString("x", CultureInfo.InvariantCulture);
        IReadOnlyCollection<PersonKey> keys = Resemblance.KeysOf(own);
        IReadOnlyList<StoredJourney> found = await lookup.Find(own, cancellation);
        await Note(own, [.. found.Select(other => Resemblance.Of(keys, other.State, own.Preferences, own.IsAddressProtected))],
            $"alikes-{look}", cancellation);
        foreach (StoredJourney other in found)
            await Note(other.State, [Resemblance.Of(Resemblance.KeysOf(other.State), own, other.State.Preferences,
                other.State.IsAddressProtected)], $"alike-{own.Id:N}-{look}", cancellation);
    }

    private async Task Note(Journey journey, IReadOnlyList<Resemblance.Likeness> alikes, string id, CancellationToken cancellation)
    {
        if (Resemblance.HasNews(journey, alikes))
            await Give(journey.Id, new Resemblance.Note(alikes), Actor.System, id, cancellation);
    }

    private async Task Tell(Journey own, Guid other, CancellationToken cancellation)
    {
        if (own.Alikes.FirstOrDefault(a => a.Journey == other) is not { IsOpen: false, Answer: { } says, AnsweredAt: { } at } alike
            || await store.Find(other, cancellation) is not { } told)
            return;
        Resemblance.Likeness likeness = Resemblance.Of(Resemblance.KeysOf(told.State), own, here: null, isProtected: false) with
        {
            Reasons = alike.Reasons,
        };
        string id = Name("told", own.Id, at);
        await Give(other, new Resemblance.Hear(likeness, says), By(alike.AnsweredBy), id, cancellation);
    }

    /// <summary>The other journey takes over what this one has, and then this one ends. While nobody can tell whether it has,
    /// everything waits.</summary>
    private async Task Join(Journey own, Joining.Promise promise, CancellationToken cancellation)
    {
        LoadedJourney loaded = await store.LoadCurrent(promise.Into, cancellation);
        string id = Name("take", own.Id, promise.At);
        if (loaded is not LoadedJourney.Found { Stored: var other })
        {
            if (loaded is not LoadedJourney.Unreadable unreadable)
                await CallOff(own.Id, promise, "other-unknown", cancellation);
            else if (await store.AnswerTo(unreadable.Id, id, cancellation) is not null)
                await Finish(own.Id, promise, unreadable.Id, cancellation);
            else if (promise.Tries >= Joining.GivesUpAfter)
                await CallOff(own.Id, promise, "other-unreadable", cancellation);
            return;
        }
        // It may have been taken before a crash. Then only the end is missing. The journey that took it may have been joined to
        // another since.
        if (other.State.Referrals.Any(r => r.Id == own.Referrals[0].Id))
        {
            await Finish(own.Id, promise, other.State.Takings.Any(t => t.From == own.Id) ? other.State.Id : promise.Into, cancellation);
            return;
        }
        // Two journeys that are to be joined to each other would wait for ever. The one with the greater id gives way.
        if (other.State.Joining?.Into == own.Id)
        {
            if (own.Id.CompareTo(other.State.Id) > 0)
                await CallOff(own.Id, promise, "being-joined", cancellation);
            return;
        }
        if (!JourneyService.Fits(other.State, own))
        {
            await CallOff(own.Id, promise, "too-many-referrals", cancellation);
            return;
        }
        Joining.Take take = new(own, promise.Contacts, promise.Note)
        {
            TakenOut = (await store.TakenOut(other.State.Id, cancellation), await store.TakenOut(own.Id, cancellation)),
        };
        CommandResult taken = await Give(other.State.Id, take, By(promise.By), id, cancellation);
        if (taken is CommandResult.Done)
            await Finish(own.Id, promise, other.State.Id, cancellation);
        else if (taken is CommandResult.Refused { Code: not ("being-joined" or LoadedJourney.Unreadable.Code) } refused)
            await CallOff(own.Id, promise, refused.Code, cancellation);
    }

    private Task Finish(Guid own, Joining.Promise promise, Guid into, CancellationToken cancellation) =>
        Give(own, new Joining.Finish(into), By(promise.By), Name("joined", own, promise.At), cancellation);

    private Task CallOff(Guid own, Joining.Promise promise, string why, CancellationToken cancellation) =>
        Give(own, new Joining.CallOff(why), Actor.System, Name("off", own, promise.At), cancellation);

    /// <summary>First the referral gets its own journey, and then this one gives it up.</summary>
    private async Task Part(Journey own, Parting.Promise promise, CancellationToken cancellation)
    {
        string id = Name(promise.ComesBack ? "back" : "begin", own.Id, promise.At);
        CommandResult result;
        if (promise.ComesBack)
            result = await store.Find(promise.To, cancellation) is { State.Joining: null }
                ? await Give(promise.To, new Parting.ComeBack(own.Id), By(promise.By), id, cancellation) : Waits;
        else if (own.Referrals.FirstOrDefault(r => r.Id == promise.Referral) is { } referral)
            result = await journeys.Begin(new Parting.BeginApart(promise.To, referral, own.Id), By(promise.By), id, cancellation);
        else
            result = new CommandResult.Unknown();
        if (result is CommandResult.Done)
            await Give(own.Id, new Parting.LetGo(promise.To), By(promise.By), Name("letgo", promise.To, promise.At), cancellation);
        else if (result is not CommandResult.Refused { Code: "journey-busy" or LoadedJourney.Unreadable.Code })
        {
            string why = (result as CommandResult.Refused)?.Code ?? "referral-unknown";
            await Give(own.Id, new Parting.StayTogether(why), Actor.System, Name("stay", promise.To, promise.At), cancellation);
        }
    }

    private static readonly CommandResult Waits = new CommandResult.Refused("journey-busy", "It cannot be read at the moment.");

    private static Actor By(string? staff) => staff is null ? Actor.System : Actor.Staff(staff);

    private static string Name(string step, Guid journey, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{step}-{journey:N}-{at.UtcTicks:x}");

    /// <exception cref="InvalidOperationException">The journey cannot take it now. Whoever asked tries again.</exception>
    private async Task<CommandResult> Give(Guid journey, JourneyCommand command, Actor by, string id, CancellationToken cancellation)
    {
        _hasActed = true;
        CommandResult result = await journeys.Do(journey, command, by, id, version: null, cancellation);
        return result is CommandResult.Refused { IsForNow: true } busy ? throw new InvalidOperationException(busy.Sentence) : result;
    }
}
