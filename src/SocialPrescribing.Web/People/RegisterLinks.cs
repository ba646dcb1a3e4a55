using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>One line of a register for its provider: a first name, and what they marked.</summary>
/// <param name="Field">Shows neither the journey nor the person.</param>
public sealed record RegisterLine(string Field, string Name, RegisterMark? Marked);

/// <summary>
/// Who came to one meeting of an activity, behind <c>/w/{token}</c>. The link works for the address to which it was sent and for one
/// meeting, and ends with the next working day. Somebody to whom it is passed on sees only first names for that long.
/// </summary>
public static class RegisterLinks
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/w/{token}", Show);
        pages.MapPost("/w/{token}", Mark);
    }

    private static async Task<PageResult> Show(
        string token, HttpContext context, SignedLinks links, MeetingLists lists, Clocks clocks, CancellationToken cancellation) =>
        await Open(token, links, lists, cancellation) is { } list
            ? Page(token, list, SentForm.Empty, clocks, context.Request.Query.ContainsKey("saved")) : LinkOpener.Gone();

    private static async Task<Results<PageResult, SeeOther>> Mark(
        string token, HttpContext context, SignedLinks links, MeetingLists lists, JourneyService journeys, Clocks clocks,
        CancellationToken cancellation)
    {
        if (await Open(token, links, lists, cancellation) is not { } list)
            return LinkOpener.Gone();
        SentForm form = SentForm.Of(context);
        bool marksAny = false;
        foreach ((Journey journey, Session session) in list.Expected)
        {
            RegisterMark? says = Enum.GetValues<RegisterMark>().Where(m => m.ToString() == form[FieldOf(journey)])
                .Select(m => (RegisterMark?)m).FirstOrDefault();
            marksAny |= says is not null;
            // There is one commit for each journey. If sending breaks off and is repeated, what is marked already does not change.
            if (says is { } mark && mark != session.Marked
                && await journeys.Do(journey.Id, new Attendance.MarkRegister(session.Id, mark), Actor.Provider,
                    form.IdUnder($"{token}|{journey.Id:N}"), version: null, cancellation) is CommandResult.Refused { IsForNow: true } busy)
                form.Problem("", busy.Sentence);
        }
        if (!marksAny)
            form.Problem("", "Mark at least one person.");
        return form.IsRight ? Pages.SeeOther($"/w/{token}?saved=yes")
            : Page(token, await lists.Open(list.Meeting, cancellation) ?? list, form, clocks, false,
                marksAny ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<MeetingList?> Open(
        string token, SignedLinks links, MeetingLists lists, CancellationToken cancellation) =>
        links.Read(token, LinkPurpose.Register) is { } target
            && MeetingDay.Read(target.Journey, target.Subject) is { } meeting
            && await lists.Open(meeting, cancellation) is { } list
            // If the entry has another address now, links sent to the previous one no longer work.
            && links.WasSentTo(target, list.Address) ? list : null;

    private static string FieldOf(Journey journey) => "p" + HexDigest.Of($"register/{journey.Id:N}")[..12];

    /// <summary>Two people with the same first name get the first letter of their family name. The provider already knows
    /// both names.</summary>
    private static IReadOnlyList<RegisterLine> Lines(MeetingList list) =>
    [
        .. list.Expected.GroupBy(e => GoingView.NameOf(e.Journey.Person), StringComparer.OrdinalIgnoreCase)
            .SelectMany(alike => alike.Select(e => new RegisterLine(FieldOf(e.Journey),
                alike.Count() is 1 || e.Journey.Person.FamilyName is not { Length: > 0 } family ? alike.Key
                    : $"{alike.Key} {StringInfo.GetNextTextElement(family)}.", e.Session.Marked)))
            .OrderBy(l => l.Name, Alphabetical.Order),
    ];

    private static PageResult Page(
        string token, MeetingList list, SentForm form, Clocks clocks, bool saved, int status = StatusCodes.Status200OK) =>
        Pages.Of<RegisterPage>(status, (nameof(RegisterPage.Token), token), (nameof(RegisterPage.List), list),
            (nameof(RegisterPage.Lines), Lines(list)),
            (nameof(RegisterPage.HasBegun), list.Meeting.At <= clocks.Now), (nameof(RegisterPage.Saved), saved),
            (nameof(RegisterPage.Form), form));
}
