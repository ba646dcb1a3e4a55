using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Service;

namespace SocialPrescribing.Web.Api;

/// <summary>What machines ask: whether the service lives, whether it does its work, and how to speak to it.</summary>
internal sealed class MachineEndpoints(Watch watch)
{
    private static readonly byte[] _openApi = ReadOpenApi();

    public static void Map(IEndpointRouteBuilder routes)
    {
        MachineEndpoints machine = ActivatorUtilities.CreateInstance<MachineEndpoints>(routes.ServiceProvider);
        routes.MapApi("/health/live", (HttpMethods.Get, _ => Task.FromResult<IResult>(new Reply<LiveView>(new("live"), ApiJson.Default.LiveView))));
        routes.MapApi("/health/ready", (HttpMethods.Get, machine.Ready));
        routes.MapApi("/openapi.yaml", (HttpMethods.Get, OpenApi));
        routes.MapNoSuchRoute("/api/{**rest}");
    }

    /// <summary>Figures only, nothing about anybody: load balancers and monitors ask without a key.</summary>
    private async Task<IResult> Ready(HttpContext context)
    {
        HealthFigures figures = await watch.Health(context.RequestAborted);
        return new Reply<ReadyView>(new(figures.IsHealthy ? "ready" : "unhealthy", figures), ApiJson.Default.ReadyView,
            figures.IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
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
}

internal sealed record LiveView(string Status);

/// <param name="Status"><c>ready</c> or <c>unhealthy</c>.</param>
internal sealed record ReadyView(string Status, HealthFigures Figures);
