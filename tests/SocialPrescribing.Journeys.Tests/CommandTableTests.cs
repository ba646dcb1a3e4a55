using System.Text.Json;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>Every command in every state a journey can be in. A cell is <c>yes</c> or the code of the refusal.</summary>
public class CommandTableTests
{
    private static readonly string[] States = ["triage", "contacting", "meeting", "planning", "attending", "afterCare", "closed",
        "declined", "died", "concern", "optedOut", "going", "paused"];

    private static Story Begin(string state) => state switch
    {
        "triage" => Story.Received(),
        "contacting" => Story.Accepted(),
        "meeting" => Story.Contacted().Book("2026-07-03 11:00", "m1"),
        "planning" => Story.Met().Book("2026-07-10 11:00", "m2"),
        "attending" => Story.Planned(),
        "afterCare" => Story.Ended(),
        "closed" => Story.Ended(ClosingReason.Withdrew),
        "declined" => Story.Received().With(new Intake.Decline("Lives too far away.")),
        "died" => Story.Ended(ClosingReason.Died),
        "concern" => Story.Contacted().Book("2026-07-03 11:00", "m1").With(new Concerns.Raise("Bruises."), id: "x1"),
        "optedOut" => Story.Contacted().Book("2026-07-03 11:00", "m1").With(new Preferences.Change(OptOut: OptOut.Everything)),
        "going" => Story.Going("2026-07-10 14:00"),
        "paused" => Story.Going("2026-07-10 14:00").With(new Pausing.Pause(PauseReason.Hospital, new DateOnly(2026, 7, 7))),
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    private static JourneyCommand Command(string name, Story s) => name switch
    {
        "receive" => Story.Receive(),
        "join" => Story.Join(),
        "noteAlike" => new Resemblance.Note([Story.Alike()]),
        "compare" => new Resemblance.Compare(Story.Other, AlikeAnswer.SomebodyElse),
        "hear" => new Resemblance.Hear(Story.Alike(), AlikeAnswer.SomebodyElse),
        "joinTo" =>
            new Joining.Join(Story.Other,
                ContactsOf.Other)
            { Target = new(HasEnded: false, IsAccepted: true, IsBusy: false, IsFull: false) },
        "take" => new Joining.Take(Another, ContactsOf.Other, null),
        "finishJoin" => new Joining.Finish(Story.Other),
        "callOff" => new Joining.CallOff("support-ended"),
        "takeApart" => new Parting.TakeApart(Story.FirstReferral),
        "beginApart" => new Parting.BeginApart(Story.Other, Story.Held(Story.SecondReferral, "2026-07-01 10:00"), Story.Id),
        "comeBack" => new Parting.ComeBack(Story.Other),
        "letGo" => new Parting.LetGo(Story.Other),
        "stayTogether" => new Parting.StayTogether("not-joined"),
        "accept" => new Intake.Accept(),
        "decline" => new Intake.Decline("Lives too far away."),
        "allocate" => new Allocation.Allocate("kim"),
        "reached" => new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached),
        "noAnswer" => new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.NoAnswer),
        "book" => new Meetings.Book(s.Now.AddDays(1), new Place(PlaceKind.AtHome)),
        "move" => new Meetings.Move(Booked(s), s.Now.AddDays(2)),
        "cancel" => new Meetings.Cancel(Booked(s)),
        "confirm" => new Meetings.Confirm(Booked(s)),
        "askAnotherTime" => new Meetings.AskAnotherTime(Booked(s)),
        "cannotCome" => new Meetings.CannotCome(Booked(s)),
        "outcome" => new Meetings.RecordOutcome(Booked(s), MeetingOutcome.Held),
        "answer" => new Surveys.Answer("baseline", new Dictionary<string, int>()),
        "raise" => new Concerns.Raise("Bruises."),
        "acknowledge" => new Concerns.Acknowledge("x1"),
        "settle" => new Concerns.Settle("x1", "Talked to her."),
        "correctDetails" => new Corrections.Correct("Saw her passport.", FamilyName: "O’Neil"),
        "readUrgentWords" => new UrgentWords.Read("x1", "Rang her."),
        "preferences" => new Preferences.Change(Discretion: true),
        "renewLinks" => new PersonLinks.Renew(),
        "protect" => new AddressProtection.ChangeProtection(true, "He is looking for her."),
        "details" => new Details.Change(Email: "new@post.example"),
        "confirmEmail" => new Details.ConfirmEmail("c1"),
        "note" => new Notes.Add("Likes gardening."),
        "talk" => new Contact.RecordConversation(ContactMethod.Phone, "Her GP"),
        "pinNote" => new Notes.Pin("n1") { Found = new("Likes gardening.", s.Now, "sam") },
        "unpinNote" => new Notes.Unpin("n1"),
        "addDocument" => Story.Letter,
        "removeDocument" => new Documents.Remove("d1", "It is about somebody else."),
        "complete" => new Tasks.Complete("nothing"),
        "putOff" => new Tasks.PutOff("nothing", new DateOnly(2026, 7, 3), "She is away."),
        "give" => new Tasks.Give("nothing", "kim"),
        "takeBack" => new Tasks.TakeBack("kim"),
        "closeGoalsMet" => new Closing.Close(ClosingReason.GoalsMet),
        "closeWithdrew" => new Closing.Close(ClosingReason.Withdrew),
        "closeDied" => new Closing.Close(ClosingReason.Died),
        "keepOpen" => new Closing.KeepOpen(),
        "reopen" => new Closing.Reopen(),
        "handOver" => new Allocation.HandOver("kim"),
        "agreePlan" => Story.Gardening,
        "raiseNeed" => new Plan.RaiseNeed("housing"),
        "review" => new Reviews.Record(ReviewOutcome.GoOn, "Is getting on well."),
        "scoreGoals" => new Goals.Score([new(1, 5)]),
        "wishes" => new Suiting.RecordWishes(new Wishes { StepFree = true }),
        "offer" => new Choosing.OfferActivities([new(Story.Garden)], OfferWay.Paper),
        "answerOffer" => new Choosing.AnswerOffer("l1", 1, OfferSays.WouldTry),
        "putBack" => new Choosing.PutBackActivity(Guid.Empty),
        "dismiss" => new Choosing.DismissActivity(Guid.Empty, "Tea dance", DismissReason.TooFar),
        "introduce" => new Activities.Introduce(Story.Garden with { Name = "Choir" }, IntroductionKind.Referral, Agreed: true),
        "providerAnswers" => new Activities.RecordAnswer("i1", ProviderAnswer.WaitingList),
        "endActivity" => new Activities.EndActivity("i1", EndReason.TooFar),
        "unmetNeed" => new Activities.RegisterUnmetNeed("housing", UnmetReason.NothingSuitable),
        "planSession" => new Attendance.PlanSession("i1", s.Now.AddDays(20), new Transport(TransportKind.Own)),
        "planSeries" => new Attendance.PlanSeries("i1", [s.Now.AddDays(20), s.Now.AddDays(27)], new Transport(TransportKind.Own)),
        "askRegister" => new Attendance.AskRegister("s1", 1),
        "markRegister" => new Attendance.MarkRegister("s1", RegisterMark.Came),
        "changeCompanion" => new Attendance.ChangeCompanion("s1", Companion.FriendOrFamily),
        "chooseVolunteer" => new Attendance.ChooseVolunteer("s1", "vera", "Meet her at the bus stop."),
        "sayCannotGo" => new Attendance.SayCannotGo("s1", "vera"),
        "moveSession" => new Attendance.MoveSession("s1", s.Now.AddDays(21)),
        "cancelSession" => new Attendance.CancelSession("s1"),
        "arrangeTransport" => new Attendance.ArrangeTransport("s1", new Transport(TransportKind.Taxi, "Red Cabs", Arranged: true)),
        "recordSession" => new Attendance.RecordSession("s1", Came: true),
        "changeSupport" => new Attendance.ChangeSupport("i1", SupportStep.MetThere, "She wants to try."),
        "pause" => new Pausing.Pause(PauseReason.Holiday, new DateOnly(2026, 7, 20)),
        "resume" => new Pausing.Resume(),
        "undelivered" => new Messages.ReportUndelivered("closing/goodbye", MessageKind.Goodbye, null, Messages.Reasons.Refused),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>A journey with a referral and an id of its own.</summary>
    private static Journey Another =>
        Story.Begun(new(Story.Other, Story.Held(Story.SecondReferral, "2026-07-01 10:00")), Story.At("2026-07-01 10:00"));

