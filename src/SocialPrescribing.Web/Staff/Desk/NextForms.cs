using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>A form on a page of the journey.</summary>
/// <param name="Command">The command that it gives.</param>
/// <param name="About">What it is about, if there can be several.</param>
public sealed record TaskForm(string Command, string About = "")
{
    /// <summary>These name no single form but a part of the page with several.</summary>
    public const string Alike = "answerAlike", Ending = "keepOpen";

    /// <summary>The form that does a task in the journey's present state; null if the task is only ticked off.</summary>
    public static TaskForm? Of(TaskKind kind, Journey journey, string? about, DateTimeOffset now) =>
        TaskType.Of(kind).DoneIn(journey, about, now) is { } by ? new(CommandForm.Of(by.Command).Name, by.About) : null;

    /// <summary>The same, if it has a short form at present.</summary>
    public static TaskForm? ShortOf(TaskKind kind, Journey journey, string? about, DateTimeOffset now) =>
        journey is { AcceptedAt: not null, HasEnded: false } && Of(kind, journey, about, now) is { } form
        && CommandForm.Find(form.Command)?.IsOnBoard?.Invoke(journey, about) is true ? form : null;
}

/// <summary>One open task and its form.</summary>
/// <param name="Form">The form that does it; null if there is none.</param>
/// <param name="IsHere">Whether the form is on the task's card. If one form does two tasks, only one card has it.</param>
public sealed record NextTask(OpenTask Task, TaskForm? Form, bool IsHere)
{
    public string? Key => Form is null ? null : OpenJourney.KeyOf(Form.Command, Form.About);
}

/// <summary>The open tasks with their forms, the first due first.</summary>
public static class NextForms
{
    public static IReadOnlyList<NextTask> Of(Journey journey, DateTimeOffset now)
    {
        List<NextTask> next = [];
        foreach (OpenTask task in journey.Tasks.OrderBy(t => DeskWords.Resting(journey, t.Kind) is not null).ThenBy(t => t.Due))
        {
            TaskForm? form = TaskForm.Of(task.Kind, journey, task.About, now);
            next.Add(new NextTask(task, form,
                form is not null && CommandForm.Find(form.Command) is { IsOnCard: true } && next.All(n => n.Form != form)));
        }
        return next;
    }

    /// <summary>The page on which a returned form is shown: the one from which it was sent, if the form is still there.</summary>
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
