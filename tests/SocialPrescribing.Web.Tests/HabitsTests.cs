using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Tests;

/// <summary>What the invented people of the demo and of a virtual year do.</summary>
public sealed class HabitsTests
{
    [Theory]
    [InlineData("Walking group", "Walking group")]
    [InlineData("A group of the directory that nobody here knows", "Heath wardens")]
    public void Whoever_was_introduced_to_what_is_not_invented_does_not_stop_the_others(string name, string like) =>
        Assert.Equal(like, new Habits(InventedActivities.All)
            .ActivityOf(new Introduction("i-1", new ActivityDetails(name, "Somebody"), IntroductionKind.Referral, default)).Name);
}
