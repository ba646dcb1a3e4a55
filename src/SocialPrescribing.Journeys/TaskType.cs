using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>The command that does a task.</summary>
/// <param name="About">What the command is about, if there can be several.</param>
public sealed record DoneBy(Type Command, string About = "");

/// <summary>One kind of task: whose it is, how urgent it is, what a pause and an end mean for it, and which command does it.</summary>
/// <param name="Queue">The queue where it waits; null if it belongs to the link worker.</param>
public sealed record TaskType(TaskKind Kind, string? Queue = null)
{
    public Urgency Urgency { get; private init; } = Urgency.Routine;

    /// <summary>Whether it waits in a pause. Tasks about a concern, a referrer or a provider do not.</summary>
    public bool Rests { get; private init; } = true;

    /// <summary>It keeps somebody in touch with the person, so nobody need be reminded to keep in touch.</summary>
    internal bool IsAboutThePerson { get; private init; } = true;

    /// <summary>
    /// It stays after support has ended: a concern must still be dealt with, a referrer answered, and a provider told that nobody comes.
    /// </summary>
    internal bool OutlivesSupport { get; private init; }

    /// <summary>
    /// The words for what closes it, if ticking it off is not enough: something must be decided or written down, or the person would be
    /// left waiting with nothing planned.
    /// </summary>
    internal string? Duty { get; private init; }

    /// <summary>
    /// By how many working days somebody may put it off, counted from when it was first due; 0 for never. Few days if somebody waits for a
    /// call. Never if somebody may not be safe, or if something would end without anybody looking.
    /// </summary>
    public int PutOffDays { get; private init; } = 10;

    /// <summary>A lead is told when it is late. What may not wait so long has times of its own instead.</summary>
    internal bool IsToldWhenLate { get; private init; } = true;

    /// <summary>It asks whether two records are one person's, and is about the other record.</summary>
    internal bool IsAboutAnotherRecord { get; private init; }

    /// <summary>The words that ask for a reason, if nobody may tick it off without one.</summary>
    public string? AsksWhy { get; private init; }

    /// <summary>It is done on the phone.</summary>
    public bool IsCall { get; private init; }

    private Func<Journey, string?, DateTimeOffset, DoneBy?> By { get; init; } = (_, _, _) => null;

    private const string WhyItStays = "Change the support, or say why it stays as it is.";

