using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Retention;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Team;

/// <summary>
/// How a person's record ends: one asks that it is erased, another agrees, and both see first what went to others and what is written to
/// the person. Afterwards nobody can look it up.
/// </summary>
public static class ErasingPages
{
    public const string Overview = "/retention";
    private const int MostErased = 50;

    public static string PathOf(Guid journey) => $"/journeys/{journey:N}/erasing";

    public static IReadOnlyList<(string Value, string Label)> Reasons { get; } =
    [
        .. new[]
        {
            ErasureReason.PersonAsked, ErasureReason.ConsentWithdrawn, ErasureReason.ShouldNotBeHere, ErasureReason.Ordered,
        }.Select(r => (r.ToString(), Sentence(r))),
    ];

    /// <summary>Why, as it stands in a list.</summary>
    public static string Sentence(ErasureReason reason) => reason switch
    {
        ErasureReason.RetentionOver => "The time was over for which we keep records",
        ErasureReason.PersonAsked => "The person asked for it",
        ErasureReason.ConsentWithdrawn => "The person no longer agrees that we keep their details",
        ErasureReason.ShouldNotBeHere => "It should never have been kept",
        _ => "A court or a regulator ordered it",
    };

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Lead, StaffRole.Admin);
        pages.MapGet(Overview, List);
        pages.MapGet("/journeys/{id:guid}/erasing", (Guid id, HttpContext context, IJourneyStore store, IOutbox outbox, Erasing erasing,
            StaffDirectory staff, AccessLog looks) =>
                Show(id, context, store, outbox, erasing, staff, looks, SentForm.Empty, StatusCodes.Status200OK));
        pages.MapPost("/journeys/{id:guid}/erasing", Change);
    }

    private static async Task<IResult> List(HttpContext context, Erasing erasing, IJourneyStore store, StaffDirectory staff)
    {
        CancellationToken cancellation = context.RequestAborted;
        List<(Guid, Erasure, string?)> open = [];
        foreach ((Guid journey, Erasure erasure) in await erasing.Open(cancellation))
            open.Add((journey, erasure, (await store.Find(journey, cancellation))?.State.Person.CalledInFull));
        return Pages.Of<RetentionPage>((nameof(RetentionPage.Reader), context.Reader()),
            (nameof(RetentionPage.Open), (IReadOnlyList<(Guid, Erasure, string?)>)[.. open.OrderBy(o => o.Item2.AskedAt)]),
            (nameof(RetentionPage.Erased), await erasing.Lately(MostErased, cancellation)),
            (nameof(RetentionPage.Names), await Names(staff, cancellation)));
    }

    private static async Task<IResult> Show(
        Guid id, HttpContext context, IJourneyStore store, IOutbox outbox, Erasing erasing, StaffDirectory staff, AccessLog looks,
        SentForm form, int status)
    {
        CancellationToken cancellation = context.RequestAborted;
        if (await store.Find(id, cancellation) is not { State: var journey })
            return Pages.SeeOther($"/journeys/{id:N}");
        await looks.Record(id, context.Reader(), LookedBy.Page, cancellation);
        return Pages.Of<ErasingPage>(status, (nameof(ErasingPage.Reader), context.Reader()), (nameof(ErasingPage.Form), form),
            (nameof(ErasingPage.Journey), journey), (nameof(ErasingPage.Erasure), await erasing.Of(id, cancellation)),
            (nameof(ErasingPage.Passed),
                PassedOn.Of(journey, await outbox.Of(id, cancellation), await store.Journal(id, cancellation))),
            (nameof(ErasingPage.Names), await Names(staff, cancellation)));
    }

    private static async Task<IResult> Change(
        Guid id, HttpContext context, IJourneyStore store, IOutbox outbox, Erasing erasing, StaffDirectory staff, AccessLog looks)
    {
        CancellationToken cancellation = context.RequestAborted;
        SentForm form = SentForm.Of(context);
        if (await store.Find(id, cancellation) is not { State: var journey })
            return Pages.SeeOther($"/journeys/{id:N}");
        string reader = context.Reader().Id;
        Refusal? refused = null;
        switch (form["do"])
        {
            case "ask" when Reasons.Any(r => r.Value == form["reason"]):
                refused = await erasing.Ask(journey, Enum.Parse<ErasureReason>(form["reason"]), reader, cancellation);
                break;
            case "ask":
                form.Problem("reason", "Say why.");
                break;
            case "agree" when form.Has("checked"):
                refused = await erasing.Agree(journey, reader, cancellation);
                break;
            case "agree":
                form.Problem("checked", "Say that you have the list and the words to the person: nobody can look them up afterwards.");
                break;
            case "withdraw":
                refused = await erasing.Withdraw(id, cancellation);
                break;
            default:
                return Notices.FormRefused();
        }
        if (refused is { } no)
            form.Problem("", no.Sentence);
        return form.IsRight ? Pages.SeeOther(PathOf(id))
            : await Show(id, context, store, outbox, erasing, staff, looks, form,
                refused is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status409Conflict);
    }

    private static async Task<IReadOnlyDictionary<string, string>> Names(StaffDirectory staff, CancellationToken cancellation) =>
        (await staff.All(cancellation)).ToDictionary(s => s.Id, s => s.Name);
}
