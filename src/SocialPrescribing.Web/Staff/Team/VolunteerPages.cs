using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Team;

/// <summary>
/// The volunteers: who could go on a day, and for leads when each one can, when they are away and until when their DBS check is valid.
/// </summary>
public static class VolunteerPages
{
    private const string Path = "/volunteers";
    private const int MostLeaves = 50, UsualMinutes = 120;

    public static string Free(UsualTime time) => $"free-{time.Day}-{time.Part}";

    public static IEnumerable<DayOfWeek> Days { get; } =
        [.. Enumerable.Range(1, 7).Select(d => (DayOfWeek)(d % 7))];

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        staffPages.MapGet(Path, List);
        RouteGroupBuilder running = staffPages.MapFor(StaffRole.Lead, StaffRole.Admin);
        running.MapGet($"{Path}/{{id}}", (string id, HttpContext context, StaffDirectory staff, Volunteers volunteers) =>
            Show(id, context, staff, volunteers, SentForm.Empty, StatusCodes.Status200OK));
        running.MapPost($"{Path}/{{id}}", Save);
    }

    private static async Task<PageResult> List(HttpContext context, Volunteers volunteers, Clocks clocks)
    {
        IQueryCollection query = context.Request.Query;
        SentForm form = query.ContainsKey("on") ? SentForm.Again(query.ToDictionary(q => q.Key, q => q.Value.ToString())) : SentForm.Empty;
        IReadOnlyList<GoingAlong> everybody = await volunteers.Everybody(context.RequestAborted);
        DateTimeOffset? at = null;
        if (form.WasSent)
        {
            DateOnly on = Typed.RequiredDate(form, "on");
            if (!TimeOnly.TryParseExact(form["at"], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time))
                form.Problem("at", "Give a time, such as 10:00.");
            if (form.IsRight)
                at = WorkingCalendar.London(on, time);
        }
        return Pages.Of<VolunteersPage>(form.IsRight ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
            (nameof(VolunteersPage.Reader), context.Reader()), (nameof(VolunteersPage.Form), form),
            (nameof(VolunteersPage.Everybody), everybody), (nameof(VolunteersPage.Today), WorkingCalendar.LondonDate(clocks.Now)),
            (nameof(VolunteersPage.At), at), (nameof(VolunteersPage.Could), at is { } then
                ? Volunteers.WhoCould(everybody, [new Session("", "", 1, then, UsualMinutes, default, new Transport(default), then)])
                : []));
    }

    private static async Task<PageResult> Show(
        string id, HttpContext context, StaffDirectory staff, Volunteers volunteers, SentForm form, int status) =>
        await staff.Find(id, context.RequestAborted) is not { Role: StaffRole.Volunteer } member ? Notices.NoSuchPage(context.Reader())
            : Pages.Of<VolunteerPage>(status, (nameof(VolunteerPage.Reader), context.Reader()), (nameof(VolunteerPage.Form), form),
                (nameof(VolunteerPage.Goes), await volunteers.Of(member, context.RequestAborted)),
                (nameof(VolunteerPage.Saved), context.Request.Query.ContainsKey("saved")));

    private static async Task<Results<PageResult, SeeOther>> Save(
        string id, HttpContext context, StaffDirectory staff, Volunteers volunteers, Clocks clocks)
    {
        SentForm form = SentForm.Of(context);
        DateOnly? dbs = Typed.OptionalDate(form, "dbsUntil"), from = Typed.OptionalDate(form, "from"), to = Typed.OptionalDate(form, "to");
        if (form.IsRight && (from is null) != (to is null))
            form.Problem(from is null ? "from" : "to", "Give both days, the first and the last.");
        else if (form.IsRight && to < from)
            form.Problem("to", "The last day is not before the first.");
        if (!form.IsRight)
            return await Show(id, context, staff, volunteers, form, StatusCodes.Status422UnprocessableEntity);
        UsualTime[] free = [.. from day in Days from part in Enum.GetValues<PartOfDay>()
            let time = new UsualTime(day, part) where form.Has(Free(time)) select time];
        DateOnly over = WorkingCalendar.LondonDate(clocks.Now).AddYears(-1);
        StaffMember? changed = await staff.Change(id, s => s.Role is not StaffRole.Volunteer ? s : s with
        {
            Volunteering = new VolunteerDetails(dbs) { Free = free },
            Leave = [.. s.Leave.Where(l => l.To >= over && !form.Has(Out(l)) && (l.From, l.To) != (from, to))
                .Concat(from is { } first && to is { } last ? [new Leave(first, last)] : []).OrderBy(l => l.From).TakeLast(MostLeaves)],
        }, context.RequestAborted);
        return changed is null ? Notices.NoSuchPage(context.Reader()) : Pages.SeeOther($"{Path}/{id}?saved=yes");
    }

    public static string Out(Leave leave) => $"out-{leave.From:yyyyMMdd}-{leave.To:yyyyMMdd}";
}