    private static readonly Dictionary<TaskKind, TaskType> Types = new TaskType[]
    {
        new(TaskKind.Triage, Queues.Triage)
        {
            PutOffDays = 2, Rests = false,
            Duty = "Accept or decline the referral",
            By = About<Intake.Accept>(),
        },
        new(TaskKind.Allocate, Queues.Lead)
        {
            PutOffDays = 2, Rests = false,
            Duty = "Choose a link worker",
            By = Always<Allocation.Allocate>(),
        },
        new(TaskKind.FirstContact)
        {
            PutOffDays = 3, IsCall = true,
            Duty = "Record the attempt to reach the person",
            By = Supported<Contact.RecordAttempt>(),
        },
        new(TaskKind.NextAttempt)
        {
            PutOffDays = 3, IsCall = true,
            Duty = "Record the attempt to reach the person",
            By = Supported<Contact.RecordAttempt>(),
        },
        new(TaskKind.ArrangeMeeting) { PutOffDays = 5, Duty = "Book the meeting", By = Supported<Meetings.Book>() },
        new(TaskKind.RecordMeetingOutcome)
        {
            PutOffDays = 5,
            Duty = "Say how the meeting went",
            By = (journey, about, _) => IsBooked(journey, about) ? new(typeof(Meetings.RecordOutcome), about!) : null,
        },
        new(TaskKind.Rebook)
        {
            PutOffDays = 5, Urgency = Urgency.Soon,
            By = (journey, about, now) => IsBooked(journey, about)
                ? new(typeof(Meetings.Move), about!) : Supported<Meetings.Book>()(journey, about, now),
        },
        new(TaskKind.PhoneAfterMissed) { PutOffDays = 2, Urgency = Urgency.Soon, IsCall = true, By = Supported<Contact.RecordAttempt>() },
        new(TaskKind.WelfareCall) { PutOffDays = 2, Urgency = Urgency.Soon, IsCall = true, By = Supported<Contact.RecordAttempt>() },
        new(TaskKind.AgreePlan) { Duty = "Write down the plan", By = Always<Plan.Agree>() },
        new(TaskKind.KeepInTouch) { IsCall = true, By = Supported<Contact.RecordAttempt>() },
        new(TaskKind.ReviewJoinedReferral)
        {
            PutOffDays = 2, Rests = false, IsAboutThePerson = false,
            Duty = "Accept or decline the second referral",
            By = About<Intake.Accept>(),
        },
        new(TaskKind.PossibleDuplicate, Queues.Triage)
        {
            Rests = false, IsAboutThePerson = false, IsAboutAnotherRecord = true,
            By = About<Resemblance.Compare>(),
        },
        new(TaskKind.DeathOnRecord, Queues.Triage)
        {
            PutOffDays = 0, Urgency = Urgency.Soon, Rests = false, IsAboutThePerson = false, IsAboutAnotherRecord = true,
            Duty = "Accept the referral if this is somebody else; if not, decline it or record the death",
            By = About<Resemblance.Compare>(),
        },
        new(TaskKind.CallPerson)
        {
            PutOffDays = 0, Urgency = Urgency.Urgent, Rests = false, IsCall = true,
            By = Supported<Contact.RecordAttempt>(),
        },
        new(TaskKind.TellPerson) { PutOffDays = 2, IsCall = true },
        new(TaskKind.TellReferrer) { PutOffDays = 5, Rests = false, IsAboutThePerson = false, OutlivesSupport = true },
        new(TaskKind.AcknowledgeConcern, Queues.Safeguarding)
        {
            PutOffDays = 0, Urgency = Urgency.Urgent, Rests = false, OutlivesSupport = true, IsToldWhenLate = false,
            Duty = "Acknowledge the concern",
            By = About<Concerns.Acknowledge>(),
        },
        new(TaskKind.SettleConcern, Queues.Safeguarding)
        {
            PutOffDays = 0, Urgency = Urgency.Urgent, Rests = false, OutlivesSupport = true,
            Duty = "Settle the concern",
            By = About<Concerns.Settle>(),
        },
        new(TaskKind.ClosingNotice, Queues.Lead)
        {
            PutOffDays = 0, Urgency = Urgency.Soon,
            Duty = "Keep support open or end it",
            By = Always<Closing.KeepOpen>(),
        },
        new(TaskKind.Review) { Duty = "Record the review", By = Always<Reviews.Record>() },
        new(TaskKind.FindActivity) { By = Always<Activities.Introduce>() },
        new(TaskKind.LookAtChoice) { PutOffDays = 3, Urgency = Urgency.Soon, By = Always<Activities.Introduce>() },
        new(TaskKind.TellProvider)
        {
            PutOffDays = 2, Rests = false, IsAboutThePerson = false, OutlivesSupport = true,
            By = WhileItGoesOn<Activities.RecordAnswer>(),
        },
        new(TaskKind.ChaseProvider) { Rests = false, IsAboutThePerson = false, By = WhileItGoesOn<Activities.RecordAnswer>() },
        new(TaskKind.CheckWaitingList)
        {
            Duty = "Record what the provider says, or end the activity",
            By = WhileItGoesOn<Activities.RecordAnswer>(),
        },
        new(TaskKind.PlanSession) { Duty = "Plan the first session, or end the activity", By = About<Attendance.PlanSession>() },
        new(TaskKind.ArrangeTransport)
        {
            PutOffDays = 2, Urgency = Urgency.Soon,
            Duty = "Say how the person gets there",
            By = (journey, about, now) => SessionOf(journey, about)?.At > now
                ? new(typeof(Attendance.ArrangeTransport), about ?? "") : new(typeof(Attendance.RecordSession), about ?? ""),
        },
        new(TaskKind.FindCompanion)
        {
            PutOffDays = 2, Urgency = Urgency.Soon,
            Duty = "Choose another volunteer, or say who goes along",
            By = (journey, about, now) => SessionOf(journey, about)?.At > now
                ? new(typeof(Attendance.ChooseVolunteer), about ?? "") : new(typeof(Attendance.RecordSession), about ?? ""),
        },
        new(TaskKind.TellVolunteer) { PutOffDays = 2, Rests = false, IsAboutThePerson = false, OutlivesSupport = true },
        new(TaskKind.PhoneBefore) { PutOffDays = 0, Urgency = Urgency.Soon, IsCall = true },
        new(TaskKind.PhoneAfter) { PutOffDays = 2, Urgency = Urgency.Soon, IsCall = true },
        new(TaskKind.RecordSession) { PutOffDays = 5, Duty = "Say whether the person came", By = About<Attendance.RecordSession>() },
        new(TaskKind.CheckIn) { PutOffDays = 3, Urgency = Urgency.Soon, IsCall = true, By = Supported<Contact.RecordAttempt>() },
        new(TaskKind.ConsiderStepDown) { AsksWhy = WhyItStays, By = WhileItGoesOn<Attendance.ChangeSupport>() },
        new(TaskKind.ConsiderStepUp) { AsksWhy = WhyItStays, By = WhileItGoesOn<Attendance.ChangeSupport>() },
        new(TaskKind.IntroduceYourself) { IsCall = true, By = Supported<Contact.RecordAttempt>() },
        new(TaskKind.CheckDetails) { PutOffDays = 0, Urgency = Urgency.Soon, Rests = false, IsCall = true },
        new(TaskKind.CheckJoin, Queues.Lead) { Rests = false, IsAboutThePerson = false },
        new(TaskKind.CheckApart) { Rests = false, IsAboutThePerson = false },
        new(TaskKind.FindContact)
        {
            PutOffDays = 2, Urgency = Urgency.Soon, Rests = false, IsCall = true,
            By = Always<Preferences.Change>(),
        },
        new(TaskKind.ReadNow, Queues.Triage)
        {
            PutOffDays = 0, Urgency = Urgency.Urgent, Rests = false, OutlivesSupport = true, IsToldWhenLate = false,
            Duty = "Say what you have read and what is done now",
            By = About<UrgentWords.Read>(),
        },
    }.ToDictionary(type => type.Kind);

