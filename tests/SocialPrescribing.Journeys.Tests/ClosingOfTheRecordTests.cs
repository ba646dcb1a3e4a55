namespace SocialPrescribing.Journeys.Tests;

/// <summary>If a record is a duplicate or a mistake, only its referrer is told of its end. Other ends have letters of their own.</summary>
public class ClosingOfTheRecordTests
{
    [Theory]
    [InlineData(ClosingReason.Duplicate)]
    [InlineData(ClosingReason.EnteredInError)]
    public void Nobody_but_the_referrer_hears_of_it(ClosingReason reason)
    {
        Story story = Story.Planned().With(new Closing.Close(reason));
        Assert.Equal([MessageKind.ReferrerClosed], story.Queued);
        Assert.Equal((Stage.Closed, ReferralTaskStatus.Cancelled), (story.Stage, story.Status().Status));
        Assert.NotNull(story.Status().StatusReason);
        int sent = story.QueuedEver.Length;
        story.Days(500);
        Assert.Equal(sent, story.QueuedEver.Length);
        // What still waits in the outbox does not go out either.
        Assert.Equal(Messages.Reasons.OfTheRecord, Messages.WhyNot(story.Journey, MessageKind.SurveyInvitation));
    }

    [Fact]
    public void Whom_a_meeting_was_booked_with_is_told_by_a_human_that_nobody_comes()
    {
        Story story = Story.Contacted().Book("2026-07-10 11:00", "m1").With(new Closing.Close(ClosingReason.Duplicate));
        Assert.Equal(MessageKind.MeetingCancelled, story.Task(TaskKind.TellPerson).Message);
        Assert.DoesNotContain(MessageKind.MeetingCancelled, story.QueuedEver);
    }

    [Theory]
    [InlineData(ClosingReason.NoLongerEligible)]
    [InlineData(ClosingReason.MovedToOtherService)]
    [InlineData(ClosingReason.InHospitalOrCare)]
    public void The_others_are_ordinary_ends_without_after_care(ClosingReason reason)
    {
        Story story = Story.Planned().With(new Closing.Close(reason));
        Assert.Equal([MessageKind.Goodbye, MessageKind.ReferrerClosed], story.Queued);
        Assert.Equal((Stage.Closed, ReferralTaskStatus.Cancelled), (story.Stage, story.Status().Status));
        Assert.DoesNotContain("hospital", story.Status().StatusReason!, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(ClosingReason.Duplicate)]
    [InlineData(ClosingReason.EnteredInError)]
    [InlineData(ClosingReason.NoLongerEligible)]
    [InlineData(ClosingReason.MovedToOtherService)]
    [InlineData(ClosingReason.InHospitalOrCare)]
    public void Each_can_be_said_before_the_referral_is_accepted_and_none_while_a_concern_is_open(ClosingReason reason)
    {
        Story.Received().With(new Closing.Close(reason));
        Story.Received(but: Story.WithConcern).Refuses("concern-open", new Closing.Close(reason));
    }

    /// <summary>A practice has referred the wrong patient, who has our letter and waits for a call.</summary>
    [Fact]
    public void Whoever_had_a_letter_because_of_a_mistake_is_told_by_a_human_and_nobody_says_that_they_heard_nothing()
    {
        Story story = Story.Received();
        Assert.Contains(MessageKind.Received, story.QueuedEver);
        story.With(new Closing.Close(ClosingReason.EnteredInError));
        Assert.Equal(MessageKind.ReferrerClosed, story.Task(TaskKind.TellPerson).Message);
        Assert.Contains("we tell them that it was a mistake", story.Status().StatusReason!, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_had_no_letter_or_was_spoken_with_is_not_told_of_a_mistake()
    {
        foreach (Story story in (Story[])[Story.Received(but: r => r with { Person = r.Person with { Contacts = [] } }), Story.Contacted()])
            Assert.DoesNotContain(story.With(new Closing.Close(ClosingReason.EnteredInError)).Journey.Tasks,
                t => t.Kind is TaskKind.TellPerson);
    }
}
