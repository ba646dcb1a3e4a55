namespace SocialPrescribing.Journeys.Tests;

/// <content>Volunteers who go along, and what they are told.</content>
public partial class AttendanceTests
{
    private static Story WithVolunteer() => Story.Going("2026-07-10 14:00")
        .With(new Attendance.ChooseVolunteer("s1", "vera", "Meet her at the bus stop."), id: "v1");

    private static (MessageKind Kind, string? About)[] Told(Story story) => [.. story.Last.OfType<Messages.Queued>()
        .Where(q => q.Kind is MessageKind.VolunteerGoes or MessageKind.VolunteerOff).Select(q => (q.Kind, q.About))];

    [Fact]
    public void A_volunteer_who_is_chosen_is_told_and_goes_along()
    {
        Story story = WithVolunteer();
        Session session = Assert.Single(story.Journey.Sessions);
        Assert.Equal(("vera", "Meet her at the bus stop.", Companion.Volunteer), (session.Volunteer, session.ToKnow, session.With));
        Assert.Equal([(MessageKind.VolunteerGoes, "s1/1/vera/0")], Told(story));
        // A note for the volunteer does not change when they go.
        Assert.Empty(Told(story.With(new Attendance.ChooseVolunteer("s1", "vera", "She walks with a stick."))));
        Assert.Empty(story.With(new Attendance.ChooseVolunteer("s1", "vera", "She walks with a stick.")).Last);
    }

    [Fact]
    public void Whatever_changes_for_them_they_are_told()
    {
        Story story = WithVolunteer();
        Assert.Equal([(MessageKind.VolunteerGoes, "s1/2/vera/0")],
            Told(story.With(new Attendance.MoveSession("s1", Story.At("2026-07-11 14:00")))));
        Assert.Equal([(MessageKind.VolunteerGoes, "s1/2/walt/0"), (MessageKind.VolunteerOff, "s1/2/vera/0")],
            Told(story.With(new Attendance.ChooseVolunteer("s1", "walt"))));
        Assert.Equal([(MessageKind.VolunteerOff, "s1/2/walt/0")], Told(story.With(new Attendance.ChangeCompanion("s1"))));
        Assert.Null(story.Journey.Sessions[0].Volunteer);
        Assert.Null(story.Journey.Sessions[0].ToKnow);
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("end")]
    [InlineData("pause")]
    [InlineData("leave")]
    [InlineData("alone")]
    public void Nobody_is_left_waiting_at_the_door(string how) => Assert.Equal([(MessageKind.VolunteerOff, "s1/1/vera/0")],
        Told(WithVolunteer().With(how switch
        {
            "cancel" => new Attendance.CancelSession("s1"),
            "end" => new Closing.Close(ClosingReason.Withdrew),
            // She takes the bus by herself from now on.
            "alone" => To(SupportStep.Phoned),
            "pause" => new Pausing.Pause(PauseReason.Hospital, new DateOnly(2026, 7, 20)),
            _ => new Activities.EndActivity("i1", EndReason.DidNotLikeIt),
        })));

    [Fact]
    public void Who_cannot_go_leaves_a_task_for_somebody_else()
    {
        Story story = WithVolunteer().With(new Attendance.SayCannotGo("s1", "vera", "I have the flu."), Actor.Staff("vera"));
        Assert.Empty(Told(story));
        OpenTask task = story.Task(TaskKind.FindCompanion);
        Assert.Equal(("s1", "I have the flu."), (task.About, task.Words));
        story.Refuses("session-not-planned", new Attendance.SayCannotGo("s1", "vera"));
        Assert.Equal(typeof(Attendance.ChooseVolunteer), TaskType.Of(task.Kind).DoneIn(story.Journey, task.About, story.Now)!.Command);
        Assert.DoesNotContain(TaskKind.FindCompanion, story.With(new Attendance.ChooseVolunteer("s1", "walt")).TaskKinds);
    }

