namespace SocialPrescribing.Journeys.Tests;

public class ContactTests
{
    private static readonly Contact.RecordAttempt NoAnswer = new(ContactMethod.Phone, AttemptOutcome.NoAnswer);

    private static Story Lettered(Func<Referral, Referral>? but = null) => Story.Accepted(but: but).With(NoAnswer)
        .Until("2026-07-02 18:00").With(NoAnswer).Until("2026-07-03 09:00").With(NoAnswer);

    [Theory]
    // Received and accepted; the first contact is due on working day 5, the lead hears on day 6, the referrer on day 10.
    [InlineData("2026-07-01 10:00", "2026-07-08 17:00", "2026-07-09 17:00", "2026-07-15 17:00")]
    [InlineData("2026-07-03 18:00", "2026-07-10 17:00", "2026-07-13 17:00", "2026-07-17 17:00")] // Friday evening
    [InlineData("2026-03-31 10:00", "2026-04-09 17:00", "2026-04-10 17:00", "2026-04-16 17:00")] // over Easter
    [InlineData("2026-03-26 10:00", "2026-04-02 17:00", "2026-04-07 17:00", "2026-04-13 17:00")] // over Easter and the clocks going forward
    [InlineData("2026-10-20 10:00", "2026-10-27 17:00", "2026-10-28 17:00", "2026-11-03 17:00")] // over the clocks going back
    [InlineData("2026-12-23 10:00", "2027-01-04 17:00", "2027-01-05 17:00", "2027-01-11 17:00")] // over Christmas and New Year
    [InlineData("2028-02-24 10:00", "2028-03-02 17:00", "2028-03-03 17:00", "2028-03-09 17:00")] // over a leap day
    public void First_contact_is_due_on_day_5_late_on_day_6_and_the_referrer_hears_on_day_10(
        string received, string due, string late, string referrer)
    {
        Story story = Story.Accepted(received);
        Assert.Equal([$"FirstContact for sam by {due}"], story.Tasks);
        story.Days(22);
        Assert.Equal(late, story.SentAt(MessageKind.Escalation)[0]);
        Assert.Equal([referrer], story.SentAt(MessageKind.ReferrerCouldNotReach));
    }

    [Fact]
    public void Whoever_gets_a_late_referral_still_has_a_day_and_its_referrer_is_not_told_at_once()
    {
        Story story = Story.Received("2026-07-01 10:00").Until("2026-07-20 10:00").With(new Intake.Accept(LinkWorker: "sam"));
        Assert.Equal("FirstContact for sam by 2026-07-21 17:00", story.Tasks[^1]);
        story.Days(5);
        Assert.Equal(["2026-07-21 17:00"], story.SentAt(MessageKind.ReferrerCouldNotReach));
    }

    [Fact]
    public void Three_days_of_trying_then_a_letter_then_ten_days_then_notice_then_the_end()
    {
        Story story = Story.Accepted().With(NoAnswer).With(NoAnswer); // twice on one day is once
        Assert.Equal(["NextAttempt for sam by 2026-07-08 17:00"], story.Tasks);
        story.Until("2026-07-02 18:00").With(NoAnswer).Until("2026-07-03 09:00").With(NoAnswer);
        Assert.Equal([MessageKind.WeTriedToReachYou], story.Queued);
        Assert.Empty(story.Tasks);
        story.Until("2026-07-13 09:00");
        Assert.Equal(["ClosingNotice for lead by 2026-07-20 17:00"], story.Tasks);
        story.Until("2026-07-20 16:59");
        Assert.False(story.Journey.HasEnded);
        story.Until("2026-07-20 17:00");
        Assert.Equal((Stage.Closed, ReferralTaskStatus.Failed), (story.Stage, story.Status().Status));
        Assert.Equal([MessageKind.Goodbye, MessageKind.ReferrerClosed], story.Queued);
        Assert.Empty(story.Tasks);
        Assert.Null(story.NextDue);
    }

