using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service.Reports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Reports;

/// <summary>What the service did: each report on a page, all of them as a pack to print, and every table as a file.</summary>
public static partial class ReportPages
{
    public const string Address = "/reports";
    /// <summary>How many entries of the export log the page shows.</summary>
    private const int Shown = 200;

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(ReportDesk.Readers);
        pages.MapGet(Address, All);
        staffPages.MapFor(StaffRole.Lead, StaffRole.Admin).MapPost(Address + "/readers", Choose);
        pages.MapGet(Address + "/pack", Pack);
        pages.MapGet(Address + "/everything.zip", Everything);
        staffPages.MapFor(StaffRole.Lead, StaffRole.Admin).MapGet(Address + "/exports", Exports);
        MapFacts(pages);
        MapPopulation(staffPages.MapFor(StaffRole.Lead, StaffRole.Admin));
        pages.MapGet(Address + "/{report}", One);
        pages.MapGet(Address + "/{report}/{table}.csv", Table);
    }

    private static async Task<PageResult> All(
        HttpContext context, ReportDesk reports, QuarterReports quarters, CancellationToken cancellation) =>
        Pages.Of<ReportsPage>((nameof(ReportsPage.Reader), context.Reader()),
            (nameof(ReportsPage.View), await reports.Of(context.Request.Query, null, context.Reader(), cancellation)),
            (nameof(ReportsPage.Readers), await quarters.Readers(cancellation)),
            (nameof(ReportsPage.IsDone), context.Request.Query.ContainsKey("done")));

    private static async Task<PageResult> Pack(HttpContext context, ReportDesk reports, CancellationToken cancellation) =>
        Pages.Of<PackPage>((nameof(PackPage.Reader), context.Reader()),
            (nameof(PackPage.View), await reports.Of(context.Request.Query, null, context.Reader(), cancellation)));

    private static async Task<SeeOther> Choose(
        HttpContext context, QuarterReports quarters, CancellationToken cancellation)
    {
        SentForm form = SentForm.Of(context);
        await quarters.Choose(
            (await quarters.Readers(cancellation)).Where(r => form.Has($"gets-{r.Member.Id}")).Select(r => r.Member.Id), cancellation);
        return Pages.SeeOther($"{Address}?done=readers#readers");
    }

    private static bool IsThere(string report) => ReportList.All.Any(r => r.Id == report);

    private static async Task<PageResult> One(string report, HttpContext context, ReportDesk reports, CancellationToken cancellation) =>
        !IsThere(report) ? Notices.NoSuchPage(context.Reader())
        : Pages.Of<ReportPage>((nameof(ReportPage.Reader), context.Reader()),
            (nameof(ReportPage.View), await reports.Of(context.Request.Query, report, context.Reader(), cancellation)));

    private static async Task<Results<FileContentHttpResult, PageResult>> Table(
        string report, string table, HttpContext context, ReportDesk reports, ExportLog log, CancellationToken cancellation)
    {
        if (!IsThere(report))
            return Notices.NoSuchPage(context.Reader());
        ReportView view = await reports.Of(context.Request.Query, report, context.Reader(), cancellation);
        if (view.Reports[0].Tables.FirstOrDefault(t => t.Id == table) is not { } found)
            return Notices.NoSuchPage(context.Reader());
        string name = $"{report}-{table}-{NameOf(view)}.csv";
        await log.Record(context.Reader(), name, cancellation);
        return TypedResults.File(ReportFiles.Csv(found, view.Shown, view.Words), $"{MediaTypeNames.Text.Csv}; charset=utf-8", name);
    }

    private static async Task<FileContentHttpResult> Everything(
        HttpContext context, ReportDesk reports, ExportLog log, CancellationToken cancellation)
    {
        ReportView view = await reports.Of(context.Request.Query, null, context.Reader(), cancellation);
        string name = $"reports-{NameOf(view)}.zip";
        await log.Record(context.Reader(), name, cancellation);
        return TypedResults.File(ReportFiles.Zip(view.Reports, view.Shown, view.Words), MediaTypeNames.Application.Zip, name);
    }

    private static async Task<PageResult> Exports(HttpContext context, ExportLog log, StaffDirectory staff, CancellationToken cancellation)
    {
        Dictionary<string, string> names = (await staff.All(cancellation)).ToDictionary(s => s.Id, s => s.Name);
        return Pages.Of<ExportsPage>((nameof(ExportsPage.Reader), context.Reader()),
            (nameof(ExportsPage.Exports), (IReadOnlyList<(Exported, string)>)
                [.. (await log.Latest(Shown, cancellation)).Select(e => (e, names.GetValueOrDefault(e.By, "somebody who has left")))]));
    }

    private static string NameOf(ReportView view) =>
        $"{view.Query.Period.From:yyyy-MM}-to-{view.Query.Period.Last:yyyy-MM}{(view.Query.IsShared ? "-to-share" : "")}";
}
