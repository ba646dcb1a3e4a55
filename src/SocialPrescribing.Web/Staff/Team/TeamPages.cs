using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Team;

/// <summary>A lead's page, and what can be done on it without opening each journey.</summary>
public static class TeamPages
{
    /// <summary>How the name of a field begins. The journey's id follows.</summary>
    public const string To = "to-";

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Lead, StaffRole.SafeguardingLead, StaffRole.Admin);
        pages.MapGet("/team", (HttpContext context, Team team) => Show(context, team, SentForm.Empty, StatusCodes.Status200OK));
        pages.MapPost("/team/allocate", Allocate);
        pages.MapPost("/team/acknowledge", Acknowledge);
        pages.MapPost("/team/keep-open", KeepOpen);
        RouteGroupBuilder running = staffPages.MapFor(StaffRole.Lead, StaffRole.Admin);
        running.MapGet("/team/hand-over", (HttpContext context, StaffDirectory staff) =>
            HandOverForm(context, staff, SentForm.Empty, StatusCodes.Status200OK));
        running.MapPost("/team/hand-over", HandOver);
    }

    private static async Task<PageResult> Show(HttpContext context, Team team, SentForm sent, int status, string? done = null)
    {
        TeamView view = await team.For(context.Reader(), sent, context.RequestAborted);
        return Pages.Of<TeamPage>(status, (nameof(TeamPage.View), view with
        {
            Done = done ?? context.Request.Query["done"].ToString() switch
            {
                "concern" => "You have taken on the concern.",
                "open" => "Support goes on: nothing ends by itself now.",
                "allocated" => "Everybody who was chosen has a link worker now.",
                _ => null,
            },
        }));
    }

    /// <summary>Gives everybody the link worker that was chosen for them. If one cannot be given, the others still are.</summary>
    private static async Task<Results<PageResult, SeeOther>> Allocate(
        HttpContext context, Team team, JourneyService journeys, IJourneyStore store, StaffDirectory staff, Caseloads caseloads)
    {
        SentForm form = SentForm.Of(context);
        int chosen = 0, given = 0;
        foreach (string field in context.Request.HasFormContentType
            ? context.Request.Form.Keys.Where(k => k.StartsWith(To, StringComparison.Ordinal) && form.Has(k)) : [])
        {
            chosen++;
            if (!Guid.TryParseExact(field[To.Length..], "N", out Guid journey))
                return Notices.FormRefused();
            string linkWorker = form[field];
            string? why = !Permissions.MaySupport(await staff.Find(linkWorker, context.RequestAborted))
                ? "Choose a link worker who works here."
                : await Refused(journey, linkWorker, form.IdUnder(field), context, journeys, store);
            if (why is not null)
            {
                form.Problem(field, why);
                continue;
            }
            caseloads.Forget(linkWorker);
            given++;
        }
        if (chosen is 0)
            form.Problem("", "Choose a link worker for somebody first.");
        return form.IsRight ? Pages.SeeOther("/team?done=allocated")
            : given is 0 ? await Show(context, team, form, StatusCodes.Status422UnprocessableEntity)
            : await Show(context, team, form, StatusCodes.Status409Conflict, $"Given to a link worker: {given} of {chosen}.");
    }

    /// <summary>Accepts the referral first if that is still to be done. Returns why not, or null.</summary>
    private static async Task<string?> Refused(
        Guid journey, string linkWorker, string commandId, HttpContext context, JourneyService journeys, IJourneyStore store)
    {
        CancellationToken cancellation = context.RequestAborted;
        LoadedJourney loaded = await store.Load(journey, cancellation);
        if (loaded is not LoadedJourney.Found { Stored: var stored })
            return (loaded as LoadedJourney.Unreadable)?.Sentence ?? "There is no such record.";
        if (stored.State.LinkWorker is { } meanwhile && meanwhile != linkWorker)
            return $"{stored.State.Person.CalledInFull} has been given to somebody else meanwhile.";
        JourneyCommand command =
            stored.State.AcceptedAt is null ? new Intake.Accept(LinkWorker: linkWorker) : new Allocation.Allocate(linkWorker);
        if (!Permissions.May(context.Reader().Role, command.GetType()))
            return $"This is for: {string.Join(", ", Permissions.RolesFor(command.GetType()).Select(Words.Of))}.";
        // This form was sent before. The repeated command gets the first answer.
        if (await journeys.Do(journey, command, Actor.Staff(context.Reader().Id), commandId, null, cancellation, body: linkWorker)
            is CommandResult.Refused refused && stored.State.LinkWorker is null)
            return refused.Sentence;
        return null;
    }

    private static Task<Results<PageResult, SeeOther>> Acknowledge(HttpContext context, Team team, JourneyService journeys) =>
        Give(context, team, journeys,
            f => new Concerns.Acknowledge(f["concern"], f.Text("note", Notes.MaxLength), f.Has("settled")), "concern");

    private static Task<Results<PageResult, SeeOther>> KeepOpen(HttpContext context, Team team, JourneyService journeys) =>
        Give(context, team, journeys, f => new Closing.KeepOpen(f.Text("note", Notes.MaxLength)), "open");

    private static async Task<Results<PageResult, SeeOther>> Give(
        HttpContext context, Team team, JourneyService journeys, Func<SentForm, JourneyCommand> read, string done)
    {
        SentForm form = SentForm.Of(context);
        if (!Guid.TryParseExact(form["journey"], "N", out Guid journey))
            return Notices.FormRefused();
        JourneyCommand command = read(form);
        if (!Permissions.May(context.Reader().Role, command.GetType()))
        {
            form.Problem("", $"This is for: {string.Join(", ", Permissions.RolesFor(command.GetType()).Select(Words.Of))}.");
            return await Show(context, team, form, StatusCodes.Status403Forbidden);
        }
        if (form.IsRight
            && await journeys.Do(journey, command, Actor.Staff(context.Reader().Id), form.Id, null, context.RequestAborted)
                is not CommandResult.Done and var result)
        {
            if (result is CommandResult.Refused { Code: CommandResult.Refused.IdReused })
                form.Renew();
            form.Problem("", result is CommandResult.Refused refused ? refused.Sentence : "There is no such record.");
        }
        return form.IsRight ? Pages.SeeOther($"/team?done={done}")
            : await Show(context, team, form, StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<PageResult> HandOverForm(
        HttpContext context, StaffDirectory staff, SentForm form, int status,
        IReadOnlyList<(string Name, int Count)>? shares = null, int left = 0, bool goesOn = false) => Pages.Of<HandOverPage>(status,
        (nameof(HandOverPage.Reader), context.Reader()), (nameof(HandOverPage.Form), form), (nameof(HandOverPage.Shares), shares),
        (nameof(HandOverPage.Left), left), (nameof(HandOverPage.GoesOn), goesOn),
        (nameof(HandOverPage.Staff),
            (IReadOnlyList<StaffMember>)[
                .. (await staff.All(context.RequestAborted)).OrderBy(s => s.Name, Alphabetical.Order)]));

    private static async Task<PageResult> HandOver(
        HttpContext context, StaffDirectory staff, Caseloads caseloads, HandingOver handingOver, CancellationToken cancellation)
    {
        SentForm form = SentForm.Of(context);
        IReadOnlyList<StaffMember> all = await staff.All(cancellation);
        if (!all.Any(s => s.Id == form["from"]))
            form.Problem("from", "Choose who leaves.");
        string[] named = [.. all.Where(s => form.Has(To + s.Id)).Select(s => s.Id)];
        if (named.Contains(form["from"]))
            form.Problem(To + form["from"], "Nobody takes over from themselves. Choose others.");
        if (!form.IsRight)
            return await HandOverForm(context, staff, form, StatusCodes.Status422UnprocessableEntity);
        switch (await handingOver.HandOver(form["from"], named, Actor.Staff(context.Reader().Id), cancellation))
        {
            case HandOverResult.Done done:
                foreach (StaffMember member in all)
                    caseloads.Forget(member.Id);
                return await HandOverForm(
                    context, staff, SentForm.Empty, StatusCodes.Status200OK,
                    [.. done.Shares.Select(s => (all.First(m => m.Id == s.Key).Name, s.Value))], done.Left, done.GoesOn);
            case HandOverResult.Nobody:
                form.Problem("", "There is no other link worker. Add one first, or name a lead.");
                break;
            default:
                form.Problem("", "Choose colleagues who work here as a link worker or lead and are not disabled.");
                break;
        }
        return await HandOverForm(context, staff, form, StatusCodes.Status422UnprocessableEntity);
    }
}
