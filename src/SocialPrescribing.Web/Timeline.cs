using System.Globalization;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Web.Pages.Desk;

namespace SocialPrescribing.Web;

/// <param name="By">Who made it happen, by name.</param>
/// <param name="What">One short sentence.</param>
/// <param name="Note">Somebody's own words, shown as text and never as anything else; null where there are none.</param>
public sealed record TimelineEntry(DateTimeOffset At, string By, string What, string? Note)
{
    /// <summary>Of the journey once this had happened.</summary>
    [JsonIgnore] public int Version { get; init; }
}

/// <summary>A journey's story, told from its journal, newest last. What happened is the journal's; the words for it are here and nowhere else.</summary>
public sealed class Timeline(IJourneyStore store, StaffDirectory staff, Organisations organisations)
{
    public async Task<IReadOnlyList<TimelineEntry>> Of(Guid journey, CancellationToken cancellation, bool everything = false)
    {
        Dictionary<string, string> names = (await staff.All(cancellation)).ToDictionary(s => s.Id, s => s.Name);
        foreach (Organisation organisation in await organisations.All(cancellation))
            names[organisation.Id] = organisation.Name;
        return Tell(await store.Journal(journey, cancellation), id => names.GetValueOrDefault(id, id), everything);
    }

    /// <param name="nameOf">The name behind a staff or an organisation id.</param>
    /// <param name="everything">For an audit: also what happened to tasks alone.</param>
    public static IReadOnlyList<TimelineEntry> Tell(IEnumerable<JournalCommit> journal, Func<string, string> nameOf, bool everything = false)
    {
        List<TimelineEntry> entries = [];
        // What an event is about was told by an earlier one: the meeting's time, the task's kind.
        Dictionary<string, Meetings.Booked> meetings = [];
        Dictionary<string, TaskKind> tasks = [];
        Dictionary<string, string> activities = [];
        foreach (JournalCommit commit in journal)
        {
            if (!commit.IsWhole)
                entries.Add(new TimelineEntry(commit.At, By(commit, nameOf), "Something that this version of the program cannot read", commit.UnknownWords.Count > 0 ? string.Join(", ", commit.UnknownWords) : null)
                { Version = commit.Version });
            foreach (JourneyEvent happened in commit.Events)
            {
                if (happened is Meetings.Booked booked)
                    meetings[booked.Meeting] = booked;
                else if (happened is Tasks.Opened opened)
                    tasks[opened.Task] = opened.Kind;
                else if (happened is Activities.Introduced introduced)
                    activities[introduced.Introduction] = introduced.Activity.Name!;
                if ((Say(happened, meetings, tasks, activities, nameOf) ?? (everything ? Audit(happened, tasks, nameOf) : null)) is var (what, note))
                    entries.Add(new TimelineEntry(commit.At, By(commit, happened, nameOf), what, string.IsNullOrWhiteSpace(note) ? null : note) { Version = commit.Version });
                if (happened is Meetings.Moved moved)
                    meetings[moved.Meeting] = new Meetings.Booked(moved.Meeting, moved.At, moved.Place, moved.Minutes);
            }
        }
        return entries;
    }

    private const string Service = "The service", Person = "The person";

    private static string By(JournalCommit commit, JourneyEvent happened, Func<string, string> nameOf) => IsTheServices(happened) ? Service : By(commit, nameOf);

    private static string By(JournalCommit commit, Func<string, string> nameOf) => commit.By.Kind switch
    {
        ActorKind.System => Service,
        ActorKind.Person => Person,
        ActorKind.Provider => "The provider",
        ActorKind.Referrer => commit.By.Id is { } organisation ? nameOf(organisation) : Sender(commit),
        _ => commit.By.Id is { } member ? nameOf(member) : "Staff",
    };

    /// <summary>Who filled in the page that a referral came by.</summary>
    private static string Sender(JournalCommit commit) => commit.Events
        .Select(e => e switch { Intake.Received r => r.Referral.Details, Intake.Joined j => j.Referral.Details, _ => null })
        .FirstOrDefault(details => details is not null) switch
    {
        { Source: ReferralSource.Self } => Person,
        { Referrer: { } referrer } => $"{referrer.Name}, {referrer.Organisation}",
        _ => "The referrer",
    };

    /// <summary>What follows by itself from what somebody did. Nobody is said to have done what the service did.</summary>
    private static bool IsTheServices(JourneyEvent happened) => happened
        is Tasks.Opened or Tasks.Escalated or Tasks.Postponed or Messages.Queued or Messages.Withheld or Surveys.Opened or Surveys.Lapsed
        or Concerns.Raised { Source: not ConcernSource.Staff } or Concerns.Told or Closing.Proposed or Closing.Closed
        or Plan.NeedRaised { Source: NeedSource.Barrier } or Attendance.BecameIndependent or Contact.LastLetter or Silence.Noticed;

