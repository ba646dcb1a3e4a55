using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>
/// The link in the letter to a new email address, behind <c>/e/{token}</c>. Whoever opens it confirms with a button that the address is
/// theirs. It names nobody, because the address may be a stranger's.
/// </summary>
public static class ConfirmEmailLinks
{
    private const string Done = "/e/done";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/e/{token}", Show);
        pages.MapPost("/e/{token}", Confirm);
        // The link is used up by now, so this page works without one.
        pages.MapGet(Done, () => Notices.ForPeople(StatusCodes.Status200OK, "Email.DoneTitle", "Email.Done"));
    }

    private static async Task<PageResult> Show(string token, LinkOpener links, CancellationToken cancellation) =>
        await links.Open(token, LinkPurpose.ConfirmAddress, cancellation) is { } link
            ? Pages.Of<ConfirmEmailPage>((nameof(ConfirmEmailPage.Token), link.Token)) : LinkOpener.Gone();

    private static async Task<Results<PageResult, SeeOther>> Confirm(
        string token, HttpContext context, LinkOpener links, JourneyService journeys, CancellationToken cancellation) =>
        await links.Open(token, LinkPurpose.ConfirmAddress, cancellation) is not { } link ? LinkOpener.Gone()
        : await journeys.Do(link.Journey.Id, new Details.ConfirmEmail(link.Subject), Actor.Person, SentForm.Of(context)
            .IdUnder(token), version: null, cancellation) switch
        {
            CommandResult.Done => Pages.SeeOther(Done),
            CommandResult.Refused { IsForNow: true } => LinkOpener.LaterOn(),
            _ => LinkOpener.Gone(),
        };
}
