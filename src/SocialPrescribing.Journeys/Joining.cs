using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// A human decides that two open journeys are one person's. One is joined to the other, which goes on. This takes three commits in two
/// journeys: a promise in the first, a take in the other, and the end of the first. The agenda of the first drives it, so after a crash the
/// journeys are either joined or as they were. Nothing is sent to anybody because of it. <see cref="Parting"/> undoes it.
/// </summary>
public static class Joining
{
    /// <summary>After this many tries a human is told that it waits; see <see cref="GivesUpAfter"/>.</summary>
    private const int TellsAfter = 3;
    /// <summary>After this many tries it is called off, if the other journey is unreadable and has certainly not taken this one.</summary>
    public const int GivesUpAfter = 12;
    /// <summary>The other journey is asked to take this one.</summary>
    public sealed record WillJoin(DateTimeOffset Since, int Tries) : Coming
    {
        public override string Thing => "join";
        protected override string What => $"{Since.UtcTicks}/{Tries}";
    }

    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMinutes(5);

    /// <summary>Join this journey to another, which goes on.</summary>
    /// <remarks>Given on the journey that ends.</remarks>
    /// <param name="Into">The journey that goes on.</param>
    /// <param name="Contacts">Whose address and ways of contact hold. The stricter wishes hold in any case.</param>
    /// <example>
    /// {"commandId": "a-5", "kind": "join", "into": "0198f0a2-5c1e-7000-8000-00000000000a", "contacts": "this", "note": "She says that both
    /// referrals are hers."}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record Join(Guid Into, ContactsOf Contacts, string? Note = null) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideJoin(journey, this, moment);

