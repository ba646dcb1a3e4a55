namespace SocialPrescribing.Journeys.Tests;

public class IntakeTests
{
    [Theory]
    [InlineData("gp", "ReferrerReceived Received", "Triage")]
    [InlineData("noEmail", "ReferrerReceived", "Triage")]
    [InlineData("referrerByPhone", "Received", "Triage")]
    [InlineData("self", "Received", "Triage")]
    [InlineData("duplicate", "ReferrerReceived Received", "Triage PossibleDuplicate")]
    public void A_referral_is_answered_and_put_before_the_team(string kind, string sent, string tasks)
    {
        Story story = new Story()
            .With(
                Story.Receive(kind switch
                {
                    "noEmail" => Story.NoEmail,
                    "referrerByPhone" => Story.ReferrerByPhone,
                    "self" => Story.ByThemselves,
                    _ => null,
                }) with
                { Alikes = kind is "duplicate" ? [Story.Alike()] : [] }, Actor.Referrer("org"));
        Assert.Equal((sent, tasks), (string.Join(" ", story.Queued), string.Join(" ", story.TaskKinds)));
    }

    /// <summary>Otherwise nothing would be late until the first contact is.</summary>
    [Theory]
    [InlineData(null, false)]
    [InlineData("+447700900123", false)]
    [InlineData("ask next door", true)]
    [InlineData("", true)]
    public void Somebody_whom_nothing_reaches_gets_a_task(string? phone, bool asks)
    {
        Story story = Story.Received(but: r => r with
        {
            Person = r.Person with
            {
                Address = phone is null ? r.Person.Address : null,
                NoFixedAbode = true,
                Contacts = phone is { Length: > 0 } ? [new ContactDetail(ContactKind.Mobile, phone, Allowed: true)] : [],
            },
        });
        Assert.Equal(asks, story.TaskKinds.Contains(TaskKind.FindContact));
        if (asks)
            Assert.Equal("2026-07-02 17:00", Story.London(story.Task(TaskKind.FindContact).Due));
    }

    [Theory]
    [InlineData("2026-07-01 10:00", "2026-07-03 17:00", "2026-07-06 17:00")]
    [InlineData("2026-07-03 23:59", "2026-07-07 17:00", "2026-07-08 17:00")]
    [InlineData("2026-04-02 10:00", "2026-04-08 17:00", "2026-04-09 17:00")] // Easter
    [InlineData("2026-12-24 18:00", "2026-12-30 17:00", "2026-12-31 17:00")]
    public void Triage_has_two_working_days_and_the_lead_hears_on_the_next(string received, string due, string late)
    {
        Story story = Story.Received(received).Days(15);
        Assert.Equal(due, Story.London(story.Task(TaskKind.Triage).Due));
        Assert.Equal(late, story.SentAt(MessageKind.Escalation)[0]);
        Assert.Equal(2, story.SentAt(MessageKind.Escalation).Length); // and again five working days later
    }

