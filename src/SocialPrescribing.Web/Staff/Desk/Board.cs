using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>The day's work at a glance: what is late, what is for today, for this week, and after it; and what is in other hands.</summary>
public static class Board
{
    private const int InGroup = 20;
    /// <summary>Mostly all of what somebody has to do.</summary>
    private const int AtOnce = 60;
    private const int OnPage = 50;
    private const int MostWaits = 200;
    private const int MostUrgent = 200;

    public static void Map(IEndpointRouteBuilder staffPages) => staffPages.MapGet("/board", Show);

    private static async Task<IResult> Show(
        HttpContext context, IJourneyStore store, StaffDirectory directory, Pathway pathway, Clocks clocks, CancellationToken cancellation)
    {
        IQueryCollection query = context.Request.Query;
        StaffMember reader = context.Reader();
        BoardView view = BoardView.Of(query["view"], reader);
        // Nobody else's name stands among one's own.
        Task<IReadOnlyList<StaffMember>> staff = view.Assignee == reader.Id
            ? Task.FromResult<IReadOnlyList<StaffMember>>([reader]) : directory.Lately(cancellation);
        IReadOnlyList<BoardGroup> all = BoardGroup.At(clocks.Now, pathway.Calendar);
        if (all.FirstOrDefault(g => g.Name == query["due"]) is { } group)
        {
            BoardTasks tasks = await Tasks(view, group, OnPage, query["after"], await Names(staff), [], store, cancellation);
            return Pages.Of<BoardGroupPage>((nameof(BoardGroupPage.Reader), reader), (nameof(BoardGroupPage.View), view),
                (nameof(BoardGroupPage.Now), clocks.Now),
                (nameof(BoardGroupPage.Tasks), tasks), (nameof(BoardGroupPage.Unreadable), tasks.Unreadable));
        }

        // Whose people these are is read once: their tasks and what they wait for are told from it.
        Task<Page<StoredJourney>> caseload = view.LinkWorker is { } own
            ? CaseloadPages.Of(own, store, cancellation) : Task.FromResult(new Page<StoredJourney>([], null));
        bool isWhole = query["due"] != BoardPage.WaitingGroup;
        Task<Page<TaskRow>[]> rows = isWhole ? Rows(view, all, store, cancellation) : Task.FromResult<Page<TaskRow>[]>([]);
        await Task.WhenAll(staff, caseload, rows);
        Page<StoredJourney> people = await caseload;
        List<Waiting> waits = [.. people.Items.SelectMany(p => Waiting.Of(p.State, pathway, clocks.Now))
            .OrderBy(w => w.Act?.At ?? DateTimeOffset.MaxValue)];
        if (!isWhole)
            return Pages.Of<BoardWaitingPage>((nameof(BoardWaitingPage.Reader), reader), (nameof(BoardWaitingPage.View), view),
                (nameof(BoardWaitingPage.Waits), waits.Take(MostWaits).ToList()), (nameof(BoardWaitingPage.Unreadable), people.Unreadable));
        List<BoardTasks> groups = [.. await Tasks(view, all, await rows, await Names(staff), people.Items, store, cancellation)];
        IReadOnlyList<Guid> unreadable = [.. people.Unreadable.Concat(groups.SelectMany(g => g.Unreadable)).Distinct().Order()];
        // What stands under now need not stand there twice.
        HashSet<(Guid, string)> now = [.. groups[0].Tasks.Select(t => (t.Row.Journey, t.Row.Task))];
        groups = [
            .. groups.Select(
                (g, i) => i is 0 ? g : g with { Tasks = [.. g.Tasks.Where(t => !now.Contains((t.Row.Journey, t.Row.Task)))] })];
        return Pages.Of<BoardPage>((nameof(BoardPage.Reader), reader), (nameof(BoardPage.View), view),
            (nameof(BoardPage.Groups), groups), (nameof(BoardPage.Now), clocks.Now),
            (nameof(BoardPage.Waits), waits.Take(InGroup).ToList()), (nameof(BoardPage.HasMoreWaits), waits.Count > InGroup),
            (nameof(BoardPage.Unreadable), unreadable),
            (nameof(BoardPage.Done), CommandForm.Find(query["done"].ToString())?.Done));
    }

