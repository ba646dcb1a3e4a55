using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>One kind of task: whose it is, how urgent, what a pause and an end do to it.</summary>
/// <param name="Queue">Where it waits; null where it is the link worker's.</param>
public sealed record TaskType(TaskKind Kind, string? Queue = null)
{
    public Urgency Urgency { get; private init; } = Urgency.Routine;

    /// <summary>While support is paused, what is to be done with the person waits. A concern, a referrer and a provider do not.</summary>
    public bool Rests { get; private init; } = true;

    /// <summary>Somebody has to do with the person because of it, so that nobody need be reminded to keep in touch.</summary>
    internal bool IsAboutThePerson { get; private init; } = true;

    /// <summary>A concern stays somebody's duty, a referrer is still owed an answer, and a provider the word that nobody comes.</summary>
    internal bool OutlivesSupport { get; private init; }

    /// <summary>
    /// What closes it, in words, where a tick must not: something has to be decided or written down, or a person would be left waiting with
    /// nothing planned.
    /// </summary>
    internal string? Duty { get; private init; }

    /// <summary>
    /// How many working days somebody may put it off, counted from when it was due first; zero: never. Short where somebody waits for a
    /// call, never where somebody may not be safe or where it would end without having been looked at.
    /// </summary>
    public int PutOffDays { get; private init; } = 10;

    private static readonly Dictionary<TaskKind, TaskType> Types = new TaskType[]
    {
        new(TaskKind.Triage, Queues.Triage) { PutOffDays = 2, Rests = false, Duty = "Accept or decline the referral" },
        new(TaskKind.Allocate, Queues.Lead) { PutOffDays = 2, Rests = false, Duty = "Choose a link worker" },
        new(TaskKind.FirstContact) { PutOffDays = 3, Duty = "Record the attempt to reach the person" },
        new(TaskKind.NextAttempt) { PutOffDays = 3, Duty = "Record the attempt to reach the person" },
        new(TaskKind.ArrangeMeeting) { PutOffDays = 5, Duty = "Book the meeting" },
        new(TaskKind.RecordMeetingOutcome) { PutOffDays = 5, Duty = "Say how the meeting went" },
        new(TaskKind.Rebook) { PutOffDays = 5, Urgency = Urgency.Soon },
        new(TaskKind.PhoneAfterMissed) { PutOffDays = 2, Urgency = Urgency.Soon },
        new(TaskKind.WelfareCall) { PutOffDays = 2, Urgency = Urgency.Soon },
        new(TaskKind.AgreePlan) { Duty = "Write down the plan" },
        new(TaskKind.KeepInTouch),
        new(TaskKind.ReviewJoinedReferral)
        {
            PutOffDays = 2, Rests = false, IsAboutThePerson = false, Duty = "Accept or decline the second referral",
        },
        new(TaskKind.PossibleDuplicate, Queues.Triage) { Rests = false, IsAboutThePerson = false },
        new(TaskKind.DeathOnRecord, Queues.Triage)
        {
            PutOffDays = 0, Urgency = Urgency.Soon, Rests = false, IsAboutThePerson = false,
            Duty = "Accept the referral if this is somebody else; if not, decline it or record the death",
        },
        new(TaskKind.CallPerson) { PutOffDays = 0, Urgency = Urgency.Urgent, Rests = false },
        new(TaskKind.TellPerson) { PutOffDays = 2 },
        new(TaskKind.TellReferrer) { PutOffDays = 5, Rests = false, IsAboutThePerson = false, OutlivesSupport = true },
        new(TaskKind.AcknowledgeConcern, Queues.Safeguarding)
        {
            PutOffDays = 0, Urgency = Urgency.Urgent, Rests = false, OutlivesSupport = true, Duty = "Acknowledge the concern",
        },
        new(TaskKind.SettleConcern, Queues.Safeguarding)
        {
            PutOffDays = 0, Urgency = Urgency.Urgent, Rests = false, OutlivesSupport = true, Duty = "Settle the concern",
        },
        new(TaskKind.ClosingNotice, Queues.Lead) { PutOffDays = 0, Urgency = Urgency.Soon, Duty = "Keep the journey open or close it" },
        new(TaskKind.Review) { Duty = "Record the review" },
        new(TaskKind.FindActivity),
        new(TaskKind.TellProvider) { PutOffDays = 2, Rests = false, IsAboutThePerson = false, OutlivesSupport = true },
        new(TaskKind.ChaseProvider) { Rests = false, IsAboutThePerson = false },
        new(TaskKind.CheckWaitingList) { Duty = "Record what the provider says, or end the activity" },
        new(TaskKind.PlanSession) { Duty = "Plan the first session, or end the activity" },
        new(TaskKind.ArrangeTransport) { PutOffDays = 2, Urgency = Urgency.Soon, Duty = "Say how the person gets there" },
        new(TaskKind.PhoneBefore) { PutOffDays = 0, Urgency = Urgency.Soon },
        new(TaskKind.PhoneAfter) { PutOffDays = 2, Urgency = Urgency.Soon },
        new(TaskKind.RecordSession) { PutOffDays = 5, Duty = "Say whether the person came" },
        new(TaskKind.CheckIn) { PutOffDays = 3, Urgency = Urgency.Soon },
        new(TaskKind.ConsiderStepDown),
        new(TaskKind.ConsiderStepUp),
        new(TaskKind.IntroduceYourself),
        new(TaskKind.CheckDetails) { PutOffDays = 0, Urgency = Urgency.Soon, Rests = false },
        new(TaskKind.CheckJoin, Queues.Lead) { Rests = false, IsAboutThePerson = false },
        new(TaskKind.CheckApart) { Rests = false, IsAboutThePerson = false },
        new(TaskKind.FindContact) { PutOffDays = 2, Urgency = Urgency.Soon, Rests = false },
        new(TaskKind.ReadNow, Queues.Triage)
        {
            PutOffDays = 0, Urgency = Urgency.Urgent, Rests = false, OutlivesSupport = true,
            Duty = "Say what you have read and what is done now",
        },
    }.ToDictionary(type => type.Kind);

