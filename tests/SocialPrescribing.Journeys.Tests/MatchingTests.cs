namespace SocialPrescribing.Journeys.Tests;

/// <summary>
/// The order of activities and the reasons for it. P needs help with loneliness first and with anxiety, likes small groups and sewing, can
/// do mornings, walks a mile and takes no bus, needs step-free places, wants company, and has no money for fees.
/// </summary>
public sealed class MatchingTests
{
    private static readonly DateOnly On = new(2026, 11, 28);
    private static readonly MatchingPoints Points = new();
    private static readonly Matching.Wanted P = new(["loneliness", "anxiety"], new Wishes
    {
        Parts = [PartOfDay.Morning],
        WalksMiles = 1,
        Travel = [TravelWay.OnFoot],
        StepFree = true,
        SmallGroups = true,
        Company = true,
        MostPounds = 0,
        Likes = ["sew"],
    }, 60);

    private static readonly Dictionary<string, double?> Miles = new()
    {
        ["A"] = 0.8,
        ["B"] = 0.5,
        ["C"] = 2.4,
        ["D"] = 0.9,
        ["F"] = 0.3,
        ["G"] = 0.8,
    };

    private static MatchEntry Entry(
        string letter, string name, string needs, Weekday day, int hour, MatchRhythm rhythm = MatchRhythm.Week) =>
        new(new Guid(letter[0], 0, 0, new byte[8]), $"{letter} {name}")
        {
            Needs = needs.Split(' '),
            Times = [new(day, new TimeOnly(hour, 0), rhythm)],
            Words = MatchEntry.Plain(name),
            IsConfirmed = true,
            ConfirmedOn = On.AddDays(-10),
        };

    private static readonly MatchEntry A = Entry("A", "craft table", "loneliness", Weekday.Tuesday, 10) with
    {
        StepFree = true,
        Company = true,
        Cost = "Free",
        Pounds = 0,
        Places = 3,
        Size = 12,
        PlacesSaidOn = On.AddDays(-4),
    };
    private static readonly MatchEntry B = Entry("B", "walking football", "physicalInactivity", Weekday.Saturday, 11) with
    {
        StepFree = false,
        Cost = "Free",
        Pounds = 0,
        Places = 5,
    };
    private static readonly MatchEntry C = Entry("C", "sewing bee", "loneliness anxiety", Weekday.Wednesday, 14) with
    {
        StepFree = true,
        Company = true,
        Cost = "£2",
        Pounds = 2,
        Places = 1,
    };
    private static readonly MatchEntry D = Entry("D", "tea dance", "loneliness", Weekday.Friday, 15, MatchRhythm.Month) with
    {
        Company = true,
        Cost = "£6",
        Pounds = 6,
        Places = 20,
        Size = 20,
        IsConfirmed = false,
        ConfirmedOn = On.AddDays(-200),
    };
    private static readonly MatchEntry E = Entry("E", "online choir", "loneliness", Weekday.Monday, 10) with
    {
        AtHome = true,
        Cost = "Free",
        Pounds = 0,
        Places = 30,
        Size = 30,
    };
    private static readonly MatchEntry F = Entry("F", "memory café", "memoryAndDementia", Weekday.Tuesday, 11) with
    {
        StepFree = true,
        Company = true,
        Cost = "Free",
        Pounds = 0,
        Places = 8,
    };
    private static readonly MatchEntry G = A with
    {
        Id = new Guid('G', 0, 0, new byte[8]),
        Name = "G craft table",
        Places = 0,
        PlacesSaidOn = On.AddDays(-2),
    };

    private static readonly MatchEntry[] All = [A, B, C, D, E, F, G];

    private static Matching.Ranking Rank(Matching.Wanted? who = null, IEnumerable<MatchEntry>? among = null, bool placesAreKnown = true) =>
        Matching.Rank(who ?? P, among ?? All, e => placesAreKnown ? Miles.GetValueOrDefault(e.Name[..1]) : null, On, Points);

    private static string Order(Matching.Ranking ranking) => string.Concat(ranking.Suiting.Select(m => m.Entry.Name[0]));

    private static MatchReasonKind[] For(Matching.Ranking ranking, char letter) =>
        [.. Find(ranking, letter).Reasons.Where(r => !r.IsAgainst).Select(r => r.Kind)];

    private static MatchReasonKind[] Against(Matching.Ranking ranking, char letter) =>
        [.. Find(ranking, letter).Reasons.Where(r => r.IsAgainst).Select(r => r.Kind)];

    private static Suggestion Find(Matching.Ranking ranking, char letter) =>
        ranking.Suiting.Concat(ranking.Unsuited).Single(m => m.Entry.Name[0] == letter);

    [Fact] // Case 1
    public void What_is_near_small_and_in_the_morning_comes_first_and_says_why()
    {
        Matching.Ranking ranking = Rank();
        Assert.Equal("AECDG", Order(ranking));
        Assert.Equal([MatchReasonKind.Need, MatchReasonKind.TimeSuits, MatchReasonKind.Weekly, MatchReasonKind.Near,
            MatchReasonKind.StepFree, MatchReasonKind.SmallGroup, MatchReasonKind.Affordable, MatchReasonKind.Company,
            MatchReasonKind.PlacesFree, MatchReasonKind.Confirmed], For(ranking, 'A'));
        Assert.Empty(Against(ranking, 'A'));
        Assert.Equal(0.8, Find(ranking, 'A').Reasons.Single(r => r.Kind is MatchReasonKind.Near).Number);
        Assert.Equal(On.AddDays(-4), Find(ranking, 'A').Reasons.Single(r => r.Kind is MatchReasonKind.PlacesFree).On);
    }

