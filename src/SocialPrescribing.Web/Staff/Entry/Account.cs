using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>One's own account, where it is this service that signs people in.</summary>
public static class Account
{
    public static void Map(IEndpointRouteBuilder staffPages)
    {
        staffPages.MapGet("/account", (HttpContext context) => Pages.Of<AccountPage>((nameof(AccountPage.Reader), context.Reader())));
        staffPages.MapPost("/account/sign-out-everywhere",
            async (HttpContext context, StaffDirectory staff, HostSettings settings, CancellationToken cancellation) =>
        {
            await staff.SignOutEverywhere(context.Reader().Id, cancellation);
            context.Response.Cookies.Delete(Access.SessionCookie, SignIn.CookieOf(settings));
            return Pages.SeeOther("/");
        });
    }
}
