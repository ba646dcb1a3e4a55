using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>
/// The list of activities behind <c>/l/{token}</c>, from which the person chooses at home. That books nothing. An older letter shows the
/// current list, so that nobody chooses what is no longer offered.
/// </summary>
public static class ListLinks
{
    private const int LongestNote = 500;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/l/{token}", Show);
        pages.MapPost("/l/{token}", Answer);
    }

    private static async Task<PageResult> Show(string token, LinkOpener links, CancellationToken cancellation) =>
        await Open(token, links, cancellation) is var (link, list) ? Page(link, list, SentForm.Empty) : LinkOpener.Gone();

    private static async Task<Results<PageResult, SeeOther>> Answer(
        string token, HttpContext context, LinkOpener links, JourneyService journeys, CancellationToken cancellation)
    {
        if (await Open(token, links, cancellation) is not var (link, list))
            return LinkOpener.Gone();
        SentForm form = SentForm.Of(context);
        // An answer counts only for the list that the person has seen.
        if (form["list"] != list.Id)
            form.Problem("", Texts.Say("Offer.Changed"));
        // The value of the button that was tapped, such as 2/WouldTry.
        string[] tapped = form["says"].Split('/');
        OfferSays says = default;
        if (tapped.Length is not 2 || !int.TryParse(tapped[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            || number < 1 || number > list.Activities.Count || !Enum.TryParse(tapped[1], out says) || !Enum.IsDefined(says))
        {
            number = 0;
            form.Problem("", Texts.Say("Offer.Choose"));
        }
        string? note = form.Text($"note-{number}", LongestNote);
        // Words that were typed at another activity are sent only with a tap there.
        bool notYetSent = Enumerable.Range(1, list.Activities.Count)
            .Any(n => n != number && form.Text($"note-{n}", LongestNote) is { } words && words != list.AnswerTo(n)?.Note);
        if (!form.IsRight)
            return Page(link, list, form, StatusCodes.Status422UnprocessableEntity);
        switch (await journeys.Do(link.Journey.Id, new Choosing.AnswerOffer(list.Id, number, says, note), Actor.Person,
            form.IdUnder($"{token}|{form["says"]}"), version: null, cancellation, form.Body))
        {
            case CommandResult.Done when notYetSent && await Open(token, links, cancellation) is var (still, now):
                return Page(still, now, form, notYetSent: true);
            case CommandResult.Done:
                return Pages.SeeOther($"/l/{token}");
            case CommandResult.Refused { IsForNow: true } busy:
                form.Problem("", Texts.Say($"Refused.{busy.Code}"));
                return Page(link, list, form, StatusCodes.Status409Conflict);
            default:
                return LinkOpener.Gone();
        }
    }

    /// <summary>If no letter may name a place, no page behind a link does.</summary>
    private static async Task<(OpenedLink Link, ActivityList List)?> Open(
        string token, LinkOpener links, CancellationToken cancellation) =>
        await links.Open(token, LinkPurpose.ActivityList, cancellation)
            is { Journey: { HasEnded: false, IsGuarded: false } journey } link
        && journey.Lists.LastOrDefault(l => l.By is OfferWay.Mail) is { } list ? (link, list) : null;

    private static PageResult Page(
        OpenedLink link, ActivityList list, SentForm form, int status = StatusCodes.Status200OK, bool notYetSent = false) =>
        Pages.Of<ListPage>(status, (nameof(ListPage.Link), link), (nameof(ListPage.List), list), (nameof(ListPage.Form), form),
            (nameof(ListPage.NotYetSent), notYetSent));
}
