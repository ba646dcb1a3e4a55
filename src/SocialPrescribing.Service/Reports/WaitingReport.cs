using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Reports;

/// <summary>How long people wait. People who still wait are included, so the figures are not only those of the quick ones.</summary>
internal static class WaitingReport
{
    public static Report Of(ReportInput input)
    {
        Step[] steps =
        [
            new("contacted", "firstContact", f => f.Contacted, input.Pathway.FirstContactWorkingDays),
            new("met", "firstMeeting", f => f.Met, input.Pathway.FirstMeetingWorkingDays),
            new("attended", "firstAttendance", f => f.Attended, null),
        ];
        List<TableRow> rows = [];
        List<Sum> sums = [];
        List<FormattableString> sentences = [];
        List<(RowName Name, Survival Curve)> curves = [];
        foreach (Step step in steps)
        {
            Waited now = Measure(input, step), before = Measure(input.Before, step);
            RowName name = new("step", step.Code);
            Figure.Count all = Tally.Of(VolumeReport.Referred, now.People), happened = Tally.Of($"waited: {step.Name}", now.Happened),
                still = Tally.Of($"still waits: {step.Name}", now.Still), left = Tally.Of($"left before: {step.Name}", now.Left),
                due = Tally.Of($"due: {step.Name}", now.Due), inTarget = Tally.Of($"in target: {step.Name}", now.InTarget),
                late = Tally.Of($"not in target: {step.Name}", now.Due - now.InTarget);
            Figure median = Days(now.Curve.Median, now.Happened), was = Days(before.Curve.Median, before.Happened);
            rows.Add(new(name,
            [
                happened, still, left, median, Days(now.Curve.TimeBy(0.9), now.Happened),
                step.Target is { } days ? new Figure.Plain($"{days}", days) : new Figure.Plain(Shown.Nothing),
                step.Target is null ? new Figure.Plain(Shown.Nothing) : due,
                step.Target is null ? new Figure.Plain(Shown.Nothing) : inTarget,
                step.Target is null ? new Figure.Plain(Shown.Nothing) : new Figure.Part(inTarget, due, WithInterval: true),
                was,
            ]));
            sums.Add(new(all.Name, [happened.Name, still.Name, left.Name]));
            if (step.Target is not null)
                sums.Add(new(due.Name, [inTarget.Name, late.Name]));
            sentences.Add(now.Curve.Median is null
                ? (FormattableString)$"{name}: fewer than half have got so far yet; {still} still {still:waits|wait}."
                : before.Curve.Median is null
                    ? (FormattableString)$"{name}: half within {median}. {still} still {still:waits|wait}."
                : $"{name}: half within {median}; {was} in the period before. {still} still {still:waits|wait}.");
            curves.Add((name, now.Curve));
        }
        ReportTable table = new("waits", "How long people waited, in working days from the referral", "Until",
        [
            new("happened", "It came for"), new("still", "Still waiting"), new("left", "Left before"), new("median", "Median"),
            new("percentile90", "90th percentile"), new("target", "Target"), new("due", "Whose target is over"),
            new("inTarget", "In target"), new("share", "Share in target"), new("before", "Median before"),
        ], rows, sums);
        return new("waiting", "Waiting", sentences, [Curves(curves), table],
        [
            $"Medians and percentiles are Kaplan and Meier's: whoever still waits counts for as long as they have waited.",
            $"A dash says that the curve does not come down so far.",
            $"In target is out of those whose wait is over or has lasted longer than the target; who left before is in neither.",
        ]);
    }

    private static ReportTable Curves(List<(RowName Name, Survival Curve)> curves)
    {
        int[] days = [0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 60];
        return new("curve", "Who has got how far, by working days from the referral", "Working days",
            [.. curves.Select(c => new TableColumn(c.Name.Code!, Heads[c.Name.Code!], Heads[c.Name.Code!]))],
            [
                .. days.Where(d => d is 0 || curves.Any(c => c.Curve.AtRisk(d) > 0)).Select(d => new TableRow(
                    new("number", Codes.Number(d)), [.. curves.Select(c => GoingAloneReport.On(c.Curve, d))])),
            ], [])
        {
            Chart = ChartKind.Line,
            Scale = "% of those referred",
            Most = 100,
        };
    }

    private static readonly Dictionary<string, string> Heads = new()
    {
        ["firstContact"] = "First contact",
        ["firstMeeting"] = "First meeting",
        ["firstAttendance"] = "First time at an activity",
    };

    private static Figure.Number Days(double? days, int people) => new(days, people, "working days");

    private sealed record Step(string Name, string Code, Func<JourneyFacts, DateOnly?> When, int? Target);

    /// <param name="Left">How many were declined, or ended their support, before it happened.</param>
    /// <param name="Due">How many waits are over or longer than the target.</param>
    private sealed record Waited(Survival Curve, int People, int Happened, int Still, int Left, int Due, int InTarget);

    private static Waited Measure(ReportInput input, Step step)
    {
        List<Wait> waits = [];
        int still = 0, left = 0, due = 0, inTarget = 0;
        foreach (JourneyFacts facts in input.Referred)
        {
            DateOnly? came = input.Known(step.When(facts)), gone = input.Known(facts.Declined ?? facts.Ended);
            Wait wait = new(input.WorkingDays(facts.Referred, came ?? gone ?? input.AsOf), came is not null);
            waits.Add(wait);
            still += came is null && gone is null ? 1 : 0;
            left += came is null && gone is not null ? 1 : 0;
            if (step.Target is { } target && (wait.Happened || wait.Time > target))
                (due, inTarget) = (due + 1, inTarget + (wait.Happened && wait.Time <= target ? 1 : 0));
        }
        return new(Survival.Of(waits), waits.Count, waits.Count(w => w.Happened), still, left, due, inTarget);
    }
}
