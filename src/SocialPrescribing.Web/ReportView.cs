using Microsoft.AspNetCore.Http;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Reports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web;

/// <summary>What a page, a file or a program gets of reports.</summary>
/// <param name="Shown">Exactly for us, or with small numbers hidden.</param>
public sealed record ReportView(
    ReportQuery Query, IReadOnlyList<Report> Reports, Shown Shown, ReportInput Input, Func<RowName, string> Words)
{
    public string Period => ReportWords.Of(Query.Period);

    public string Say(FormattableString sentence) => Shown.Say(sentence, Words);

    /// <summary>Whom it is about, where that is not everybody.</summary>
    public string? Of
    {
        get
        {
            FactFilter filter = Query.Filter;
            string[] parts =
            [
                .. new[]
                {
                    filter.Practice is { } practice ? $"practice {practice}" : null,
                    filter.Area is { } area ? $"area {area}" : null,
                    filter.Need is { } need ? $"need: {Words(new("need", need))}" : null,
                    filter.Source is { } source ? $"referred by: {SocialPrescribing.Web.Words.Of(source)}" : null,
                }.OfType<string>(),
            ];
            return parts is [] ? null : string.Join(", ", parts);
        }
    }

    public IEnumerable<(string, string)> Practices => Choices("practice", f => f.Practice);
    public IEnumerable<(string, string)> Areas => Choices("area", f => f.Area);
    public IEnumerable<(string, string)> Needs =>
        [.. Input.All.SelectMany(f => f.Needs).Distinct().Select(n => (n, Words(new("need", n)))).OrderBy(n => n.Item2, Alphabetical)];
    public IEnumerable<(string, string)> Sources =>
        Enum.GetValues<ReferralSource>().Select(s => ($"{s}", Words(new("source", char.ToLowerInvariant($"{s}"[0]) + $"{s}"[1..]))));

    private static StringComparer Alphabetical => StringComparer.OrdinalIgnoreCase;

    private IEnumerable<(string, string)> Choices(string kind, Func<JourneyFacts, string?> of) =>
        [.. Input.All.Select(of).OfType<string>().Distinct().Order(Alphabetical).Select(code => (code, Words(new(kind, code))))];
}

/// <summary>Makes reports as somebody asked for them.</summary>
public sealed class ReportDesk(ReportReader facts, ActivityDirectory directory)
{
    /// <summary>Who may read them: nobody else sees what a team did.</summary>
    public static readonly StaffRole[] Readers = [StaffRole.Lead, StaffRole.Admin, StaffRole.Analyst];

    /// <param name="report">One of <see cref="ReportList.All"/>; null for all of them.</param>
    public async Task<ReportView> Of(IQueryCollection asked, string? report, CancellationToken cancellation)
    {
        ReportQuery query = ReportQuery.Of(asked, facts.Today);
        ReportInput input = await facts.Read(query.Period, query.Filter, cancellation);
        // What is shared is looked at as a whole pack, so that every page and file of it hides the same.
        IReadOnlyList<Report> all = report is null || query.IsShared ? ReportList.Pack(input) : [ReportList.Find(report, input)!];
        Dictionary<Guid, string> names =
            (await directory.Lately(cancellation)).ToDictionary(a => a.Activity.Id, a => a.Activity.Details.Name);
        return new(query, [.. all.Where(r => report is null || r.Id == report)],
            query.IsShared ? ReportList.Shared(all) : Shown.Exactly, input,
            name => ReportWords.Of(name, id => names.GetValueOrDefault(id)));
    }
}
