using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>A form on the journey's page.</summary>
/// <param name="Command">The command that it gives.</param>
/// <param name="About">What it is about, where there can be several.</param>
public sealed record TaskForm(string Command, string About = "")
{
    /// <summary>
    /// Commands with a short form on the task's own card, for everyday work. <see cref="Alike"/> and <see cref="Ending"/> name no single
    /// form but a part of the page with several.
    /// </summary>
    public const string Attempt = "recordAttempt", Outcome = "recordMeetingOutcome", Came = "recordSession",
        Alike = "answerAlike", Ending = "keepOpen";

    /// <summary>The form that does a task as the journey stands now; null where only a tick does.</summary>
    public static TaskForm? Of(TaskKind kind, Journey journey, string? about, DateTimeOffset now) =>
        TaskType.Of(kind).DoneIn(journey, about, now) is { } by ? new(CommandForm.NameOf(by.Command), by.About) : null;

    /// <summary>The same if it has a short form just now.</summary>
    public static TaskForm? ShortOf(TaskKind kind, Journey journey, string? about, DateTimeOffset now) =>
        journey is { AcceptedAt: not null, HasEnded: false } && Of(kind, journey, about, now) is { } form
        && (form.Command is Attempt or Outcome
            || (form.Command is Came && journey.Sessions.Any(s => s.Id == about && s.IsPlanned))) ? form : null;
}

/// <summary>One open task and where it is done.</summary>
/// <param name="Form">The form that does it; null where none does.</param>
/// <param name="IsHere">Its form stands at the task itself. Two tasks that one form does have it once.</param>
public sealed record NextTask(OpenTask Task, TaskForm? Form, bool IsHere)
{
    public string? Key => Form is null ? null : OpenJourney.KeyOf(Form.Command, Form.About);
}

/// <summary>What is to be done, the first due first, each with the form that does it.</summary>
public static class NextForms
{
    /// <summary>
    /// Forms of a few fields. A plan and an introduction want a page's room, and stand on theirs; what concerns a concern, the end or
    /// another journey stands on the same page already.
    /// </summary>
    private static readonly string[] _short =
    [
        "accept", "allocate", "recordAttempt", "bookMeeting", "moveMeeting", "recordMeetingOutcome", "recordReview",
        "recordProviderAnswer", "planSession", "arrangeTransport", "chooseVolunteer", "recordSession", "changeSupport",
    ];

    public static IReadOnlyList<NextTask> Of(Journey journey, DateTimeOffset now)
    {
        List<NextTask> next = [];
        foreach (OpenTask task in journey.Tasks.OrderBy(t => DeskWords.Resting(journey, t.Kind) is not null).ThenBy(t => t.Due))
        {
            TaskForm? form = TaskForm.Of(task.Kind, journey, task.About, now);
            next.Add(new NextTask(task, form,
                form is not null && _short.Contains(form.Command) && next.All(n => n.Form != form)));
        }
        return next;
    }

    /// <summary>The page on which a form that came back is shown again: where it was sent from, if it still stands there.</summary>
    public static JourneyTab TabOf(Forms.SentForm sent, Journey journey, DateTimeOffset now)
    {
        JourneyTab home = JourneyTab.Of(sent["form"]);
        return sent.Has("tab") && JourneyTab.Find(sent["tab"]) == home ? home
            : sent.Values.ContainsKey("tab") && sent["tab"].Length is 0
                && Of(journey, now).Any(n => n.IsHere && n.Form is { } form && form.Command == sent["form"] && form.About == sent["about"])
                ? JourneyTab.ToDo
            : home;
    }
}