        /// <summary>What the service knows about the other journey; null if there is no such journey.</summary>
        [JsonIgnore] public Target? Target { get; init; }
    }

    /// <param name="IsBusy">Whether it is itself being joined or taken apart.</param>
    /// <param name="IsFull">Whether it cannot hold what would come.</param>
    public sealed record Target(bool HasEnded, bool IsAccepted, bool IsBusy, bool IsFull);

    /// <summary>This command is given on the journey that goes on.</summary>
    [GivenBy(Givers.NotStaff)]
    public sealed record Take(Journey From, ContactsOf Contacts, string? Note) : JourneyCommand
    {
        /// <summary>What was taken out: see <see cref="ContactRules.TakenOut"/>. The service knows it.</summary>
        [JsonIgnore] public (IReadOnlyList<ContactDetail> Here, IReadOnlyList<ContactDetail> There) TakenOut { get; init; } = ([], []);
        internal override Gate Gate => Gate.Here;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideTake(journey, this, pathway, moment);
    }

    /// <summary>The other journey has taken it.</summary>
    [GivenBy(Givers.NotStaff)]
    public sealed record Finish(Guid Into) : JourneyCommand
    {
        internal override Gate Gate => Gate.Always;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideFinish(journey, this);
    }

    /// <summary>The other journey cannot take it.</summary>
    [GivenBy(Givers.NotStaff)]
    public sealed record CallOff(string Why) : JourneyCommand
    {
        internal override Gate Gate => Gate.Always;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideCallOff(journey, this, pathway, moment);
    }

    public sealed record Promised(Guid Into, ContactsOf Contacts, string? Note = null) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { Joining = new Promise(Into, entry.At, entry.By.Id, Contacts, Note) };
    }

    public sealed record JoinWaited : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { Joining = journey.Joining! with { Tries = journey.Joining.Tries + 1 } };
    }

    public sealed record CalledOff(string Why) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with { Joining = null };
    }

    /// <param name="Referrals">The referrals, with their answers so far.</param>
    /// <param name="SomebodyElse">Journeys that a human has said are not this person's.</param>
    /// <param name="Preferences">The preferences from now on; null if they stay as they are. The others likewise.</param>
    /// <param name="Urgent">Texts that nobody has read yet; null if there are none.</param>
    /// <param name="Notes">Important notes, which stand at the top of the page here, too; null if there are none.</param>
    public sealed record Taken(
        Guid From, IReadOnlyList<HeldReferral> Referrals, IReadOnlyList<Concern> Concerns, IReadOnlyList<RaisedNeed> Needs,
        IReadOnlyList<Guid> SomebodyElse, Preferences.State? Preferences = null, Address? Address = null, bool? NoFixedAbode = null,
        string? Note = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<UrgentText>? Urgent = null,
        string? WhenToCall = null, IReadOnlyList<RelatedPerson>? RelatedPeople = null,
        IReadOnlyList<PinnedNote>? Notes = null) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry)
        {
            Journey after = journey with
            {
                Preferences = Preferences ?? journey.Preferences,
                Person = (NoFixedAbode is not { } noFixedAbode ? journey.Person
                    : journey.Person with { Address = Address, NoFixedAbode = noFixedAbode, WhenToCall = WhenToCall }) with
                { RelatedPeople = RelatedPeople ?? journey.Person.RelatedPeople },
                Referrals = [.. journey.Referrals, .. Referrals],
                Concerns = [.. journey.Concerns, .. Concerns.Select(c => c.AcknowledgedAt is null ? c with { LastToldAt = entry.At } : c)],
                RaisedNeeds = [.. journey.RaisedNeeds, .. Needs],
                PinnedNotes = Notes is null ? journey.PinnedNotes : [.. journey.PinnedNotes, .. Notes],
                UrgentTexts = [.. journey.UrgentTexts, .. (Urgent ?? []).Select(t => t with { LastToldAt = entry.At })],
                Alikes = [.. journey.Alikes, .. SomebodyElse.Where(id => id != journey.Id && !journey.Alikes.Any(a => a.Journey == id))
                    .Take(Math.Max(0, Resemblance.Most - journey.Alikes.Count))
                    .Select(
                        id =>
                            new Alike(id, entry.At) { Answer = AlikeAnswer.SomebodyElse, AnsweredAt = entry.At,
                                AnsweredElsewhere = true })],
            };
            Reach before = Reach.Of(journey, RelatedPeople is not null);
            return after with
            {
                Takings = [.. journey.Takings, new Taking(From, entry.At)
                {
                    Referrals = [.. Referrals.Select(r => r.Id)],
                    Concerns = [.. Concerns.Select(c => c.Id)],
                    Needs = Needs,
                    Urgent = Urgent is { } urgent ? [.. urgent.Select(t => t.Id)] : null,
                    Before = before.IsStill(after) ? null : before,
                    After = before.IsStill(after) ? null : Reach.Of(after, RelatedPeople is not null),
                    Notes = Notes is { } notes ? [.. notes.Select(n => n.Id)] : null,
                }],
            };
        }
    }

    /// <param name="Tasks">The open tasks, for taking the journeys apart again.</param>
    /// <param name="Ending">The reason for which support was about to end, if it was.</param>
    public sealed record JoinedInto(Guid Into, IReadOnlyList<OpenTask> Tasks, ClosingReason? Ending = null) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            Joining = null,
            Joined = new Whereto(Into, entry.At, Ending) { Tasks = Tasks },
            ClosingProposal = null,
            Ended = new Closing.End(ClosingReason.Joined, entry.At),
            ClosedAt = entry.At,
        };
    }

    /// <summary>The promise, in the journey that will end.</summary>
    /// <param name="By">A staff id.</param>
    public sealed record Promise(Guid Into, DateTimeOffset At, string? By, ContactsOf Contacts, string? Note = null, int Tries = 0);

    /// <summary>The journey in which this one goes on.</summary>
    public sealed record Whereto(Guid Into, DateTimeOffset At, ClosingReason? Ending = null)
    {
        public IReadOnlyList<OpenTask> Tasks { get; init => field = value ?? []; } = [];
    }

    /// <summary>What came from a joined journey, in the one that goes on.</summary>
    public sealed record Taking(Guid From, DateTimeOffset At)
    {
        public IReadOnlyList<Guid> Referrals { get; init => field = value ?? []; } = [];
        public IReadOnlyList<string> Concerns { get; init => field = value ?? []; } = [];
        public IReadOnlyList<RaisedNeed> Needs { get; init => field = value ?? []; } = [];
        /// <summary>Texts that nobody had read yet; null if there were none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<string>? Urgent { get; init; }
        /// <summary>Important notes; null if there were none.</summary>
        public IReadOnlyList<string>? Notes { get; init; }
        /// <summary>How the person was reached before and after; null if that did not change.</summary>
        public Reach? Before { get; init; }
        public Reach? After { get; init; }
    }

    // ---- decisions ----

    private static Decision DecideJoin(Journey journey, Join command, Moment moment) =>
        command.Into == journey.Id ? Decision.Refuse("join-itself", "A record cannot be joined to itself.")
        : command.Target is not { } target ? Decision.Refuse("other-unknown", "There is no such other record.")
        : journey.HasEnded ? Decision.Refuse("support-ended", "Support has ended for this person. Nothing was changed.")
        : target.HasEnded
            ? Decision.Refuse("other-ended",
                "Support has ended in the other record. Say that they are the same person, or take support up again there first.")
        : journey.Parting is not null || target.IsBusy
            ? Decision.Refuse("being-joined", "One of the two is just being joined or taken apart. Please try again in a few minutes.")
        : journey.AcceptedAt is not null && !target.IsAccepted
            ? Decision.Refuse("join-other-way",
                "Support is under way here, and there nobody has accepted the referral. Join the other way round.")
        : WouldBeLost(journey) is { } lost
            ? Decision.Refuse("join-would-lose", $"This would be lost: {lost}. Join the other way round, or call it off first.")
        : target.IsFull ? Decision.Refuse("too-many-referrals", "The other record has as many referrals as it can hold.")
        : Decision.Of(new Promised(command.Into, command.Contacts, command.Note));

    private static Decision DecideTake(Journey journey, Take command, Pathway pathway, Moment moment)
    {
        Journey from = command.From;
        if (journey.HasEnded)
            return Decision.Refuse("support-ended", "Support has ended for this person. Nothing was changed.");
        if (journey.Referrals.Any(r => from.Referrals.Any(other => other.Id == r.Id)))
            return Decision.Refuse("referral-known", "This referral is here already.");
        Taken taken = WhatComes(journey, command);
        string key = $"taken/{moment.CommandId}";
        DateTimeOffset due = pathway.Calendar.Deadline(moment.Instant, pathway.TriageWorkingDays);
        HeldReferral[] waiting = [.. taken.Referrals.Where(r => r is { AcceptedAt: null, DeclinedAt: null })];
        return Decision.Of([
            taken,
            .. waiting.Select(r => journey.Open($"{key}/{r.Id:N}", TaskKind.ReviewJoinedReferral, due, r.Id.ToString("N"))),
            .. waiting.Where(r => r.DeathOnRecord)
                .Select(r => journey.Open($"{key}/{r.Id:N}/death", TaskKind.DeathOnRecord, due, r.Id.ToString("N"))),
            .. taken.Concerns.Where(c => c.SettledAt is null)
                .SelectMany(c => Concerns.ToldAgain(journey, c, $"{key}/concern/{c.Id}", pathway, moment)),
            .. (taken.Urgent ?? []).SelectMany(t => UrgentWords.ComeAlong(
                journey, t, $"{key}/urgent/{t.Id}", isConcern: taken.Concerns.Any(c => c.AcknowledgedAt is null), pathway, moment)),
            .. Resemblance.AreOne(journey, from.Id),
            new Resemblance.LookPlanned(moment.Instant + Resemblance.LookAgainAfter),
        ]);
    }

    private static Decision DecideFinish(Journey journey, Finish command) =>
        journey.Joining is null ? Decision.Refuse("not-joining", "This record is not being joined to another.")
        : Decision.Of([
            .. journey.Tasks.SelectMany(t => Tasks.Close(t)),
            .. Resemblance.AreOne(journey with { Tasks = [] }, command.Into),
            new JoinedInto(
                command.Into, [.. journey.Tasks.Where(t => t.Kind is not (TaskKind.CheckJoin or TaskKind.ClosingNotice))],
                journey.ClosingProposal?.Reason),
        ]);

    private static Decision DecideCallOff(Journey journey, CallOff command, Pathway pathway, Moment moment) =>
        journey.Joining is not { } promise ? Decision.Refuse("not-joining", "This record is not being joined to another.")
        : Decision.Of([
            new CalledOff(command.Why),
            .. journey.CloseTasks([TaskKind.CheckJoin]),
            Look(journey, $"join/{promise.At.UtcTicks}/off", promise, pathway, moment.Instant),
        ]);

    /// <summary>Everything with a date here that joining would lose, in words.</summary>
    private static string? WouldBeLost(Journey journey) => string.Join(", ", new[]
    {
        journey.Meetings.Any(m => m.IsBooked) ? "a meeting that is booked" : null,
        journey.Sessions.Any(s => s.IsPlanned) ? "a session that is planned" : null,
        journey.Introductions.Any(i => i.EndedAt is null) ? "an activity that is under way" : null,
        journey.IsPaused ? "the pause" : null,
    }.OfType<string>()) is { Length: > 0 } all ? all : null;

    private static Taken WhatComes(Journey journey, Take command)
    {
        Journey from = command.From;
        Preferences.State here = journey.Preferences, there = from.Preferences;
        bool theirs = command.Contacts is ContactsOf.This;
        Preferences.State wishes = here with
        {
            // Whoever chooses has in mind where the person is reached, and not that a number was marked in the other record.
            Contacts = theirs ? ContactRules.HeldTo(there.Contacts, ContactRules.Known(journey, command.TakenOut.Here))
                : ContactRules.HeldTo(here.Contacts, ContactRules.Known(from, command.TakenOut.There)),
            // Its plan stays behind, and with it what only the plan says.
            Discretion = here.Discretion || there.Discretion || from.KnowsDomesticAbuse,
            OptOut = here.OptOut > there.OptOut ? here.OptOut : there.OptOut,
        };
        // If one of the two journeys protects the address, it stays protected, whichever address is kept.
        Address? address = AddressProtection.Stricter(theirs ? from.Person.Address : journey.Person.Address, journey, from);
        Person lives = theirs ? from.Person : journey.Person;
        bool moves = theirs || !Address.IsSame(address, journey.Person.Address);
        UrgentText[] unread = [.. from.UrgentTexts.Where(t => t.ReadAt is null)];
        IReadOnlyList<RelatedPerson> beside = RelatedPeople.HeldTo(journey.Person.RelatedPeople, from.Person.RelatedPeople);
        // More may stand there than somebody could mark by hand: what keeps a person safe is not left out for want of room.
        PinnedNote[] notes = [.. from.PinnedNotes.Where(n => !journey.PinnedNotes.Any(here => here.Id == n.Id))];
        return new Taken(
            from.Id, from.Referrals, from.Concerns, from.RaisedNeeds,
            [.. from.Alikes.Where(a => a.Answer is AlikeAnswer.SomebodyElse && a.Journey != journey.Id).Select(a => a.Journey)],
            wishes == here ? null : wishes, moves ? address : null, moves ? lives.NoFixedAbode : null, command.Note,
            unread.Length is 0 ? null : unread, moves ? lives.WhenToCall : null,
            beside.SequenceEqual(journey.Person.RelatedPeople) ? null : beside, notes.Length is 0 ? null : notes);
    }

    // ---- state ----

    /// <summary>Until the other journey has taken it, nothing else happens here. See <see cref="Errand"/>.</summary>
    public static IEnumerable<Due> Agenda(Journey journey, Pathway pathway)
    {
        if (journey.Joining is not { } promise)
            yield break;
        yield return new Due(new WillJoin(promise.At, promise.Tries), promise.At + (promise.Tries * TryAgainAfter), (key, now) => [
            new JoinWaited(),
            .. promise.Tries + 1 == TellsAfter ? (JourneyEvent[])[Look(journey, key, promise, pathway, now)] : [],
        ], Errand: new Errand.CarryJoin());
    }

    private static Tasks.Opened Look(Journey journey, string id, Promise promise, Pathway pathway, DateTimeOffset now) =>
        journey.Open(id, TaskKind.CheckJoin, pathway.Calendar.Deadline(now, 1), promise.Into.ToString("N"));
}

/// <summary>Whose ways of contact hold when two journeys are joined: those of the journey that ends, or of the one that goes on.</summary>
[JsonConverter(typeof(CamelCaseEnum<ContactsOf>))]
public enum ContactsOf { This, Other }
