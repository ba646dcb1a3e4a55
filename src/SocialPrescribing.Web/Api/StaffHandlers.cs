using Microsoft.AspNetCore.Http;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>Answers a member of staff.</summary>
internal delegate Task<IResult> StaffHandler(HttpContext context, StaffMember member);

/// <summary>Lets in who is signed in and has one of the roles.</summary>
internal static class StaffHandlers
{
    /// <summary>Whatever it writes is refused while the service rests: it would not move along.</summary>
    /// <param name="roles">None: everybody who works here.</param>
    public static ApiHandler ForStaff(this Access access, StaffHandler handle, params IReadOnlyList<StaffRole> roles) => access.EvenAtRest(
        async (context, member) => IsChange(context) && await access.Rests(context) ? ApiProblem.Resting : await handle(context, member), roles);

    /// <summary>For what moves the service, and for what looks after that itself.</summary>
    public static ApiHandler EvenAtRest(this Access access, StaffHandler handle, params IReadOnlyList<StaffRole> roles) => async context =>
        await access.Staff(context) is not { } member ? ApiProblem.SignInNeeded
        : IsChange(context) && !access.MayChange(context) ? ApiProblem.CrossSite
        : roles.Count > 0 && !roles.Contains(member.Role) ? Forbidden(roles)
        : await handle(context, member);

    public static ApiProblem Forbidden(IReadOnlyList<StaffRole> roles) =>
        new("forbidden", 403, "Your role may not do this", $"This is for: {string.Join(", ", roles.Select(Words.Of))}.");

    private static bool IsChange(HttpContext context) => !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
}
