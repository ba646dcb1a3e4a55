using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>What holds for every person and every activity.</summary>
public sealed class MatchingProperties
{
    private static readonly DateOnly On = new(2026, 11, 28);
    private static readonly string[] Codes = ["loneliness", "anxiety", "housing", "caring"];

    private static readonly Config Many = Cases.Of(300).WithEndSize(60);

    private static Gen<bool?> Said { get; } = Gen.Elements<bool?>(true, false, null);

    private static Gen<MatchEntry> Entry { get; } =
        from id in Gen.Choose(1, int.MaxValue)
        from needs in Gen.SubListOf(Codes)
        from hour in Gen.Choose(8, 20)
        from rhythm in Gen.Choose(0, 2)
        from stepFree in Said
        from company in Said
        from size in Gen.Choose(0, 30)
        from pounds in Gen.Choose(-1, 9)
        from places in Gen.Choose(-1, 5)
        from confirmed in Gen.Choose(0, 200)
        from miles in Gen.Choose(-1, 80)
        select new MatchEntry(new Guid(id, 0, 0, new byte[8]), $"Group {id % 50}")
        {
            Needs = [.. needs],
            Times = [new((Weekday)(hour % 7), new TimeOnly(hour, 0), (MatchRhythm)rhythm)],
            StepFree = stepFree,
            Company = company,
            Size = size is 0 ? null : size,
            Pounds = pounds < 0 ? null : pounds,
            Places = places < 0 ? null : places,
            PlacesSaidOn = On.AddDays(-confirmed),
            ConfirmedOn = On.AddDays(-confirmed),
            IsConfirmed = confirmed <= 90,
            // Stands for the distance, which is drawn together with the entry.
            Latitude = miles < 0 ? null : miles / 10.0,
        };

    private static Gen<Matching.Wanted> Person { get; } =
        from needs in Gen.Shuffle(Codes)
        from count in Gen.Choose(1, 4)
        from asks in Gen.Choose(0, 31)
        from walks in Gen.Choose(0, 4)
        select new Matching.Wanted([.. needs.Take(count)], new Wishes
        {
            Parts = (asks & 1) > 0 ? [PartOfDay.Morning] : [],
            StepFree = (asks & 2) > 0,
            SmallGroups = (asks & 4) > 0,
            Company = (asks & 8) > 0,
            MostPounds = (asks & 16) > 0 ? 3 : null,
            WalksMiles = walks,
        }, 50);

    private static Gen<(Matching.Wanted Person, MatchEntry[] Entries)> Searches { get; } =
        from person in Person
        from entries in Entry.ListOf()
        select (person, entries.DistinctBy(e => e.Id).ToArray());

    private static Matching.Ranking Rank(Matching.Wanted person, IEnumerable<MatchEntry> entries) =>
        Matching.Rank(person, entries, e => e.Latitude, On, new MatchingPoints());

    [Fact]
    public void The_order_is_not_that_in_which_they_came() => Prop.ForAll(Arb.From(Searches), search =>
        Rank(search.Person, search.Entries).Suiting.Select(m => m.Entry.Id)
            .SequenceEqual(Rank(search.Person, search.Entries.Reverse()).Suiting.Select(m => m.Entry.Id))).Check(Many);

    /// <summary>Each makes an entry better in one respect. Null if it cannot be better.</summary>
    private static readonly Func<MatchEntry, MatchEntry?>[] Better =
    [
        e => e.Latitude is > 0 and var miles ? e with { Latitude = miles / 2 } : null,
        e => e.Pounds is > 0 and var pounds ? e with { Pounds = pounds - 1 } : null,
        e => e.Places is >= 0 and var places ? e with { Places = places + 1 } : null,
        e => e.StepFree is true ? null : e with { StepFree = e.StepFree is null ? true : null },
        e => e.Company is true ? null : e with { Company = e.Company is null ? true : null },
        e => e with { Times = [e.Times[0] with { Rhythm = MatchRhythm.Week }] },
        e => e with { ConfirmedOn = On, IsConfirmed = true },
        e => Codes.Except(e.Needs).Any() ? e with { Needs = [.. e.Needs, Codes.Except(e.Needs).First()] } : null,
        e => e with { Times = [e.Times[0] with { StartsAt = new TimeOnly(10, 0) }] },
        e => e.Size > 12 ? e with { Size = 12 } : null,
    ];