    /// <summary>Null for what is only the machinery's: dues that fired, tasks that moved along.</summary>
    private static (string What, string? Note)? Say(JourneyEvent happened, Dictionary<string, Meetings.Booked> meetings, Dictionary<string, TaskKind> tasks, Dictionary<string, string> activities, Func<string, string> nameOf) => happened switch
    {
        Intake.Received e => ($"Referral {e.Referral.Reference} received", e.Referral.Details.Reason),
        Intake.Joined e => ($"Another referral, {e.Referral.Reference}, joined this journey", e.Referral.Details.Reason),
        Intake.Accepted => ("Referral accepted", null),
        Intake.Declined e => (e.ByPerson ? "The person declined" : "Referral declined", e.Reason),
        Joining.Promised e => ("This journey is to be joined to another", e.Note),
        Joining.JoinedInto => ("Joined to another journey, which goes on", null),
        Joining.CalledOff e => ($"It was not joined to the other journey: {NotJoined(e.Why)}", null),
        Joining.Taken e => ($"Another journey was joined to this one: referral {string.Join(", ", (e.Referrals ?? []).Select(r => r.Reference))}", e.Note),
        Parting.PartingPromised e => ("A referral is to be taken out of this journey: it is somebody else's", e.Note),
        Parting.StayedTogether => ("The referral could not be taken out of this journey", null),
        Parting.WentApart => ("A referral was taken out of this journey and has one of its own", null),
        Parting.BegunApart e => ($"Referral {e.Referral?.Reference} has a journey of its own again", e.Referral?.Details.Reason),
        Parting.CameBack => ("Taken apart from the other journey: this one goes on as it was", null),
        Resemblance.Noted { Reasons: null or [] } => null,
        Resemblance.Noted e => ($"May be the same person as somebody in another journey: {string.Join(", ", (e.Reasons ?? []).Select(Pages.Desk.DeskWords.Reason))}{(e.HasDied ? "; that person has died" : "")}", null),
        Resemblance.Compared e => (Answer(e), e.Note),
        Allocation.Allocated e => ($"{nameOf(e.LinkWorker)} became the link worker", null),
        Contact.Attempted e => ($"{Words.Sentence(e.Channel)}: {Words.Of(e.Outcome)}, {Words.DateAndTime(e.At)}", e.Note),
        Contact.LastLetter => ("Nobody was reached on the agreed number of days: the last letter goes out", null),
        Meetings.Booked e => ($"Meeting booked for {Words.When(e.At)}. {Words.PlaceForStaff(e.Place)}", null),
        Meetings.Moved e => ($"Meeting moved{From(meetings, e.Meeting)} to {Words.When(e.At)}. {Words.PlaceForStaff(e.Place)}", null),
        Meetings.Cancelled e => (e.ByPerson ? $"The person cannot come to the meeting{Of(meetings, e.Meeting)}" : $"Meeting{Of(meetings, e.Meeting)} cancelled", e.Note),
        Meetings.Confirmed e => ($"Meeting{Of(meetings, e.Meeting)} confirmed", null),
        Meetings.AnotherTimeAsked e => ($"Another time was asked for instead of the meeting{Of(meetings, e.Meeting)}", e.Note),
        Meetings.OutcomeRecorded { Outcome: MeetingOutcome.Held } e => ($"Meeting{Of(meetings, e.Meeting)} held", e.Note),
        Meetings.OutcomeRecorded e => ($"The person did not come to the meeting{Of(meetings, e.Meeting)}{(string.IsNullOrWhiteSpace(e.Barrier) ? "" : $" ({e.Barrier})")}", e.Note),
        Plan.Agreed { Plan: null } => ("Plan agreed", null),
        Plan.Agreed { Plan: { } plan } => ($"Plan agreed on {Words.Date(plan.On)}: {string.Join("; ", plan.Goals.Select(g => g.Text))}", plan.WhatMatters),
        Plan.NeedRaised e => ($"A need came up: {Words.Code(e.Need)}{(e.Source is NeedSource.Barrier ? " (it kept the person from coming)" : "")}", e.Note),
        Reviews.Held e => ($"Plan reviewed: {Words.Of(e.Outcome)}. Next review on {Words.Date(e.NextOn)}", e.Note),
        Activities.Introduced { As: IntroductionKind.Referral } e => ($"Introduced to {e.Activity.Name} ({e.Activity.Provider})", e.Share),
        Activities.Introduced e => ($"Told of {e.Activity.Name} ({e.Activity.Provider})", null),
        Activities.ProviderAnswered { Says: ProviderAnswer.NoAnswer } e => ($"{Activity(activities, e.Introduction)} did not answer in time, which counts as no", null),
        Activities.ProviderAnswered e => ($"{Activity(activities, e.Introduction)} answered: {Words.Of(e.Says)}", e.Reason),
        Activities.ActivityEnded e => ($"No longer going to {Activity(activities, e.Introduction)}: {Words.Of(e.Reason)}", e.Note),
        Activities.UnmetNeed e => ($"Unmet need registered: {Words.Code(e.Need)} ({Words.Of(e.Reason)})", e.Note),
        Attendance.SessionPlanned e => ($"Session at {Activity(activities, e.Introduction)} planned for {Words.When(e.At)}; transport: {Words.TransportOf(e.Transport)}", null),
        Attendance.SessionMoved e => ($"Session moved to {Words.When(e.At)}", null),
        Attendance.SessionCancelled e => ("Session called off", e.Note),
        Attendance.TransportArranged e => ($"Transport: {Words.TransportOf(e.Transport)}", null),
        Attendance.SessionRecorded { Came: true } e => (string.Create(CultureInfo.InvariantCulture, $"The person came; went along: {Words.Of(e.WentAlong)}{(e.Confidence is { } confidence ? $"; confidence to go alone {confidence} of 10" : "")}"), e.Note),
        Attendance.SessionRecorded e => ($"The person did not come{(e.WhyNot is { } barrier ? $" ({Words.Of(barrier)})" : "")}", e.Note),
        Attendance.SupportChanged e => ($"Support at {Activity(activities, e.Introduction)}: from {Words.Support(e.From)} to {Words.Support(e.To)}", e.Reason),
        Attendance.BecameIndependent e => ($"Goes to {Activity(activities, e.Introduction)} alone: the milestone", null),
        Pausing.Paused e => ($"Support paused until {Words.Date(e.Until)}: {Words.Of(e.Reason)}", e.Note),
        Pausing.Resumed e => ("Support goes on", e.Note),
        Closing.Reopened e => (e.LinkWorkerHasLeft ? "Support taken up again; the link worker of before no longer works here" : "Support taken up again", e.Note),
        Surveys.Opened e => ($"{Words.Sentence(Words.Survey(e.Survey))} opened until {Words.Date(e.ClosesAt)}", null),
        Surveys.Answered e => ($"{Words.Sentence(Words.Survey(e.Survey))} answered{(e.CallMe ? ", with the wish to be called soon" : "")}", null),
        Surveys.Lapsed e => ($"{Words.Sentence(Words.Survey(e.Survey))} closed without an answer", null),
        Concerns.Raised e => ($"Concern raised{Flags(e.Flags)}", e.Detail),
        Concerns.Told e => (string.Create(CultureInfo.InvariantCulture, $"Told again that a concern waits ({e.Times})"), null),
        Concerns.Acknowledged e => ("Concern acknowledged", e.Note),
        Concerns.Settled e => ("Concern settled", e.Note),
        Corrections.Corrected e => ($"Details corrected: {DeskWords.Corrected(e)}", e.Reason),
        UrgentWords.Noticed e => ($"What {DeskWords.Wrote(e.Source)} may be urgent: somebody reads it now", null),
        UrgentWords.ToldAgain e => (string.Create(CultureInfo.InvariantCulture, $"Told again that a text must be read ({e.Times})"), null),
        UrgentWords.WereRead e => ("Read, because it might have been urgent", e.Note),
        Preferences.Changed e => (Changed(e), null),
        PersonLinks.Renewed e => ($"Links in earlier letters now open nothing but a way to stop messages ({Why(e.Reason)})", null),
        Details.Given { Email: { } email } => ($"A new email address was typed behind a link: {email}. It is used once a link that was sent there has been opened", null),
        Details.EmailConfirmed e => ($"{e.Email} was confirmed and is used from now on", null),
        Details.Given => ("Details were changed behind a link", null),
        Identity.Confirmed => ("Name and date of birth were checked with the person", null),
        Notes.Added e => ("Note", e.Text),
        Closing.Proposed e => ($"Support ends on {Words.Date(e.On)} unless somebody keeps the journey open: {Words.Outcome(e.Reason)}", null),
        Closing.Kept e => ("Kept open", e.Note),
        Closing.SupportEnded e => ($"Support ended: {Words.Outcome(e.Reason)}", e.Note),
        Closing.Closed => ("Journey closed", null),
        Closing.DiedLater e => ("The person has died: nothing more is sent", e.Note),
        Tasks.Opened e => ($"To do: {Words.Task(e.Kind)}, by {Words.DateAndTime(e.Due)}", null),
        Tasks.Closed { Note: { } note } e => ($"Done: {(tasks.TryGetValue(e.Task, out TaskKind kind) ? Words.Task(kind) : "a task")}", note),
        Tasks.Escalated e => ($"Late, and the lead was told: {(tasks.TryGetValue(e.Task, out TaskKind kind) ? Words.Task(kind) : "a task")}", null),
        Messages.Queued e => ($"Message: {Words.Of(e.Kind)}", null),
        Messages.Withheld e => ($"Message not sent: {Words.Of(e.Kind)} ({Why(e.Why)})", null),
        Agenda.Skipped => ("Something fell due too late to be of use and was left out", null),
        Joining.JoinWaited or Parting.PartingWaited or Resemblance.LookPlanned or Silence.Noticed or Tasks.Closed or Tasks.Postponed or Tasks.Assigned or Agenda.Fired => null,
        _ => throw new NotSupportedException($"No words for {happened.GetType().Name}."),
    };

