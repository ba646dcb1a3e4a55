using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
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
/// How long a person's record is kept and how it ends: when its period ends, or because one person asks for its erasure and another agrees.
/// Both first see what went to others and what is written to the person. Afterwards nobody can look it up.
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

    /// <summary>The reason, as a sentence for a list.</summary>
    public static string Sentence(ErasureReason reason) => reason switch
    {
        ErasureReason.RetentionOver => "The time was over for which we keep records",
        ErasureReason.PersonAsked => "The person asked for it",
        ErasureReason.ConsentWithdrawn => "The person no longer agrees that we keep their details",
        ErasureReason.ShouldNotBeHere => "It should never have been kept",
        ErasureReason.Ordered => "A court or a regulator ordered it",
    };

    // Each parameter says where it comes from. The generator would take any other for a JSON body and then refuse forms.
    public sealed record Services(
        [FromServices] IJourneyStore Store, [FromServices] IOutbox Outbox, [FromServices] Erasing Erasing,
        [FromServices] Keeping Keeping, [FromServices] StaffDirectory Staff, [FromServices] AccessLog Looks,
        [FromServices] Pathway Pathway, [FromServices] Clocks Clocks);

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Lead, StaffRole.Admin);
        pages.MapGet(Overview, List);
        pages.MapGet("/journeys/{id:guid}/erasing", (Guid id, HttpContext context, [AsParameters] Services services) =>
            Show(id, context, services, SentForm.Empty, StatusCodes.Status200OK));
        pages.MapPost("/journeys/{id:guid}/erasing", Change);
    }

    private static async Task<PageResult> List(HttpContext context, [AsParameters] Services services)
    {
        CancellationToken cancellation = context.RequestAborted;
        List<(Guid, Erasure, string?)> open = [];
        foreach ((Guid journey, Erasure erasure) in await services.Erasing.Open(cancellation))
            open.Add((journey, erasure, (await services.Store.Find(journey, cancellation))?.State.Person.CalledInFull));
        return Pages.Of<RetentionPage>((nameof(RetentionPage.Reader), context.Reader()),
            (nameof(RetentionPage.Due), await services.Keeping.Due(cancellation)),
            (nameof(RetentionPage.Open), (IReadOnlyList<(Guid, Erasure, string?)>)[.. open.OrderBy(o => o.Item2.AskedAt)]),
            (nameof(RetentionPage.Erased), await services.Erasing.Latest(MostErased, cancellation)),
            (nameof(RetentionPage.Names), await Names(services.Staff, cancellation)));
    }

    private static async Task<Results<PageResult, SeeOther>> Show(
        Guid id, HttpContext context, Services services, SentForm form, int status)
    {
        CancellationToken cancellation = context.RequestAborted;
        if (await services.Store.Find(id, cancellation) is not { State: var journey })
            return Pages.SeeOther($"/journeys/{id:N}");
        await services.Looks.Record(id, context.Reader(), LookedBy.Page, cancellation);
        List<Parting.Origin> elsewhere = [];
        foreach (Parting.Origin origin in journey.CameFrom)
            if (await services.Store.Load(origin.Journey, cancellation) is LoadedJourney.Found)
                elsewhere.Add(origin);
        return Pages.Of<ErasingPage>(status, (nameof(ErasingPage.Reader), context.Reader()), (nameof(ErasingPage.Form), form),
            (nameof(ErasingPage.Journey), journey), (nameof(ErasingPage.Erasure), await services.Erasing.Of(id, cancellation)),
            (nameof(ErasingPage.State), await services.Keeping.Of(id, cancellation)),
            (nameof(ErasingPage.EndsOn), RetentionPeriod.EndsOn(journey, services.Pathway)),
            (nameof(ErasingPage.Passed), PassedOn.Of(
                journey, await services.Outbox.Of(id, cancellation), await services.Store.Journal(id, cancellation))),
            (nameof(ErasingPage.Elsewhere), elsewhere), (nameof(ErasingPage.Others), await services.Erasing.Others(journey, cancellation)),
            (nameof(ErasingPage.Names), await Names(services.Staff, cancellation)));
    }

    private static async Task<Results<PageResult, SeeOther>> Change(Guid id, HttpContext context, [AsParameters] Services services)
    {
        CancellationToken cancellation = context.RequestAborted;
        SentForm form = SentForm.Of(context);
        if (await services.Store.Find(id, cancellation) is not { State: var journey })
            return Pages.SeeOther($"/journeys/{id:N}");
        string reader = context.Reader().Id;
        Refusal? refused = null;
        switch (form["do"])
        {
            case "ask" when Reasons.Any(r => r.Value == form["reason"]):
                refused = await services.Erasing.Ask(journey, Enum.Parse<ErasureReason>(form["reason"]), reader, cancellation);
                break;
            case "ask":
                form.Problem("reason", "Say why.");
                break;
            case "agree" when form.Has("checked"):
                refused = await services.Erasing.Agree(journey, reader, cancellation);
                break;
            case "agree":
                form.Problem("checked", "Say that you have the list and the words to the person: nobody can look them up afterwards.");
                break;
            case "withdraw":
                refused = await services.Erasing.Withdraw(id, cancellation);
                break;
            case "keep" when Typed.Required(form, "keepWhy", "Say why it is to be kept.", Notes.MaxLength) is { Length: > 0 } why
                && form.IsRight:
                await services.Keeping.SetKeep(id, reader, why, cancellation);
                break;
            case "hold":
                await Hold(id, form, reader, services, cancellation);
                break;
            case "keepNoMore":
                await services.Keeping.SetKeep(id, reader, null, cancellation);
                break;
            case "holdNoMore":
                await services.Keeping.SetHold(id, reader, null, null, cancellation);
                break;
            case "keep":
                break;
            default:
                return Notices.FormRefused();
        }
        if (refused is { } no)
            form.Problem("", no.Sentence);
        return form.IsRight ? Pages.SeeOther(PathOf(id))
            : await Show(id, context, services, form,
                refused is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status409Conflict);
    }

    private static async Task Hold(Guid id, SentForm form, string reader, Services services, CancellationToken cancellation)
    {
        DateOnly until = Typed.RequiredDate(form, "holdUntil");
        string why = Typed.Required(form, "holdWhy", "Say why it is to stay for longer.", Notes.MaxLength);
        if (form.IsRight && until <= WorkingCalendar.LondonDate(services.Clocks.Now))
            form.Problem("holdUntil", "Give a day that is still to come.");
        if (form.IsRight)
            await services.Keeping.SetHold(id, reader, why, until, cancellation);
    }

    private static async Task<IReadOnlyDictionary<string, string>> Names(StaffDirectory staff, CancellationToken cancellation) =>
        (await staff.All(cancellation)).ToDictionary(s => s.Id, s => s.Name);
}
