using Microsoft.AspNetCore.Routing;

namespace SocialPrescribing.Web.Api;

public static class MachineEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
