using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Reports;

/// <summary>What people needed, by age and by where they live. Loneliness (felt) and isolation (circumstances) are two needs.</summary>
internal static class NeedsReport
{
    private const int MostAreas = 10;
    private const string Loneliness = "loneliness", Isolation = "socialIsolation";

    public static Report Of(ReportInput input)
    {
        JourneyFacts[] people = [.. input.Referred];
        Figure.Count all = Tally.Of(VolumeReport.Referred, people.Length), lonely = With(people, "lonely", Loneliness),
            isolated = With(people, "isolated", Isolation),
            both = Tally.Of("lonely and isolated",
                people.Count(f => f.Needs.Contains(Loneliness) && f.Needs.Contains(Isolation)));
        int lonelyAlone = lonely.Value - both.Value, isolatedAlone = isolated.Value - both.Value;
        Figure.Count onlyLonely = Tally.Of("lonely and not isolated", lonelyAlone),
            onlyIsolated = Tally.Of("isolated and not lonely", isolatedAlone),
            neither = Tally.Of("neither lonely nor isolated", all.Value - both.Value - lonelyAlone - isolatedAlone);
        ReportTable apart = new("apart", "Loneliness and isolation apart", "Who", [new("people", "People"), new("share", "Share")],
        [
            .. new[] { ("lonelyAndIsolated", both), ("lonelyOnly", onlyLonely), ("isolatedOnly", onlyIsolated), ("neither", neither) }
                .Select(r => new TableRow(new("apart", r.Item1), [r.Item2, new Figure.Part(r.Item2, all)])),
            new(RowName.Everybody, [all, new Figure.Part(all, all)]),
        ],
        [
            new(all.Name, [both.Name, onlyLonely.Name, onlyIsolated.Name, neither.Name]),
            new(lonely.Name, [both.Name, onlyLonely.Name]), new(isolated.Name, [both.Name, onlyIsolated.Name]),
        ]);
        return new("needs", "Needs",
        [
            $"{lonely} of {all} {all:person who was|people who were} referred {lonely:is|are} lonely ({new Figure.Part(lonely, all)}).",
            $"{isolated} {isolated:is|are} socially isolated ({new Figure.Part(isolated, all)}).",
            $"{both} {both:is|are} both: loneliness is felt, isolation is how somebody lives, and the one does not say the other.",
        ],
        [
            Split(people, "age", "Needs by age", Tally.WideAge, Tally.WideAges) with { Chart = ChartKind.Bars, Scale = "People" },
            apart,
            Split(people, "area", "Needs by area", f => f.Area,
            [
                .. people.Where(f => f.Area is not null).GroupBy(f => f.Area!).OrderByDescending(g => g.Count())
                    .ThenBy(g => g.Key, StringComparer.Ordinal).Take(MostAreas).Select(g => g.Key),
            ]),
        ],
        [$"Somebody with several needs is counted under each of them, so needs add up to more than people."]);
    }

    private static Figure.Count With(JourneyFacts[] people, string name, string need) =>
        Tally.Of(name, people.Count(f => f.Needs.Contains(need)));

    /// <summary>A row for each need, a column for each group, and one for people in none of them.</summary>
    private static ReportTable Split(
        JourneyFacts[] people, string kind, string caption, Func<JourneyFacts, string?> group, string[] groups)
    {
        List<TableRow> rows = [];
        List<Sum> sums = [];
        string[] ends = kind is "area" ? [.. groups, "rest", RowName.NotKnown] : groups;
        string In(JourneyFacts f) => group(f) is not { } code ? RowName.NotKnown : groups.Contains(code) ? code : "rest";
        ILookup<string, JourneyFacts> byNeed = people.SelectMany(f => f.Needs.Distinct().Select(need => (need, f)))
            .ToLookup(n => n.need, n => n.f);
        foreach (IGrouping<string, JourneyFacts> need in byNeed.OrderByDescending(n => n.Count())
            .ThenBy(n => n.Key, StringComparer.Ordinal))
        {
            ILookup<string, JourneyFacts> inGroups = need.ToLookup(In);
            Figure.Count all = Tally.Of($"need: {need.Key}", need.Count());
            Figure.Count[] counts = [.. ends.Select(code => Tally.Of($"need: {need.Key} by {kind}: {code}", inGroups[code].Count()))];
            rows.Add(new(new("need", need.Key), [all, .. counts]));
            sums.Add(new(all.Name, [.. counts.Select(c => c.Name)]));
        }
        return new(kind, caption, "Need",
        [
            new("people", "Everybody", "People"),
            .. ends.Select(code => new TableColumn(code.Length is 0 ? "notKnown" : code, Head(kind, code))),
        ], rows, sums);
    }

    private static string Head(string kind, string code) => (kind, code) switch
    {
        (_, "rest") => "Elsewhere",
        (_, "") => "Not known",
        (_, "under25") => "Under 25",
        (_, "25-44") => "25 to 44",
        (_, "45-64") => "45 to 64",
        (_, "65plus") => "65 and over",
        _ => code,
    };
}
