namespace SocialPrescribing.Journeys.Tests;

public class TwelveWeeksTests
{
    [Fact]
    public void Margaret_is_referred_met_and_leaves_for_good_after_twelve_weeks()
    {
        // Wednesday 1 July: her practice refers her. Both are thanked; the team has two working days.
        Story margaret = Story.Received("2026-07-01 10:00");
        Assert.Equal([MessageKind.ReferrerReceived, MessageKind.Received], margaret.Queued);
        Assert.Equal(["Triage for triage by 2026-07-03 17:00"], margaret.Tasks);

        // The next day Sam takes her on and reaches her by phone on the second try.
        margaret.Until("2026-07-02 09:30").With(new Intake.Accept(LinkWorker: "sam"));
        Assert.Equal(["FirstContact for sam by 2026-07-08 17:00"], margaret.Tasks);
        margaret.With(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.NoAnswer));
        Assert.Equal(["NextAttempt for sam by 2026-07-09 17:00"], margaret.Tasks);
        margaret.Until("2026-07-03 15:00").With(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        Assert.Equal(["ArrangeMeeting for sam by 2026-07-22 17:00"], margaret.Tasks);
        Assert.Equal(ReferralTaskStatus.InProgress, margaret.Status().Status);

        // They meet at the hospital café; she is reminded twice and confirms.
        margaret.Book("2026-07-09 11:00", "m1");
        margaret.Until("2026-07-07 12:00").With(new Meetings.Confirm("m1"), Actor.Person);
        margaret.Until("2026-07-09 12:00");
        Assert.Equal(["2026-07-07 11:00"], margaret.SentAt(MessageKind.MeetingReminder));
        Assert.Equal(["2026-07-09 08:00"], margaret.SentAt(MessageKind.MeetingReminderToday));
        Assert.Equal(["RecordMeetingOutcome for sam by 2026-07-10 17:00"], margaret.Tasks);
        margaret.With(new Meetings.RecordOutcome("m1", MeetingOutcome.Held));
        Assert.Equal(["AgreePlan for sam by 2026-07-16 17:00"], margaret.Tasks);

        // The next morning she is asked how she is, and answers. On the 13th they agree her plan.
        margaret.Until("2026-07-10 18:00").With(new Surveys.Answer("baseline", Feeling(4)), Actor.Person);
        margaret.Until("2026-07-13 11:00").With(Story.Gardening);
        Assert.Equal(Stage.Attending, margaret.Stage);
        Assert.Equal(["FindActivity for sam by 2026-07-20 17:00"], margaret.Tasks);

        // She has a place in mind herself, and wants to ask there first.
        margaret.PutSearchAside();
        Assert.Empty(margaret.Tasks);

        // Three quiet weeks later Sam is asked to keep in touch, and rings her up.
        margaret.Until("2026-08-03 11:00");
        Assert.Equal(["KeepInTouch for sam by 2026-08-05 17:00"], margaret.Tasks);
        margaret.With(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));

        // At six weeks she answers after the first reminder; at twelve at once, and feels better.
        margaret.Until("2026-08-29 12:00").With(new Surveys.Answer("week-6", Feeling(6)), Actor.Person);
        Assert.Equal(["2026-07-10 10:00", "2026-08-24 10:00"], margaret.SentAt(MessageKind.SurveyInvitation));
        Assert.Equal(["2026-08-29 10:00"], margaret.SentAt(MessageKind.SurveyReminder));
        margaret.Until("2026-10-05 20:00").With(new Surveys.Answer("week-12", Feeling(8)), Actor.Person);

        // She goes on her own now. Her practice hears of it the same day.
        margaret.Until("2026-10-06 09:00").With(new Closing.Close(ClosingReason.Independent));
        Assert.Equal([MessageKind.Goodbye, MessageKind.ReferrerClosed], margaret.Queued);
        Assert.Equal((ReferralTaskStatus.Completed, Stage.AfterCare), (margaret.Status().Status, margaret.Stage));
        Assert.Equal(["received", "accepted", "contacted", "met", "planAgreed", "supportEnded"], margaret.Status().Milestones
            .Select(m => m.What));

        // She is asked again after 3, 6 and 12 months, summer time or not; then her file is closed, and nothing is left to do.
        margaret.Until("2028-01-01 00:00");
        Assert.Equal(["2027-01-06 10:00", "2027-04-06 10:00", "2027-10-06 10:00"], margaret.SentAt(MessageKind.SurveyInvitation)[3..]);
        Assert.Equal(Stage.Closed, margaret.Stage);
        Assert.Equal("2027-10-21 10:00", Story.London(margaret.Journey.ClosedAt!.Value));
        Assert.Empty(margaret.Tasks);
        Assert.Null(margaret.NextDue);
    }

    private static Dictionary<string, int> Feeling(int satisfied) =>
        new() { ["ons4.satisfied"] = satisfied, ["ons4.happy"] = satisfied, ["loneliness.often"] = 3 };
}
