using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>
/// <c>/find</c>: the activities for everybody, without signing in and without a cookie. It leaves out what an entry does not make public.
/// </summary>
public static class FindPages
{
    private const string Path = "/find";

    public static void Map(IEndpointRouteBuilder peoplesPages)
    {
        RouteGroupBuilder pages = peoplesPages.MapGroup("");
        pages.AddEndpointFilter((call, next) => call.HttpContext.RequestServices.GetRequiredService<PublicReadLimiter>()
            .ReadPage(call.HttpContext, () => next(call)));
        pages.MapGet(Path, List);
        pages.MapGet(Path + "/{id:guid}", Show);
    }

    private static async Task<Results<PageResult, SeeOther>> List(
        HttpContext context, ActivityDirectory directory, PlaceFinder finder, Pathway pathway, Clocks clocks)
    {
        FindQuery query = FindQuery.Read(context.Request.Query, pathway, isInPublic: true);
        if (query.Shortened(Path) is { } shorter)
            return Pages.SeeOther(shorter);
        FoundPage page = await Finder.Find(query, Path, null, isInPublic: true, directory, finder, pathway, clocks.Now,
            context.RequestAborted);
        return Pages.Of<FindPage>((nameof(FindPage.Page), page), (nameof(FindPage.Needs), pathway.KnownNeeds()));
    }

    private static async Task<PageResult> Show(
        Guid id, HttpContext context, ActivityDirectory directory, Pathway pathway, Clocks clocks) =>
        await directory.Get(id, context.RequestAborted) is { } stored && stored.IsPublic
            ? Pages.Of<FindOnePage>((nameof(FindOnePage.Stored), stored),
                (nameof(FindOnePage.Next), ActivityTimes.Next(stored.Activity.Details, clocks.Now, pathway.SchoolHolidays)),
                (nameof(FindOnePage.Breaks), ActivityTimes.Breaks(
                    stored.Activity.Details, WorkingCalendar.LondonDate(clocks.Now), pathway.SchoolHolidays)))
            : Notices.NoSuchPage();
}
