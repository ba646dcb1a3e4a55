using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Api;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>
/// Looking somebody up. What is looked for is sent as a form, so that no name and no NHS number stands in an address, a history or a log.
/// </summary>
public static class SearchPages
{
    private const int Longest = 100;

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        // Whoever reloads the results is asked for what to look for anew.
        staffPages.MapGet("/search", (HttpContext context) => Show(context, SentForm.Empty, null));
        staffPages.MapPost("/search", Find).EvenAtRest();
    }

    private static async Task<IResult> Find(HttpContext context, PersonSearch search, StaffDirectory staff, CancellationToken cancellation)
    {
        SentForm form = SentForm.Of(context);
        if (!form.Has("q"))
            form.Problem("q", "Type a name, a reference or an NHS number.");
        else if (form["q"].Length > Longest)
            form.Problem("q", $"Type at most {Longest} characters.");
        if (!form.IsRight)
            return Show(context, form, null);
        PeopleFound found = await search.Find(form["q"], cancellation);
        if (found.Problem is { } problem)
            form.Problem("q", problem);
        return found is { IsExact: true, Journeys: [var one] }
            ? Pages.SeeOther($"/journeys/{one.Id:N}")
            : Show(context, form, found, await staff.All(cancellation));
    }

    private static IResult Show(HttpContext context, SentForm form, PeopleFound? found, IReadOnlyList<StaffMember>? staff = null) =>
        Pages.Of<SearchPage>(
        form.IsRight ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
        (nameof(SearchPage.Reader), context.Reader()), (nameof(SearchPage.Form), form), (nameof(SearchPage.Found), found),
        (nameof(SearchPage.Staff), staff ?? []));
}