    /// <summary>Whoever has not gone alone yet waits for somebody at the door, and once the session has begun nobody can help.</summary>
    [Theory]
    [InlineData("2026-07-08 10:00", "2026-07-09 17:00", "2026-07-09 17:00")]
    [InlineData("2026-07-09 16:00", "2026-07-10 12:00", "2026-07-10 12:00")]
    [InlineData("2026-07-10 11:00", "2026-07-10 12:00", "2026-07-10 12:00")]
    [InlineData("2026-07-10 13:00", "2026-07-10 13:00", "2026-07-10 13:00")]
    public void A_lead_hears_before_the_session_that_nobody_else_was_found(string off, string due, string told)
    {
        Story story = WithVolunteer().Until(off).With(new Attendance.SayCannotGo("s1", "vera"), Actor.Staff("vera"));
        Assert.Equal(due, Story.London(story.Task(TaskKind.FindCompanion).Due));
        string task = story.Task(TaskKind.FindCompanion).Id;
        story = story.Until("2026-07-10 13:59");
        Assert.Equal(told, Assert.Single(story.Journal, e => e.Event is Tasks.Escalated late && late.Task == task) is var entry
            ? Story.London(entry.At) : null);
    }

    /// <summary>A pause gives tasks new time, but not the time at which they are in vain.</summary>
    [Fact]
    public void After_a_pause_a_lead_still_hears_before_the_session()
    {
        Story story = Story.Going("2026-07-20 14:00").With(new Attendance.ChooseVolunteer("s1", "vera"), id: "v1").Until("2026-07-17 11:00")
            .With(new Attendance.SayCannotGo("s1", "vera"), Actor.Staff("vera"))
            .With(new Pausing.Pause(PauseReason.Hospital, new DateOnly(2026, 7, 20))).Until("2026-07-20 13:59");

        Assert.Equal("2026-07-20 12:00", Assert.Single(story.SentAt(MessageKind.Escalation)));
    }

    [Fact]
    public void Another_volunteer_cannot_call_it_off() =>
        WithVolunteer().Refuses("session-not-planned", new Attendance.SayCannotGo("s1", "walt"), Actor.Staff("walt"));

    [Fact]
    public void What_a_volunteer_writes_of_harm_is_read_at_once() => Assert.Contains(TaskKind.ReadNow, WithVolunteer()
        .With(new Attendance.SayCannotGo("s1", "vera", "I want to kill myself"), Actor.Staff("vera")).TaskKinds);

    [Fact]
    public void A_series_is_one_letter_and_a_reminder_for_each()
    {
        DateTimeOffset[] days = [.. Enumerable.Range(0, 3).Select(week => Story.At("2026-07-14 10:00").AddDays(7 * week))];
        Story story = Story.Going("2026-07-10 14:00").With(new Attendance.PlanSeries("i1", days, Own), id: "e1")
            .With(new Attendance.ChooseVolunteer("e1-1", "vera", FromHereOn: true));
        Assert.Equal([(MessageKind.VolunteerGoes, "e1-1/1/vera/2")], Told(story));
        Assert.Equal([(MessageKind.VolunteerGoes, "e1-1/1/vera/0"), (MessageKind.VolunteerGoes, "e1-2/1/vera/0")],
            Told(story.Until("2026-07-20 10:00")));
        Assert.Equal([(MessageKind.VolunteerOff, "e1-2/1/vera/1")],
            Told(story.With(new Attendance.CancelSession("e1-2", FromHereOn: true))));
    }

    [Fact]
    public void A_letter_that_says_nothing_any_more_is_not_sent()
    {
        Story story = WithVolunteer();
        string key = story.Last.OfType<Messages.Queued>().Single(q => q.Kind is MessageKind.VolunteerGoes).Key;
        string? Why() =>
            Messages.WhyNoLonger(story.Journey, MessageKind.VolunteerGoes, key, "s1/1/vera/0", story.Now, story.Pathway);
        Assert.Null(Why());
        story.With(new Attendance.ChooseVolunteer("s1", "walt"));
        Assert.Equal(Messages.Reasons.Overtaken, Why());
    }

    [Fact]
    public void Where_mail_reaches_no_volunteer_somebody_phones_them()
    {
        Story story = WithVolunteer().With(
            new Messages.ReportUndelivered("volunteer/s1", MessageKind.VolunteerGoes, "s1/1/vera/0", Messages.Reasons.Refused));
        Assert.Contains(TaskKind.TellVolunteer, story.TaskKinds);
    }

