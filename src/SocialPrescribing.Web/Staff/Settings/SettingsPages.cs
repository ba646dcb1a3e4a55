using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>The health of the service, and the times and limits by which it works.</summary>
public static class SettingsPages
{
    /// <summary>The counting of overdue tasks stops here.</summary>
    public const int MostOverdue = 200;

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Lead, StaffRole.Admin);
        pages.MapGet("/settings", Health);
        PathwayPages.Map(staffPages, pages);
    }

    private static async Task<PageResult> Health(
        HttpContext context, Watch watch, IOutbox outbox, IJourneyStore store, WeeklyFigures weeks, HealthNotes notes, Clocks clocks,
        StaffDirectory staff, HostSettings settings, CancellationToken cancellation)
    {
        IReadOnlyList<TaskRow> overdue = (await store.Tasks(new TaskQuery(DueBefore: clocks.Now, Most: MostOverdue), cancellation)).Items;
        return Pages.Of<HealthPage>((nameof(HealthPage.Reader), context.Reader()), (nameof(HealthPage.Now), clocks.Now),
            (nameof(HealthPage.LastWeek), await weeks.Latest(1, cancellation) is [var week] ? week : null),
            (nameof(HealthPage.Figures), await watch.Health(cancellation)), (nameof(HealthPage.Mail), await outbox.Figures(cancellation)),
            (nameof(HealthPage.OldestOverdue), await watch.OldestOverdue(cancellation)),
            (nameof(HealthPage.LastWatch), await watch.LastLook(cancellation)),
            (nameof(HealthPage.Notes), notes.Now), (nameof(HealthPage.OverdueTasks), overdue.Count),
            (nameof(HealthPage.OldestTask), overdue.Count > 0 ? overdue[0].Due : (DateTimeOffset?)null),
            (nameof(HealthPage.FailedSignIns), settings.PlatformSignsIn ? null : await Failed(staff, cancellation)));
    }

    private static async Task<IReadOnlyList<(string? Who, FailedSignIns Failed)>> Failed(
        StaffDirectory staff, CancellationToken cancellation)
    {
        IReadOnlyList<FailedSignIns> failed = await staff.FailedThisWeek(cancellation);
        IReadOnlyList<StaffMember> all = failed is [] ? [] : await staff.AllCached(cancellation);
        return [.. failed.Select(f => (f.Staff is null ? null : all.FirstOrDefault(s => s.Id == f.Staff)?.Name ?? f.Staff, f))];
    }
}
