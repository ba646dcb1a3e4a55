using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Web.Pages.Entry;

namespace SocialPrescribing.Web.Pages.Desk;

/// <summary>The day's work at a glance: what is late, what is for today, for this week, and after it; and the people behind it.</summary>
public sealed class Board(IJourneyStore store, StaffDirectory staff, Clocks clocks)
{
    private const int InGroup = 20;
    private const int OnPage = 50;

    public static void Map(IEndpointRouteBuilder staffPages) => staffPages.MapGet("/board", Show);

    private static async Task<IResult> Show(HttpContext context, Board board, CancellationToken cancellation)
    {
        IQueryCollection query = context.Request.Query;
        StaffMember reader = context.Reader();
        BoardView view = BoardView.Of(query["view"], reader);
        return BoardGroup.All.FirstOrDefault(g => g.Name == query["due"]) is { } group
            ? Page.Of<BoardGroupPage>((nameof(BoardGroupPage.Reader), reader), (nameof(BoardGroupPage.View), view),
                (nameof(BoardGroupPage.Tasks), await board.Tasks(view, group, OnPage, query["after"], cancellation)))
            : Page.Of<BoardPage>((nameof(BoardPage.Reader), reader), (nameof(BoardPage.View), view),
                (nameof(BoardPage.Groups), await board.Groups(view, cancellation)),
                (nameof(BoardPage.People), await board.People(view, query["people"], cancellation)));
    }

    private async Task<IReadOnlyList<BoardTasks>> Groups(BoardView view, CancellationToken cancellation)
    {
        List<BoardTasks> groups = [];
        foreach (BoardGroup group in BoardGroup.All)
            groups.Add(await Tasks(view, group, InGroup, null, cancellation));
        return groups;
    }

    private async Task<BoardTasks> Tasks(BoardView view, BoardGroup group, int most, string? after, CancellationToken cancellation)
    {
        (DateTimeOffset? from, DateTimeOffset? before) = group.Limits(clocks.Now);
        Page<TaskRow> page = await store.Tasks(new TaskQuery(view.Assignee, from, before, most, after), cancellation);
        Dictionary<string, string> names = (await staff.All(cancellation)).ToDictionary(s => s.Id, s => s.Name);
        List<BoardTask> tasks = [];
        foreach (TaskRow row in page.Items)
            if (await store.Load(row.Journey, cancellation) is { } stored)
                tasks.Add(new BoardTask(row, stored.State, names.GetValueOrDefault(row.Assignee) ?? $"{row.Assignee} queue"));
        return new BoardTasks(group, tasks, page.Continue);
    }

    private async Task<BoardPeople> People(BoardView view, string? after, CancellationToken cancellation)
    {
        if (!view.ShowsPeople)
            return new BoardPeople([], null);
        Page<StoredJourney> page = await store.Journeys(new JourneyQuery(LinkWorker: view.LinkWorker, Most: OnPage, Continue: after), cancellation);
        return new BoardPeople([.. page.Items.Where(j => !j.State.IsClosed).Select(BoardPerson.Of)], page.Continue);
    }
}

/// <summary>Whose tasks the board shows.</summary>
/// <param name="Assignee">A staff id or a queue; null for everybody's.</param>
/// <param name="LinkWorker">Whose people stand below the tasks.</param>
public sealed record BoardView(string Name, string Title, string? Assignee, string? LinkWorker = null)
{
    private const string Everybody = "everybody";

    public bool IsEverybodys => Name == Everybody;
    public bool ShowsPeople => LinkWorker is not null || IsEverybodys;
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

/// <summary>A stretch of time in which tasks are due. Days and weeks are London's; a week ends on Sunday.</summary>
public sealed record BoardGroup(string Name, string Title, string Empty)
{
    private static readonly BoardGroup _overdue = new("overdue", "Overdue", "Nothing is overdue.");
    private static readonly BoardGroup _today = new("today", "Today", "Nothing else for today.");
    private static readonly BoardGroup _week = new("week", "This week", "Nothing else this week.");
    private static readonly BoardGroup _later = new("later", "Later", "Nothing later.");

    public static IReadOnlyList<BoardGroup> All { get; } = [_overdue, _today, _week, _later];

    public bool IsOverdue => this == _overdue;

    public (DateTimeOffset? From, DateTimeOffset? Before) Limits(DateTimeOffset now)
    {
        DateOnly date = WorkingCalendar.LondonDate(now);
        DateTimeOffset tomorrow = WorkingCalendar.London(date.AddDays(1), TimeOnly.MinValue);
        DateTimeOffset monday = WorkingCalendar.London(date.AddDays(7 - (((int)date.DayOfWeek + 6) % 7)), TimeOnly.MinValue);
        return this == _overdue ? (null, now)
            : this == _today ? (now, tomorrow)
            : this == _week ? (tomorrow, monday)
            : (monday, null);
    }
}

/// <param name="Assigned">The name behind the assignee.</param>
public sealed record BoardTask(TaskRow Row, Journey Journey, string Assigned);

/// <param name="Continue">Null on the last page.</param>
public sealed record BoardTasks(BoardGroup Group, IReadOnlyList<BoardTask> Tasks, string? Continue)
{
    /// <summary>As far as was counted.</summary>
    public string Count => Continue is null ? $"{Tasks.Count}" : $"{Tasks.Count}+";
}

public sealed record BoardPeople(IReadOnlyList<BoardPerson> People, string? Continue);

/// <param name="Next">What is next for this person, in few words.</param>
public sealed record BoardPerson(Journey Journey, string Next)
{
    public static BoardPerson Of(StoredJourney stored)
    {
        Journey journey = stored.State;
        Meeting? meeting = journey.Meetings.Where(m => m.IsBooked).MinBy(m => m.At);
        OpenTask? task = journey.Tasks.MinBy(t => t.Due);
        Session? session = journey.Sessions.Where(s => s.IsPlanned).MinBy(s => s.At);
        return new BoardPerson(journey,
            journey.Pause is { } pause ? $"Paused until {Words.Date(pause.Until)}"
            : session is not null && (task is null || session.At < task.Due) && (meeting is null || session.At < meeting.At) ? $"Session on {Words.When(session.At)}"
            : meeting is not null && (task is null || meeting.At < task.Due) ? $"Meeting on {Words.When(meeting.At)}"
            : task is not null ? $"{Words.Task(task.Kind)}, by {Words.DateAndTime(task.Due)}"
            : stored.NextDue is { } due ? $"Nothing to do before {Words.Date(due)}"
            : "Nothing more to come");
    }
}