    private static async Task<Dictionary<string, string>> Names(Task<IReadOnlyList<StaffMember>> staff) =>
        (await staff).ToDictionary(s => s.Id, s => s.Name);

    private static TaskQuery QueryOf(BoardView view, BoardGroup group, int most, string? after) =>
        !group.IsNow ? new TaskQuery(view.Assignee, group.From, group.Before, most, after)
        : view.LinkWorker is null ? new TaskQuery(view.Assignee, Most: most, Continue: after) { Urgent = true }
        // What is urgent and nobody's own is everybody's who looks at their own work.
        : new TaskQuery(Most: MostUrgent, Continue: after) { Urgent = true };

    /// <summary>
    /// What each group shows. All but what is urgent stand in one order, so they are asked for at once; only where there is too much for
    /// that, the groups behind are asked for by themselves.
    /// </summary>
    private static async Task<Page<TaskRow>[]> Rows(
        BoardView view, IReadOnlyList<BoardGroup> groups, IJourneyStore store, CancellationToken cancellation)
    {
        Task<Page<TaskRow>> urgent = store.Tasks(QueryOf(view, groups.Single(g => g.IsNow), InGroup, null), cancellation);
        Page<TaskRow> first = await store.Tasks(new TaskQuery(view.Assignee, Most: AtOnce), cancellation);
        return await Task.WhenAll(
            groups.Select(
                g => g.IsNow
                    ? urgent
                    : PartOf(first, g) is { } part ? Task.FromResult(part) : store.Tasks(QueryOf(view, g, InGroup, null), cancellation)));
    }

    /// <summary>Null where it may not be all of what the group would show.</summary>
    private static Page<TaskRow>? PartOf(Page<TaskRow> first, BoardGroup group)
    {
        List<TaskRow> some = [
            .. first.Items.Where(t => (group.From is not { } from || t.Due >= from) && (group.Before is not { } before || t.Due < before))];
        bool isAll = first.Continue is null || (group.Before is { } end && first.Items.Any(t => t.Due >= end));
        return isAll || some.Count > InGroup
            ? Service.Ports.Page.Of(some, InGroup, TaskMark.After) with { Unreadable = first.Unreadable }
            : null;
    }

    /// <param name="known">Journeys that have been read already.</param>
    private static async Task<BoardTasks> Tasks(
        BoardView view, BoardGroup group, int most, string? after, Dictionary<string, string> names, IReadOnlyList<StoredJourney> known,
        IJourneyStore store, CancellationToken cancellation)
    {
        TaskQuery query = QueryOf(view, group, most, after);
        Page<TaskRow> page;
        try
        {
            page = await store.Tasks(query, cancellation);
        }
        catch (FormatException)
        {
            page = await store.Tasks(query with { Continue = null }, cancellation);
        }
        return (await Tasks(view, [group], [page], names, known, store, cancellation))[0];
    }

    /// <summary>With the journeys behind them, each of which is read once.</summary>
    private static async Task<BoardTasks[]> Tasks(
        BoardView view, IReadOnlyList<BoardGroup> groups, Page<TaskRow>[] rows, Dictionary<string, string> names,
        IReadOnlyList<StoredJourney> known, IJourneyStore store, CancellationToken cancellation)
    {
        Dictionary<Guid, StoredJourney> journeys = known.ToDictionary(j => j.State.Id);
        LoadedJourney[] others = await Task.WhenAll(
            rows.SelectMany(p => p.Items).Select(t => t.Journey).Distinct().Where(id => !journeys.ContainsKey(id))
                .Select(id => store.Load(id, cancellation)));
        foreach (StoredJourney other in others.Found())
            journeys.Add(other.State.Id, other);
        return [.. groups.Zip(rows, (group, page) => new BoardTasks(group,
            [.. page.Items
                .Where(
                    t => journeys.ContainsKey(t.Journey)
                        && (!group.IsNow || view.LinkWorker is null || t.Assignee == view.Assignee || t.Assignee is Queues.Triage))
                .Select(
                    t => new BoardTask(t, journeys[t.Journey].State, journeys[t.Journey].Version,
                        names.GetValueOrDefault(t.Assignee) ?? $"{t.Assignee} queue"))],
            page.Continue)
        { Unreadable = [.. page.Unreadable.Concat(others.Unreadable()).Distinct().Order()] })];
    }
}

