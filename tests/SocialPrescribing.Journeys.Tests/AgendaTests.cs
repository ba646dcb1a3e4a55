namespace SocialPrescribing.Journeys.Tests;

/// <summary>Late tasks, silence, messages that are returned, and preferences.</summary>
public class AgendaTests
{
    [Fact]
    public void A_late_task_reaches_the_lead_the_next_working_day_and_every_five_until_it_is_done()
    {
        Story story = Story.Accepted().Until("2026-07-24 10:00");
        Assert.Equal(["2026-07-09 17:00", "2026-07-16 17:00", "2026-07-23 17:00"], story.SentAt(MessageKind.Escalation));
        story.With(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached))
            .With(new Meetings.Book(Story.At("2026-09-01 10:00"), new Place(PlaceKind.AtHome))).Until("2026-08-30 12:00");
        Assert.Equal(3, story.SentAt(MessageKind.Escalation).Length);
    }

    [Fact]
    public void After_a_long_outage_each_late_task_is_told_once()
    {
        Story story = Story.Accepted().SleepUntil("2026-12-01 10:00");
        Assert.Equal([MessageKind.ReferrerCouldNotReach, MessageKind.Escalation], story.Queued.Order());
        Assert.Single(story.Last.OfType<Silence.Noticed>());
        story.Fire();
        Assert.Empty(story.Last);
    }

    [Fact]
    public void After_21_days_without_contact_and_with_nothing_planned_somebody_keeps_in_touch()
    {
        Story story = Story.Planned(new Pathway { ReviewDays = [84] }).Until("2026-07-24 11:59");
        Assert.Empty(story.Tasks);
        story.Until("2026-07-24 12:00");
        Assert.Equal(["KeepInTouch for sam by 2026-07-28 17:00"], story.Tasks);
        Assert.Empty(story.With(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached)).Tasks);
        Assert.Equal(["KeepInTouch for sam by 2026-08-18 17:00"], story.Until("2026-08-14 12:00").Tasks);
    }

    [Theory]
    [InlineData("2026-03-20 12:00", "2026-04-10 12:00")] // over the clocks going forward
    [InlineData("2026-10-10 12:00", "2026-10-31 12:00")] // and back
    public void Silence_is_counted_by_the_clock_on_the_wall(string last, string noticed)
    {
        Story story = Story.Contacted(last).Until(noticed);
        Assert.Equal([noticed], story.Journal.Where(e => e.Event is Silence.Noticed).Select(e => Story.London(e.At)));
    }

    [Fact]
    public void A_meeting_ahead_is_no_silence_but_a_letter_owed_to_a_referrer_is()
    {
        Assert.DoesNotContain(TaskKind.KeepInTouch, Story.Planned().Book("2026-08-20 11:00", "m2").Until("2026-08-19 12:00").TaskKinds);
        Story story = Story.Planned().With(Story.Join(Story.ReferrerByPhone))
            .With(new Intake.Decline("In touch.", false, Story.SecondReferral)).Days(22);
        Assert.Equal([TaskKind.TellReferrer, TaskKind.KeepInTouch], story.TaskKinds);
    }

    [Theory]
    [InlineData("first-contact")]
    [InlineData("triage")]
    [InlineData("allocate")]
    public void A_tick_does_not_stand_in_for_the_work(string task)
    {
        Story story = task is "triage" ? Story.Received() : Story.Received().With(new Intake.Accept());
        story.Refuses("task-needs-its-command", new Tasks.Complete(task));
    }

    [Fact]
    public void What_no_command_stands_for_is_done_with_a_tick_once()
    {
        Story story = Story.Planned().Until("2026-07-24 12:00");
        string task = story.Journey.Tasks[0].Id;
        story.With(new Tasks.Complete(task, "Phoned.")).Refuses("task-not-open", new Tasks.Complete(task));
    }

    [Theory]
    [InlineData(MessageKind.MeetingBooked, "m1/1", TaskKind.TellPerson)]
    [InlineData(MessageKind.MeetingBooked, "m1/7", null)] // another version: overtaken
    [InlineData(MessageKind.Received, null, null)] // a courtesy
    [InlineData(MessageKind.WeTriedToReachYou, null, null)] // reached meanwhile
    [InlineData(MessageKind.ReferrerReceived, "0000000000000000000000000000000a", null)]
    [InlineData(MessageKind.ReferrerDeclined, "0000000000000000000000000000000a", null)] // it is accepted by now
    [InlineData(MessageKind.ReferrerCouldNotReach, "0000000000000000000000000000000a", null)]
    [InlineData(MessageKind.Escalation, "x", null)]
    public void A_message_that_comes_back_becomes_a_task_where_it_still_matters(MessageKind kind, string? about, TaskKind? task)
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1")
            .With(new Messages.ReportUndelivered("k", kind, about, Messages.Reasons.Refused), Actor.System);
        Assert.Equal(task is { } kinds ? [kinds] : [], story.TaskKinds);
        Assert.Empty(story.With(new Messages.ReportUndelivered("k", kind, about, Messages.Reasons.Refused), Actor.System).Last);
    }

    [Fact]
    public void A_referrer_whom_the_mail_does_not_reach_is_told_by_somebody_that_their_referral_is_declined()
    {
        Story story = Story.Received(but: Story.NoEmail).With(new Intake.Decline("Lives too far away."));
        story.With(new Messages.ReportUndelivered("k", MessageKind.ReferrerDeclined, $"{Story.FirstReferral:N}", Messages.Reasons.Refused),
            Actor.System);
        Assert.Equal([TaskKind.TellReferrer], story.TaskKinds);
    }

    [Fact]
    public void A_receipt_that_waits_is_overtaken_once_the_referral_is_declined_or_support_has_ended()
    {
        Story story = Story.Received();
        string about = $"{Story.FirstReferral:N}";
        string? Why(MessageKind kind) => Messages.WhyNoLonger(story.Journey, kind, "k", about, story.Now, story.Pathway);
        Assert.Equal((null, null), (Why(MessageKind.ReferrerReceived), Why(MessageKind.Received)));
        story.With(new Intake.Decline("Lives too far away."));
        Assert.Equal((Messages.Reasons.Overtaken, Messages.Reasons.Overtaken, null),
            (Why(MessageKind.ReferrerReceived), Why(MessageKind.Received), Why(MessageKind.ReferrerDeclined)));
    }

    [Fact]
    public void A_goodbye_that_comes_back_after_a_death_troubles_nobody() =>
        Assert.Empty(Story.Ended(ClosingReason.Died)
            .With(new Messages.ReportUndelivered("closing/goodbye", MessageKind.Goodbye, null, Messages.Reasons.Refused),
                Actor.System).Tasks);

    [Theory]
    [InlineData("reminder", "overtaken")]
    [InlineData("moved", null)]
    [InlineData("survey", "overtaken")]
    [InlineData("concern", "overtaken")]
    [InlineData("escalation", "overtaken")]
    public void Just_before_it_is_sent_a_message_is_asked_whether_it_still_makes_sense(string message, string? why)
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1").With(new Meetings.Move("m1", Story.At("2026-07-10 11:00")))
            .With(new Concerns.Raise("Bruises."), id: "x1").With(new Concerns.Acknowledge("x1", "Fine.", Settled: true));
        (MessageKind kind, string about) = message switch
        {
            "reminder" => (MessageKind.MeetingReminder, "m1/1"),
            "moved" => (MessageKind.MeetingMoved, "m1/2"),
            "survey" => (MessageKind.SurveyReminder, "baseline"),
            "concern" => (MessageKind.Concern, "x1"),
            _ => (MessageKind.Escalation, "first-contact"),
        };
        Assert.Equal(why, Messages.WhyNoLonger(story.Journey, kind, "key", about, story.Now, story.Pathway));
    }

    [Fact]
    public void A_reminder_that_waited_while_mail_was_away_gives_way_to_todays()
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1").Until("2026-07-09 07:59");
        Assert.Null(Messages.WhyNoLonger(story.Journey, MessageKind.MeetingReminder, "key", "m1/1", story.Now, story.Pathway));
        story.Until("2026-07-09 08:00");
        Assert.Equal(Messages.Reasons.Overtaken,
            Messages.WhyNoLonger(story.Journey, MessageKind.MeetingReminder, "key", "m1/1", story.Now, story.Pathway));
        Assert.Null(Messages.WhyNoLonger(story.Journey, MessageKind.MeetingReminderToday, "key", "m1/1", story.Now, story.Pathway));
    }

    [Theory]
    [InlineData(MessageKind.Concern, 0, true)]
    [InlineData(MessageKind.ConcernAgain, 0, true)]
    [InlineData(MessageKind.Escalation, 2, true)]
    [InlineData(MessageKind.MeetingReminderToday, 1, false)]
    [InlineData(MessageKind.Goodbye, 2, false)]
    [InlineData(MessageKind.SurveyInvitation, 3, false)]
    public void Safety_goes_first_and_may_repeat(MessageKind kind, int priority, bool repeats) =>
        Assert.Equal((priority, repeats), (Messages.PriorityOf(kind), Messages.MayRepeat(kind)));

    [Fact]
    public void Preferences_are_checked_and_kept_in_one_form()
    {
        Story story = Story.Contacted()
            .With(
                new Preferences.Change(
                    [new(ContactKind.Mobile, "07700 900 456", true), new(ContactKind.Email, "b@post.example", true),
                        new(ContactKind.Email, "c@post.example", true, Preferred: true),
                        new(ContactKind.Email, "d@post.example", false, Preferred: true)]));
        Assert.Equal(("+447700900456", "c@post.example"), (story.Journey.Preferences.Contacts[0].Value, story.Journey.Preferences.Email));
        story.Refuses("contact-invalid", new Preferences.Change([new(ContactKind.Email, "nobody", true)]))
            .Refuses("contact-invalid", new Preferences.Change([null!]));
        story.Refuses("contact-invalid", new Preferences.Change([.. Enumerable.Repeat(new ContactDetail(ContactKind.Post, "x", true), 11)]))
            .Refuses("language-invalid", new Preferences.Change(Language: "Welsh!"));
        Assert.Empty(story.With(new Preferences.Change(story.Journey.Preferences.Contacts, false, "en", OptOut.Nothing)).Last);
    }
}
