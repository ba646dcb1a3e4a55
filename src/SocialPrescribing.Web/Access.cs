using System.Net;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Web;

/// <summary>Who is calling: staff by their session, a token or the platform's header, an organisation by its key.</summary>
public sealed class Access(
    StaffDirectory staff, StaffPrincipals principals, Organisations organisations, IRegister register, HostSettings settings)
{
    public const string SessionCookie = "sp-session";
    public const string TokenHeader = "X-Staff-Token";
    public const string KeyHeader = "X-Api-Key";

    /// <summary>The member of staff behind this request; null if there is none. Looked up each time, so that somebody who is disabled is
    /// out at once.</summary>
    public async Task<StaffMember?> Staff(HttpContext context)
    {
        if (context.Request.Headers[TokenHeader] is [{ Length: > 0 } token])
            return Known(context, await staff.ByToken(token, context.RequestAborted, settings.PlatformSignsIn), RefusedFor.Token);
        if (settings.StaffTenant is { } tenant)
            return PlatformPrincipal.Read(context, tenant) is { } principal
                ? await principals.Find(principal, context.RequestAborted)
                : null;
        return context.OwnCookie(SessionCookie) is { Length: > 0 } session
            ? await staff.BySession(session, context.RequestAborted)
            : null;
    }

    /// <summary>
    /// The platform knows this visitor, whether or not they work here. Sending them to its sign-in page again would lead in a circle.
    /// </summary>
    public bool IsKnownToPlatform(HttpContext context) =>
        settings.PlatformSignsIn && context.Request.Headers[PlatformPrincipal.Header] is [{ Length: > 0 }];

    /// <summary>The organisation whose key came with this request; null without a key, or if it is unknown or revoked.</summary>
    public async Task<Organisation?> Organisation(HttpContext context) =>
        context.Request.Headers[KeyHeader] is [{ Length: > 0 } key]
            ? Known(context, await organisations.Authenticate(key, context.RequestAborted), RefusedFor.Key) : null;

    private static T? Known<T>(HttpContext context, T? whose, RefusedFor otherwise) where T : class
    {
        if (whose is null && context.Features.Get<RefusalReason>() is null)
            context.Features.Set(new RefusalReason(otherwise));
        return whose;
    }

    /// <summary>Whether the service is being moved. What is written now would be left behind.</summary>
    public Task<bool> Rests(HttpContext context) => Standstill.IsOn(register, context.RequestAborted);

    /// <summary>
    /// Whether the request may change something with the credentials it carries. A browser also sends the session's cookie if another
    /// website makes the request, so such a request must show that it comes from our own pages. A browser never sends a token by itself.
    /// </summary>
    public bool MayChange(HttpContext context)
    {
        if (context.Request.Headers[TokenHeader] is [{ Length: > 0 }])
            return true;
        return context.Request.Headers["Sec-Fetch-Site"] is [] or ["same-origin"] && ComesFromUs(context.Request, settings);
    }

    /// <summary>
    /// Whether a page of our own has sent this. Browsers say in <c>Origin</c> where the page was opened. <c>same-origin</c> in
    /// <c>Sec-Fetch-Site</c>, which no page can set, only says that it was opened where it is sent to, and that may be any name that
    /// somebody has pointed at this service. So it counts for the addresses that are ours, or were. Any name of this machine counts, and
    /// <c>same-origin</c> under any name at all, as long as there is no address under which others could reach the service.
    /// </summary>
    internal static bool ComesFromUs(HttpRequest request, HostSettings settings)
    {
        ServiceProfile profile = settings.Profile;
        // An address that was ours before may be somebody else's by now. A page that was opened there sends its form there.
        if (request.Headers["Sec-Fetch-Site"] is ["cross-site"])
            return false;
        bool saysSo = request.Headers["Sec-Fetch-Site"] is ["same-origin"];
        if (saysSo && profile.PublicUrl.IsLoopback)
            return true;
        // Behind a proxy the host that we see may differ from the one that the browser asked for.
        return request.Headers.Origin is [{ Length: > 0 } origin] && origin is not "null"
            ? IsOurs(origin, request, profile)
            // On Azure the host in front of us asks under its own name, and nobody else reaches us.
            : saysSo && (profile.IsAtHost(request.Host.Value ?? "") || (settings.PlatformSignsIn && IsThisMachine(request.Host.Host)));
    }

    /// <summary>
    /// Whether pages of this origin are our own. Whoever sends a request chooses the name in <c>Host</c>, so it counts only for names of
    /// this machine itself, and only where the service has no other.
    /// </summary>
    private static bool IsOurs(string origin, HttpRequest request, ServiceProfile profile) =>
        profile.IsAt(origin)
            || (profile.PublicUrl.IsLoopback && origin == $"{request.Scheme}://{request.Host}" && IsThisMachine(request.Host.Host));

    private static bool IsThisMachine(string host) =>
        host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}
