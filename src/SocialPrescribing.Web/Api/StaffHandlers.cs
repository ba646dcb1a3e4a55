using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>Lets in members of staff with one of the roles.</summary>
internal static class StaffHandlers
{
    /// <summary>Whatever it writes is refused while the service rests, because it would be left behind.</summary>
    /// <param name="roles">If there are none: everybody who works here, except roles that see nothing else.</param>
    public static RouteHandlerBuilder ForStaff(this RouteHandlerBuilder route, params StaffRole[] roles) =>
        Let(route, roles, evenAtRest: false);

    /// <summary>For handlers that move the service, and those that check the rest themselves.</summary>
    public static RouteHandlerBuilder ForStaffEvenAtRest(this RouteHandlerBuilder route, params StaffRole[] roles) =>
        Let(route, roles, evenAtRest: true);

    /// <summary>Who is asking. There is always somebody, because otherwise the handler is not called.</summary>
    public static StaffMember Member(this HttpContext context) => context.Features.GetRequiredFeature<StaffMember>();

    private static RouteHandlerBuilder Let(RouteHandlerBuilder route, StaffRole[] roles, bool evenAtRest) =>
        route.AddEndpointFilter(async (call, next) =>
    {
        HttpContext context = call.HttpContext;
        Access access = context.RequestServices.GetRequiredService<Access>();
        if (await access.Staff(context) is not { } member)
            return ApiProblem.SignInNeeded;
        bool isChange = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        context.Features.Set(member);
        if (isChange && !access.MayChange(context))
        {
            context.Features.Set(new RefusalReason(RefusedFor.Origin));
            return ApiProblem.CrossSite;
        }
        if (roles.Length > 0 ? !roles.Contains(member.Role) : !OpenTo.Lets(context, member))
            return Forbidden(roles.Length > 0 ? roles : StaffRoles.Team);
        if (isChange && !evenAtRest && await access.Rests(context))
            return ApiProblem.Resting;
        return await next(call);
    });

    public static ApiProblem Forbidden(IReadOnlyList<StaffRole> roles) =>
        new("forbidden", 403, "Your role may not do this", $"This is for: {string.Join(", ", roles.Select(Words.Of))}.");
}
