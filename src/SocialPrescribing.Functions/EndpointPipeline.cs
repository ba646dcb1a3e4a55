using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Web;

namespace SocialPrescribing.Functions;

/// <summary>The endpoint table of both hosts, run inside the worker.</summary>
public sealed class EndpointPipeline(IServiceProvider services)
{
    private readonly Lazy<RequestDelegate> _pipeline = new(() =>
    {
        ApplicationBuilder app = new(services);
        app.UseRouting();
        app.UseEndpoints(Endpoints.Map);
        return app.Build();
    });

    public Task Answer(HttpContext context)
    {
        // The worker has routed already, to the function: here it is routed once more, to the endpoint.
        context.SetEndpoint(null);
        return _pipeline.Value(context);
    }
}
