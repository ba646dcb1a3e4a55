using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Reports;

/// <summary>Needs for which nobody offered anything: by need, area and age.</summary>
internal static class UnmetReport
{
    public static Report Of(ReportInput input)
    {
        (CountedUnmetNeed Unmet, JourneyFacts Who)[] all = In(input), before = In(input.Before);
        Figure.Count total = Tally.Of("unmet", all.Length);
        ILookup<(string Need, string Area), string> cells =
            all.ToLookup(u => (u.Unmet.Need, u.Who.Area ?? RowName.NotKnown), u => Tally.WideAge(u.Who));
        List<TableRow> rows = [];
        List<Sum> sums = [];
        foreach (var needs in cells.OrderByDescending(g => g.Count()).ThenBy(g => g.Key.Need, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Area, StringComparer.Ordinal).GroupBy(g => g.Key.Need))
        {
            List<string> parts = [];
            foreach (var cell in needs)
            {
                string at = $"{cell.Key.Need} in {cell.Key.Area}";
                Figure.Count row = Tally.Of($"unmet: {at}", cell.Count());
                Figure.Count[] ages = [.. Tally.WideAges.Select(age => Tally.Of($"unmet: {at} at {age}", cell.Count(a => a == age)))];
                rows.Add(new(new("need", cell.Key.Need), [.. ages, row],
                    new("area", cell.Key.Area.Length is 0 ? null : cell.Key.Area)));
                sums.Add(new(row.Name, [.. ages.Select(a => a.Name)]));
                parts.Add(row.Name);
            }
            sums.Add(new($"unmet by need: {needs.Key}", parts));
        }
        ReportTable byNeed = Tally.By("needs", "What nobody offered, by need", "Need", "need", u => u.Unmet.Need,
        [
            ("unmet", all, new("unmet", "Times", "This period")),
            ("before: unmet", before, new("before", "In the period before", "The period before")),
        ]) with
        { Chart = ChartKind.Bars, Scale = "Times" };
        return new("unmet", "Unmet needs",
        [
            $"{total} {total:time|times} nothing was found for a need; {Tally.Of("before: unmet", before.Length)} in the period before.",
            all.Length is 0 ? (FormattableString)$"Nothing was missing."
                : $"Most often for: {byNeed.Rows[0].Name} ({byNeed.Rows[0].Cells[0]}).",
        ],
        [
            byNeed,
            Tally.By("reasons", "Why nothing was found", "Reason", "unmetReason", u => Codes.Of(u.Unmet.Reason),
                [("unmet", all, new("unmet", "Times"))]),
            new("places", "By need, area and age", "Need",
            [
                new("under25", "Under 25"), new("25-44", "25 to 44"), new("45-64", "45 to 64"), new("65plus", "65 and over"),
                new("all", "All ages"),
            ], rows, sums) { Second = "Area" },
        ], []);
    }

    private static (CountedUnmetNeed, JourneyFacts)[] In(ReportInput input) =>
        [.. input.People.SelectMany(f => f.Unmet.Where(u => input.Period.Has(u.On)).Select(u => (u, f)))];
}
