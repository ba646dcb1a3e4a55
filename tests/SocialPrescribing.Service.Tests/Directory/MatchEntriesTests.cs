using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Service.Tests.Directory;

/// <summary>How an entry is prepared for matching.</summary>
public sealed class MatchEntriesTests
{
    private static readonly DateTimeOffset Now = new(2027, 1, 11, 10, 0, 0, TimeSpan.Zero);

    private static MatchEntry[] Of(ListingDetails details, bool unconfirmed = false) =>
        [.. MatchEntries.Of(
            [new StoredActivity(new ListedActivity(Guid.NewGuid(), details, new(ListingOrigin.Staff), Now), 1, unconfirmed)])];

    private static ListingDetails Choir => new()
    {
        Name = "Singing for all",
        Provider = new ActivityProvider(Guid.NewGuid(), "Forest Choir"),
        Needs = ["loneliness"],
    };

    [Fact]
    public void Days_and_rhythms_keep_their_meaning()
    {
        MatchEntry entry = Assert.Single(Of(Choir with
        {
            Schedules = [new(DayOfWeek.Sunday, new TimeOnly(9, 0)), new(DayOfWeek.Monday, new TimeOnly(18, 0), Every: Every.Month)],
        }));
        Assert.Equal([new MatchTime(Weekday.Sunday, new TimeOnly(9, 0)),
            new MatchTime(Weekday.Monday, new TimeOnly(18, 0), MatchRhythm.Month)], entry.Times);
    }

    [Fact]
    public void What_has_no_place_and_says_that_it_is_online_comes_to_people()
    {
        Assert.True(Of(Choir with { Description = "We meet online each week." })[0].AtHome);
        Assert.False(Of(Choir)[0].AtHome);
        Assert.False(Of(Choir with { Description = "Book online.", Place = new ActivityPlace("Village hall") })[0].AtHome);
    }

    [Fact]
    public void What_was_given_up_is_not_asked_about_and_what_nobody_confirmed_says_so()
    {
        Assert.Empty(Of(Choir with { Status = ListingStatus.Defunct }));
        Assert.True(Of(Choir with { Status = ListingStatus.TemporarilyClosed })[0].IsClosed);
        Assert.False(Of(Choir, unconfirmed: true)[0].IsConfirmed);
        Assert.True(Of(Choir)[0].IsConfirmed);
    }
}