    [Fact]
    public void What_somebody_was_to_tell_a_volunteer_goes_once_it_is_no_longer_so()
    {
        Story story = Refused(WithVolunteer());
        // The reminder is returned too. One call is enough.
        Assert.Equal(["VolunteerGoes s1/1/vera/0"], ToPhone(Refused(story, "s1/1/vera/0", key: "reminder")));
        story.With(new Attendance.MoveSession("s1", Story.At("2026-07-15 11:00")));
        Assert.Empty(ToPhone(story));
        Assert.Equal(["VolunteerGoes s1/2/vera/0"], ToPhone(Refused(story, "s1/2/vera/0")));
        story.With(new Attendance.ChooseVolunteer("s1", "walt"));
        Assert.Empty(ToPhone(story));
        Assert.Equal(["VolunteerOff s1/2/vera/0"], ToPhone(Refused(story, "s1/2/vera/0", MessageKind.VolunteerOff)));
        Assert.Empty(ToPhone(story.With(new Attendance.ChooseVolunteer("s1", "vera"))));
    }

    [Fact]
    public void Who_could_not_be_told_of_several_is_still_told_of_the_others()
    {
        DateTimeOffset[] days = [.. Enumerable.Range(0, 3).Select(week => Story.At("2026-07-14 10:00").AddDays(7 * week))];
        Story story = Refused(Story.Going("2026-07-10 14:00").With(new Attendance.PlanSeries("i1", days, Own), id: "e1")
            .With(new Attendance.ChooseVolunteer("e1-1", "vera", FromHereOn: true)), "e1-1/1/vera/2");
        story.With(new Attendance.CancelSession("e1-1"));
        Assert.Equal(["VolunteerGoes e1-2/1/vera/1"], ToPhone(story));
        story.With(new Attendance.CancelSession("e1-2", FromHereOn: true));
        Assert.Empty(ToPhone(story));
    }

    private static Story Refused(
        Story story, string about = "s1/1/vera/0", MessageKind kind = MessageKind.VolunteerGoes, string key = "first") =>
        story.With(new Messages.ReportUndelivered($"volunteer/{about}/{key}/{kind}", kind, about, Messages.Reasons.Refused));

    private static string[] ToPhone(Story story) =>
        [.. story.Journey.Tasks.Where(t => t.Kind is TaskKind.TellVolunteer).Select(t => $"{t.Message} {t.About}")];

    [Fact]
    public void It_has_begun() => WithVolunteer().SleepUntil("2026-07-10 14:30")
        .Refuses("session-in-past", new Attendance.ChooseVolunteer("s1", "walt"))
        .Refuses("session-not-planned", new Attendance.SayCannotGo("s1", "vera"));

    [Fact]
    public void Somebody_is_named() => WithVolunteer().Refuses("volunteer-missing", new Attendance.ChooseVolunteer("s1", ""));

    /// <summary>A letter of the same morning is read in the evening.</summary>
    [Fact]
    public void A_volunteer_who_would_set_out_before_they_read_the_letter_is_phoned_as_well()
    {
        Story Near(JourneyCommand change, string now = "2026-07-10 08:00") => WithVolunteer().Until(now).With(change);

        Assert.Equal(["VolunteerOff s1/1/vera/0"], ToPhone(Near(new Attendance.CancelSession("s1"))));
        Assert.Equal(["VolunteerOff s1/1/vera/0"], ToPhone(Near(new Closing.Close(ClosingReason.Died))));
        Assert.Equal(["VolunteerGoes s1/2/vera/0"], ToPhone(Near(new Attendance.MoveSession("s1", Story.At("2026-07-10 16:00")))));
        Assert.Equal(["VolunteerOff s1/1/vera/0"], ToPhone(Near(new Attendance.ChooseVolunteer("s1", "walt"))));
        Assert.Empty(ToPhone(Near(new Attendance.SayCannotGo("s1", "vera"))));
        Assert.Empty(ToPhone(Near(new Attendance.CancelSession("s1"), "2026-07-08 12:00")));
    }
}
