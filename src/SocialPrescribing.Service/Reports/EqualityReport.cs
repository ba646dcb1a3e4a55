using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Reports;

/// <summary>Of those referred in the period: who is reached, and whether all groups get equally far. Unknown values have a row
/// of their own.</summary>
internal static class EqualityReport
{
    public static Report Of(ReportInput input)
    {
        JourneyFacts[] referred = [.. input.Referred], met = [.. referred.Where(f => input.Known(f.Met) is not null)],
            alone = [.. referred.Where(f => input.Known(f.Alone) is not null)];
        ReportTable By(string kind, string caption, string first, Func<JourneyFacts, string?> group, IReadOnlyList<string>? order = null) =>
            WithPopulation(input, kind, Tally.By(kind, caption, first, kind, group,
            [
                (VolumeReport.Referred, referred, new("referred", "Referred", "Referred")),
                ("met of those referred", met, new("met", "Met", "Met")),
                ("alone of those referred", alone, new("alone", "Go alone", "Go alone")),
            ], order, more: (counts, totals) => [.. counts.Zip(totals, (count, total) => new Figure.Part(count, total))],
            moreColumns:
            [
                new("shareReferred", "Share of those referred"), new("shareMet", "Share of those met"),
                new("shareAlone", "Share of those going alone"),
            ]));
        Figure.Count all = Tally.Of(VolumeReport.Referred, referred.Length);
        Figure.Count Unknown(string kind, Func<JourneyFacts, string?> group) =>
            Tally.Of($"{VolumeReport.Referred} by {kind}: ?", referred.Count(f => group(f) is null));
        Figure.Count ethnicity = Unknown("ethnicity", f => f.Ethnicity), disability = Unknown("disability", f => f.Disability);
        Figure.Part share = new(ethnicity, all);
        return new("equality", "Who is reached",
        [
            $"Of {all} {all:person who was|people who were} referred, the ethnic group of {ethnicity} is not known ({share}).",
            $"Not known either: the sex of {Unknown("sex", f => f.Sex)}, and of {disability} whether a condition limits them.",
        ],
        [
            By("ageBand", "By age", "Age", f => f.AgeBand, JourneyFacts.AgeBands) with { Chart = ChartKind.Bars, Scale = "People" },
            By("sex", "By sex", "Sex", f => f.Sex, Equality.Sexes),
            By("ethnicity", "By ethnic group", "Ethnic group", f => f.Ethnicity, Equality.Ethnicities),
            By("disability", "By whether a lasting condition limits them", "Condition", f => f.Disability, Equality.Disabilities),
            By("decile", "By deprivation of where they live", "Tenth", f => f.Decile is { } decile ? Codes.Number(decile) : null,
                [.. Enumerable.Range(1, 10).Select(Codes.Number)]),
            By("language", "By language", "Language", f => f.Language),
            By("carer", "By whether they care for somebody", "Carer",
                f => f.Carer is { } carer ? carer ? "yes" : "no" : f.CarerRatherNotSay ? Equality.RatherNotSay : null,
                ["yes", "no", Equality.RatherNotSay]),
        ],
        [
            $"Whether a group is reached as it should be can only be said against how many of it live in the area.",
            .. input.Population.Count is 0 ? (FormattableString[])[]
                : [$"The area's population is the operator's figure; nobody in it is not known, or would rather not say."],
        ]);
    }

    /// <summary>Adds how many people of the area are in each group: a published figure that says nothing about our people.</summary>
    private static ReportTable WithPopulation(ReportInput input, string kind, ReportTable table)
    {
        if (!input.Population.TryGetValue(kind, out IReadOnlyDictionary<string, int>? groups) || groups.Values.Sum(g => (long)g) is 0)
            return table;
        double all = groups.Values.Sum(g => (double)g);
        return table with
        {
            Columns = [.. table.Columns, new("population", "Share of the area's population")],
            Rows =
            [
                .. table.Rows.Select(row => row with
                {
                    Cells =
                    [
                        .. row.Cells, row.Name.Code is { } code && groups.TryGetValue(code, out int people)
                            ? new Figure.Plain(string.Create(CultureInfo.InvariantCulture, $"{100 * people / all:0} %"), 100 * people / all)
                            : new Figure.Plain(Shown.Nothing),
                    ],
                }),
            ],
        };
    }
}
