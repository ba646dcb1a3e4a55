using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web;

/// <summary>A form on the journey's page.</summary>
/// <param name="Command">The command that it gives, or another part of the page.</param>
/// <param name="About">What it is about, where there can be several.</param>
public sealed record TaskForm(string Command, string About = "");

/// <summary>
/// One kind of task as staff meet it: what it is called, and the form that does it. Its row in <see cref="TaskType"/> says whose it is and
/// how urgent.
/// </summary>
/// <param name="Words">As a heading: <c>Record how the meeting went</c>.</param>
public sealed record TaskWork(TaskKind Kind, string Words)
{
    /// <summary>Not a command but the comparison with another journey, which has several forms.</summary>
    public const string Alike = "alike";
    /// <summary>Not a command but the part of the page where support is paused, kept and ended.</summary>
    public const string Ending = "ending";

    /// <summary>It is done on the phone: the sheet of the day lists it among the calls.</summary>
    public bool IsCall { get; private init; }

    /// <summary>The short form on the task's own card, for what is done all day.</summary>
    private Func<Journey, string?, TaskForm?> Quick { get; init; } = (_, _) => null;

    /// <summary>The form further down, where there is no short one just now.</summary>
    private Func<Journey, string?, DateTimeOffset, TaskForm?> Form { get; init; } = (_, _, _) => null;

    private static readonly Dictionary<TaskKind, TaskWork> All = new TaskWork[]
    {
        new(TaskKind.Triage, "Accept or decline the referral") { Form = About("accept") },
        new(TaskKind.Allocate, "Choose a link worker") { Form = (_, _, _) => new("allocate") },
        Call(TaskKind.FirstContact, "Make first contact"),
        Call(TaskKind.NextAttempt, "Try again to reach the person"),
        new(TaskKind.ArrangeMeeting, "Arrange the first meeting") { Form = (journey, _, _) => Supported(journey, "bookMeeting") },
        new(TaskKind.RecordMeetingOutcome, "Record how the meeting went")
        {
            Quick = (journey, about) => IsBooked(journey, about) ? new("recordMeetingOutcome", about!) : null,
            Form = (journey, about, _) => IsBooked(journey, about) ? new("recordMeetingOutcome", about!) : null,
        },
        new(TaskKind.Rebook, "Arrange another time")
        {
            Form = (journey, about, _) => IsBooked(journey, about) ? new("moveMeeting", about!) : Supported(journey, "bookMeeting"),
        },
        Call(TaskKind.PhoneAfterMissed, "Phone after a missed meeting"),
        Call(TaskKind.WelfareCall, "Welfare call after missed meetings"),
        new(TaskKind.AgreePlan, "Agree the plan") { Form = (_, _, _) => new("agreePlan") },
        Call(TaskKind.KeepInTouch, "Keep in touch"),
        new(TaskKind.ReviewJoinedReferral, "Look at a second referral") { Form = About("accept") },
        new(TaskKind.PossibleDuplicate, "Is this the same person as somebody else here?") { Form = About(Alike) },
        new(TaskKind.DeathOnRecord, "Somebody with these details has died: is this the same person?") { Form = About(Alike) },
        Call(TaskKind.CallPerson, "Call the person soon: they asked for it"),
        new(TaskKind.TellPerson, "Phone, text or post a message") { IsCall = true },
        new(TaskKind.TellReferrer, "Tell the referrer"),
        new(TaskKind.AcknowledgeConcern, "Acknowledge a concern") { Form = About("acknowledgeConcern") },
        new(TaskKind.SettleConcern, "Settle a concern") { Form = About("settleConcern") },
        new(TaskKind.ClosingNotice, "Keep open, or let it end") { Form = (_, _, _) => new(Ending) },
        new(TaskKind.Review, "Review the plan together") { Form = (_, _, _) => new("recordReview") },
        new(TaskKind.FindActivity, "Find an activity") { Form = (_, _, _) => new("introduce") },
        new(TaskKind.TellProvider, "Phone the provider of an activity") { Form = WhileItGoesOn("recordProviderAnswer") },
        new(TaskKind.ChaseProvider, "Chase a provider who has not answered") { Form = WhileItGoesOn("recordProviderAnswer") },
        new(TaskKind.CheckWaitingList, "Ask how the waiting list stands") { Form = WhileItGoesOn("recordProviderAnswer") },
        new(TaskKind.PlanSession, "Plan the first session") { Form = About("planSession") },
        new(TaskKind.ArrangeTransport, "Arrange transport")
        {
            Form = (journey, about, now) => new(SessionOf(journey, about)?.At > now ? "arrangeTransport" : "recordSession", about ?? ""),
        },
        new(TaskKind.PhoneBefore, "Phone before the session") { IsCall = true },
        new(TaskKind.PhoneAfter, "Phone after the session") { IsCall = true },
        new(TaskKind.RecordSession, "Record whether the person came")
        {
            Quick = (journey, about) => journey.Sessions.Any(s => s.Id == about && s.IsPlanned) ? new("recordSession", about!) : null,
            Form = About("recordSession"),
        },
        Call(TaskKind.CheckIn, "Ask how the first session was"),
        new(TaskKind.ConsiderStepDown, "Two confident sessions: would less support do?") { Form = WhileItGoesOn("changeSupport") },
        new(TaskKind.ConsiderStepUp, "It was hard: would more support help?") { Form = WhileItGoesOn("changeSupport") },
        Call(TaskKind.IntroduceYourself, "Introduce yourself as the new link worker"),
        new(TaskKind.CheckDetails, "Make sure that the person changed their details themselves") { IsCall = true },
        new(TaskKind.CheckJoin, "Look at two journeys that could not be joined or taken apart yet"),
        new(TaskKind.CheckApart, "Somebody else's referral was taken out: check what was done meanwhile"),
        new(TaskKind.FindContact, "Find out how to reach the person: nothing in the referral can be used")
        {
            IsCall = true, Form = (_, _, _) => new("changePreferences"),
        },
        new(TaskKind.ReadNow, "Read this now: it may be urgent") { Form = About("readUrgentWords") },
    }.ToDictionary(work => work.Kind);

    public static TaskWork Of(TaskKind kind) => All[kind];

    /// <param name="about">What the task is about.</param>
    public TaskForm? QuickFormIn(Journey journey, string? about) => IsSupported(journey) ? Quick(journey, about) : null;

    public TaskForm? FormIn(Journey journey, string? about, DateTimeOffset now) => Form(journey, about, now);

    private static TaskWork Call(TaskKind kind, string words) => new(kind, words) { IsCall = true, Quick = (_, _) => new("recordAttempt") };

    private static Func<Journey, string?, DateTimeOffset, TaskForm?> About(string command) => (_, about, _) => new(command, about ?? "");

    private static Func<Journey, string?, DateTimeOffset, TaskForm?> WhileItGoesOn(string command) => (journey, about, _) =>
        IsSupported(journey) && journey.Introductions.Any(i => i.Id == about && i.EndedAt is null) ? new(command, about!) : null;

    private static TaskForm? Supported(Journey journey, string command) => IsSupported(journey) ? new(command) : null;

    private static bool IsSupported(Journey journey) => journey.AcceptedAt is not null && !journey.HasEnded;

    private static bool IsBooked(Journey journey, string? about) => journey.Meetings.Any(m => m.Id == about && m.IsBooked);

    private static Session? SessionOf(Journey journey, string? about) =>
        journey.Sessions.FirstOrDefault(s => s.Id == about || s.VersionId == about);
}
