using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Reports;

/// <summary>The outcomes of introductions, and how soon providers answer, by activity.</summary>
internal static class ActivitiesReport
{
    private const int Most = 60;

    public static Report Of(ReportInput input)
    {
        CountedIntroduction[] all = [.. In(input)], before = [.. In(input.Before)];
        ILookup<string, CountedIntroduction> byActivity = all.ToLookup(i => i.Activity?.ToString("N") ?? RowName.NotKnown);
        string[] codes = [.. byActivity.OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key)];
        List<TableRow> rows = [];
        List<Sum> sums = [];
        List<string>[] parts = [.. Columns.Select(_ => new List<string>())];
        void Add(RowName name, IReadOnlyList<CountedIntroduction> of, bool isTotal)
        {
            string by = isTotal ? "" : $" by activity: {name.Code ?? "?"}";
            Figure.Count[] counts = [.. Columns.Select(c => Tally.Of($"introductions{c.Name}{by}", of.Count(i => c.Has(i))))];
            for (int c = 0; c < counts.Length && !isTotal; c++)
                parts[c].Add(counts[c].Name);
            sums.Add(new(counts[0].Name, [.. counts[1..6].Select(c => c.Name)]));
            double[] days = [.. of.Where(i => i.Answered is not null && i.Answer is not ProviderAnswer.NoAnswer)
                .Select(i => (double)input.WorkingDays(i.On, i.Answered!.Value))];
            rows.Add(new(name,
            [
                .. counts, new Figure.Number(Estimates.Median(days), days.Length, "", 1),
                new Figure.Number(Estimates.Percentile(days, 90), days.Length, "", 1), Free(name, input),
            ]));
        }
        foreach (string code in codes.Take(Most))
            Add(new("activity", code.Length is 0 ? null : code), [.. byActivity[code]], isTotal: false);
        if (codes.Length > Most)
            Add(new("activity", "rest"), [.. codes.Skip(Most).SelectMany(code => byActivity[code])], isTotal: false);
        Add(RowName.Everybody, all, isTotal: true);
        if (all.Length > 0)
            sums.AddRange(Columns.Select((c, i) => new Sum($"introductions{c.Name}", parts[i])));
        else
            (rows, sums) = ([], []);
        Figure.Count introduced = Tally.Of("introductions", all.Length),
            earlier = Tally.Of("before: introductions", before.Length),
            came = Tally.Of("introductions, came", all.Count(i => i.Attended > 0));
        double[] answers = [.. all.Where(i => i.Answered is not null && i.Answer is not ProviderAnswer.NoAnswer)
            .Select(i => (double)input.WorkingDays(i.On, i.Answered!.Value))];
        return new("activities", "Activities",
        [
            $"{introduced} {introduced:introduction|introductions} to activities; {earlier} in the period before.",
            $"{came} of them led to coming at least once ({new Figure.Part(came, introduced)}).",
            $"Providers answered within {new Figure.Number(Estimates.Median(answers), answers.Length, "working days", 1)} (median).",
        ],
        [
            new("activities", "What became of introductions, by activity", "Activity",
            [
                new("introductions", "Introductions", "Introductions"), new("yes", "Yes, or signposted"),
                new("waitingList", "Waiting list"), new("full", "Full"),
                new("no", "Does not suit"), new("none", "No answer"), new("came", "Came once or more", "Came"), new("alone", "Goes alone"),
                new("answerMedian", "Answer: median working days"), new("answer90", "Answer: 90th percentile"),
                new("free", "Places free now"),
            ], rows, sums) { Chart = ChartKind.Bars, Scale = "Introductions" },
        ],
        [$"Introductions that were made in the period, with what has become of them since. Somebody can have several."]);
    }

    private static readonly (string Name, Func<CountedIntroduction, bool> Has)[] Columns =
    [
        ("", _ => true),
        (", yes", i => i.As is IntroductionKind.Signposting || i.Answer is ProviderAnswer.Accepted),
        (", waiting list", i => Asked(i, ProviderAnswer.WaitingList)),
        (", full", i => Asked(i, ProviderAnswer.Full)),
        (", no", i => Asked(i, ProviderAnswer.NotSuitable)),
        (", no answer", i => Asked(i, ProviderAnswer.NoAnswer) || Asked(i, ProviderAnswer.None)),
        (", came", i => i.Attended > 0),
        (", alone", i => i.Alone is not null),
    ];

    /// <summary>A provider's free places say nothing about any person.</summary>
    private static Figure.Plain Free(RowName name, ReportInput input) =>
        Guid.TryParseExact(name.Code, "N", out Guid activity) && input.Places.TryGetValue(activity, out int free)
            ? new($"{free}", free) : new(Shown.Nothing);

    private static bool Asked(CountedIntroduction one, ProviderAnswer answer) =>
        one.As is not IntroductionKind.Signposting && one.Answer == answer;

    private static IEnumerable<CountedIntroduction> In(ReportInput input) =>
        input.People.SelectMany(f => f.Introductions).Where(i => input.Period.Has(i.On));
}
