using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Reports;

/// <summary>Counts the same people in several ways, and notes which counts add up to which.</summary>
internal static class Tally
{
    public static Figure.Count Of(string name, int count) => new(name, count);

    /// <summary>One row for each group and one for everybody. Every column counts its own people, so each column adds up.</summary>
    /// <param name="kind">What the groups are about.</param>
    /// <param name="columns">The name of each count, its people, and its column.</param>
    /// <param name="order">The codes in their order. Other codes follow, the largest first.</param>
    /// <param name="most">How many groups have a row of their own. The others share one.</param>
    public static ReportTable By<T>(
        string id, string caption, string first, string kind, Func<T, string?> group,
        IReadOnlyList<(string Name, IReadOnlyList<T> People, TableColumn Column)> columns, IReadOnlyList<string>? order = null,
        int most = 40, Func<IReadOnlyList<Figure.Count>, IReadOnlyList<Figure.Count>, IEnumerable<Figure>>? more = null,
        IReadOnlyList<TableColumn>? moreColumns = null)
    {
        ILookup<string, T>[] grouped = [.. columns.Select(c => c.People.ToLookup(p => group(p) ?? RowName.NotKnown))];
        string[] known = [.. grouped.SelectMany(g => g.Select(of => of.Key)).Distinct()];
        int Place(string code) => order is null ? 0 : order.ToList() is var all && all.IndexOf(code) is >= 0 and var at ? at : all.Count;
        string[] codes =
        [
            .. known.Where(code => code.Length > 0).OrderBy(Place).ThenByDescending(code => grouped.Sum(g => g[code].Count()))
                .ThenBy(code => code, StringComparer.Ordinal),
        ];
        string[] shown = codes.Length > most ? codes[..most] : codes, rest = codes[shown.Length..];
        Figure.Count[] totals = [.. columns.Select(c => Of(c.Name, c.People.Count))];
        List<TableRow> rows = [];
        List<string>[] parts = [.. columns.Select(_ => new List<string>())];
        void Add(RowName name, Func<int, int> count)
        {
            Figure.Count[] counts =
                [.. columns.Select((c, i) => Of($"{c.Name} by {kind}: {name.Code ?? "?"}", count(i)))];
            for (int i = 0; i < counts.Length; i++)
                parts[i].Add(counts[i].Name);
            rows.Add(new(name, [.. counts, .. more?.Invoke(counts, totals) ?? []]));
        }
        foreach (string code in shown)
            Add(new(kind, code), i => grouped[i][code].Count());
        if (rest.Length > 0)
            Add(new(kind, "rest"), i => rest.Sum(code => grouped[i][code].Count()));
        if (known.Contains(RowName.NotKnown))
            Add(new(kind, null), i => grouped[i][RowName.NotKnown].Count());
        if (rows.Count > 0)
            rows.Add(new(RowName.Everybody, [.. totals, .. more?.Invoke(totals, totals) ?? []]));
        return new(id, caption, first, [.. columns.Select(c => c.Column), .. moreColumns ?? []], rows,
            rows.Count is 0 ? [] : [.. totals.Select((total, i) => new Sum(total.Name, parts[i]))]);
    }

    /// <summary>Wider bands than those of the facts: otherwise most cells of a table by three things would be hidden.</summary>
    public static string WideAge(JourneyFacts facts) => facts.AgeBand switch
    {
        "under18" or "18-24" => "under25",
        "25-34" or "35-44" => "25-44",
        "45-54" or "55-64" => "45-64",
        _ => "65plus",
    };

    public static readonly string[] WideAges = ["under25", "25-44", "45-64", "65plus"];
}
