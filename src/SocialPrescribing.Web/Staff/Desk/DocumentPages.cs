using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Documents;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Bodies;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>Documents are added with the form on the person's page, and read as downloads.</summary>
public static class DocumentPages
{
    /// <summary>The name of the event, under which the page says that it is done.</summary>
    public const string Done = "documentAdded";

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        staffPages.MapPost("/journeys/{id:guid}/documents", Add).ReadsItsForm();
        // After a refused form the browser shows the form's address.
        staffPages.MapGet("/journeys/{id:guid}/documents", (Guid id) => Pages.SeeOther($"{JourneyTab.Details.PathIn(id)}#documents"));
        staffPages.MapGet("/journeys/{id:guid}/documents/{document}", Read);
    }

    private static async Task<Results<PageResult, SeeOther>> Add(
        Guid id, HttpContext context, [FromServices] DocumentKeeping documents, [FromServices] DocumentTurns turns,
        [AsParameters] JourneyPages.Services services)
    {
        StaffMember reader = context.Reader();
        if (!Permissions.May(reader.Role, typeof(Documents.Add)))
            return StaffOnly.NotForYou(reader, Permissions.RolesFor(typeof(Documents.Add)));
        using IDisposable? turn = await turns.Take(context, reader);
        if (turn is null)
        {
            SentForm unread = Unread;
            unread.Problem(SentDocument.Field, "Other documents are being taken just now. Choose yours again in a minute.");
            context.Response.Headers.RetryAfter = "20";
            return await JourneyPages.ShowRefused(id, unread, StatusCodes.Status503ServiceUnavailable, context, services);
        }
        SentDocument sent = await SentDocument.Read(context);
        SentForm form = sent.Form is null ? Unread : SentForm.Of(context);
        if (sent.IsTooLarge)
            form.Problem(SentDocument.Field, Documents.TooLarge);
        else if (sent.Incomplete is not null)
            form.Problem(SentDocument.Field, "The file did not arrive completely, or came too slowly. Choose it again.");
        else if (sent.Form is null)
            return Notices.FormRefused();
        else if (sent.File is null)
            form.Problem(SentDocument.Field, "Choose a file that is not empty.");
        string title = sent.Form is null ? "" : Typed.Required(form, "title", "Say what it is, in a few words.", ReferralRules.MaxName);
        if (!form.IsRight)
            return await JourneyPages.ShowRefused(
                id, form,
                sent.IsTooLarge ? StatusCodes.Status413PayloadTooLarge
                    : sent.Incomplete is not null ? StatusCodes.Status400BadRequest : StatusCodes.Status422UnprocessableEntity,
                context, services);
        switch (await documents.Add(
            id, await sent.Taken(title, context.RequestAborted), Actor.Staff(reader.Id), form.Id, null, context.RequestAborted))
        {
            case CommandResult.Done:
                return Pages.SeeOther($"{JourneyTab.Details.PathIn(id)}?done={Done}");
            case CommandResult.Refused refused:
                if (refused.Code is CommandResult.Refused.IdReused)
                    form.Renew();
                form.Problem(refused.Code.StartsWith("document-t", StringComparison.Ordinal) ? SentDocument.Field : "", refused.Sentence);
                return await JourneyPages.ShowRefused(id, form, StatusCodes.Status409Conflict, context, services);
            default:
                return Notices.NoSuchPage(reader);
        }
    }

    /// <summary>The form was not read, so its fields cannot be shown again.</summary>
    private static SentForm Unread => SentForm.Again(new Dictionary<string, string> { ["form"] = DocumentCards.Key });

    private static async Task<Results<DocumentDownload, PageResult>> Read(
        Guid id, string document, HttpContext context, [FromServices] IJourneyStore store, [FromServices] DocumentKeeping documents,
        [FromServices] AccessLog looks) =>
        await store.Find(id, context.RequestAborted) is { } stored
            && await DocumentDownload.Of(
                stored.State, document, context.Reader(), LookedBy.Page, documents, looks, context.RequestAborted) is { } download
            ? download : Notices.NoSuchPage(context.Reader());
}
