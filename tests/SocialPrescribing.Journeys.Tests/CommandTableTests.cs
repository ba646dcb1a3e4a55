using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>
/// Every command in every state of a journey. A cell of <c>golden/commands-by-state.txt</c> is <c>yes</c> or the code of the
/// refusal. <c>WRITE_DOCS=1 dotnet test tests/SocialPrescribing.Journeys.Tests --filter CommandTableTests</c> writes it anew. Read
/// each cell that has changed.
/// </summary>
public class CommandTableTests
{
    internal static readonly Dictionary<string, Func<Story>> States = new()
    {
        ["triage"] = () => Story.Received(),
        ["contacting"] = () => Story.Accepted(),
        ["meeting"] = () => Story.Contacted().Book("2026-07-03 11:00", "m1"),
        ["planning"] = () => Story.Met().Book("2026-07-10 11:00", "m2"),
        ["attending"] = () => Story.Planned(),
        ["afterCare"] = () => Story.Ended(),
        ["closed"] = () => Story.Ended(ClosingReason.Withdrew),
        ["declined"] = () => Story.Received().With(new Intake.Decline("Lives too far away.")),
        ["died"] = () => Story.Ended(ClosingReason.Died),
        ["concern"] = () => Story.Contacted().Book("2026-07-03 11:00", "m1").With(new Concerns.Raise("Bruises."), id: "x1"),
        ["optedOut"] = () => Story.Contacted().Book("2026-07-03 11:00", "m1").With(new Preferences.Change(OptOut: OptOut.Everything)),
        ["going"] = () => Story.Going("2026-07-10 14:00"),
        ["paused"] = () => Story.Going("2026-07-10 14:00").With(new Pausing.Pause(PauseReason.Hospital, new DateOnly(2026, 7, 7))),
    };

