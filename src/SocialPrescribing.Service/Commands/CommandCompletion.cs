using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Commands;

/// <summary>Adds to a command what the journey alone cannot know, because decisions look nothing up.</summary>
internal sealed class CommandCompletion(
    IJourneyStore store, IRegister register, StaffDirectory staff, Volunteers volunteers, AlikeLookup alikes, Clocks clocks)
{
    private readonly Records<DateOnly> _lastRegister = RecordKinds.LastRegister.Of(PortsJson.Default.DateOnly).In(register);

    /// <summary>Adds who works here and what other journeys say.</summary>
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
                    Alikes = [.. others.Select(a => Resemblance.Of(keys, a.State, journey.Preferences, journey.IsAddressProtected))],
                    LinkWorkerHasLeft = journey.LinkWorker is { } linkWorker
                        && await staff.Find(linkWorker, cancellation) is not { SupportsPeople: true },
                }, null);
            case Resemblance.Compare answer:
                Journey? other = (await store.Find(answer.Other, cancellation))?.State;
                return (answer with
                {
                    OtherIsOpen = other is { HasEnded: false },
                    Earlier = other is { HasEnded: true } && answer.Says is AlikeAnswer.SamePerson
                        ? await store.WishesIn([other], cancellation) : EarlierWishes.None,
                }, null);
            case Joining.Join join:
                StoredJourney? into = await store.Find(join.Into, cancellation);
                return (join with { Target = into is null ? null : TargetOf(into.State, journey) }, null);
            case Notes.Pin pin:
                return (pin with { Found = WrittenUnder(pin.Note, await store.Journal(journey.Id, cancellation)) }, null);
            case Attendance.ChooseVolunteer choose
                when journey.Sessions.FirstOrDefault(s => s.Id == choose.Session && s.IsPlanned) is { } session:
                if (await staff.Find(choose.Volunteer, cancellation) is not { } chosen)
                    return (command, new CommandResult.Refused("volunteer-unknown", "Choose a volunteer who is here."));
                Session[] sessions = choose.FromHereOn ? [session, .. Attendance.Later(journey, session)] : [session];
                if (Volunteers.WhyNot(await volunteers.Of(chosen, cancellation), sessions,
                    Activities.Find(journey, session.Introduction)?.Activity) is { } obstacle)
                    return (command, new CommandResult.Refused(obstacle.Code, obstacle.Sentence));
                await volunteers.Note(chosen.Id, journey.Id, cancellation);
                return (command, null);
            case Parting.TakeApart part:
                return (part with { NewJourney = Chance.NewId(clocks.Now) }, null);
            default:
                return (command, null);
        }
    }

    /// <summary>If a session is planned for today after providers were asked who came, they are asked again, about those who
    /// are new.</summary>
    public async Task AskProvidersAgain(Journey after, Moment moment, CancellationToken cancellation)
    {
        DateOnly today = WorkingCalendar.LondonDate(moment.Instant);
        if (after.Sessions.Any(s => s.IsPlanned && s.SetAt == moment.Instant && s.RegisterAskedAt is null
                && WorkingCalendar.LondonDate(s.At) == today)
            && await _lastRegister.Get(cancellation) is { } last && last.Value == today)
            await _lastRegister.Delete(last.Version, cancellation);
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
