using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>One person's way through the programme. Everything else (stage, agenda, status) follows from these facts.</summary>
/// <remarks>A list that an older version did not write yet is read as null by the generated reader, whatever the initialiser says; hence the <c>?? []</c>.</remarks>
public sealed record Journey
{
    public required Guid Id { get; init; }
    /// <summary>How many words the version knows that writes this: see <see cref="StoredWords"/>.</summary>
    public int Words { get => StoredWords.Count; init => WordsOfWriter = value; }
    /// <summary>The same, of the version that wrote what was read; 0 where none said so.</summary>
    [JsonIgnore] public int WordsOfWriter { get; private init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required Person Person { get; init; }
    /// <summary>Where staff have put right what the referrer wrote.</summary>
    public GpPractice? CorrectedPractice { get; init; }
    /// <summary>The referral that began it first, then those that joined.</summary>
    public required IReadOnlyList<HeldReferral> Referrals { get; init; }
    public required Preferences.State Preferences { get; init; }
    /// <summary>Where mail went before the address was changed: there a change is told.</summary>
    public string? EarlierEmail { get; init; }
    /// <summary>Of the links in letters to the person; those of an earlier generation only stop messages.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LinkGeneration { get; init; }
    /// <summary>When staff last checked name and date of birth with the person, and for which address; null if nobody has.</summary>
    public Identity.Check? Identity { get; init; }
    /// <summary>An email address that was typed behind a link and that nobody has confirmed yet.</summary>
    public Journeys.Details.Awaited? AwaitedEmail { get; init; }
    /// <summary>When the person last changed their details behind a link: the latest few.</summary>
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
    /// <summary>London's date.</summary>
    public DateOnly? NextReviewOn { get; init; }
    public IReadOnlyList<Introduction> Introductions { get; init => field = value ?? []; } = [];
    public IReadOnlyList<Session> Sessions { get; init => field = value ?? []; } = [];
    public Pausing.Rest? Pause { get; init; }
    public IReadOnlyList<Survey> Surveys { get; init => field = value ?? []; } = [];
    public IReadOnlyList<Concern> Concerns { get; init => field = value ?? []; } = [];
    /// <summary>What somebody wrote that a human reads at once; those that have been read as well.</summary>
    public IReadOnlyList<UrgentText> UrgentTexts { get; init => field = value ?? []; } = [];
    public Closing.Proposal? ClosingProposal { get; init; }
    public Closing.End? Ended { get; init; }
    /// <summary>When it became known that the person died, if that was after support had ended.</summary>
    public DateTimeOffset? DiedLaterAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    /// <summary>How often support ended and was taken up again.</summary>
    public int Reopenings { get; init; }
    public DateTimeOffset? ReopenedAt { get; init; }
    /// <summary>When somebody last had to do with the person; silence counts from here.</summary>
    public required DateTimeOffset LastTouchAt { get; init; }
    /// <summary>Other journeys that may be the same person's, answered or not.</summary>
    public IReadOnlyList<Alike> Alikes { get; init => field = value ?? []; } = [];
    /// <summary>When those who resemble are looked for once more.</summary>
    public DateTimeOffset? LookForAlikesAt { get; init; }
    /// <summary>It is being joined to another; until then nothing else happens here.</summary>
    public Journeys.Joining.Promise? Joining { get; init; }
    /// <summary>It was joined to another and goes on there.</summary>
    public Journeys.Joining.Whereto? Joined { get; init; }
    /// <summary>What was joined to this one.</summary>
    public IReadOnlyList<Journeys.Joining.Taking> Takings { get; init => field = value ?? []; } = [];
    /// <summary>A referral is being taken out.</summary>
    public Journeys.Parting.Promise? Parting { get; init; }
    /// <summary>Referrals that were here and turned out to be somebody else's.</summary>
    public IReadOnlyList<Journeys.Parting.Left> LeftReferrals { get; init => field = value ?? []; } = [];
    /// <summary>Journeys in which this one's referrals were for a while.</summary>
    public IReadOnlyList<Journeys.Parting.Origin> CameFrom { get; init => field = value ?? []; } = [];
    public IReadOnlyList<OpenTask> Tasks { get; init => field = value ?? []; } = [];
    /// <summary>Keys of the messages that were withheld or came back, so that each is dealt with once.</summary>
    public IReadOnlyList<string> Withheld { get; init => field = value ?? []; } = [];
    /// <summary>Keys of the dues that have fired, in that order.</summary>
    public IReadOnlyList<string> Fired { get; init => field = value ?? []; } = [];

    [JsonIgnore] public bool IsClosed => ClosedAt is not null || DeclinedAt is not null;
    [JsonIgnore] public bool HasEnded => Ended is not null || IsClosed;
    [JsonIgnore] public bool HasDied => DiedLaterAt is not null || Ended?.Reason is ClosingReason.Died;
    /// <summary>Somebody with these details has died, and no human has said yet that this is somebody else. A referral that was turned down says nothing of the kind.</summary>
    [JsonIgnore]
    public bool MayHaveDied => Referrals.Any(r => r is { DeathOnRecord: true, AcceptedAt: null } && (AcceptedAt is null || r.DeclinedAt is null))
        || Alikes.Any(a => a.HasDied && a.Answer is not AlikeAnswer.SomebodyElse);
    /// <summary>A human is asked whether this is the same person as in another journey.</summary>
    [JsonIgnore] public bool AsksWhoThisIs => Alikes.Any(a => a is { Asks: true, IsOpen: true });
    /// <summary>A referral asks whether this is somebody who has died.</summary>
    [JsonIgnore] internal bool AsksAboutADeath => Referrals.Any(r => r is { DeathOnRecord: true, AcceptedAt: null, DeclinedAt: null });
    /// <summary>Open until a named human has acknowledged and settled it; mail to the person rests meanwhile.</summary>
    [JsonIgnore] public bool HasOpenConcern => Concerns.Any(c => c.SettledAt is null);
    /// <summary>Nothing is written to the person until a human has looked.</summary>
    [JsonIgnore] public bool WaitsForAHuman => HasOpenConcern || MayHaveDied;
    /// <summary>Also a referral that was turned down has told of a risk.</summary>
    [JsonIgnore] public bool HasKnownRisk => Referrals.Any(r => r.Details.Risks.Any(k => k.Kind != Risk.None));
    [JsonIgnore] public DateTimeOffset? IdentityConfirmedAt => Identity?.At;
    /// <summary>Also from a referral that was turned down.</summary>
    [JsonIgnore]
    public bool KnowsDomesticAbuse => Referrals.SelectMany(r => r.Details.Needs).Concat(RaisedNeeds.Select(n => n.Need)).Concat(Plans.SelectMany(p => p.Needs)).Contains(Journeys.Needs.DomesticAbuse);
    /// <summary>
    /// Any risk, any concern, settled ones too, or a wish for discretion. What is written to the person or shown behind a link then names no place, no way of
    /// contact, no referrer and nobody's free text: somebody else may read it, who must not find the person. It is the same where a referral
    /// was taken out, until somebody has looked at what was done for two people as if they were one.
    /// </summary>
    [JsonIgnore]
    public bool IsGuarded => Concerns.Count > 0 || HasKnownRisk || KnowsDomesticAbuse || Preferences.Discretion
        || Referrals.Any(r => r.Details.Safeguarding is { Concern: true } || r.Details.Person.Discretion)
        || Tasks.Any(t => t.Kind is TaskKind.CheckApart);
    /// <summary>A referral that joined and that nobody has accepted or declined. Its referrer must not hear of an end before anybody has read it.</summary>
    [JsonIgnore] public bool HasUnreadReferral => AcceptedAt is not null && Referrals.Any(r => r.AcceptedAt is null && r.DeclinedAt is null);
    [JsonIgnore] public DateTimeOffset? FirstMetAt => Meetings.Where(m => m.Outcome is MeetingOutcome.Held).Select(m => (DateTimeOffset?)m.At).Min();
    /// <summary>What the first referrer sent, as it was sent; who somebody is stands in <see cref="Person"/> and <see cref="GpPractice"/>.</summary>
    [JsonIgnore] public Referral Details => Referrals[0].Details;
    [JsonIgnore] public GpPractice? GpPractice => CorrectedPractice ?? Details.GpPractice;
    [JsonIgnore] public bool IsPaused => Pause is not null;
    [JsonIgnore] public AgreedPlan? Plan => Plans.Count > 0 ? Plans[^1] : null;
    /// <summary>What matters most first: the plan's order, then what came up, then what referrers said.</summary>
    [JsonIgnore]
    public IEnumerable<string> Needs => (Plan?.Needs ?? []).Concat(RaisedNeeds.Select(n => n.Need)).Concat(Referrals.Where(r => r.DeclinedAt is null).SelectMany(r => r.Details.Needs)).Distinct();
    [JsonIgnore] public Session? FirstAttended => Sessions.Where(s => s.Came is true).MinBy(s => s.At);
    [JsonIgnore] public DateTimeOffset? IndependentAt => Introductions.Min(i => i.IndependentAt);
    /// <summary>Goes behind keys that belong to an ending, so that after a reopening the next one has its own.</summary>
    [JsonIgnore] internal string EndingSuffix => Reopenings is 0 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"-{Reopenings + 1}");

