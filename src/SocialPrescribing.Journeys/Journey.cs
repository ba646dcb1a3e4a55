using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>One person's way through the programme. Everything else (stage, agenda, status) follows from these facts.</summary>
/// <remarks>
/// The generated reader sets a list that an older version did not write to null, even if it has an initial value. So lists have
/// <c>?? []</c>.
/// </remarks>
public sealed record Journey
{
    public required Guid Id { get; init; }
    /// <summary>How many stored words the writing version knows: see <see cref="StoredWords"/>.</summary>
    public int Words { get => StoredWords.Count; init => WordsOfWriter = value; }
    /// <summary>The same number, of the version that wrote this journey; 0 if it wrote none.</summary>
    [JsonIgnore] public int WordsOfWriter { get; private init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required Person Person { get; init; }
    /// <summary>Set if staff have corrected what the referrer wrote.</summary>
    public GpPractice? CorrectedPractice { get; init; }
    /// <summary>The referral that began it first, then those that joined.</summary>
    public required IReadOnlyList<HeldReferral> Referrals { get; init; }
    public required Preferences.State Preferences { get; init; }
    /// <summary>Where mail went before the address was changed. The change is reported there.</summary>
    public string? EarlierEmail { get; init; }
    /// <summary>The generation of the links in letters to the person. Links of an earlier generation only stop messages.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LinkGeneration { get; init; }
    /// <summary>Ids of referrals whose word that the address is protected no longer counts.</summary>
    public IReadOnlyList<Guid> AddressNotProtectedIn { get; init => field = value ?? []; } = [];
    /// <summary>When staff last checked name and date of birth with the person, and for which address; null if nobody has.</summary>
    public Identity.Check? Identity { get; init; }
    /// <summary>An email address that somebody typed on a page behind a link, and that nobody has confirmed yet.</summary>
    public Journeys.Details.Awaited? AwaitedEmail { get; init; }
    /// <summary>When the person last changed their details by a link: the last few times.</summary>
    public IReadOnlyList<DateTimeOffset> DetailsGivenAt { get; init => field = value ?? []; } = [];
    /// <summary>A staff id.</summary>
    public string? LinkWorker { get; init; }
    public DateTimeOffset? AcceptedAt { get; init; }
    public DateTimeOffset? DeclinedAt { get; init; }
    public IReadOnlyList<Contact.Attempt> Attempts { get; init => field = value ?? []; } = [];
    public DateTimeOffset? ContactedAt { get; init; }
    /// <summary>When "we tried to reach you" was written.</summary>
    public DateTimeOffset? LastLetterAt { get; init; }
    public IReadOnlyList<Meeting> Meetings { get; init => field = value ?? []; } = [];
    public DateTimeOffset? PlanAgreedAt { get; init; }
    /// <summary>The current one last.</summary>
    public IReadOnlyList<AgreedPlan> Plans { get; init => field = value ?? []; } = [];
    /// <summary>Needs that came up after the referral.</summary>
    public IReadOnlyList<RaisedNeed> RaisedNeeds { get; init => field = value ?? []; } = [];
    public IReadOnlyList<Review> Reviews { get; init => field = value ?? []; } = [];
    /// <summary>What the person said about their goals, the latest last.</summary>
    public IReadOnlyList<GoalScoring> GoalScorings { get; init => field = value ?? []; } = [];
    /// <summary>The date in London.</summary>
    public DateOnly? NextReviewOn { get; init; }
    /// <summary>The person's wishes as they were last written down.</summary>
    public Wishes? Wishes { get; init; }
    /// <summary>The lists they were given to choose from, the latest last.</summary>
    public IReadOnlyList<ActivityList> Lists { get; init => field = value ?? []; } = [];
    /// <summary>Activities that were put aside.</summary>
    public IReadOnlyList<DismissedActivity> Dismissed { get; init => field = value ?? []; } = [];
    public IReadOnlyList<Introduction> Introductions { get; init => field = value ?? []; } = [];
    public IReadOnlyList<Session> Sessions { get; init => field = value ?? []; } = [];
    public Pausing.Rest? Pause { get; init; }
    public IReadOnlyList<Survey> Surveys { get; init => field = value ?? []; } = [];
    public IReadOnlyList<Concern> Concerns { get; init => field = value ?? []; } = [];
    /// <summary>Texts that a human must read at once, including those that have been read.</summary>
    public IReadOnlyList<UrgentText> UrgentTexts { get; init => field = value ?? []; } = [];
    /// <summary>The latest last.</summary>
    public IReadOnlyList<PinnedNote> PinnedNotes { get; init => field = value ?? []; } = [];
    public IReadOnlyList<Document> Documents { get; init => field = value ?? []; } = [];
    public Closing.Proposal? ClosingProposal { get; init; }
    public Closing.End? Ended { get; init; }
    /// <summary>When we heard that the person died, if that was after support had ended.</summary>
    public DateTimeOffset? DiedLaterAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    /// <summary>How often support ended and was taken up again.</summary>
    public int Reopenings { get; init; }
    public DateTimeOffset? ReopenedAt { get; init; }
    /// <summary>When somebody was last in touch with the person. Silence counts from here.</summary>
    public required DateTimeOffset LastTouchAt { get; init; }
    /// <summary>Other journeys that may be the same person's, answered or not.</summary>
    public IReadOnlyList<Alike> Alikes { get; init => field = value ?? []; } = [];
    /// <summary>When similar journeys are looked for once more.</summary>
    public DateTimeOffset? LookForAlikesAt { get; init; }
    /// <summary>It is being joined to another journey. Nothing else happens here until that is done.</summary>
    public Journeys.Joining.Promise? Joining { get; init; }
    /// <summary>It was joined to another journey and goes on there.</summary>
    public Journeys.Joining.Whereto? Joined { get; init; }
    /// <summary>Journeys that were joined to this one.</summary>
    public IReadOnlyList<Journeys.Joining.Taking> Takings { get; init => field = value ?? []; } = [];
    /// <summary>A referral is being taken out.</summary>
    public Journeys.Parting.Promise? Parting { get; init; }
    /// <summary>Referrals that were here and turned out to be somebody else's.</summary>
    public IReadOnlyList<Journeys.Parting.Left> LeftReferrals { get; init => field = value ?? []; } = [];

    /// <summary>Whether something from this time may be about somebody else, because a referral that was here then was taken
    /// out later.</summary>
    public bool MayBeSomebodyElses(DateTimeOffset at) => LeftReferrals.Any(left => left.Since <= at && at <= left.At);
    /// <summary>Journeys that this one's referrals were in for a while.</summary>
    public IReadOnlyList<Journeys.Parting.Origin> CameFrom { get; init => field = value ?? []; } = [];
    public IReadOnlyList<OpenTask> Tasks { get; init => field = value ?? []; } = [];
    /// <summary>Keys of messages that were withheld or came back, so that each is dealt with once.</summary>
    public IReadOnlyList<string> Withheld { get; init => field = value ?? []; } = [];
    /// <summary>Keys of the dues that have fired, in that order.</summary>
    public IReadOnlyList<string> Fired { get; init => field = value ?? []; } = [];

    [JsonIgnore] public bool IsClosed => ClosedAt is not null || DeclinedAt is not null;
    [JsonIgnore] public bool HasEnded => Ended is not null || IsClosed;
    [JsonIgnore] public bool HasDied => DiedLaterAt is not null || Ended?.Reason is ClosingReason.Died;
    /// <summary>
    /// Somebody with these details has died, and no human has said yet that it is somebody else. A declined referral does not count.
    /// </summary>
    [JsonIgnore]
    public bool MayHaveDied =>
        Referrals.Any(r => r is { DeathOnRecord: true, AcceptedAt: null } && (AcceptedAt is null || r.DeclinedAt is null))
        || Alikes.Any(a => a.HasDied && a.Answer is not AlikeAnswer.SomebodyElse);
    /// <summary>A human is asked whether this is the same person as in another journey.</summary>
    [JsonIgnore] public bool AsksWhoThisIs => Alikes.Any(a => a is { Asks: true, IsOpen: true });
    /// <summary>A referral raises the question whether this is somebody who has died.</summary>
    [JsonIgnore] internal bool AsksAboutADeath => Referrals.Any(r => r is { DeathOnRecord: true, AcceptedAt: null, DeclinedAt: null });
    /// <summary>A concern is open until a named human has acknowledged and settled it. Meanwhile no mail goes to the person.</summary>
    [JsonIgnore] public bool HasOpenConcern => Concerns.Any(c => c.SettledAt is null);
    /// <summary>Nothing is written to the person until a human has looked.</summary>
    [JsonIgnore] public bool WaitsForAHuman => HasOpenConcern || MayHaveDied || WaitsForComparison;
    /// <summary>
    /// Somebody in another record asked that letters to this mailbox be discreet, or that none go there, and no human has said yet whether
    /// it is the same person.
    /// </summary>
    [JsonIgnore] public bool WaitsForComparison => Alikes.Any(a => a is { HoldsLetters: true, IsOpen: true });
    /// <summary>A risk also counts if its referral was declined.</summary>
    [JsonIgnore] public bool HasKnownRisk => Referrals.Any(r => r.Details.Risks.Any(k => k.Kind != Risk.None));
    [JsonIgnore] public DateTimeOffset? IdentityConfirmedAt => Identity?.At;
    /// <summary>Counts even if the referral was declined.</summary>
    [JsonIgnore]
    public bool KnowsDomesticAbuse =>
        Referrals.SelectMany(r => r.Details.Needs).Concat(RaisedNeeds.Select(n => n.Need)).Concat(Plans.SelectMany(p => p.Needs))
            .Contains(Journeys.Needs.DomesticAbuse);
    /// <summary>Somebody must not learn where the person lives. Staff or any referral may say so. It holds until staff take
    /// it back.</summary>
    [JsonIgnore]
    public bool IsAddressProtected => Person.Address is { Withheld: true }
        || Referrals.Any(r => r.Details.Person.Address is { Withheld: true } && !AddressNotProtectedIn.Contains(r.Id));
    /// <summary>
    /// There is a risk, a concern (even a settled one), a protected address, or a wish for discretion. Then somebody else may read what
    /// is written to the person or shown behind a link, who must not find the person. So it names no place, no way of contact, no
    /// referrer and nobody's free text. The same holds after a referral was taken out, until somebody has checked what was done for two
    /// people as if they were one.
    /// </summary>
    [JsonIgnore]
    public bool IsGuarded => IsHidden || HasKnownRisk;
    /// <summary>
    /// The same, but risks of falls and dogs do not count: any other risk may be about somebody who must not find the person. If this is
    /// set, colleagues' calendar programs and the surgery are not told where they go.
    /// </summary>
    [JsonIgnore]
    public bool IsHidden => Concerns.Count > 0 || KnowsDomesticAbuse || Preferences.Discretion || IsAddressProtected
        || Referrals.Any(r => r.Details.Risks.Any(k => k.Kind is not (Risk.None or "falls" or "dogAtHome")))
        || Referrals.Any(r => r.Details.Safeguarding is { Concern: true } || r.Details.Person.Discretion)
        || Tasks.Any(t => t.Kind is TaskKind.CheckApart);
    /// <summary>
    /// A joined referral that nobody has accepted or declined. Its referrer must not hear that support ended before anybody has read it.
    /// </summary>
    [JsonIgnore]
    public bool HasUnreadReferral => AcceptedAt is not null && Referrals.Any(r => r.AcceptedAt is null && r.DeclinedAt is null);
    [JsonIgnore]
    public DateTimeOffset? FirstMetAt => Meetings.Where(m => m.Outcome is MeetingOutcome.Held).Select(m => (DateTimeOffset?)m.At).Min();
    /// <summary>
    /// What the first referrer sent, unchanged. Who the person is now is in <see cref="Person"/> and <see cref="GpPractice"/>.
    /// </summary>
    [JsonIgnore] public Referral Details => Referrals[0].Details;
    [JsonIgnore] public GpPractice? GpPractice => CorrectedPractice ?? Details.GpPractice;
    [JsonIgnore] public bool IsPaused => Pause is not null;
    [JsonIgnore] public AgreedPlan? Plan => Plans.Count > 0 ? Plans[^1] : null;
    /// <summary>The most important first: first those of the plan, then those that came up, then those that referrers named.</summary>
    [JsonIgnore]
    public IEnumerable<string> Needs =>
        (Plan?.Needs ?? []).Concat(RaisedNeeds.Select(n => n.Need))
            .Concat(Referrals.Where(r => r.DeclinedAt is null).SelectMany(r => r.Details.Needs)).Distinct();
    [JsonIgnore] public Session? FirstAttended => Sessions.Where(s => s.Came is true).MinBy(s => s.At);
    [JsonIgnore] public DateTimeOffset? IndependentAt => Introductions.Min(i => i.IndependentAt);
    /// <summary>Added to keys that belong to an end of support, so that after a reopening the next end has keys of its own.</summary>
    [JsonIgnore]
    internal string EndingSuffix =>
        Reopenings is 0 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"-{Reopenings + 1}");

