using SocialPrescribing.Journeys;

namespace SocialPrescribing.Bench;

/// <summary>A journey in its own time, which goes from one due time to the next as a runtime does.</summary>
/// <param name="tell">Receives what happened: when, by whom, the events, and the journey after them.</param>
internal sealed class Life(DateTimeOffset now, Action<DateTimeOffset, Actor, IReadOnlyList<JourneyEvent>, Journey>? tell = null)
{
    public static readonly Pathway Pathway = new();
    private static readonly Dictionary<string, int> Answers =
        new() { ["ons4.satisfied"] = 6, ["ons4.worthwhile"] = 6, ["ons4.happy"] = 7, ["ons4.anxious"] = 4 };
    private int _commands;
    private DateTimeOffset? _next;

    public Journey Journey { get; private set; } = null!;
    public int Events { get; private set; }

    public string Do(JourneyCommand command)
    {
        string id = $"command-{++_commands}";
        (Decision decision, Journey? after) = Journey.Step(Journey, command, Pathway, new Moment(now, Actor.Staff("tom"), id));
        if (decision is not Decision.Accepted accepted)
            throw new InvalidOperationException($"{command.GetType().Name}: {decision}");
        (Journey, Events, _next) = (after!, Events + accepted.Events.Count, Agenda.Next(after!, Pathway));
        tell?.Invoke(now, Actor.Staff("tom"), accepted.Events, Journey);
        return id;
    }

    public void MoveTo(DateTimeOffset to)
    {
        while (_next is { } due && due <= to)
        {
            now = due;
            (IReadOnlyList<JourneyEvent> fired, Journey, _next) = Agenda.Advance(Journey, Pathway, now);
            Events += fired.Count;
            if (fired.Count > 0)
                tell?.Invoke(now, Actor.System, fired, Journey);
            // The person answers a day after the invitation.
            foreach (Survey open in Journey.Surveys.Where(s => s.IsOpenAt(now) && now >= s.OpenedAt.AddDays(1)).ToArray())
                Do(new Surveys.Answer(open.Id, Answers));
        }
        now = to;
    }
}