    [Fact] // Case 2
    public void What_is_not_step_free_is_out_and_says_so() =>
        Assert.Contains(Find(Rank(), 'B') is { Suits: false } b ? b.Reasons : [], r => r.Kind is MatchReasonKind.NotStepFree);

    [Fact] // Case 3
    public void Near_and_in_the_morning_comes_before_both_needs()
    {
        Matching.Ranking ranking = Rank();
        Assert.Equal(2, Find(ranking, 'C').Reasons.Count(r => r.Kind is MatchReasonKind.Need));
        Assert.Equal([MatchReasonKind.TimeDoesNot, MatchReasonKind.TooFar, MatchReasonKind.SizeNotKnown, MatchReasonKind.CostsTooMuch],
            Against(ranking, 'C'));
        Assert.Contains(MatchReasonKind.Liked, For(ranking, 'C'));
    }

    [Fact] // Case 4
    public void What_is_monthly_unconfirmed_dear_and_perhaps_not_step_free_comes_after() =>
        Assert.Equal([MatchReasonKind.TimeDoesNot, MatchReasonKind.Monthly, MatchReasonKind.StepFreeNotKnown, MatchReasonKind.LargeGroup,
            MatchReasonKind.CostsTooMuch, MatchReasonKind.NotConfirmed], Against(Rank(), 'D'));

    [Fact] // Case 5
    public void What_is_full_comes_after_everything_that_is_open()
    {
        Matching.Ranking ranking = Rank(among: All.Where(e => e != A));
        Assert.Equal('G', Order(ranking)[^1]);
        Assert.Equal(On.AddDays(-2), Find(ranking, 'G').Reasons.Single(r => r.Kind is MatchReasonKind.Full).On);
        Assert.Equal([MatchReasonKind.FullForLong],
            Find(Rank(among: [G with { PlacesSaidOn = On.AddDays(-Points.FullForLongDays) }]), 'G').Reasons.Select(r => r.Kind));
    }

    [Fact] // Case 6
    public void What_meets_no_need_is_not_proposed_however_near() =>
        Assert.Equal([MatchReasonKind.NoNeed], Find(Rank(), 'F').Reasons.Select(r => r.Kind));

    [Fact] // Case 7
    public void Who_cannot_leave_the_house_gets_what_comes_to_them()
    {
        Matching.Ranking ranking = Rank(P with { Wishes = P.Wishes with { AtHome = true } });
        Assert.Equal("E", Order(ranking));
        Assert.All(ranking.Unsuited, m => Assert.Contains(m.Reasons, r => r.Kind is MatchReasonKind.NotAtHome));
    }

    [Fact] // Case 8
    public void A_need_that_moves_up_takes_along_what_meets_it()
    {
        string after = Order(Rank(P with { Needs = ["anxiety", "loneliness"] }));
        Assert.True(after.IndexOf('C', StringComparison.Ordinal) < Order(Rank()).IndexOf('C', StringComparison.Ordinal), after);
    }

    [Fact] // Case 9
    public void Who_is_too_young_is_told_from_when()
    {
        MatchReason reason = Assert.Single(Find(Rank(P with { Age = 17 }, [A with { MinimumAge = 18 }]), 'A').Reasons);
        Assert.Equal((MatchReasonKind.FromAge, 18), (reason.Kind, reason.Number));
    }

    [Fact] // Case 10
    public void Where_nobody_knows_where_the_person_lives_nothing_is_out_for_distance()
    {
        Matching.Ranking ranking = Rank(placesAreKnown: false);
        Assert.Equal(5, ranking.Suiting.Count);
        Assert.All(ranking.Suiting.Where(m => !m.Entry.AtHome), m =>
        {
            Assert.Contains(m.Reasons, r => r.Kind is MatchReasonKind.DistanceNotKnown);
            Assert.DoesNotContain(m.Reasons,
                r => r.Kind is MatchReasonKind.Near or MatchReasonKind.WithinReach or MatchReasonKind.TooFar);
        });
    }

    [Fact]
    public void Somebody_with_agoraphobia_gets_what_is_near_and_small_first()
    {
        Matching.Wanted sam = new(["anxiety"], new Wishes
        {
            WalksMiles = 0.5m,
            Travel = [TravelWay.OnFoot],
            SmallGroups = true,
            Company = true,
        }, 34);
        MatchEntry Of(string letter, int size) =>
            Entry(letter, "group", "anxiety", Weekday.Monday, 10) with { Size = size, Company = true };
        Dictionary<string, double?> miles = new() { ["H"] = 0.3, ["I"] = 0.2, ["J"] = 4, ["K"] = 1.2 };
        Matching.Ranking ranking =
            Matching.Rank(sam, [Of("J", 6), Of("I", 80), Of("K", 8), Of("H", 6)], e => miles[e.Name[..1]], On, Points);
        Assert.Equal("HIKJ", Order(ranking));
        Assert.Equal([MatchReasonKind.Near, MatchReasonKind.SmallGroup],
            For(ranking, 'H').Where(k => k is MatchReasonKind.Near or MatchReasonKind.SmallGroup));
    }

    [Fact]
    public void The_points_are_those_of_the_reasons() =>
        Assert.All(Rank().Suiting, m => Assert.Equal(m.Points, m.Reasons.Sum(r => r.Points)));
}
