using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Reports;

/// <summary>How many people were referred: by source, role, practice and month.</summary>
internal static class VolumeReport
{
    public const string Referred = "referred", Before = "before: referred";

    public static Report Of(ReportInput input)
    {
        IReadOnlyList<JourneyFacts> now = [.. input.Referred], before = [.. input.Before.Referred];
        Figure.Count all = Tally.Of(Referred, now.Count), earlier = Tally.Of(Before, before.Count);
        ReportTable sources = By(input, "source", "Where referrals came from", "Source", f => Codes.Of(f.Source));
        List<FormattableString> sentences = [$"{all} {all:person was|people were} referred; {earlier} in the period before."];
        if (now.Count > 0)
        {
            TableRow most = sources.Rows.Where(r => r.Name.Kind is not RowName.Total).MaxBy(r => ((Figure.Count)r.Cells[0]).Value)!;
            Figure.Count those = (Figure.Count)most.Cells[0];
            sentences.Add($"Most often they came from: {most.Name} ({those}, {new Figure.Part(those, all)}).");
        }
        Figure.Count joined = Tally.Of("referrals that joined", now.Sum(f => f.Joined));
        if (joined.Value > 0)
            sentences.Add($"{joined} more {joined:referral was|referrals were} for people who were supported already.");
        return new("volume", "Referrals", sentences,
        [
            ByMonth(input, now),
            sources,
            By(input, "role", "Who referred", "Role", f => f.Role),
            By(input, "practice", "Of which practice they are patients", "Practice", f => f.Practice),
        ], []);
    }

    private static ReportTable ByMonth(ReportInput input, IReadOnlyList<JourneyFacts> now)
    {
        string[] months = [.. Enumerable.Range(0, input.Period.Months).Select(m => Codes.Month(input.Period.From.AddMonths(m)))];
        List<TableRow> rows =
        [
            .. months.Select(month => new TableRow(new("month", month),
                [Tally.Of($"{Referred} by month: {month}", now.Count(f => Codes.Month(f.Month) == month))])),
        ];
        string[] parts = [.. rows.Select(r => ((Figure.Count)r.Cells[0]).Name)];
        rows.Add(new(RowName.Everybody, [Tally.Of(Referred, now.Count)]));
        return new("month", "Referrals by month", "Month", [new("referred", "People referred", "People")], rows, [new(Referred, parts)])
        {
            Chart = ChartKind.Line,
            Scale = "People",
        };
    }

    private static ReportTable By(ReportInput input, string kind, string caption, string first, Func<JourneyFacts, string?> group) =>
        Tally.By(kind, caption, first, kind, group,
        [
            (Referred, [.. input.Referred], new("referred", "People referred", "This period")),
            (Before, [.. input.Before.Referred], new("before", "In the period before", "The period before")),
        ], more: (counts, totals) => [new Figure.Part(counts[0], totals[0])], moreColumns: [new("share", "Share")]) with
        {
            Chart = ChartKind.Bars,
            Scale = "People",
        };
}

/// <summary>The codes of enum values, as facts and files write them.</summary>
internal static class Codes
{
    public static string Of<T>(T value) where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Month(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
