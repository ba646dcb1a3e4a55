using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>
/// The meeting behind <c>/m/{token}</c>: when and where, and the person's answer. A link from before the meeting moved shows the present
/// time and place, so that an old email never sends anybody to the wrong place.
/// </summary>
public static class MeetingLinks
{
    private const int LongestNote = 500;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/m/{token}", Show);
        // After a refused form the browser shows the form's address, and a phone that wakes up loads it again by GET.
        foreach (string sent in (string[])["confirm", "another-time", "cannot-come"])
            pages.MapGet($"/m/{{token}}/{sent}", (string token) => Pages.SeeOther($"/m/{token}"));
        pages.MapPost("/m/{token}/confirm", Confirm);
        pages.MapPost("/m/{token}/another-time", AskAnotherTime);
        pages.MapPost("/m/{token}/cannot-come", CannotCome);
        pages.MapGet("/m/{token}/confirmed", (string token, MeetingOpener meetings, CancellationToken cancellation) =>
            Told(token, MeetingAnswer.Confirmed,
                (journey, meeting) => meeting is { IsBooked: true, ConfirmedAt: not null } && !Meetings.IsAskedToMove(journey, meeting),
                meetings, cancellation));
        pages.MapGet("/m/{token}/asked", (string token, MeetingOpener meetings, CancellationToken cancellation) =>
            Told(token, MeetingAnswer.AnotherTime, Meetings.IsAskedToMove, meetings, cancellation));
        pages.MapGet("/m/{token}/off", (string token, MeetingOpener meetings, CancellationToken cancellation) =>
            Told(token, MeetingAnswer.CannotCome, (_, meeting) => meeting.IsCancelled, meetings, cancellation));
        pages.MapGet("/c/{token}.ics", Calendar);
    }

    private static async Task<PageResult> Show(string token, MeetingOpener meetings, CancellationToken cancellation) =>
        await meetings.Open(token, cancellation) is not { IsOver: false } opened ? LinkOpener.Gone()
        : opened.Meeting.IsBooked ? Page(opened, SentForm.Empty)
        // Nobody should set out because of an old email.
        : opened.Meeting.IsCancelled
            ? Pages.Of<MeetingTold>((nameof(MeetingTold.Opened), opened), (nameof(MeetingTold.Answer), MeetingAnswer.Off))
        : LinkOpener.Gone();

    private static Task<Results<PageResult, SeeOther>> Confirm(
        string token, HttpContext context, MeetingOpener meetings, JourneyService journeys, CancellationToken cancellation) =>
        Take(token, context, meetings, journeys, "confirmed", (meeting, _) => new Meetings.Confirm(meeting.Id), cancellation);

    private static Task<Results<PageResult, SeeOther>> AskAnotherTime(
        string token, HttpContext context, MeetingOpener meetings, JourneyService journeys, CancellationToken cancellation) =>
        Take(token, context, meetings, journeys, "asked", (meeting, note) => new Meetings.AskAnotherTime(meeting.Id, note), cancellation);

    private static Task<Results<PageResult, SeeOther>> CannotCome(
        string token, HttpContext context, MeetingOpener meetings, JourneyService journeys, CancellationToken cancellation) =>
        Take(token, context, meetings, journeys, "off", (meeting, note) => new Meetings.CannotCome(meeting.Id, note), cancellation);

    private static async Task<Results<PageResult, SeeOther>> Take(
        string token, HttpContext context, MeetingOpener meetings, JourneyService journeys, string result,
        Func<Meeting, string?, JourneyCommand> commandOf, CancellationToken cancellation)
    {
        if (await meetings.Open(token, cancellation) is not { } opened)
            return LinkOpener.Gone();
        SentForm form = SentForm.Of(context);
        string? note = form.Text("note", LongestNote);
        // An answer counts only for the time that the person has seen.
        if (opened.IsToCome && form["meeting"] != opened.Meeting.VersionId)
            form.Problem("", Texts.Say("Meeting.Changed"));
        if (!form.IsRight)
            return opened.IsToCome
                ? Page(opened, form, StatusCodes.Status422UnprocessableEntity)
                : await Show(token, meetings, cancellation);

        string done = $"/m/{token}/{result}";
        switch (await journeys.Do(opened.Link.Journey.Id, commandOf(opened.Meeting, note), Actor.Person, form.IdUnder(token), version: null,
            cancellation))
        {
            case CommandResult.Done or CommandResult.Refused { Code: "already-confirmed" }:
                return Pages.SeeOther(done);
            case CommandResult.Refused { IsForNow: true } busy:
                form.Problem("", Texts.Say($"Refused.{busy.Code}"));
                return Page(opened, form, StatusCodes.Status409Conflict);
            default:
                return await Show(token, meetings, cancellation);
        }
    }

    /// <summary>If something has changed, the page does not repeat it but shows the present state.</summary>
    private static async Task<PageResult> Told(
        string token, MeetingAnswer answer, Func<Journey, Meeting, bool> isSo, MeetingOpener meetings, CancellationToken cancellation) =>
        await meetings.Open(token, cancellation) is { } opened && isSo(opened.Link.Journey, opened.Meeting)
            ? Pages.Of<MeetingTold>((nameof(MeetingTold.Opened), opened), (nameof(MeetingTold.Answer), answer))
            : await Show(token, meetings, cancellation);

    private static async Task<Results<FileContentHttpResult, PageResult>> Calendar(
        string token, LinkOpener links, MeetingCalendar calendar, CancellationToken cancellation) =>
        await links.Open(token, LinkPurpose.Calendar, cancellation) is { } link
            && link.Journey.Meetings.FirstOrDefault(m => m.Id == link.Subject) is { } meeting
            ? CalendarOf(calendar.Of(link.Journey, meeting)) : LinkOpener.Gone();

    /// <summary>Calendars decide by the content type, and not by the file, what to do with it.</summary>
    private static FileContentHttpResult CalendarOf(string file) => TypedResults.File(Encoding.UTF8.GetBytes(file),
        $"text/calendar; charset=utf-8; method={LetterMessage.CalendarMethod(file)}", LetterMessage.CalendarName);

    private static PageResult Page(OpenedMeeting opened, SentForm form, int status = StatusCodes.Status200OK) =>
        Pages.Of<MeetingPage>(status, (nameof(MeetingPage.Opened), opened), (nameof(MeetingPage.Form), form));
}

