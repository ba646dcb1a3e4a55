using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Web.Api;

/// <summary>Maps every route of the API, so that all fail in the same way, say what they allow, and stay out of caches.</summary>
internal static partial class ApiRoutes
{
    /// <summary>Maps routes under these rules.</summary>
    /// <param name="isPublic">For what anybody may read, even pages of other websites (CORS).</param>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder routes, bool isPublic = false)
    {
        RouteGroupBuilder api = routes.MapGroup("");
        Guard guard = GuardOf(routes);
        // An answer is written after its handler has ended, so the guard encloses both.
        ((IEndpointConventionBuilder)api).Finally(endpoint => endpoint.RequestDelegate = guard.Around(endpoint.RequestDelegate!, isPublic));
        return api;
    }

    /// <summary>Answers other methods at this address with the methods that it accepts.</summary>
    public static void TakesOnly(this RouteGroupBuilder api, string pattern, params ReadOnlySpan<RouteHandlerBuilder> methods)
    {
        List<string> allowed = [HttpMethods.Options];
        foreach (RouteHandlerBuilder method in methods)
            method.Add(endpoint => allowed.AddRange(
                // Whatever accepts GET accepts HEAD as well: see Endpoints.
                endpoint.Metadata.OfType<IHttpMethodMetadata>().Last().HttpMethods.Except(allowed)));
        // Routing prefers endpoints that name the method, so this one only gets the methods that none of them takes.
        api.Map(pattern, context =>
        {
            string allow = string.Join(", ", allowed);
            context.Response.Headers.Allow = allow;
            IResult answer = HttpMethods.IsOptions(context.Request.Method)
                ? TypedResults.NoContent()
                : new ApiProblem("method-not-allowed", 405, "This address does not take that method", $"It takes {allow}.");
            return answer.ExecuteAsync(context);
        });
    }

    /// <summary>Answers every address under this one that has no route.</summary>
    public static void MapNoSuchRoute(this IEndpointRouteBuilder routes, string pattern) =>
        routes.MapApi().Map(pattern, context => ApiProblem.NoRoute.ExecuteAsync(context));

    private static Guard GuardOf(IEndpointRouteBuilder routes) => new(
        routes.ServiceProvider.GetRequiredService<ILoggerFactory>()
            .CreateLogger(typeof(ApiRoutes)), routes.ServiceProvider.GetRequiredService<Health>(),
        routes.ServiceProvider.GetService<ITransientFailures>());

    private sealed record Guard(ILogger Log, Health Health, ITransientFailures? Failures)
    {
        public RequestDelegate Around(RequestDelegate answer, bool isPublic) => async context =>
        {
            if (isPublic)
                context.Response.Headers.AccessControlAllowOrigin = "*";
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            try
            {
                await answer(context);
            }
            catch (Exception) when (context.RequestAborted.IsCancellationRequested)
            {
                // The caller has closed the connection.
            }
            catch (BadHttpRequestException e)
            {
                await ApiProblem.Incomplete(e.StatusCode).ExecuteAsync(context);
            }
            catch (Exception e)
            {
                bool passes = Failures?.IsTransient(e) is true;
                string? route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
                if (passes)
                    LogAway(Log, context.Request.Method, route, Traces.IdOf(context), Health.Doubt(e) ?? Failure.Of(e));
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

    [LoggerMessage(EventId = 5002, Level = LogLevel.Warning,
        Message = "The store did not answer {Method} {Route}, trace {TraceId}; told to come back: {Failure}")]
    private static partial void LogAway(ILogger log, string method, string? route, string traceId, string failure);
}
