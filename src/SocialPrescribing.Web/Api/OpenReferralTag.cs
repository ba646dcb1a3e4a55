using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Api;

/// <summary>
/// Spares whoever reads the directory again what has not changed (RFC 9110, conditional requests). The answer follows from the entries, the
/// day, the needs and the program; the same address with the same tag holds the same.
/// </summary>
internal static class OpenReferralTag
{
    private static readonly string _program = typeof(OpenReferralTag).Module.ModuleVersionId.ToString("N")[..8];

    public static async ValueTask<object?> Filter(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        HttpContext context = call.HttpContext;
        IServiceProvider services = context.RequestServices;
        // Read first: what changes while the answer is made has another tag already.
        int stamp = await services.GetRequiredService<ActivityDirectory>().Stamp(context.RequestAborted);
        DateOnly today = WorkingCalendar.LondonDate(services.GetRequiredService<Clocks>().Now);
        string needs = HexDigest.Of(string.Join(',', services.GetRequiredService<Pathway>().ExtraNeeds))[..8];
        string tag = string.Create(CultureInfo.InvariantCulture, $"W/\"{stamp}-{today:yyyyMMdd}-{needs}-{_program}\"");
        if (context.Request.Headers.IfNoneMatch.ToString().Split(',').Select(t => t.Trim()).Any(t => t == tag || t is "*"))
        {
            Mark();
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }
        context.Response.OnStarting(() =>
        {
            if (context.Response.StatusCode is StatusCodes.Status200OK)
                Mark();
            return Task.CompletedTask;
        });
        return await next(call);

        void Mark()
        {
            context.Response.Headers.ETag = tag;
            context.Response.Headers.CacheControl = "public, no-cache";
        }
    }
}