    /// <summary>A stage is what the facts say, never a field that someone sets.</summary>
    [JsonIgnore]
    public Stage Stage =>
        IsClosed ? Stage.Closed
        : Ended is not null ? Stage.AfterCare
        : AcceptedAt is null ? Stage.Triage
        : PlanAgreedAt is not null ? Stage.Attending
        : FirstMetAt is not null ? Stage.Planning
        : ContactedAt is not null ? Stage.Meeting
        : Stage.Contacting;

    /// <summary>What comes of a command: its concept's decision, and what follows from that for the links in letters.</summary>
    public static Decision Decide(Journey? journey, JourneyCommand command, Pathway pathway, Moment moment) =>
        PersonLinks.Follow(journey, DecideIn(journey, command, pathway, moment), moment);

    /// <summary>Hands a command to its concept.</summary>
    private static Decision DecideIn(Journey? journey, JourneyCommand command, Pathway pathway, Moment moment) => (journey, command) switch
    {
        (null, Intake.Receive c) => Intake.Decide(c, pathway, moment),
        (null, Journeys.Parting.BeginApart c) => Journeys.Parting.Decide(c, pathway, moment),
        (null, _) => Decision.Refuse("journey-unknown", "There is no such journey."),
        (_, Intake.Receive or Journeys.Parting.BeginApart) => Decision.Refuse("journey-exists", "This journey has already begun."),
        _ when Notes.TooLong(command) is { } refused => refused,
        ({ } j, Journeys.Joining.Finish c) => Journeys.Joining.Decide(j, c),
        ({ } j, Journeys.Joining.CallOff c) => Journeys.Joining.Decide(j, c, pathway, moment),
        ({ } j, Journeys.Parting.ComeBack c) => Journeys.Parting.Decide(j, c, pathway, moment),
        ({ } j, Messages.ReportUndelivered c) => Messages.Decide(j, c, pathway, moment),
        ({ Joining: not null }, not (Resemblance.Note or Resemblance.Hear)) => Decision.Refuse("being-joined", "This journey is just being joined to another. Please look again in a moment."),
        ({ Joined: not null }, not (Resemblance.Note or Resemblance.Hear)) => Decision.Refuse("journey-joined", "This journey was joined to another. Go on there."),
        ({ } j, Journeys.Joining.Join c) => Journeys.Joining.Decide(j, c, moment),
        ({ } j, Journeys.Joining.Take c) => Journeys.Joining.Decide(j, c, pathway, moment),
        ({ } j, Journeys.Parting.TakeApart c) => Journeys.Parting.Decide(j, c),
        ({ } j, Journeys.Parting.LetGo c) => Journeys.Parting.Decide(j, c, pathway, moment),
        ({ } j, Journeys.Parting.StayTogether c) => Journeys.Parting.Decide(j, c, pathway, moment),
        ({ } j, Intake.Join c) => Intake.Decide(j, c, pathway, moment),
        ({ } j, Resemblance.Note c) => Resemblance.Decide(j, c, pathway, moment),
        ({ } j, Resemblance.Compare c) => Resemblance.Decide(j, c, pathway, moment),
        ({ } j, Resemblance.Hear c) => Resemblance.Decide(j, c, pathway, moment),
        ({ } j, Concerns.Raise c) => Journeys.Concerns.Decide(j, c, pathway, moment),
        ({ } j, Concerns.Acknowledge c) => Journeys.Concerns.Decide(j, c, pathway, moment),
        ({ } j, Concerns.Settle c) => Journeys.Concerns.Decide(j, c, pathway, moment),
        ({ } j, Corrections.Correct c) => Corrections.Decide(j, c, pathway, moment),
        ({ } j, UrgentWords.Read c) => UrgentWords.Decide(j, c, moment),
        ({ } j, Preferences.Change c) => Journeys.Preferences.Decide(j, c, pathway, moment),
        ({ } j, Journeys.Details.Change c) => Journeys.Details.Decide(j, c, pathway, moment),
        ({ } j, Journeys.Details.ConfirmEmail c) => Journeys.Details.Decide(j, c, pathway, moment),
        ({ } j, PersonLinks.Renew c) => PersonLinks.Decide(j, c),
        ({ } j, Notes.Add c) => Notes.Decide(j, c),
        ({ } j, Tasks.Complete c) => Journeys.Tasks.Decide(j, c, moment),
        ({ } j, Surveys.Answer c) => Journeys.Surveys.Decide(j, c, pathway, moment),
        ({ } j, Intake.Accept c) => Intake.Decide(j, c, pathway, moment),
        ({ } j, Intake.Decline c) => Intake.Decide(j, c, pathway, moment),
        ({ } j, Closing.Close c) => Closing.Decide(j, c, pathway, moment),
        ({ } j, Closing.Reopen c) => Closing.Decide(j, c, pathway, moment),
        ({ } j, Allocation.Allocate c) => Allocation.Decide(j, c),
        ({ } j, Allocation.HandOver c) => Allocation.Decide(j, c, pathway, moment),
        ({ HasEnded: true }, _) => Decision.Refuse("support-ended", "Support has ended for this person. Nothing was changed."),
        ({ AcceptedAt: null }, _) => Decision.Refuse("not-accepted", "Accept the referral first."),
        ({ } j, Contact.RecordAttempt c) => Contact.Decide(j, c, pathway, moment),
        ({ } j, Meetings.Book c) => Journeys.Meetings.Decide(j, c, pathway, moment),
        ({ } j, Meetings.Move c) => Journeys.Meetings.Decide(j, c, pathway, moment),
        ({ } j, Meetings.Cancel c) => Journeys.Meetings.Decide(j, c, pathway, moment),
        ({ } j, Meetings.Confirm c) => Journeys.Meetings.Decide(j, c, moment),
        ({ } j, Meetings.AskAnotherTime c) => Journeys.Meetings.Decide(j, c, pathway, moment),
        ({ } j, Meetings.CannotCome c) => Journeys.Meetings.Decide(j, c, pathway, moment),
        ({ } j, Meetings.RecordOutcome c) => Journeys.Meetings.Decide(j, c, pathway, moment),
        ({ } j, Journeys.Plan.Agree c) => Journeys.Plan.Decide(j, c, pathway, moment),
        ({ } j, Journeys.Plan.RaiseNeed c) => Journeys.Plan.Decide(j, c, pathway, moment),
        ({ } j, Journeys.Reviews.Record c) => Journeys.Reviews.Decide(j, c, pathway, moment),
        ({ } j, Activities.Introduce c) => Activities.Decide(j, c, pathway, moment),
        ({ } j, Activities.RecordAnswer c) => Activities.Decide(j, c, pathway, moment),
        ({ } j, Activities.EndActivity c) => Activities.Decide(j, c, pathway, moment),
        (_, Activities.RegisterUnmetNeed c) => Activities.Decide(c, pathway),
        ({ } j, Attendance.PlanSession c) => Attendance.Decide(j, c, pathway, moment),
        ({ } j, Attendance.MoveSession c) => Attendance.Decide(j, c, pathway, moment),
        ({ } j, Attendance.CancelSession c) => Attendance.Decide(j, c, pathway, moment),
        ({ } j, Attendance.ArrangeTransport c) => Attendance.Decide(j, c, pathway, moment),
        ({ } j, Attendance.RecordSession c) => Attendance.Decide(j, c, pathway, moment),
        ({ } j, Attendance.ChangeSupport c) => Attendance.Decide(j, c),
        ({ } j, Pausing.Pause c) => Pausing.Decide(j, c, pathway, moment),
        ({ } j, Pausing.Resume c) => Pausing.Decide(j, c, pathway, moment),
        ({ } j, Closing.KeepOpen c) => Closing.Decide(j, c, pathway, moment),
        _ => throw new NotSupportedException($"No concept decides {command.GetType().Name}."),
    };

