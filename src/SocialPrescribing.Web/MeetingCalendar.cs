using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web;

/// <summary>A meeting as a file for the person's calendar, attached to letters and behind a link of its own.</summary>
public sealed class MeetingCalendar(ServiceProfile profile, Clocks clocks)
{
    /// <summary>Others may see a calendar, so the file is as neutral as the mail.</summary>
    public string Of(Journey journey, Meeting meeting)
    {
        string name = journey.Preferences.Discretion ? Texts.Say("Calendar.Discreet") : Texts.Say("Calendar.With", profile.Name);
        return CalendarFile.For(
            // A cancellation also raises the number: calendars ignore a file with the same number as before.
            new CalendarEntry($"{meeting.Id}@{journey.Id:N}", meeting.Version + (meeting.IsCancelled ? 1 : 0), meeting.At,
                TimeSpan.FromMinutes(meeting.Minutes), name, Words.PlaceFor(journey, meeting.Place), meeting.IsCancelled),
            clocks.Now,
            // An address would also show whose it is.
            journey.Preferences.Discretion ? new CalendarOrganizer(profile.DiscreetName)
                : new CalendarOrganizer(profile.Name, profile.ReplyTo));
    }
}
