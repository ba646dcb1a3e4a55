using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Team;

/// <summary>
/// The audit trail of one journey: everything that happened to it, and who looked at it. Looking at the trail counts as
/// looking at the journey.
/// </summary>
public static class AuditPages
{
    private const int EventsOnPage = 100;
    private const int LooksOnPage = 50;

    public static void Map(IEndpointRouteBuilder staffPages) => staffPages.MapFor(StaffRole.Lead, StaffRole.Admin)
        .MapGet("/journeys/{id:guid}/audit", Show);

    private static async Task<Results<PageResult, SeeOther>> Show(
        Guid id, HttpContext context, IJourneyStore store, StaffDirectory staff, Timeline timeline, AccessLog looks,
        CancellationToken cancellation)
    {
        LoadedJourney loaded = await store.Load(id, cancellation);
        if (loaded is LoadedJourney.Unreadable)
            return Pages.SeeOther($"/journeys/{id:N}");
        if (loaded is not LoadedJourney.Found { Stored.State: var journey })
            return Notices.NoSuchPage(context.Reader());
        await looks.Record(id, context.Reader(), LookedBy.Audit, cancellation);
        IReadOnlyList<TimelineEntry> events = [.. (await timeline.Of(id, cancellation, everything: true)).Reverse()];
        int pages = Math.Max(1, (events.Count + EventsOnPage - 1) / EventsOnPage);
        int page = int.TryParse(context.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out int asked)
            ? Math.Clamp(asked, 1, pages) : 1;
        Page<Look> seen;
        try
        {
            seen = await looks.Of(id, LooksOnPage, context.Request.Query["looks"] is [{ Length: > 0 } after] ? after : null, cancellation);
        }
        catch (FormatException)
        {
            seen = await looks.Of(id, LooksOnPage, null, cancellation);
        }
        Dictionary<string, string> names = (await staff.All(cancellation)).ToDictionary(s => s.Id, s => s.Name);
        return Pages.Of<AuditPage>((nameof(AuditPage.Reader), context.Reader()), (nameof(AuditPage.Journey), journey),
            (nameof(AuditPage.Page), page), (nameof(AuditPage.Pages), pages), (nameof(AuditPage.Count), events.Count),
            (nameof(AuditPage.Events), (IReadOnlyList<TimelineEntry>)[.. events.Skip((page - 1) * EventsOnPage).Take(EventsOnPage)]),
            (nameof(AuditPage.Looks),
                (IReadOnlyList<(Look, string)>)[.. seen.Items.Select(l => (l, names.GetValueOrDefault(l.Staff, "somebody who has left")))]),
                (nameof(AuditPage.MoreLooks), seen.Continue));
    }
}