    [Fact]
    public void Better_in_one_respect_is_never_ranked_lower() => Prop.ForAll(Arb.From(Searches), search =>
        search.Entries.All(entry => Better.Select(b => b(entry)).OfType<MatchEntry>().All(better =>
        {
            // Its name comes last, so that the name does not help it.
            MatchEntry one = entry with { Name = "Y" }, other = better with { Id = Guid.NewGuid(), Name = "Z" };
            Matching.Ranking ranking = Rank(search.Person, [.. search.Entries.Where(e => e.Id != entry.Id), one, other]);
            int before = Place(ranking, one.Id), after = Place(ranking, other.Id);
            return after <= before || IsTheSame(ranking, before, after);
        }))).Check(Many);

    [Fact]
    public void A_need_that_moves_up_lets_nothing_without_it_pass_what_meets_it() => Prop.ForAll(Arb.From(Searches), search =>
        Enumerable.Range(1, search.Person.Needs.Count - 1).All(from => Enumerable.Range(0, from).All(to =>
        {
            string need = search.Person.Needs[from];
            List<string> needs = [.. search.Person.Needs.Where(n => n != need)];
            needs.Insert(to, need);
            Matching.Ranking before = Rank(search.Person, search.Entries);
            Matching.Ranking after = Rank(search.Person with { Needs = needs }, search.Entries);
            return after.Suiting.Where(m => m.Entry.Needs.Contains(need)).All(m =>
                m.Points >= before.Suiting[Place(before, m.Entry.Id)].Points
                    && Ahead(after, m, need).IsSubsetOf(Ahead(before, m, need)));
        }))).Check(Many);

    /// <summary>This needs the same points for all needs. With more points for a first need it cannot hold: decision 48 has
    /// the proof.</summary>
    [Fact]
    public void Where_every_need_counts_the_same_a_need_that_moves_up_moves_nothing_down() => Prop.ForAll(Arb.From(Searches), search =>
        Enumerable.Range(1, search.Person.Needs.Count - 1).All(from => Enumerable.Range(0, from).All(to =>
        {
            MatchingPoints same = new() { FirstNeed = 20, SecondNeed = 20, FurtherNeed = 20 };
            string need = search.Person.Needs[from];
            List<string> needs = [.. search.Person.Needs.Where(n => n != need)];
            needs.Insert(to, need);
            Matching.Ranking before = Matching.Rank(search.Person, search.Entries, e => e.Latitude, On, same);
            Matching.Ranking after = Matching.Rank(search.Person with { Needs = needs }, search.Entries, e => e.Latitude, On, same);
            return search.Entries.Where(e => e.Needs.Contains(need)).All(e => Place(after, e.Id) <= Place(before, e.Id));
        }))).Check(Many);

    [Fact]
    public void Nothing_is_both_and_nothing_is_lost() => Prop.ForAll(Arb.From(Searches), search =>
    {
        Matching.Ranking ranking = Rank(search.Person, search.Entries);
        return ranking.Suiting.Concat(ranking.Unsuited).Select(m => m.Entry.Id).Order()
                .SequenceEqual(search.Entries.Select(e => e.Id).Order())
            && ranking.Unsuited.All(m => m.Reasons.Count > 0)
            && ranking.Suiting.All(m => m.Points == m.Reasons.Sum(r => r.Points));
    }).Check(Many);

    /// <summary>The entries ahead of it that do not meet the need.</summary>
    private static HashSet<Guid> Ahead(Matching.Ranking ranking, Suggestion one, string need) =>
        [.. ranking.Suiting.TakeWhile(m => m.Entry.Id != one.Entry.Id).Where(m => !m.Entry.Needs.Contains(need)).Select(m => m.Entry.Id)];

    private static int Place(Matching.Ranking ranking, Guid id) =>
        ranking.Suiting.Select(m => m.Entry.Id).ToList().IndexOf(id) is >= 0 and int place ? place : int.MaxValue;

    /// <summary>The improvement is nothing that this person asked for, so the name decides.</summary>
    private static bool IsTheSame(Matching.Ranking ranking, int one, int other) =>
        one < ranking.Suiting.Count && other < ranking.Suiting.Count && ranking.Suiting[one].Points == ranking.Suiting[other].Points
            && ranking.Suiting[one].Miles == ranking.Suiting[other].Miles;
}