    public static TaskType Of(TaskKind kind) => Types[kind];

    /// <summary>The command that does it in the journey's present state; null if it is only ticked off.</summary>
    /// <param name="about">What the task is about.</param>
    public DoneBy? DoneIn(Journey journey, string? about, DateTimeOffset now) => By(journey, about, now);

    private static Func<Journey, string?, DateTimeOffset, DoneBy?> Always<TCommand>() where TCommand : JourneyCommand =>
        (_, _, _) => new(typeof(TCommand));

    private static Func<Journey, string?, DateTimeOffset, DoneBy?> About<TCommand>() where TCommand : JourneyCommand =>
        (_, about, _) => new(typeof(TCommand), about ?? "");

    private static Func<Journey, string?, DateTimeOffset, DoneBy?> Supported<TCommand>() where TCommand : JourneyCommand =>
        (journey, _, _) => IsSupported(journey) ? new(typeof(TCommand)) : null;

    private static Func<Journey, string?, DateTimeOffset, DoneBy?> WhileItGoesOn<TCommand>() where TCommand : JourneyCommand =>
        (journey, about, _) => IsSupported(journey) && journey.Introductions.Any(i => i.Id == about && i.EndedAt is null)
            ? new(typeof(TCommand), about!) : null;

    private static bool IsSupported(Journey journey) => journey.AcceptedAt is not null && !journey.HasEnded;

    private static bool IsBooked(Journey journey, string? about) => journey.Meetings.Any(m => m.Id == about && m.IsBooked);

    private static Session? SessionOf(Journey journey, string? about) =>
        journey.Sessions.FirstOrDefault(s => s.Id == about || s.VersionId == about);
}

[JsonConverter(typeof(CamelCaseEnum<TaskKind>))]
public enum TaskKind
{
    /// <summary>Accept or decline a new referral.</summary>
    Triage,
    /// <summary>Choose a link worker.</summary>
    Allocate,
    FirstContact,
    NextAttempt,
    /// <summary>Agree a first meeting with the person.</summary>
    ArrangeMeeting,
    RecordMeetingOutcome,
    /// <summary>The person asked for another time, or cannot come.</summary>
    Rebook,
    PhoneAfterMissed,
    WelfareCall,
    AgreePlan,
    KeepInTouch,
    ReviewJoinedReferral,
    /// <summary>Another journey may be the same person's; a human decides.</summary>
    PossibleDuplicate,
    /// <summary>Somebody with these details is recorded as having died. A human says whether it is the same person.</summary>
    DeathOnRecord,
    /// <summary>The person ticked "I would like someone to call me soon".</summary>
    CallPerson,
    /// <summary>A message cannot reach the person by mail: phone, text or post it.</summary>
    TellPerson,
    /// <summary>A message cannot reach the referrer by mail.</summary>
    TellReferrer,
    AcknowledgeConcern,
    SettleConcern,
    /// <summary>The journey will end by itself on a date, unless the lead keeps it open.</summary>
    ClosingNotice,
    /// <summary>Look at the plan together.</summary>
    Review,
    /// <summary>Introduce the person to an activity.</summary>
    FindActivity,
    /// <summary>Mail does not reach a provider: phone them about the introduction.</summary>
    TellProvider,
    /// <summary>A provider has not answered.</summary>
    ChaseProvider,
    CheckWaitingList,
    /// <summary>Plan when the person goes there for the first time.</summary>
    PlanSession,
    ArrangeTransport,
    /// <summary>Encourage the person the day before they go.</summary>
    PhoneBefore,
    /// <summary>Ask somebody who is phoned before and after how it was.</summary>
    PhoneAfter,
    RecordSession,
    /// <summary>Ask how the first session was.</summary>
    CheckIn,
    /// <summary>Two confident sessions: is less support enough?</summary>
    ConsiderStepDown,
    /// <summary>It was hard: would more support help?</summary>
    ConsiderStepUp,
    /// <summary>A new link worker says hello.</summary>
    IntroduceYourself,
    /// <summary>
    /// Somebody with a link changed where the person is reached. Check that it was the person, by a contact that was known before.
    /// </summary>
    CheckDetails,
    /// <summary>Two journeys could not be joined or taken apart yet: look at both.</summary>
    CheckJoin,
    /// <summary>
    /// A referral was taken out of this journey because it is about somebody else. Check what was done for two people as if they were one.
    /// </summary>
    CheckApart,
    /// <summary>What somebody wrote may be about harm: read it within the hour.</summary>
    ReadNow,
    /// <summary>A referral names no way to reach the person: ask whoever referred them.</summary>
    FindContact,
    /// <summary>The person has said what they would like to try.</summary>
    LookAtChoice,
    /// <summary>The volunteer cannot go along: find somebody else.</summary>
    FindCompanion,
    /// <summary>Mail does not reach a volunteer: phone them about the session.</summary>
    TellVolunteer,
}
