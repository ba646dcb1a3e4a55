using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Composition;

/// <summary>Rules for every answer over HTTP: it tells browsers that it is not a page, unless it is one, and refusals are logged.</summary>
public sealed partial class AnswerRules(HostSettings settings, ILogger<AnswerRules> log)
{
    /// <summary>For answers that are not pages. Pages and documents have policies of their own.</summary>
    public const string ContentPolicy = "default-src 'none'; frame-ancestors 'none'";
    private const string AYear = "max-age=31536000";

    public RequestDelegate Around(RequestDelegate answer) => async context =>
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        // On one machine the proxy that ends https adds this header. Azure's front end does not.
        if (settings.PlatformSignsIn)
            headers.StrictTransportSecurity = AYear;
        await answer(context);
        if (context.Response.StatusCode is StatusCodes.Status403Forbidden)
            Refused(context);
    };

    /// <summary>Logs the staff id, the kind and the route, and no address.</summary>
    private void Refused(HttpContext context)
    {
        string? staff = context.Features.Get<StaffMember>()?.Id;
        RefusedFor why = context.Features.Get<RefusalReason>()?.Why ?? (staff is null ? RefusedFor.Link : RefusedFor.Role);
        Tracing.CountRefusal(why.ToString());
        LogRefused(log, why, context.Request.Method, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText, staff ?? "nobody");
    }

    [LoggerMessage(EventId = 5707, Level = LogLevel.Warning, Message = "Refused for {Why}: {Method} {Route}, staff {Staff}")]
    private static partial void LogRefused(ILogger log, RefusedFor why, string method, string? route, string staff);
}
