using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SocialPrescribing.Web;

/// <summary>
/// The id by which a request is found in the logs. On both hosts it is a W3C Trace Context trace id: 32 hexadecimal digits.
/// </summary>
internal static class Traces
{
    private sealed record Drawn(string Id);

    /// <summary>
    /// The id of the request's own activity; without one, the id that the caller sent in <c>traceparent</c>; without that, a new id, which
    /// stays the same throughout the request.
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
