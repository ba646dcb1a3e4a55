namespace SocialPrescribing.Journeys.Tests;

/// <summary>A referral says how urgent it is, and the pathway says what that means.</summary>
public class UrgencyTests
{
    [Theory]
    [InlineData(Urgency.Routine, "2026-07-03 17:00", "2026-07-08 17:00")]
    [InlineData(Urgency.Soon, "2026-07-02 17:00", "2026-07-02 17:00")]
    [InlineData(Urgency.Urgent, "2026-07-01 17:00", "2026-07-01 17:00")]
    public void It_is_read_and_answered_as_soon_as_it_asks_for(Urgency urgency, string read, string contact)
    {
        Story story = Story.Received(but: r => r with { Urgency = urgency });
        Assert.Equal((read, urgency), (Story.London(story.Task(TaskKind.Triage).Due), story.Task(TaskKind.Triage).Urgency));
        Assert.Equal(read, Story.London(story.Status().Next!.By!.Value));
        story.With(new Intake.Accept());
        Assert.Equal((contact, urgency), (Story.London(story.Task(TaskKind.FirstContact).Due), story.Task(TaskKind.FirstContact).Urgency));
        Assert.True(story.Task(TaskKind.Allocate).Due <= story.Task(TaskKind.FirstContact).Due);
    }

    [Fact]
    public void A_service_says_what_each_means()
    {
        Pathway slow = new() { TriageUrgentWorkingDays = 1, FirstContactUrgentWorkingDays = 3, TriageSoonWorkingDays = 4 };
        Assert.Equal("2026-07-02 17:00",
            Story.London(Story.Received(pathway: slow, but: r => r with { Urgency = Urgency.Urgent }).Task(TaskKind.Triage).Due));
        Assert.Equal("2026-07-07 17:00",
            Story.London(Story.Received(pathway: slow, but: r => r with { Urgency = Urgency.Soon }).Task(TaskKind.Triage).Due));
    }

    [Fact]
    public void A_second_referral_that_is_urgent_is_read_the_same_day() => Assert.Equal(Urgency.Urgent,
        Story.Accepted().With(Story.Join(r => r with { Urgency = Urgency.Urgent }), Actor.Referrer("org"))
            .Task(TaskKind.ReviewJoinedReferral).Urgency);
}