    [Theory]
    [InlineData("reached")]
    [InlineData("booked")]
    [InlineData("kept")]
    public void An_announced_end_is_called_off_by_contact_or_by_the_lead(string how)
    {
        Story story = Lettered().Until("2026-07-15 10:00");
        story.With(how switch
        {
            "reached" => new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached),
            "booked" => new Meetings.Book(Story.At("2026-09-20 11:00"), new Place(PlaceKind.AtHome)),
            _ => new Closing.KeepOpen("She is in hospital."),
        });
        Assert.Null(story.Journey.ClosingProposal);
        Assert.DoesNotContain(TaskKind.ClosingNotice, story.TaskKinds);
        Assert.False(story.Days(30).Journey.HasEnded);
    }

    [Fact]
    public void After_it_was_called_off_it_can_be_announced_again()
    {
        Story story = Lettered().Until("2026-07-15 10:00").With(new Closing.KeepOpen());
        Assert.Equal(["NextAttempt for sam by 2026-07-22 17:00"], story.Tasks);
        story.Until("2026-07-16 10:00").With(NoAnswer);
        Assert.Equal([MessageKind.WeTriedToReachYou], story.Queued);
        Assert.True(story.Days(20).Journey.IsClosed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nobody_with_a_known_risk_is_closed_without_a_human(bool declined)
    {
        Story story = declined
            ? Story.Accepted().With(Story.Join(Story.WithRisk)).With(new Intake.Decline("Known already.", false, Story.SecondReferral))
                .With(NoAnswer).Until("2026-07-02 18:00").With(NoAnswer).Until("2026-07-03 09:00").With(NoAnswer)
            : Lettered(Story.WithRisk);
        story.Until("2026-09-30 10:00");
        Assert.False(story.Journey.HasEnded);
        Assert.Equal([TaskKind.ClosingNotice], story.TaskKinds);
        Assert.True(story.SentAt(MessageKind.Escalation).Length > 3);
        story.With(new Closing.Close(ClosingReason.NoContact));
        Assert.True(story.Journey.IsClosed);
    }

    [Fact]
    public void An_end_waits_while_a_concern_is_open_and_is_then_announced_anew()
    {
        Story story = Lettered().Until("2026-07-15 10:00").With(new Concerns.Raise("Post piling up."), id: "x1").Until("2026-08-03 10:00");
        Assert.False(story.Journey.HasEnded);
        story.With(new Concerns.Acknowledge("x1", "Neighbour has seen her.", Settled: true));
        Assert.Equal(["ClosingNotice for lead by 2026-08-10 17:00"], story.Tasks);
        Assert.False(story.Until("2026-08-10 16:59").Journey.HasEnded);
        Assert.True(story.Until("2026-08-10 17:00").Journey.HasEnded);
    }

    [Fact]
    public void While_a_concern_is_open_no_letter_goes_and_no_wait_for_an_answer_begins()
    {
        Story story = Story.Accepted().With(new Concerns.Raise("Afraid of her son.")).With(NoAnswer).Until("2026-07-02 18:00")
            .With(NoAnswer).Until("2026-07-03 09:00").With(NoAnswer);
        Assert.Null(story.Journey.LastLetterAt);
        Assert.Contains(TaskKind.NextAttempt, story.TaskKinds);
    }

    [Theory]
    [InlineData("2026-07-01 10:01", "attempt-in-future")]
    [InlineData("2026-07-01 09:59", "attempt-before-referral")]
    public void An_attempt_lies_between_the_referral_and_now(string at, string code) =>
        Story.Accepted().Refuses(code, NoAnswer with { At = Story.At(at) });

    [Fact]
    public void Without_email_the_letter_and_the_news_to_the_referrer_are_tasks_that_end_with_contact()
    {
        Story story = Lettered(r => Story.NoEmail(Story.ReferrerByPhone(r))).Until("2026-07-15 18:00");
        Assert.Equal([TaskKind.TellPerson, TaskKind.ClosingNotice, TaskKind.TellReferrer], story.TaskKinds);
        Assert.Equal("2026-07-22 17:00", Story.London(story.Task(TaskKind.TellReferrer).Due));
        story.With(new Contact.RecordAttempt(ContactMethod.Visit, AttemptOutcome.Reached));
        Assert.Equal([TaskKind.ArrangeMeeting], story.TaskKinds);
    }

    [Fact]
    public void Each_referrer_hears_on_the_tenth_day_of_their_own_referral_once_it_is_accepted()
    {
        Story story = Story.Accepted().Until("2026-07-08 10:00").With(Story.Join()).With(new Intake.Accept(Story.SecondReferral))
            .Until("2026-08-01 10:00");
        Assert.Equal(["2026-07-15 17:00", "2026-07-22 17:00"], story.SentAt(MessageKind.ReferrerCouldNotReach));
        Story undecided = Story.Accepted().With(Story.Join()).Until("2026-08-01 10:00");
        Assert.Single(undecided.SentAt(MessageKind.ReferrerCouldNotReach));
    }

    [Fact]
    public void A_contact_says_how_long_it_took_and_who_was_there()
    {
        Contact.RecordAttempt reached = new(ContactMethod.Visit, AttemptOutcome.Reached, Minutes: 45, Present: ["Joan Vale", " "]);
        Contact.Attempted told = Story.Accepted().With(reached).Events.OfType<Contact.Attempted>().Single();
        Assert.Equal(45, told.Minutes);
        Assert.Equal(["Joan Vale"], told.Present);
        Assert.Null(Story.Accepted().With(reached with { Present = [""] }).Events.OfType<Contact.Attempted>().Single().Present);
        Story.Accepted().With(reached with { Minutes = 0 }).With(reached with { Minutes = Contact.LongestMinutes });
    }

    [Fact]
    public void What_a_contact_cannot_have_been_is_refused()
    {
        Contact.RecordAttempt reached = new(ContactMethod.Visit, AttemptOutcome.Reached);
        Contact.RecordConversation talk = new(ContactMethod.Phone, "Her GP");
        string[] many = [.. Enumerable.Range(0, Contact.MostPresent + 1).Select(i => $"Person {i}")];
        foreach (int minutes in (int[])[-1, Contact.LongestMinutes + 1])
            Story.Accepted().Refuses("minutes-invalid", reached with { Minutes = minutes })
                .Refuses("minutes-invalid", talk with { Minutes = minutes });
        Story.Accepted().Refuses("too-many-present", reached with { Present = many })
            .Refuses("too-many-present", talk with { Present = many })
            .With(talk with { Present = many[1..] })
            .Refuses("text-too-long", talk with { Present = [new string('a', ReferralRules.MaxName + 1)] })
            .Refuses("with-empty", talk with { With = " " })
            .Refuses("attempt-in-future", talk with { At = Story.At("2026-07-01 10:01") })
            .Refuses("attempt-before-referral", talk with { At = Story.At("2026-07-01 09:59") });
    }

    [Fact]
    public void A_talk_with_somebody_else_is_no_try_to_reach_the_person()
    {
        Story story = Story.Accepted();
        string before = Story.Json(story.Journey);
        story.With(new Contact.RecordConversation(ContactMethod.Phone, "Her GP, Dr Costa", Minutes: 10, Note: "Will call her."));
        Assert.Equal(before, Story.Json(story.Journey));
        Assert.Equal("Her GP, Dr Costa", story.Events.OfType<Contact.ConversationHeld>().Single().With);
        // It goes on after the end of support, and before anybody has accepted it.
        Story.Received().With(new Contact.RecordConversation(ContactMethod.Email, "Her daughter"));
        Story.Ended().With(new Contact.RecordConversation(ContactMethod.Email, "Her daughter"));
    }
}
