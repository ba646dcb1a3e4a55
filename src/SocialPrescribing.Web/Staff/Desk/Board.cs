using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>The board: what is late, what is due today, this week and later, and what others must do.</summary>
public static class Board
{
    private const int InGroup = 20;
    /// <summary>More tasks than nearly anybody has.</summary>
    private const int AtOnce = 60;
    private const int OnPage = 50;
    private const int MostWaits = 200;
    private const int MostUrgent = 200;
    private const int MostNarrow = 300;

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        staffPages.MapGet("/board", Show);
        BoardSeveral.Map(staffPages);
    }

    private static Task<PageResult> Show(HttpContext context, [AsParameters] Services services) =>
        ShowOf(BoardFilter.Of(name => context.Request.Query[name], context.Reader()), SentForm.Empty, context, services);

    /// <summary>The services that the board needs.</summary>
    public sealed record Services(
        [FromServices] IJourneyStore Store, [FromServices] StaffDirectory Staff, [FromServices] Pathway Pathway,
        [FromServices] Clocks Clocks);

    /// <param name="several">The form for several tasks at once, if it was returned because some could not be done.</param>
    internal static async Task<PageResult> ShowOf(BoardFilter filter, SentForm several, HttpContext context, Services services)
    {
        CancellationToken cancellation = context.RequestAborted;
        IQueryCollection query = context.Request.Query;
        StaffMember reader = context.Reader();
        IJourneyStore store = services.Store;
        DateTimeOffset now = services.Clocks.Now;
        Task<IReadOnlyList<StaffMember>> staff = services.Staff.AllCached(cancellation);
        IReadOnlyList<BoardGroup> all = BoardGroup.At(now, services.Pathway.Calendar);
        if (!several.WasSent && all.FirstOrDefault(g => g.Name == query["due"]) is { } group)
        {
            BoardTasks tasks = await Tasks(filter, group, OnPage, query["after"], services.Staff, [], store, cancellation);
            return Pages.Of<BoardGroupPage>((nameof(BoardGroupPage.Reader), reader), (nameof(BoardGroupPage.Filter), filter),
                (nameof(BoardGroupPage.Now), now), (nameof(BoardGroupPage.Staff), await staff),
                (nameof(BoardGroupPage.Tasks), tasks), (nameof(BoardGroupPage.Unreadable), tasks.Unreadable));
        }

        // The caseload is read once, for the tasks and for what others must do.
        Task<Page<StoredJourney>> caseload = filter.View.LinkWorker is { } own
            ? CaseloadPages.Of(own, store, cancellation) : Task.FromResult(new Page<StoredJourney>([], null));
        bool isWhole = several.WasSent || query["due"] != BoardPage.WaitingGroup;
        Task<Page<TaskRow>[]> rows = isWhole ? Rows(filter, all, store, cancellation) : Task.FromResult<Page<TaskRow>[]>([]);
        await Task.WhenAll(staff, caseload, rows);
        Page<StoredJourney> people = await caseload;
        List<Waiting> waits = [.. people.Items.SelectMany(p => Waiting.Of(p.State, services.Pathway, now))
            .OrderBy(w => w.Act?.At ?? DateTimeOffset.MaxValue)];
        // A meeting is nobody's task until it is over, so the tasks alone would leave a day empty on which somebody is waited for.
        DateOnly today = WorkingCalendar.LondonDate(now);
        List<DiaryEntry> diary = [.. people.Items
            .SelectMany(p => DiaryDays.Of(p.State, WorkingCalendar.London(today, TimeOnly.MinValue),
                WorkingCalendar.London(today.AddDays(1), TimeOnly.MinValue)))
            .Where(e => e.IsOpen).OrderBy(e => e.At).ThenBy(e => e.Journey.Id)];
        if (!isWhole)
            return Pages.Of<BoardWaitingPage>((nameof(BoardWaitingPage.Reader), reader), (nameof(BoardWaitingPage.Filter), filter),
                (nameof(BoardWaitingPage.Waits), waits.Take(MostWaits).ToList()), (nameof(BoardWaitingPage.Unreadable), people.Unreadable));
        List<BoardTasks> groups = [.. await Tasks(filter, all, await rows, services.Staff, people.Items, store, cancellation)];
        IReadOnlyList<Guid> unreadable = [.. people.Unreadable.Concat(groups.SelectMany(g => g.Unreadable)).Distinct().Order()];
        // A task under "now" need not be in another group as well.
        HashSet<(Guid, string)> urgent = [.. groups[0].Tasks.Select(t => (t.Row.Journey, t.Row.Task))];
        groups = [
            .. groups.Select(
                (g, i) => i is 0 ? g : g with { Tasks = [.. g.Tasks.Where(t => !urgent.Contains((t.Row.Journey, t.Row.Task)))] })];
        return Pages.Of<BoardPage>(several.IsRight ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
            (nameof(BoardPage.Reader), reader), (nameof(BoardPage.Filter), filter),
            (nameof(BoardPage.Groups), groups), (nameof(BoardPage.Now), now), (nameof(BoardPage.Staff), await staff),
            (nameof(BoardPage.Diary), diary),
            (nameof(BoardPage.Covered), await DiaryDays.Covered(now, reader, await staff, store, cancellation)),
            (nameof(BoardPage.Waits), waits.Take(InGroup).ToList()), (nameof(BoardPage.HasMoreWaits), waits.Count > InGroup),
            (nameof(BoardPage.Unreadable), unreadable), (nameof(BoardPage.Several), several),
            (nameof(BoardPage.Done), BoardSeveral.Done(several.WasSent ? several["did"] : query["did"].ToString())
                ?? CommandForm.Find(query["done"].ToString())?.Done));
    }

    private static TaskQuery QueryOf(BoardFilter filter, BoardGroup group, int most, string? after) =>
        !group.IsNow ? new TaskQuery(filter.Assignee, group.From, group.Before, most, after)
        : filter.View.LinkWorker is null ? new TaskQuery(filter.Assignee, Most: most, Continue: after) { Urgent = true }
        // Urgent tasks that belong to nobody are shown to everybody who looks at their own work.
        : new TaskQuery(Most: MostUrgent, Continue: after) { Urgent = true };

    /// <summary>
    /// The rows of each group. All groups but "now" share one order, so they are read in one query. A group that this query does not reach
    /// is read by itself.
    /// </summary>
    private static async Task<Page<TaskRow>[]> Rows(
        BoardFilter filter, IReadOnlyList<BoardGroup> groups, IJourneyStore store, CancellationToken cancellation)
    {
        // A filter leaves rows out, so more rows are read to show as many.
        int most = filter.IsNarrow ? MostNarrow : InGroup, atOnce = filter.IsNarrow ? MostNarrow : AtOnce;
        Task<Page<TaskRow>> urgent = store.Tasks(QueryOf(filter, groups.Single(g => g.IsNow), most, null), cancellation);
        Page<TaskRow> first = await store.Tasks(new TaskQuery(filter.Assignee, Most: atOnce), cancellation);
        return await Task.WhenAll(
            groups.Select(
                g => g.IsNow ? urgent
                    : PartOf(first, g, most) is { } part ? Task.FromResult(part)
                    : store.Tasks(QueryOf(filter, g, most, null), cancellation)));
    }

    /// <summary>The part of the first query that belongs to a group. Null if the group may have more.</summary>
    private static Page<TaskRow>? PartOf(Page<TaskRow> first, BoardGroup group, int most)
    {
        List<TaskRow> some = [
            .. first.Items.Where(t => (group.From is not { } from || t.Due >= from) && (group.Before is not { } before || t.Due < before))];
        bool isAll = first.Continue is null || (group.Before is { } end && first.Items.Any(t => t.Due >= end));
        return isAll || some.Count > most
            ? Service.Ports.Page.Of(some, most, TaskMark.After) with { Unreadable = first.Unreadable }
            : null;
    }

    /// <param name="known">Journeys that have been read already.</param>
    private static async Task<BoardTasks> Tasks(
        BoardFilter filter, BoardGroup group, int most, string? after, StaffDirectory staff, IReadOnlyList<StoredJourney> known,
        IJourneyStore store, CancellationToken cancellation)
    {
        TaskQuery query = QueryOf(filter, group, most, after);
        Page<TaskRow> page;
        try
        {
            page = await store.Tasks(query, cancellation);
        }
        catch (FormatException)
        {
            page = await store.Tasks(query with { Continue = null }, cancellation);
        }
        return (await Tasks(filter, [group], [page], staff, known, store, cancellation))[0];
    }

    /// <summary>The tasks with their journeys. Each journey is read once.</summary>
    private static async Task<BoardTasks[]> Tasks(
        BoardFilter filter, IReadOnlyList<BoardGroup> groups, Page<TaskRow>[] rows, StaffDirectory staff,
        IReadOnlyList<StoredJourney> known, IJourneyStore store, CancellationToken cancellation)
    {
        Dictionary<Guid, StoredJourney> journeys = known.ToDictionary(j => j.State.Id);
        LoadedJourney[] others = await Task.WhenAll(
            rows.SelectMany(p => p.Items).Where(filter.Takes).Select(t => t.Journey).Distinct().Where(id => !journeys.ContainsKey(id))
                .Select(id => store.Load(id, cancellation)));
        foreach (StoredJourney other in others.Found())
            journeys.Add(other.State.Id, other);
        // Somebody who was added a moment ago may already have a task.
        IEnumerable<string> theirs = rows.SelectMany(p => p.Items).Select(t => t.Assignee).Where(a => StaffTexts.Queue(a) is null);
        Dictionary<string, string> names = (await staff.AllCached(theirs, cancellation)).ToDictionary(s => s.Id, s => s.Name);
        return [.. groups.Zip(rows, (group, page) => new BoardTasks(group,
            [.. page.Items
                .Where(
                    t => journeys.TryGetValue(t.Journey, out StoredJourney? journey) && filter.Takes(t, journey.State)
                        && (!group.IsNow || filter.View.LinkWorker is null || t.Assignee == filter.Assignee || t.Assignee is Queues.Triage))
                .Select(
                    t => new BoardTask(t, journeys[t.Journey].State, journeys[t.Journey].Version,
                        names.GetValueOrDefault(t.Assignee) ?? $"{t.Assignee} queue")
                    {
                        GivenBy = journeys[t.Journey].State.Tasks.FirstOrDefault(o => o.Id == t.Task)?.GivenBy is { } giver
                            ? names.GetValueOrDefault(giver, "somebody who has left")
                            : "the service ("
                                + $"{names.GetValueOrDefault(journeys[t.Journey].State.LinkWorker ?? "", "somebody")} is on leave)",
                    })],
            page.Continue)
        { Unreadable = [.. page.Unreadable.Concat(others.Unreadable()).Distinct().Order()] })];
    }
}

