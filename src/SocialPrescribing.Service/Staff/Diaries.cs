using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Staff;

/// <summary>Days on which somebody does not work, in London, including the first and the last.</summary>
/// <param name="Cover">The staff id of whoever does what falls due meanwhile; null for nobody.</param>
public sealed record Leave(DateOnly From, DateOnly To, string? Cover = null)
{
    /// <summary>
    /// When the colleague who covers was named. Leave that is removed and entered again counts as new, so tasks are given again.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? EnteredAt { get; init; }

    /// <summary>Whether both say the same, whenever they were entered.</summary>
    public bool IsSame(Leave other) => (From, To, Cover) == (other.From, other.To, other.Cover);

    public bool Holds(DateOnly on) => From <= on && on <= To;
}

/// <summary>What conflicts with a time in a link worker's diary. It is a warning and forbids nothing: the person may have no
/// other time.</summary>
public abstract record InTheWay
{
    private InTheWay() { }

    /// <summary>Something with another person.</summary>
    /// <param name="Activity">For a session: its activity.</param>
    public sealed record Appointment(Journey Journey, ActivityDetails? Activity, DateTimeOffset At, DateTimeOffset EndsAt) : InTheWay
    {
        public bool IsSession => Activity is not null;
    }
    public sealed record OnLeave(Leave Leave) : InTheWay;
    /// <summary>A weekend, a bank holiday, or a day on which the service is closed.</summary>
    public sealed record NotWorkingDay(DateOnly On) : InTheWay;
    public sealed record OutOfHours(TimeOnly Opens, TimeOnly Closes) : InTheWay;
}

/// <summary>
/// Looks into a link worker's diary before a time is agreed. The diary is read from the journeys of everybody whom they support, so
/// nothing is stored twice.
/// </summary>
public sealed class Diaries(IJourneyStore store, StaffDirectory staff, InForce<Pathway> pathways)
{
    private sealed record Slot(DateTimeOffset At, int Minutes, ActivityDetails? Activity = null)
    {
        public DateTimeOffset EndsAt => At.AddMinutes(Minutes);
        /// <summary>Whether sums with it stay within what can be written.</summary>
        public bool IsPossible => Minutes is > 0 and <= 24 * 60 && At.Year is > 1 and < 9999;
        public bool Meets(DateTimeOffset at, DateTimeOffset endsAt) => at < EndsAt && At < endsAt;
    }

    /// <summary>Whether the command agrees a time. Only then is a diary read.</summary>
    public static bool Concerns(JourneyCommand command) =>
        command is Meetings.Book or Meetings.Move or Attendance.PlanSession or Attendance.PlanSeries or Attendance.MoveSession;

    /// <summary>
    /// What conflicts with a command that agrees a time. Nothing for other commands, and nothing for a time at which the
    /// link worker is not needed.
    /// </summary>
    /// <param name="reader">Who gives the command: usually the link worker.</param>
    public async Task<IReadOnlyList<InTheWay>> Of(
        Journey journey, JourneyCommand command, StaffMember reader, CancellationToken cancellation)
    {
        // What no command may ask for is refused when it is decided, so no diary is asked about it.
        Slot[] slots = [.. SlotsOf(journey, command).Where(s => s.IsPossible)];
        if (slots.Length is 0)
            return [];
        List<InTheWay> found = [];
        if (journey.LinkWorker is { } linkWorker)
        {
            DateOnly[] days = [.. slots.Select(s => WorkingCalendar.LondonDate(s.At))];
            found.AddRange(
                (linkWorker == reader.Id ? reader : await staff.Find(linkWorker, cancellation))?.Leave
                    .Where(l => days.Any(on => l.From <= on && on <= l.To)).Select(l => new InTheWay.OnLeave(l)) ?? []);
            await foreach (Journey other in Caseloads.In(Caseloads.Supported, store, linkWorker, journey.Id, cancellation))
                found.AddRange(Appointments(other).Where(a => slots.Any(s => s.Meets(a.At, a.EndsAt)
                    && !(a.At == s.At && a.Activity is { } there && s.Activity is { } here && IsSamePlace(here, there)))));
        }
        WorkingCalendar calendar = pathways.Now.Calendar;
        foreach (Slot slot in slots)
        {
            DateOnly on = WorkingCalendar.LondonDate(slot.At);
            if (!calendar.IsWorkingDay(on))
                found.Add(new InTheWay.NotWorkingDay(on));
            else if ((slot.At < WorkingCalendar.London(on, calendar.Opens) || slot.EndsAt > WorkingCalendar.London(on, calendar.Closes))
                && !found.OfType<InTheWay.OutOfHours>().Any())
                found.Add(new InTheWay.OutOfHours(calendar.Opens, calendar.Closes));
        }
        return found;
    }

    private static IEnumerable<Slot> SlotsOf(Journey journey, JourneyCommand command) => command switch
    {
        Meetings.Book c => [new(c.At, c.Minutes)],
        Meetings.Move c => [new(c.At, c.Minutes ?? journey.Meetings.FirstOrDefault(m => m.Id == c.Meeting)?.Minutes ?? 60)],
        Attendance.PlanSession c when IsThere(journey, c.Introduction, null) =>
            [new(c.At, c.Minutes, Activities.Find(journey, c.Introduction)?.Activity)],
        Attendance.PlanSeries c when IsThere(journey, c.Introduction, c.GoesAlong) =>
            c.At.Select(at => new Slot(at, c.Minutes, Activities.Find(journey, c.Introduction)?.Activity)),
        Attendance.MoveSession c => Attendance.Moving(journey, c).Where(m => Needs(m.Session))
            .Select(m => new Slot(m.At, m.Minutes, Activities.Find(journey, m.Session.Introduction)?.Activity)),
        _ => [],
    };

    /// <summary>Whether the link worker will be there at a session that is planned now.</summary>
    private static bool IsThere(Journey journey, string introduction, Companion? goesAlong) =>
        Activities.Find(journey, introduction) is { } there
            && (goesAlong is null ? there.Support is SupportStep.Accompanied or SupportStep.MetThere : goesAlong is Companion.LinkWorker);

    private static IEnumerable<InTheWay.Appointment> Appointments(Journey journey) =>
        journey.Meetings.Where(m => m.IsBooked).Select(m => new InTheWay.Appointment(journey, null, m.At, m.EndsAt))
            .Concat(journey.Sessions.Where(s => s.IsPlanned && Needs(s))
                .Select(s => new InTheWay.Appointment(journey,
                    Activities.Find(journey, s.Introduction)?.Activity ?? new ActivityDetails(), s.At, s.EndsAt)));

    /// <summary>Whether it is the same activity at the same place. One without a name is the same as no other.</summary>
    internal static bool IsSamePlace(ActivityDetails one, ActivityDetails other) =>
        one is { Name: not null } && one.IsSame(other) && one.Where == other.Where;

    /// <summary>Whether the link worker goes along or waits there. If they only phone before and after, they can be
    /// somewhere else.</summary>
    internal static bool Needs(Session session) => session.With is Companion.LinkWorker;
}
