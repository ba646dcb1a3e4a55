namespace SocialPrescribing.Journeys.Tests;

/// <summary>A text that may be about harm is read by staff within an hour of working time. Nothing else follows from it.</summary>
public class UrgentWordsTests
{
    private static Referral Cry(Referral r) => Story.ByThemselves(r) with { Reason = "I do not want to live any more" };

    private static string Id(Story story) => story.Journey.UrgentTexts[0].Id;

    [Theory]
    [InlineData("2026-07-01 10:00", "2026-07-01 11:00", "2026-07-01 12:00")]
    [InlineData("2026-07-03 16:30", "2026-07-06 09:30", "2026-07-06 10:30")] // Friday afternoon
    [InlineData("2026-07-04 12:00", "2026-07-06 10:00", "2026-07-06 11:00")] // Saturday
    [InlineData("2026-04-02 18:00", "2026-04-07 10:00", "2026-04-07 11:00")] // before Easter
    public void A_task_for_triage_within_the_hour_a_mail_at_once_and_again_until_it_is_read(string at, string due, string again)
    {
        Story story = Story.Received(at, but: Cry);
        Assert.Equal((Queues.Triage, due, Urgency.Urgent),
            (story.Task(TaskKind.ReadNow).Assignee, Story.London(story.Task(TaskKind.ReadNow).Due), story.Task(TaskKind.ReadNow).Urgency));
        Assert.Contains(MessageKind.ReadNow, story.Queued);
        story.Until(again);
        Assert.Equal([again], story.SentAt(MessageKind.ReadNowAgain));
        story.With(new UrgentWords.Read(Id(story), "Rang her: she sees her GP today.")).Days(3);
        Assert.Single(story.SentAt(MessageKind.ReadNowAgain));
        Assert.DoesNotContain(TaskKind.ReadNow, story.TaskKinds);
    }

    [Fact]
    public void It_goes_to_named_people_before_anything_else_and_may_go_twice()
    {
        Assert.Equal((Recipient.SafeguardingLead, Recipient.SafeguardingLeadAndLead),
            (Messages.RecipientOf(MessageKind.ReadNow), Messages.RecipientOf(MessageKind.ReadNowAgain)));
        foreach (MessageKind kind in (MessageKind[])[MessageKind.ReadNow, MessageKind.ReadNowAgain])
            Assert.Equal((0, true), (Messages.PriorityOf(kind), Messages.MayRepeat(kind)));
    }

    [Fact]
    public void It_is_no_concern_and_nothing_rests_because_of_it()
    {
        Story story = Story.Received(but: Cry);
        Assert.False(story.Journey.HasOpenConcern);
        Assert.Contains(MessageKind.Received, story.Queued);
        story.With(new Intake.Accept(LinkWorker: "sam"));
        // It stays in the queue where everybody looks, even if there is a link worker, who may be away.
        Assert.Equal(Queues.Triage, story.Task(TaskKind.ReadNow).Assignee);
    }

    [Fact]
    public void A_named_human_says_what_is_done_and_a_tick_is_not_enough()
    {
        Story story = Story.Received(but: Cry);
        string id = Id(story);
        story.Refuses("task-needs-its-command", new Tasks.Complete($"urgent/{id}")).Refuses("note-missing", new UrgentWords.Read(id, " "))
            .Refuses("needs-a-human", new UrgentWords.Read(id, "Done."), Actor.System)
            .Refuses("text-unknown", new UrgentWords.Read("x", "Done."))
            .With(new UrgentWords.Read(id, "Rang her.")).Refuses("already-read", new UrgentWords.Read(id, "Rang her."));
        Assert.Equal("sam", story.Journey.UrgentTexts[0].ReadBy);
    }

    [Fact]
    public void Anybodys_reason_is_read_and_every_box_of_a_referral()
    {
        foreach (Func<Referral, Referral> but in (Func<Referral, Referral>[])[
            r => r with { Reason = "Her son hits her." }, r => r with { WhatMattersMost = "To be safe: I am scared of my husband" },
            r => r with { Risks = [new Risk("other", "Takes her pension")] },
            r => r with { Person = r.Person with { Household = "Lives with a violent son" } }])
            Assert.Equal(TaskKind.ReadNow, Assert.Single(Story.Received(but: but).TaskKinds, k => k is TaskKind.ReadNow));
        Assert.Equal([TaskKind.Triage], Story.Received().TaskKinds);
    }

    [Fact]
    public void A_second_referral_is_read_as_the_first()
    {
        Story story = Story.Accepted().With(Story.Join(Cry), Actor.Referrer("org"));
        Assert.Contains(TaskKind.ReadNow, story.TaskKinds);
        Assert.Contains(MessageKind.ReadNow, story.Queued);
    }

    /// <summary>The concern's mail says more, to the same people at the same time.</summary>
    [Fact]
    public void Where_the_referral_is_a_concern_as_well_one_mail_goes_and_both_tasks_open()
    {
        Story story = Story.Received(but: r => Story.WithConcern(r) with { Reason = "Her son hits her." });
        Assert.Contains(MessageKind.Concern, story.Queued);
        Assert.DoesNotContain(MessageKind.ReadNow, story.Queued);
        Assert.Contains(TaskKind.ReadNow, story.TaskKinds);
        Assert.Contains(TaskKind.AcknowledgeConcern, story.TaskKinds);
    }

