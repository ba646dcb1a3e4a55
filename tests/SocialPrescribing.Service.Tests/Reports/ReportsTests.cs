using System.Globalization;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Reports;

namespace SocialPrescribing.Service.Tests.Reports;

/// <summary>Reports as commissioners read them, of a few people who can be counted by hand and of very many.</summary>
public sealed partial class ReportsTests
{
    private static readonly DateOnly Today = new(2027, 4, 1);
    private static readonly Period Quarter = Period.LastQuarter(Today);

    private static ReportInput Input(IEnumerable<JourneyFacts> facts, FactFilter? filter = null) =>
        new([.. facts], Quarter, filter ?? new(), new Pathway(), Today);

    private static JourneyFacts Someone(string referred, Func<JourneyFacts, JourneyFacts>? more = null)
    {
        JourneyFacts facts = new() { Key = "k", Source = ReferralSource.Gp, AgeBand = "45-54", Referred = Day(referred) };
        return more?.Invoke(facts) ?? facts;
    }

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string[] Said(Report report) =>
        [.. report.Sentences.Select(s => Shown.Exactly.Say(s, name => name.Code ?? "?").Replace('\u00a0', ' '))];

    private static string Cell(Report report, string table, string? row, string column)
    {
        ReportTable found = report.Tables.Single(t => t.Id == table);
        int at = found.Columns.ToList().FindIndex(c => c.Id == column);
        return Shown.Exactly.Of(found.Rows.Single(r => r.Name.Code == row).Cells[at]).Replace('\u00a0', ' ');
    }

    [Fact]
    public void Referrals_are_counted_in_the_period_and_in_the_one_before()
    {
        Report report = ReportList.Find("volume", Input(
        [
            Someone("2027-01-01"), Someone("2027-03-31"), Someone("2027-02-10", f => f with { Source = ReferralSource.Self, Joined = 1 }),
            Someone("2026-12-31"), Someone("2027-04-01"), Someone("2027-02-01", f => f with { EndReason = ClosingReason.Duplicate }),
        ]))!;

        Assert.Equal("3 people were referred; 1 in the period before.", Said(report)[0]);
        Assert.Equal(("2", "1", "67 %"),
            (Cell(report, "source", "gp", "referred"), Cell(report, "source", "gp", "before"), Cell(report, "source", "gp", "share")));
        Assert.Equal(["1", "1", "1", "3"],
            new[] { "2027-01", "2027-02", "2027-03", "total" }.Select(m => Cell(report, "month", m, "referred")));
    }

