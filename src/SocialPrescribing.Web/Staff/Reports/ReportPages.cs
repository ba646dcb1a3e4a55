using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service.Reports;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Reports;

/// <summary>What the service did: each report on a page, all of them as a pack to print, and every table as a file.</summary>
public static class ReportPages
{
    public const string Address = "/reports";

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(ReportDesk.Readers);
        pages.MapGet(Address, async (HttpContext context, ReportDesk reports, CancellationToken cancellation) =>
            Pages.Of<ReportsPage>((nameof(ReportsPage.Reader), context.Reader()),
                (nameof(ReportsPage.View), await reports.Of(context.Request.Query, null, cancellation))));
        pages.MapGet(Address + "/pack", async (HttpContext context, ReportDesk reports, CancellationToken cancellation) =>
            Pages.Of<PackPage>((nameof(PackPage.Reader), context.Reader()),
                (nameof(PackPage.View), await reports.Of(context.Request.Query, null, cancellation))));
        pages.MapGet(Address + "/everything.zip", Everything);
        pages.MapGet(Address + "/{report}", One);
        pages.MapGet(Address + "/{report}/{table}.csv", Table);
    }

    private static bool IsThere(string report) => ReportList.All.Any(r => r.Id == report);

    private static async Task<IResult> One(string report, HttpContext context, ReportDesk reports, CancellationToken cancellation) =>
        !IsThere(report) ? Notices.NoSuchPage(context.Reader())
        : Pages.Of<ReportPage>((nameof(ReportPage.Reader), context.Reader()),
            (nameof(ReportPage.View), await reports.Of(context.Request.Query, report, cancellation)));

    private static async Task<IResult> Table(
        string report, string table, HttpContext context, ReportDesk reports, CancellationToken cancellation)
    {
        if (!IsThere(report))
            return Notices.NoSuchPage(context.Reader());
        ReportView view = await reports.Of(context.Request.Query, report, cancellation);
        return view.Reports[0].Tables.FirstOrDefault(t => t.Id == table) is not { } found ? Notices.NoSuchPage(context.Reader())
            : TypedResults.File(
                ReportFiles.Csv(found, view.Shown, view.Words), $"{MediaTypeNames.Text.Csv}; charset=utf-8",
                $"{report}-{table}-{NameOf(view)}.csv");
    }

    private static async Task<IResult> Everything(HttpContext context, ReportDesk reports, CancellationToken cancellation)
    {
        ReportView view = await reports.Of(context.Request.Query, null, cancellation);
        return TypedResults.File(
            ReportFiles.Zip(view.Reports, view.Shown, view.Words), MediaTypeNames.Application.Zip, $"reports-{NameOf(view)}.zip");
    }

    private static string NameOf(ReportView view) =>
        $"{view.Query.Period.From:yyyy-MM}-to-{view.Query.Period.Last:yyyy-MM}{(view.Query.IsShared ? "-to-share" : "")}";
}
