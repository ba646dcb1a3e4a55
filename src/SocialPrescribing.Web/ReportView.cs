using Microsoft.AspNetCore.Http;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Reports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web;

/// <summary>Reports as a page, a file or a program gets them.</summary>
/// <param name="Shown">Exactly, or with small numbers hidden.</param>
public sealed record ReportView(
    ReportQuery Query, IReadOnlyList<Report> Reports, Shown Shown, ReportInput Input, Func<RowName, string> Words)
{
    /// <summary>Whether it may be narrowed down to one link worker.</summary>
    public bool SeesColleagues { get; init; }

    public string Period => ReportWords.Of(Query.Period);

    public string Say(FormattableString sentence) => Shown.Say(sentence, Words);

    /// <summary>Whom it is about, if not everybody.</summary>
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
                    filter.Source is { } source ? $"referred by: {SocialPrescribing.Web.Phrases.Words.Of(source)}" : null,
                    filter.LinkWorker is { } linkWorker ? $"link worker {Words(new("linkWorker", linkWorker))}" : null,
                }.OfType<string>(),
            ];
            return parts is [] ? null : string.Join(", ", parts);
        }
    }

    public IEnumerable<(string, string)> Practices => Choices("practice", f => f.Practice);
    public IEnumerable<(string, string)> Areas => Choices("area", f => f.Area);
    public IEnumerable<(string, string)> Needs =>
        [.. Input.All.SelectMany(f => f.Needs).Distinct().Select(n => (n, Words(new("need", n))))
            .OrderBy(n => n.Item2, Alphabetical.Order)];
    public IEnumerable<(string, string)> Sources =>
        Enum.GetValues<ReferralSource>().Select(s => ($"{s}", Words(new("source", char.ToLowerInvariant($"{s}"[0]) + $"{s}"[1..]))));

    public IEnumerable<(string, string)> LinkWorkers =>
        [.. Input.LinkWorkers.Values.Distinct().Select(id => (id, Words(new("linkWorker", id)))).OrderBy(w => w.Item2, Alphabetical.Order)];

    private IEnumerable<(string, string)> Choices(string kind, Func<JourneyFacts, string?> of) =>
        [.. Input.All.Select(of).OfType<string>().Distinct().Order(Alphabetical.Order).Select(code => (code, Words(new(kind, code))))];
}

/// <summary>Makes the reports that somebody asked for.</summary>
public sealed class ReportDesk(ReportReader facts, ActivityDirectory directory, StaffDirectory staff)
{
    /// <summary>The roles that may read reports.</summary>
    public static readonly StaffRole[] Readers = [.. QuarterReports.Roles];

    /// <param name="report">One of <see cref="ReportList.All"/>; null for all.</param>
    public Task<ReportView> Of(IQueryCollection asked, string? report, StaffMember reader, CancellationToken cancellation) =>
        Of(ReportQuery.Of(asked, facts.Today), report, reader.Role is StaffRole.Lead, cancellation);

    /// <param name="seesColleagues">Whether it may show what single colleagues did. That is only for leads, and never shared.</param>
    public async Task<ReportView> Of(ReportQuery asked, string? report, bool seesColleagues, CancellationToken cancellation)
    {
        seesColleagues &= !asked.IsShared;
        ReportQuery query = seesColleagues ? asked : asked with { Filter = asked.Filter with { LinkWorker = null } };
        IReadOnlyList<StoredActivity> activities = await directory.AllCached(cancellation);
        ReportInput input = (await facts.Read(query.Period, query.Filter, cancellation)) with
        {
            Places = activities.Where(a => a.Activity.Details.Capacity?.Available is not null)
                .ToDictionary(a => a.Activity.Id, a => a.Activity.Details.Capacity!.Available!.Value),
        };
        // A shared report is always made from the whole pack, so that every page and file hides the same numbers.
        IReadOnlyList<Report> all = report is null || query.IsShared ? ReportList.Pack(input) : [ReportList.Find(report, input)!];
        if (query.IsShared)
            all = ReportList.ToShare(all);
        else if (!seesColleagues)
            all = [.. all.Select(r => r with { Tables = [.. r.Tables.Where(t => !t.IsInternal)] })];
        Dictionary<string, string> colleagues = (await staff.AllCached(cancellation)).ToDictionary(s => s.Id, s => s.Name);
        Dictionary<Guid, string> names = activities.ToDictionary(a => a.Activity.Id, a => a.Activity.Details.Name);
        return new(query, [.. all.Where(r => report is null || r.Id == report)],
            query.IsShared ? ReportList.Shared(all) : Shown.Exactly, input,
            name => name is { Kind: "linkWorker", Code: { } id } ? colleagues.GetValueOrDefault(id, "somebody who has left")
                : ReportWords.Of(name, activity => names.GetValueOrDefault(activity)))
        {
            SeesColleagues = seesColleagues,
        };
    }
}
