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
    public void Whoever_referred_by_the_page_does_not_learn_that_somebody_who_must_not_be_found_has_gone_elsewhere(ClosingReason reason)
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

        Assert.Equal(new NextStep("firstMeeting", null), Of(hidden, null).Next);
        Assert.Equal(Story.At("2026-07-10 11:00"), Of(hidden, "surgery").Next?.By);
        Assert.Equal(Story.At("2026-07-10 11:00"), Of(open, null).Next?.By);
    }
}
