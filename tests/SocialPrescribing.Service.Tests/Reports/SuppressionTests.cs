using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using SocialPrescribing.Service.Reports;

namespace SocialPrescribing.Service.Tests.Reports;

public sealed class SuppressionTests
{
    /// <summary>
    /// From working paper 22 of the US statistical agencies. With the sensitive cells removed, the table looks safe but is not.
    /// </summary>
    private static readonly int[][] _paper = [[15, 1, 3, 1], [20, 10, 10, 15], [3, 10, 10, 2], [12, 14, 7, 2]];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, null)]
    [InlineData(7, null)]
    [InlineData(8, 10)]
    [InlineData(12, 10)]
    [InlineData(13, 15)]
    [InlineData(4002, 4000)]
    public void A_count_alone_is_hidden_up_to_7_and_otherwise_rounded(int count, int? published) =>
        Assert.Equal(published, Suppression.Alone(count));

    [Fact]
    public void The_paper_s_table_comes_out_as_the_rule_has_it_and_keeps_its_secrets()
    {
        IReadOnlyDictionary<string, int?> published = Published(_paper);

        Assert.Equal([20, 55, 25, 35], Enumerable.Range(0, 4).Select(r => published[$"row {r}"]));
        Assert.Equal([50, 35, 30, 20], Enumerable.Range(0, 4).Select(c => published[$"column {c}"]));
        Assert.Equal(135, published["all"]);
        Assert.Equal([null, 10, 10, null], Enumerable.Range(0, 4).Select(c => published[$"cell 2 {c}"]));
        AssertNothingIsGivenAway(_paper, published);
    }

    [Fact]
    public void Where_rounding_alone_gives_a_count_away_more_is_hidden()
    {
        // 12 + 12 + 12 + 7 = 43. With three counts rounded to ten and a total of 45, only 7 is possible for the fourth.
        int[][] table = [[12, 12, 12, 7]];
        Dictionary<string, int> counts = Counts(table);
        Dictionary<string, int?> naive = counts.ToDictionary(c => c.Key, c => Suppression.Alone(c.Value));
        Assert.Equal([7], Attack.OnTable(1, 4).Possible("cell 0 3", naive, Small(counts)));

        IReadOnlyDictionary<string, int?> published = Published(table);
        AssertNothingIsGivenAway(table, published);
    }

    [Theory]
    [InlineData("en-GB")]
    // There, aa is the last letter of the alphabet.
    [InlineData("da-DK")]
    public void What_else_is_hidden_does_not_hang_on_the_machine_s_language(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        try
        {
            IReadOnlyDictionary<string, int?> published = Suppression.Of(
                new Dictionary<string, int> { ["all"] = 43, ["few"] = 7, ["b"] = 12, ["aa"] = 12, ["c"] = 12 },
                [new("all", ["few", "b", "aa", "c"])]);
            Assert.Equal(["aa", "few"], published.Where(p => p.Value is null).Select(p => p.Key).Order(StringComparer.Ordinal));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_sum_that_does_not_add_up_is_refused()
    {
        Dictionary<string, int> counts = new() { ["a"] = 1, ["b"] = 2, ["all"] = 4 };
        Assert.Throws<ArgumentException>(() => Suppression.Of(counts, [new("all", ["a", "b"])]));
        Assert.Throws<ArgumentException>(() => Suppression.Of(counts, [new("all", ["a", "c"])]));
    }

    [Fact]
    public void No_table_gives_a_hidden_count_away() => Prop.ForAll(Tables.ToArbitrary(), table =>
        AssertNothingIsGivenAway(table, Published(table))).Check(Cases.Of());

    [Fact]
    public void No_pack_of_tables_of_the_same_people_gives_a_hidden_count_away() => Prop.ForAll(Splits.ToArbitrary(), parts =>
    {
        Dictionary<string, int> counts = new() { ["all"] = parts[0].Sum() };
        List<Sum> sums = [];
        for (int table = 0; table < parts.Length; table++)
        {
            for (int part = 0; part < parts[table].Length; part++)
                counts.Add($"part {table} {part}", parts[table][part]);
            sums.Add(new("all", [.. parts[table].Select((_, part) => $"part {table} {part}")]));
        }
        IReadOnlyDictionary<string, int?> published = Suppression.Of(counts, sums);
        AssertSafe(Attack.OnSplits([.. parts.Select(p => p.Length)]), counts, published);
    }).Check(Cases.Of());

    /// <summary>Many small counts, some zeros, some larger counts.</summary>
    private static readonly Gen<int> Counted = Gen.Frequency(
        (3, Gen.Choose(0, 7)), (2, Gen.Choose(8, 30)), (1, Gen.Constant(0)), (1, Gen.Constant(12)));

    private static readonly Gen<int[][]> Tables =
        from rows in Gen.Choose(1, 5)
        from columns in Gen.Choose(1, 5)
        from cells in Counted.ArrayOf(rows * columns)
        select cells.Chunk(columns).ToArray();

    /// <summary>Two or three ways to split up the same people.</summary>
    private static readonly Gen<int[][]> Splits =
        from first in Counted.ArrayOf(4)
        from others in Gen.Choose(0, 1000).ArrayOf(6)
        let all = first.Sum()
        let second = Cut(all, others[0], others[1], others[2])
        select new[] { first, second, Cut(all, others[3], others[4]) };

    private static int[] Cut(int all, params int[] at)
    {
        int[] cuts = [0, .. at.Select(a => a % (all + 1)).Order(), all];
        return [.. cuts.Zip(cuts.Skip(1), (from, to) => to - from)];
    }

    private static Dictionary<string, int> Counts(int[][] table)
    {
        Dictionary<string, int> counts = new() { ["all"] = table.Sum(r => r.Sum()) };
        for (int r = 0; r < table.Length; r++)
            counts.Add($"row {r}", table[r].Sum());
        for (int c = 0; c < table[0].Length; c++)
            counts.Add($"column {c}", table.Sum(r => r[c]));
        for (int r = 0; r < table.Length; r++)
            for (int c = 0; c < table[0].Length; c++)
                counts.Add($"cell {r} {c}", table[r][c]);
        return counts;
    }

    private static IReadOnlyDictionary<string, int?> Published(int[][] table)
    {
        int[] rows = [.. Enumerable.Range(0, table.Length)], columns = [.. Enumerable.Range(0, table[0].Length)];
        return Suppression.Of(Counts(table),
        [
            .. rows.Select(r => new Sum($"row {r}", [.. columns.Select(c => $"cell {r} {c}")])),
            .. columns.Select(c => new Sum($"column {c}", [.. rows.Select(r => $"cell {r} {c}")])),
            new("all", [.. rows.Select(r => $"row {r}")]),
            new("all", [.. columns.Select(c => $"column {c}")]),
        ]);
    }

    private static HashSet<string> Small(Dictionary<string, int> counts) =>
        [.. counts.Where(c => c.Value is > 0 and <= Suppression.MostHidden).Select(c => c.Key)];

    private static void AssertNothingIsGivenAway(int[][] table, IReadOnlyDictionary<string, int?> published) =>
        AssertSafe(Attack.OnTable(table.Length, table[0].Length), Counts(table), published);

    private static void AssertSafe(Attack attack, Dictionary<string, int> counts, IReadOnlyDictionary<string, int?> published)
    {
        HashSet<string> small = Small(counts);
        foreach ((string name, int count) in counts)
            Assert.True(published[name] is null ? count > 0 : published[name] == Suppression.Alone(count), $"{name} is {count}");
        foreach (string name in small)
        {
            int[] possible = attack.Possible(name, published, small);
            Assert.Contains(counts[name], possible);
            Assert.True(possible[^1] - possible[0] >= Suppression.LeastRange,
                $"{name} can only be {string.Join(" or ", possible)} in {string.Join(", ", published)}");
        }
    }
}
