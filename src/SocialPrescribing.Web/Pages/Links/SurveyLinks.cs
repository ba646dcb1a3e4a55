using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;

namespace SocialPrescribing.Web.Pages.Links;

/// <summary>The survey behind <c>/s/{token}</c>: asked once, on one page, where any question may be left out.</summary>
public static class SurveyLinks
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/s/{token}", Show);
        pages.MapPost("/s/{token}", Answer);
        pages.MapGet("/s/{token}/thanks", Thank);
    }

    private static async Task<IResult> Show(string token, LinkOpener links, Clocks clocks, CancellationToken cancellation) =>
        await links.Open(token, LinkPurpose.Survey, cancellation) is { } link && Open(link, clocks) is { } survey
            ? Survey(link, survey, SentForm.Empty) : LinkOpener.Gone();

    private static async Task<IResult> Answer(string token, HttpContext context, LinkOpener links, JourneyService journeys, CancellationToken cancellation)
    {
        if (await links.Open(token, LinkPurpose.Survey, cancellation) is not { } link || link.Journey.Surveys.FirstOrDefault(s => s.Id == link.Subject) is not { } survey)
            return LinkOpener.Gone();
        SentForm form = SentForm.Of(context);
        Surveys.Answer answer = SurveyAnswers.Read(form, survey);
        if (!form.IsRight)
            return Survey(link, survey, form, StatusCodes.Status422UnprocessableEntity);

        CommandResult result = await journeys.Do(link.Journey.Id, answer, Actor.Person, form.IdUnder(token), version: null, cancellation);
        switch (result)
        {
            case CommandResult.Done:
                return Page.SeeOther($"/s/{token}/thanks");
            case CommandResult.Refused { IsForNow: true } busy:
                form.Problem("", busy.Sentence);
                return Survey(link, survey, form, StatusCodes.Status409Conflict);
            default:
                return LinkOpener.Gone();
        }
    }

    private static async Task<IResult> Thank(string token, LinkOpener links, CancellationToken cancellation)
    {
        if (await links.Open(token, LinkPurpose.Survey, cancellation) is not { } link
            || link.Journey.Surveys.FirstOrDefault(s => s.Id == link.Subject && s.AnsweredAt is not null) is not { } survey)
            return LinkOpener.Gone();
        OpenTask? call = link.Journey.Tasks.FirstOrDefault(t => t.Kind is TaskKind.CallPerson && t.About == survey.Id);
        return Page.Of<SurveyThanks>((nameof(SurveyThanks.Discreet), link.Discreet), (nameof(SurveyThanks.CallBy), call?.Due));
    }

    private static IResult Survey(OpenedLink link, Survey survey, SentForm form, int status = StatusCodes.Status200OK) => Page.Of<SurveyPage>(status,
        (nameof(SurveyPage.Link), link), (nameof(SurveyPage.Survey), survey), (nameof(SurveyPage.Form), form));

    private static Survey? Open(OpenedLink link, Clocks clocks) =>
        link.Journey.Surveys.FirstOrDefault(s => s.Id == link.Subject && s.IsOpenAt(clocks.Now));
}
