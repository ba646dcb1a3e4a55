using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>Pages for some roles only.</summary>
public static class RolesOnly
{
    public static RouteGroupBuilder MapFor(this IEndpointRouteBuilder staffPages, params StaffRole[] roles)
    {
        RouteGroupBuilder group = staffPages.MapGroup("").OpenTo(roles);
        group.AddEndpointFilter(async (call, next) => roles.Contains(call.HttpContext.Reader().Role)
            ? await next(call)
            : StaffOnly.NotForYou(call.HttpContext.Reader(), roles));
        return group;
    }
}
