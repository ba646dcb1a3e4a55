using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Service.Tests.Directory;

public sealed class FindingTests
{
    /// <summary>A Monday morning in London.</summary>
    private static readonly DateTimeOffset _now = new(2027, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly MapPoint _bordon = new(51.1128, -0.8589);

    /// <summary>An activity that fits every wish.</summary>
    private static readonly ListingDetails _choir = new()
    {
        Name = "Choir",
        Provider = new ActivityProvider(Guid.Empty, "Voices"),
        Needs = ["loneliness"],
        Purposeful = true,
        Schedules = [new(DayOfWeek.Tuesday, new(10, 0), new(12, 0))],
        Place = new ActivityPlace("Forest Hall"),
        StepFree = StepFree.Yes,
        Cost = "£2 a session",
        MinimumAge = 18,
        MaximumAge = 90,
        Languages = ["cy"],
        AccompaniedFirstVisitWelcome = true,
        Capacity = new ActivityCapacity(3, 12),
    };

    private static PlacedActivity Placed(ListingDetails details, MapPoint? at = null, bool unconfirmed = false) => new(
        new StoredActivity(new ListedActivity(Guid.NewGuid(), details, new ListingSource(ListingOrigin.Staff), _now), 1, unconfirmed), at,
        IsRough: false);

    private static FoundActivities Find(Sought sought, params PlacedActivity[] all) =>
        Finding.Of(all.OrderBy(p => p.Stored.Activity.Details.Name, Alphabetical.Order), sought, _now, []);

    private static bool Fits(Sought sought, ListingDetails details) => Find(sought, Placed(details)).Items.Count is 1;

    public static TheoryData<string, Sought, ListingDetails> Wishes => new()
    {
        { "need", new Sought { Need = "loneliness" }, _choir with { Needs = ["anxiety"] } },
        { "day", new Sought { Day = DayOfWeek.Tuesday }, _choir with { Schedules = [new(DayOfWeek.Monday, new(10, 0))] } },
        { "part of day", new Sought { Part = DayPart.Morning }, _choir with { Schedules = [new(DayOfWeek.Tuesday, new(12, 0))] } },
        { "day and part at once", new Sought { Day = DayOfWeek.Tuesday, Part = DayPart.Morning },
            _choir with { Schedules = [new(DayOfWeek.Tuesday, new(19, 0)), new(DayOfWeek.Monday, new(10, 0))] } },
        { "step-free", new Sought { StepFree = true }, _choir with { StepFree = StepFree.Unknown } },
        { "cost", new Sought { MostPounds = 2 }, _choir with { Cost = "£2.50" } },
        { "cost that nobody knows", new Sought { MostPounds = 20 }, _choir with { Cost = "ask" } },
        { "places", new Sought { PlacesFree = true }, _choir with { Capacity = new ActivityCapacity(0, 12) } },
        { "places that nobody knows", new Sought { PlacesFree = true }, _choir with { Capacity = null } },
        { "company", new Sought { Accompanied = true }, _choir with { AccompaniedFirstVisitWelcome = null } },
        { "age below", new Sought { Age = 18 }, _choir with { MinimumAge = 19 } },
        { "age above", new Sought { Age = 90 }, _choir with { MaximumAge = 89 } },
        { "language", new Sought { Language = "cy" }, _choir with { Languages = [] } },
        { "purpose", new Sought { Purposeful = true }, _choir with { Purposeful = null } },
        { "regular", new Sought { Regular = true }, _choir with { Schedules = [] } },
        { "running", new Sought(), _choir with { Status = ListingStatus.Inactive } },
        { "in public", new Sought { InPublic = true }, _choir with { NotInPublic = true } },
    };

    [Theory]
    [MemberData(nameof(Wishes))]
    public void An_entry_is_found_by_what_it_says_and_not_by_what_it_leaves_open(string wish, Sought sought, ListingDetails otherwise)
    {
        Assert.True(Fits(sought, _choir), wish);
        Assert.False(Fits(sought, otherwise), wish);
        Assert.Equal(otherwise.Status is ListingStatus.Active, Fits(new Sought(), otherwise));
    }

    [Fact]
    public void Of_those_that_fit_only_the_ones_with_the_words_are_found()
    {
        PlacedActivity choir = Placed(_choir), other = Placed(_choir);
        Assert.Same(choir, Assert.Single(
            Find(new Sought { Among = new HashSet<Guid> { choir.Stored.Activity.Id } }, choir, other).Items).Placed);
    }

    /// <summary>By code points an accent comes after Z, and an apostrophe before everything.</summary>
    [Fact]
    public void Names_stand_where_people_look_them_up()
    {
        string[] names = ["Écoute", "zumba", "Egg club", "O’Hara’s garden", "Oaks", "Ohm workshop", "Tŷ Coed", "Tyneside"];

        // What is equally near stays in that order.
        Assert.Equal(names.Order(Alphabetical.Order), Find(new Sought { From = _bordon },
            [.. names.Select(n => Placed(_choir with { Name = n }, _bordon))]).Items.Select(f => f.Details.Name));
        Assert.Equal("Écoute", names.Order(Alphabetical.Order).First());
        Assert.Equal("zumba", names.Order(Alphabetical.Order).Last());
    }

    [Fact]
    public void What_is_closed_for_now_is_found_and_what_nobody_has_confirmed_is_only_left_out_when_asked()
    {
        Assert.True(Fits(new Sought(), _choir with { Status = ListingStatus.TemporarilyClosed }));
        PlacedActivity old = Placed(_choir, unconfirmed: true);
        Assert.Single(Find(new Sought(), old).Items);
        Assert.Empty(Find(new Sought { Confirmed = true }, old).Items);
    }

    [Fact]
    public void Where_no_language_is_said_it_is_English() =>
        Assert.True(Fits(new Sought { Language = "en" }, _choir with { Languages = [] }));

    [Fact]
    public void The_nearest_comes_first_and_what_lies_nowhere_last_and_is_counted_where_a_distance_is_asked_for()
    {
        PlacedActivity near = Placed(_choir with { Name = "Z near" }, new MapPoint(51.12, -0.86)),
            far = Placed(_choir with { Name = "A far" }, new MapPoint(51.3, -0.86)), nowhere = Placed(_choir with { Name = "B nowhere" });
        FoundActivities all = Find(new Sought { From = _bordon }, far, nowhere, near);
        Assert.Equal(["Z near", "A far", "B nowhere"], all.Items.Select(i => i.Details.Name));
        Assert.Equal((0.5, null), (Math.Round(all.Items[0].Miles!.Value, 1), all.Items[2].Miles));
        FoundActivities within = Find(new Sought { From = _bordon, Miles = 3 }, far, nowhere, near);
        Assert.Equal(("Z near", 1), (Assert.Single(within.Items).Details.Name, within.Elsewhere));
        // Without a starting point, the distance is ignored.
        Assert.Equal(["A far", "B nowhere", "Z near"],
            Find(new Sought { Miles = 3 }, far, nowhere, near).Items.Select(i => i.Details.Name));
    }

    [Fact]
    public void The_soonest_comes_first_when_asked()
    {
        PlacedActivity monday = Placed(_choir with { Name = "Z", Schedules = [new(DayOfWeek.Monday, new(9, 30))] }),
            tuesday = Placed(_choir with { Name = "A" }), never = Placed(_choir with { Name = "B", Schedules = [] });
        Assert.Equal(["Z", "A", "B"],
            Find(new Sought { Order = FoundOrder.Soonest }, never, tuesday, monday).Items.Select(i => i.Details.Name));
    }

    [Theory]
    [InlineData("Free", 0.0)]
    [InlineData("It is free; donations of £2 welcome", 0.0)]
    [InlineData("£2 a session, tea included", 2.0)]
    [InlineData("£3.50, or £2 with a card", 3.5)]
    [InlineData("50p", 0.5)]
    [InlineData("£2, free parking", 2.0)]
    [InlineData("Free for members, £5 others", 5.0)]
    [InlineData("Free for carers", null)]
    [InlineData("Free to join", 0.0)]
    [InlineData("£2-4", 4.0)]
    [InlineData("£2 to £4", 4.0)]
    [InlineData("£1,250 a year", 1250.0)]
    [InlineData("£2,50", null)]
    [InlineData("Ask them", null)]
    [InlineData(null, null)]
    public void What_it_costs_is_read_from_words_and_the_highest_counts(string? words, double? pounds) =>
        Assert.Equal((decimal?)pounds, ActivityCost.Pounds(words));
}
