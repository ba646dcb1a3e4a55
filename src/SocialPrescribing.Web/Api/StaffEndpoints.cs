using Microsoft.AspNetCore.Routing;

namespace SocialPrescribing.Web.Api;

public static class StaffEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
