using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>What staff look at: their tasks, the journeys, one journey with its story.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
internal sealed partial class StaffEndpoints
{
    private const int UsualPage = 50;
    private const int LongestPage = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapApi();
        api.TakesOnly("/api/tasks", api.MapGet("/api/tasks", Tasks).ForStaff());
        api.TakesOnly("/api/journeys", api.MapGet("/api/journeys", Journeys).ForStaff());
        api.TakesOnly("/api/journeys/{id}", api.MapGet("/api/journeys/{id}", Journey).ForStaff());
        api.TakesOnly("/api/unmet-needs", api.MapGet("/api/unmet-needs", Unmet).ForStaff(StaffRole.Lead, StaffRole.Admin));
        api.TakesOnly("/api/journeys/{id}/commands",
            api.MapPost("/api/journeys/{id}/commands", CommandEndpoints.Give).ForStaffEvenAtRest());
    }

    private static async Task<Results<Reply<Listing<TaskItem>>, ApiProblem>> Tasks(HttpContext context, IJourneyStore store, Clocks clocks)
    {
        IQueryCollection query = context.Request.Query;
        TaskQuery tasks = new();
        switch (One(query, "assignee"))
        {
            case null:
                break;
            case "me":
                tasks = tasks with { Assignee = context.Member().Id };
                break;
            case "unassigned":
                tasks = tasks with { Unassigned = true };
                break;
            case { Length: <= 64 } id:
                tasks = tasks with { Assignee = id };
                break;
            default:
                return ApiProblem.Parameter("assignee",
                    "Give me, unassigned, a staff id, or one of the queues triage, lead and safeguarding.");
        }
        if (DueWindow(One(query, "due"), clocks.Now) is not var (from, before))
            return ApiProblem.Parameter("due", "Give overdue, today, week, or a date such as 2027-03-12.");
        if (Most(query) is not { } most)
            return BadPageLength;
        return await Paged(query, async after =>
        {
            Page<TaskRow> page =
                await store.Tasks(tasks with { DueFrom = from, DueBefore = before, Most = most, Continue = after }, context.RequestAborted);
            return new Reply<Listing<TaskItem>>(Listing<TaskItem>.Of(page, TaskItem.Of), ApiJson.Default.Tasks);
        });
    }

    private static async Task<Results<Reply<Listing<JourneyItem>>, ApiProblem>> Journeys(
        HttpContext context, IJourneyStore store, Clocks clocks)
    {
        IQueryCollection query = context.Request.Query;
        Stage? stage = null;
        if (One(query, "stage") is { } word)
        {
            stage = Enum.GetValues<Stage>().Where(s => JsonNamingPolicy.CamelCase.ConvertName(s.ToString()) == word).Select(s => (Stage?)s)
                .FirstOrDefault();
            if (stage is null)
                return ApiProblem.Parameter("stage", "Give triage, contacting, meeting, planning, attending, afterCare or closed.");
        }
        string? assignee = One(query, "assignee") is "me" ? context.Member().Id : One(query, "assignee");
        if (assignee is { Length: > 64 } or "unassigned")
            return ApiProblem.Parameter("assignee", "Give me or a staff id.");
        if (One(query, "overdue") is not (null or "true" or "false"))
            return ApiProblem.Parameter("overdue", "Give true or false.");
        if (Most(query) is not { } most)
            return BadPageLength;
        DateTimeOffset? overdueAt = One(query, "overdue") is "true" ? clocks.Now : null;
        return await Paged(query, async after =>
        {
            Page<StoredJourney> page =
                await store.Journeys(new JourneyQuery(stage, assignee, overdueAt, most, after), context.RequestAborted);
            return new Reply<Listing<JourneyItem>>(Listing<JourneyItem>.Of(page, JourneyItem.Of), ApiJson.Default.Journeys);
        });
    }

    private static async Task<Results<Reply<JourneyView>, ApiProblem>> Journey(
        string id, HttpContext context, IJourneyStore store, IOutbox outbox, StaffDirectory staff, Timeline timeline, AccessLog looks,
        Pathway pathway, ILogger<StaffEndpoints> log)
    {
        if (!Guid.TryParse(id, out Guid journey))
            return ApiProblem.NotFound("journey");
        StaffMember member = context.Member();
        LoadedJourney loaded = await store.Load(journey, context.RequestAborted);
        if (loaded is not LoadedJourney.Found { Stored: var stored })
            return loaded is LoadedJourney.Unreadable unreadable
                ? ApiProblem.Unreadable(unreadable.Sentence)
                : ApiProblem.NotFound("journey");
        // Who has seen a person's story is part of the audit trail.
        await looks.Record(journey, member, LookedBy.Api, context.RequestAborted);
        LogLooked(log, member.Id, member.Role, journey);
        StaffMember? linkWorker = stored.State.LinkWorker is { } chosen ? await staff.Find(chosen, context.RequestAborted) : null;
        return new Reply<JourneyView>(
            JourneyView.Of(stored, linkWorker, await outbox.Of(journey, context.RequestAborted),
                await timeline.Of(journey, context.RequestAborted), pathway), ApiJson.Default.JourneyView);
    }

    private static async Task<Results<Reply<Listing<UnmetNeed>>, ApiProblem>> Unmet(
        HttpContext context, UnmetNeeds unmetNeeds, Clocks clocks)
    {
        IQueryCollection query = context.Request.Query;
        DateOnly month = WorkingCalendar.LondonDate(clocks.Now);
        if (One(query, "month") is { } text
            && !DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out month))
            return ApiProblem.Parameter("month", "Give a month such as 2027-03.");
        if (Most(query) is not { } most)
            return BadPageLength;
        return await Paged(query, async after =>
        {
            Page<UnmetNeed> page = await unmetNeeds.Of(month, most, after, context.RequestAborted);
            return new Reply<Listing<UnmetNeed>>(new(page.Items, page.Continue), ApiJson.Default.UnmetNeeds);
        });
    }

    /// <summary>
    /// Days are in London. Overdue means due before now, and a week is the seven days from today. Null if there is no such window.
    /// </summary>
    private static (DateTimeOffset? From, DateTimeOffset? Before)? DueWindow(string? due, DateTimeOffset now)
    {
        DateOnly today = WorkingCalendar.LondonDate(now);
        return due switch
        {
            null => (null, null),
            "overdue" => (null, now),
            "today" => Days(today, 1),
            "week" => Days(today, 7),
            _ when DateOnly.TryParseExact(due, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                && day.Year is > 1900 and < 9000 => Days(day, 1),
            _ => null,
        };

        static (DateTimeOffset?, DateTimeOffset?) Days(DateOnly first, int count) =>
            (WorkingCalendar.London(first, TimeOnly.MinValue), WorkingCalendar.London(first.AddDays(count), TimeOnly.MinValue));
    }

    internal static async Task<Results<Reply<T>, ApiProblem>> Paged<T>(IQueryCollection query, Func<string?, Task<Reply<T>>> read)
    {
        try
        {
            return await read(One(query, "continue"));
        }
        catch (FormatException)
        {
            return ApiProblem.Parameter("continue", "Give back what the page before this one said, or leave it out to begin.");
        }
    }

    internal static string? One(IQueryCollection query, string name) =>
        query[name] is [{ Length: > 0 } value] ? value : query[name].Count > 0 ? query[name].ToString() : null;

    internal static int? Most(IQueryCollection query) => One(query, "most") is not { } text ? UsualPage
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int most) && most is >= 1 and <= LongestPage
            ? most
            : null;

    internal static ApiProblem BadPageLength => ApiProblem.Parameter("most", $"Give a number from 1 to {LongestPage}.");

    [LoggerMessage(EventId = 5201, Level = LogLevel.Information, Message = "Staff {Staff} ({Role}) looked at journey {Journey}")]
    private static partial void LogLooked(ILogger log, string staff, StaffRole role, Guid journey);
}
