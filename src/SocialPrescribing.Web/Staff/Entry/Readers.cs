using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>Who is reading a staff page.</summary>
public sealed class Readers(Access access, StaffDirectory staff, HostSettings settings)
{
    /// <summary>The member of staff who is signed in. In the demo, where everybody is invented, the first lead.</summary>
    public async Task<StaffMember?> Of(HttpContext context) =>
        await access.Staff(context)
        ?? (settings.IsDemo
            ? (await staff.WithRole(StaffRole.Lead, context.RequestAborted)).OrderBy(s => s.Id, StringComparer.Ordinal).FirstOrDefault()
            : null);
}

/// <summary>Pages that need a sign-in. They lead to it and back again.</summary>
public static class StaffOnly
{
    public static RouteGroupBuilder MapStaffPages(this IEndpointRouteBuilder pages)
    {
        RouteGroupBuilder group = pages.MapGroup("").ForStaff();
        group.AddEndpointFilter(async (call, next) =>
        {
            HttpContext context = call.HttpContext;
            if (await context.RequestServices.GetRequiredService<Readers>().Of(context) is not { } reader)
                return context.RequestServices.GetRequiredService<Access>().IsKnownToPlatform(context) ? NoRole(context)
                    : HttpMethods.IsPost(context.Request.Method)
                        && !await context.RequestServices.GetRequiredService<KeptForms>().Keep(context)
                        ? SignedOut()
                    : Pages.SeeOther(SignIn.AddressFor(context.RequestServices.GetRequiredService<HostSettings>(),
                        HttpMethods.IsPost(context.Request.Method)
                            ? KeptForms.Address
                            : context.Request.Path + context.Request.QueryString));
            context.Features.Set(reader);
            if (!OpenTo.Lets(context, reader))
                return NotForYou(reader, StaffRoles.Team);
            return await next(call);
        });
        return group;
    }

    /// <summary>The signed-in reader. There is always one, because otherwise the page is not reached.</summary>
    public static StaffMember Reader(this HttpContext context) => context.Features.GetRequiredFeature<StaffMember>();

    public static PageResult NotForYou(StaffMember reader, IEnumerable<StaffRole> roles) => Pages.Of<Notice>(StatusCodes.Status403Forbidden,
        (nameof(Notice.Title), "You cannot open this page"), (nameof(Notice.Reader), reader),
        (nameof(Notice.Onward),
            new Onward($"It is for: {string.Join(", ", roles.Select(Words.Of))}. Nothing was changed. ", OpenTo.Home(reader),
                reader.Role.SeesNothingElse() ? "Go to your page" : "Go to the board")));

    /// <summary>For a form that is not kept until they are back. Their browser still has it.</summary>
    private static PageResult SignedOut() => Pages.Of<Notice>(StatusCodes.Status401Unauthorized,
        (nameof(Notice.Title), "You are signed out"), (nameof(Notice.Sentence), "Nothing was saved yet, and nothing is lost."),
        (nameof(Notice.Onward), new Onward("", "/sign-in", "Sign in in a new tab",
            ", come back to this one, and load it again: your browser then sends what you wrote once more.", InNewTab: true)));

    private static PageResult NoRole(HttpContext context)
    {
        context.Features.Set(new RefusalReason(RefusedFor.NoRole));
        return Pages.Of<Notice>(StatusCodes.Status403Forbidden,
            (nameof(Notice.Title), "You have no role here"),
            (nameof(Notice.Sentence),
                "You are signed in with your work account, but it does not open this service: nobody has given you a role yet, or you have "
                    + "been "
                + "shut out. Ask an admin of this service."),
            (nameof(Notice.Onward),
                new Onward("Is this the wrong account? ", PlatformPrincipal.SignOut, "Sign out", " and sign in with the other one.")));
    }
}
