using System.Net;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Web;

/// <summary>Who is calling: a member of staff by session, token or the platform's word, an organisation by its key.</summary>
public sealed class Access(
    StaffDirectory staff, StaffPrincipals principals, Organisations organisations, IRegister register, HostSettings settings)
{
    public const string SessionCookie = "sp-session";
    public const string TokenHeader = "X-Staff-Token";
    public const string KeyHeader = "X-Api-Key";

    /// <summary>
    /// The member of staff behind this request; null if there is none. Looked up each time, so that who is disabled is out at once.
    /// </summary>
    public async Task<StaffMember?> Staff(HttpContext context)
    {
        if (context.Request.Headers[TokenHeader] is [{ Length: > 0 } token])
            return await staff.ByToken(token, context.RequestAborted);
        if (settings.StaffTenant is { } tenant)
            return PlatformPrincipal.Read(context, tenant) is { } principal
                ? await principals.Find(principal, context.RequestAborted)
                : null;
        return context.OwnCookie(SessionCookie) is { Length: > 0 } session
            ? await staff.BySession(session, context.RequestAborted)
            : null;
    }

    /// <summary>
    /// The platform knows this visitor, whether or not they work here: to send them to its sign-in again would lead in a circle.
    /// </summary>
    public bool IsKnownToPlatform(HttpContext context) =>
        settings.PlatformSignsIn && context.Request.Headers[PlatformPrincipal.Header] is [{ Length: > 0 }];

    /// <summary>The organisation whose key came with this request; null without one, or with one that is unknown or revoked.</summary>
    public async Task<Organisation?> Organisation(HttpContext context) =>
        context.Request.Headers[KeyHeader] is [{ Length: > 0 } key] ? await organisations.Authenticate(key, context.RequestAborted) : null;

    /// <summary>Whether the service is being moved: what is written now stays behind.</summary>
    public Task<bool> Rests(HttpContext context) => Standstill.IsOn(register, context.RequestAborted);

    /// <summary>
    /// Whether a change may be asked for with what came along. A browser sends the session's cookie also when another website
    /// makes it ask, so such a request must show that it comes from our own pages; a token is never sent by itself.
    /// </summary>
    public bool MayChange(HttpContext context)
    {
        if (context.Request.Headers[TokenHeader] is [{ Length: > 0 }])
            return true;
        if (context.Request.Headers["Sec-Fetch-Site"] is [{ Length: > 0 } site])
            return site == "same-origin";
        // Behind a proxy the host that we see need not be the one that the browser asked for.
        return context.Request.Headers.Origin is [{ Length: > 0 } origin] && IsOurs(origin, context.Request, settings.Profile.PublicUrl);
    }

    /// <summary>
    /// Whether pages of this origin are our own. Whoever sends a request chooses the name in <c>Host</c>, so that counts for names of this
    /// very machine alone, which lead strangers nowhere.
    /// </summary>
    internal static bool IsOurs(string origin, HttpRequest request, Uri published) =>
        origin == published.GetLeftPart(UriPartial.Authority)
        || (origin == $"{request.Scheme}://{request.Host}" && IsThisMachine(request.Host.Host));

    private static bool IsThisMachine(string host) =>
        host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}
