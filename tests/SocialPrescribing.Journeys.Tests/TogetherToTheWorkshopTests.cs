namespace SocialPrescribing.Journeys.Tests;

/// <summary>The purpose of the programme, from the first letter to the goodbye.</summary>
public class TogetherToTheWorkshopTests
{
    private static readonly Transport WithDerek = new(TransportKind.Lift, "Derek from the workshop", Arranged: true);

    [Fact]
    public void Alan_who_has_not_left_his_flat_for_two_years_goes_to_the_workshop_alone_in_week_ten()
    {
        // Monday 4 January 2027. Alan is 52, was a joiner, and has agoraphobia. His GP refers him.
        Story alan = Story.Received("2027-01-04 10:00", but: r => r with
        {
            Reason = "Agoraphobia. Has hardly left his flat for two years.",
            Needs = ["anxiety", "socialIsolation"],
            Person = r.Person with { FirstName = "Alan", FamilyName = "Invented", DateOfBirth = new DateOnly(1974, 5, 2) },
        });

        // Sam rings the next day. Alan would rather not go out, so Sam comes to him.
        alan.Until("2027-01-05 10:00").With(new Intake.Accept(LinkWorker: "sam"))
            .With(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        alan.With(new Meetings.Book(Story.At("2027-01-08 11:00"), new Place(PlaceKind.AtHome, "his flat")), id: "visit");
        alan.Until("2027-01-08 12:00").With(new Meetings.RecordOutcome("visit", MeetingOutcome.Held));
        Assert.Equal(["2027-01-06 11:00"], alan.SentAt(MessageKind.MeetingReminder));

        // They talk about wood, and write down what he wants.
        alan.With(new Plan.Agree(
            ["anxiety", "socialIsolation"], "Making something with my hands that somebody needs",
            [new Goal("Build a table for a family", 9, "Look at the workshop from the car")], ["A joiner for twenty years"]));
        Assert.Equal(Stage.Attending, alan.Stage);

        // There is a workshop where people make furniture for families in need, every Thursday. May Sam tell them about him? He may.
        alan.With(new Activities.Introduce(
            new ActivityDetails("Furniture workshop", "Tables for All", Email: "hello@tables.example", Where: "Mill Lane, Bordon"),
            IntroductionKind.Referral, Agreed: true, Share: "A joiner. A seat near the door, please."), id: "workshop");
        Assert.Equal([MessageKind.ProviderIntroduction], alan.Queued);
        Assert.Empty(alan.Tasks);

        // On the third day the workshop is asked again, and says yes. Sam has three days to plan the first time.
        alan.Until("2027-01-13 18:00");
        Assert.Equal(["2027-01-13 17:00"], alan.SentAt(MessageKind.ProviderNudge));
        alan.With(new Activities.RecordAnswer("workshop", ProviderAnswer.Accepted), Actor.Provider);
        Assert.Equal(["PlanSession for sam by 2027-01-18 17:00"], alan.Tasks);

        // He cannot take the bus yet. A lift is wanted by Tuesday, and Derek will drive them both.
        alan.PlanSession("week-1", "2027-01-21 10:00", new Transport(TransportKind.Lift), "workshop").Until("2027-01-14 10:00");
        Assert.Equal(["ArrangeTransport for sam by 2027-01-19 10:00"], alan.Tasks);
        alan.With(new Attendance.ArrangeTransport("week-1", WithDerek));
        Assert.Empty(alan.Tasks);

        // The day before, Alan is reminded. They go together, and he stays for an hour. Two days later Sam asks how it was.
        alan.Until("2027-01-21 12:30");
        Assert.Equal(["2027-01-20 10:00"], alan.SentAt(MessageKind.SessionReminder));
        alan.With(new Attendance.RecordSession("week-1", Came: true, Confidence: 1, Note: "Sat near the door. Sanded a leg."));
        alan.Until("2027-01-25 09:00");
        Assert.Equal(["CheckIn for sam by 2027-01-25 17:00"], alan.Tasks);
        alan.With(new Tasks.Complete(alan.Task(TaskKind.CheckIn).Id, "Slept well after it."));

        // Four times they go together. Nobody hurries him. After the fourth he has been sure of himself twice.
        Goes(alan, "week-2", "2027-01-28", 4, WithDerek);
        Goes(alan, "week-3", "2027-02-04", 7, WithDerek);
        Assert.Empty(alan.Tasks);
        Goes(alan, "week-4", "2027-02-11", 8, WithDerek);
        Assert.Equal(["ConsiderStepDown for sam by 2027-02-16 17:00"], alan.Tasks);
        Assert.Equal([Companion.LinkWorker, Companion.LinkWorker, Companion.LinkWorker, Companion.LinkWorker],
            alan.Journey.Sessions.Select(s => s.WentAlong!.Value));

        // "I could come with Derek, if you are there when I arrive."
        alan.With(new Attendance.ChangeSupport("workshop", SupportStep.MetThere, "He wants to try, with somebody he knows at the door."));
        Assert.Empty(alan.Tasks);

        // The next time it snows, and he stays at home. Sam rings him the same day; it is nobody's fault.
        alan.PlanSession("week-5", "2027-02-18 10:00", WithDerek, "workshop").Until("2027-02-18 12:30")
            .With(new Attendance.RecordSession("week-5", Came: false, Barrier.Weather));
        Assert.Equal(["PhoneAfterMissed for sam by 2027-02-18 17:00"], alan.Tasks);
        alan.With(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));

        // Then twice he is met there and is sure. At six weeks they look at the plan together.
        alan.Until("2027-02-19 09:00");
        Assert.Equal(["Review for sam by 2027-02-26 17:00"], alan.Tasks);
        alan.With(new Reviews.Record(ReviewOutcome.GoOn, "He has begun a table. He wants to try the bus."));
        Goes(alan, "week-6", "2027-02-25", 7, WithDerek);
        Goes(alan, "week-7", "2027-03-04", 8, WithDerek);
        Assert.Equal([TaskKind.ConsiderStepDown], alan.TaskKinds);

        // So now he takes the bus, and Sam only rings the evening before and after.
        alan.With(new Attendance.ChangeSupport("workshop", SupportStep.Phoned, "He will take the bus. A call the day before helps."));
        alan.PlanSession("week-8", "2027-03-11 10:00", new Transport(TransportKind.Own), "workshop").Until("2027-03-10 09:00");
        Assert.Equal(["PhoneBefore for sam by 2027-03-11 10:00"], alan.Tasks);
        alan.With(new Tasks.Complete(alan.Task(TaskKind.PhoneBefore).Id)).Until("2027-03-11 12:30")
            .With(new Attendance.RecordSession("week-8", Came: true, Confidence: 8));
        Goes(alan, "week-9", "2027-03-18", 9, new Transport(TransportKind.Own));
        alan.With(new Attendance.ChangeSupport("workshop", SupportStep.Independent, "\"You need not ring any more.\""));
        Assert.Empty(alan.Tasks);

        // In week ten he goes alone, and the week after, and the week after that.
        Goes(alan, "week-10", "2027-03-25", 9, new Transport(TransportKind.Own));
        Goes(alan, "week-11", "2027-04-01", 9, new Transport(TransportKind.Own));
        Assert.Null(alan.Journey.IndependentAt);
        alan.PlanSession("week-12", "2027-04-08 10:00", new Transport(TransportKind.Own), "workshop").Until("2027-04-08 12:30")
            .With(new Attendance.RecordSession("week-12", Came: true, Confidence: 10));
        Assert.Equal("2027-04-08 12:30", Story.London(alan.Journey.IndependentAt!.Value));
        Assert.Equal(10, Weeks(alan, alan.Journey.Sessions.First(s => s is { Came: true, Support: SupportStep.Independent })));

        // At twelve weeks they look back, and say goodbye. The workshop stays his. His GP hears of it the same day.
        alan.With(new Reviews.Record(ReviewOutcome.ReadyToEnd, "The table stands in a family's kitchen."))
            .With(new Closing.Close(ClosingReason.Independent));
        Assert.Equal([MessageKind.Goodbye, MessageKind.ReferrerClosed], alan.Queued);
        Assert.True(alan.Journey.Introductions[0].CanAttend);
        Assert.Empty(alan.Tasks);
        Assert.Equal(
            ["received", "accepted", "contacted", "met", "planAgreed", "introduced", "firstAttended", "independent", "supportEnded"],
            alan.Status().Milestones.Select(m => m.What));
        Assert.Equal(ReferralTaskStatus.Completed, alan.Status().Status);

        // He is asked how he is after three, six and twelve months. Then nothing is left to do, and nothing was ever late.
        alan.Until("2028-06-01 10:00");
        Assert.Equal(["2027-07-08 10:00", "2027-10-08 10:00", "2028-04-08 10:00"], alan.SentAt(MessageKind.SurveyInvitation)[^3..]);
        Assert.Equal((Stage.Closed, null), (alan.Stage, alan.NextDue));
        Assert.DoesNotContain(MessageKind.Escalation, alan.QueuedEver);
    }

    /// <summary>A session that is planned two days ahead, takes place, and is recorded at half past twelve.</summary>
    private static void Goes(Story alan, string session, string date, int confidence, Transport transport)
    {
        alan.Until(WorkingCalendar.AddDays(Story.At($"{date} 09:00"), -2)).PlanSession(session, $"{date} 10:00", transport, "workshop");
        alan.Until($"{date} 12:30");
        foreach (OpenTask call in alan.Journey.Tasks.Where(t => t.Kind is TaskKind.PhoneBefore).ToArray())
            alan.With(new Tasks.Complete(call.Id));
        alan.With(new Attendance.RecordSession(session, Came: true, Confidence: confidence));
    }

    /// <summary>How many weeks after the first session this one was.</summary>
    private static int Weeks(Story alan, Session session) => (int)((session.At - alan.Journey.Sessions[0].At).TotalDays / 7) + 1;
}
