using Microsoft.AspNetCore.Http;

namespace SocialPrescribing.Web.Refer;

/// <summary>
/// Whether a referrer likes the form on one page or in steps. They choose once; a cookie on their device holds that one word and nothing
/// else.
/// </summary>
public static class ReferWay
{
    /// <summary>The field, the query and the cookie that say it.</summary>
    public const string Name = "way", OnePage = "page", InSteps = "steps";

    private const string Cookie = "refer-way";
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(365);

    public static bool IsOnePage(HttpContext context) =>
        (context.Request.Query[Name] is [{ } asked] ? asked : context.OwnCookie(Cookie, ReferRoutes.Path)) == OnePage;

    /// <param name="way">Anything else than the two words is not kept.</param>
    public static void Keep(HttpContext context, string way)
    {
        if (way is OnePage or InSteps)
            context.SetOwnCookie(Cookie, way, ReferRoutes.Path, Lasts);
    }
}