    /// <summary>What the story leaves out. A due that fired is told by what it brought about.</summary>
    private static (string What, string? Note)? Audit(JourneyEvent happened, Dictionary<string, TaskKind> tasks, Func<string, string> nameOf) => happened switch
    {
        Tasks.Closed e => ($"No longer to do: {Of(tasks, e.Task)}", null),
        Tasks.Assigned e => ($"To do: {Of(tasks, e.Task)}, from now on for {(e.Assignee is Queues.Triage or Queues.Lead or Queues.Safeguarding ? $"the {e.Assignee} queue" : nameOf(e.Assignee))}", null),
        Tasks.Postponed e => ($"To do: {Of(tasks, e.Task)}, now by {Words.DateAndTime(e.Due)}", null),
        Silence.Noticed => ("Nothing had happened for a while", null),
        _ => null,
    };

    private static string Of(Dictionary<string, TaskKind> tasks, string id) => tasks.TryGetValue(id, out TaskKind kind) ? Words.Task(kind) : "a task";

    private static string Activity(Dictionary<string, string> activities, string id) => activities.GetValueOrDefault(id, "the activity");

    private static string Of(Dictionary<string, Meetings.Booked> meetings, string id) => meetings.TryGetValue(id, out Meetings.Booked? m) ? $" of {Words.When(m.At)}" : "";

