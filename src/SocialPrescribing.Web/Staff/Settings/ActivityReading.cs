using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>
/// The activities that people can be introduced to, for everybody who works here. Leads and admins change them elsewhere. Somebody who
/// comes from a journey (<c>for</c>) sees how far each is from the person's home, which is in no address.
/// </summary>
public static class ActivityReading
{
    private const string Path = "/activities";

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        staffPages.MapGet(Path, List);
        staffPages.MapGet(Path + "/{id:guid}", Show);
        staffPages.MapFor(StaffRole.Lead, StaffRole.Admin).MapPost(Path + "/{id:guid}/register", KeepRegister);
    }

    private static async Task<Results<PageResult, SeeOther>> List(
        HttpContext context, ActivityDirectory directory, PlaceFinder finder, IJourneyStore store, AccessLog looks, Pathway pathway,
        Clocks clocks)
    {
        CancellationToken cancellation = context.RequestAborted;
        FindQuery query = FindQuery.Read(context.Request.Query, pathway);
        if (query.Shortened(Path) is { } shorter)
            return Pages.SeeOther(shorter);
        Journey? journey = null;
        if (Guid.TryParseExact(query.Form["for"], "N", out Guid whom)
            && await store.Load(whom, cancellation) is LoadedJourney.Found { Stored.State: var found })
        {
            journey = found;
            await looks.Record(whom, context.Reader(), LookedBy.Page, cancellation);
        }
        FoundPlace? home = journey is null ? null : await HomeOf(journey, finder, cancellation);
        FoundPage page = await Finder.Find(journey is null ? query : query with { Near = null }, Path,
            home is null ? null : (home, "home"), isInPublic: false, directory, finder, pathway, clocks.Now,
            cancellation);
        return Pages.Of<ActivitiesPage>((nameof(ActivitiesPage.Reader), context.Reader()), (nameof(ActivitiesPage.Page), page),
            (nameof(ActivitiesPage.Needs), pathway.KnownNeeds()), (nameof(ActivitiesPage.Journey), journey));
    }

    private static async Task<Results<PageResult, SeeOther>> KeepRegister(
        Guid id, HttpContext context, ActivityDirectory directory, ActivityExperiences experiences, Pathway pathway, Clocks clocks)
    {
        SentForm form = SentForm.Of(context);
        if (form["register"] is not ("no" or "yes" or "ours"))
        {
            form.Problem("register", "Choose who says who came.");
            return await One(id, form, context, directory, experiences, pathway, clocks);
        }
        return await directory.Change(id, a => a with { KeepsRegister = form["register"] is "yes", IsOurs = form["register"] is "ours" },
            context.RequestAborted) is not null ? Pages.SeeOther($"{Path}/{id}") : Notices.NoSuchPage(context.Reader());
    }

    /// <summary>A protected address is never looked up: distances to several places would give it away.</summary>
    private static Task<FoundPlace?> HomeOf(Journey journey, PlaceFinder finder, CancellationToken cancellation) =>
        journey is { IsAddressProtected: false, Person.Address.Postcode: { } postcode }
            ? finder.Find(postcode, cancellation) : Task.FromResult<FoundPlace?>(null);

    private static Task<PageResult> Show(
        Guid id, HttpContext context, ActivityDirectory directory, ActivityExperiences experiences, Pathway pathway, Clocks clocks) =>
        One(id, SentForm.Empty, context, directory, experiences, pathway, clocks);

    private static async Task<PageResult> One(
        Guid id, SentForm form, HttpContext context, ActivityDirectory directory, ActivityExperiences experiences, Pathway pathway,
        Clocks clocks) =>
        await directory.Get(id, context.RequestAborted) is { } stored
            ? Pages.Of<OneActivityPage>(form.IsRight ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
                (nameof(OneActivityPage.Reader), context.Reader()), (nameof(OneActivityPage.Stored), stored),
                (nameof(OneActivityPage.Next),
                    ActivityTimes.Next(stored.Activity.Details, clocks.Now, pathway.SchoolHolidays)),
                (nameof(OneActivityPage.Breaks), ActivityTimes.Breaks(
                    stored.Activity.Details, WorkingCalendar.LondonDate(clocks.Now), pathway.SchoolHolidays)),
                (nameof(OneActivityPage.Experience), await experiences.Of(id, context.RequestAborted)),
                (nameof(OneActivityPage.Form), form))
            : Notices.NoSuchPage(context.Reader());
}
