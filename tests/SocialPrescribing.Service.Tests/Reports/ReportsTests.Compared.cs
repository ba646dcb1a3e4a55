using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Reports;

namespace SocialPrescribing.Service.Tests.Reports;

/// <content>Reports compared with something else: another period, the area, or what a team can carry.</content>
public sealed partial class ReportsTests
{
    [Theory]
    [InlineData(60, 1)]
    [InlineData(1_500, 4)]
    public void What_is_shared_says_nothing_of_the_period_before_which_has_a_pack_of_its_own(int people, int seed)
    {
        // A reader of both packs could know more: one might show what the other hides for the sake of another count.
        JourneyFacts[] facts = [.. InventedFacts.Of(people, seed, Day("2026-07-01"), 270)];
        IReadOnlyList<Report> exact = ReportList.Pack(Input(facts)), shared = ReportList.ToShare(exact);
        static bool IsBefore(Figure.Count count) => count.Name.StartsWith("before: ", StringComparison.Ordinal);

        Assert.Contains(Counts(exact), IsBefore);
        Assert.DoesNotContain(Counts(shared), IsBefore);
        Assert.All(shared.SelectMany(r => r.Tables), t => Assert.DoesNotContain(t.Columns, c => c.Id is TableColumn.Before));
        string[] said = [.. shared.SelectMany(Said)];
        Assert.Contains($"{exact[0].Sentences[0].GetArguments().OfType<Figure.Count>().First().Value:N0} people were referred.", said);
        Assert.All(said, s => Assert.EndsWith(".", s, StringComparison.Ordinal));
    }

    private static IEnumerable<Figure.Count> Counts(IReadOnlyList<Report> pack) =>
        pack.SelectMany(r => r.Tables).SelectMany(t => t.Rows).SelectMany(r => r.Cells)
            .Concat(pack.SelectMany(r => r.Sentences).SelectMany(s => s.GetArguments()).OfType<Figure>())
            .SelectMany(f => f switch { Figure.Count c => [c], Figure.Part p => [p.Of, p.Whole], _ => (Figure.Count[])[] });

    [Fact]
    public void Outcomes_stand_beside_those_of_the_period_before_as_they_were_then()
    {
        JourneyFacts Answered(decimal between, decimal latest) => Someone("2026-08-01", f => f with
        {
            Planned = Day("2026-09-01"),
            Measures =
            [
                new("ons4.satisfied", 4, Day("2026-09-02"), latest, Day("2027-02-14"),
                    [new(Day("2026-10-05"), 1), new(Day("2026-11-14"), between)]),
            ],
        });
        Report report = ReportList.Find("outcomes",
            Input([.. Enumerable.Repeat(Answered(5, 7), 4), .. Enumerable.Repeat(Answered(6, 8), 4)]))!;

        Assert.StartsWith("+3.5 (", Cell(report, "scales", "ons4.satisfied", "change"), StringComparison.Ordinal);
        Assert.StartsWith("+1.5 (", Cell(report, "scales", "ons4.satisfied", "before"), StringComparison.Ordinal);
    }

    [Fact]
    public void Workload_says_what_people_weigh_and_what_is_overdue()
    {
        ReportInput input = Input(
        [
            Someone("2027-01-10", f => f with { Key = "a", Accepted = Day("2027-01-11") }),
            Someone("2027-01-10", f => f with { Key = "b", Accepted = Day("2027-01-11"), Planned = Day("2027-02-01") }),
            Someone("2027-01-10", f => f with { Key = "c", Accepted = Day("2027-01-11"), Ended = Day("2027-02-01") }),
        ]) with
        {
            LinkWorkers = new Dictionary<string, string> { ["a"] = "sam", ["b"] = "sam", ["c"] = "sam" },
            Overdue = new Dictionary<string, int> { ["sam"] = 2, ["triage"] = 1 },
        };
        Report report = ReportList.Find("workload", input)!;

        Assert.Contains("3 tasks are overdue now.", Said(report));
        Assert.Equal(("2", "3", "2"), (Cell(report, "linkWorkers", "sam", "open"), Cell(report, "linkWorkers", "sam", "weight"),
            Cell(report, "linkWorkers", "sam", "overdue")));
    }

    [Fact]
    public void A_group_is_shown_beside_its_share_of_the_area()
    {
        (ReportPopulation population, string? problem) = Populations.Read("sex,female,300\n\nsex, male ,100\nageBand,45-54,9");
        Assert.Null(problem);
        Report report = ReportList.Find("equality", Input(
            [Someone("2027-02-01", f => f with { Sex = "female" }), Someone("2027-02-01")]) with
        { Population = population.Groups })!;

        Assert.Equal(("50 %", "75 %"), (Cell(report, "sex", "female", "shareReferred"), Cell(report, "sex", "female", "population")));
        Assert.Equal(Shown.Nothing, Cell(report, "sex", null, "population"));
        Assert.Equal("100 %", Cell(report, "ageBand", "45-54", "population"));
        Assert.DoesNotContain(report.Tables.Single(t => t.Id is "carer").Columns, c => c.Id is "population");
        foreach (string wrong in (string[])["sex,female", "sex,ratherNotSay,4", "height,tall,4", "sex,male,-1", "sex,male,1\nsex,male,2"])
            Assert.NotNull(Populations.Read(wrong).Problem);
    }
}
