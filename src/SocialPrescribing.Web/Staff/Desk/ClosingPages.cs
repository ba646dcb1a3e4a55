using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>The summary that a surgery files, for staff to print and to send if they know that it may go there.</summary>
public static class ClosingPages
{
    public static string PathOf(Guid journey, HeldReferral referral) => $"/journeys/{journey:N}/closing?referral={referral.Id:N}";

    public static void Map(IEndpointRouteBuilder staffPages) => staffPages.MapGet("/journeys/{id:guid}/closing", Show);

    private static async Task<PageResult> Show(Guid id, HttpContext context, IJourneyStore store, AccessLog looks)
    {
        if (await store.Load(id, context.RequestAborted) is not LoadedJourney.Found { Stored.State: var journey }
            || journey.Referrals.FirstOrDefault(r => r.Id.ToString("N") == context.Request.Query["referral"]) is not { } referral
            || !ClosingSummaries.Exists(journey, referral))
            return Notices.NoSuchPage(context.Reader());
        await looks.Record(id, context.Reader(), LookedBy.Page, context.RequestAborted);
        return Pages.Of<ClosingPage>((nameof(ClosingPage.Reader), context.Reader()), (nameof(ClosingPage.Journey), journey),
            (nameof(ClosingPage.Referral), referral));
    }
}