/// <summary>What the person said about a meeting.</summary>
public enum MeetingAnswer
{
    Confirmed,
    AnotherTime,
    CannotCome,
    /// <summary>No answer: the meeting was cancelled.</summary>
    Off,
}

/// <param name="With">The link worker's name; null if there is none yet.</param>
/// <param name="IsToCome">Whether it is booked and has not begun.</param>
/// <param name="IsOver">Whether its time has passed, however it went.</param>
public sealed record OpenedMeeting(OpenedLink Link, Meeting Meeting, string? With, string CalendarPath, bool IsToCome, bool IsOver)
{
    /// <summary>The time that the letter with this link said; null if the meeting has not moved since.</summary>
    public DateTimeOffset? MovedFrom { get; init; }

    public bool IsAskedToMove => Meetings.IsAskedToMove(Link.Journey, Meeting);

    /// <summary>Whether they have not met anybody here before.</summary>
    public bool IsFirst => Link.Journey.FirstMetAt is null;

    /// <summary>
    /// A link to a map of the place: the one address outside this service, opened only when tapped. Null if it is not an address, and for
    /// the person's own home, which no map service should learn.
    /// </summary>
    public string? Map =>
        !Link.Journey.IsGuarded
            && Meeting.Place
                is { Kind: PlaceKind.Surgery or PlaceKind.CommunityPlace or PlaceKind.Outdoors or PlaceKind.Other, Where: { } where }
                && !string.IsNullOrWhiteSpace(where) && !AddressProtection.NamesHome(Link.Journey, where)
        ? "https://www.openstreetmap.org/search?query=" + Uri.EscapeDataString(where) : null;
}

/// <summary>Opens a link to a meeting, whichever version of the meeting it was written for.</summary>
public sealed class MeetingOpener(LinkOpener links, SignedLinks signed, IJourneyStore store, StaffDirectory staff, Clocks clocks)
{
    public async Task<OpenedMeeting?> Open(string token, CancellationToken cancellation)
    {
        if (await links.Open(token, LinkPurpose.Meeting, cancellation) is not { } link
            || link.Subject.Split('/') is not [var id, .. var rest]
            || link.Journey.Meetings.FirstOrDefault(m => m.Id == id) is not { } meeting)
            return null;
        string? with = await staff.SupporterOf(link.Journey, meeting.At, cancellation);
        string calendar = $"/c/{signed.Create(link.Target with { Purpose = LinkPurpose.Calendar, Subject = meeting.Id })}.ics";
        bool isToCome = meeting.IsBooked && meeting.At > clocks.Now;
        return new OpenedMeeting(link, meeting, with, calendar, isToCome, meeting.EndsAt <= clocks.Now)
        {
            MovedFrom = isToCome && rest is [var said]
                && int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out int version) && version != meeting.Version
                ? await MeetingTimes.Of(store, link.Journey.Id, id, version, cancellation) : null,
        };
    }
}
