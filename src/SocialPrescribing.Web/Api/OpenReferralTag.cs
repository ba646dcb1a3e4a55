using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Api;

/// <summary>
/// Saves readers of the directory from reading again what has not changed (RFC 9110, conditional requests). The answer follows from the
/// entries, the day, the needs and the program, so the same address with the same tag has the same content.
/// </summary>
internal static class OpenReferralTag
{
    private static readonly string _program = typeof(OpenReferralTag).Module.ModuleVersionId.ToString("N")[..8];

    public static async ValueTask<object?> Filter(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        HttpContext context = call.HttpContext;
        IServiceProvider services = context.RequestServices;
        // The stamp is read first. If something changes while the answer is made, the next tag differs.
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
