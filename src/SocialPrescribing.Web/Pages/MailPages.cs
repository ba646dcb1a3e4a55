using Microsoft.AspNetCore.Routing;

namespace SocialPrescribing.Web.Pages;

public static class MailPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
