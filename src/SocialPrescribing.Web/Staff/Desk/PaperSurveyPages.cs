using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>A survey on paper, in large type, in English or Welsh: to hand over or to post, and to be typed in once it is back.</summary>
public static class PaperSurveyPages
{
    public static void Map(IEndpointRouteBuilder staffPages) => staffPages.MapGet("/journeys/{id:guid}/surveys/{survey}/paper", Show);

    public static string PathOf(Guid journey, string survey, string language) =>
        $"/journeys/{journey:N}/surveys/{Uri.EscapeDataString(survey)}/paper?language={language}";

    private static async Task<PageResult> Show(Guid id, string survey, HttpContext context, IJourneyStore store, AccessLog looks)
    {
        if (await store.Load(id, context.RequestAborted) is not LoadedJourney.Found { Stored.State: var journey }
            || journey.Surveys.FirstOrDefault(s => s.Id == survey) is not { } found)
            return Notices.NoSuchPage(context.Reader());
        await looks.Record(id, context.Reader(), LookedBy.Page, context.RequestAborted);
        string language = context.Request.Query["language"] is [{ Length: > 0 } asked] ? asked : journey.Preferences.Language;
        return Pages.Of<PaperSurvey>((nameof(PaperSurvey.Reader), context.Reader()), (nameof(PaperSurvey.Journey), journey),
            (nameof(PaperSurvey.Survey), found), (nameof(PaperSurvey.Language), Texts.LanguageOf(language)));
    }
}