    internal static readonly Dictionary<string, Func<Story, JourneyCommand>> Commands = new()
    {
        ["receive"] = _ => Story.Receive(),
        ["join"] = _ => Story.Join(),
        ["noteAlike"] = _ => new Resemblance.Note([Story.Alike()]),
        ["compare"] = _ => new Resemblance.Compare(Story.Other, AlikeAnswer.SomebodyElse),
        ["hear"] = _ => new Resemblance.Hear(Story.Alike(), AlikeAnswer.SomebodyElse),
        ["joinTo"] = _ => new Joining.Join(Story.Other, ContactsOf.Other)
        {
            Target = new(HasEnded: false, IsAccepted: true, IsBusy: false, IsFull: false),
        },
        ["take"] = _ => new Joining.Take(Another, ContactsOf.Other, null),
        ["finishJoin"] = _ => new Joining.Finish(Story.Other),
        ["callOff"] = _ => new Joining.CallOff("support-ended"),
        ["takeApart"] = _ => new Parting.TakeApart(Story.FirstReferral),
        ["beginApart"] = _ => new Parting.BeginApart(Story.Other, Story.Held(Story.SecondReferral, "2026-07-01 10:00"), Story.Id),
        ["comeBack"] = _ => new Parting.ComeBack(Story.Other),
        ["letGo"] = _ => new Parting.LetGo(Story.Other),
        ["stayTogether"] = _ => new Parting.StayTogether("not-joined"),
        ["accept"] = _ => new Intake.Accept(),
        ["decline"] = _ => new Intake.Decline("Lives too far away."),
        ["allocate"] = _ => new Allocation.Allocate("kim"),
        ["reached"] = _ => new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached),
        ["noAnswer"] = _ => new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.NoAnswer),
        ["book"] = s => new Meetings.Book(s.Now.AddDays(1), new Place(PlaceKind.AtHome)),
        ["move"] = s => new Meetings.Move(Booked(s), s.Now.AddDays(2)),
        ["cancel"] = s => new Meetings.Cancel(Booked(s)),
        ["confirm"] = s => new Meetings.Confirm(Booked(s)),
        ["askAnotherTime"] = s => new Meetings.AskAnotherTime(Booked(s)),
        ["cannotCome"] = s => new Meetings.CannotCome(Booked(s)),
        ["outcome"] = s => new Meetings.RecordOutcome(Booked(s), MeetingOutcome.Held),
        ["answer"] = _ => new Surveys.Answer("baseline", new Dictionary<string, int>()),
        ["raise"] = _ => new Concerns.Raise("Bruises."),
        ["acknowledge"] = _ => new Concerns.Acknowledge("x1"),
        ["settle"] = _ => new Concerns.Settle("x1", "Talked to her."),
        ["correctDetails"] = _ => new Corrections.Correct("Saw her passport.", FamilyName: "O’Neil"),
        ["readUrgentWords"] = _ => new UrgentWords.Read("x1", "Rang her."),
        ["preferences"] = _ => new Preferences.Change(Discretion: true),
        ["renewLinks"] = _ => new PersonLinks.Renew(),
        ["protect"] = _ => new AddressProtection.ChangeProtection(true, "He is looking for her."),
        ["details"] = _ => new Details.Change(Email: "new@post.example"),
        ["confirmEmail"] = _ => new Details.ConfirmEmail("c1"),
        ["note"] = _ => new Notes.Add("Likes gardening."),
        ["talk"] = _ => new Contact.RecordConversation(ContactMethod.Phone, "Her GP"),
        ["pinNote"] = s => new Notes.Pin("n1") { Found = new("Likes gardening.", s.Now, "sam") },
        ["unpinNote"] = _ => new Notes.Unpin("n1"),
        ["addDocument"] = _ => Story.Letter,
        ["removeDocument"] = _ => new Documents.Remove("d1", "It is about somebody else."),
        ["complete"] = _ => new Tasks.Complete("nothing"),
        ["putOff"] = _ => new Tasks.PutOff("nothing", new DateOnly(2026, 7, 3), "She is away."),
        ["give"] = _ => new Tasks.Give("nothing", "kim"),
        ["takeBack"] = _ => new Tasks.TakeBack("kim"),
        ["backToQueue"] = _ => new Concerns.BackToQueue("kim"),
        ["closeGoalsMet"] = _ => new Closing.Close(ClosingReason.GoalsMet),
        ["closeWithdrew"] = _ => new Closing.Close(ClosingReason.Withdrew),
        ["closeDied"] = _ => new Closing.Close(ClosingReason.Died),
        ["keepOpen"] = _ => new Closing.KeepOpen(),
        ["reopen"] = _ => new Closing.Reopen(),
        ["handOver"] = _ => new Allocation.HandOver("kim"),
        ["agreePlan"] = _ => Story.Gardening,
        ["raiseNeed"] = _ => new Plan.RaiseNeed("housing"),
        ["review"] = _ => new Reviews.Record(ReviewOutcome.GoOn, "Is getting on well."),
        ["scoreGoals"] = _ => new Goals.Score([new(1, 5)]),
        ["wishes"] = _ => new Suiting.RecordWishes(new Wishes { StepFree = true }),
        ["offer"] = _ => new Choosing.OfferActivities([new(Story.Garden)], OfferWay.Paper),
        ["answerOffer"] = _ => new Choosing.AnswerOffer("l1", 1, OfferSays.WouldTry),
        ["putBack"] = _ => new Choosing.PutBackActivity(Guid.Empty),
        ["dismiss"] = _ => new Choosing.DismissActivity(Guid.Empty, "Tea dance", DismissReason.TooFar),
        ["introduce"] = _ => new Activities.Introduce(Story.Garden with { Name = "Choir" }, IntroductionKind.Referral, Agreed: true),
        ["providerAnswers"] = _ => new Activities.RecordAnswer("i1", ProviderAnswer.WaitingList),
        ["endActivity"] = _ => new Activities.EndActivity("i1", EndReason.TooFar),
        ["unmetNeed"] = _ => new Activities.RegisterUnmetNeed("housing", UnmetReason.NothingSuitable),
        ["planSession"] = s => new Attendance.PlanSession("i1", s.Now.AddDays(20), new Transport(TransportKind.Own)),
        ["planSeries"] = s => new Attendance.PlanSeries("i1", [s.Now.AddDays(20), s.Now.AddDays(27)], new Transport(TransportKind.Own)),
        ["askRegister"] = _ => new Attendance.AskRegister("s1", 1),
        ["hearOfChange"] = _ => new Attendance.HearOfChange("s1", 1),
        ["markRegister"] = _ => new Attendance.MarkRegister("s1", RegisterMark.Came),
        ["changeCompanion"] = _ => new Attendance.ChangeCompanion("s1", Companion.FriendOrFamily),
        ["chooseVolunteer"] = _ => new Attendance.ChooseVolunteer("s1", "vera", "Meet her at the bus stop."),
        ["seekCompanion"] = _ => new Attendance.SeekCompanion("s1", "vera"),
        ["sayCannotGo"] = _ => new Attendance.SayCannotGo("s1", "vera"),
        ["moveSession"] = s => new Attendance.MoveSession("s1", s.Now.AddDays(21)),
        ["cancelSession"] = _ => new Attendance.CancelSession("s1"),
        ["arrangeTransport"] = _ => new Attendance.ArrangeTransport("s1", new Transport(TransportKind.Taxi, "Red Cabs", Arranged: true)),
        ["recordSession"] = _ => new Attendance.RecordSession("s1", Came: true),
        ["changeSupport"] = _ => new Attendance.ChangeSupport("i1", SupportStep.MetThere, "She wants to try."),
        ["pause"] = _ => new Pausing.Pause(PauseReason.Holiday, new DateOnly(2026, 7, 20)),
        ["resume"] = _ => new Pausing.Resume(),
        ["undelivered"] = _ => new Messages.ReportUndelivered("closing/goodbye", MessageKind.Goodbye, null, Messages.Reasons.Refused),
    };

    /// <summary>A journey with its own referral and id.</summary>
    private static Journey Another =>
        Story.Begun(new(Story.Other, Story.Held(Story.SecondReferral, "2026-07-01 10:00")), Story.At("2026-07-01 10:00"));

    private static string Booked(Story s) => s.Journey.Meetings is [.., { } last] ? last.Id : "m1";

    [Fact]
    public void A_command_is_taken_or_refused_by_the_state_of_the_journey()
    {
        string[] table =
        [
            Line("", States.Keys),
            .. Commands.Select(command => Line(command.Key, States.Values.Select(state => Cell(command.Value, state())))),
        ];
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") is "1")
            File.WriteAllLines(Golden(), table);
        Assert.Equal(File.ReadAllLines(Golden()), table);
    }

    [Fact]
    public void A_command_that_is_refused_changes_nothing()
    {
        List<string> changed = [];
        foreach ((string name, Func<Story, JourneyCommand> command) in Commands)
            foreach ((string state, Func<Story> begin) in States)
            {
                Story story = begin();
                string before = Story.Json(story.State);
                if (story.Do(command(story)) is Decision.Refused && Story.Json(story.State) != before)
                    changed.Add($"{name} in {state}");
            }
        Assert.Empty(changed);
    }

    [Fact]
    public void A_row_stands_here_for_every_command_there_is()
    {
        Type[] asked = [.. Commands.Values.Select(command => command(Story.Received()).GetType()).Distinct()];
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
            JourneyCommand command = (JourneyCommand)RuntimeHelpers.GetUninitializedObject(type);
            Decision decision = Journey.Decide(null, command, new Pathway(), new Moment(Story.At("2026-07-01 10:00"), Story.Sam, "c1"));
            Assert.Equal("journey-unknown", Assert.IsType<Decision.Refused>(decision).Code);
        }
    }

    [Fact]
    public void Commands_of_the_system_cannot_be_sent_as_json()
    {
        foreach (string kind in (string[])["receive", "reportUndelivered", "handOver", "noteAlike", "hear", "take", "finishJoin", "callOff",
            "beginApart", "comeBack", "letGo", "stayTogether", "addDocument"])
            Assert.ThrowsAny<JsonException>(
                () => JsonSerializer.Deserialize($$"""{"kind":"{{kind}}"}""", JourneyJson.Strict.JourneyCommand));
    }

    private static string Cell(Func<Story, JourneyCommand> command, Story story) =>
        story.Do(command(story)) is Decision.Refused refused ? refused.Code : "yes";

    private static string Line(string command, IEnumerable<string> cells) =>
        (command.PadRight(18) + string.Concat(cells.Select(cell => cell.PadRight(24)))).TrimEnd();

    private static string Golden([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "golden", "commands-by-state.txt");
}
