using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Api;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>One person's page: everything that is known, everything that is next, and a form for everything that can be done.</summary>
public sealed partial class JourneyPages(
    JourneyService journeys, IJourneyStore store, StaffDirectory staff, Introducing introducing, Diaries diaries, Timeline timeline, AccessLog looks, Pathway pathway, Clocks clocks, ILogger<JourneyPages> log)
{
    private const int MostLooks = 20;

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        staffPages.MapGet("/journeys/{id:guid}", (Guid id, HttpContext context, JourneyPages pages) => pages.Show(id, context));
        // Where a form came back, the address is that of the form.
        staffPages.MapGet("/journeys/{id:guid}/commands", (Guid id) => Pages.SeeOther($"/journeys/{id:N}"));
        staffPages.MapPost("/journeys/{id:guid}/commands", (Guid id, HttpContext context, JourneyPages pages) => pages.Give(id, context)).EvenAtRest();
    }

    private async Task<IResult> Show(Guid id, HttpContext context)
    {
        // All at once: each round to the store is time in which somebody waits.
        Task<IReadOnlyList<JournalCommit>> journal = store.Journal(id, context.RequestAborted);
        Task<LoadedJourney> loading = store.Load(id, context.RequestAborted);
        await Task.WhenAll(loading, journal, staff.Lately(context.RequestAborted), introducing.Choices(context.RequestAborted));
        LoadedJourney loaded = await loading;
        if (loaded is not LoadedJourney.Found { Stored: var stored })
            return await Nothing(loaded, SentForm.Empty, context);
        string reader = context.Reader().Id;
        LogViewed(log, id, reader);
        return await Journey(stored, SentForm.Empty, context, StatusCodes.Status200OK, journal);
    }

    /// <summary>A form that was sent while its reader was signed out, as it was typed.</summary>
    public async Task<IResult> ShowAgain(Guid id, SentForm form, HttpContext context)
    {
        LoadedJourney loaded = await store.Load(id, context.RequestAborted);
        if (loaded is not LoadedJourney.Found { Stored: var stored })
            return await Nothing(loaded, form, context);
        string reader = context.Reader().Id;
        LogViewed(log, id, reader);
        form.Problem("", "You were signed out before this was taken. Nothing of yours is lost: look at it, and send it again.");
        return await Journey(stored, form, context, StatusCodes.Status200OK);
    }

    private async Task<IResult> Give(Guid id, HttpContext context)
    {
        CancellationToken cancellation = context.RequestAborted;
        LoadedJourney loaded = await store.Load(id, cancellation);
        SentForm form = SentForm.Of(context);
        if (loaded is not LoadedJourney.Found { Stored: var stored })
            return await Nothing(loaded, form, context);
        if (CommandForm.Find(form["form"]) is not { } kind)
            return Notices.FormRefused();
        if (!Permissions.May(context.Reader().Role, kind.Command))
        {
            form.Problem("", $"This is for: {string.Join(", ", Permissions.RolesFor(kind.Command).Select(Words.Of))}.");
            return await Journey(stored, form, context, StatusCodes.Status403Forbidden);
        }
        JourneyCommand command = await introducing.Complete(kind.Read(form, stored.State), cancellation);
        if (LinkWorkerIn(command) is { } chosen && !Permissions.MaySupport(await staff.Find(chosen, cancellation)))
            form.Problem("linkWorker", "Choose a link worker who works here.");
        if (!form.IsRight)
            return await Journey(stored, form, context, StatusCodes.Status422UnprocessableEntity);
        if (await store.AnswerTo(id, form.Id, cancellation) is null && await introducing.WhyNot(command, cancellation) is var (_, why))
            return await Refuse(stored, form, why, context);

        if (!form.Has(DiaryWords.Anyway) && await store.AnswerTo(id, form.Id, cancellation) is null
            && await diaries.Of(stored.State, command, context.Reader(), cancellation) is { Count: > 0 } ways)
        {
            form.Problem("at", $"{string.Join(" ", ways.Select(DiaryWords.Sentence))} Choose another time, or tick “Book it anyway”.");
            form.Offer(DiaryWords.Anyway);
            return await Journey(stored, form, context, StatusCodes.Status409Conflict);
        }

        Retry retry = new(MostLooks + 1);
        for (int look = 0; ; look++)
        {
            int seen = VersionSeen(form, stored);
            IReadOnlyList<JournalCommit> meanwhile = await Meanwhile(stored, seen, cancellation);
            // A command that is sent twice meets itself.
            if (meanwhile.All(c => c.CommandId != form.Id) && command.IsOvertakenBy(meanwhile.SelectMany(c => c.Events)))
                return await Refuse(stored, form, "Somebody changed this while you were writing. Nothing of yours is lost: look at what is new, and send it again if it is still right.", context);
            switch (await journeys.Do(id, command, Actor.Staff(context.Reader().Id), form.Id, stored.Version, cancellation, form.Body, read: stored))
            {
                case CommandResult.Done when meanwhile.Any(c => c.CommandId != form.Id):
                    return Pages.SeeOther(string.Create(CultureInfo.InvariantCulture, $"/journeys/{id:N}?done={kind.Name}&since={seen}"));
                case CommandResult.Done:
                    return Pages.SeeOther(BoardView.All(context.Reader()).FirstOrDefault(v => v.Name == form["back"]) is { } board ? $"{board.Path}&done={kind.Name}" : $"/journeys/{id:N}?done={kind.Name}");
                // Something happened in this very moment: whether it overtakes the command, the journal says.
                case CommandResult.Refused { Code: "journey-changed" } when look < MostLooks && await store.Find(id, cancellation) is { } now && now.Version != stored.Version:
                    stored = now;
                    await retry.Pause(cancellation);
                    continue;
                case CommandResult.Refused refused:
                    if (refused.Code is CommandResult.Refused.IdReused)
                        form.Renew();
                    return await Refuse(await store.Find(id, cancellation) ?? stored, form, refused.Sentence, context);
                default:
                    return Notices.NoSuchPage(context.Reader());
            }
        }
    }

    /// <summary>There is no such journey, or it cannot be read: then whoever looks for the person finds what can be.</summary>
    private async Task<IResult> Nothing(LoadedJourney loaded, SentForm form, HttpContext context)
    {
        if (loaded is not LoadedJourney.Unreadable unreadable)
            return Notices.NoSuchPage(context.Reader());
        await looks.Record(unreadable.Id, context.Reader(), LookedBy.Page, context.RequestAborted);
        StaffMember? linkWorker = unreadable.Glimpse.LinkWorker is { } id ? await staff.Find(id, context.RequestAborted) : null;
        return Pages.Of<UnreadablePage>(StatusCodes.Status503ServiceUnavailable,
            (nameof(UnreadablePage.Reader), context.Reader()), (nameof(UnreadablePage.Journey), unreadable), (nameof(UnreadablePage.LinkWorker), linkWorker?.Name),
            (nameof(UnreadablePage.Typed), form.Words.ToList()));
    }

    /// <summary>The page as it is by now, with everything that was typed and what changed meanwhile.</summary>
    private Task<IResult> Refuse(StoredJourney stored, SentForm form, string sentence, HttpContext context)
    {
        form.Problem("", sentence);
        return Journey(stored, form, context, StatusCodes.Status409Conflict);
    }

    /// <summary>The version that the form was made from; one that is none of this journey's means the current.</summary>
    private static int VersionSeen(SentForm form, StoredJourney stored) =>
        int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int seen) && seen > 0 && seen < stored.Version ? seen : stored.Version;

    /// <summary>What people have done since then. What the programme did by itself makes no form older.</summary>
    private async Task<IReadOnlyList<JournalCommit>> Meanwhile(StoredJourney stored, int seen, CancellationToken cancellation) =>
        seen == stored.Version ? [] : Meanwhile(await store.Journal(stored.State.Id, cancellation), seen);

    private static IReadOnlyList<JournalCommit> Meanwhile(IEnumerable<JournalCommit> journal, int seen) =>
        [.. journal.Where(c => c.Version > seen && c.By.Kind is not ActorKind.System)];

    /// <param name="read">The journal, where it is on its way already.</param>
    private async Task<IResult> Journey(StoredJourney stored, SentForm form, HttpContext context, int status, Task<IReadOnlyList<JournalCommit>>? read = null)
    {
        CancellationToken cancellation = context.RequestAborted;
        Task<IReadOnlyList<JournalCommit>> journal = read ?? store.Journal(stored.State.Id, cancellation);
        Task<IReadOnlyList<TimelineEntry>> telling = timeline.Of(journal, cancellation);
        Task<IReadOnlyList<StaffMember>> people = staff.Lately(cancellation);
        Task<IReadOnlyList<(string Value, string Label)>> choices = introducing.Choices(cancellation);
        Task<IReadOnlyList<OtherJourney>> comparing = Others(stored.State, context.Reader(), cancellation);
        await Task.WhenAll(looks.Record(stored.State.Id, context.Reader(), LookedBy.Page, cancellation), telling, people, choices, comparing);
        IReadOnlyList<TimelineEntry> story = await telling;
        // After a form was taken, the address says what its reader had seen; after a refusal, the form does.
        int seen = form.WasSent ? VersionSeen(form, stored)
            : int.TryParse(context.Request.Query["since"], NumberStyles.None, CultureInfo.InvariantCulture, out int since) && since > 0 ? since : stored.Version;
        HashSet<int> meanwhile = [.. Meanwhile(await journal, Math.Min(seen, stored.Version)).Select(c => c.Version)];
        // What one has just done oneself is no news.
        if (!form.WasSent)
            meanwhile.Remove(stored.Version);
        OpenJourney open = new(stored.State, stored.Version, context.Reader(), await people, [.. story.Reverse()], pathway, clocks.Now, form)
        {
            Activities = await choices,
            Others = await comparing,
            Meanwhile = [.. story.Where(e => meanwhile.Contains(e.Version))],
            WholeStory = context.Request.Query.ContainsKey("story"),
            Done = CommandForm.Find(context.Request.Query["done"].ToString())?.Done,
        };
        return Pages.Of<JourneyPage>(status, (nameof(JourneyPage.Open), open));
    }

    /// <summary>Whoever compares two people has looked at both.</summary>
    private async Task<IReadOnlyList<OtherJourney>> Others(Journey journey, StaffMember reader, CancellationToken cancellation)
    {
        OtherJourney[] others = await Task.WhenAll(journey.Alikes.Where(a => a.Answer is not AlikeAnswer.SomebodyElse)
            .Select(async a => new OtherJourney(a, (await store.Find(a.Journey, cancellation))?.State)));
        await Task.WhenAll(others.Where(o => o.Journey is not null).Select(o => looks.Record(o.Alike.Journey, reader, LookedBy.Page, cancellation)));
        return others;
    }

    private static string? LinkWorkerIn(JourneyCommand command) => command switch
    {
        Intake.Accept c => c.LinkWorker,
        Allocation.Allocate c => c.LinkWorker,
        _ => null,
    };

    [LoggerMessage(EventId = 5501, Level = LogLevel.Information, Message = "Journey {Journey} was opened by staff {Staff}")]
    private static partial void LogViewed(ILogger log, Guid journey, string staff);
}
