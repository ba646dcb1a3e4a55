using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Team;

/// <summary>What a volunteer sees: the sessions to which they go along, and nothing else.</summary>
public static class GoingPages
{
    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Volunteer);
        pages.MapGet("/going", (HttpContext context) => Pages.Of<GoingPage>((nameof(GoingPage.Reader), context.Reader())));
    }
}
