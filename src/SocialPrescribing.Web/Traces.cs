using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SocialPrescribing.Web;

/// <summary>
/// The id under which a request is found in logs: a trace id as W3C Trace Context has it, 32 hexadecimal digits, on both hosts.
/// </summary>
internal static class Traces
{
    private sealed record Drawn(string Id);

    /// <summary>
    /// The id of the request's own activity; else the one that its caller sent in <c>traceparent</c>; else one of our own, the same all
    /// through the request.
    /// </summary>
    public static string IdOf(HttpContext context)
    {
        if ((Activity.Current ?? context.Features.Get<IHttpActivityFeature>()?.Activity) is { IdFormat: ActivityIdFormat.W3C } activity)
            return activity.TraceId.ToHexString();
        if (ActivityContext.TryParse(context.Request.Headers.TraceParent, null, out ActivityContext sent))
            return sent.TraceId.ToHexString();
        if (context.Features.Get<Drawn>() is not { } drawn)
            context.Features.Set(drawn = new Drawn(ActivityTraceId.CreateRandom().ToHexString()));
        return drawn.Id;
    }
}
