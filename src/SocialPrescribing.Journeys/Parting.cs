using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// A joined referral turns out to be somebody else's and gets a journey of its own again, in one step, at any time and however it joined.
/// If it came with a journey, that journey is reopened as it was. If it joined by itself, a new journey begins in triage, even if the
/// referral had been answered. What was done meanwhile stays where it was done. The order is that of <see cref="Joining"/>: a promise, then
/// the other journey, and then this one gives the referral up. So for a moment the referral is in both, and it is never in none.
/// </summary>
public static class Parting
{
    private const int TellsAfter = 3;
    /// <summary>The other journey begins or is reopened.</summary>
    public sealed record WillPart(DateTimeOffset Since, int Tries) : Coming
    {
        public override string Thing => "apart";
        protected override string What => $"{Since.UtcTicks}/{Tries}";
    }

    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMinutes(5);

    /// <summary>Take a referral that joined out of this journey.</summary>
    /// <param name="Referral">One that joined, by hand or by itself.</param>
    /// <example>
    /// {"commandId": "a-6", "kind": "takeApart", "referral": "0198f0a2-5c1e-7000-8000-00000000000b", "note": "Another birth date."}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record TakeApart(Guid Referral, string? Note = null) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideTakeApart(journey, this);

        /// <summary>The id of a journey that may have to begin. The service draws it.</summary>
        [JsonIgnore] public Guid NewJourney { get; init; }
    }

    /// <summary>Begins a journey with a referral that was in another.</summary>
    [GivenBy(Givers.NotStaff)]
    public sealed record BeginApart(Guid Journey, HeldReferral Referral, Guid From) : FirstCommand
    {
        internal override Decision Begin(Pathway pathway, Moment moment) => Parting.Begin(this, pathway, moment);
    }

    /// <summary>Given on the journey that was joined to another.</summary>
    [GivenBy(Givers.NotStaff)]
    public sealed record ComeBack(Guid From) : JourneyCommand
    {
        internal override Gate Gate => Gate.Always;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideComeBack(journey, this, pathway, moment);
    }

    [GivenBy(Givers.NotStaff)]
    public sealed record LetGo(Guid To) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideLetGo(journey, this, pathway, moment);
    }

    [GivenBy(Givers.NotStaff)]
    public sealed record StayTogether(string Why) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideStayTogether(journey, this, pathway, moment);
    }

    public sealed record PartingPromised(Guid Referral, Guid To, bool ComesBack, string? Note = null) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { Parting = new Promise(Referral, To, ComesBack, entry.At, entry.By.Id) };
    }

    public sealed record PartingWaited : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { Parting = journey.Parting! with { Tries = journey.Parting.Tries + 1 } };
    }

    public sealed record StayedTogether(string Why) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with { Parting = null };
    }

    public sealed record BegunApart(Guid Journey, HeldReferral Referral, Guid From) : FirstEvent
    {
        /// <summary>The referral as it came, with the time at which it came.</summary>
        internal override Journey Begin(DateTimeOffset at)
        {
            DateTimeOffset received = Referral.ReceivedAt;
            return new Intake.Received(Journey, Referral).Begin(received) with
            {
                LastTouchAt = at,
                CameFrom = [new Origin(From, received, at)],
            };
        }
    }

    public sealed record CameBack(Guid From) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            Joined = null,
            Ended = null,
            ClosedAt = null,
            CameFrom = [.. journey.CameFrom, new Origin(From, journey.Joined!.At, entry.At)],
        };
    }

    public sealed record WentApart(Guid To, IReadOnlyList<Guid> Referrals, IReadOnlyList<string> Concerns) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry)
        {
            Joining.Taking? taking = journey.Takings.FirstOrDefault(t => t.From == To && t.Referrals.Intersect(Referrals).Any());
            Journey after = taking is { Before: { } before, After: { } joined } ? before.Restored(journey, joined) : journey;
            HashSet<string> urgent = [.. UrgentWords.Of(journey, Referrals, taking).Select(t => t.Id)];
            after = after with
            {
                Parting = null,
                UrgentTexts = [.. journey.UrgentTexts.Where(t => !urgent.Contains(t.Id))],
                Referrals = [.. journey.Referrals.Where(r => !Referrals.Contains(r.Id))],
                Concerns = [.. journey.Concerns.Where(c => !Concerns.Contains(c.Id))],
                RaisedNeeds = [.. journey.RaisedNeeds.Where(n => taking?.Needs.Contains(n) is not true)],
                PinnedNotes = [.. journey.PinnedNotes.Where(n => taking?.Notes?.Contains(n.Id) is not true)],
                Takings = [.. journey.Takings.Where(t => t != taking)],
                LeftReferrals = [.. journey.LeftReferrals.Where(l => !Referrals.Contains(l.Referral)),
                    .. journey.Referrals.Where(r => Referrals.Contains(r.Id))
                        .Select(r => new Left(r.Id, To, taking?.At ?? r.ReceivedAt, entry.At))],
            };
            bool isDeclined = after is { AcceptedAt: null, HasEnded: false } && after.Referrals.All(r => r.DeclinedAt is not null);
            return isDeclined ? after with { DeclinedAt = entry.At } : after;
        }
    }

    /// <param name="To">The journey in which the referral will be.</param>
    /// <param name="ComesBack">Whether it was joined to this one before. Otherwise a new journey begins.</param>
    public sealed record Promise(Guid Referral, Guid To, bool ComesBack, DateTimeOffset At, string? By, int Tries = 0);

    /// <summary>Where a referral that was here has gone.</summary>
    /// <param name="Since">When it joined.</param>
    public sealed record Left(Guid Referral, Guid Journey, DateTimeOffset Since, DateTimeOffset At);

    /// <summary>The journey that this one's referral was in before.</summary>
    public sealed record Origin(Guid Journey, DateTimeOffset Since, DateTimeOffset At);

    public static bool MayTakeApart(Journey journey, HeldReferral referral) =>
        journey is { Joined: null, Joining: null, Parting: null }
        && (referral.Id != journey.Referrals[0].Id || TakingOf(journey, referral.Id) is not null);

    // ---- decisions ----

    private static Decision DecideTakeApart(Journey journey, TakeApart command) =>
        journey.Referrals.FirstOrDefault(r => r.Id == command.Referral) is not { } referral
            ? Decision.Refuse("referral-unknown", "There is no such referral in this record.")
        : journey.Parting is not null
            ? Decision.Refuse("being-taken-apart", "A referral is just being taken out of this record. Please try again in a few minutes.")
        : TakingOf(journey, referral.Id) is { } taking
            ? Decision.Of(new PartingPromised(referral.Id, taking.From, ComesBack: true, command.Note))
        : referral.Id == journey.Referrals[0].Id
            ? Decision.Refuse("referral-began-it", "This referral began the record. Take out the one that joined it.")
        : Decision.Of(new PartingPromised(referral.Id, command.NewJourney, ComesBack: false, command.Note));

    private static Decision Begin(BeginApart command, Pathway pathway, Moment moment)
    {
        HeldReferral unanswered = command.Referral with { AcceptedAt = null, DeclinedAt = null, DeclineReason = null };
        BegunApart begun = new(command.Journey, unanswered, command.From);
        Journey journey = begun.Begin(moment.Instant);
        DateTimeOffset due = pathway.Calendar.Deadline(moment.Instant, pathway.TriageWorkingDays);
        IReadOnlyList<JourneyEvent> concern = Concerns.FromReferral(journey, begun.Referral, pathway, moment);
        return Decision.Of([
            begun,
            journey.Open("triage", TaskKind.Triage, due, command.Referral.Id.ToString("N")),
            .. Intake.DeathOnRecord(journey, begun.Referral, pathway, moment),
            .. concern,
            .. UrgentWords.FromReferral(journey, begun.Referral, concern.Count > 0, pathway, moment),
            .. Resemblance.AreTwo(journey, command.From),
            new Resemblance.LookPlanned(moment.Instant + Resemblance.LookAgainAfter),
        ]);
    }

    private static Decision DecideComeBack(Journey journey, ComeBack command, Pathway pathway, Moment moment)
    {
        if (journey.Joined is not { } joined || joined.Into != command.From)
            return Decision.Refuse("not-joined", "This record is not joined to that one.");
        Journey after = journey.After(new CameBack(command.From), moment.Instant);
        DateTimeOffset soonest = pathway.Calendar.Deadline(moment.Instant, 1);
        string key = $"back/{moment.CommandId}";
        // Taking apart says that there are two people. So nobody is asked any more whether they are one, or whether one has died.
        OpenTask[] given = [
            .. joined.Tasks
                .Where(t => !TaskType.Of(t.Kind).IsAboutAnotherRecord || t.About != $"{command.From:N}")];
        return Decision.Of([
            new CameBack(command.From),
            .. given.Select(t =>
                new Tasks.Opened($"{key}/{t.Id}", t.Kind, t.Assignee,
                    t.Kind is TaskKind.ReadNow ? UrgentWords.ReadBy(pathway, moment.Instant) : t.Due > soonest ? t.Due : soonest, t.Urgency,
                    t.About, t.Message)),
            .. joined.Ending is { } reason ? Closing.ProposeNow(after, key, reason, pathway, moment.Instant) : [],
            .. Resemblance.AreTwo(after, command.From),
            new Resemblance.LookPlanned(moment.Instant + Resemblance.LookAgainAfter),
        ]);
    }

    private static Decision DecideLetGo(Journey journey, LetGo command, Pathway pathway, Moment moment)
    {
        if (journey.Parting is not { } promise || promise.To != command.To)
            return Decision.Refuse("not-parting", "Nothing is being taken out of this record.");
        Joining.Taking? taking = TakingOf(journey, promise.Referral);
        Guid[] referrals = [.. taking?.Referrals.Where(id => journey.Referrals.Any(r => r.Id == id)) ?? [promise.Referral]];
        string[] concerns = [.. (taking?.Concerns ?? [Concerns.IdOf(promise.Referral)]).Where(id => journey.Concerns.Any(c => c.Id == id))];
        WentApart apart = new(command.To, referrals, concerns);
        HashSet<string> about =
            [.. concerns, .. referrals.Select(id => id.ToString("N")), .. UrgentWords.Of(journey, referrals, taking).Select(t => t.Id)];
        ILookup<bool, OpenTask> tasks =
            journey.Tasks.ToLookup(t => t.Kind is TaskKind.CheckJoin || (t.About is { } id && about.Contains(id)));
        Journey after = journey.After(apart, moment.Instant) with { Tasks = [.. tasks[false]] };
        DateTimeOffset due = pathway.Calendar.Deadline(moment.Instant, pathway.TriageWorkingDays);
        return Decision.Of([
            apart,
            .. tasks[true].SelectMany(t => Tasks.Close(t)),
            .. after.DeclinedAt is not null && journey.DeclinedAt is null ? after.CloseForEnd() : [],
            .. Resemblance.AreTwo(after, command.To),
            // Somebody checks what was done for two people as if they were one.
            .. after.IsClosed ? [] : (JourneyEvent[])[
                after.Open($"apart/{moment.CommandId}", TaskKind.CheckApart, due, command.To.ToString("N"))],
        ]);
    }

    private static Decision DecideStayTogether(Journey journey, StayTogether command, Pathway pathway, Moment moment) =>
        journey.Parting is not { } promise ? Decision.Refuse("not-parting", "Nothing is being taken out of this record.")
        : Decision.Of([
            new StayedTogether(command.Why),
            .. journey.CloseTasks([TaskKind.CheckJoin]),
            Look(journey, $"apart/{promise.At.UtcTicks}/off", promise, pathway, moment.Instant),
        ]);

    // ---- state ----

    public static IEnumerable<Due> Agenda(Journey journey, Pathway pathway)
    {
        if (journey.Parting is not { } promise)
            yield break;
        yield return new Due(new WillPart(promise.At, promise.Tries), promise.At + (promise.Tries * TryAgainAfter), (key, now) => [
            new PartingWaited(),
            .. promise.Tries + 1 == TellsAfter ? (JourneyEvent[])[Look(journey, key, promise, pathway, now)] : [],
        ], Errand: new Errand.CarryParting());
    }

    private static Tasks.Opened Look(Journey journey, string id, Promise promise, Pathway pathway, DateTimeOffset now) =>
        journey.Open(id, TaskKind.CheckJoin, pathway.Calendar.Deadline(now, 1), promise.To.ToString("N"));

    private static Joining.Taking? TakingOf(Journey journey, Guid referral) =>
        journey.Takings.LastOrDefault(t => t.Referrals.Contains(referral));
}
