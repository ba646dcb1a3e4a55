using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>One person's page: everything that is known, everything that is next, and a form for everything that can be done.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
public sealed partial class JourneyPages
{
    private const int MostLooks = 20;

    /// <summary>The services that the page and its forms need.</summary>
    // Each parameter says where it comes from. The generator would take any other for a JSON body and then refuse forms.
    public sealed record Services(
        [FromServices] JourneyService Journeys, [FromServices] IJourneyStore Store, [FromServices] StaffDirectory Staff,
        [FromServices] Introducing Introducing, [FromServices] Suggesting Suggesting, [FromServices] Diaries Diaries,
        [FromServices] Volunteers Volunteers, [FromServices] PaperLetters Paper,
        [FromServices] Timeline Timeline,
        [FromServices] AccessLog Looks, [FromServices] TestReferrals Tests, [FromServices] Pathway Pathway, [FromServices] Clocks Clocks,
        [FromServices] ILogger<JourneyPages> Log);

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        foreach (JourneyTab tab in (JourneyTab[])[.. JourneyTab.All, JourneyTab.Summary])
            staffPages.MapGet(tab.Route,
                (Guid id, HttpContext context, [AsParameters] Services services) => Show(id, tab, context, services));
        // After a refused form the browser shows the form's address.
        staffPages.MapGet("/journeys/{id:guid}/commands", (Guid id) => Pages.SeeOther($"/journeys/{id:N}"));
        staffPages.MapPost("/journeys/{id:guid}/commands", Give).EvenAtRest();
    }

    private static async Task<Results<PageResult, SeeOther>> Show(Guid id, JourneyTab tab, HttpContext context, Services services)
    {
        // Earlier letters and bookmarks lead to these addresses.
        if (tab == JourneyTab.ToDo && context.Request.Query.ContainsKey("story"))
            return Pages.SeeOther(JourneyTab.History.PathIn(id));
        // Everything is read at once, because each round to the store takes time. What the page does not show is not read.
        Task<IReadOnlyList<JournalCommit>>? journal = tab.TellsTheStory || context.Request.Query.ContainsKey("since")
            ? services.Store.Journal(id, context.RequestAborted) : null;
        Task<LoadedJourney> loading = services.Store.Load(id, context.RequestAborted);
        await Task.WhenAll(loading, journal ?? Task.CompletedTask, services.Staff.AllCached(context.RequestAborted));
        LoadedJourney loaded = await loading;
        if (loaded is not LoadedJourney.Found { Stored: var stored })
            return await Nothing(loaded, SentForm.Empty, context, services);
        string reader = context.Reader().Id;
        LogViewed(services.Log, id, reader);
        return await Journey(stored, SentForm.Empty, context, StatusCodes.Status200OK, services, tab, journal);
    }

    /// <summary>Shows a form again that was sent while its reader was signed out, as it was typed.</summary>
    public static async Task<PageResult> ShowAgain(Guid id, SentForm form, HttpContext context, Services services)
    {
        LoadedJourney loaded = await services.Store.Load(id, context.RequestAborted);
        if (loaded is not LoadedJourney.Found { Stored: var stored })
            return await Nothing(loaded, form, context, services);
        string reader = context.Reader().Id;
        LogViewed(services.Log, id, reader);
        form.Problem("", "You were signed out before this was taken. Nothing of yours is lost: look at it, and send it again.");
        return await Journey(stored, form, context, StatusCodes.Status200OK, services);
    }

    /// <summary>Shows a form again that was refused before it became a command, as it was typed.</summary>
    internal static async Task<PageResult> ShowRefused(Guid id, SentForm form, int status, HttpContext context, Services services)
    {
        LoadedJourney loaded = await services.Store.Load(id, context.RequestAborted);
        return loaded is LoadedJourney.Found { Stored: var stored }
            ? await Journey(stored, form, context, status, services, JourneyTab.Details)
            : await Nothing(loaded, form, context, services);
    }

    private static async Task<Results<PageResult, SeeOther>> Give(Guid id, HttpContext context, [AsParameters] Services services)
    {
        CancellationToken cancellation = context.RequestAborted;
        LoadedJourney loaded = await services.Store.Load(id, cancellation);
        SentForm form = SentForm.Of(context);
        if (loaded is not LoadedJourney.Found { Stored: var stored })
            return await Nothing(loaded, form, context, services);
        if (CommandForm.Find(form["form"]) is not { } kind)
            return Notices.FormRefused();
        if (!Permissions.May(context.Reader().Role, kind.Command))
        {
            form.Problem("", $"This is for: {string.Join(", ", Permissions.RolesFor(kind.Command).Select(Words.Of))}.");
            return await Journey(stored, form, context, StatusCodes.Status403Forbidden, services);
        }
        // No command is given yet: the days of a series are looked at first.
        if (form.Has(SeriesOffer.Look))
            return await Journey(stored, form, context, StatusCodes.Status200OK, services);
        JourneyCommand command = await services.Suggesting.Complete(
            await services.Introducing.Complete(kind.Read(form, stored.State), cancellation), stored.State,
            WorkingCalendar.LondonDate(services.Clocks.Now), cancellation);
        if (command.Colleague() is { } chosen && !Permissions.MaySupport(await services.Staff.Find(chosen, cancellation)))
            form.Problem(command is Tasks.Give ? "to" : "linkWorker", "Choose a link worker who works here.");
        if (!form.IsRight)
            return await Journey(stored, form, context, StatusCodes.Status422UnprocessableEntity, services);
        if (await services.Store.AnswerTo(id, form.Id, cancellation) is null
            && await services.Introducing.WhyNot(command, cancellation) is var (_, why))
            return await Refuse(stored, form, why, context, services);

        if (!form.Has(DiaryWords.Anyway) && await services.Store.AnswerTo(id, form.Id, cancellation) is null
            && await InTheWay(command, stored.State, context, services) is { Length: > 0 } ways)
        {
            form.Problem("at", $"{ways} Choose another time, or tick “Book it anyway”.");
            form.Offer(DiaryWords.Anyway);
            return await Journey(stored, form, context, StatusCodes.Status409Conflict, services);
        }

        Retry retry = new(MostLooks + 1);
        for (int look = 0; ; look++)
        {
            int seen = VersionSeen(form, stored);
            IReadOnlyList<JournalCommit> meanwhile = await Meanwhile(stored, seen, services.Store, cancellation);
            // If the command was sent twice, the journal holds it already.
            if (meanwhile.All(c => c.CommandId != form.Id) && command.IsOvertakenBy(meanwhile.SelectMany(c => c.Events)))
                return await Refuse(stored, form,
                    "Somebody changed this while you were writing. Nothing of yours is lost: look at what is new, "
                    + "and send it again if it is still right.", context, services);
            switch (await services.Journeys.Do(
                id, command, Actor.Staff(context.Reader().Id), form.Id, stored.Version, cancellation, form.Body, read: stored))
            {
                case CommandResult.Done when meanwhile.Any(c => c.CommandId != form.Id):
                    return Pages.SeeOther(string.Create(CultureInfo.InvariantCulture, $"{From(form, id)}?done={kind.Name}&since={seen}"));
                case CommandResult.Done:
                    return Pages.SeeOther(
                        BoardFilter.Back(form["back"], context.Reader()) is { } board
                            ? $"{board.Path}&done={kind.Name}" : $"{From(form, id)}?done={kind.Name}");
                // Somebody has just changed the journey. The journal says whether the command is out of date now.
                case CommandResult.Refused { Code: "journey-changed" } when look < MostLooks
                    && await services.Store.Find(id, cancellation) is { } now && now.Version != stored.Version:
                    stored = now;
                    await retry.Pause(cancellation);
                    continue;
                case CommandResult.Refused refused:
                    if (refused.Code is CommandResult.Refused.IdReused)
                        form.Renew();
                    return await Refuse(await services.Store.Find(id, cancellation) ?? stored, form, refused.Sentence, context, services);
                default:
                    return Notices.NoSuchPage(context.Reader());
            }
        }
    }

    /// <summary>What conflicts with a time, in sentences: from the diary, and from the days on which the activity meets.</summary>
    private static async Task<string> InTheWay(JourneyCommand command, Journey journey, HttpContext context, Services services)
    {
        IReadOnlyList<InTheWay> ways = await services.Diaries.Of(journey, command, context.Reader(), context.RequestAborted);
        string? day = command is Attendance.PlanSession plan
            ? MeetingDays.WhyNot(plan, journey, await services.Introducing.EntriesOf(journey, context.RequestAborted),
                services.Pathway.SchoolHolidays) : null;
        return string.Join(" ", new[] { DiaryWords.Sentences(ways, command), day }.Where(s => s is { Length: > 0 }));
    }

    /// <summary>The page of the journey from which the form was sent.</summary>
    private static string From(SentForm form, Guid journey) => (JourneyTab.Find(form["tab"]) ?? JourneyTab.ToDo).PathIn(journey);

    /// <summary>
    /// The page for a journey that is not there or cannot be read. Of one that cannot be read it shows what can be made out of it.
    /// </summary>
    private static async Task<PageResult> Nothing(LoadedJourney loaded, SentForm form, HttpContext context, Services services)
    {
        if (loaded is LoadedJourney.Erased { Tombstone: var tombstone })
            return Notices.Erased(context.Reader(), WorkingCalendar.LondonDate(tombstone.ErasedAt));
        if (loaded is not LoadedJourney.Unreadable unreadable)
            return Notices.NoSuchPage(context.Reader());
        await services.Looks.Record(unreadable.Id, context.Reader(), LookedBy.Page, context.RequestAborted);
        StaffMember? linkWorker = unreadable.Glimpse.LinkWorker is { } id ? await services.Staff.Find(id, context.RequestAborted) : null;
        return Pages.Of<UnreadablePage>(StatusCodes.Status503ServiceUnavailable,
            (nameof(UnreadablePage.Reader), context.Reader()), (nameof(UnreadablePage.Journey), unreadable),
            (nameof(UnreadablePage.LinkWorker), linkWorker?.Name),
            (nameof(UnreadablePage.Typed), form.Words.ToList()));
    }

    /// <summary>The present page, with everything that was typed and what has changed meanwhile.</summary>
    private static Task<PageResult> Refuse(StoredJourney stored, SentForm form, string sentence, HttpContext context, Services services)
    {
        form.Problem("", sentence);
        return Journey(stored, form, context, StatusCodes.Status409Conflict, services);
    }

    /// <summary>The version that the form was made from. A number that this journey never had counts as the current version.</summary>
    private static int VersionSeen(SentForm form, StoredJourney stored) =>
        int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int seen) && seen > 0 && seen < stored.Version
            ? seen : stored.Version;

    /// <summary>What people have done since then. What the programme did by itself does not make a form out of date.</summary>
    private static async Task<IReadOnlyList<JournalCommit>> Meanwhile(
        StoredJourney stored, int seen, IJourneyStore store, CancellationToken cancellation) =>
        seen == stored.Version ? [] : Meanwhile(await store.Journal(stored.State.Id, cancellation), seen);

    private static IReadOnlyList<JournalCommit> Meanwhile(IEnumerable<JournalCommit> journal, int seen) =>
        [.. journal.Where(c => c.Version > seen && c.By.Kind is not ActorKind.System)];

    /// <param name="asked">The page that was asked for; null for a returned form, which knows its own page.</param>
    /// <param name="read">The journal, if it is already being read.</param>
    private static async Task<PageResult> Journey(
        StoredJourney stored, SentForm form, HttpContext context, int status, Services services, JourneyTab? asked = null,
        Task<IReadOnlyList<JournalCommit>>? read = null)
    {
        CancellationToken cancellation = context.RequestAborted;
        JourneyTab tab = asked ?? NextForms.TabOf(form, stored.State, services.Clocks.Now);
        if (form.WasSent || tab.TellsTheStory)
            read ??= services.Store.Journal(stored.State.Id, cancellation);
        Task<IReadOnlyList<TimelineEntry>> telling =
            read is null ? Task.FromResult<IReadOnlyList<TimelineEntry>>([]) : services.Timeline.Of(read, cancellation);
        Task<IReadOnlyList<StaffMember>> people = services.Staff.AllCached(cancellation);
        Task<IReadOnlyList<(string Value, string Label)>> choices = tab == JourneyTab.Activities
            ? services.Introducing.Choices(cancellation) : Task.FromResult<IReadOnlyList<(string, string)>>([]);
        Task<IReadOnlyList<OtherJourney>> comparing = tab == JourneyTab.ToDo
            ? Others(stored.State, context.Reader(), services.Store, services.Looks, cancellation)
            : Task.FromResult<IReadOnlyList<OtherJourney>>([]);
        Task<SuggestedActivities> suggestions = tab == JourneyTab.Activities
            ? services.Suggesting.Of(stored.State, WorkingCalendar.LondonDate(services.Clocks.Now), cancellation)
            : Task.FromResult(SuggestedActivities.None);
        Task<IReadOnlyList<GoingAlong>> volunteers = stored.State is { HasEnded: false } there && there.Sessions.Any(s => s.IsPlanned)
            && (tab == JourneyTab.Activities || there.Tasks.Any(t => t.Kind is TaskKind.FindCompanion))
                ? services.Volunteers.Everybody(cancellation) : Task.FromResult<IReadOnlyList<GoingAlong>>([]);
        Task<IReadOnlyDictionary<string, PaperLetter>> toSay = tab == JourneyTab.ToDo
            ? services.Paper.ToSay(stored.State, cancellation)
            : Task.FromResult<IReadOnlyDictionary<string, PaperLetter>>(new Dictionary<string, PaperLetter>());
        await Task.WhenAll(services.Looks.Record(stored.State.Id, context.Reader(), LookedBy.Page, cancellation), telling, people, choices,
            comparing, suggestions, volunteers, toSay);
        IReadOnlyList<TimelineEntry> story = await telling;
        IQueryCollection query = context.Request.Query;
        // The version that the reader last saw. It is in the address after an accepted form, and in the form after a refused one.
        int seen = form.WasSent ? VersionSeen(form, stored)
            : int.TryParse(query["since"], NumberStyles.None, CultureInfo.InvariantCulture, out int since) && since > 0
                ? since : stored.Version;
        HashSet<int> meanwhile =
            read is null ? [] : [.. Meanwhile(await read, Math.Min(seen, stored.Version)).Select(c => c.Version)];
        // The reader's own changes are not shown to them as news.
        if (!form.WasSent)
            meanwhile.Remove(stored.Version);
        OpenJourney open = new(stored.State, stored.Version, context.Reader(), await people, [.. story.Reverse()], services.Pathway,
            services.Clocks.Now, form)
        {
            Tab = tab,
            Activities = await choices,
            // The directory was already read for the choices.
            Changed = tab == JourneyTab.Activities || tab == JourneyTab.ToDo
                ? await services.Introducing.ChangedFor(stored.State, services.Pathway, cancellation) : new Dictionary<string, string>(),
            Entries = tab == JourneyTab.Activities ? await services.Introducing.EntriesOf(stored.State, cancellation)
                : new Dictionary<Guid, ListingDetails>(),
            Suggestions = await suggestions,
            Chosen = query["activity"],
            OnTheList = OfferFields.Ids(query["on"]),
            Volunteers = await volunteers,
            Others = await comparing,
            Meanwhile = [.. story.Where(e => meanwhile.Contains(e.Version))],
            Unfold = query["do"],
            Part = StoryPart.Find(query["show"]),
            StoryPage = int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out int page) && page > 0 ? page : 1,
            ToSay = await toSay,
            Template = query["template"],
            IsTest = FirstSteps.LooksLikeATest(stored.State.Details)
                && (await services.Tests.AllCached(cancellation)).Contains(stored.State.Id),
            At = DeskWords.Time(query["at"]),
            Done = CommandForm.Find(query["done"].ToString())?.Done
                ?? (query["done"] == DocumentPages.Done ? StaffTexts.Form(DocumentPages.Done, "done") : null),
        };
        return tab == JourneyTab.Summary
            ? Pages.Of<SummaryPage>(status, (nameof(SummaryPage.Open), open))
            : Pages.Of<JourneyPage>(status, (nameof(JourneyPage.Open), open));
    }

    /// <summary>Comparing two people is recorded as a look at both.</summary>
    private static async Task<IReadOnlyList<OtherJourney>> Others(
        Journey journey, StaffMember reader, IJourneyStore store, AccessLog looks, CancellationToken cancellation)
    {
        OtherJourney[] others = await Task.WhenAll(journey.Alikes.Where(a => a.Answer is not AlikeAnswer.SomebodyElse)
            .Select(async a => new OtherJourney(a, (await store.Find(a.Journey, cancellation))?.State)));
        await Task.WhenAll(others.Where(o => o.Journey is not null)
            .Select(o => looks.Record(o.Alike.Journey, reader, LookedBy.Page, cancellation)));
        return others;
    }

    [LoggerMessage(EventId = 5501, Level = LogLevel.Information, Message = "Journey {Journey} was opened by staff {Staff}")]
    private static partial void LogViewed(ILogger log, Guid journey, string staff);
}
