using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>The list for a person on paper, in large type and their language, to hand over or to post.</summary>
public static class ListPages
{
    public static void Map(IEndpointRouteBuilder staffPages) => staffPages.MapGet("/journeys/{id:guid}/lists/{list}", Show);

    private static async Task<PageResult> Show(Guid id, string list, HttpContext context, IJourneyStore store, AccessLog looks)
    {
        if (await store.Load(id, context.RequestAborted) is not LoadedJourney.Found { Stored.State: var journey }
            || journey.Lists.FirstOrDefault(l => l.Id == list) is not { } found)
            return Notices.NoSuchPage(context.Reader());
        await looks.Record(id, context.Reader(), LookedBy.Page, context.RequestAborted);
        return Pages.Of<ListToPrint>((nameof(ListToPrint.Reader), context.Reader()), (nameof(ListToPrint.Journey), journey),
            (nameof(ListToPrint.List), found));
    }
}
