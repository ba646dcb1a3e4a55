using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Pages.Entry;

/// <summary>Who reads a staff page.</summary>
public sealed class Readers(Access access, StaffDirectory staff, HostSettings settings)
{
    /// <summary>The member of staff who is signed in. In the demo, where everybody is invented, the first lead.</summary>
    public async Task<StaffMember?> Of(HttpContext context) =>
        await access.Staff(context)
        ?? (settings.IsDemo ? (await staff.WithRole(StaffRole.Lead, context.RequestAborted)).OrderBy(s => s.Id, StringComparer.Ordinal).FirstOrDefault() : null);
}

/// <summary>Pages that need a sign-in, and the way there and back.</summary>
public static class StaffOnly
{
    public static RouteGroupBuilder MapStaffPages(this IEndpointRouteBuilder pages)
    {
        RouteGroupBuilder group = pages.MapGroup("");
        group.AddEndpointFilter(async (call, next) =>
        {
            HttpContext context = call.HttpContext;
            if (await context.RequestServices.GetRequiredService<Readers>().Of(context) is not { } reader)
                return context.RequestServices.GetRequiredService<Access>().IsKnownToPlatform(context) ? Page.Of<NoRole>(StatusCodes.Status403Forbidden)
                    : HttpMethods.IsPost(context.Request.Method) && !await context.RequestServices.GetRequiredService<KeptForms>().Keep(context) ? Page.Of<SignedOut>(StatusCodes.Status401Unauthorized)
                    : Page.SeeOther(SignIn.AddressFor(context.RequestServices.GetRequiredService<HostSettings>(),
                        HttpMethods.IsPost(context.Request.Method) ? KeptForms.Address : context.Request.Path + context.Request.QueryString));
            context.Features.Set(reader);
            return await next(call);
        });
        return group;
    }

    /// <summary>Whoever the page is for; there is somebody, or the page would not have been reached.</summary>
    public static StaffMember Reader(this HttpContext context) => context.Features.GetRequiredFeature<StaffMember>();
}