    [Fact]
    public void One_person_is_written_of_as_one_and_what_is_hidden_as_several()
    {
        JourneyFacts[] one = [Someone("2027-01-10", f => f with
        {
            Accepted = Day("2027-01-11"), Met = Day("2027-01-12"), Introduced = Day("2027-01-20"), Needs = ["loneliness"], Joined = 1,
            Contacts = [new(Day("2027-01-01"), "meeting", 1, 1, 60)], Missed = [new(Day("2027-01-14"), FactKinds.Meeting)],
            Unmet = [new("housing", UnmetReason.Full, Day("2027-01-20"))],
        }), Someone("2026-10-01", f => f with { Ended = Day("2027-02-01"), EndReason = ClosingReason.GoalsMet })];
        IReadOnlyList<Report> pack = ReportList.Pack(Input(one));
        string all = string.Join('\n', pack.SelectMany(Said));

        Assert.DoesNotMatch(@"(?<!\d)1 (people|more referrals|introductions|times|meetings|referrers|contacts|hours|working days)\b", all);
        Assert.DoesNotMatch(@"(?<!\d)1 (have|are|were|wait|go)\b", all);
        Assert.Contains("1 person was referred; 1 in the period before.", all, StringComparison.Ordinal);
        Assert.Contains("1 of 1 person who was referred is lonely", all, StringComparison.Ordinal);
        Assert.Contains("1 more referral was for people", all, StringComparison.Ordinal);
        Assert.Contains("Support ended for 1 person", all, StringComparison.Ordinal);
        Assert.Contains("1 person was supported at the end", all, StringComparison.Ordinal);
        Assert.StartsWith("a number that is not shown people were referred",
            ReportList.Shared(pack).Say(pack[0].Sentences[0], name => "?"), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_still_waits_counts_as_waiting()
    {
        // Reached after 1, 2 and 4 working days. One has waited since the middle of March, and one declined at once.
        Report report = ReportList.Find("waiting", Input(
        [
            Someone("2027-02-01", f => f with { Contacted = Day("2027-02-02") }),
            Someone("2027-02-01", f => f with { Contacted = Day("2027-02-03") }),
            Someone("2027-02-01", f => f with { Contacted = Day("2027-02-05") }), Someone("2027-03-15"),
            Someone("2027-02-01", f => f with { Declined = Day("2027-02-01") }),
            // Reached after the end of the period. At its end this person still waited.
            Someone("2027-03-30", f => f with { Contacted = Day("2027-04-01") }),
        ]))!;

        Assert.Equal(("3", "2", "1"), (Cell(report, "waits", "firstContact", "happened"), Cell(report, "waits", "firstContact", "still"),
            Cell(report, "waits", "firstContact", "left")));
        // Half are reached within 4 days. Of those reached alone it would be 2; the one who declined at once never waited a day.
        Assert.Equal("4 working days", Cell(report, "waits", "firstContact", "median"));
        Assert.Equal(("4", "3"), (Cell(report, "waits", "firstContact", "due"), Cell(report, "waits", "firstContact", "inTarget")));
    }

    [Fact]
    public void Going_alone_is_a_curve_from_the_first_introduction()
    {
        JourneyFacts Introduced(string? alone, string? ended) => Someone("2026-12-01", f => f with
        {
            Introduced = Day("2027-01-04"),
            Alone = alone is null ? null : Day(alone),
            Ended = ended is null ? null : Day(ended),
        });
        Report report = ReportList.Find("going-alone", Input(
            [Introduced("2027-01-25", null), Introduced("2027-02-22", null), Introduced(null, "2027-02-01"), Introduced(null, null)]))!;

        Assert.Equal("Of 4 people introduced to their first activity, 2 go there on their own.", Said(report)[0]);
        Assert.StartsWith("25 %", Cell(report, "curve", "4", "share"), StringComparison.Ordinal);
        // After somebody withdrew, one of the two who are left: .75 × .5.
        Assert.StartsWith("63 %", Cell(report, "curve", "8", "share"), StringComparison.Ordinal);
        Assert.Equal(("2", "1", "1"), (Cell(report, "people", "alone", "people"), Cell(report, "people", "onTheWay", "people"),
            Cell(report, "people", "left", "people")));
    }

    [Fact]
    public void Each_step_of_the_funnel_is_those_who_went_on_those_on_the_way_and_those_who_left()
    {
        Report report = ReportList.Find("funnel", Input(
        [
            Someone("2027-01-10", f => f with { Met = Day("2027-01-20"), Ended = Day("2027-02-01"), EndReason = ClosingReason.Withdrew }),
            Someone("2027-01-10", f => f with { Contacted = Day("2027-01-11") }),
            Someone("2027-01-10", f => f with { Declined = Day("2027-01-11"), DeclinedByPerson = true }),
        ]))!;

        Assert.Equal("Most were lost after: referred.", Said(report)[1]);
        Assert.Equal(("3", "2", "1", "0"), (Cell(report, "funnel", "referred", "reached"), Cell(report, "funnel", "contacted", "reached"),
            Cell(report, "funnel", "met", "reached"), Cell(report, "funnel", "planned", "reached")));
        Assert.Equal(["personDeclined", "withdrew"], report.Tables[1].Rows.Select(r => r.More!.Code));
    }

    [Fact]
    public void Under_8_pairs_nothing_is_said_and_under_30_with_a_caution()
    {
        JourneyFacts Answered(int first, int? latest) => Someone("2026-11-01", f => f with
        {
            Planned = Day("2026-12-01"),
            Surveys = [new("baseline", Day("2026-12-01"), Day("2026-12-02"), false), new("week-6", Day("2027-01-12"),
                latest is null ? null : Day("2027-01-14"), latest is null)],
            Measures = [new("ons4.satisfied", first, Day("2026-12-02"), latest, latest is null ? null : Day("2027-01-14"))],
        });
        IEnumerable<JourneyFacts> seven = Enumerable.Repeat(Answered(4, 6), 7);
        Report few = ReportList.Find("outcomes", Input(seven))!, enough = ReportList.Find("outcomes",
            Input([.. seven, Answered(4, 3), Answered(5, null), Someone("2026-11-01", f => f with { Planned = Day("2026-12-01") })]))!;

        Assert.Equal("too few", Cell(few, "scales", "ons4.satisfied", "change"));
        Assert.Equal(("8", "88 % (53 to 98 %)"),
            (Cell(enough, "scales", "ons4.satisfied", "pairs"), Cell(enough, "scales", "ons4.satisfied", "better")));
        Assert.StartsWith("+1.6 (", Cell(enough, "scales", "ons4.satisfied", "change"), StringComparison.Ordinal);
        Assert.Contains(enough.Cautions, c => c.Format.Contains("fewer than 30", StringComparison.Ordinal));
        Assert.Equal(("8", "1", "1"), (Cell(enough, "asked", "answered", "people"), Cell(enough, "asked", "silent", "people"),
            Cell(enough, "asked", "notAsked", "people")));
    }

    [Fact]
    public void Referrers_are_told_in_time_late_or_not_and_people_themselves_need_no_telling()
    {
        JourneyFacts Ended(string on, string? told) => Someone("2026-11-01", f => f with
        {
            Ended = Day(on),
            EndReason = ClosingReason.GoalsMet,
            ReferrerTold = told is null ? null : Day(told),
        });
        Report report = ReportList.Find("told", Input(
        [
            Ended("2027-02-01", "2027-02-08"), Ended("2027-02-01", "2027-02-09"), Ended("2027-02-01", null), Ended("2027-03-30", null),
            Ended("2027-02-01", null) with { Source = ReferralSource.Self },
        ]))!;

        Assert.Equal(("1", "1", "1"),
            (Cell(report, "told", "inTime", "people"), Cell(report, "told", "late", "people"), Cell(report, "told", "not", "people")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(3_000)]
    public void A_pack_adds_up_hides_what_is_small_and_does_not_depend_on_the_order(int people)
    {
        JourneyFacts[] facts = [.. InventedFacts.Of(people, 7, Day("2026-07-01"), 270)];
        IReadOnlyList<Report> pack = ReportList.Pack(Input(facts)), turned = ReportList.Pack(Input(facts.Reverse()));

        Assert.Equal(Everything(pack, Shown.Exactly), Everything(turned, Shown.Exactly));
        Shown shared = ReportList.Shared(pack);
        foreach (Figure.Count count in pack.SelectMany(r => r.Tables)
            .SelectMany(t => t.Rows).SelectMany(r => r.Cells).OfType<Figure.Count>())
            Assert.True(count.Value is 0 or > Suppression.MostHidden || shared.Of(count) is Shown.Hidden, count.Name);
        foreach (Sum sum in pack.SelectMany(r => r.Tables).SelectMany(t => t.Sums))
            Assert.Equal(sum.Parts.Count, sum.Parts.Distinct().Count());
        Assert.DoesNotContain("NaN", string.Concat(Everything(pack, shared)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_leaves_those_whom_it_names()
    {
        JourneyFacts[] facts = [.. InventedFacts.Of(500, 3, Day("2027-01-01"), 80)];
        FactFilter filter = new(Need: "loneliness", Source: ReferralSource.Gp);

        Assert.Equal(facts.Count(f => f.Needs.Contains("loneliness") && f.Source is ReferralSource.Gp),
            Input(facts, filter).Referred.Count());
    }

    [Fact]
    public void A_file_runs_nothing_and_keeps_numbers_below_zero()
    {
        ReportTable table = new("t", "T", "First", [new("change", "Change"), new("note", "Note")],
        [
            new(new("activity", "a"), [new Figure.Number(-0.57, 20, "", 1) { Signed = true }, new Figure.Plain("=1+1")]),
        ], []);

        string csv = System.Text.Encoding.UTF8.GetString(ReportFiles.Csv(table, Shown.Exactly, _ => "@SUM(A1)"));

        Assert.Equal("\uFEFFFirst,code,Change,Note\r\n'@SUM(A1),a,-0.57,'=1+1\r\n", csv);
    }

    private static string[] Everything(IReadOnlyList<Report> pack, Shown shown) =>
    [
        .. pack.SelectMany(r => r.Sentences).Select(s => shown.Say(s, name => $"{name}")),
        .. pack.SelectMany(r => r.Tables)
            .SelectMany(t => t.Rows.Select(r => $"{r.Name} {r.More} {string.Join('|', r.Cells.Select(shown.Of))}")),
    ];
}