    /// <summary>Folds one line of the journal into the state.</summary>
    public static Journey Apply(Journey? journey, JournalEntry entry) => (journey, entry.Event) switch
    {
        (null, Intake.Received e) => Intake.Apply(e, entry.At),
        (null, Journeys.Parting.BegunApart e) => Journeys.Parting.Apply(e, entry.At),
        ({ } j, Journeys.Joining.Promised e) => Journeys.Joining.Apply(j, e, entry),
        ({ } j, Journeys.Joining.JoinWaited e) => Journeys.Joining.Apply(j, e),
        ({ } j, Journeys.Joining.CalledOff) => j with { Joining = null },
        ({ } j, Journeys.Joining.Taken e) => Journeys.Joining.Apply(j, e, entry.At),
        ({ } j, Journeys.Joining.JoinedInto e) => Journeys.Joining.Apply(j, e, entry.At),
        ({ } j, Journeys.Parting.PartingPromised e) => Journeys.Parting.Apply(j, e, entry),
        ({ } j, Journeys.Parting.PartingWaited e) => Journeys.Parting.Apply(j, e),
        ({ } j, Journeys.Parting.StayedTogether) => j with { Parting = null },
        ({ } j, Journeys.Parting.CameBack e) => Journeys.Parting.Apply(j, e, entry.At),
        ({ } j, Journeys.Parting.WentApart e) => Journeys.Parting.Apply(j, e, entry.At),
        ({ } j, Intake.Joined e) => Intake.Apply(j, e, entry.At),
        ({ } j, Intake.Accepted e) => Intake.Apply(j, e, entry.At),
        ({ } j, Intake.Declined e) => Intake.Apply(j, e, entry.At),
        ({ } j, Resemblance.Noted e) => Resemblance.Apply(j, e, entry.At),
        ({ } j, Resemblance.Compared e) => Resemblance.Apply(j, e, entry),
        ({ } j, Resemblance.LookPlanned e) => j with { LookForAlikesAt = e.At },
        ({ } j, Allocation.Allocated e) => Allocation.Apply(j, e),
        ({ } j, Contact.Attempted e) => Contact.Apply(j, e, entry.At),
        ({ } j, Contact.LastLetter) => j with { LastLetterAt = entry.At },
        ({ } j, Meetings.Booked e) => Journeys.Meetings.Apply(j, e, entry.At),
        ({ } j, Meetings.Moved e) => Journeys.Meetings.Apply(j, e, entry.At),
        ({ } j, Meetings.Cancelled e) => Journeys.Meetings.Apply(j, e, entry.At),
        ({ } j, Meetings.Confirmed e) => Journeys.Meetings.Apply(j, e, entry.At),
        ({ } j, Meetings.AnotherTimeAsked e) => Journeys.Meetings.Apply(j, e, entry.At),
        ({ } j, Meetings.OutcomeRecorded e) => Journeys.Meetings.Apply(j, e, entry.At),
        ({ } j, Journeys.Plan.Agreed e) => Journeys.Plan.Apply(j, e, entry.At),
        ({ } j, Journeys.Plan.NeedRaised e) => Journeys.Plan.Apply(j, e, entry.At),
        ({ } j, Journeys.Reviews.Held e) => Journeys.Reviews.Apply(j, e, entry.At),
        ({ } j, Activities.Introduced e) => Activities.Apply(j, e, entry.At),
        ({ } j, Activities.ProviderAnswered e) => Activities.Apply(j, e, entry.At),
        ({ } j, Activities.ActivityEnded e) => Activities.Apply(j, e, entry.At),
        ({ } j, Attendance.SessionPlanned e) => Attendance.Apply(j, e, entry.At),
        ({ } j, Attendance.SessionMoved e) => Attendance.Apply(j, e, entry.At),
        ({ } j, Attendance.SessionCancelled e) => Attendance.Apply(j, e),
        ({ } j, Attendance.TransportArranged e) => Attendance.Apply(j, e),
        ({ } j, Attendance.SessionRecorded e) => Attendance.Apply(j, e, entry.At),
        ({ } j, Attendance.SupportChanged e) => Attendance.Apply(j, e, entry.At),
        ({ } j, Attendance.BecameIndependent e) => Attendance.Apply(j, e, entry.At),
        ({ } j, Pausing.Paused e) => Pausing.Apply(j, e, entry.At),
        ({ } j, Pausing.Resumed e) => Pausing.Apply(j, e, entry.At),
        ({ } j, Closing.Reopened e) => Closing.Apply(j, e, entry.At),
        ({ } j, Surveys.Opened e) => Journeys.Surveys.Apply(j, e, entry.At),
        ({ } j, Surveys.Answered e) => Journeys.Surveys.Apply(j, e, entry.At),
        ({ } j, Surveys.Lapsed e) => Journeys.Surveys.Apply(j, e, entry.At),
        ({ } j, Concerns.Raised e) => Journeys.Concerns.Apply(j, e, entry.At),
        ({ } j, Concerns.Told e) => Journeys.Concerns.Apply(j, e, entry.At),
        ({ } j, Concerns.Acknowledged e) => Journeys.Concerns.Apply(j, e, entry),
        ({ } j, Concerns.Settled e) => Journeys.Concerns.Apply(j, e, entry.At),
        ({ } j, Corrections.Corrected e) => Corrections.Apply(j, e),
        ({ } j, UrgentWords.Noticed e) => UrgentWords.Apply(j, e, entry.At),
        ({ } j, UrgentWords.ToldAgain e) => UrgentWords.Apply(j, e, entry.At),
        ({ } j, UrgentWords.WereRead e) => UrgentWords.Apply(j, e, entry),
        ({ } j, Preferences.Changed e) => Journeys.Preferences.Apply(j, e),
        ({ } j, Journeys.Details.Given e) => Journeys.Details.Apply(j, e, entry.At),
        ({ } j, Journeys.Details.EmailConfirmed e) => Journeys.Details.Apply(j, e),
        ({ } j, PersonLinks.Renewed e) => PersonLinks.Apply(j, e),
        ({ } j, Journeys.Identity.Confirmed e) => Journeys.Identity.Apply(j, e, entry),
        ({ } j, Closing.Proposed e) => j with { ClosingProposal = new Closing.Proposal(e.Reason, e.On) },
        ({ } j, Closing.Kept) => j with { ClosingProposal = null, LastLetterAt = null, LastTouchAt = entry.At },
        ({ } j, Closing.SupportEnded e) => Closing.Apply(j, e, entry.At),
        ({ } j, Closing.DiedLater) => j with { DiedLaterAt = entry.At },
        ({ } j, Closing.Closed) => j with { ClosedAt = entry.At },
        ({ } j, Silence.Noticed) => j with { LastTouchAt = entry.At },
        ({ } j, Tasks.Opened e) => Journeys.Tasks.Apply(j, e, entry.At),
        ({ } j, Tasks.Assigned e) => Journeys.Tasks.Apply(j, e),
        ({ } j, Tasks.Postponed e) => Journeys.Tasks.Apply(j, e),
        ({ } j, Tasks.Closed e) => Journeys.Tasks.Apply(j, e),
        ({ } j, Tasks.Escalated e) => Journeys.Tasks.Apply(j, e, entry.At),
        ({ } j, Agenda.Fired e) => j with { Fired = [.. j.Fired, e.Key] },
        ({ } j, Agenda.Skipped e) => j with { Fired = [.. j.Fired, e.Key] },
        ({ } j, Messages.Withheld e) => Messages.Apply(j, e),
        ({ } j, Messages.Queued or Notes.Added or Activities.UnmetNeed) => j,
        (null, var e) => throw new InvalidOperationException($"A journal begins with a referral received, not with {e.GetType().Name}."),
        (_, var e) => throw new NotSupportedException($"No concept applies {e.GetType().Name}."),
    };