    private static string Booked(Story s) => s.Journey.Meetings is [.., { } last] ? last.Id : "m1";

    // command, then triage               contacting           meeting              planning             attending            afterCare     
    // closed               declined             died                 concern              optedOut             going                paused
    [Theory]
    [InlineData("receive",
        "journey-exists       journey-exists       journey-exists       journey-exists       journey-exists       journey-exists       "
            + "journey-exists       journey-exists       journey-exists       journey-exists       journey-exists       journey-exists     "
            + "  journey-exists")]
    [InlineData("join",
        "yes                  yes                  yes                  yes                  yes                  journey-closed       "
            + "journey-closed       journey-closed       journey-closed       yes                  yes                  yes                "
            + "  yes")]
    [InlineData("joinTo",
        "yes                  yes                  join-would-lose      join-would-lose      yes                  support-ended        "
            + "support-ended        support-ended        support-ended        join-would-lose      join-would-lose      join-would-lose    "
            + "  join-would-lose")]
    [InlineData("take",
        "yes                  yes                  yes                  yes                  yes                  support-ended        "
            + "support-ended        support-ended        support-ended        yes                  yes                  yes                "
            + "  yes")]
    [InlineData("finishJoin",
        "not-joining          not-joining          not-joining          not-joining          not-joining          not-joining          "
            + "not-joining          not-joining          not-joining          not-joining          not-joining          not-joining        "
            + "  not-joining")]
    [InlineData("callOff",
        "not-joining          not-joining          not-joining          not-joining          not-joining          not-joining          "
            + "not-joining          not-joining          not-joining          not-joining          not-joining          not-joining        "
            + "  not-joining")]
    [InlineData("takeApart",
        "referral-began-it    referral-began-it    referral-began-it    referral-began-it    referral-began-it    referral-began-it    "
            + "referral-began-it    referral-began-it    referral-began-it    referral-began-it    referral-began-it    referral-began-it  "
            + "  referral-began-it")]
    [InlineData("beginApart",
        "journey-exists       journey-exists       journey-exists       journey-exists       journey-exists       journey-exists       "
            + "journey-exists       journey-exists       journey-exists       journey-exists       journey-exists       journey-exists     "
            + "  journey-exists")]
    [InlineData("comeBack",
        "not-joined           not-joined           not-joined           not-joined           not-joined           not-joined           "
            + "not-joined           not-joined           not-joined           not-joined           not-joined           not-joined         "
            + "  not-joined")]
    [InlineData("letGo",
        "not-parting          not-parting          not-parting          not-parting          not-parting          not-parting          "
            + "not-parting          not-parting          not-parting          not-parting          not-parting          not-parting        "
            + "  not-parting")]
    [InlineData("stayTogether",
        "not-parting          not-parting          not-parting          not-parting          not-parting          not-parting          "
            + "not-parting          not-parting          not-parting          not-parting          not-parting          not-parting        "
            + "  not-parting")]
    [InlineData("noteAlike",
        "yes                  yes                  yes                  yes                  yes                  yes                  yes "
            + "                 yes                  yes                  yes                  yes                  yes                  "
            + "yes")]
    [InlineData("compare",
        "alike-unknown        alike-unknown        alike-unknown        alike-unknown        alike-unknown        alike-unknown        "
            + "alike-unknown        alike-unknown        alike-unknown        alike-unknown        alike-unknown        alike-unknown      "
            + "  alike-unknown")]
    [InlineData("hear",
        "yes                  yes                  yes                  yes                  yes                  yes                  yes "
            + "                 yes                  yes                  yes                  yes                  yes                  "
            + "yes")]
    [InlineData("accept",
        "yes                  already-accepted     already-accepted     already-accepted     already-accepted     already-accepted     "
            + "already-accepted     already-declined     already-accepted     already-accepted     already-accepted     already-accepted   "
            + "  already-accepted")]
    [InlineData("decline",
        "yes                  already-accepted     already-accepted     already-accepted     already-accepted     already-accepted     "
            + "already-accepted     already-declined     already-accepted     already-accepted     already-accepted     already-accepted   "
            + "  already-accepted")]
    [InlineData("allocate",
        "not-accepted         yes                  yes                  yes                  yes                  yes                  "
            + "support-ended        support-ended        support-ended        yes                  yes                  yes                "
            + "  yes")]
    [InlineData("reached",
        "not-accepted         yes                  yes                  yes                  yes                  support-ended        "
            + "support-ended        support-ended        support-ended        yes                  yes                  yes                "
            + "  yes")]
    [InlineData("noAnswer",
        "not-accepted         yes                  yes                  yes                  yes                  support-ended        "
            + "support-ended        support-ended        support-ended        yes                  yes                  yes                "
            + "  yes")]
    [InlineData("book",
        "not-accepted         yes                  yes                  yes                  yes                  support-ended        "
            + "support-ended        support-ended        support-ended        yes                  yes                  yes                "
            + "  support-paused")]
    [InlineData("move",
        "not-accepted         meeting-not-booked   yes                  yes                  meeting-not-booked   support-ended        "
            + "support-ended        support-ended        support-ended        yes                  yes                  meeting-not-booked "
            + "  meeting-not-booked")]
    [InlineData("cancel",
        "not-accepted         meeting-not-booked   yes                  yes                  meeting-not-booked   support-ended        "
            + "support-ended        support-ended        support-ended        yes                  yes                  meeting-not-booked "
            + "  meeting-not-booked")]
    [InlineData("confirm",
        "not-accepted         meeting-not-booked   yes                  yes                  meeting-not-booked   support-ended        "
            + "support-ended        support-ended        support-ended        yes                  yes                  meeting-not-booked "
            + "  meeting-not-booked")]
    [InlineData("askAnotherTime",
        "not-accepted         meeting-not-booked   yes                  yes                  meeting-not-booked   support-ended        "
            + "support-ended        support-ended        support-ended        yes                  yes                  meeting-not-booked "
            + "  meeting-not-booked")]
    [InlineData("cannotCome",
        "not-accepted         meeting-not-booked   yes                  yes                  meeting-not-booked   support-ended        "
            + "support-ended        support-ended        support-ended        yes                  yes                  meeting-not-booked "
            + "  meeting-not-booked")]
    [InlineData("outcome",
        "not-accepted         meeting-not-booked   meeting-to-come      meeting-to-come      meeting-not-booked   support-ended        "
            + "support-ended        support-ended        support-ended        meeting-to-come      meeting-to-come      meeting-not-booked "
            + "  meeting-not-booked")]
    [InlineData("answer",
        "survey-unknown       survey-unknown       survey-unknown       survey-unknown       survey-unknown       survey-unknown       "
            + "survey-unknown       survey-unknown       survey-unknown       survey-unknown       survey-unknown       survey-unknown     "
            + "  survey-unknown")]
    [InlineData("raise",
        "yes                  yes                  yes                  yes                  yes                  yes                  yes "
            + "                 yes                  yes                  yes                  yes                  yes                  "
            + "yes")]
    [InlineData("acknowledge",
        "concern-unknown      concern-unknown      concern-unknown      concern-unknown      concern-unknown      concern-unknown      "
            + "concern-unknown      concern-unknown      concern-unknown      yes                  concern-unknown      concern-unknown    "
            + "  concern-unknown")]
    [InlineData("settle",
        "concern-unknown      concern-unknown      concern-unknown      concern-unknown      concern-unknown      concern-unknown      "
            + "concern-unknown      concern-unknown      concern-unknown      not-acknowledged     concern-unknown      concern-unknown    "
            + "  concern-unknown")]
    [InlineData("correctDetails",
        "yes                  yes                  yes                  yes                  yes                  yes                  yes "
            + "                 yes                  yes                  yes                  yes                  yes                  "
            + "yes")]
    [InlineData("protect",
        "yes                  yes                  yes                  yes                  yes                  yes                  yes "
            + "                 yes                  yes                  yes                  yes                  yes                  "
            + "yes")]
    [InlineData("readUrgentWords",
        "text-unknown         text-unknown         text-unknown         text-unknown         text-unknown         text-unknown         "
            + "text-unknown         text-unknown         text-unknown         text-unknown         text-unknown         text-unknown       "
            + "  text-unknown")]
    [InlineData("preferences",
        "yes                  yes                  yes                  yes                  yes                  yes                  yes "
            + "                 yes                  support-ended        yes                  yes                  yes                  "
            + "yes")]
    [InlineData("renewLinks",
        "yes                  yes                  yes                  yes                  yes                  yes                  yes "
            + "                 yes                  support-ended        yes                  yes                  yes                  "
            + "yes")]
    [InlineData("details",
        "identity-not-confirmed identity-not-confirmed identity-not-confirmed identity-not-confirmed identity-not-confirmed "
            + "identity-not-confirmed identity-not-confirmed identity-not-confirmed support-ended        identity-not-confirmed "
            + "identity-not-confirmed identity-not-confirmed identity-not-confirmed")]
    [InlineData("confirmEmail",
        "nothing-to-confirm   nothing-to-confirm   nothing-to-confirm   nothing-to-confirm   nothing-to-confirm   nothing-to-confirm   "
            + "nothing-to-confirm   nothing-to-confirm   nothing-to-confirm   nothing-to-confirm   nothing-to-confirm   nothing-to-confirm "
            + "  nothing-to-confirm")]
    [InlineData("note",
        "yes                  yes                  yes                  yes                  yes                  yes                  yes "
            + "                 yes                  yes                  yes                  yes                  yes                  "
            + "yes")]
    [InlineData("talk",
        "yes                  yes                  yes                  yes                  yes                  yes                  yes "
            + "                 yes                  yes                  yes                  yes                  yes                  "
            + "yes")]
    [InlineData("pinNote",
        "yes                  yes                  yes                  yes                  yes                  yes                  yes "
            + "                 yes                  yes                  yes                  yes                  yes                  "
            + "yes")]
    [InlineData("unpinNote",
        "not-pinned           not-pinned           not-pinned           not-pinned           not-pinned           not-pinned           "
            + "not-pinned           not-pinned           not-pinned           not-pinned           not-pinned           not-pinned         "
            + "  not-pinned")]
    [InlineData("addDocument",
        "yes                  yes                  yes                  yes                  yes                  yes                  yes "
            + "                 yes                  yes                  yes                  yes                  yes                  "
            + "yes")]
    [InlineData("removeDocument",
        "document-unknown     document-unknown     document-unknown     document-unknown     document-unknown     document-unknown     "
            + "document-unknown     document-unknown     document-unknown     document-unknown     document-unknown     document-unknown   "
            + "  document-unknown")]
    [InlineData("complete",
        "task-not-open        task-not-open        task-not-open        task-not-open        task-not-open        task-not-open        "
            + "task-not-open        task-not-open        task-not-open        task-not-open        task-not-open        task-not-open      "
            + "  task-not-open")]
    [InlineData("putOff",
        "task-not-open        task-not-open        task-not-open        task-not-open        task-not-open        task-not-open        "
            + "task-not-open        task-not-open        task-not-open        task-not-open        task-not-open        task-not-open      "
            + "  task-not-open")]
    [InlineData("give",
        "task-not-open        task-not-open        task-not-open        task-not-open        task-not-open        task-not-open        "
            + "task-not-open        task-not-open        task-not-open        task-not-open        task-not-open        task-not-open      "
            + "  task-not-open")]
    [InlineData("takeBack",
        "nothing-given        nothing-given        nothing-given        nothing-given        nothing-given        nothing-given        "
            + "nothing-given        nothing-given        nothing-given        nothing-given        nothing-given        nothing-given      "
            + "  nothing-given")]
    [InlineData("closeGoalsMet",
        "not-accepted         yes                  yes                  yes                  yes                  support-ended        "
            + "support-ended        support-ended        support-ended        concern-open         yes                  yes                "
            + "  yes")]
    [InlineData("closeWithdrew",
        "yes                  yes                  yes                  yes                  yes                  support-ended        "
            + "support-ended        support-ended        support-ended        concern-open         yes                  yes                "
            + "  yes")]
    [InlineData("closeDied",
        "yes                  yes                  yes                  yes                  yes                  yes                  yes "
            + "                 support-ended        support-ended        yes                  yes                  yes                  "
            + "yes")]
    [InlineData("keepOpen",
        "not-accepted         nothing-announced    nothing-announced    nothing-announced    nothing-announced    support-ended        "
            + "support-ended        support-ended        support-ended        nothing-announced    nothing-announced    nothing-announced  "
            + "  nothing-announced")]
    [InlineData("undelivered",
        "yes                  yes                  yes                  yes                  yes                  yes                  yes "
            + "                 yes                  yes                  yes                  yes                  yes                  "
            + "yes")]
    [InlineData("reopen",
        "not-ended            not-ended            not-ended            not-ended            not-ended            yes                  yes "
            + "                 not-ended            support-ended        not-ended            not-ended            not-ended            "
            + "not-ended")]
    [InlineData("handOver",
        "not-accepted         yes                  yes                  yes                  yes                  yes                  "
            + "support-ended        support-ended        support-ended        yes                  yes                  yes                "
            + "  yes")]
    [InlineData("agreePlan",
        "not-accepted         yes                  yes                  yes                  yes                  support-ended        "
            + "support-ended        support-ended        support-ended        yes                  yes                  yes                "
            + "  yes")]
    [InlineData("raiseNeed",
        "not-accepted         yes                  yes                  yes                  yes                  support-ended        "
            + "support-ended        support-ended        support-ended        yes                  yes                  yes                "
            + "  yes")]
    [InlineData("review",
        "not-accepted         no-plan              no-plan              no-plan              yes                  support-ended        "
            + "support-ended        support-ended        support-ended        no-plan              no-plan              yes                "
            + "  yes")]
    [InlineData("scoreGoals",
        "no-plan              no-plan              no-plan              no-plan              yes                  yes                  "
            + "yes                  no-plan              support-ended        no-plan              no-plan              yes                "
            + "  yes")]
    [InlineData("wishes",
        "not-accepted         yes                  yes                  yes                  yes                  support-ended        "
            + "support-ended        support-ended        support-ended        yes                  yes                  yes                "
            + "  yes")]
    [InlineData("offer",
        "not-accepted         not-contacted        yes                  yes                  yes                  support-ended        "
            + "support-ended        support-ended        support-ended        yes                  yes                  yes                "
            + "  yes")]
    [InlineData("answerOffer",
        "not-accepted         list-unknown         list-unknown         list-unknown         list-unknown         support-ended        "
            + "support-ended        support-ended        support-ended        list-unknown         list-unknown         list-unknown       "
            + "  list-unknown")]
    [InlineData("dismiss",
        "not-accepted         yes                  yes                  yes                  yes                  support-ended        "
            + "support-ended        support-ended        support-ended        yes                  yes                  yes                "
            + "  yes")]
    [InlineData("introduce",
        "not-accepted         not-contacted        yes                  yes                  yes                  support-ended        "
            + "support-ended        support-ended        support-ended        yes                  yes                  yes                "
            + "  yes")]
    [InlineData("providerAnswers",
        "not-accepted         introduction-unknown introduction-unknown introduction-unknown introduction-unknown support-ended        "
            + "support-ended        support-ended        support-ended        introduction-unknown introduction-unknown yes                "
            + "  yes")]
    [InlineData("endActivity",
        "not-accepted         introduction-unknown introduction-unknown introduction-unknown introduction-unknown support-ended        "
            + "support-ended        support-ended        support-ended        introduction-unknown introduction-unknown yes                "
            + "  yes")]
    [InlineData("unmetNeed",
        "not-accepted         yes                  yes                  yes                  yes                  support-ended        "
            + "support-ended        support-ended        support-ended        yes                  yes                  yes                "
            + "  yes")]
    [InlineData("planSession",
        "not-accepted         introduction-unknown introduction-unknown introduction-unknown introduction-unknown support-ended        "
            + "support-ended        support-ended        support-ended        introduction-unknown introduction-unknown yes                "
            + "  yes")]
    [InlineData("planSeries",
        "not-accepted         introduction-unknown introduction-unknown introduction-unknown introduction-unknown support-ended        "
            + "support-ended        support-ended        support-ended        introduction-unknown introduction-unknown yes                "
            + "  yes")]
    [InlineData("askRegister",
        "not-accepted         session-not-planned  session-not-planned  session-not-planned  session-not-planned  support-ended        "
            + "support-ended        support-ended        support-ended        session-not-planned  session-not-planned  session-not-planned"
            + "  session-not-planned")]
    [InlineData("markRegister",
        "not-accepted         session-not-planned  session-not-planned  session-not-planned  session-not-planned  support-ended        "
            + "support-ended        support-ended        support-ended        session-not-planned  session-not-planned  session-not-planned"
            + "  session-not-planned")]
    [InlineData("moveSession",
        "not-accepted         session-not-planned  session-not-planned  session-not-planned  session-not-planned  support-ended        "
            + "support-ended        support-ended        support-ended        session-not-planned  session-not-planned  yes                "
            + "  yes")]
    [InlineData("changeCompanion",
        "not-accepted         session-not-planned  session-not-planned  session-not-planned  session-not-planned  support-ended        "
            + "support-ended        support-ended        support-ended        session-not-planned  session-not-planned  yes                "
            + "  yes")]
    [InlineData("chooseVolunteer",
        "not-accepted         session-not-planned  session-not-planned  session-not-planned  session-not-planned  support-ended        "
            + "support-ended        support-ended        support-ended        session-not-planned  session-not-planned  yes                "
            + "  yes")]
    [InlineData("sayCannotGo",
        "not-accepted         session-not-planned  session-not-planned  session-not-planned  session-not-planned  support-ended        "
            + "support-ended        support-ended        support-ended        session-not-planned  session-not-planned  session-not-planned"
            + "  session-not-planned")]
    [InlineData("putBack",
        "not-accepted         not-put-aside        not-put-aside        not-put-aside        not-put-aside        support-ended        "
            + "support-ended        support-ended        support-ended        not-put-aside        not-put-aside        not-put-aside      "
            + "  not-put-aside")]
    [InlineData("cancelSession",
        "not-accepted         session-not-planned  session-not-planned  session-not-planned  session-not-planned  support-ended        "
            + "support-ended        support-ended        support-ended        session-not-planned  session-not-planned  yes                "
            + "  yes")]
    [InlineData("arrangeTransport",
        "not-accepted         session-not-planned  session-not-planned  session-not-planned  session-not-planned  support-ended        "
            + "support-ended        support-ended        support-ended        session-not-planned  session-not-planned  yes                "
            + "  yes")]
    [InlineData("recordSession",
        "not-accepted         session-not-planned  session-not-planned  session-not-planned  session-not-planned  support-ended        "
            + "support-ended        support-ended        support-ended        session-not-planned  session-not-planned  session-to-come    "
            + "  session-to-come")]
    [InlineData("changeSupport",
        "not-accepted         introduction-unknown introduction-unknown introduction-unknown introduction-unknown support-ended        "
            + "support-ended        support-ended        support-ended        introduction-unknown introduction-unknown yes                "
            + "  yes")]
    [InlineData("pause",
        "not-accepted         yes                  yes                  yes                  yes                  support-ended        "
            + "support-ended        support-ended        support-ended        yes                  yes                  yes                "
            + "  yes")]
    [InlineData("resume",
        "not-accepted         not-paused           not-paused           not-paused           not-paused           support-ended        "
            + "support-ended        support-ended        support-ended        not-paused           not-paused           not-paused         "
            + "  yes")]
    public void A_command_is_taken_or_refused_by_the_state_of_the_journey(string command, string row)
    {
        string[] cells = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(States.Length, cells.Length);
        List<string> wrong = [];
        for (int i = 0; i < States.Length; i++)
        {
            Story story = Begin(States[i]);
            string before = Story.Json(story.State);
            Decision decision = story.Do(Command(command, story));
            string found = decision is Decision.Refused refused ? refused.Code : "yes";
            if (found != cells[i])
                wrong.Add($"{States[i]}: {found} instead of {cells[i]}");
            if (found != "yes" && Story.Json(story.State) != before)
                wrong.Add($"{States[i]}: was refused and changed the journey");
        }
        Assert.True(wrong.Count is 0, $"{command}: {string.Join("; ", wrong)}");
    }

