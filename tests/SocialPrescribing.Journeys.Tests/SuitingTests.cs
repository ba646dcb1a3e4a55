namespace SocialPrescribing.Journeys.Tests;

public sealed class SuitingTests
{
    private static Suiting.RecordWishes Wish(Wishes wishes) => new(wishes);

    [Fact]
    public void What_would_suit_is_written_down_anew_each_time()
    {
        Story story = Story.Accepted().With(Wish(new Wishes { StepFree = true, Likes = [" Sewing", "sewing"], Note = " " }));
        Wishes wishes = story.Journey.Wishes!;
        Assert.Equal((true, "Sewing", null), (wishes.StepFree, Assert.Single(wishes.Likes), wishes.Note));
        Assert.False(story.With(Wish(new Wishes { Company = true })).Journey.Wishes!.StepFree);
    }

    [Fact]
    public void What_makes_no_sense_is_refused() => Story.Accepted()
        .Refuses("miles-invalid", Wish(new Wishes { WalksMiles = -1 }))
        .Refuses("miles-invalid", Wish(new Wishes { FurthestMiles = 201 }))
        .Refuses("pounds-invalid", Wish(new Wishes { MostPounds = -0.5m }))
        .Refuses("likes-invalid", Wish(new Wishes { Likes = [" "] }))
        .Refuses("likes-invalid", Wish(new Wishes { Likes = [.. Enumerable.Range(0, 13).Select(n => $"thing {n}")] }));
}
