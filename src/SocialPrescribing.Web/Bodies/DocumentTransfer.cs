using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Documents;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Bodies;

/// <summary>A form with a file as it was sent. It is read into memory, so that it is never left in a folder for temporary files.</summary>
/// <param name="Form">Null if it is not a form, or so large that it was not read.</param>
public sealed record SentDocument(IFormCollection? Form, bool IsTooLarge)
{
    public const string Field = "file";
    /// <summary>Room for everything but the file: the other fields, and what a browser writes between them.</summary>
    private const int Envelope = 64 * 1024;
    /// <summary>A body up to this size is read, so that its sender can be told in a sentence that the file is too large.</summary>
    private const int StillListenedTo = 64 * 1024 * 1024;

    /// <summary>Where the body ended too soon, came too slowly or is no form inside: the status with which that is answered.</summary>
    public int? Incomplete { get; init; }

    /// <summary>Null if no file was chosen, or if it is empty.</summary>
    public IFormFile? File => Form?.Files.GetFile(Field) is { Length: > 0 } file ? file : null;

    public static async Task<SentDocument> Read(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = StillListenedTo;
        if (!context.Request.HasFormContentType)
            return new SentDocument(null, false);
        try
        {
            const int most = Documents.MostBytes + Envelope;
            if (await WholeBody.Read(context, most) is not { } body)
                return new SentDocument(null, true);
            MemoryMarshal.TryGetArray(body, out ArraySegment<byte> bytes);
            context.Request.Body = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
            FormOptions options = new() { MemoryBufferThreshold = most, MultipartBodyLengthLimit = most };
            context.Features.Set<IFormFeature>(new FormFeature(context.Request, options));
            IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
            // The form has copied what it needs.
            context.Request.Body = Stream.Null;
            return new SentDocument(form, form.Files.GetFile(Field)?.Length > Documents.MostBytes);
        }
        // The body is incomplete or malformed. That is the sender's mistake, and they are told so.
        catch (Exception problem) when (problem is BadHttpRequestException or InvalidDataException or IOException)
        {
            int status = (problem as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
            return status is StatusCodes.Status413PayloadTooLarge ? new SentDocument(null, true)
                : new SentDocument(null, false) { Incomplete = status };
        }
    }

    public async Task<NewDocument> Taken(string title, CancellationToken cancellation)
    {
        byte[] content = new byte[File!.Length];
        await using Stream stream = File.OpenReadStream();
        await stream.ReadExactlyAsync(content, cancellation);
        return new NewDocument(title, NewDocument.NameOf(File.FileName), content);
    }
}

/// <summary>Sends a document as a file to save, which no browser shows, runs or takes for something else.</summary>
public sealed class DocumentDownload(Document document, Stream content) : IResult
{
    /// <summary>
    /// Logs who reads it before it is sent. Null if the journey has no such document, or if its content is gone, which
    /// <c>check</c> reports.
    /// </summary>
    public static async Task<DocumentDownload?> Of(
        Journey journey, string id, StaffMember reader, LookedBy by, DocumentKeeping documents, AccessLog looks,
        CancellationToken cancellation)
    {
        if (journey.Documents.FirstOrDefault(d => d.Id == id) is not { } document
            || await documents.Open(journey.Id, document, cancellation) is not { } content)
            return null;
        try
        {
            await looks.Record(journey.Id, reader, by, cancellation, document.Id);
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
        return new DocumentDownload(document, content);
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using (content)
        {
            IHeaderDictionary headers = httpContext.Response.Headers;
            headers.ContentType = DocumentTypes.MediaType(document.Type);
            headers.ContentLength = document.Bytes;
            ContentDispositionHeaderValue disposition = new("attachment");
            disposition.SetHttpFileName(document.FileName);
            headers.ContentDisposition = disposition.ToString();
            headers.XContentTypeOptions = "nosniff";
            headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers.CacheControl = "no-store";
            if (!HttpMethods.IsHead(httpContext.Request.Method))
                await content.CopyToAsync(httpContext.Response.Body, httpContext.RequestAborted);
        }
    }
}
