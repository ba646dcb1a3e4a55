using System.Runtime.CompilerServices;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Reports;

/// <summary>What has changed for the same people between their first answer and their latest.</summary>
internal static class OutcomesReport
{
    public static Report Of(ReportInput input)
    {
        JourneyFacts[] supported = [.. input.People.Where(f => f.Planned is not null && f.Planned < input.Period.Until
            && !(f.Ended < input.Period.From) || f.Surveys.Any(s => IsFollowUp(f, s) && input.Period.Has(s.Asked)))];
        JourneyFacts[] asked = [.. supported.Where(f => f.Surveys.Any(s => IsFollowUp(f, s) && input.Period.Has(s.Asked)))];
        Figure.Count all = Tally.Of("outcomes: supported", supported.Length), askedCount = Tally.Of("outcomes: asked", asked.Length),
            answered = Tally.Of("outcomes: answered",
                asked.Count(f => f.Surveys.Any(s => IsFollowUp(f, s) && input.Period.Has(s.Asked) && s.Answered is not null))),
            silent = Tally.Of("outcomes: asked and no answer", askedCount.Value - answered.Value),
            notAsked = Tally.Of("outcomes: not asked", supported.Length - asked.Length);
        List<TableRow> rows = [];
        List<Sum> sums = [];
        FormattableString? best = null;
        double clearest = 0;
        List<object> few = [];
        foreach (Scale scale in input.Pathway.MeasuresOnOffer().SelectMany(m => m.Scales))
        {
            if (ChangeOf(input, scale) is not { } change)
                continue;
            Figure none = new Figure.Plain("too few");
            Figure earlier = ChangeOf(input.Before, scale) is { Pairs: >= Estimates.LeastPairs } was ? Mean(was) : none;
            bool enough = change.Pairs >= Estimates.LeastPairs;
            Figure.Count n = Tally.Of($"pairs: {scale.Id}", change.Pairs), better = Tally.Of($"better: {scale.Id}", change.Better),
                same = Tally.Of($"same: {scale.Id}", change.Same), worse = Tally.Of($"worse: {scale.Id}", change.Worse);
            Figure.Number mean = Mean(change);
            RowName name = new("scale", scale.Id);
            rows.Add(new(name, !enough ? [n, none, none, none, none, earlier] :
            [
                n, mean, new Figure.Part(better, n, WithInterval: true), new Figure.Part(same, n), new Figure.Part(worse, n), earlier,
            ]));
            if (!enough)
                continue;
            sums.Add(new(n.Name, [better.Name, same.Name, worse.Name]));
            double towards = scale.HigherIsBetter ? change.Interval!.Value.Low : -change.Interval!.Value.High;
            if (towards > clearest)
                (clearest, best) = (towards,
                    $"The clearest change is in {name}: {mean} on average, better for {new Figure.Part(better, n)} of {n} people.");
            if (change.Pairs < Estimates.FewPairs)
                few.Add(name);
        }
        Figure.Part share = new(answered, askedCount);
        return new("outcomes", "Outcomes",
        [
            best ?? $"No change is clear of chance yet.",
            $"{answered} of {askedCount} who {askedCount:was|were} asked again {answered:has|have} answered ({share}).",
            $"{silent} {silent:was|were} asked and did not answer, and {notAsked} {notAsked:was|were} not asked in this period.",
        ],
        [
            new("scales", "Change from the first answer to the last in the period, of the same people", "Measure",
            [
                new("pairs", "People with both"), new("change", "Mean change (95 % interval)"),
                new("better", "Better", "Better"), new("same", "Same"), new("worse", "Worse", "Worse"),
                new(TableColumn.Before, "Mean change in the period before"),
            ], rows, sums) { Chart = ChartKind.Bars, Scale = "% of people", Most = 100 },
            new("asked", "Who was asked again", "Who", [new("people", "People")],
            [
                new(new("asked", "answered"), [answered]), new(new("asked", "silent"), [silent]), new(new("asked", "notAsked"), [notAsked]),
                new(RowName.Everybody, [all]),
            ], [new(askedCount.Name, [answered.Name, silent.Name]), new(all.Name, [answered.Name, silent.Name, notAsked.Name])]),
        ],
        [
            $"Each person who answered again counts once, with their first answer of all and the last one in the period.",
            $"Under {Estimates.LeastPairs} people nothing is said.",
            $"Whoever answers may be doing better, or worse, than whoever does not. A change is no proof of what brought it about.",
            .. few.Count > 0 ? [Hint(few)] : (FormattableString[])[],
        ]);
    }

    /// <summary>The change for everybody who answered again in the period.</summary>
    private static PairedChange? ChangeOf(ReportInput input, Scale scale) => Estimates.Change(
        [
            .. input.People.SelectMany(f => f.Measures).Where(m => m.Scale == scale.Id)
                .Select(m => (m.First, Last: m.LastIn(input.Period.From, input.Period.Until)))
                .Where(m => m.Last is not null).Select(m => ((double)m.First, (double)m.Last!.Value)),
        ],
        !scale.HigherIsBetter, (double)(scale.SmallestChange?.Least ?? 0));

    private static Figure.Number Mean(PairedChange change) =>
        new(change.Mean, change.Pairs, "", 1, change.Interval) { Signed = true };

    private static FormattableString Hint(List<object> few) => FormattableStringFactory.Create(
        $"Of fewer than {Estimates.FewPairs} people, so take it as a hint: {string.Join(", ", few.Select((_, i) => $"{{{i}}}"))}.",
        [.. few]);

    /// <summary>Somebody's first survey is the baseline, so it is not a follow-up.</summary>
    private static bool IsFollowUp(JourneyFacts facts, CountedSurvey survey) =>
        facts.Surveys.Count > 0 && survey.Asked > facts.Surveys.Min(s => s.Asked);
}
