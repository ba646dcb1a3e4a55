using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Journeys.Tests;

namespace SocialPrescribing.Web.Tests.Letters;

/// <summary>A journey as far as it went, and every message that was ever queued in it, sent or not.</summary>
/// <param name="Length">How many commands and waits led to it.</param>
internal sealed record Life(Journey Journey, DateTimeOffset Now, IReadOnlyList<Messages.Queued> Queued, int Length)
{
    public static Pathway Pathway { get; } = new();

    /// <summary>Null if the message may go out now. Otherwise the reason why not.</summary>
    public string? WhyNot(Messages.Queued message) =>
        Messages.WhyNoLonger(Journey, message.Kind, message.Key, message.About, Now, Pathway);

    /// <summary>
    /// The states on which a letter's words, and whether it goes out, can depend. The first says how far the journey is. The others
    /// can be true at any point.
    /// </summary>
    public IEnumerable<string> States()
    {
        string ended = Journey.Ended is { } end ? $" ({end.Reason})" : Journey.DeclinedAt is not null ? " (declined)" : "";
        yield return $"{Journey.Stage}{ended}{(Journey.IsPaused ? ", paused" : "")}";
        foreach ((bool isSo, string what) in ((bool, string)[])[
            (Journey.HasOpenConcern, "a concern is open"), (Journey.MayHaveDied, "somebody like this has died"),
            (Journey.DiedLaterAt is not null, "died after the end"), (Journey.Preferences.OptOut is OptOut.Everything, "wants no letters"),
            (Journey.Preferences.OptOut is OptOut.Surveys, "wants no surveys"), (Journey.Preferences.Email is null, "has no address"),
            (Journey.Preferences.Discretion, "asked for discretion"), (Journey.IsGuarded, "is guarded"),
            (Journey.Preferences.Language is "cy", "reads Welsh"), (Journey.AwaitedEmail is not null, "has typed another address"),
            (Journey is { AcceptedAt: null, Referrals: [{ Organisation: null }, ..] }, "nobody has looked at it"),
            (Journey.LinkWorker is null, "has no link worker"), (RelatedPeople.First(Journey.Person) is not null, "somebody is told first"),
            (Journey.Joining is not null, "is being joined"), (Journey.Joined is not null, "was joined"),
            (Journey.Reopenings > 0, "was taken up again"), (Journey.Referrals.Count > 1, "was referred twice"),
            (Journey.Referrals.Any(r => r.DeclinedAt is not null), "a referral was turned down")])
            if (isSo)
                yield return what;
    }

    /// <summary>States that make more things possible, with or without a message.</summary>
    public IEnumerable<string> Steps()
    {
        string where = States().First();
        foreach ((bool isSo, string what) in ((bool, string)[])[
            (Journey.Meetings.Any(m => m.IsBooked && m.At > Now), "a meeting to come"), (Journey.Identity is not null, "checked who it is"),
            (Journey.Introductions.Any(i => i is { Answer: ProviderAnswer.None, EndedAt: null }), "waits for a provider"),
            (Journey.Introductions.Any(i => i.CanAttend), "may go there"),
            (Journey.Sessions.Any(s => s.IsPlanned && s.At > Now), "a session to come"),
            (Journey.Surveys.Any(s => s.IsOpenAt(Now)), "is asked"), (Journey.UrgentTexts.Any(t => t.ReadAt is null), "a text to read"),
            (Journey.LastLetterAt is not null, "has had the last letter"), (Journey.ClosingProposal is not null, "an end to come"),
            (Journey.AwaitedEmail is not null, "an address to confirm"),
            (Journey.Referrals.Any(r => r.AcceptedAt is null && r.DeclinedAt is null), "a referral to read")])
            if (isSo)
                yield return $"{where}: {what}";
        int days = Journey.Attempts.Select(a => WorkingCalendar.LondonDate(a.At)).Distinct().Count();
        yield return $"{where}: tried on {Math.Min(days, 4)} days";
    }

