using System.Reflection;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

// Names and numbers that are stored or sent. They are never changed and never used for anything else; a test freezes them. The words of an
// enum follow from its names in C#, which are with its concept. golden/stored-words.txt has them all.

/// <remarks><c>kind</c> is its name in JSON. What staff do not give has no name there.</remarks>
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
[JsonDerivedType(typeof(AddressProtection.ChangeProtection), "changeAddressProtection")]
[JsonDerivedType(typeof(PersonLinks.Renew), "renewLinks")]
[JsonDerivedType(typeof(Contact.RecordConversation), "recordConversation")]
[JsonDerivedType(typeof(Notes.Add), "addNote")]
[JsonDerivedType(typeof(Notes.Pin), "pinNote")]
[JsonDerivedType(typeof(Notes.Unpin), "unpinNote")]
[JsonDerivedType(typeof(Journeys.Documents.Remove), "removeDocument")]
[JsonDerivedType(typeof(Tasks.Complete), "completeTask")]
[JsonDerivedType(typeof(Tasks.PutOff), "putOffTask")]
[JsonDerivedType(typeof(Tasks.Give), "giveTask")]
[JsonDerivedType(typeof(Closing.Close), "close")]
[JsonDerivedType(typeof(Closing.KeepOpen), "keepOpen")]
[JsonDerivedType(typeof(Closing.Reopen), "reopen")]
[JsonDerivedType(typeof(Plan.Agree), "agreePlan")]
[JsonDerivedType(typeof(Plan.RaiseNeed), "raiseNeed")]
[JsonDerivedType(typeof(Reviews.Record), "recordReview")]
[JsonDerivedType(typeof(Journeys.Goals.Score), "scoreGoals")]
[JsonDerivedType(typeof(Suiting.RecordWishes), "recordWishes")]
[JsonDerivedType(typeof(Choosing.OfferActivities), "offerActivities")]
[JsonDerivedType(typeof(Choosing.AnswerOffer), "answerOffer")]
[JsonDerivedType(typeof(Choosing.DismissActivity), "dismissActivity")]
[JsonDerivedType(typeof(Choosing.PutBackActivity), "putBackActivity")]
[JsonDerivedType(typeof(Activities.Introduce), "introduce")]
[JsonDerivedType(typeof(Activities.RecordAnswer), "recordProviderAnswer")]
[JsonDerivedType(typeof(Activities.EndActivity), "endActivity")]
[JsonDerivedType(typeof(Activities.RegisterUnmetNeed), "registerUnmetNeed")]
[JsonDerivedType(typeof(Attendance.PlanSession), "planSession")]
[JsonDerivedType(typeof(Attendance.PlanSeries), "planSeries")]
[JsonDerivedType(typeof(Attendance.MoveSession), "moveSession")]
[JsonDerivedType(typeof(Attendance.CancelSession), "cancelSession")]
[JsonDerivedType(typeof(Attendance.ArrangeTransport), "arrangeTransport")]
[JsonDerivedType(typeof(Attendance.ChangeCompanion), "changeCompanion")]
[JsonDerivedType(typeof(Attendance.ChooseVolunteer), "chooseVolunteer")]
[JsonDerivedType(typeof(Attendance.RecordSession), "recordSession")]
[JsonDerivedType(typeof(Attendance.ChangeSupport), "changeSupport")]
[JsonDerivedType(typeof(Pausing.Pause), "pause")]
[JsonDerivedType(typeof(Pausing.Resume), "resume")]
public abstract partial record JourneyCommand;

