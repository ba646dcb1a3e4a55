using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web;

/// <summary>A meeting as a file for the person's calendar: it goes along with letters, and stands behind a link of its own.</summary>
public sealed class MeetingCalendar(ServiceProfile profile, Clocks clocks)
{
    /// <summary>What stands there may be seen by others, so it is as neutral as the mail.</summary>
    public string Of(Journey journey, Meeting meeting)
    {
        string name = journey.Preferences.Discretion ? Texts.Say("Calendar.Discreet") : Texts.Say("Calendar.With", profile.Name);
        return CalendarFile.For(
            // That it is off is a change as well: a calendar does nothing with a file that has the number of the one before.
            new CalendarEntry($"{meeting.Id}@{journey.Id:N}", meeting.Version + (meeting.IsCancelled ? 1 : 0), meeting.At,
                TimeSpan.FromMinutes(meeting.Minutes), name, Words.PlaceFor(journey, meeting.Place), meeting.IsCancelled),
            clocks.Now,
            // An address says whose it is, too.
            journey.Preferences.Discretion ? new CalendarOrganizer(profile.DiscreetName)
                : new CalendarOrganizer(profile.Name, profile.ReplyTo));
    }
}