    [Fact]
    public void A_row_stands_here_for_every_command_there_is()
    {
        string[] rows = [.. typeof(CommandTableTests).GetMethod(nameof(A_command_is_taken_or_refused_by_the_state_of_the_journey))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>()
            .Select(a => (string)a.GetData(null!).Single()[0])];
        Type[] asked = [.. rows.Select(name => Command(name, Story.Received()).GetType()).Distinct()];
        Type[] all = [.. typeof(JourneyCommand).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(JourneyCommand)))];

        Assert.Equal(all.Select(t => t.FullName).Order(), asked.Select(t => t.FullName).Order());
    }

    [Fact]
    public void Nothing_but_a_referral_begins_a_journey()
    {
        foreach (Type type in typeof(JourneyCommand).Assembly.GetTypes()
            .Where(
                t => !t.IsAbstract
                    && t.IsSubclassOf(typeof(JourneyCommand))
                    && t != typeof(Intake.Receive)
                    && t != typeof(Parting.BeginApart)))
        {
            JourneyCommand command = (JourneyCommand)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
            Decision decision = Journey.Decide(null, command, new Pathway(), new Moment(Story.At("2026-07-01 10:00"), Story.Sam, "c1"));
            Assert.Equal("journey-unknown", Assert.IsType<Decision.Refused>(decision).Code);
        }
    }

    public static TheoryData<string, JourneyCommand> LongTexts { get; } = new()
    {
        { "decline", new Intake.Decline(Long) },
        { "compare", new Resemblance.Compare(Story.Other, AlikeAnswer.NotSureYet, Long) },
        { "joinTo", new Joining.Join(Story.Other, ContactsOf.This, Long) },
        { "takeApart", new Parting.TakeApart(Story.SecondReferral, Long) },
        { "attempt", new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached, null, Long) },
        { "cancel", new Meetings.Cancel("m1", Long) },
        { "ask", new Meetings.AskAnotherTime("m1", Long) },
        { "cannot", new Meetings.CannotCome("m1", Long) },
        { "outcome", new Meetings.RecordOutcome("m1", MeetingOutcome.Held, Note: Long) },
        { "barrier", new Meetings.RecordOutcome("m1", MeetingOutcome.DidNotAttend, Barrier: Long[..201]) },
        { "book", new Meetings.Book(Story.At("2026-07-20 11:00"), new Place(PlaceKind.Other, Long[..201])) },
        { "move", new Meetings.Move("m1", Story.At("2026-07-20 11:00"), new Place(PlaceKind.Other, Long[..201])) },
        { "raise", new Concerns.Raise(Long) },
        { "acknowledge", new Concerns.Acknowledge("x1", Long) },
        { "settle", new Concerns.Settle("x1", Long) },
        { "correct", new Corrections.Correct(Long) },
        { "protect", new AddressProtection.ChangeProtection(true, Long) },
        { "read", new UrgentWords.Read("x1", Long) },
        { "complete", new Tasks.Complete("t1", Long) },
        { "putOff", new Tasks.PutOff("t1", new DateOnly(2026, 7, 3), Long) },
        { "give", new Tasks.Give("t1", "kim", Long) },
        { "close", new Closing.Close(ClosingReason.Withdrew, Long) },
        { "keep", new Closing.KeepOpen(Long) },
        { "reopen", new Closing.Reopen(Long) },
        { "raiseNeed", new Plan.RaiseNeed("housing", Long) },
        { "review", new Reviews.Record(ReviewOutcome.GoOn, Long) },
        { "offerNote", new Choosing.AnswerOffer("l1", 1, OfferSays.WouldTry, Long) },
        { "dismissNote", new Choosing.DismissActivity(Guid.Empty, "Tea dance", DismissReason.TooFar, Long) },
        { "toKnow", new Attendance.ChooseVolunteer("s1", "vera", Long) },
        { "cannotGoNote", new Attendance.SayCannotGo("s1", "vera", Long) },
        { "gettingThere", new Choosing.OfferActivities([new(Story.Garden, GettingThere: Long[..201])]) },
        { "wishNote", new Suiting.RecordWishes(new Wishes { Note = Long }) },
        { "share", new Activities.Introduce(Story.Garden, IntroductionKind.Referral, Agreed: true, Share: Long) },
        { "name", new Activities.Introduce(Story.Garden with { Name = Long[..201] }, IntroductionKind.Referral, Agreed: true) },
        { "provider", new Activities.Introduce(Story.Garden with { Provider = Long[..201] }, IntroductionKind.Referral, Agreed: true) },
        { "where", new Activities.Introduce(Story.Garden with { Where = Long[..201] }, IntroductionKind.Referral, Agreed: true) },
        { "phone", new Activities.Introduce(Story.Garden with { Phone = Long[..201] }, IntroductionKind.Referral, Agreed: true) },
        { "answer", new Activities.RecordAnswer("i1", ProviderAnswer.NotSuitable, Long) },
        { "endActivity", new Activities.EndActivity("i1", EndReason.Other, Long) },
        { "unmet", new Activities.RegisterUnmetNeed("housing", UnmetReason.Full, Long) },
        { "cancelSession", new Attendance.CancelSession("s1", Long) },
        { "recordSession", new Attendance.RecordSession("s1", true, Note: Long) },
        { "changeSupport", new Attendance.ChangeSupport("i1", SupportStep.MetThere, Long) },
        { "pause", new Pausing.Pause(PauseReason.Other, new DateOnly(2026, 8, 1), Long) },
        { "resume", new Pausing.Resume(Long) },
    };

    private static string Long => new('x', Notes.MaxLength + 1);

    [Theory]
    [MemberData(nameof(LongTexts))]
    public void No_words_are_so_many_that_they_cannot_be_kept(string name, JourneyCommand command)
    {
        Assert.NotEmpty(name);
        Story.Contacted().Book("2026-07-03 11:00", "m1").Refuses("text-too-long", command);
    }

    [Fact]
    public void What_is_long_is_bounded_by_itself_and_not_together_with_what_stands_beside_it() =>
        Story.Planned()
            .With(
                new Activities.Introduce(Story.Garden with { Name = Long[..200], Where = Long[..200] }, IntroductionKind.Referral,
                    Agreed: true, Share: Long[1..]));

    [Theory]
    [InlineData("", "note-empty")]
    [InlineData(" \n ", "note-empty")]
    public void A_note_says_something(string text, string code) => Story.Received().Refuses(code, new Notes.Add(text));

    [Fact]
    public void A_note_has_four_thousand_characters_and_not_one_more() =>
        Story.Received().With(new Notes.Add(Long[1..])).Refuses("note-too-long", new Notes.Add(Long));

    [Fact]
    public void Commands_of_the_system_cannot_be_sent_as_json()
    {
        foreach (string kind in (string[])["receive", "reportUndelivered", "handOver", "noteAlike", "hear", "take", "finishJoin", "callOff",
            "beginApart", "comeBack", "letGo", "stayTogether", "addDocument"])
            Assert.ThrowsAny<JsonException>(
                () => JsonSerializer.Deserialize($$"""{"kind":"{{kind}}"}""", JourneyJson.Strict.JourneyCommand));
    }
}
