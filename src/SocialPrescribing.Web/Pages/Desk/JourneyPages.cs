using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Web.Pages.Entry;
using SocialPrescribing.Web.Pages.Parts;

namespace SocialPrescribing.Web.Pages.Desk;

/// <summary>One person's page: everything that is known, everything that is next, and a form for everything that can be done.</summary>
public sealed partial class JourneyPages(
    JourneyService journeys, IJourneyStore store, StaffDirectory staff, Introducing introducing, Timeline timeline, Looks looks, Pathway pathway, Clocks clocks, ILogger<JourneyPages> log)
{
    public static void Map(IEndpointRouteBuilder staffPages)
    {
        staffPages.MapGet("/journeys/{id:guid}", (Guid id, HttpContext context, JourneyPages pages) => pages.Show(id, context));
        staffPages.MapPost("/journeys/{id:guid}/commands", (Guid id, HttpContext context, JourneyPages pages) => pages.Give(id, context));
    }

    private async Task<IResult> Show(Guid id, HttpContext context)
    {
        if (await store.Load(id, context.RequestAborted) is not { } stored)
            return Page.Of<NoSuchPage>(StatusCodes.Status404NotFound, (nameof(NoSuchPage.Reader), context.Reader()));
        string reader = context.Reader().Id;
        LogViewed(log, id, reader);
        return await Journey(stored, SentForm.Empty, context, StatusCodes.Status200OK);
    }

    private async Task<IResult> Give(Guid id, HttpContext context)
    {
        CancellationToken cancellation = context.RequestAborted;
        if (await store.Load(id, cancellation) is not { } stored)
            return Page.Of<NoSuchPage>(StatusCodes.Status404NotFound, (nameof(NoSuchPage.Reader), context.Reader()));
        SentForm form = SentForm.Of(context);
        if (CommandForm.Find(form["form"]) is not { } kind)
            return Page.Of<FormRefused>(StatusCodes.Status400BadRequest);
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

        CommandResult result;
        int? seen;
        while ((result = await journeys.Do(id, command, Actor.Staff(context.Reader().Id), form.Id, seen = await VersionSeen(form, stored, cancellation), cancellation))
            is CommandResult.Refused { Code: "journey-changed" } && seen == stored.Version)
        {
            // Something happened in this very moment: whether a person did it, the journal says.
            stored = await store.Load(id, cancellation) ?? stored;
        }
        switch (result)
        {
            case CommandResult.Done:
                return Page.SeeOther($"/journeys/{id:N}?done={kind.Name}");
            case CommandResult.Refused refused:
                form.Problem("", refused.Sentence);
                // As it is by now: what changed meanwhile is what the reader has to see.
                return await Journey(await store.Load(id, cancellation) ?? stored, form, context, StatusCodes.Status409Conflict);
            default:
                return Page.Of<NoSuchPage>(StatusCodes.Status404NotFound, (nameof(NoSuchPage.Reader), context.Reader()));
        }
    }

    /// <summary>
    /// The version that the command is to be decided on. What the programme did by itself since the form was shown makes the
    /// form no older: only what people did can have changed what the reader meant.
    /// </summary>
    private async Task<int?> VersionSeen(SentForm form, StoredJourney stored, CancellationToken cancellation)
    {
        if (!int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int seen))
            return stored.Version;
        return seen >= stored.Version || (await store.Journal(stored.State.Id, cancellation)).Where(c => c.Version > seen).Any(c => c.By.Kind is not ActorKind.System)
            ? seen : stored.Version;
    }

    private async Task<IResult> Journey(StoredJourney stored, SentForm form, HttpContext context, int status)
    {
        CancellationToken cancellation = context.RequestAborted;
        await looks.Record(stored.State.Id, context.Reader(), LookedBy.Page, cancellation);
        IReadOnlyList<TimelineEntry> story = await timeline.Of(stored.State.Id, cancellation);
        OpenJourney open = new(stored.State, stored.Version, context.Reader(), await staff.All(cancellation), [.. story.Reverse()], pathway, clocks.Now, form)
        {
            Activities = await introducing.Choices(cancellation),
            WholeStory = context.Request.Query.ContainsKey("story"),
            Done = CommandForm.Find(context.Request.Query["done"].ToString())?.Done,
        };
        return Page.Of<JourneyPage>(status, (nameof(JourneyPage.Open), open));
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
