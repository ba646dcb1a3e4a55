using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>
/// <c>/calendar/{token}.ics</c>: a link worker's diary for the calendar on their phone or in Outlook, whose operator may see it. So it has
/// times, places and initials, and no place if the person must not be found or nobody may know.
/// </summary>
public static class StaffCalendarLinks
{
    private static readonly TimeSpan Back = TimeSpan.FromDays(14), Ahead = TimeSpan.FromDays(120);

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/calendar/{token}.ics", Show);

    private static async Task<Results<FileContentHttpResult, PageResult>> Show(
        string token, StaffCalendars calendars, IJourneyStore store, Clocks clocks, CancellationToken cancellation)
    {
        if (await calendars.Read(token, cancellation) is not { } member)
            return LinkOpener.Gone();
        DateTimeOffset now = clocks.Now;
        IReadOnlyList<DiaryEntry> entries = await DiaryDays.Between(now - Back, now + Ahead, member.Id, store, cancellation);
        return TypedResults.File(
            Encoding.UTF8.GetBytes(CalendarFile.Of("Diary", entries.Select(Entry), now)), "text/calendar; charset=utf-8", "diary.ics");
    }

    private static CalendarEntry Entry(DiaryEntry entry) => new(
        $"{entry.Meeting?.Id ?? entry.Session!.Id}@{entry.Journey.Id:N}", entry.Meeting?.Version ?? entry.Session!.Version, entry.At,
        entry.EndsAt > entry.At ? entry.EndsAt - entry.At : TimeSpan.FromMinutes(30), Initials(entry.Journey.Person),
        entry.Journey.IsHidden ? "" : entry.Meeting is { } meeting ? Words.PlaceForStaff(meeting.Place) : entry.Activity?.Where ?? "");

    private static string Initials(Person person) => string.Join(' ',
        new[] { person.KnownAs, person.FamilyName }.Where(name => name.Length > 0)
            .Select(name => System.Globalization.StringInfo.GetNextTextElement(name).ToUpperInvariant()));
}
