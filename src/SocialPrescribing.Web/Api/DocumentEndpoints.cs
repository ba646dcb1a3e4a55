using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Documents;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Bodies;

namespace SocialPrescribing.Web.Api;

/// <summary>Documents of a journey: added as a form with a file, and read as a download. A command takes them out.</summary>
internal static class DocumentEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapApi();
        api.DisableAntiforgery();
        api.TakesOnly("/api/journeys/{id}/documents", api.MapPost("/api/journeys/{id}/documents", Add).ForStaffEvenAtRest());
        api.TakesOnly("/api/journeys/{id}/documents/{document}",
            api.MapGet("/api/journeys/{id}/documents/{document}", Read).ForStaff());
    }

    private static async Task<Results<Reply<JourneySummary>, ApiProblem>> Add(
        string id, HttpContext context, DocumentKeeping documents, DocumentTurns turns)
    {
        StaffMember member = context.Member();
        if (!Permissions.May(member.Role, typeof(Documents.Add)))
            return StaffHandlers.Forbidden(Permissions.RolesFor(typeof(Documents.Add)));
        if (!Guid.TryParse(id, out Guid journey))
            return ApiProblem.NotFound("journey");
        using IDisposable? turn = await turns.Take(context, member);
        if (turn is null)
            return ApiProblem.OtherDocuments;
        SentDocument sent = await SentDocument.Read(context);
        if (sent.IsTooLarge)
            return TooLarge;
        if (sent.Incomplete is { } status)
            return ApiProblem.Incomplete(status);
        if (sent.Form is null)
            return new ApiProblem("unsupported-media-type", 415, "Send a form",
                "Send the body as multipart/form-data: commandId, title and file, and version if it matters.");
        List<Problem> problems = [];
        string commandId = sent.Form["commandId"].ToString(), title = sent.Form["title"].ToString().Trim(),
            version = sent.Form["version"].ToString();
        if (!CommandReader.IsCommandId(commandId))
            problems.Add(new("/commandId", commandId is "" ? "required" : "command-id-invalid", CommandReader.CommandIdHint));
        if (title is "")
            problems.Add(new("/title", "required", "Say what it is, in a few words."));
        else if (TextRules.Line(title) is var (code, detail))
            problems.Add(new("/title", code, detail));
        int seen = 0;
        if (version is not "" && !int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out seen))
            problems.Add(new("/version", "wrong-type", "This must be a whole number: the version of the record that you saw."));
        if (sent.File is null)
            problems.Add(new($"/{SentDocument.Field}", "required", "Send a file that is not empty, with its name."));
        if (problems.Count > 0)
            return ApiProblem.Invalid("invalid-command", "document", problems);
        return await documents.Add(
            journey, await sent.Taken(title, context.RequestAborted), Actor.Staff(member.Id), commandId, version is "" ? null : seen,
            context.RequestAborted) switch
        {
            CommandResult.Done done => CommandEndpoints.Done(context, done),
            CommandResult.Refused { Code: "document-too-large" } => TooLarge,
            CommandResult.Refused { Code: CommandResult.Refused.IdReused } reused => ApiProblem.IdReused(reused),
            CommandResult.Refused refused => ApiProblem.Refused(refused.Code, refused.Sentence),
            _ => ApiProblem.NotFound("journey"),
        };
    }

    private static async Task<Results<DocumentDownload, ApiProblem>> Read(
        string id, string document, HttpContext context, IJourneyStore store, DocumentKeeping documents, AccessLog looks)
    {
        if (!Guid.TryParse(id, out Guid journey))
            return ApiProblem.NotFound("journey");
        LoadedJourney loaded = await store.Load(journey, context.RequestAborted);
        if (loaded is not LoadedJourney.Found { Stored.State: var state })
            return loaded is LoadedJourney.Unreadable unreadable
                ? ApiProblem.Unreadable(unreadable.Sentence)
                : ApiProblem.NotFound("journey");
        return await DocumentDownload.Of(
            state, document, context.Member(), LookedBy.Api, documents, looks, context.RequestAborted) is { } download
            ? download : ApiProblem.NotFound("document");
    }

    private static ApiProblem TooLarge { get; } = new("body-too-large", 413, "The body is too large", Documents.TooLarge);
}
