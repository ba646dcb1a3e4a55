using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Reports;

/// <summary>Whether referrers heard in time what came of their referral.</summary>
internal static class ToldReport
{
    public static Report Of(ReportInput input)
    {
        Told now = Count(input), before = Count(input.Before);
        Figure.Count due = Tally.Of("news due", now.Due), inTime = Tally.Of("told in time", now.InTime),
            late = Tally.Of("told late", now.Late), not = Tally.Of("not told", now.Not);
        Figure.Number within = new(input.Pathway.TellReferrerWorkingDays, int.MaxValue, "working days");
        Figure.Part share = new(inTime, due),
            earlier = new(Tally.Of("before: told in time", before.InTime), Tally.Of("before: news due", before.Due));
        return new("told", "Telling the referrer",
        [
            $"{inTime} of {due} {due:referrer was|referrers were} told within {within} of the end ({share}); {earlier} before.",
        ],
        [
            new("told", "Whether the referrer was told", "When", [new("people", "People", "People"), new("share", "Share")],
            [
                new(new("told", "inTime"), [inTime, new Figure.Part(inTime, due)]),
                new(new("told", "late"), [late, new Figure.Part(late, due)]),
                new(new("told", "not"), [not, new Figure.Part(not, due)]), new(RowName.Everybody, [due, new Figure.Part(due, due)]),
            ], [new(due.Name, [inTime.Name, late.Name, not.Name])]) { Chart = ChartKind.Bars, Scale = "People" },
        ],
        [
            $"Of those whose support ended, or whose referral was declined, in the period, and {within} have passed since then.",
            $"People who referred themselves are left out.",
        ]);
    }

    private sealed record Told(int Due, int InTime, int Late, int Not);

    private static Told Count(ReportInput input)
    {
        int inTime = 0, late = 0, not = 0;
        foreach (JourneyFacts facts in input.People.Where(f => f.Source is not ReferralSource.Self))
        {
            DateOnly? over = facts.Declined ?? facts.Ended;
            if (!input.Period.Has(over) || over > input.AsOf)
                continue;
            // News that went out before the end was recorded was in time.
            DateOnly? told = input.Known(facts.ReferrerTold);
            bool isOver = input.WorkingDays(over!.Value, input.AsOf) > input.Pathway.TellReferrerWorkingDays;
            if (told is { } on && input.WorkingDays(over.Value, on) <= input.Pathway.TellReferrerWorkingDays)
                inTime++;
            else if (told is not null)
                late++;
            else if (isOver)
                not++;
        }
        return new(inTime + late + not, inTime, late, not);
    }
}
