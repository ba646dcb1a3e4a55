using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Web.Api;

/// <summary>What machines ask: whether the service lives, whether it does its work, and how to call it.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
internal sealed partial class MachineEndpoints
{
    private static readonly byte[] _openApi = ReadOpenApi();

    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapApi();
        api.TakesOnly("/health/live", api.MapGet("/health/live", () => new Reply<LiveView>(new("live"), ApiJson.Default.LiveView)));
        api.TakesOnly("/health/ready", api.MapGet("/health/ready", Ready));
        api.TakesOnly("/health/attention", api.MapGet("/health/attention", Attention));
        api.TakesOnly("/openapi.yaml", api.MapGet("/openapi.yaml", OpenApi));
        routes.MapNoSuchRoute("/api/{**rest}");
    }

    /// <summary>For load balancers: whether this process can take work.</summary>
    private static async Task<Reply<LiveView>> Ready(Health health, CancellationToken cancellation)
    {
        bool isReady = await health.IsReady(cancellation);
        return new Reply<LiveView>(isReady ? new LiveView("ready") : new LiveView("unready", health.WhyNot), ApiJson.Default.LiveView,
            isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>For humans and alarms. It has figures and ids only, and nothing about anybody, because monitors ask without
    /// a key.</summary>
    private static async Task<Reply<AttentionView>> Attention(
        Health health, HealthNotes notes, ILogger<MachineEndpoints> log, CancellationToken cancellation)
    {
        HealthFigures? figures = null;
        try
        {
            figures = await health.Figures(cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // If the store cannot be asked, that is the worst health, and not a bug of this request.
            LogBlind(log, e.GetType());
        }
        bool isWell = figures is { IsHealthy: true };
        return new Reply<AttentionView>(new(isWell ? "well" : "attention", figures, notes.Now), ApiJson.Default.AttentionView,
            isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static FileContentHttpResult OpenApi(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Bytes(_openApi, "application/yaml; charset=utf-8");
    }

    private static byte[] ReadOpenApi()
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("openapi.yaml")!;
        using MemoryStream bytes = new();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }

    [LoggerMessage(EventId = 5401, Level = LogLevel.Error, Message = "The health figures could not be read: {Exception}")]
    private static partial void LogBlind(ILogger log, Type exception);
}

/// <param name="Why">What stops it; null if nothing does, or if it is a loop of this process.</param>
internal sealed record LiveView(string Status, string? Why = null);

/// <param name="Status"><c>well</c> or <c>attention</c>.</param>
/// <param name="Figures">Null if they could not be read.</param>
/// <param name="Notes">What stops nothing but needs the operator.</param>
internal sealed record AttentionView(string Status, HealthFigures? Figures, IReadOnlyList<HealthNote> Notes);
