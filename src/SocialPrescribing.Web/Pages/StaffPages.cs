using Microsoft.AspNetCore.Routing;

namespace SocialPrescribing.Web.Pages;

public static class StaffPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
