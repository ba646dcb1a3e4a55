using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>Whose tasks the board shows.</summary>
/// <param name="Assignee">A staff id or a queue; null for everybody's.</param>
/// <param name="LinkWorker">The link worker whose people's waits are shown below the tasks.</param>
public sealed record BoardView(string Name, string Title, string? Assignee, string? LinkWorker = null)
{
    private const string Everybody = "everybody";

    public bool IsEverybodys => Name == Everybody;

    public static BoardView Of(string? name, StaffMember reader) => All(reader).FirstOrDefault(v => v.Name == name) ?? All(reader)[0];

    /// <summary>The first is the default: link workers see their own tasks, everybody else sees all.</summary>
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

/// <summary>Kinds of work that people do in one go, such as an hour of calls.</summary>
public enum BoardWork { Calls, Other }

/// <summary>What the board shows. It is in the address, so it can be bookmarked and people can come back to it.</summary>
/// <param name="Whose">For everybody's board: a staff id.</param>
public sealed record BoardFilter(BoardView View, BoardWork? Work = null, Stage? Stage = null, string? Whose = null)
{
    private const int LongestId = 64;
    private static readonly (string Name, Func<BoardFilter, string?> Value)[] _fields =
    [
        ("view", f => f.View.Name), ("work", f => f.Work?.ToString().ToLowerInvariant()),
        ("stage", f => f.Stage?.ToString().ToLowerInvariant()), ("whose", f => f.Whose),
    ];

    public string? Assignee => Whose ?? View.Assignee;

    /// <summary>Whether tasks are left out. Then more rows have to be read to count them.</summary>
    public bool IsNarrow => Work is not null || Stage is not null;

    public bool IsAnything => IsNarrow || Whose is not null;

    /// <summary>The filter as an address and as the fields of a form.</summary>
    public IEnumerable<(string Name, string Value)> Fields =>
        _fields.Select(f => (f.Name, Value: f.Value(this))).Where(f => f.Value is not null).Select(f => (f.Name, f.Value!));

    public string Query => string.Join('&', Fields.Select(f => $"{f.Name}={f.Value}"));

    public string Path => $"/board?{Query}";

    /// <param name="asked">The values in the address or the form. Values that the page does not offer are left out.</param>
    public static BoardFilter Of(Func<string, string?> asked, StaffMember reader)
    {
        BoardView view = BoardView.Of(asked("view"), reader);
        return new(view, Choice<BoardWork>(asked("work")), Choice<Stage>(asked("stage")),
            view.IsEverybodys && asked("whose") is { Length: > 0 and <= LongestId } id && id.All(char.IsAsciiLetterOrDigit) ? id : null);
    }

    /// <param name="query">From <see cref="Query"/>, sent with a form. Null is returned if it is not one of ours.</param>
    public static BoardFilter? Back(string query, StaffMember reader)
    {
        Dictionary<string, string> fields = query.Split('&').Select(f => f.Split('=')).Where(f => f.Length is 2)
            .DistinctBy(f => f[0]).ToDictionary(f => f[0], f => f[1]);
        BoardFilter back = Of(fields.GetValueOrDefault, reader);
        return back.Query == query ? back : null;
    }

    public bool Takes(TaskRow row, Journey journey) => Takes(row) && (Stage is null || journey.Stage == Stage);

    public bool Takes(TaskRow row) => Work is null || TaskType.Of(row.Kind).IsCall == Work is BoardWork.Calls;

    private static T? Choice<T>(string? word) where T : struct, Enum =>
        word is { Length: > 0 } && char.IsAsciiLetter(word[0]) && Enum.TryParse(word, ignoreCase: true, out T choice)
            && Enum.IsDefined(choice) ? choice : null;
}
