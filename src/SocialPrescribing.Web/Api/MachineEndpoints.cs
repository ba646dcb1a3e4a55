using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Web.Api;

/// <summary>What machines ask: whether the service lives, whether it does its work, and how to speak to it.</summary>
internal sealed partial class MachineEndpoints(Health health, HealthNotes notes, ILogger<MachineEndpoints> log)
{
    private static readonly byte[] _openApi = ReadOpenApi();

    public static void Map(IEndpointRouteBuilder routes)
    {
        MachineEndpoints machine = ActivatorUtilities.CreateInstance<MachineEndpoints>(routes.ServiceProvider);
        routes.MapApi("/health/live", (HttpMethods.Get, _ => Task.FromResult<IResult>(new Reply<LiveView>(new("live"), ApiJson.Default.LiveView))));
        routes.MapApi("/health/ready", (HttpMethods.Get, machine.Ready));
        routes.MapApi("/health/attention", (HttpMethods.Get, machine.Attention));
        routes.MapApi("/openapi.yaml", (HttpMethods.Get, OpenApi));
        routes.MapNoSuchRoute("/api/{**rest}");
    }

    /// <summary>For load balancers: whether this process can take work.</summary>
    private async Task<IResult> Ready(HttpContext context)
    {
        bool isReady = await health.IsReady(context.RequestAborted);
        return new Reply<LiveView>(new(isReady ? "ready" : "unready"), ApiJson.Default.LiveView, isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>For humans and what alarms them. Figures and ids only, nothing about anybody: monitors ask without a key.</summary>
    private async Task<IResult> Attention(HttpContext context)
    {
        HealthFigures? figures = null;
        try
        {
            figures = await health.Figures(context.RequestAborted);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            // A store that cannot be asked is the worst of health, and no bug of this request.
            LogBlind(log, e.GetType());
        }
        bool isWell = figures is { IsHealthy: true };
        return new Reply<AttentionView>(new(isWell ? "well" : "attention", figures, notes.Now), ApiJson.Default.AttentionView,
            isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static Task<IResult> OpenApi(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=300";
        return Task.FromResult(Results.Bytes(_openApi, "application/yaml; charset=utf-8"));
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

internal sealed record LiveView(string Status);

/// <param name="Status"><c>well</c> or <c>attention</c>.</param>
/// <param name="Figures">Null where not even they could be read.</param>
/// <param name="Notes">What stops nothing and waits for whoever runs the service.</param>
internal sealed record AttentionView(string Status, HealthFigures? Figures, IReadOnlyList<HealthNote> Notes);
