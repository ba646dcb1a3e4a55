using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service.Reports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>Reports for programs: the same figures as on the pages.</summary>
internal static class ReportEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.TakesOnly("/api/reports", api.MapGet("/api/reports", List).ForStaff(ReportDesk.Readers).OpenTo(ReportDesk.Readers));
        api.TakesOnly("/api/reports/{id}", api.MapGet("/api/reports/{id}", One).ForStaff(ReportDesk.Readers).OpenTo(ReportDesk.Readers));
    }

    private static Reply<Listing<ReportName>> List() =>
        new(new([.. ReportList.All.Select(r => new ReportName(r.Id, r.Title))]), ApiJson.Default.ReportNames);

    private static async Task<Results<Reply<ReportAnswer>, ApiProblem>> One(
        string id, HttpContext context, ReportDesk reports, ExportLog log, CancellationToken cancellation)
    {
        if (ReportList.All.All(r => r.Id != id))
            return ApiProblem.NotFound("report");
        IQueryCollection query = context.Request.Query;
        if (query.ContainsKey("period") && !Period.TryParse(query["period"], out _))
            return ApiProblem.Parameter("period", "the first month and how many, such as 2027-01/3");
        ReportView view = await reports.Of(query, id, context.Member(), cancellation);
        if (!view.Query.IsWhatWasAsked(query))
            return ApiProblem.Parameter("for", "a whole quarter that is over, of everybody, is shared; leave for out otherwise");
        Report report = view.Reports[0];
        await log.Record(
            context.Member(), $"{id} by a program, {view.Query.Period}{(view.Query.IsShared ? ", to share" : "")}", cancellation);
        return new Reply<ReportAnswer>(Answer(view, report), ApiJson.Default.ReportAnswer);
    }

    private static ReportAnswer Answer(ReportView view, Report report) => new(
        report.Id, report.Title, view.Query.Period.From, view.Query.Period.Last, view.Input.AsOf, view.Query.IsShared,
        [.. report.Sentences.Select(view.Say)], [.. report.Cautions.Select(view.Say)],
        [
            .. report.Tables.Select(t => new ReportTableAnswer(t.Id, t.Caption,
                [.. t.Columns.Select(c => new ReportColumnAnswer(c.Id, c.Head))], [.. t.Rows.Select(r => Row(view, r))])),
        ]);

    private static ReportRowAnswer Row(ReportView view, TableRow row) => new(
        row.Name.Code, row.More?.Code, view.Words(row.Name), row.More is null ? null : view.Words(row.More),
        [.. row.Cells.Select(c => new ReportCellAnswer(view.Shown.ValueOf(c), view.Shown.Of(c)))]);
}

internal sealed record ReportName(string Id, string Title);

/// <param name="Until">The last day.</param>
/// <param name="AsOf">The last day that counts.</param>
/// <param name="ToShare">Whether small numbers are hidden.</param>
internal sealed record ReportAnswer(
    string Id, string Title, DateOnly From, DateOnly Until, DateOnly AsOf, bool ToShare, IReadOnlyList<string> Results,
    IReadOnlyList<string> Cautions, IReadOnlyList<ReportTableAnswer> Tables);

internal sealed record ReportTableAnswer(
    string Id, string Caption, IReadOnlyList<ReportColumnAnswer> Columns, IReadOnlyList<ReportRowAnswer> Rows);

internal sealed record ReportColumnAnswer(string Id, string Head);

/// <param name="Code">Null if it is not known.</param>
internal sealed record ReportRowAnswer(
    string? Code, string? Second, string Label, string? SecondLabel, IReadOnlyList<ReportCellAnswer> Cells);

/// <param name="Value">Null if it is hidden or there is none.</param>
internal sealed record ReportCellAnswer(double? Value, string Text);
