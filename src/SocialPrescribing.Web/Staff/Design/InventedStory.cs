using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Staff.Desk;

namespace SocialPrescribing.Web.Staff.Design;

/// <summary>
/// An invented person's journey, made by the real decisions in memory. It always ends on the same morning, so that two pictures of a page
/// differ only in the page.
/// </summary>
public sealed class InventedStory
{
    /// <summary>A Thursday morning.</summary>
    public static readonly DateTimeOffset Now = new(2027, 5, 20, 9, 30, 0, TimeSpan.Zero);

    public static readonly StaffMember Sam = new("sam", "sam@riverside.example", "Sam Reyes", StaffRole.Lead, Enabled: true);

    /// <summary>The defaults: a service's own settings must not change how these pages look.</summary>
    public static readonly Pathway Pathway = new();

    private static readonly Actor _system = Actor.System;

    private readonly List<JournalCommit> _journal = [];
    private Journey? _journey;
    private DateTimeOffset _at;

    /// <param name="number">The person's number, so that two people have two ids.</param>
    public InventedStory(byte number, int daysAgo, Referral referral)
    {
        _at = Now.AddDays(-daysAgo);
        Guid id = new(number, 0, 0, new byte[8]);
        HeldReferral held = new(new Guid(number, 1, 0, new byte[8]), Reference.From(number), null, _at, referral);
        Do(new Intake.Receive(id, held), Actor.Referrer(null));
    }

    public Journey Journey => _journey!;
    public DateTimeOffset Tomorrow => _at.AddDays(1);

    /// <summary>A member of staff gives a command. Returns its id, which later commands use.</summary>
    public string Do(JourneyCommand command) => Do(command, Actor.Staff(Sam.Id));

    private string Do(JourneyCommand command, Actor by)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"invented-{_journal.Count}");
        (Decision decision, _journey) = Journey.Step(_journey, command, Pathway, new Moment(_at, by, id));
        Keep(by, id, decision is Decision.Accepted accepted ? accepted.Events
            : throw new InvalidOperationException($"{command.GetType().Name} was refused: {((Decision.Refused)decision).Code}."));
        return id;
    }

    /// <summary>Time passes; what falls due happens.</summary>
    public void Pass(int days) => Until(_at.AddDays(days));

    public InventedStory UntilNow()
    {
        Until(Now);
        return this;
    }

    private void Until(DateTimeOffset end)
    {
        while (Agenda.Next(_journey!, Pathway) is { } next && next <= end)
        {
            _at = next > _at ? next : _at;
            (IReadOnlyList<JourneyEvent> events, _journey, _) = Agenda.Advance(_journey!, Pathway, _at);
            if (events.Count is 0)
                break;
            Keep(_system, null, events);
        }
        _at = end;
    }

    private void Keep(Actor by, string? id, IReadOnlyList<JourneyEvent> events) =>
        _journal.Add(new JournalCommit(_journal.Count + 1, _at, by, id, events));

    /// <summary>The journey as its page shows it.</summary>
    public OpenJourney Open(SentForm? sent = null) => new(Journey, _journal.Count, Sam, [Sam],
        [.. Timeline.Tell(_journal, id => id == Sam.Id ? Sam.Name : id).Reverse()], Pathway, Now, sent ?? SentForm.Empty)
    {
        Tab = JourneyTab.ToDo,
        Activities = [],
    };

    /// <summary>Its tasks, as the board shows them.</summary>
    public IEnumerable<BoardTask> Tasks => Journey.Tasks.Select(t => new BoardTask(
        new TaskRow(Journey.Id, t.Id, t.Kind, t.Assignee, t.About, t.OpenedAt, t.Due, t.Urgency), Journey, _journal.Count, Sam.Name)
    { GivenBy = t.GivenAt is null ? null : "Kim Hall" });
}
