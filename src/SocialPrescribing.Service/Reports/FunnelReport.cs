using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Reports;

/// <summary>How far people have got, and why others left.</summary>
internal static class FunnelReport
{
    private static readonly (string Code, Func<JourneyFacts, DateOnly?> When)[] _steps =
    [
        ("referred", f => f.Referred), ("contacted", f => f.Contacted), ("met", f => f.Met), ("planned", f => f.Planned),
        ("introduced", f => f.Introduced), ("attended", f => f.Attended), ("attendedThree", f => f.AttendedThree), ("alone", f => f.Alone),
    ];

    public static Report Of(ReportInput input)
    {
        (int Reached, string? Lost)[] people = [.. input.Referred.Select(f => HowFar(input, f))];
        (int Reached, string? Lost)[] before = [.. input.Before.Referred.Select(f => HowFar(input.Before, f))];
        List<TableRow> rows = [], reasons = [];
        List<Sum> sums = [], why = [];
        Figure.Count all = Tally.Of(VolumeReport.Referred, people.Length);
        Figure.Count allBefore = Tally.Of(VolumeReport.Before, before.Length);
        for (int i = 0; i < _steps.Length; i++)
        {
            string code = _steps[i].Code;
            Figure.Count reached = At(code, people, i), earlier = At($"before: {code}", before, i);
            bool isLast = i == _steps.Length - 1;
            Figure.Count lost = Tally.Of($"lost after: {code}", people.Count(p => p.Reached == i && p.Lost is not null && !isLast)),
                still = Tally.Of($"goes on after: {code}", people.Count(p => p.Reached == i && p.Lost is null && !isLast));
            rows.Add(new(new("funnel", code), [reached, new Figure.Part(reached, all), still, lost, new Figure.Part(earlier, allBefore)]));
            if (isLast)
                break;
            sums.Add(new(reached.Name, [At(_steps[i + 1].Code, people, i + 1).Name, lost.Name, still.Name]));
            Figure.Count[] lostFor = [.. people.Where(p => p.Reached == i && p.Lost is not null).GroupBy(p => p.Lost!)
                .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => Tally.Of($"lost after {code}: {g.Key}", g.Count()))];
            if (lostFor.Length is 0)
                continue;
            reasons.AddRange(lostFor.Select(c =>
                new TableRow(new("funnel", code), [c], new("reason", c.Name[(c.Name.IndexOf(':', StringComparison.Ordinal) + 2)..]))));
            why.Add(new(lost.Name, [.. lostFor.Select(c => c.Name)]));
        }
        Figure.Count met = At("met", people, 2), alone = At("alone", people, _steps.Length - 1);
        return new("funnel", "From referral to going alone",
        [
            $"Of {all} {all:person who was|people who were} referred, {met} {met:has|have} been met and {alone} {alone:goes|go} alone.",
            $"Most were lost after: {(people.Any(p => p.Lost is not null) ? Worst(people) : new RowName("funnel", "none"))}.",
        ],
        [
            new("funnel", "How far people have got", "Step",
            [
                new("reached", "Got here", "People"), new("share", "Share of those referred"), new("goesOn", "On the way from here"),
                new("lost", "Left here"), new("before", "Share in the period before"),
            ], rows, sums) { Chart = ChartKind.Bars, Scale = "People" },
            new("reasons", "Why they left", "Last step", [new("people", "People")], reasons, why) { Second = "Reason" },
        ],
        [$"Who was referred lately has had less time. The period before is seen at its own end, with as much time."]);
    }

    private static RowName Worst((int Reached, string? Lost)[] people) =>
        new("funnel", _steps[people.Where(p => p.Lost is not null && p.Reached < _steps.Length - 1).GroupBy(p => p.Reached)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => g.Key).FirstOrDefault()].Code);

    private static Figure.Count At(string name, (int Reached, string?)[] people, int step) =>
        Tally.Of(name, people.Count(p => p.Reached >= step));

    /// <summary>Somebody who got to a later step has passed the earlier ones, even if that was not written down.</summary>
    private static (int Reached, string? Lost) HowFar(ReportInput input, JourneyFacts facts)
    {
        int reached = Array.FindLastIndex(_steps, s => input.Known(s.When(facts)) is not null);
        return (reached, input.Known(facts.Declined) is not null ? facts.DeclinedByPerson ? "personDeclined" : "declined"
            : input.Known(facts.Ended) is null ? null : facts.EndReason is { } reason ? Codes.Of(reason) : "notKnown");
    }
}
