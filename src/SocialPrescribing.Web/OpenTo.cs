using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web;

/// <summary>
/// Somebody whose role sees nothing else is refused at every endpoint that does not name that role. This is checked before anything is
/// read, on pages and in the API, so that nobody has to think of it when something new is mapped.
/// </summary>
internal sealed record OpenTo(IReadOnlyList<StaffRole> Roles)
{
    public static bool Lets(HttpContext context, StaffMember member) => !member.Role.SeesNothingElse()
        || context.GetEndpoint()?.Metadata.GetOrderedMetadata<OpenTo>().Any(open => open.Roles.Contains(member.Role)) is true;

    /// <summary>The first page after signing in.</summary>
    public static string Home(StaffMember? member) => member?.Role switch
    {
        StaffRole.Volunteer => "/going",
        StaffRole.Analyst => "/reports",
        StaffRole.LinkWorker or StaffRole.Lead or StaffRole.SafeguardingLead or StaffRole.Admin or null => "/board",
    };
}

internal static class OpenToRoles
{
    /// <summary>Opens an endpoint to roles that see nothing else, in addition to those who may use it anyway.</summary>
    public static TBuilder OpenTo<TBuilder>(this TBuilder endpoint, params StaffRole[] roles) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new OpenTo(roles));
}