    /// <summary>Decides and applies in one go: the events and the state after them, or the refusal.</summary>
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

/// <summary>Something that somebody wants to happen to a journey. <c>kind</c> names it in JSON; commands without a name there are the system's own.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Intake.Accept), "accept")]
[JsonDerivedType(typeof(Intake.Decline), "decline")]
[JsonDerivedType(typeof(Resemblance.Compare), "answerAlike")]
[JsonDerivedType(typeof(Joining.Join), "join")]
[JsonDerivedType(typeof(Parting.TakeApart), "takeApart")]
[JsonDerivedType(typeof(Allocation.Allocate), "allocate")]
[JsonDerivedType(typeof(Contact.RecordAttempt), "recordAttempt")]
[JsonDerivedType(typeof(Meetings.Book), "bookMeeting")]
[JsonDerivedType(typeof(Meetings.Move), "moveMeeting")]
[JsonDerivedType(typeof(Meetings.Cancel), "cancelMeeting")]
[JsonDerivedType(typeof(Meetings.Confirm), "confirmMeeting")]
[JsonDerivedType(typeof(Meetings.AskAnotherTime), "askAnotherTime")]
[JsonDerivedType(typeof(Meetings.CannotCome), "cannotCome")]
[JsonDerivedType(typeof(Meetings.RecordOutcome), "recordMeetingOutcome")]
[JsonDerivedType(typeof(Surveys.Answer), "answerSurvey")]
[JsonDerivedType(typeof(Concerns.Raise), "raiseConcern")]
[JsonDerivedType(typeof(Concerns.Acknowledge), "acknowledgeConcern")]
[JsonDerivedType(typeof(Concerns.Settle), "settleConcern")]
[JsonDerivedType(typeof(Corrections.Correct), "correctDetails")]
[JsonDerivedType(typeof(UrgentWords.Read), "readUrgentWords")]
[JsonDerivedType(typeof(Preferences.Change), "changePreferences")]
[JsonDerivedType(typeof(PersonLinks.Renew), "renewLinks")]
[JsonDerivedType(typeof(Notes.Add), "addNote")]
[JsonDerivedType(typeof(Tasks.Complete), "completeTask")]
[JsonDerivedType(typeof(Closing.Close), "close")]
[JsonDerivedType(typeof(Closing.KeepOpen), "keepOpen")]
[JsonDerivedType(typeof(Closing.Reopen), "reopen")]
[JsonDerivedType(typeof(Plan.Agree), "agreePlan")]
[JsonDerivedType(typeof(Plan.RaiseNeed), "raiseNeed")]
[JsonDerivedType(typeof(Reviews.Record), "recordReview")]
[JsonDerivedType(typeof(Activities.Introduce), "introduce")]
[JsonDerivedType(typeof(Activities.RecordAnswer), "recordProviderAnswer")]
[JsonDerivedType(typeof(Activities.EndActivity), "endActivity")]
[JsonDerivedType(typeof(Activities.RegisterUnmetNeed), "registerUnmetNeed")]
[JsonDerivedType(typeof(Attendance.PlanSession), "planSession")]
[JsonDerivedType(typeof(Attendance.MoveSession), "moveSession")]
[JsonDerivedType(typeof(Attendance.CancelSession), "cancelSession")]
[JsonDerivedType(typeof(Attendance.ArrangeTransport), "arrangeTransport")]
[JsonDerivedType(typeof(Attendance.RecordSession), "recordSession")]
[JsonDerivedType(typeof(Attendance.ChangeSupport), "changeSupport")]
[JsonDerivedType(typeof(Pausing.Pause), "pause")]
[JsonDerivedType(typeof(Pausing.Resume), "resume")]
public abstract record JourneyCommand;

/// <summary>Something that has happened. <c>event</c> names it in JSON, because several have a kind of their own. The journal keeps these for as long as the journey; a name here is never changed or reused.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Intake.Received), "received")]
[JsonDerivedType(typeof(Intake.Joined), "joined")]
[JsonDerivedType(typeof(Intake.Accepted), "accepted")]
[JsonDerivedType(typeof(Intake.Declined), "declined")]
[JsonDerivedType(typeof(Joining.Promised), "joinPromised")]
[JsonDerivedType(typeof(Joining.JoinWaited), "joinWaited")]
[JsonDerivedType(typeof(Joining.CalledOff), "joinCalledOff")]
[JsonDerivedType(typeof(Joining.Taken), "journeyTaken")]
[JsonDerivedType(typeof(Joining.JoinedInto), "joinedInto")]
[JsonDerivedType(typeof(Parting.PartingPromised), "partingPromised")]
[JsonDerivedType(typeof(Parting.PartingWaited), "partingWaited")]
[JsonDerivedType(typeof(Parting.StayedTogether), "stayedTogether")]
[JsonDerivedType(typeof(Parting.BegunApart), "begunApart")]
[JsonDerivedType(typeof(Parting.CameBack), "cameBack")]
[JsonDerivedType(typeof(Parting.WentApart), "wentApart")]
[JsonDerivedType(typeof(Resemblance.Noted), "alikeNoted")]
[JsonDerivedType(typeof(Resemblance.Compared), "alikeAnswered")]
[JsonDerivedType(typeof(Resemblance.LookPlanned), "alikeLookPlanned")]
[JsonDerivedType(typeof(Allocation.Allocated), "allocated")]
[JsonDerivedType(typeof(Contact.Attempted), "attempted")]
[JsonDerivedType(typeof(Contact.LastLetter), "lastLetter")]
[JsonDerivedType(typeof(Meetings.Booked), "meetingBooked")]
[JsonDerivedType(typeof(Meetings.Moved), "meetingMoved")]
[JsonDerivedType(typeof(Meetings.Cancelled), "meetingCancelled")]
[JsonDerivedType(typeof(Meetings.Confirmed), "meetingConfirmed")]
[JsonDerivedType(typeof(Meetings.AnotherTimeAsked), "anotherTimeAsked")]
[JsonDerivedType(typeof(Meetings.OutcomeRecorded), "meetingOutcomeRecorded")]
[JsonDerivedType(typeof(Plan.Agreed), "planAgreed")]
[JsonDerivedType(typeof(Plan.NeedRaised), "needRaised")]
[JsonDerivedType(typeof(Reviews.Held), "reviewHeld")]
[JsonDerivedType(typeof(Activities.Introduced), "introduced")]
[JsonDerivedType(typeof(Activities.ProviderAnswered), "providerAnswered")]
[JsonDerivedType(typeof(Activities.ActivityEnded), "activityEnded")]
[JsonDerivedType(typeof(Activities.UnmetNeed), "unmetNeed")]
[JsonDerivedType(typeof(Attendance.SessionPlanned), "sessionPlanned")]
[JsonDerivedType(typeof(Attendance.SessionMoved), "sessionMoved")]
[JsonDerivedType(typeof(Attendance.SessionCancelled), "sessionCancelled")]
[JsonDerivedType(typeof(Attendance.TransportArranged), "transportArranged")]
[JsonDerivedType(typeof(Attendance.SessionRecorded), "sessionRecorded")]
[JsonDerivedType(typeof(Attendance.SupportChanged), "supportChanged")]
[JsonDerivedType(typeof(Attendance.BecameIndependent), "becameIndependent")]
[JsonDerivedType(typeof(Pausing.Paused), "paused")]
[JsonDerivedType(typeof(Pausing.Resumed), "resumed")]
[JsonDerivedType(typeof(Surveys.Opened), "surveyOpened")]
[JsonDerivedType(typeof(Surveys.Answered), "surveyAnswered")]
[JsonDerivedType(typeof(Surveys.Lapsed), "surveyLapsed")]
[JsonDerivedType(typeof(Concerns.Raised), "concernRaised")]
[JsonDerivedType(typeof(Concerns.Told), "concernTold")]
[JsonDerivedType(typeof(Concerns.Acknowledged), "concernAcknowledged")]
[JsonDerivedType(typeof(Concerns.Settled), "concernSettled")]
[JsonDerivedType(typeof(Corrections.Corrected), "detailsCorrected")]
[JsonDerivedType(typeof(UrgentWords.Noticed), "urgentWordsNoticed")]
[JsonDerivedType(typeof(UrgentWords.ToldAgain), "urgentWordsToldAgain")]
[JsonDerivedType(typeof(UrgentWords.WereRead), "urgentWordsRead")]
[JsonDerivedType(typeof(Preferences.Changed), "preferencesChanged")]
[JsonDerivedType(typeof(Journeys.Details.Given), "detailsGiven")]
[JsonDerivedType(typeof(Journeys.Details.EmailConfirmed), "emailConfirmed")]
[JsonDerivedType(typeof(PersonLinks.Renewed), "linksRenewed")]
[JsonDerivedType(typeof(Identity.Confirmed), "identityConfirmed")]
[JsonDerivedType(typeof(Notes.Added), "noteAdded")]
[JsonDerivedType(typeof(Closing.Proposed), "closingProposed")]
[JsonDerivedType(typeof(Closing.Kept), "keptOpen")]
[JsonDerivedType(typeof(Closing.SupportEnded), "supportEnded")]
[JsonDerivedType(typeof(Closing.Closed), "closed")]
[JsonDerivedType(typeof(Closing.DiedLater), "diedLater")]
[JsonDerivedType(typeof(Closing.Reopened), "reopened")]
[JsonDerivedType(typeof(Silence.Noticed), "silenceNoticed")]
[JsonDerivedType(typeof(Tasks.Opened), "taskOpened")]
[JsonDerivedType(typeof(Tasks.Assigned), "taskAssigned")]
[JsonDerivedType(typeof(Tasks.Postponed), "taskPostponed")]
[JsonDerivedType(typeof(Tasks.Closed), "taskClosed")]
[JsonDerivedType(typeof(Tasks.Escalated), "taskEscalated")]
[JsonDerivedType(typeof(Messages.Queued), "messageQueued")]
[JsonDerivedType(typeof(Messages.Withheld), "messageWithheld")]
[JsonDerivedType(typeof(Agenda.Fired), "dueFired")]
[JsonDerivedType(typeof(Agenda.Skipped), "dueSkipped")]
public abstract record JourneyEvent;
