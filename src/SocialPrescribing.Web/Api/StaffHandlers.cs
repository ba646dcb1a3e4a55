using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>Lets in who is signed in and has one of the roles.</summary>
internal static class StaffHandlers
{
    /// <summary>Whatever it writes is refused while the service rests: it would not move along.</summary>
    /// <param name="roles">None: everybody who works here, without those who see nothing else.</param>
    public static RouteHandlerBuilder ForStaff(this RouteHandlerBuilder route, params StaffRole[] roles) =>
        Let(route, roles, evenAtRest: false);

    /// <summary>For what moves the service, and for what looks after that itself.</summary>
    public static RouteHandlerBuilder ForStaffEvenAtRest(this RouteHandlerBuilder route, params StaffRole[] roles) =>
        Let(route, roles, evenAtRest: true);

    /// <summary>Who asks; there is somebody, or the handler would not have been reached.</summary>
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
