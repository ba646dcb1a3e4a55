using Microsoft.AspNetCore.Routing;

namespace SocialPrescribing.Web;

/// <summary>The one table of everything that answers over HTTP. Both hosts map it.</summary>
public static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Api.ReferralEndpoints.Map(routes);
        Api.StaffEndpoints.Map(routes);
        Api.AdminEndpoints.Map(routes);
        Api.MachineEndpoints.Map(routes);
        Pages.PersonPages.Map(routes);
        Pages.StaffPages.Map(routes);
        Pages.MailPages.Map(routes);
    }
}