    [Fact]
    public void What_the_person_or_a_provider_writes_with_an_answer_is_read_and_what_staff_write_is_not()
    {
        Story story = Story.Contacted().Book("2026-07-03 11:00", "m1");
        story.With(new Meetings.AskAnotherTime("m1", "He hit me again"), Actor.Person);
        Assert.Equal(UrgentSource.Meeting, story.Journey.UrgentTexts.Single().Source);
        story.With(new Meetings.CannotCome("m1", "I want to die"), Actor.Person);
        Assert.Equal(2, story.Journey.UrgentTexts.Count);
        Story staff = Story.Contacted().Book("2026-07-03 11:00", "m1").With(new Meetings.AskAnotherTime("m1", "He hit her again"));
        Assert.Empty(staff.Journey.UrgentTexts);
        Story provider = Story.Introduced()
            .With(new Activities.RecordAnswer("i1", ProviderAnswer.NotSuitable, "She told us that her son beats her"), Actor.Provider);
        Assert.Equal(UrgentSource.Provider, provider.Journey.UrgentTexts.Single().Source);
    }

    [Fact]
    public void It_stays_somebodys_duty_when_the_referral_is_declined_and_while_support_is_paused()
    {
        Story story = Story.Received(but: Cry).With(new Intake.Decline("Lives too far away."));
        Assert.Contains(TaskKind.ReadNow, story.TaskKinds);
        Assert.NotEmpty(story.Days(1).SentAt(MessageKind.ReadNowAgain));
        Assert.False(Tasks.Rests(TaskKind.ReadNow));
    }

    [Fact]
    public void A_mail_that_waited_until_somebody_had_read_it_is_not_sent()
    {
        Story story = Story.Received(but: Cry);
        string id = Id(story), key = $"urgent/{id}/told/0";
        Assert.Null(Messages.WhyNoLonger(story.Journey, MessageKind.ReadNow, key, id, story.Now, story.Pathway));
        story.With(new UrgentWords.Read(id, "Rang her."));
        Assert.Equal(Messages.Reasons.Overtaken,
            Messages.WhyNoLonger(story.Journey, MessageKind.ReadNow, key, id, story.Now, story.Pathway));
    }

    /// <summary>An unread text must not be lost when the journey ends, but must not be repeated for ever either.</summary>
    [Fact]
    public void What_nobody_has_read_goes_along_when_two_journeys_are_joined_and_comes_back_when_they_are_taken_apart()
    {
        Story from = new Story().With(new Intake.Receive(Story.Other, Story.Held(Story.SecondReferral, "2026-07-01 10:00", Cry)));
        Story into = Story.Received();
        from.With(
            new Joining.Join(Story.Id, ContactsOf.This) { Target = new(HasEnded: false, IsAccepted: false, IsBusy: false, IsFull: false) });
        into.With(new Joining.Take(from.Journey, ContactsOf.This, null), Actor.System);
        from.With(new Joining.Finish(Story.Id), Actor.System).Days(2);
        Assert.Empty(from.SentAt(MessageKind.ReadNowAgain));

        Assert.Equal((Queues.Triage, "2026-07-01 11:00", Id(into)),
            (into.Task(TaskKind.ReadNow).Assignee, Story.London(into.Task(TaskKind.ReadNow).Due), into.Task(TaskKind.ReadNow).About));
        Assert.Contains(MessageKind.ReadNow, into.Queued);
        into.Until("2026-07-01 12:00");
        Assert.Equal(["2026-07-01 12:00"], into.SentAt(MessageKind.ReadNowAgain));

        into.With(new Parting.TakeApart(Story.SecondReferral)).With(new Parting.LetGo(Story.Other), Actor.System);
        Assert.DoesNotContain(TaskKind.ReadNow, into.TaskKinds);
        Assert.Empty(into.Journey.UrgentTexts);
        string back = Story.London(from.Now);
        from.With(new Parting.ComeBack(Story.Id), Actor.System);
        Assert.Equal(UrgentWords.ReadBy(from.Pathway, Story.At(back)), from.Task(TaskKind.ReadNow).Due);
        from.With(new UrgentWords.Read(Id(from), "Rang her."));
        Assert.DoesNotContain(TaskKind.ReadNow, from.TaskKinds);
    }

    [Fact]
    public void Read_after_a_join_is_read()
    {
        Story from = new Story().With(new Intake.Receive(Story.Other, Story.Held(Story.SecondReferral, "2026-07-01 10:00", Cry)));
        Story into = Story.Received().With(new Joining.Take(from.Journey, ContactsOf.This, null), Actor.System);
        into.With(new UrgentWords.Read(Id(into), "Rang her.")).Days(2);
        Assert.Empty(into.SentAt(MessageKind.ReadNowAgain));
        Assert.DoesNotContain(TaskKind.ReadNow, into.TaskKinds);
    }

    [Fact]
    public void A_referral_that_is_taken_out_is_read_in_its_own_journey()
    {
        Story story = Story.Accepted().With(Story.Join(Cry), Actor.System)
            .With(new Parting.TakeApart(Story.SecondReferral) { NewJourney = Story.Other });
        Assert.Contains(TaskKind.ReadNow, story.TaskKinds);
        story.With(new Parting.LetGo(Story.Other), Actor.System);
        Assert.Empty(story.Journey.UrgentTexts);
        Assert.DoesNotContain(TaskKind.ReadNow, story.TaskKinds);
        Story own = new Story()
            .With(new Parting.BeginApart(Story.Other, Story.Held(Story.SecondReferral, "2026-07-01 10:00", Cry), Story.Id), Actor.System);
        Assert.Contains(TaskKind.ReadNow, own.TaskKinds);
        Assert.Contains(MessageKind.ReadNow, own.Queued);
    }
}
