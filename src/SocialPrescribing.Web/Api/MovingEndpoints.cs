using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Web.Api;

/// <summary>
/// Moving the service to another host: putting it to rest, exporting it, filling another one. It goes in parts, because hosts limit how
/// long and how large a request may be.
/// </summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
internal sealed partial class MovingEndpoints
{
    private const int MostBytes = 16 * 1024 * 1024;
    private const string Lines = "application/x-ndjson";
    private const string LeaveOut = "leaveOut", Other = "other";
    public const string ContinueHeader = "X-Continue";

    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapApi();
        api.TakesOnly("/api/rest",
            api.MapGet("/api/rest", Show).ForStaff(StaffRole.Admin),
            api.MapPut("/api/rest", Begin).ForStaffEvenAtRest(StaffRole.Admin),
            api.MapDelete("/api/rest", End).ForStaffEvenAtRest(StaffRole.Admin));
        api.TakesOnly("/api/export", api.MapGet("/api/export", Read).ForStaff(StaffRole.Admin));
        api.TakesOnly("/api/import", api.MapPost("/api/import", Take).ForStaffEvenAtRest(StaffRole.Admin));
    }

    private static async Task<Reply<RestView>> Show(IRegister register, CancellationToken cancellation) =>
        View(await Standstill.Read(register, cancellation));

    private static async Task<Results<Reply<RestView>, ApiProblem>> Begin(
        HttpContext context, IRegister register, Clocks clocks, ILogger<MovingEndpoints> log)
    {
        string by = context.Member().Id;
        if (!await Standstill.Begin(register, clocks, context.RequestAborted))
            return ImportUnderWay;
        LogRest(log, by, true);
        return await Show(register, context.RequestAborted);
    }

    private static async Task<Results<Reply<RestView>, ApiProblem>> End(
        HttpContext context, IRegister register, IJourneyStore store, IJourneyRuntime runtime, ILogger<MovingEndpoints> log)
    {
        string by = context.Member().Id;
        if (!await Standstill.End(register, store, runtime, context.RequestAborted))
            return ImportUnderWay;
        LogRest(log, by, false);
        return await Show(register, context.RequestAborted);
    }

    private static async Task<Results<ContentHttpResult, ApiProblem>> Read(
        HttpContext context, IRegister register, Clocks clocks, Export export, ILogger<MovingEndpoints> log)
    {
        string by = context.Member().Id;
        if (await Standstill.Read(register, context.RequestAborted) is not { Why: RestReason.Asked } rest)
            return ApiProblem.Conflict("not-resting",
                "Put the service to rest first (PUT /api/rest): what changes while it is read would be lost or doubled.");
        if (rest.Since + Standstill.Settling - clocks.MachineNow is { } wait && wait > TimeSpan.Zero)
            return new ApiProblem("service-resting", 503, "Please try again in a moment",
                "The service has just been put to rest and finishes what was under way.")
            { RetryAfter = wait };
        try
        {
            Export.Part part = await export.Read(StaffEndpoints.One(context.Request.Query, "after"), context.RequestAborted);
            LogExported(log, by, part.Lines.Count);
            if (part.Continue is not null)
                context.Response.Headers[ContinueHeader] = Uri.EscapeDataString(part.Continue);
            return TypedResults.Text(string.Concat(part.Lines.Select(l => l + "\n")), Lines, Encoding.UTF8);
        }
        catch (FormatException)
        {
            return ApiProblem.Parameter("after", $"Give what the part before said in {ContinueHeader}, or leave it out for the first.");
        }
    }

    private static async Task<Results<Reply<RestView>, ApiProblem>> Take(HttpContext context, Import import, ILogger<MovingEndpoints> log)
    {
        string by = context.Member().Id;
        if (!long.TryParse(StaffEndpoints.One(context.Request.Query, "after"), NumberStyles.None, CultureInfo.InvariantCulture,
            out long after))
            return ApiProblem.Parameter("after", "Give how many lines you have sent before these; 0 for the first part.");
        if (StaffEndpoints.One(context.Request.Query, "unreadable") is not (null or LeaveOut))
            return ApiProblem.Parameter("unreadable",
                $"Give {LeaveOut}, or nothing: then a file with journeys that could not be read is refused.");
        if (StaffEndpoints.One(context.Request.Query, "pathway") is not (null or Other))
            return ApiProblem.Parameter("pathway", $"Give {Other}, or nothing: then a file from under another pathway is refused.");
        Tolerated tolerated = (StaffEndpoints.One(context.Request.Query, "unreadable") is null ? 0 : Tolerated.Unreadable)
            | (StaffEndpoints.One(context.Request.Query, "pathway") is null ? 0 : Tolerated.OtherPathway);
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out MediaTypeHeaderValue? type) || type.MediaType != Lines)
            return new ApiProblem("unsupported-media-type", 415, "Send lines of JSON",
                $"Send the body as {Lines} in UTF-8, without a content encoding.");
        if (context.Request.ContentLength > MostBytes)
            return TooLarge;
        BodyLines lines = new(context.Request.BodyReader, MostBytes);
        PartOutcome outcome = await import.Take(after, lines.Read(context.RequestAborted), tolerated, context.RequestAborted);
        if (lines.IsTooLarge)
            return TooLarge;
        switch (outcome)
        {
            case PartOutcome.Taken taken:
                LogImported(log, by, taken.State.Import!.Lines, taken.State.Why);
                return View(taken.State);
            case PartOutcome.Refused refused:
                LogImportRefused(log, by, refused.Code, after);
                return ApiProblem.Conflict(refused.Code, refused.Sentence);
            case PartOutcome.Busy:
                return new ApiProblem("import-under-way", 503, "Please try again in a moment",
                    "Another part of an import is being taken. Send this one again.")
                { RetryAfter = TimeSpan.FromSeconds(5) };
            case var other:
                throw new NotSupportedException(other.GetType().Name);
        }
    }

    private static Reply<RestView> View(RestState? state) =>
        new(new(state is { IsOn: true } ? state.Why : null, state is { IsOn: true } ? state.Since : null, state?.Import),
            ApiJson.Default.RestView);

    private static ApiProblem ImportUnderWay { get; } = ApiProblem.Conflict("import-under-way",
        "This service is being filled from another one. It works once that is complete, and not before.");

    private static ApiProblem TooLarge { get; } = new("body-too-large", 413, "The body is too large",
        $"Send at most {MostBytes / 1024 / 1024} MB at once, and the next lines after those.");

    [LoggerMessage(EventId = 5601, Level = LogLevel.Warning,
        Message = "Staff {By} put the service to rest, or ended its rest (rests: {Rests})")]
    private static partial void LogRest(ILogger log, string by, bool rests);

    [LoggerMessage(EventId = 5602, Level = LogLevel.Warning, Message = "Staff {By} exported {Lines} lines")]
    private static partial void LogExported(ILogger log, string by, int lines);

    [LoggerMessage(EventId = 5603, Level = LogLevel.Information, Message = "Staff {By} imported: {Lines} lines are in ({State})")]
    private static partial void LogImported(ILogger log, string by, long lines, RestReason state);

    [LoggerMessage(EventId = 5604, Level = LogLevel.Warning, Message = "Staff {By} imported: refused as {Code} after line {Line}")]
    private static partial void LogImportRefused(ILogger log, string by, string code, long line);
}

/// <param name="Resting">Why the service rests; null while it works.</param>
/// <param name="Import">How far the import has got, or what it brought.</param>
internal sealed record RestView(RestReason? Resting, DateTimeOffset? Since, MovedCounts? Import);