    [Fact]
    public void Nobody_ticks_off_that_a_way_was_found_where_there_is_none()
    {
        Story story = Story.Accepted(but: r => r with { Person = r.Person with { Contacts = [], Address = null, NoFixedAbode = true } });
        OpenTask task = story.Task(TaskKind.FindContact);
        story.Refuses("task-needs-its-command", new Tasks.Complete(task.Id, "Looked everywhere."));
        story.With(new Preferences.Change([new(ContactKind.Mobile, "07700 900123", Allowed: false)]));
        Assert.Contains(TaskKind.FindContact, story.TaskKinds);

        story.With(new Preferences.Change([new(ContactKind.Mobile, "07700 900123", Allowed: true)]));
        Assert.DoesNotContain(TaskKind.FindContact, story.TaskKinds);

        story = Story.Accepted(but: r => r with { Person = r.Person with { Contacts = [], Address = null, NoFixedAbode = true } });
        story.With(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.NoAnswer));
        Assert.Contains(TaskKind.FindContact, story.TaskKinds);
        story.With(new Contact.RecordAttempt(ContactMethod.InPerson, AttemptOutcome.Reached));
        Assert.DoesNotContain(TaskKind.FindContact, story.TaskKinds);
    }

    [Fact]
    public void Without_a_link_worker_the_lead_chooses_one_and_what_waits_moves_along()
    {
        Story story = Story.Received().With(new Intake.Accept());
        Assert.Equal(["Allocate for lead by 2026-07-02 17:00", "FirstContact for lead by 2026-07-08 17:00"], story.Tasks);
        story.Refuses("task-needs-its-command", new Tasks.Complete("allocate"))
            .Refuses("link-worker-missing", new Allocation.Allocate(" "));
        Assert.Equal(["FirstContact for sam by 2026-07-08 17:00"], story.With(new Allocation.Allocate("sam")).Tasks);
        story.Refuses("already-allocated", new Allocation.Allocate("sam"));
        Assert.Equal(["FirstContact for kim by 2026-07-08 17:00"], story.With(new Allocation.Allocate("kim")).Tasks);
    }

    [Fact]
    public void What_waited_in_triage_moves_along_when_a_link_worker_is_chosen_at_once()
    {
        Story story = Story.Received().With(Story.Join(Story.ReferrerByPhone))
            .With(new Intake.Decline("We are in touch.", false, Story.SecondReferral)).With(new Intake.Accept(LinkWorker: "sam"));
        Assert.Equal(["TellReferrer for sam by 2026-07-08 17:00", "FirstContact for sam by 2026-07-08 17:00"], story.Tasks);
        Story.Received().Refuses("link-worker-missing", new Intake.Accept(LinkWorker: ""));
    }

    [Fact]
    public void A_declined_referral_ends_the_journey_and_its_referrer_is_told_why()
    {
        Story story = Story.Received(but: Story.NoEmail).Refuses("reason-missing", new Intake.Decline(" "))
            .With(new Intake.Decline("Lives too far away."));
        Assert.Equal([MessageKind.ReferrerDeclined], story.Queued);
        Assert.Equal((Stage.Closed, ReferralTaskStatus.Rejected, "Lives too far away."),
            (story.Stage, story.Status().Status, story.Status().StatusReason));
        Assert.Null(story.Until("2026-07-01 11:00").NextDue);
    }

    /// <summary>They were promised an answer, and there is no referrer to give it.</summary>
    [Fact]
    public void Who_asked_for_themselves_and_is_turned_down_is_told_by_a_human()
    {
        Story story = Story.Received(but: Story.ByThemselves).With(new Intake.Decline("Lives too far away."));
        Assert.Equal((Queues.Triage, "2026-07-02 17:00"),
            (story.Task(TaskKind.TellPerson).Assignee, Story.London(story.Task(TaskKind.TellPerson).Due)));
        Assert.Equal([TaskKind.TellPerson], story.TaskKinds);
        Assert.Null(story.With(new Tasks.Complete(story.Journey.Tasks[0].Id)).Until("2026-07-01 11:00").NextDue);
        Assert.Empty(Story.Received(but: Story.ByThemselves).With(new Intake.Decline("Changed their mind.", ByPerson: true)).TaskKinds);
    }

    /// <summary>Our letter said that somebody would be in touch, so nobody may wait in vain.</summary>
    [Fact]
    public void Who_had_our_letter_and_is_turned_down_is_told_by_a_human()
    {
        Assert.Equal([TaskKind.TellPerson], Story.Received().With(new Intake.Decline("Lives too far away.")).TaskKinds);
        Assert.Empty(Story.Received(but: Story.NoEmail).With(new Intake.Decline("Lives too far away.")).TaskKinds);
        Assert.Empty(Story.Received().With(new Intake.Decline("Changed their mind.", ByPerson: true)).TaskKinds);
        // Support goes on through another referral, so there is nothing to tell.
        Assert.Equal([TaskKind.FirstContact], Story.Received().With(Story.Join()).With(new Intake.Accept(LinkWorker: "sam"))
            .With(new Intake.Decline("Twice.", false, Story.SecondReferral)).TaskKinds);
    }

    [Fact]
    public void A_referrer_who_still_has_to_be_told_is_told_also_after_the_journey_is_declined()
    {
        Story story = Story.Received(but: Story.NoEmail).With(Story.Join(Story.ReferrerByPhone))
            .With(new Intake.Decline("Too far.", false, Story.SecondReferral))
            .With(new Intake.Decline("Too far.", false, Story.FirstReferral));
        Assert.Equal((true, 1), (story.Journey.IsClosed, story.Tasks.Length));
        Assert.NotNull(story.NextDue);
        Assert.Null(story.With(new Tasks.Complete(story.Journey.Tasks[0].Id)).Until("2026-07-01 11:00").NextDue);
    }

    [Fact]
    public void Whichever_referral_is_accepted_first_begins_the_work_and_no_triage_is_left_behind()
    {
        Story story = Story.Received().With(Story.Join()).With(new Intake.Accept(Story.SecondReferral, "sam"));
        Assert.Equal([TaskKind.Triage, TaskKind.FirstContact], story.TaskKinds);
        Assert.Equal([TaskKind.FirstContact], story.With(new Intake.Accept()).TaskKinds);
        story.Refuses("referral-unknown", new Intake.Accept(Guid.Empty)).Refuses("referral-known", Story.Join());
    }

    [Fact]
    public void A_joined_referral_shows_only_what_happened_after_it_and_nothing_before_it_is_accepted()
    {
        Story story = Story.Contacted().Until("2026-07-02 10:00").With(Story.Join());
        Assert.Equal((ReferralTaskStatus.Requested, Stage.Triage, "received"), Seen());
        story.Book("2026-07-03 11:00", "m1").Until("2026-07-03 12:00").With(new Meetings.RecordOutcome("m1", MeetingOutcome.Held));
        Assert.Equal((ReferralTaskStatus.Requested, Stage.Triage, "received"), Seen());
        story.With(new Intake.Accept(Story.SecondReferral));
        Assert.Equal((ReferralTaskStatus.InProgress, Stage.Planning, "received met accepted"), Seen());
        story.With(new Closing.Close(ClosingReason.MovedAway));
        Assert.Equal((ReferralTaskStatus.Cancelled, Stage.AfterCare, "received met accepted supportEnded"), Seen());
        Assert.Equal(2, story.QueuedEver.Count(k => k is MessageKind.ReferrerClosed));

        (ReferralTaskStatus, Stage, string) Seen() =>
            (story.Status(Story.SecondReferral).Status, story.Status(Story.SecondReferral).Stage,
                string.Join(" ", story.Status(Story.SecondReferral).Milestones.Select(m => m.What)));
    }

    [Fact]
    public void Who_was_turned_down_learns_nothing_of_a_journey_that_goes_on()
    {
        Story story = Story.Contacted().With(Story.Join()).With(new Intake.Decline("In touch already.", false, Story.SecondReferral))
            .Days(5).Book("2026-07-09 11:00", "m1").Until("2026-07-09 12:00").With(new Meetings.RecordOutcome("m1", MeetingOutcome.Held))
            .With(new Closing.Close(ClosingReason.GoalsMet));
        ReferralStatus status = story.Status(Story.SecondReferral);
        Assert.Equal((ReferralTaskStatus.Rejected, Stage.Closed, null), (status.Status, status.Stage, status.Next));
        Assert.DoesNotContain(status.Milestones, m => m.What is "met" or "planAgreed" or "supportEnded");
        Assert.Single(story.QueuedEver, MessageKind.ReferrerClosed);
    }

    [Fact]
    public void No_referrer_hears_of_an_end_before_somebody_has_read_their_referral()
    {
        Story story = Story.Contacted().With(Story.Join()).Refuses("referral-unread", new Closing.Close(ClosingReason.Withdrew));
        Assert.Equal(ReferralTaskStatus.Requested, story.Status(Story.SecondReferral).Status);

        story = story.With(new Intake.Decline("Known here already.", false, Story.SecondReferral))
            .With(new Closing.Close(ClosingReason.Withdrew));
        Assert.Equal(ReferralTaskStatus.Rejected, story.Status(Story.SecondReferral).Status);
    }

    [Fact]
    public void After_a_death_a_referral_left_over_is_neither_accepted_nor_declined()
    {
        Story story = Story.Contacted().With(Story.Join()).With(new Closing.Close(ClosingReason.Died));
        story.Refuses("support-ended", new Intake.Accept(Story.SecondReferral))
            .Refuses("support-ended", new Intake.Decline("Too late.", false, Story.SecondReferral));
        Assert.Equal(ReferralTaskStatus.Cancelled, story.Status(Story.SecondReferral).Status);
    }

    [Theory]
    [InlineData("triage", ReferralTaskStatus.Requested, "triage")]
    [InlineData("contacting", ReferralTaskStatus.Accepted, "firstContact")]
    [InlineData("meeting", ReferralTaskStatus.InProgress, "firstMeeting")]
    [InlineData("planning", ReferralTaskStatus.InProgress, "plan")]
    [InlineData("attending", ReferralTaskStatus.InProgress, null)]
    public void The_status_words_are_those_of_the_referral_task(string stage, ReferralTaskStatus status, string? next)
    {
        Story story = stage switch
        {
            "triage" => Story.Received(),
            "contacting" => Story.Accepted(),
            "meeting" => Story.Contacted(),
            "planning" => Story.Met(),
            _ => Story.Planned(),
        };
        Assert.Equal((status, next), (story.Status().Status, story.Status().Next?.What));
        Assert.True(next is null || story.Status().Next!.By is not null);
    }

    [Theory]
    [InlineData(ClosingReason.GoalsMet, ReferralTaskStatus.Completed)]
    [InlineData(ClosingReason.Independent, ReferralTaskStatus.Completed)]
    [InlineData(ClosingReason.NoContact, ReferralTaskStatus.Failed)]
    [InlineData(ClosingReason.DidNotAttend, ReferralTaskStatus.Failed)]
    [InlineData(ClosingReason.Withdrew, ReferralTaskStatus.Cancelled)]
    [InlineData(ClosingReason.MovedAway, ReferralTaskStatus.Cancelled)]
    [InlineData(ClosingReason.Died, ReferralTaskStatus.Cancelled)]
    public void How_support_ended_is_a_word_and_a_reason(ClosingReason reason, ReferralTaskStatus status)
    {
        Story story = Story.Ended(reason);
        Assert.Equal((status, status is not ReferralTaskStatus.Completed),
            (story.Status().Status, story.Status().StatusReason is not null));
        Assert.Equal(reason is ClosingReason.Died ? [MessageKind.ReferrerClosed] : [MessageKind.Goodbye, MessageKind.ReferrerClosed],
            story.Queued);
    }
}
