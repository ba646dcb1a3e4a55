using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Refer;

/// <summary>The forms for referrers and for people who refer themselves, and a referrer's own list.</summary>
public static class ReferRoutes
{
    /// <summary>The path of all these pages.</summary>
    internal const string Path = "/refer";

    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder pages = routes.MapPages();
        pages.AddEndpointFilter(async (call, next) =>
            call.HttpContext.RequestServices.GetRequiredService<PublicPageLimiter>().Refusal(call.HttpContext) ?? await next(call));
        ReferPages.Map(pages.MapPeoplesPages(), ReferralForm.Myself);
        MinePages.Map(pages);
        ReferPages.Map(pages, ReferralForm.Professional);
    }
}
