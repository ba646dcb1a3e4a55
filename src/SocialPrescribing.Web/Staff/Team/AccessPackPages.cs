using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Documents;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Desk;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Team;

/// <summary>
/// A copy of everything that is known about the person, for them. First a lead or an admin looks at each thing and marks what must be left
/// out. Who made a copy is in the audit trail.
/// </summary>
public static class AccessPackPages
{
    public static string PathOf(Guid journey) => $"/journeys/{journey:N}/access";

    public static string LeftOut(PackItem item) => $"out-{item.Key}";

    // Each parameter says where it comes from. The generator would take any other for a JSON body and then refuse forms.
    public sealed record Services(
        [FromServices] IJourneyStore Store, [FromServices] IOutbox Outbox, [FromServices] StaffDirectory Staff,
        [FromServices] Timeline Timeline, [FromServices] AccessLog Looks, [FromServices] ILetterWriter Letters,
        [FromServices] DocumentKeeping Documents, [FromServices] Pathway Pathway, [FromServices] HostSettings Settings,
        [FromServices] Clocks Clocks);

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Lead, StaffRole.Admin);
        pages.MapGet("/journeys/{id:guid}/access", (Guid id, HttpContext context, [AsParameters] Services services) =>
            Show(id, context, services, SentForm.Empty, StatusCodes.Status200OK));
        pages.MapPost("/journeys/{id:guid}/access", Make);
    }

    private static async Task<Results<PageResult, SeeOther>> Show(
        Guid id, HttpContext context, Services services, SentForm form, int status)
    {
        if (await services.Store.Find(id, context.RequestAborted) is not { State: var journey })
            return Pages.SeeOther($"/journeys/{id:N}");
        return await Page(journey, context, services, form, status);
    }

    private static async Task<PageResult> Page(Journey journey, HttpContext context, Services services, SentForm form, int status)
    {
        await services.Looks.Record(journey.Id, context.Reader(), LookedBy.Page, context.RequestAborted);
        return Pages.Of<AccessPackPage>(status, (nameof(AccessPackPage.Reader), context.Reader()), (nameof(AccessPackPage.Form), form),
            (nameof(AccessPackPage.Journey), journey),
            (nameof(AccessPackPage.Items), await Items(journey, services, context.RequestAborted)));
    }

    private static async Task<Results<PageResult, SeeOther, AccessPackFile>> Make(
        Guid id, HttpContext context, [AsParameters] Services services)
    {
        SentForm form = SentForm.Of(context);
        if (await services.Store.Find(id, context.RequestAborted) is not { State: var journey })
            return Pages.SeeOther($"/journeys/{id:N}");
        IReadOnlyList<PackItem> items = await Items(journey, services, context.RequestAborted);
        if (form["seen"] != AccessPack.Seen(items))
        {
            string seen = form["seen"];
            foreach (PackItem fresh in items.Where(i => i.IsAboutOthers && !seen.Contains(i.Key, StringComparison.Ordinal)))
                form.Note(LeftOut(fresh), "yes");
            form.Problem("", "Something was written down since you opened this page. Look at what is new; your ticks are as they were.");
            return await Page(journey, context, services, form, StatusCodes.Status409Conflict);
        }
        PackItem[] given = [.. items.Where(i => !form.Has(LeftOut(i)))];
        // The look is logged before the copy is handed out.
        await services.Looks.Record(id, context.Reader(), LookedBy.Copy, context.RequestAborted);
        return new AccessPackFile(journey, services.Settings.Profile.Name, services.Clocks.Now, given,
            given.Length < items.Count && form.Has("say"), services.Documents);
    }

    private static async Task<IReadOnlyList<PackItem>> Items(Journey journey, Services services, CancellationToken cancellation)
    {
        IReadOnlyList<JournalCommit> journal = await services.Store.Journal(journey.Id, cancellation);
        List<(QueuedMessage, string, string?)> letters = [];
        foreach (QueuedMessage message in (await services.Outbox.Of(journey.Id, cancellation))
            .Where(m => m.Status is MessageStatus.Sent or MessageStatus.Uncertain && LetterPages.CanBeRead(m.Kind)))
        {
            Letter? letter = await LetterPages.Again(message, journey, journal, services.Letters, services.Pathway, cancellation);
            letters.Add((message, letter?.Subject ?? Words.Sentence(StaffTexts.Of(message.Kind)), letter is null ? null
                : $"To: {letter.To}\n{LetterPages.WithoutLinks(letter.Text)}"));
        }
        Dictionary<string, string> names = (await services.Staff.All(cancellation)).ToDictionary(s => s.Id, s => s.Name);
        return AccessPack.Of(journey, await services.Timeline.Of(Task.FromResult(journal), cancellation, everything: true), letters,
            id => names.GetValueOrDefault(id));
    }
}