    public Life? After(JourneyCommand command, Actor by)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"c{Length}");
        (Decision decision, Journey? after) = Journey.Step(Journey, command, Pathway, new Moment(Now, by, id));
        return decision is Decision.Accepted { Events.Count: > 0 } accepted ? With(after!, Now, accepted.Events) : null;
    }

    /// <summary>Lets everything happen that is due until then. What repeats happens only so often.</summary>
    public Life Until(DateTimeOffset to)
    {
        const int most = 60;
        Journey journey = Journey;
        List<JourneyEvent> all = [];
        DateTimeOffset now = Now;
        for (int i = 0; Agenda.Next(journey, Pathway) is { } next && next <= to; i++)
        {
            // Two journeys that are never joined ask each other every few minutes.
            if (i == most)
                return With(journey, now, all);
            now = next > now ? next : now;
            IReadOnlyList<JourneyEvent> events = Agenda.Fire(journey, Pathway, now);
            journey = events.Aggregate(journey, (j, happened) => Journey.Apply(j, new JournalEntry(now, Actor.System, happened)));
            all.AddRange(events);
        }
        return With(journey, to, all);
    }

    /// <summary>Keeps the last two messages of each kind. Older ones are about earlier things.</summary>
    private Life With(Journey journey, DateTimeOffset now, IEnumerable<JourneyEvent> events)
    {
        Messages.Queued[] queued = [.. events.OfType<Messages.Queued>()];
        return new(journey, now,
            queued is [] ? Queued : [.. Queued.Concat(queued).GroupBy(m => m.Kind).SelectMany(ofKind => ofKind.TakeLast(2))], Length + 1);
    }
}

/// <summary>
/// Lives of journeys, found by trying every command, and waiting, after everything new: a kind of queued message meets a state that
/// it had not met, or may go out in a state in which it could not before. Nothing is random, so what is not found cannot be reached
/// by what is tried here.
/// </summary>
internal static class EveryLife
{
    /// <summary>Far more lives than there are. It keeps a mistake in the search from running without end.</summary>
    private const int Most = 20_000;

    private static readonly RelatedPerson _joan =
        new("Joan", RelatedRole.Parent, Phone: "+441420123456", MayBeTold: true, ContactFirst: true);

    private static readonly Func<Referral, Referral>[] _referrals = [r => r, Story.NoEmail, Story.ReferrerByPhone, Story.ByThemselves,
        Story.WithRisk, Story.WithConcern, r => r with { Reason = "I do not want to live any more" },
        r => r with { Person = r.Person with { Language = "cy", Discretion = true } },
        r => r with { Person = r.Person with { RelatedPeople = [_joan] } }];

    public static IEnumerable<Life> All()
    {
        HashSet<(MessageKind, string State, bool Goes)> known = [];
        HashSet<string> states = [];
        Queue<Life> open = new(Beginnings().Where(IsNew));
        for (int lived = 0; open.TryDequeue(out Life? life); lived++)
        {
            Assert.True(lived < Most, "There is no end to it: is something that always grows in the state?");
            yield return life;
            foreach (Life next in Nexts(life).Where(IsNew))
                open.Enqueue(next);
        }

        bool IsNew(Life life)
        {
            bool isNew = false;
            (MessageKind, bool)[] messages = [.. life.Queued.Select(m => (m.Kind, Goes: life.WhyNot(m) is null)).Distinct()];
            foreach (string state in life.States())
            {
                isNew |= states.Add(state);
                foreach ((MessageKind kind, bool goes) in messages)
                    isNew |= known.Add((kind, state, goes));
            }
            foreach (string step in life.Steps())
                isNew |= states.Add(step);
            return isNew;
        }
    }

    private static IEnumerable<Life> Beginnings()
    {
        DateTimeOffset now = Story.At("2026-07-01 10:00");
        foreach (Func<Referral, Referral> but in _referrals)
            foreach (Intake.Receive receive in Received(Story.Receive(but)))
            {
                (Decision decision, Journey? begun) =
                    Journey.Step(null, receive, Life.Pathway, new Moment(now, Actor.Referrer("org"), "c"));
                yield return new Life(begun!, now, [.. ((Decision.Accepted)decision).Events.OfType<Messages.Queued>()], 1);
            }

        static IEnumerable<Intake.Receive> Received(Intake.Receive receive) =>
            [receive, Story.WithDeathOnRecord(receive), receive with { Alikes = [Story.Alike(hasDied: true)] },
                receive with { Referral = receive.Referral with { Organisation = null } }];
    }

    private static IEnumerable<Life> Nexts(Life life)
    {
        foreach (JourneyCommand command in Commands(life))
            if (life.After(command, By(command)) is { } after)
                yield return after;
        // Attempts count only if they are on different days.
        Contact.RecordAttempt attempt = new(ContactMethod.Phone, AttemptOutcome.NoAnswer);
        if (life.Until(life.Now.AddDays(1)).After(attempt, Story.Sam) is { } tried)
            yield return tried;
        if (Agenda.Next(life.Journey, Life.Pathway) is { } next)
            yield return life.Until(next > life.Now ? next : life.Now);
        foreach (int days in (int[])[1, 4, 15, 40, 200])
            yield return life.Until(life.Now.AddDays(days));
    }

    private static Actor By(JourneyCommand command) => command is Details.Change or Details.ConfirmEmail or Meetings.AskAnotherTime
        or Meetings.CannotCome or Surveys.Answer ? Actor.Person : command is Activities.RecordAnswer ? Actor.Provider : Story.Sam;

