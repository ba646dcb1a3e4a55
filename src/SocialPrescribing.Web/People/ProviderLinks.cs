using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>
/// Asks a provider behind <c>/a/{token}</c>: may this person come? The provider learns only a first name and what the person agreed to
/// share. The same link can change the answer for as long as the person may go there.
/// </summary>
public static class ProviderLinks
{
    public const int LongestReason = 500;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/a/{token}", Show);
        pages.MapPost("/a/{token}", Answer);
        pages.MapGet("/a/{token}/thanks", Thank);
    }

    private static async Task<PageResult> Show(string token, IntroductionOpener introductions, CancellationToken cancellation) =>
        await introductions.Open(token, cancellation) is { } opened ? Page(opened, SentForm.Empty) : LinkOpener.Gone();

    private static async Task<Results<PageResult, SeeOther>> Answer(
        string token, HttpContext context, IntroductionOpener introductions, JourneyService journeys, CancellationToken cancellation)
    {
        if (await introductions.Open(token, cancellation) is not { } opened)
            return LinkOpener.Gone();
        SentForm form = SentForm.Of(context);
        ProviderAnswer says = ProviderAnswers.All.FirstOrDefault(a => a.ToString() == form["answer"]);
        string? reason = form.Text("reason", LongestReason);
        if (says is ProviderAnswer.None)
            form.Problem("answer", "Choose one of the four answers.");
        if (says is ProviderAnswer.NotSuitable && !form.Has("reason"))
            form.Problem("reason", "Say in a few words why it does not suit, so that we find something better.");
        if (!form.IsRight)
            return Page(opened, form, StatusCodes.Status422UnprocessableEntity);

        Activities.RecordAnswer command = new(opened.Introduction.Id, says, reason);
        switch (await journeys.Do(opened.Journey, command, Actor.Provider, form.IdUnder(token), version: null, cancellation))
        {
            case CommandResult.Done:
                return Pages.SeeOther($"/a/{token}/thanks");
            case CommandResult.Refused { IsForNow: true } busy:
                form.Problem("", busy.Sentence);
                return Page(opened, form, StatusCodes.Status409Conflict);
            default:
                return LinkOpener.Gone();
        }
    }

    private static async Task<PageResult> Thank(string token, IntroductionOpener introductions, CancellationToken cancellation) =>
        await introductions.Open(token, cancellation) is { HasAnswered: true } opened
            ? Pages.Of<ProviderThanks>((nameof(ProviderThanks.Opened), opened)) : LinkOpener.Gone();

    private static PageResult Page(OpenedIntroduction opened, SentForm form, int status = StatusCodes.Status200OK) =>
        Pages.Of<ProviderPage>(status, (nameof(ProviderPage.Opened), opened), (nameof(ProviderPage.Form), form));
}

/// <summary>The part of a journey that a provider may see.</summary>
/// <param name="Name">The first name by which the person is known.</param>
/// <param name="LinkWorker">The link worker's name; null if there is none.</param>
public sealed record OpenedIntroduction(string Token, Guid Journey, string Name, Introduction Introduction, string? LinkWorker)
{
    public bool HasAnswered => ProviderAnswers.All.Contains(Introduction.Answer);
}

/// <summary>Opens a provider's link for as long as the person may go there.</summary>
public sealed class IntroductionOpener(LinkOpener links, StaffDirectory staff, Clocks clocks)
{
    public async Task<OpenedIntroduction?> Open(string token, CancellationToken cancellation) =>
        await links.Open(token, LinkPurpose.Provider, cancellation) is { Journey: { HasEnded: false } journey } link
        && journey.Introductions.FirstOrDefault(i => i.Id == link.Subject) is { As: IntroductionKind.Referral, EndedAt: null } introduction
            ? new(token, journey.Id, NameOf(journey.Person), introduction,
                await staff.SupporterOf(journey, clocks.Now, cancellation)) : null;

    /// <summary>Some people's preferred name is "Mrs O'Neill". Providers do not see their family name.</summary>
    internal static string NameOf(Person person) => GoingView.NameOf(person);
}
