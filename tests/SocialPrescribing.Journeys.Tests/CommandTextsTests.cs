namespace SocialPrescribing.Journeys.Tests;

/// <summary>Texts in commands have a maximum length, so that they can be stored.</summary>
public class CommandTextsTests
{
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
}
