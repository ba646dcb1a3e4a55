using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>Finds people. The search is sent as a form, so that no name and no NHS number gets into an address, a history or
/// a log.</summary>
public static class SearchPages
{
    private const int Longest = 100;
    private const int MostRecent = 10;

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        // After a reload the page asks again what to look for.
        staffPages.MapGet("/search", ShowOpened);
        staffPages.MapPost("/search", Find).EvenAtRest();
    }

    /// <summary>Before a search: the people whose records the reader has opened lately.</summary>
    private static async Task<PageResult> ShowOpened(
        HttpContext context, AccessLog looks, IJourneyStore store, StaffDirectory staff, CancellationToken cancellation)
    {
        IReadOnlyList<Guid> ids = await looks.Latest(context.Reader(), MostRecent, cancellation);
        LoadedJourney[] loaded = await Task.WhenAll(ids.Select(id => store.LoadCurrent(id, cancellation)));
        return Show(context, SentForm.Empty, null, await staff.AllCached(cancellation),
            [.. loaded.Found().Select(s => s.State).DistinctBy(j => j.Id)]);
    }

    private static async Task<Results<PageResult, SeeOther>> Find(
        HttpContext context, PersonSearch search, StaffDirectory staff, CancellationToken cancellation)
    {
        SentForm form = SentForm.Of(context);
        // An empty search shows the people whose records the reader has opened lately.
        if (!form.Has("q"))
            return Pages.SeeOther("/search");
        if (form["q"].Length > Longest)
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

    private static PageResult Show(
        HttpContext context, SentForm form, PeopleFound? found, IReadOnlyList<StaffMember>? staff = null,
        IReadOnlyList<Journey>? recent = null) =>
        Pages.Of<SearchPage>(
        form.IsRight ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
        (nameof(SearchPage.Reader), context.Reader()), (nameof(SearchPage.Form), form), (nameof(SearchPage.Found), found),
        (nameof(SearchPage.Staff), staff ?? []), (nameof(SearchPage.Recent), recent ?? []));
}
