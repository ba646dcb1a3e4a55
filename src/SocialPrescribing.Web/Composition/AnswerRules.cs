using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Composition;

/// <summary>Rules for every answer over HTTP: it tells browsers that it is not a page, unless it is one, and refusals are logged.</summary>
public sealed partial class AnswerRules(HostSettings settings, Clocks clocks, ILogger<AnswerRules> log)
{
    /// <summary>For answers that are not pages. Pages and documents have policies of their own.</summary>
    public const string ContentPolicy = "default-src 'none'; frame-ancestors 'none'";
    private const string AYear = "max-age=31536000";
    /// <summary>Anybody may send these without end, and the log must not fill the disk.</summary>
    private static readonly TimeSpan _saidEvery = TimeSpan.FromMinutes(1);

    /// <summary>How many there were since it was last said. As many entries as there are routes and reasons.</summary>
    private readonly ConcurrentDictionary<(RefusedFor Why, string Method, string? Route), int> _tries = new();

    private long _toldAt = clocks.MachineNow.UtcTicks;

    public RequestDelegate Around(RequestDelegate answer) => async context =>
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        // On one machine the proxy that ends https adds this header. Azure's front end does not.
        if (settings.PlatformSignsIn)
            headers.StrictTransportSecurity = AYear;
        await answer(context);
        if (WhyOf(context) is { } why)
            Refused(context, why);
        TellTheRest();
    };

    /// <summary>Null if it was not refused, or for no reason that somebody who looks for an attack wants to know.</summary>
    private static RefusedFor? WhyOf(HttpContext context)
    {
        RefusedFor? why = context.Features.Get<RefusalReason>()?.Why;
        return context.Response.StatusCode switch
        {
            >= StatusCodes.Status300MultipleChoices when why is RefusedFor.Key or RefusedFor.Token => why,
            StatusCodes.Status403Forbidden => why ?? (context.Features.Get<StaffMember>() is null ? RefusedFor.Link : RefusedFor.Role),
            StatusCodes.Status429TooManyRequests => RefusedFor.Rate,
            StatusCodes.Status404NotFound or StatusCodes.Status410Gone when IsLink(RouteOf(context))
                && context.Features.Get<StaffMember>() is null => RefusedFor.NoLink,
            _ => null,
        };
    }

    /// <summary>Logs the staff id, the kind and the route, and no address.</summary>
    private void Refused(HttpContext context, RefusedFor why)
    {
        Tracing.CountRefusal(why.ToString());
        (string method, string? route) = (context.Request.Method, RouteOf(context));
        if (why is RefusedFor.Role or RefusedFor.Origin or RefusedFor.NoRole or RefusedFor.Link)
            LogRefused(log, why, method, route, context.Features.Get<StaffMember>()?.Id ?? "nobody");
        // The first is told at once, and those that follow with the next look, which may have come in between.
        else if (_tries.TryAdd((why, method, route), 0))
            Tell(why, method, route, 1);
        else
            _tries.AddOrUpdate((why, method, route), 1, (_, since) => since + 1);
    }

    /// <summary>With any request once a minute is over, so that a burst is told of whole although nothing of its kind follows.</summary>
    private void TellTheRest()
    {
        long now = clocks.MachineNow.UtcTicks, told = Interlocked.Read(ref _toldAt);
        if (Math.Abs(now - told) < _saidEvery.Ticks || Interlocked.CompareExchange(ref _toldAt, now, told) != told)
            return;
        foreach ((RefusedFor Why, string Method, string? Route) tried in _tries.Keys)
            if (_tries.TryRemove(tried, out int since) && since > 0)
            {
                // It may be going on, so the next is not told at once.
                _tries.TryAdd(tried, 0);
                Tell(tried.Why, tried.Method, tried.Route, since);
            }
    }

    private void Tell(RefusedFor why, string method, string? route, int count)
    {
        if (why is RefusedFor.NoLink)
            LogNoLink(log, method, route, count);
        else
            LogTried(log, why, method, route, count);
    }

    /// <summary>Who has the address has what is behind it.</summary>
    private static bool IsLink(string? route) => route is not null && !route.StartsWith("/api/", StringComparison.Ordinal)
        && (route.Contains("{token}", StringComparison.Ordinal) || route.Contains("{secret}", StringComparison.Ordinal));

    private static string? RouteOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;

    [LoggerMessage(EventId = 5708, Level = LogLevel.Warning,
        Message = "Refused for {Why}: {Method} {Route} ({Count} since this was last said)")]
    private static partial void LogTried(ILogger log, RefusedFor why, string method, string? route, int count);

    /// <summary>Many people open a link of last year.</summary>
    [LoggerMessage(EventId = 5709, Level = LogLevel.Information,
        Message = "A link that is over, or not ours: {Method} {Route} ({Count} since this was last said)")]
    private static partial void LogNoLink(ILogger log, string method, string? route, int count);

    [LoggerMessage(EventId = 5707, Level = LogLevel.Warning, Message = "Refused for {Why}: {Method} {Route}, staff {Staff}")]
    private static partial void LogRefused(ILogger log, RefusedFor why, string method, string? route, string staff);
}
