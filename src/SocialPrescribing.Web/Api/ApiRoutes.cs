using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Api;

/// <summary>Answers one method of one route.</summary>
internal delegate Task<IResult> ApiHandler(HttpContext context);

/// <summary>How every route of the API is mapped, so that all of them fail alike, say what they allow, and leave no trace in caches.</summary>
internal static partial class ApiRoutes
{
    public static void MapApi(this IEndpointRouteBuilder routes, string pattern, params ReadOnlySpan<(string Method, ApiHandler Handle)> methods) => Map(routes, pattern, isPublic: false, methods);

    /// <summary>For what anybody may read, also the pages of other websites (CORS).</summary>
    public static void MapPublic(this IEndpointRouteBuilder routes, string pattern, ApiHandler get) => Map(routes, pattern, isPublic: true, (HttpMethods.Get, get));

    private static void Map(IEndpointRouteBuilder routes, string pattern, bool isPublic, params ReadOnlySpan<(string Method, ApiHandler Handle)> methods)
    {
        Guard guard = GuardOf(routes);
        List<string> allowed = [HttpMethods.Options];
        foreach ((string method, ApiHandler handle) in methods)
        {
            // Whatever takes GET takes HEAD as well: see Endpoints.
            allowed.AddRange(method == HttpMethods.Get ? [HttpMethods.Get, HttpMethods.Head] : [method]);
            routes.MapMethods(pattern, [method], guard.Around(handle, isPublic));
        }
        string allow = string.Join(", ", allowed);
        // Routing prefers the endpoints that name the method; this one gets what is left.
        routes.Map(pattern, guard.Around(context =>
        {
            context.Response.Headers.Allow = allow;
            IResult answer = HttpMethods.IsOptions(context.Request.Method)
                ? Results.NoContent()
                : new ApiProblem("method-not-allowed", 405, "This address does not take that method", $"It takes {allow}.");
            return Task.FromResult(answer);
        }, isPublic));
    }

    /// <summary>What under this address no route takes.</summary>
    public static void MapNoSuchRoute(this IEndpointRouteBuilder routes, string pattern) => routes.Map(pattern, GuardOf(routes).Around(_ => Task.FromResult<IResult>(ApiProblem.NoRoute)));

    private static Guard GuardOf(IEndpointRouteBuilder routes) => new(
        routes.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ApiRoutes)), routes.ServiceProvider.GetService<ITransientFailures>());

    private sealed record Guard(ILogger Log, ITransientFailures? Failures)
    {
        public RequestDelegate Around(ApiHandler handle, bool isPublic = false) => async context =>
        {
            if (isPublic)
                context.Response.Headers.AccessControlAllowOrigin = "*";
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            try
            {
                IResult answer = await handle(context);
                await answer.ExecuteAsync(context);
            }
            catch (Exception) when (context.RequestAborted.IsCancellationRequested)
            {
                // Whoever asked has gone; nobody is left to answer.
            }
            catch (BadHttpRequestException e)
            {
                await new ApiProblem("bad-request", e.StatusCode, "The request cannot be read", "It was not proper HTTP, or it did not come completely.")
                    .ExecuteAsync(context);
            }
            catch (Exception e)
            {
                bool passes = Failures?.IsTransient(e) is true;
                string? route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
                if (passes)
                    LogAway(Log, context.Request.Method, route, Traces.IdOf(context), Failure.Of(e));
                else
                    LogUnexpected(Log, Traces.IdOf(context), context.Request.Method, route, Failure.Of(e));
                if (context.Response.HasStarted)
                    context.Abort();
                else
                    await (passes ? ApiProblem.Away : ApiProblem.Unexpected).ExecuteAsync(context);
            }
        };
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Error, Message = "Unexpected in {Method} {Route}, trace {TraceId}: {Failure}")]
    private static partial void LogUnexpected(ILogger log, string traceId, string method, string? route, string failure);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Warning, Message = "The store did not answer {Method} {Route}, trace {TraceId}; told to come back: {Failure}")]
    private static partial void LogAway(ILogger log, string method, string? route, string traceId, string failure);
}
