using Microsoft.AspNetCore.Routing;

namespace SocialPrescribing.Web.Api;

public static class ReferralEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
