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
/// The survey behind <c>/s/{token}</c>, answered once. It has one question on each page, and going back loses nothing; or all questions on
/// one page, for people who like to see what is coming. Any question may be left out.
/// </summary>
public static class SurveyLinks
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/s/{token}", Start);
        pages.MapGet("/s/{token}/all", ShowAll);
        pages.MapGet("/s/{token}/{number:int}", Ask);
        pages.MapPost("/s/{token}/{number:int}", Keep).OnlyKeeps();
        pages.MapPost("/s/{token}", Answer);
        pages.MapGet("/s/{token}/thanks", Thank);
    }

    private static async Task<PageResult> Start(string token, LinkOpener links, Clocks clocks, CancellationToken cancellation) =>
        await links.Open(token, LinkPurpose.Survey, cancellation) is { } link && Open(link, clocks) is { } survey
            ? Pages.Of<SurveyStart>((nameof(SurveyStart.Link), link), (nameof(SurveyStart.Survey), survey)) : LinkOpener.Gone();

    private static async Task<PageResult> ShowAll(
        string token, LinkOpener links, SurveyDrafts drafts, Clocks clocks, CancellationToken cancellation) =>
        await links.Open(token, LinkPurpose.Survey, cancellation) is { } link && Open(link, clocks) is { } survey
            ? All(link, survey, SentForm.Again(await drafts.Of(token, cancellation))) : LinkOpener.Gone();

    private static async Task<Results<PageResult, SeeOther>> Ask(
        string token, int number, LinkOpener links, SurveyDrafts drafts, Clocks clocks, CancellationToken cancellation)
    {
        if (await links.Open(token, LinkPurpose.Survey, cancellation) is not { } link || Open(link, clocks) is not { } survey)
            return LinkOpener.Gone();
        SentForm kept = SentForm.Again(await drafts.Of(token, cancellation));
        return Question(link, survey, number, kept) is { } page ? page : Pages.SeeOther($"/s/{token}");
    }

    private static async Task<Results<PageResult, SeeOther>> Keep(
        string token, int number, HttpContext context, LinkOpener links, SurveyDrafts drafts, Clocks clocks, CancellationToken cancellation)
    {
        if (await links.Open(token, LinkPurpose.Survey, cancellation) is not { } link || Open(link, clocks) is not { } survey)
            return LinkOpener.Gone();
        IReadOnlyList<Question> questions = SurveyAnswers.QuestionsOf(survey);
        if (number < 1 || number > questions.Count + 1)
            return Pages.SeeOther($"/s/{token}");
        SentForm form = SentForm.Of(context);
        Question? question = questions.ElementAtOrDefault(number - 1);
        if (question is not null)
            SurveyAnswers.Value(form, question);
        if (!form.IsRight)
            return Question(link, survey, number, form, StatusCodes.Status422UnprocessableEntity)!;
        string field = question?.Id ?? SurveyAnswers.CallMe;
        // Choosing nothing differs from leaving the question out. For a box, not ticking it is an answer.
        if (question is null || form.Values.ContainsKey(field))
            await drafts.Keep(token, field, form[field], cancellation);
        return Pages.SeeOther(
            !form.GoesBack
                ? $"/s/{token}/{Math.Min(number, questions.Count) + 1}"
                : number is 1 ? $"/s/{token}" : $"/s/{token}/{number - 1}");
    }

    private static async Task<Results<PageResult, SeeOther>> Answer(
        string token, HttpContext context, LinkOpener links, SurveyDrafts drafts, JourneyService journeys, CancellationToken cancellation)
    {
        if (await links.Open(token, LinkPurpose.Survey, cancellation) is not { } link
            || link.Journey.Surveys.FirstOrDefault(s => s.Id == link.Subject) is not { } survey)
            return LinkOpener.Gone();
        IReadOnlyDictionary<string, string> kept = await drafts.Of(token, cancellation);
        // Only the last page asks whether the person wants a call.
        SentForm form = SentForm.Of(context).Over(kept.Where(v => v.Key != SurveyAnswers.CallMe));
        Surveys.Answer answer = SurveyAnswers.Read(form, survey);
        if (!form.IsRight)
            return All(link, survey, form, StatusCodes.Status422UnprocessableEntity);

        CommandResult result =
            await journeys.Do(link.Journey.Id, answer, Actor.Person, form.IdUnder(token), version: null, cancellation, form.Body);
        switch (result)
        {
            case CommandResult.Done:
                await drafts.Drop(token, cancellation);
                return Pages.SeeOther($"/s/{token}/thanks");
            case CommandResult.Refused { IsForNow: true } busy:
                form.Problem("", Texts.Say($"Refused.{busy.Code}"));
                return All(link, survey, form, StatusCodes.Status409Conflict);
            default:
                return LinkOpener.Gone();
        }
    }

    private static async Task<PageResult> Thank(string token, LinkOpener links, CancellationToken cancellation)
    {
        if (await links.Open(token, LinkPurpose.Survey, cancellation) is not { } link
            || link.Journey.Surveys.FirstOrDefault(s => s.Id == link.Subject && s.AnsweredAt is not null) is not { } survey)
            return LinkOpener.Gone();
        OpenTask? call = link.Journey.Tasks.FirstOrDefault(t => t.Kind is TaskKind.CallPerson && t.About == survey.Id);
        return Pages.Of<SurveyThanks>((nameof(SurveyThanks.Discreet), link.Discreet), (nameof(SurveyThanks.CallBy), call?.Due));
    }

    private static PageResult All(OpenedLink link, Survey survey, SentForm form, int status = StatusCodes.Status200OK) =>
        Pages.Of<SurveyPage>(status,
        (nameof(SurveyPage.Link), link), (nameof(SurveyPage.Survey), survey), (nameof(SurveyPage.Form), form));

    /// <summary>The page after the last question sends the answers. Null for later numbers.</summary>
    private static PageResult? Question(OpenedLink link, Survey survey, int number, SentForm form, int status = StatusCodes.Status200OK) =>
        number < 1 || number > SurveyAnswers.QuestionsOf(survey).Count + 1 ? null : Pages.Of<SurveyStep>(status,
            (nameof(SurveyStep.Link), link), (nameof(SurveyStep.Survey), survey), (nameof(SurveyStep.Number), number),
            (nameof(SurveyStep.Form), form));

    private static Survey? Open(OpenedLink link, Clocks clocks) =>
        link.Journey.Surveys.FirstOrDefault(s => s.Id == link.Subject && s.IsOpenAt(clocks.Now));
}
