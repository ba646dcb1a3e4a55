using Microsoft.AspNetCore.Routing;

namespace SocialPrescribing.Web.Pages;

public static class PersonPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
