using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>Whether an activity meets on the day of a planned session, as far as the directory knows.</summary>
public static class MeetingDays
{
    /// <returns>A sentence that says why the activity is not on that day. Null if it is, or if its days are not known.</returns>
    public static string? WhyNot(
        Attendance.PlanSession command, Journey journey, IReadOnlyDictionary<Guid, ListingDetails> entries,
        IReadOnlyList<DaySpan> schoolHolidays)
    {
        // Somebody who moves a session knows why it is on another day.
        DateOnly on = WorkingCalendar.LondonDate(command.At);
        if (EntryOf(command.Introduction, journey, entries) is not { } entry)
            return null;
        if (ActivityTimes.IsClosed(entry, on))
            return StaffTexts.Say("planSession.closed", Words.Date(on));
        if (entry.Schedules is not [_, ..] times)
            return null;
        ActivitySchedule[] then = [.. times.Where(t => ActivityTimes.Days(t, on).FirstOrDefault() == on)];
        return then.Any(t => !ActivityTimes.IsBreak(entry, t, on, schoolHolidays)) ? null
            : then.Length > 0 ? StaffTexts.Say("planSession.break", Words.Date(on))
            : times.Any(t => t.Weekday == on.DayOfWeek || t.Weekday is null)
                ? StaffTexts.Say("planSession.notThen", Words.Date(on), Words.Times(times))
            : StaffTexts.Say("planSession.meetsOn", string.Join(" and ", times.Select(t => t.Weekday).OfType<DayOfWeek>().Distinct()
                .Select(d => $"{ActivityWords.DayName(d)}s")));
    }

    /// <summary>The next time of the activity, for the field; empty if nobody knows.</summary>
    public static string Next(string introduction, OpenJourney open) =>
        EntryOf(introduction, open.Journey, open.Entries) is { } entry
            && ActivityTimes.Next(entry, open.Now, open.Pathway.SchoolHolidays) is { } next
            ? DeskWords.Typed(WorkingCalendar.London(next.On, next.StartsAt)) : "";

    /// <summary>Whether the activity has a break then, in all its schedules for that weekday.</summary>
    public static bool IsBreak(string introduction, OpenJourney open, DateTimeOffset at)
    {
        DateOnly on = WorkingCalendar.LondonDate(at);
        return EntryOf(introduction, open.Journey, open.Entries) is { } entry
            && entry.Schedules.Where(t => ActivityTimes.MayBeOn(t, on)).ToArray() is [_, ..] times
            && times.All(t => ActivityTimes.IsBreak(entry, t, on, open.Pathway.SchoolHolidays));
    }

    /// <summary>Null if the activity is not in the directory, or has no times there.</summary>
    public static string? Times(string introduction, OpenJourney open) =>
        EntryOf(introduction, open.Journey, open.Entries) is { Schedules: [_, ..] times } ? Words.Times(times) : null;

    private static ListingDetails? EntryOf(
        string introduction, Journey journey, IReadOnlyDictionary<Guid, ListingDetails> entries) =>
        journey.Introductions.FirstOrDefault(i => i.Id == introduction)?.Activity.Id is { } id ? entries.GetValueOrDefault(id) : null;
}
