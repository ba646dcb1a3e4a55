using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Refer;

/// <summary>The forms for those who refer and for those who ask for themselves, and a referrer's own list.</summary>
public static class ReferRoutes
{
    /// <summary>Below which they are.</summary>
    internal const string Path = "/refer";

    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder pages = routes.MapPages();
        ReferPages.Map(pages.MapPeoplesPages(), ReferralForm.Myself);
        MinePages.Map(pages);
        ReferPages.Map(pages, ReferralForm.Professional);
    }
}
