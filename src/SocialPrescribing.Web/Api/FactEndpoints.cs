using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service.Evidence;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>Facts for programs, and making them anew from the journals.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
internal sealed partial class FactEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.TakesOnly("/api/facts", api.MapGet("/api/facts", Read).ForStaff(ReportDesk.Readers).OpenTo(ReportDesk.Readers));
        api.TakesOnly("/api/facts/rebuild", api.MapPost("/api/facts/rebuild", Rebuild).ForStaff(StaffRole.Admin));
    }

    private static async Task<Results<PushStreamHttpResult, ApiProblem>> Read(
        HttpContext context, FactsFiles files, ILogger<FactEndpoints> log)
    {
        IQueryCollection query = context.Request.Query;
        StaffMember reader = context.Member();
        string form = StaffEndpoints.One(query, "format") ?? "ndjson";
        if (!FactsFiles.Forms.ContainsKey(form))
            return ApiProblem.Parameter("format", $"Give {string.Join(", ", FactsFiles.Forms.Keys)}.");
        if (!Month(query, "from", out DateOnly? from))
            return ApiProblem.Parameter("from", "Give the first month, such as 2027-01.");
        if (!Month(query, "until", out DateOnly? until))
            return ApiProblem.Parameter("until", "Give the last month, such as 2027-03.");
        string by = reader.Id;
        LogRead(log, by, form);
        return await files.Give(form, reader, from, until?.AddMonths(1), context.RequestAborted);
    }

    private static bool Month(IQueryCollection query, string name, out DateOnly? month)
    {
        month = null;
        if (StaffEndpoints.One(query, name) is not { } text)
            return true;
        if (!DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly read)
            || read.Year is < 2000 or > 2200)
            return false;
        month = read;
        return true;
    }

    private static async Task<Results<Reply<FactsRebuild.Part>, ApiProblem>> Rebuild(
        HttpContext context, FactsRebuild facts, ILogger<FactEndpoints> log)
    {
        string by = context.Member().Id;
        Guid? after = null;
        if (StaffEndpoints.One(context.Request.Query, "after") is { } text)
        {
            if (!Guid.TryParse(text, out Guid behind))
                return ApiProblem.Parameter("after", "Give what the part before said in continue, or leave it out for the first.");
            after = behind;
        }
        FactsRebuild.Part part = await facts.Run(after, context.RequestAborted);
        LogRebuilt(log, by, part.Journeys, part.Changed);
        return new Reply<FactsRebuild.Part>(part, ApiJson.Default.FactsRebuilt);
    }

    [LoggerMessage(EventId = 5651, Level = LogLevel.Information, Message = "Staff {By} took facts out as {Form}")]
    private static partial void LogRead(ILogger log, string by, string form);

    [LoggerMessage(EventId = 5652, Level = LogLevel.Information,
        Message = "Staff {By} made the facts of {Journeys} journeys anew; {Changed} had been counted otherwise")]
    private static partial void LogRebuilt(ILogger log, string by, int journeys, int changed);
}
