using Microsoft.AspNetCore.Http;

namespace SocialPrescribing.Web.Refer;

/// <summary>Whether a referrer prefers the form on one page or in steps. They choose once. A cookie on their device holds
/// only that word.</summary>
public static class ReferWay
{
    /// <summary>The name of the field, the query and the cookie.</summary>
    public const string Name = "way", OnePage = "page", InSteps = "steps";

    private const string Cookie = "refer-way";
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(365);

    public static bool IsOnePage(HttpContext context) =>
        (context.Request.Query[Name] is [{ } asked] ? asked : context.OwnCookie(Cookie, ReferRoutes.Path)) == OnePage;

    /// <param name="way">Anything but the two words is ignored.</param>
    public static void Keep(HttpContext context, string way)
    {
        if (way is OnePage or InSteps)
            context.SetOwnCookie(Cookie, way, ReferRoutes.Path, Lasts);
    }
}