    /// <summary>All commands that staff, the person, a provider or the service can give to this journey.</summary>
    private static IEnumerable<JourneyCommand> Commands(Life life)
    {
        Journey journey = life.Journey;
        DateTimeOffset tomorrow = life.Now.AddDays(1).AddHours(1);
        DateOnly later = WorkingCalendar.LondonDate(life.Now).AddDays(10);
        List<JourneyCommand> all =
        [
            new Intake.Accept(LinkWorker: "sam"), new Intake.Accept(), new Intake.Accept(Story.SecondReferral),
            new Intake.Decline("Lives too far away."), new Intake.Decline("Not them.", Referral: Story.SecondReferral),
            new Allocation.Allocate("kim"), Story.Join(), Story.Join(Story.ReferrerByPhone), Story.Join(Story.WithConcern),
            new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached, IdentityChecked: true),
            new Details.Change(Email: "typed@post.example"), Story.Gardening, new Plan.RaiseNeed(Needs.DomesticAbuse),
            new Meetings.Book(tomorrow, new Place(PlaceKind.AtHome)), new Meetings.Book(tomorrow.AddDays(12), new Place(PlaceKind.Phone)),
            new Concerns.Raise("Bruises."), new Preferences.Change(Discretion: true), new Preferences.Change(Language: "cy"),
            new Preferences.Change(Contacts: []), new Preferences.Change(RelatedPeople: [_joan]),
            new Pausing.Pause(PauseReason.Holiday, later), new Pausing.Resume(),
            new Choosing.OfferActivities([new(Story.Garden)]),
            new Activities.Introduce(Story.Garden, IntroductionKind.Referral, Agreed: true), new Closing.KeepOpen(), new Closing.Reopen(),
            new Resemblance.Note([Story.Alike(hasDied: true)]),
            new Resemblance.Compare(Story.Other, AlikeAnswer.SomebodyElse, "Looked at both."),
            new Joining.Join(Story.Other, ContactsOf.Other)
                { Target = new(HasEnded: false, IsAccepted: true, IsBusy: false, IsFull: false) },
            new Joining.Finish(Story.Other), new Joining.CallOff("support-ended"), new Parting.ComeBack(Story.Other),
            .. Enum.GetValues<OptOut>().Select(o => new Preferences.Change(OptOut: o)),
            .. Enum.GetValues<ClosingReason>().Select(reason => new Closing.Close(reason)),
        ];
        if (journey.AwaitedEmail is { } awaited)
            all.Add(new Details.ConfirmEmail(awaited.Change));
        foreach (Meeting meeting in journey.Meetings.TakeLast(1))
            all.AddRange([new Meetings.Move(meeting.Id, tomorrow.AddDays(2)), new Meetings.Cancel(meeting.Id),
                new Meetings.CannotCome(meeting.Id), new Meetings.AskAnotherTime(meeting.Id, "He hit me again"),
                new Meetings.RecordOutcome(meeting.Id, MeetingOutcome.Held, IdentityChecked: true),
                new Meetings.RecordOutcome(meeting.Id, MeetingOutcome.DidNotAttend)]);
        foreach (Survey survey in journey.Surveys.TakeLast(1))
            all.Add(
                new Surveys.Answer(survey.Id, new Dictionary<string, int> { ["ons4.satisfied"] = 1, ["ons4.happy"] = 1 }, CallMe: true));
        foreach (Concern concern in journey.Concerns.TakeLast(1))
            all.AddRange([new Concerns.Acknowledge(concern.Id, "Phoned."), new Concerns.Acknowledge(concern.Id, "Phoned.", Settled: true),
                new Concerns.Settle(concern.Id, "Talked to her.")]);
        foreach (UrgentText text in journey.UrgentTexts.TakeLast(1))
            all.Add(new UrgentWords.Read(text.Id, "Rang her."));
        foreach (Introduction introduction in journey.Introductions.TakeLast(1))
            all.AddRange([new Activities.RecordAnswer(introduction.Id, ProviderAnswer.Accepted),
                new Activities.RecordAnswer(introduction.Id, ProviderAnswer.NotSuitable, "Stairs."),
                new Activities.EndActivity(introduction.Id, EndReason.Finished),
                new Attendance.PlanSession(introduction.Id, tomorrow.AddDays(2), new Transport(TransportKind.Lift, "Joan"))]);
        foreach (Session session in journey.Sessions.TakeLast(1))
            all.AddRange([new Attendance.MoveSession(session.Id, tomorrow.AddDays(3)), new Attendance.CancelSession(session.Id),
                new Attendance.RecordSession(session.Id, Came: true, Confidence: 9)]);
        foreach (OpenTask task in journey.Tasks)
            all.Add(new Tasks.Complete(task.Id, "Done."));
        return all;
    }
}
