using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Reports;

/// <summary>The programme's goal: the share of people who go on their own, by week from the first introduction.</summary>
internal static class GoingAloneReport
{
    private static readonly int[] _weeks = [0, 2, 4, 6, 8, 10, 12, 16, 20, 26, 39, 52];
    private const int LongEnough = 12;

    public static Report Of(ReportInput input)
    {
        (Survival now, int alone, int still, int left) = Curve(input);
        (Survival before, _, _, _) = Curve(input.Before);
        Figure.Count all = Tally.Of("introduced in the period", now.People), went = Tally.Of("introduced and go alone", alone),
            wait = Tally.Of("introduced and not yet alone", still), gone = Tally.Of("introduced and left before", left);
        Figure.Number median = new(now.Median / 7, alone, "weeks", 1);
        List<FormattableString> sentences = [];
        if (now.People is 0)
            sentences.Add($"Nobody was introduced to an activity for the first time in this period.");
        else
        {
            sentences.Add(
                $"Of {all} {all:person|people} introduced to {all:a|their} first activity, {went} {went:goes|go} there on their own.");
            // A curve that rests on few people says little.
            if (Array.FindLast(_weeks, w => w > 0 && w <= LongEnough && Suppression.Carries(now.AtRisk(7 * w))) is > 0 and var week)
                sentences.Add(Suppression.Carries(before.AtRisk(7 * week))
                    ? (FormattableString)$"After {week} weeks that is {On(now, week, 7)}; {On(before, week, 7)} in the period before."
                    : $"After {week} weeks that is {On(now, week, 7)}.");
            sentences.Add(now.Median is null
                ? (FormattableString)$"Fewer than half have got so far by now; {wait} {wait:is|are} still on their way."
                : $"Half go alone within {median}; {wait} {wait:is|are} still on their way.");
        }
        ReportTable curve = new("curve", "Who goes alone, by weeks from the first introduction", "Weeks",
        [
            new("share", "Go alone (95 % interval)", "Go alone"), new("least", "At least", "At least"), new("most", "At most", "At most"),
            new("atRisk", "Known to be on their way"),
        ],
        [
            .. _weeks.Where(week => week is 0 || now.AtRisk(7 * week) > 0).Select(week => new TableRow(new("number", Codes.Number(week)),
            [
                On(now, week, 7), Bound(now, week, i => i.Low), Bound(now, week, i => i.High),
                Tally.Of($"on their way: week {week}", now.AtRisk(7 * week)),
            ])),
        ], [])
        {
            Chart = ChartKind.Line,
            Scale = "% of those introduced",
            Most = 100,
        };
        return new("going-alone", "Going alone", sentences,
        [
            curve,
            new("people", "What became of them", "Who", [new("people", "People")],
            [
                new(new("alone", "alone"), [went]), new(new("alone", "onTheWay"), [wait]), new(new("alone", "left"), [gone]),
                new(RowName.Everybody, [all]),
            ], [new(all.Name, [went.Name, wait.Name, gone.Name])]),
        ],
        [
            $"Kaplan and Meier's curve with Greenwood's interval (log-log).",
            $"Whoever is still on their way, or left, counts for as long as they were supported.",
            $"It supposes that those who left would have gone on like the others. Where many leave, it is too good.",
        ]);
    }

    private static (Survival Curve, int Alone, int Still, int Left) Curve(ReportInput input)
    {
        List<Wait> waits = [];
        int alone = 0, still = 0, left = 0;
        foreach (JourneyFacts facts in input.People.Where(f => input.Period.Has(f.Introduced) && f.Introduced <= input.AsOf))
        {
            DateOnly? went = input.Known(facts.Alone), gone = input.Known(facts.Ended);
            waits.Add(new(Math.Max(0, (went ?? gone ?? input.AsOf).DayNumber - facts.Introduced!.Value.DayNumber), went is not null));
            alone += went is not null ? 1 : 0;
            left += went is null && gone is not null ? 1 : 0;
            still += went is null && gone is null ? 1 : 0;
        }
        return (Survival.Of(waits), alone, still, left);
    }

    internal static Figure.OnCurve On(Survival curve, int at, int unit = 1)
    {
        (double share, Interval interval) = curve.By(at * unit);
        return new(share, interval, curve.AtRisk(at * unit), curve.Steps.Where(s => s.Time <= at * unit).Sum(s => s.Happened));
    }

    /// <summary>Bounds are not shared: they would tell the share more exactly than it is published.</summary>
    private static Figure.Internal Bound(Survival curve, int week, Func<Interval, double> bound)
    {
        double percent = Math.Round(100 * bound(curve.By(7 * week).Interval));
        return new(new Figure.Plain(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{percent} %"), percent));
    }
}
