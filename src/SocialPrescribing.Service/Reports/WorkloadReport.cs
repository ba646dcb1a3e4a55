using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Reports;

/// <summary>How much work the team has, and how much one person takes.</summary>
internal static class WorkloadReport
{
    public static Report Of(ReportInput input)
    {
        (Load now, Load before) = (Count(input), Count(input.Before));
        Figure.Count open = Tally.Of("open at the end", now.Open), opened = Tally.Of("before: open at the end", before.Open),
            people = Tally.Of("people with contacts", now.People), late = Tally.Of("overdue tasks", input.Overdue.Values.Sum());
        Figure.Number each = Each(now), was = Each(before);
        string[] months = [.. Enumerable.Range(0, input.Period.Months).Select(m => Codes.Month(input.Period.From.AddMonths(m)))];
        ILookup<DateOnly, CountedContacts> byMonth = now.All.ToLookup(c => c.Month);
        ILookup<string, CountedContacts> byKind = now.All.ToLookup(c => c.Kind);
        IEnumerable<CountedContacts> In(string month) => byMonth[FirstOf(month)];
        // Nobody knows the figures of a future month.
        Figure OpenAt(string month)
        {
            DateOnly end = new Period(FirstOf(month), 1).Last;
            return end > input.AsOf ? new Figure.Plain(Shown.Nothing) : Tally.Of($"open at the end of {month}", Open(input, end));
        }
        return new("workload", "Workload",
        [
            $"{open} {open:person was|people were} supported at the end of the period; {opened} at the end of the one before.",
            $"{people} {people:person|people} had contacts with us: {each} each on average ({was} before).",
            $"Somebody of ours was at an activity with people for {Hours(now.AlongMinutes)}.",
            $"{late} {late:task is|tasks are} overdue now.",
        ],
        [
            new("months", "Contacts by month", "Month",
            [
                new("contacts", "Contacts", "Contacts"), new("hours", "Hours"), new("along", "Hours at activities"),
                new("open", "Supported at its end", "Supported at its end"),
            ],
            [
                .. months.Select(month => new TableRow(new("month", month),
                [
                    Tally.Of($"contacts by month: {month}", In(month).Sum(c => c.Count)), Hours(In(month).Sum(c => c.Minutes)),
                    Hours(In(month).Where(c => c.Kind is FactKinds.Session).Sum(c => c.Minutes)), OpenAt(month),
                ])),
                new(RowName.Everybody, [Tally.Of("contacts", now.Contacts), Hours(now.Minutes), Hours(now.AlongMinutes), open]),
            ], [new("contacts", [.. months.Select(month => $"contacts by month: {month}")])])
            {
                Chart = ChartKind.Line,
                Scale = "Contacts, people",
            },
            new("kinds", "Contacts by kind", "Kind",
            [new("contacts", "Contacts"), new("reached", "Reached the person"), new("hours", "Hours")],
            [
                .. byKind.OrderByDescending(k => k.Sum(c => c.Count)).ThenBy(k => k.Key, StringComparer.Ordinal).Select(k => new TableRow(
                    new("contact", k.Key),
                    [
                        Tally.Of($"contacts by kind: {k.Key}", k.Sum(c => c.Count)),
                        Tally.Of($"reached by kind: {k.Key}", k.Sum(c => c.Reached)),
                        Hours(k.Sum(c => c.Minutes)),
                    ])),
            ], now.Contacts is 0 ? [] : [new("contacts", [.. byKind.Select(k => $"contacts by kind: {k.Key}")])]),
            ByLinkWorker(input),
        ],
        [
            $"Six to twelve contacts a person are usual (NHS England). Hours are what was recorded, or how long it was planned to last.",
            $"Weight is what the pathway says somebody weighs by how far they have come. What is overdue is not known of earlier days.",
        ]);
    }

    /// <summary>For leads: each link worker's caseload, and what they did for those people.</summary>
    private static ReportTable ByLinkWorker(ReportInput input)
    {
        ILookup<string, JourneyFacts> theirs = input.People.Where(f => input.LinkWorkerOf(f) is not null)
            .ToLookup(f => input.LinkWorkerOf(f)!);
        return new("linkWorkers", "By link worker", "Link worker",
            [
                new("open", "Supported at the end", "Supported"), new("weight", "Weight"), new("contacts", "Contacts", "Contacts"),
                new("alone", "Went alone", "Went alone"), new("overdue", "Tasks overdue now"),
            ],
            [
                .. theirs.OrderByDescending(g => Open(g, input.AsOf)).ThenBy(g => g.Key, StringComparer.Ordinal)
                    .Select(g => new TableRow(new("linkWorker", g.Key),
                    [
                        Tally.Of($"link worker {g.Key}: open", Open(g, input.AsOf)),
                        Tally.Of($"link worker {g.Key}: weight", g.Sum(f => Weight(input, f))),
                        Tally.Of($"link worker {g.Key}: contacts",
                            g.SelectMany(f => f.Contacts).Where(c => input.Period.Has(c.Month)).Sum(c => c.Count)),
                        Tally.Of($"link worker {g.Key}: alone", g.Count(f => input.Period.Has(f.Alone))),
                        Tally.Of($"link worker {g.Key}: overdue", input.Overdue.GetValueOrDefault(g.Key)),
                    ])).Where(r => r.Cells.Any(c => ((Figure.Count)c).Value > 0)),
            ], [])
        { IsInternal = true, Chart = ChartKind.Bars, Scale = "People, contacts" };
    }

    private static DateOnly FirstOf(string month) => DateOnly.ParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>The team's hours say nothing about a single person.</summary>
    private static Figure.Plain Hours(int minutes) =>
        new($"{(minutes + 30) / 60} {(minutes is >= 30 and < 90 ? "hour" : "hours")}", minutes / 60.0);

    private static Figure.Number Each(Load load) => new(load.People is 0 ? null : (double)load.Contacts / load.People, load.People, "", 1);

    /// <summary>How much somebody counted in a caseload at the end, by how far they had come (<see cref="Pathway.WeightOf"/>).</summary>
    private static int Weight(ReportInput input, JourneyFacts facts) =>
        Open([facts], input.AsOf) is 0 ? 0
        : input.Known(facts.Alone) is not null ? input.Pathway.CaseloadAlone
        : input.Known(facts.Planned) is not null ? input.Pathway.CaseloadAttending
        : input.Known(facts.Met) is not null ? input.Pathway.CaseloadPlanning
        : input.Known(facts.Contacted) is not null ? input.Pathway.CaseloadMeeting : input.Pathway.CaseloadContacting;

    /// <param name="All">The contacts themselves. They are very many, so they are collected once.</param>
    private sealed record Load(
        int Open, int People, int Contacts, int Minutes, int AlongMinutes, IReadOnlyList<CountedContacts> All);

    private static int Open(ReportInput input, DateOnly on) => Open(input.People, on);

    private static int Open(IEnumerable<JourneyFacts> people, DateOnly on) =>
        people.Count(f => f.Accepted <= on && !(f.Declined <= on) && !(f.Ended <= on));

    private static IEnumerable<CountedContacts> Contacts(ReportInput input) =>
        input.People.SelectMany(f => f.Contacts).Where(c => input.Period.Has(c.Month));

    private static Load Count(ReportInput input)
    {
        CountedContacts[] all = [.. Contacts(input)];
        return new(
            Open(input, input.AsOf), input.People.Count(f => f.Contacts.Any(c => input.Period.Has(c.Month))),
            all.Sum(c => c.Count), all.Sum(c => c.Minutes), all.Where(c => c.Kind is FactKinds.Session).Sum(c => c.Minutes), all);
    }
}
