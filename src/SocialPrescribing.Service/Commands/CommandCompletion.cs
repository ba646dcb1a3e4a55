using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Commands;

/// <summary>A command may ask for what its journey does not know; the programme looks for nothing itself.</summary>
internal sealed class CommandCompletion(IJourneyStore store, StaffDirectory staff, AlikeLookup alikes, Clocks clocks)
{
    /// <summary>Adds what only the service knows: who works here, and what other journeys say.</summary>
    public async Task<(JourneyCommand Command, CommandResult.Refused? Cannot)> Complete(
        Journey journey, JourneyCommand command, CancellationToken cancellation)
    {
        switch (command)
        {
            case Closing.Reopen reopen:
                IReadOnlyList<StoredJourney> others = await alikes.Find(journey, cancellation);
                bool IsOne(Journey other) => Resemblance.IsSurely(other, journey.Person)
                    || journey.Alikes.Any(k => k.Journey == other.Id && k.Answer is AlikeAnswer.SamePerson);
                if (others.Any(a => !a.State.HasEnded && IsOne(a.State)))
                    return (command,
                        new CommandResult.Refused("another-journey-open", "Another record has begun for this person. Go on there."));
                IReadOnlyCollection<PersonKey> keys = Resemblance.KeysOf(journey);
                return (reopen with
                {
                    Alikes = [.. others.Select(a => Resemblance.Of(keys, a.State))],
                    LinkWorkerHasLeft = journey.LinkWorker is { } linkWorker
                        && await staff.Find(linkWorker, cancellation) is not { SupportsPeople: true },
                }, null);
            case Resemblance.Compare answer:
                return (answer with { OtherIsOpen = await store.Find(answer.Other, cancellation) is { State.HasEnded: false } }, null);
            case Joining.Join join:
                StoredJourney? into = await store.Find(join.Into, cancellation);
                return (join with { Target = into is null ? null : TargetOf(into.State, journey) }, null);
            case Notes.Pin pin:
                return (pin with { Found = WrittenUnder(pin.Note, await store.Journal(journey.Id, cancellation)) }, null);
            case Parting.TakeApart part:
                return (part with { NewJourney = Guid.CreateVersion7(clocks.Now) }, null);
            default:
                return (command, null);
        }
    }

    private static Notes.Written? WrittenUnder(string commandId, IReadOnlyList<JournalCommit> journal) =>
        journal.FirstOrDefault(c => c.CommandId == commandId) is { } commit
            && commit.Events.OfType<Notes.Added>().FirstOrDefault() is { } note
            ? new(note.Text, commit.At, commit.By.Id) : null;

    private static Joining.Target TargetOf(Journey other, Journey journey) => new(
        other.HasEnded, IsAccepted: other.AcceptedAt is not null,
        IsBusy: other.Joining is not null || other.Joined is not null || other.Parting is not null,
        IsFull: !JourneyService.Fits(other, journey));
}