/// <remarks>
/// The name in JSON is <c>event</c>, because several events have a <c>kind</c> of their own. The journal keeps these names for
/// as long as the journey.
/// </remarks>
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
[JsonDerivedType(typeof(Journeys.Goals.Scored), "goalsScored")]
[JsonDerivedType(typeof(Suiting.WishesRecorded), "wishesRecorded")]
[JsonDerivedType(typeof(Choosing.ActivitiesOffered), "activitiesOffered")]
[JsonDerivedType(typeof(Choosing.OfferAnswered), "offerAnswered")]
[JsonDerivedType(typeof(Choosing.ActivityDismissed), "activityDismissed")]
[JsonDerivedType(typeof(Choosing.ActivityPutBack), "activityPutBack")]
[JsonDerivedType(typeof(Activities.Introduced), "introduced")]
[JsonDerivedType(typeof(Activities.ProviderAnswered), "providerAnswered")]
[JsonDerivedType(typeof(Activities.ActivityEnded), "activityEnded")]
[JsonDerivedType(typeof(Activities.UnmetNeed), "unmetNeed")]
[JsonDerivedType(typeof(Attendance.SessionPlanned), "sessionPlanned")]
[JsonDerivedType(typeof(Attendance.SeriesPlanned), "seriesPlanned")]
[JsonDerivedType(typeof(Attendance.SessionMoved), "sessionMoved")]
[JsonDerivedType(typeof(Attendance.SessionCancelled), "sessionCancelled")]
[JsonDerivedType(typeof(Attendance.TransportArranged), "transportArranged")]
[JsonDerivedType(typeof(Attendance.CompanionChanged), "companionChanged")]
[JsonDerivedType(typeof(Attendance.VolunteerChosen), "volunteerChosen")]
[JsonDerivedType(typeof(Attendance.VolunteerCannotGo), "volunteerCannotGo")]
[JsonDerivedType(typeof(Attendance.SessionRecorded), "sessionRecorded")]
[JsonDerivedType(typeof(Attendance.RegisterAsked), "registerAsked")]
[JsonDerivedType(typeof(Attendance.RegisterMarked), "registerMarked")]
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
[JsonDerivedType(typeof(AddressProtection.ProtectionChanged), "addressProtectionChanged")]
[JsonDerivedType(typeof(PersonLinks.Renewed), "linksRenewed")]
[JsonDerivedType(typeof(Identity.Confirmed), "identityConfirmed")]
[JsonDerivedType(typeof(Contact.ConversationHeld), "conversationHeld")]
[JsonDerivedType(typeof(Notes.Added), "noteAdded")]
[JsonDerivedType(typeof(Notes.Pinned), "notePinned")]
[JsonDerivedType(typeof(Notes.Unpinned), "noteUnpinned")]
[JsonDerivedType(typeof(Journeys.Documents.Added), "documentAdded")]
[JsonDerivedType(typeof(Journeys.Documents.Removed), "documentRemoved")]
[JsonDerivedType(typeof(Closing.Proposed), "closingProposed")]
[JsonDerivedType(typeof(Closing.KeptOpen), "keptOpen")]
[JsonDerivedType(typeof(Closing.SupportEnded), "supportEnded")]
[JsonDerivedType(typeof(Closing.Closed), "closed")]
[JsonDerivedType(typeof(Closing.DiedLater), "diedLater")]
[JsonDerivedType(typeof(Closing.Reopened), "reopened")]
[JsonDerivedType(typeof(Silence.Noticed), "silenceNoticed")]
[JsonDerivedType(typeof(Tasks.Opened), "taskOpened")]
[JsonDerivedType(typeof(Tasks.Assigned), "taskAssigned")]
[JsonDerivedType(typeof(Tasks.GivenTo), "taskGiven")]
[JsonDerivedType(typeof(Tasks.MovedByPause), "taskPostponed")]
[JsonDerivedType(typeof(Tasks.Deferred), "taskDeferred")]
[JsonDerivedType(typeof(Tasks.Closed), "taskClosed")]
[JsonDerivedType(typeof(Tasks.Escalated), "taskEscalated")]
[JsonDerivedType(typeof(Messages.Queued), "messageQueued")]
[JsonDerivedType(typeof(Messages.Withheld), "messageWithheld")]
[JsonDerivedType(typeof(Agenda.Fired), "dueFired")]
[JsonDerivedType(typeof(Agenda.Skipped), "dueSkipped")]
public abstract partial record JourneyEvent;

/// <summary>What a link in an email opens. The link contains the number.</summary>
public enum LinkPurpose
{
    Survey = 0,
    Meeting = 1,
    Preferences = 2,
    Calendar = 3,
    ConfirmActivity = 4,
    Provider = 5,
    ReferrerList = 6,
    ConfirmAddress = 7,
    SetPassword = 8,
    Organisation = 9,
    ForgottenPassword = 10,
    ActivityList = 11,
    Register = 12,
    Volunteer = 13,
    StaffCalendar = 14,
    ClosingSummary = 15,
}

/// <summary>Which messages go first. The outbox stores the number.</summary>
public enum Priority
{
    Safety = 0,
    /// <summary>It is useful only until a certain time.</summary>
    Dated = 1,
    News = 2,
    CanWait = 3,
}

/// <summary>
/// The words that this version knows: kinds of events and the words of every enum. They only ever grow. After going back to an older
/// version there may be journeys with words that it does not know. It must not overwrite those.
/// </summary>
public static class StoredWords
{
    private static readonly HashSet<string> _eventKinds =
        [.. typeof(JourneyEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => (string)a.TypeDiscriminator!)];

    /// <summary>
    /// How many members a journey has with all its parts, which is how many lines golden/stored-members.txt has. It is a constant, because
    /// counting takes time at every start.
    /// </summary>
    public const int Members = 384;

    /// <summary>How many there are. A version that knows more is newer, as far as stored data are concerned.</summary>
    public static int Count { get; } = EventKinds.Count + Choices.Sum(c => Enum.GetNames(c).Length) + Members;

    /// <summary>The names of events in journals.</summary>
    public static IReadOnlyCollection<string> EventKinds => _eventKinds;

    /// <summary>Every enum that may be in a journey or its journal.</summary>
    public static IEnumerable<Type> Choices => typeof(StoredWords).Assembly.GetTypes()
        .Where(t => t.IsEnum && t.GetCustomAttribute<JsonConverterAttribute>() is not null)
        .OrderBy(t => t.FullName, StringComparer.Ordinal);

    [ThreadStatic]
    private static List<string>? _collected;

    /// <summary>Reads something and returns all words in it that this version does not know, instead of stopping at the first.</summary>
    /// <param name="read">Its result must not be used, because unknown words were replaced in it.</param>
    public static IReadOnlyList<string> UnknownIn(Action read)
    {
        List<string>? outer = _collected;
        List<string> collected = _collected = [];
        try
        {
            read();
        }
        finally
        {
            _collected = outer;
        }
        return [.. collected.Distinct()];
    }

    /// <summary>Whether unknown words are only being collected. Then this word is added.</summary>
    internal static bool Collects(Type choice, string? word)
    {
        _collected?.Add($"{choice.Name} \"{word}\"");
        return _collected is not null;
    }
}
