using Microsoft.AspNetCore.Routing;

namespace SocialPrescribing.Web.Api;

public static class AdminEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
