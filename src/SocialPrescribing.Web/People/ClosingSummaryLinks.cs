using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>
/// A page for the person's record at the surgery, behind <c>/o/{token}</c>. The link works for the address to which it was sent. Whether it
/// may be read is checked each time, because the person may have said no since.
/// </summary>
public static class ClosingSummaryLinks
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/o/{token}", Show);

    private static async Task<PageResult> Show(string token, SignedLinks links, IJourneyStore store, CancellationToken cancellation) =>
        links.Read(token, LinkPurpose.ClosingSummary) is { } target
        && await store.Find(target.Journey, cancellation) is { State: var journey }
        && journey.Referrals.FirstOrDefault(r => r.Id.ToString("N") == target.Subject) is { } referral
        && ClosingSummaries.MayBeSent(journey, referral)
        && links.WasSentTo(target, referral.Details.Referrer!.Email!)
            ? Pages.Of<ClosingSummaryPage>((nameof(ClosingSummaryPage.Journey), journey), (nameof(ClosingSummaryPage.Referral), referral))
            : LinkOpener.Gone();
}
