using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service;
using SocialPrescribing.Web;
using SocialPrescribing.Web.Composition;

namespace SocialPrescribing.Functions;

/// <summary>The endpoint table of both hosts, run inside the worker.</summary>
public sealed partial class EndpointPipeline(IServiceProvider services, ILogger<EndpointPipeline> log)
{
    private readonly Lazy<RequestDelegate> _pipeline = new(() =>
    {
        ApplicationBuilder app = new(services);
        app.UseForwardedHeaders(Visitors());
        app.UseRouting();
        app.UseEndpoints(Endpoints.Map);
        return app.Build();
    });

    public async Task Answer(HttpContext context)
    {
        // The worker has chosen the function. The endpoint is chosen here.
        context.SetEndpoint(null);
        try
        {
            await _pipeline.Value(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has closed the connection.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            LogUnexpected(log, context.Request.Method, Failure.Of(e));
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await context.Response.WriteAsync("Something went wrong here. Please try again later, or phone us.");
        }
        catch (Exception e)
        {
            throw new FunctionFailedException(e);
        }
    }

    /// <summary>
    /// Finds who really calls: the last address in <c>X-Forwarded-For</c> that is not the platform's own. Without it all callers would have
    /// the platform's address and share one limit on forms. Earlier addresses came with the request and may be false.
    /// </summary>
    private static ForwardedHeadersOptions Visitors()
    {
        ForwardedHeadersOptions visitors = new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        foreach (string own in (string[])["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10"])
            visitors.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(own));
        return visitors;
    }

    [LoggerMessage(EventId = 6201, Level = LogLevel.Error, Message = "Unexpected in {Method} of a page: {Failure}")]
    private static partial void LogUnexpected(ILogger log, string method, string failure);
}
