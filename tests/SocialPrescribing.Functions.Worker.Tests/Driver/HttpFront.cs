using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace SocialPrescribing.Functions.Worker.Tests.Driver;

/// <summary>
/// The functions that HTTP reaches, matched as the Functions host matches them: sorted by name, and the first whose route fits wins,
/// however general it is. Constraints in routes (<c>{id:guid}</c>) are not looked at.
/// </summary>
internal sealed class HttpRoutes
{
    private readonly List<(Function Function, TemplateMatcher Route, string[] Methods)> _routes = [];

    /// <param name="prefix"><c>extensions.http.routePrefix</c> of host.json.</param>
    public HttpRoutes(IEnumerable<Function> functions, string prefix)
    {
        IEnumerable<Function> reached = functions.Where(f => f.TriggerType is "httpTrigger");
        foreach (Function function in reached.OrderBy(f => f.Name, StringComparer.OrdinalIgnoreCase))
        {
            string route = $"{prefix}/{(string?)function.Trigger["route"] ?? function.Name}".Trim('/');
            string[] methods = [.. (function.Trigger["methods"] as JsonArray ?? []).Select(m => (string)m!)];
            _routes.Add((function, new TemplateMatcher(TemplateParser.Parse(route), []), methods));
        }
    }

    public IEnumerable<(Function Function, RouteTemplate Route)> All => _routes.Select(r => (r.Function, r.Route.Template));

    public (Function Function, RouteValueDictionary Values)? Find(string method, PathString path)
    {
        foreach ((Function function, TemplateMatcher route, string[] methods) in _routes)
        {
            RouteValueDictionary values = [];
            if ((methods.Length is 0 || methods.Contains(method, StringComparer.OrdinalIgnoreCase)) && route.TryMatch(path, values))
                return (function, values);
        }
        return null;
    }
}

/// <summary>
/// The address that the world sees. It invokes the function, hands the request to the worker's own address as the Functions host does,
/// and hands back the answer.
/// </summary>
/// <remarks>
/// Like the host's proxy it overwrites <c>X-Forwarded-For</c> with the address of its own caller. Only a host that believes its front end
/// (<c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c>) takes the last address of that header for its caller: a test that wants to come from
/// somewhere sends it.
/// </remarks>
internal sealed class HttpFront(WorkerDriver driver, bool believesFrontEnd) : IDisposable
{
    private static readonly string[] Overwritten = ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"];

    private readonly HttpMessageInvoker _http =
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectCallback = Connect });

    public void Map(IApplicationBuilder app)
    {
        if (believesFrontEnd)
        {
            ForwardedHeadersOptions all = new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
            all.KnownIPNetworks.Clear();
            all.KnownProxies.Clear();
            app.UseForwardedHeaders(all);
        }
        app.Run(Answer);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>A worker says that it is ready a moment before it listens: like the host, try for a while.</summary>
    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext to, CancellationToken cancellation)
    {
        for (int tries = 0; ; tries++)
        {
            Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(to.DnsEndPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (tries < 200)
            {
                socket.Dispose();
                await Task.Delay(50, cancellation);
            }
        }
    }

    private async Task Answer(HttpContext context)
    {
        try
        {
            WorkerProcess worker = await driver.Ready(context.RequestAborted);
            if (driver.Routes.Find(context.Request.Method, context.Request.Path) is not var (function, values))
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            else
                await Forward(context, worker, worker.Functions[function.Name], values);
        }
        catch (Exception e) when (e is WorkerGoneException or HttpRequestException or IOException && !context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
        catch (Exception e) when (e is WorkerGoneException or HttpRequestException or IOException or OperationCanceledException)
        {
            context.Abort();
        }
    }

    private async Task Forward(HttpContext context, WorkerProcess worker, Function function, RouteValueDictionary values)
    {
        string invocation = Guid.NewGuid().ToString();
        Task<Protocol.InvocationResponse> invoked = worker.Invoke(driver.Request(function, new() { Http = new() }, values, invocation));
        using HttpRequestMessage request = context.Request.RequestTo(worker.Http);
        foreach (string name in Overwritten)
            request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation("x-ms-invocation-id", invocation);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", context.Connection.RemoteIpAddress?.ToString());
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", context.Request.Host.ToString());
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", context.Request.Scheme);
        using HttpResponseMessage answer = await _http.SendAsync(request, context.RequestAborted);
        await answer.CopyTo(context.Response, context.RequestAborted);
        await invoked;
    }
}