    private static string From(Dictionary<string, Meetings.Booked> meetings, string id) => meetings.TryGetValue(id, out Meetings.Booked? m) ? $" from {Words.When(m.At)}" : "";

    private static string NotJoined(string why) => why switch
    {
        "support-ended" => "support has ended there",
        "too-many-referrals" => "no more fits into it",
        "other-unreadable" => "it cannot be read",
        _ => "it could not take it",
    };

    private static string Answer(Resemblance.Compared answered) => answered.Says switch
    {
        AlikeAnswer.SamePerson => "The person of another journey is the same person",
        AlikeAnswer.SomebodyElse => "The person of another journey is somebody else",
        _ => "Not sure yet whether the person of another journey is the same",
    };

    private static string Flags(IReadOnlyList<RedFlag> flags) => flags.Count is 0 ? "" : ": " + string.Join(", ", flags.Select(Words.Of));

    private static string Changed(Preferences.Changed e) => "Wishes changed: " + string.Join(", ", new[]
    {
        e.Contacts is null ? null : "ways of contact",
        e.Discretion switch { true => "discretion wanted", false => "discretion not needed", null => null },
        e.Language is null ? null : $"language {Pages.Desk.DeskWords.Language(e.Language)}",
        e.PreferredName is null ? null : "what they are called",
        e.Address is null ? null : "address",
        e.RelatedPeople is null ? null : "people beside them",
        e.OptOut switch { OptOut.Nothing => "mail is welcome", OptOut.Surveys => "no surveys", OptOut.Everything => "no automatic mail", _ => null },
    }.OfType<string>());

    private static string Why(RenewalReason reason) => reason switch
    {
        RenewalReason.Staff => "ended by hand",
        RenewalReason.Risk => "domestic abuse became known",
        RenewalReason.Discretion => "discretion is wanted",
        RenewalReason.NewAddress => "the person is reached elsewhere",
        RenewalReason.Joined => "another referral joined",
        _ => Words.Of(reason),
    };

    private static string Why(string why) => why switch
    {
        Messages.Reasons.Died => "the person has died",
        Messages.Reasons.DeathOnRecord => "somebody with these details has died, and nobody has said yet that this is somebody else",
        Messages.Reasons.OfTheRecord => "it was a duplicate or a mistake, of which the person never heard",
        Messages.Reasons.SomebodyFirst => "somebody else is spoken to first",
        Messages.Reasons.Concern => "a concern is open",
        Messages.Reasons.Paused => "support is paused",
        Messages.Reasons.OptedOut => "the person opted out",
        Messages.Reasons.NoChannel => "no channel by which it may go",
        Messages.Reasons.Overtaken => "overtaken by events",
        Messages.Reasons.Refused => "it could not be delivered",
        Messages.Reasons.Uncertain => "it is not known whether it arrived, and it is not sent twice",
        _ => why,
    };
}
