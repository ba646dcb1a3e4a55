namespace SocialPrescribing.Journeys;

/// <summary>
/// How a referral comes in, and whether it is accepted. A second referral joins the person's open journey if there is no doubt that it is
/// the same person: see <see cref="Resemblance.MayJoin"/>.
/// </summary>
public static class Intake
{
    [GivenBy(Givers.NotStaff)]
    public sealed record Receive(Guid Journey, HeldReferral Referral) : FirstCommand
    {
        internal override Decision Begin(Pathway pathway, Moment moment) => Intake.Begin(this, pathway, moment);

        /// <summary>Journeys that may be the same person's. A human decides.</summary>
        public IReadOnlyList<Resemblance.Likeness> Alikes { get; init; } = [];

        /// <summary>What the same person asked for in journeys that have ended.</summary>
        public EarlierWishes Earlier { get; init; } = EarlierWishes.None;
    }

    [GivenBy(Givers.NotStaff)]
    public sealed record AddReferral(HeldReferral Referral) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideAddReferral(journey, this, pathway, moment);

        /// <summary>Journeys other than the one that the referral joins.</summary>
        public IReadOnlyList<Resemblance.Likeness> Alikes { get; init; } = [];
    }

    /// <summary>Accept a referral.</summary>
    /// <param name="Referral">Which one, where several joined; else the first.</param>
    /// <param name="LinkWorker">A staff id.</param>
    /// <example>{"commandId": "a-1", "kind": "accept", "linkWorker": "5f0c2b7a91de"}</example>
    [GivenBy(Givers.Support)]
    public sealed record Accept(Guid? Referral = null, string? LinkWorker = null) : JourneyCommand
    {
        public override string? Colleague() => LinkWorker;
        internal override Gate Gate => Gate.Here;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideAccept(journey, this, pathway, moment);
    }

    /// <summary>Decline a referral.</summary>
    /// <param name="Reason">The referrer reads it in these words.</param>
    /// <param name="ByPerson">The person declined, rather than the service (SNOMED CT 871711000000103).</param>
    /// <example>{"commandId": "a-2", "kind": "decline", "reason": "She lives outside the area that we serve.", "byPerson": false}</example>
    [GivenBy(Givers.Support)]
    public sealed record Decline(string Reason, bool ByPerson = false, Guid? Referral = null) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Reason)];
        public override bool IsOvertakenBy(IEnumerable<JourneyEvent> meanwhile) => meanwhile.Any();
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideDecline(journey, this, pathway, moment);
    }

    public sealed record Received(Guid Journey, HeldReferral Referral) : FirstEvent
    {
        internal override Journey Begin(DateTimeOffset at) => new()
        {
            Id = Journey,
            ReceivedAt = at,
            LastTouchAt = at,
            Person = Referral.Details.Person,
            Referrals = [Referral with { ReceivedAt = at }],
            Preferences = Preferences.Of(Referral.Details.Person),
        };
    }

    public sealed record Joined(HeldReferral Referral) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { Referrals = [.. journey.Referrals, Referral with { ReceivedAt = entry.At }] };
    }

    public sealed record Accepted(Guid Referral) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            With(journey, Referral, r => r with { AcceptedAt = entry.At }) with
            { AcceptedAt = journey.AcceptedAt ?? entry.At, LastTouchAt = entry.At };
    }

    public sealed record Declined(Guid Referral, string Reason, bool ByPerson) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry)
        {
            Journey after = With(journey, Referral, r => r with { DeclinedAt = entry.At, DeclineReason = Reason });
            return after.Referrals.All(r => r.DeclinedAt is not null) ? after with { DeclinedAt = entry.At } : after;
        }
    }

    private static Decision Begin(Receive command, Pathway pathway, Moment moment)
    {
        HeldReferral referral = command.Referral;
        Received received = new(command.Journey, referral);
        Journey journey = received.Begin(moment.Instant);
        string id = referral.Id.ToString("N");
        IReadOnlyList<JourneyEvent> wishes = [.. command.Earlier.HoldIn(journey)];
        journey = wishes.Aggregate(journey, (sofar, wish) => sofar.After(wish, moment.Instant));
        List<JourneyEvent> events =
        [
            received,
            .. wishes,
            Reading(journey, "triage", TaskKind.Triage, referral, pathway, moment),
        ];
        events.AddRange(DeathOnRecord(journey, referral, pathway, moment));
        events.AddRange(Resemblance.Noting(journey, command.Alikes, pathway, moment.Instant));
        events.Add(new Resemblance.LookPlanned(moment.Instant + Resemblance.LookAgainAfter));
        IReadOnlyList<JourneyEvent> concern = Concerns.FromReferral(journey, referral, pathway, moment);
        events.AddRange(concern);
        events.AddRange(UrgentWords.FromReferral(journey, referral, concern.Count > 0, pathway, moment));
        // Without a way to reach the person, nobody should wait for a letter or a call.
        if (!ContactRules.CanReach(journey))
            events.Add(journey.Open($"referral/{id}/contact", TaskKind.FindContact,
                pathway.Calendar.Deadline(moment.Instant, pathway.TellPersonWorkingDays), id));
        events.AddRange(Receipt(journey, referral, pathway, moment));
        // The first letter to the person waits, like all other mail, while a concern is open.
        if (concern.Count is 0
            && !journey.MayHaveDied
            && !command.Alikes.Any(a => a.HasDied || a.HoldsLetters)
            && Messages.WhyNot(journey, MessageKind.Received) is null)
            events.Add(Messages.Queue(MessageKind.Received, $"referral/{id}/received", new MessageAbout.Referral(referral.Id)));
        return new Decision.Accepted(events);
    }

    private static Decision DecideAddReferral(Journey journey, AddReferral command, Pathway pathway, Moment moment)
    {
        if (journey.HasEnded)
            return Decision.Refuse("journey-closed", "Support has ended here; the referral begins a record of its own.");
        if (journey.Referrals.Any(r => r.Id == command.Referral.Id) || journey.LeftReferrals.Any(l => l.Referral == command.Referral.Id))
            return Decision.Refuse("referral-known", "This referral is here already.");
        string id = command.Referral.Id.ToString("N");
        IReadOnlyList<JourneyEvent> concern = Concerns.FromReferral(journey, command.Referral, pathway, moment);
        return Decision.Of([
            new Joined(command.Referral),
            // Staff who phone or write to the person must know this at once, even before anybody has read the referral.
            .. command.Referral.Details.Person.Discretion && !journey.Preferences.Discretion
                ? (JourneyEvent[])[new Preferences.Changed(Discretion: true)] : [],
            Reading(journey, $"joined/{id}", TaskKind.ReviewJoinedReferral, command.Referral, pathway, moment),
            .. DeathOnRecord(journey, command.Referral, pathway, moment),
            .. Resemblance.Noting(journey.After(new Joined(command.Referral), moment.Instant), command.Alikes, pathway, moment.Instant),
            .. concern,
            .. UrgentWords.FromReferral(journey, command.Referral, concern.Count > 0, pathway, moment),
            .. Receipt(journey, command.Referral, pathway, moment),
        ]);
    }

    private static Decision DecideAccept(Journey journey, Accept command, Pathway pathway, Moment moment)
    {
        if (Find(journey, command.Referral) is not { } referral)
            return UnknownReferral;
        if (referral.AcceptedAt is not null)
            return Decision.Refuse("already-accepted", "This referral has already been accepted.");
        if (referral.DeclinedAt is not null)
            return Decision.Refuse("already-declined", "This referral has already been declined.");
        if (journey.HasEnded)
            return SupportEnded;
        if (command.LinkWorker is { } nobody && string.IsNullOrWhiteSpace(nobody))
            return Decision.Refuse("link-worker-missing", "Choose a link worker, or leave that to the lead.");
        Accepted accepted = new(referral.Id);
        string about = referral.Id.ToString("N");
        // The referral that was accepted first began the work. The first one may still be in triage if a joined one was faster.
        if (journey.AcceptedAt is not null)
            return Decision.Of([accepted, .. journey.CloseTasks(Answered, about), .. Resemblance.NotTheDead(journey)]);

        Urgency urgency = referral.Details.Urgency;
        Journey after = journey.After(accepted, moment.Instant);
        if (command.LinkWorker is { } linkWorker)
            after = after with { LinkWorker = linkWorker };
        return Decision.Of([
            accepted,
            .. journey.CloseTasks(Answered, about),
            .. Resemblance.NotTheDead(journey),
            .. command.LinkWorker is { } chosen
                ? Allocation.To(
                    journey with { Tasks = [.. journey.Tasks.Where(t => t.About != about || !Answered.Contains(t.Kind))] }, chosen)
                : new JourneyEvent[]
                {
                    after.Open("allocate", TaskKind.Allocate,
                        pathway.Calendar
                            .Deadline(moment.Instant, Math.Min(pathway.AllocateWorkingDays, pathway.FirstContactDays(urgency)))) with
                            { Urgency = urgency },
                },
            // The time for the first contact counts from the referral, but whoever gets a late one has at least a day.
            after.Open("first-contact", TaskKind.FirstContact, Later(
                pathway.Calendar.Deadline(journey.ReceivedAt, pathway.FirstContactDays(urgency)),
                pathway.Calendar
                    .Deadline(moment.Instant, Math.Min(pathway.ContactAtLeastWorkingDays, pathway.FirstContactDays(urgency))))) with
                    { Urgency = urgency },
        ]);
    }

    private static Decision DecideDecline(Journey journey, Decline command, Pathway pathway, Moment moment)
    {
        if (string.IsNullOrWhiteSpace(command.Reason))
            return Decision.Refuse("reason-missing", "Say why, in words that the referrer can read.");
        if (Find(journey, command.Referral) is not { } referral)
            return UnknownReferral;
        if (referral.DeclinedAt is not null)
            return Decision.Refuse("already-declined", "This referral has already been declined.");
        if (referral.AcceptedAt is not null)
            return Decision.Refuse("already-accepted", "This referral has already been accepted. End the support instead.");
        if (journey.HasEnded)
            return SupportEnded;
        bool last = journey.AcceptedAt is null && journey.Referrals.All(r => r.Id == referral.Id || r.DeclinedAt is not null);
        if (last && journey.HasOpenConcern)
            return Decision.Refuse("concern-open", "A concern is open. Settle it before you decline the referral.");
        string about = referral.Id.ToString("N");
        return Decision.Of([
            new Declined(referral.Id, command.Reason, command.ByPerson),
            .. last ? journey.CloseForEnd() : journey.CloseTasks(Answered, about),
            .. Messages.ToReferrer(journey, referral, MessageKind.ReferrerDeclined, $"referral/{about}/declined", pathway, moment.Instant),
            // People who referred themselves, or had our letter that somebody will be in touch, were promised to hear from us. A human does
            // it, because nobody has checked whose address it is.
            .. last
                && !command.ByPerson
                && !journey.MayHaveDied
                && (referral.Details.Source is ReferralSource.Self || Messages.WhyNot(journey, MessageKind.Received) is null)
                ? [journey.Open($"referral/{about}/declined", TaskKind.TellPerson,
                    pathway.Calendar.Deadline(moment.Instant, pathway.TellPersonWorkingDays), about, MessageKind.ReferrerDeclined)]
                : Array.Empty<JourneyEvent>(),
        ]);
    }

    /// <summary>Opens the task to read the referral and accept or decline it, as urgently as it asks for.</summary>
    private static Tasks.Opened Reading(
        Journey journey, string task, TaskKind kind, HeldReferral referral, Pathway pathway, Moment moment) =>
        journey.Open(task, kind, pathway.Calendar.Deadline(moment.Instant, pathway.TriageDays(referral.Details.Urgency)),
            $"{referral.Id:N}") with
        { Urgency = referral.Details.Urgency };

    private static IEnumerable<JourneyEvent> Receipt(Journey journey, HeldReferral referral, Pathway pathway, Moment moment) =>
        Messages.ToReferrer(journey, referral, MessageKind.ReferrerReceived, $"referral/{referral.Id:N}/receipt", pathway, moment.Instant);

    /// <summary>The tasks that an answer to a referral closes.</summary>
    private static ReadOnlySpan<TaskKind> Answered => (TaskKind[])[TaskKind.Triage, TaskKind.ReviewJoinedReferral, TaskKind.DeathOnRecord];

    internal static IEnumerable<JourneyEvent> DeathOnRecord(Journey journey, HeldReferral referral, Pathway pathway, Moment moment) =>
        referral.DeathOnRecord
            ? [journey.Open($"referral/{referral.Id:N}/death-on-record", TaskKind.DeathOnRecord,
                pathway.Calendar.Deadline(moment.Instant, pathway.TriageWorkingDays), referral.Id.ToString("N"))] : [];

    private static Decision SupportEnded => Decision.Refuse("support-ended", "Support has ended for this person. Nothing was changed.");

    private static Decision UnknownReferral => Decision.Refuse("referral-unknown", "There is no such referral in this record.");

    private static HeldReferral? Find(Journey journey, Guid? id) =>
        id is null ? journey.Referrals[0] : journey.Referrals.FirstOrDefault(r => r.Id == id);

    private static Journey With(Journey journey, Guid referral, Func<HeldReferral, HeldReferral> change) =>
        journey with { Referrals = [.. journey.Referrals.Select(r => r.Id == referral ? change(r) : r)] };

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