    /// <summary>The stage follows from the facts. Nobody sets it.</summary>
    [JsonIgnore]
    public Stage Stage =>
        IsClosed ? Stage.Closed
        : Ended is not null ? Stage.AfterCare
        : AcceptedAt is null ? Stage.Triage
        : PlanAgreedAt is not null ? Stage.Attending
        : FirstMetAt is not null ? Stage.Planning
        : ContactedAt is not null ? Stage.Meeting
        : Stage.Contacting;

    /// <summary>Decides a command: first its concept does, and then follows what that means for volunteers, drivers,
    /// contact and links in letters.</summary>
    public static Decision Decide(Journey? journey, JourneyCommand command, Pathway pathway, Moment moment) =>
        Attendance.FollowTold(journey, Attendance.FollowVolunteers(journey,
            PersonLinks.Follow(journey, Contact.Follow(journey, DecideIn(journey, command, pathway, moment), moment), moment),
            pathway, moment), pathway, moment);

    private static Decision DecideIn(Journey? journey, JourneyCommand command, Pathway pathway, Moment moment) =>
        journey is not null ? command.RefusedIn(journey) ?? command.Decide(journey, pathway, moment)
        : command is FirstCommand first ? first.Begin(pathway, moment)
        : Decision.Refuse("journey-unknown", "There is no such record.");