    public static TaskType Of(TaskKind kind) => Types[kind];
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
    /// <summary>Somebody with these details is recorded as having died; a human says whether this is the same person.</summary>
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
    /// <summary>A provider whom mail does not reach: phone them about the introduction.</summary>
    TellProvider,
    /// <summary>A provider has not answered.</summary>
    ChaseProvider,
    CheckWaitingList,
    /// <summary>Plan when the person goes there for the first time.</summary>
    PlanSession,
    ArrangeTransport,
    /// <summary>Encourage the person the day before they go.</summary>
    PhoneBefore,
    /// <summary>Ask how it was, of whoever goes with a call before and after.</summary>
    PhoneAfter,
    RecordSession,
    /// <summary>Ask how the first session was.</summary>
    CheckIn,
    /// <summary>Two confident sessions: would less support do?</summary>
    ConsiderStepDown,
    /// <summary>It was hard: would more support help?</summary>
    ConsiderStepUp,
    /// <summary>A new link worker says hello.</summary>
    IntroduceYourself,
    /// <summary>
    /// Somebody with a link changed where the person is reached: make sure that it was them, by a way that was known before.
    /// </summary>
    CheckDetails,
    /// <summary>Two journeys could not be joined or taken apart yet: look at both.</summary>
    CheckJoin,
    /// <summary>
    /// A referral was taken out of this journey as somebody else's: look at what was done for two people as if they were one.
    /// </summary>
    CheckApart,
    /// <summary>What somebody wrote may be about harm: read it within the hour.</summary>
    ReadNow,
    /// <summary>A referral names no way by which anybody could reach the person: ask whoever referred them.</summary>
    FindContact,
}
