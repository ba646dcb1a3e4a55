using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Team;

/// <summary>What a volunteer sees: the sessions to which they go along, and nothing else.</summary>
public static class GoingPages
{
    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Volunteer);
        pages.MapGet("/going", (HttpContext context, Volunteers volunteers, StaffDirectory staff, ActivityDirectory directory,
            InForce<Pathway> pathways) =>
            Show(context, volunteers, staff, directory, pathways.Now, SentForm.Empty, StatusCodes.Status200OK));
        pages.MapPost("/going", SayCannotGo);
    }

    private static async Task<PageResult> Show(
        HttpContext context, Volunteers volunteers, StaffDirectory staff, ActivityDirectory directory, Pathway pathway, SentForm form,
        int status)
    {
        IReadOnlyList<StaffMember> names = await staff.AllCached(context.RequestAborted);
        GoingAlong goes = await volunteers.Of(context.Reader(), context.RequestAborted);
        List<GoingView> all = [];
        foreach ((Journey journey, Session session) in goes.Sessions)
            all.Add(GoingView.Of(journey, session, names.FirstOrDefault(n => n.SupportsPeople && n.Id == journey.LinkWorker)?.Name) with
            {
                MayBeOff = await directory.WhyNot(journey, session, pathway, context.RequestAborted) is not null,
            });
        return Pages.Of<GoingPage>(status, (nameof(GoingPage.Reader), context.Reader()), (nameof(GoingPage.Form), form),
            (nameof(GoingPage.Goes), (IReadOnlyList<GoingView>)all),
            (nameof(GoingPage.Told), context.Request.Query["done"] == "told"));
    }

    /// <summary>Only for their own sessions: the journey refuses anybody else.</summary>
    private static async Task<Results<PageResult, SeeOther>> SayCannotGo(
        HttpContext context, Volunteers volunteers, StaffDirectory staff, ActivityDirectory directory, InForce<Pathway> pathways,
        JourneyService journeys)
    {
        SentForm form = SentForm.Of(context);
        string? note = form.Text("note", Notes.MaxLength);
        string reader = context.Reader().Id;
        if (!Guid.TryParseExact(form["journey"], "N", out Guid journey))
            return Notices.FormRefused();
        if (!form.IsRight)
            return await Show(context, volunteers, staff, directory, pathways.Now, form, StatusCodes.Status422UnprocessableEntity);
        switch (await journeys.Do(journey, new Attendance.SayCannotGo(form["session"], reader, note), Actor.Staff(reader), form.Id,
            version: null, context.RequestAborted, form.Body))
        {
            case CommandResult.Done:
                return Pages.SeeOther("/going?done=told");
            case CommandResult.Refused refused:
                form.Problem("", refused.Sentence);
                return await Show(context, volunteers, staff, directory, pathways.Now, form, StatusCodes.Status409Conflict);
            default:
                return Notices.NoSuchPage(context.Reader());
        }
    }
}