    /// <summary>Applies one line of the journal to the state.</summary>
    public static Journey Apply(Journey? journey, JournalEntry entry) =>
        journey is not null ? entry.Event.Apply(journey, entry)
        : entry.Event is FirstEvent first ? first.Begin(entry.At)
        : throw new InvalidOperationException($"A journal begins with a referral received, not with {entry.Event.GetType().Name}.");

    /// <summary>The journey after an event that the system itself records.</summary>
    internal Journey After(JourneyEvent happened, DateTimeOffset at) => happened.Apply(this, new JournalEntry(at, Actor.System, happened));

    /// <summary>Decides and applies at once: the events and the state after them, or the refusal.</summary>
    public static (Decision Decision, Journey? After) Step(Journey? journey, JourneyCommand command, Pathway pathway, Moment moment)
    {
        Decision decision = Decide(journey, command, pathway, moment);
        if (decision is Decision.Accepted accepted)
            foreach (JourneyEvent happened in accepted.Events)
                journey = Apply(journey, new JournalEntry(moment.Instant, moment.Actor, happened));
        return (decision, journey);
    }
}

[JsonConverter(typeof(CamelCaseEnum<Stage>))]
public enum Stage { Triage, Contacting, Meeting, Planning, Attending, AfterCare, Closed }