/// <summary>A group of tasks on the board. Days and weeks are those of London; a week ends on Sunday.</summary>
/// <param name="From">Due from this moment on; null for any.</param>
/// <param name="Before">Due before this moment; null for any.</param>
public sealed record BoardGroup(string Name, string Title, string Empty, DateTimeOffset? From = null, DateTimeOffset? Before = null)
{
    /// <summary>Urgent tasks, whenever they are due. They come first.</summary>
    public const string Now = "now";
    private const string Overdue = "overdue";

    public bool IsNow => Name is Now;
    /// <summary>Its name beside the count.</summary>
    public string Short { get; init; } = Title.ToLowerInvariant();
    public bool IsOverdue => Name is Overdue;

    /// <summary>
    /// The groups at this moment. Before days off (on a Friday evening, at a weekend, before and on a bank holiday) they end with the next
    /// working day, so that nothing for Monday morning is hidden behind the end of the week.
    /// </summary>
    public static IReadOnlyList<BoardGroup> At(DateTimeOffset now, WorkingCalendar calendar)
    {
        DateOnly today = WorkingCalendar.LondonDate(now);
        DateTimeOffset tomorrow = Begins(today.AddDays(1));
        BoardGroup[] first = [new(Now, "Now", "Nothing is urgent."), new(Overdue, "Overdue", "Nothing is overdue.", null, now)];
        bool isOver = !calendar.IsWorkingDay(today)
            || (now >= WorkingCalendar.London(today, calendar.Closes) && !calendar.IsWorkingDay(today.AddDays(1)));
        if (isOver)
        {
            DateOnly next = calendar.AddWorkingDays(today, 1);
            return
            [
                .. first,
                new("next", $"Next working day: {Words.Day(next)}", "Nothing else until then.", now, Begins(next.AddDays(1)))
                {
                    Short = "next working day",
                },
                new("after", "The days after", "Nothing later.", Begins(next.AddDays(1))),
            ];
        }
        DateOnly following = calendar.AddWorkingDays(today, 1);
        DateTimeOffset after = Begins(following.AddDays(1)), monday = Begins(today.AddDays(7 - (((int)today.DayOfWeek + 6) % 7)));
        bool hasRest = after < monday && calendar.AddWorkingDays(following, 1) < WorkingCalendar.LondonDate(monday);
        return
        [
            .. first, new("today", "Today", "Nothing else for today.", now, tomorrow),
            new("next", Words.Day(following), "Nothing else until then.", tomorrow, after) { Short = "next working day" },
            .. hasRest ? [new("week", "This week", "Nothing else this week.", after, monday)] : Array.Empty<BoardGroup>(),
            new("later", "Later", "Nothing later.", hasRest ? monday : after),
        ];
    }

    private static DateTimeOffset Begins(DateOnly day) => WorkingCalendar.London(day, TimeOnly.MinValue);
}

/// <param name="Version">The journey's version that the reader sees.</param>
/// <param name="Assigned">The assignee's name.</param>
public sealed record BoardTask(TaskRow Row, Journey Journey, int Version, string Assigned)
{
    /// <summary>The task in the journey; null if it has just been done.</summary>
    public OpenTask? Open => Journey.Tasks.FirstOrDefault(t => t.Id == Row.Task);
    /// <summary>Who gave the task to somebody else, by name; null for the link worker's own tasks.</summary>
    public string? GivenBy { get; init; }
}

/// <param name="Continue">Null on the last page.</param>
public sealed record BoardTasks(BoardGroup Group, IReadOnlyList<BoardTask> Tasks, string? Continue)
{
    /// <summary>Journeys that belong here and cannot be read.</summary>
    public IReadOnlyList<Guid> Unreadable { get; init; } = [];

    /// <summary>How many tasks there are, as far as they were counted.</summary>
    public string Count => Continue is null ? $"{Tasks.Count}" : $"{Tasks.Count}+";
}
