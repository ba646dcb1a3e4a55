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

    /// <summary>For programs; it does not change.</summary>
    public abstract string Code { get; }

    /// <summary>Calls the function for its kind. So whoever asks has one for each, and another kind does not compile without.</summary>
    public abstract T Match<T>(
        Func<Appointment, T> appointment, Func<OnLeave, T> onLeave, Func<NotWorkingDay, T> notWorkingDay, Func<OutOfHours, T> outOfHours);

    /// <summary>Something with another person.</summary>
    /// <param name="Activity">For a session: its activity.</param>
    public sealed record Appointment(Journey Journey, ActivityDetails? Activity, DateTimeOffset At, DateTimeOffset EndsAt) : InTheWay
    {
        public override string Code => Activity is null ? "another-meeting" : "another-session";
        public override T Match<T>(Func<Appointment, T> appointment, Func<OnLeave, T> onLeave, Func<NotWorkingDay, T> notWorkingDay,
            Func<OutOfHours, T> outOfHours) => appointment(this);
    }

    public sealed record OnLeave(Leave Leave) : InTheWay
    {
        public override string Code => "on-leave";
        public override T Match<T>(Func<Appointment, T> appointment, Func<OnLeave, T> onLeave, Func<NotWorkingDay, T> notWorkingDay,
            Func<OutOfHours, T> outOfHours) => onLeave(this);
    }

    /// <summary>A weekend, a bank holiday, or a day on which the service is closed.</summary>
    public sealed record NotWorkingDay(DateOnly On) : InTheWay
    {
        public override string Code => "not-a-working-day";
        public override T Match<T>(Func<Appointment, T> appointment, Func<OnLeave, T> onLeave, Func<NotWorkingDay, T> notWorkingDay,
            Func<OutOfHours, T> outOfHours) => notWorkingDay(this);
    }

    public sealed record OutOfHours(TimeOnly Opens, TimeOnly Closes) : InTheWay
    {
        public override string Code => "out-of-hours";
        public override T Match<T>(Func<Appointment, T> appointment, Func<OnLeave, T> onLeave, Func<NotWorkingDay, T> notWorkingDay,
            Func<OutOfHours, T> outOfHours) => outOfHours(this);
    }
}

/// <summary>
/// Looks into a link worker's diary before a time is agreed. The diary is read from the journeys of everybody whom they support, so
/// nothing is stored twice.
/// </summary>
public sealed class Diaries(IJourneyStore store, StaffDirectory staff, InForce<Pathway> pathways)
{
    /// <summary>
    /// What conflicts with a command that agrees a time. Nothing for other commands, and nothing for a time at which the
    /// link worker is not needed.
    /// </summary>
    /// <param name="reader">Who gives the command: usually the link worker.</param>
    public async Task<IReadOnlyList<InTheWay>> Of(
        Journey journey, JourneyCommand command, StaffMember reader, CancellationToken cancellation)
    {
        // What no command may ask for is refused when it is decided, so no diary is asked about it.
        TakenTime[] slots = command is TimedCommand timed ? [.. timed.Takes(journey).Where(s => s.IsPossible)] : [];
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
        foreach (TakenTime slot in slots)
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

    private static IEnumerable<InTheWay.Appointment> Appointments(Journey journey) =>
        journey.Meetings.Where(m => m.IsBooked).Select(m => new InTheWay.Appointment(journey, null, m.At, m.EndsAt))
            .Concat(journey.Sessions.Where(s => s.IsPlanned && s.NeedsLinkWorker)
                .Select(s => new InTheWay.Appointment(journey,
                    Activities.Find(journey, s.Introduction)?.Activity ?? new ActivityDetails(), s.At, s.EndsAt)));

    /// <summary>Whether it is the same activity at the same place. One without a name is the same as no other.</summary>
    internal static bool IsSamePlace(ActivityDetails one, ActivityDetails other) =>
        one is { Name: not null } && one.IsSame(other) && one.Where == other.Where;
}
