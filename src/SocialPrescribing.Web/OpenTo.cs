using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web;

/// <summary>
/// Who has a role that sees nothing else is refused wherever an endpoint does not name that role. It is asked before anything is read, on
/// pages and in the API, so that nobody has to think of them where something new is mapped.
/// </summary>
internal sealed record OpenTo(IReadOnlyList<StaffRole> Roles)
{
    public static bool Lets(HttpContext context, StaffMember member) => !member.Role.SeesNothingElse()
        || context.GetEndpoint()?.Metadata.GetOrderedMetadata<OpenTo>().Any(open => open.Roles.Contains(member.Role)) is true;

    /// <summary>Where somebody begins who has signed in.</summary>
    public static string Home(StaffMember? member) => member?.Role switch
    {
        StaffRole.Volunteer => "/going",
        StaffRole.Analyst => "/reports",
        _ => "/board",
    };
}

internal static class OpenToRoles
{
    /// <summary>Opens it to roles that see nothing else, besides whoever it is for anyway.</summary>
    public static TBuilder OpenTo<TBuilder>(this TBuilder endpoint, params StaffRole[] roles) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new OpenTo(roles));
}
