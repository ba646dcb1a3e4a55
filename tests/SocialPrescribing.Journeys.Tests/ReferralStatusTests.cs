namespace SocialPrescribing.Journeys.Tests;

/// <summary>What a referrer must not learn. Anybody can refer anybody by the page, also whoever looks for somebody.</summary>
public class ReferralStatusTests
{
    private static ReferralStatus Of(Story story, string? organisation) => ReferralStatus.Of(
        story.Journey, story.Journey.Referrals[0] with { Organisation = organisation, AcceptedAt = story.Now }, story.Pathway);

    private static Story Hidden(Story story) => story.With(new Preferences.Change(Discretion: true));

    [Theory]
    [InlineData(ClosingReason.MovedAway)]
    [InlineData(ClosingReason.MovedToOtherService)]
    [InlineData(ClosingReason.InHospitalOrCare)]
    [InlineData(ClosingReason.Withdrew)]
    [InlineData(ClosingReason.DidNotAttend)]
    public void Whoever_referred_by_the_page_does_not_learn_why_support_of_somebody_who_must_not_be_found_has_ended(ClosingReason reason)
    {
        Story hidden = Hidden(Story.Contacted()).With(new Closing.Close(reason)),
            open = Story.Contacted().With(new Closing.Close(reason));

        Assert.Equal((ReferralTaskStatus.Cancelled, null), (Of(hidden, null).Status, Of(hidden, null).StatusReason));
        Assert.NotNull(Of(hidden, "surgery").StatusReason);
        Assert.NotNull(Of(open, null).StatusReason);
    }

    [Fact]
    public void Nor_when_they_are_expected_somewhere()
    {
        static Story Expected(Story story) => story.Book("2026-07-10 11:00", "m1");
        Story hidden = Expected(Hidden(Story.Contacted())), open = Expected(Story.Contacted());

        Assert.Null(Of(hidden, null).Next);
        Assert.Equal(Story.At("2026-07-10 11:00"), Of(hidden, "surgery").Next?.By);
        Assert.Equal(Story.At("2026-07-10 11:00"), Of(open, null).Next?.By);
    }

    [Fact]
    public void Nor_that_nobody_reaches_them()
    {
        static bool IsTold(Story story, string? organisation) => Agenda.Of(
            story.Journey with { Referrals = [story.Journey.Referrals[0] with { Organisation = organisation }] }, story.Pathway)
            .Any(due => due.What is Contact.WillTellReferrer);

        Assert.False(IsTold(Hidden(Story.Accepted()), null));
        Assert.True(IsTold(Hidden(Story.Accepted()), "surgery"));
        Assert.True(IsTold(Story.Accepted(), null));
    }

    /// <summary>That a number still reaches somebody, or that they are seen here, is what whoever looks for them wants to know.</summary>
    [Fact]
    public void Nor_that_they_speak_with_us_or_go_anywhere()
    {
        ReferralStatus first = Of(Hidden(Story.Accepted()), null);
        static Story Attending() => Story.Going("2026-07-10 14:00");
        foreach (Story later in (Story[])[Hidden(Attending()),
            Hidden(Attending()).With(new Pausing.Pause(PauseReason.Holiday, new DateOnly(2026, 7, 20)))])
        {
            ReferralStatus now = Of(later, null);
            Assert.Equal((first.Status, first.StatusReason, first.Stage, first.Next),
                (now.Status, now.StatusReason, now.Stage, now.Next));
            Assert.DoesNotContain(now.Milestones, m => m.What is not ("received" or "accepted"));
            Assert.True(now.IsBrief);
            Assert.Contains(Of(later, "surgery").Milestones, m => m.What is "planAgreed");
        }
        Assert.Contains(Of(Attending(), null).Milestones, m => m.What is "contacted");
        Assert.Null(Of(Hidden(Attending()).With(new Closing.Close(ClosingReason.GoalsMet)), null).StatusReason);
    }
}
