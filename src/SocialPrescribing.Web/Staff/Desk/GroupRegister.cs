using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <param name="Field">The field under which the answers are sent.</param>
public sealed record GroupLine(string Field, Journey Journey, Session Session);

/// <summary>
/// The register of one of our own groups: on one page its leader says who came. Each answer is a command to one journey. The id of the
/// command follows from the answer, so the page can be sent again after it broke off, and nothing is recorded twice.
/// </summary>
public static class GroupRegister
{
    /// <summary>How far back the page goes. Older sessions are recorded at their tasks.</summary>
    private const int DaysBack = 28;

    public sealed record Services(
        [FromServices] ActivityDirectory Directory, [FromServices] IJourneyStore Store, [FromServices] JourneyService Journeys,
        [FromServices] Clocks Clocks);

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.LinkWorker, StaffRole.Lead);
        pages.MapGet("/activities/{id:guid}/who-came", (Guid id, HttpContext context, [AsParameters] Services services) =>
            Show(id, context, services, SentForm.Empty, StatusCodes.Status200OK));
        pages.MapPost("/activities/{id:guid}/who-came", Record);
    }

    public static string PathOf(Guid activity) => $"/activities/{activity}/who-came";

    private static async Task<PageResult> Show(Guid id, HttpContext context, Services services, SentForm form, int status)
    {
        if (await services.Directory.Get(id, context.RequestAborted) is not { Activity: { IsOurs: true } activity })
            return Notices.NoSuchPage(context.Reader());
        (IReadOnlyList<GroupLine> lines, bool wasAnybody) = await Lines(id, services, context.RequestAborted);
        return Pages.Of<GroupRegisterPage>(status, (nameof(GroupRegisterPage.Reader), context.Reader()),
            (nameof(GroupRegisterPage.Activity), activity), (nameof(GroupRegisterPage.Lines), lines),
            (nameof(GroupRegisterPage.WasAnybody), wasAnybody), (nameof(GroupRegisterPage.Form), form),
            (nameof(GroupRegisterPage.Done), Number(context.Request.Query["done"])));
    }

    private static async Task<Results<PageResult, SeeOther>> Record(Guid id, HttpContext context, [AsParameters] Services services)
    {
        SentForm form = SentForm.Of(context);
        if (await services.Directory.Get(id, context.RequestAborted) is not { Activity.IsOurs: true })
            return Notices.NoSuchPage(context.Reader());
        int done = 0;
        foreach (GroupLine line in (await Lines(id, services, context.RequestAborted)).Open)
        {
            if (form[line.Field] is not (SessionFields.Came or SessionFields.DidNotCome))
                continue;
            bool came = form[line.Field] is SessionFields.Came;
            int? confidence = came ? Number(form[$"{line.Field}-confidence"]) : null;
            string said = string.Create(CultureInfo.InvariantCulture, $"{form.Id}|{line.Session.Id}|{came}|{confidence}");
            switch (await services.Journeys.Do(line.Journey.Id,
                // The page does not ask who went along with the person, so what was planned stays.
                new Attendance.RecordSession(line.Session.Id, came, Confidence: confidence),
                Actor.Staff(context.Reader().Id), $"g{HexDigest.Of(said)[..32]}", version: null, context.RequestAborted))
            {
                case CommandResult.Done:
                    done++;
                    break;
                case CommandResult.Refused refused:
                    form.Problem(line.Field, $"{line.Journey.Person.CalledInFull}: {refused.Sentence}");
                    break;
            }
        }
        if (done is 0 && form.IsRight)
            form.Problem("", "Say of at least one person whether they came.");
        return form.IsRight ? Pages.SeeOther(string.Create(CultureInfo.InvariantCulture, $"{PathOf(id)}?done={done}"))
            : await Show(id, context, services, form, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>The people who were expected and of whom nobody has said yet whether they came, the latest meeting first.</summary>
    /// <returns>These people, and whether anybody was expected at all.</returns>
    private static async Task<(IReadOnlyList<GroupLine> Open, bool WasAnybody)> Lines(
        Guid activity, Services services, CancellationToken cancellation)
    {
        bool wasAnybody = false;
        DateTimeOffset now = services.Clocks.Now;
        List<GroupLine> lines = [];
        await foreach (Journey journey in Caseloads.In(Caseloads.Supported, services.Store, null, null, cancellation))
            foreach (Session session in journey.Sessions.Where(s => !s.IsCancelled && s.At <= now && s.At > now.AddDays(-DaysBack)
                && Activities.Find(journey, s.Introduction)?.Activity.Id == activity))
            {
                wasAnybody = true;
                if (session.IsPlanned)
                    lines.Add(new GroupLine("s" + HexDigest.Of($"{journey.Id:N}/{session.Id}")[..12], journey, session));
            }
        return ([.. lines.OrderByDescending(l => l.Session.At).ThenBy(l => l.Journey.Person.CalledInFull, Alphabetical.Order)], wasAnybody);
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= 1_000 ? number : null;
}
