using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>
/// One session for the volunteer who goes along, behind <c>/g/{token}</c>. It works until the end of that day, unless the session is
/// cancelled, somebody else goes, or they are no longer a volunteer. If the session moves, another letter leads to the same page.
/// </summary>
public static class GoingLinks
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/g/{token}", Show);
        pages.MapPost("/g/{token}", SayCannotGo);
    }

    private static async Task<PageResult> Show(
        string token, SignedLinks links, IJourneyStore store, StaffDirectory staff, ActivityDirectory directory,
        InForce<Pathway> pathways, Clocks clocks, CancellationToken cancellation) =>
        await Open(token, links, store, staff, directory, pathways.Now, clocks, cancellation) is var (going, _)
            ? Page(token, going, SentForm.Empty) : LinkOpener.Gone();

    private static async Task<PageResult> SayCannotGo(
        string token, HttpContext context, ServiceProfile profile, SignedLinks links, IJourneyStore store, StaffDirectory staff,
        JourneyService journeys, ActivityDirectory directory, InForce<Pathway> pathways, Clocks clocks, CancellationToken cancellation)
    {
        if (await Open(token, links, store, staff, directory, pathways.Now, clocks, cancellation) is not var (going, volunteer))
            return LinkOpener.Gone();
        SentForm form = SentForm.Of(context);
        string? note = form.Text("note", Notes.MaxLength);
        if (!form.IsRight)
            return Page(token, going, form, StatusCodes.Status422UnprocessableEntity);
        switch (await journeys.Do(going.Journey, new Attendance.SayCannotGo(going.Session, volunteer, note), Actor.Staff(volunteer),
            form.IdUnder(token), version: null, cancellation, form.Body))
        {
            case CommandResult.Done:
                return Pages.Of<Notice>((nameof(Notice.Title), "Thank you for telling us"),
                    (nameof(Notice.Sentence), "You do not need to go. We are looking for somebody else. If it is today or tomorrow, "
                        + $"please ring us as well, because nobody may read this in time: {Words.Phone(profile.Phone)}"));
            case CommandResult.Refused refused:
                form.Problem("", refused.Sentence);
                return Page(token, going, form, StatusCodes.Status409Conflict);
            default:
                return LinkOpener.Gone();
        }
    }

    private static async Task<(GoingView Going, string Volunteer)?> Open(
        string token, SignedLinks links, IJourneyStore store, StaffDirectory staff, ActivityDirectory directory, Pathway pathway,
        Clocks clocks, CancellationToken cancellation) =>
        links.Read(token, LinkPurpose.Volunteer) is { } target && target.Subject.Split('/') is [var id, var volunteer]
        && await staff.Find(volunteer, cancellation) is { Enabled: true, Role: StaffRole.Volunteer } member
        && links.WasSentTo(target, member.Email)
        && await store.Load(target.Journey, cancellation) is LoadedJourney.Found { Stored.State: { HasEnded: false } journey }
        && journey.Sessions.FirstOrDefault(s => s.Id == id && s.IsPlanned && s.Volunteer == volunteer) is { } session
        && WorkingCalendar.LondonDate(clocks.Now) <= WorkingCalendar.LondonDate(session.At)
            ? (GoingView.Of(journey, session, await staff.SupporterOf(journey, clocks.Now, cancellation)) with
            {
                MayBeOff = await directory.WhyNot(journey, session, pathway, cancellation) is not null,
            }, volunteer)
            : null;

    private static PageResult Page(string token, GoingView going, SentForm form, int status = StatusCodes.Status200OK) =>
        Pages.Of<GoingLinkPage>(status, (nameof(GoingLinkPage.Address), $"/g/{token}"), (nameof(GoingLinkPage.Going), going),
            (nameof(GoingLinkPage.Form), form));
}