/// <summary>Whose tasks the board shows.</summary>
/// <param name="Assignee">A staff id or a queue; null for everybody's.</param>
/// <param name="LinkWorker">Whose people's waits stand below the tasks.</param>
public sealed record BoardView(string Name, string Title, string? Assignee, string? LinkWorker = null)
{
    private const string Everybody = "everybody";

    public bool IsEverybodys => Name == Everybody;
    public string Path => $"/board?view={Name}";

    public static BoardView Of(string? name, StaffMember reader) => All(reader).FirstOrDefault(v => v.Name == name) ?? All(reader)[0];

    /// <summary>The first is what one sees unasked: link workers their own, everybody else the whole.</summary>
    public static IReadOnlyList<BoardView> All(StaffMember reader)
    {
        BoardView mine = new("mine", "Mine", reader.Id, reader.Id), everybody = new(Everybody, "Everybody", null);
        bool own = reader.Role is StaffRole.LinkWorker;
        return
        [
            own ? mine : everybody,
            new("triage", "Triage queue", Queues.Triage),
            new("lead", "Lead queue", Queues.Lead),
            new("safeguarding", "Safeguarding queue", Queues.Safeguarding),
            own ? everybody : mine,
        ];
    }
}

/// <summary>What stands together on the board. Days and weeks are London's; a week ends on Sunday.</summary>
/// <param name="From">Due from then on; null for any.</param>
/// <param name="Before">Due before then; null for any.</param>
public sealed record BoardGroup(string Name, string Title, string Empty, DateTimeOffset? From = null, DateTimeOffset? Before = null)
{
    /// <summary>Urgent, whenever it is due: before everything else.</summary>
    public const string Now = "now";
    private const string Overdue = "overdue";

    public bool IsNow => Name is Now;
    public bool IsOverdue => Name is Overdue;

    /// <summary>
    /// The columns at this moment. Before days on which nobody works (on a Friday evening, at a weekend, before and on a bank holiday) they
    /// end with the next day on which somebody does, so that nothing for Monday morning hides behind a week that is over.
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
            return [.. first, new("next", $"Next working day: {Words.Day(next)}", "Nothing else until then.", now, Begins(next.AddDays(1))),
                new("after", "The days after", "Nothing later.", Begins(next.AddDays(1)))];
        }
        DateTimeOffset monday = Begins(today.AddDays(7 - (((int)today.DayOfWeek + 6) % 7)));
        return [.. first, new("today", "Today", "Nothing else for today.", now, tomorrow),
            new("week", "This week", "Nothing else this week.", tomorrow, monday), new("later", "Later", "Nothing later.", monday)];
    }

    private static DateTimeOffset Begins(DateOnly day) => WorkingCalendar.London(day, TimeOnly.MinValue);
}

/// <param name="Version">Of the journey, as the reader sees it.</param>
/// <param name="Assigned">The name behind the assignee.</param>
public sealed record BoardTask(TaskRow Row, Journey Journey, int Version, string Assigned);

/// <param name="Continue">Null on the last page.</param>
public sealed record BoardTasks(BoardGroup Group, IReadOnlyList<BoardTask> Tasks, string? Continue)
{
    /// <summary>Journeys that should stand there and cannot be read.</summary>
    public IReadOnlyList<Guid> Unreadable { get; init; } = [];

    /// <summary>As far as was counted.</summary>
    public string Count => Continue is null ? $"{Tasks.Count}" : $"{Tasks.Count}+";
}
