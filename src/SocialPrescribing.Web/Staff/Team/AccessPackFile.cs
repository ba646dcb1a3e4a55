using System.IO.Compression;
using System.Net.Mime;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Documents;

namespace SocialPrescribing.Web.Staff.Team;

/// <summary>
/// What a person gets, as one file: a page to read, the same for programs, and their documents. It is written into the
/// response and nowhere else.
/// </summary>
internal sealed class AccessPackFile(
    Journey journey, string service, DateTimeOffset now, IReadOnlyList<PackItem> items, bool isLessThanAll, DocumentKeeping documents)
    : IResult
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.ContentType = MediaTypeNames.Application.Zip;
        response.Headers.ContentDisposition = $"attachment; filename=\"record-{journey.Referrals[0].Reference}.zip\"";
        response.Headers.CacheControl = "no-store";
        // The archive ends each of its files with a synchronous write.
        if (httpContext.Features.Get<IHttpBodyControlFeature>() is { } body)
            body.AllowSynchronousIO = true;
        CancellationToken cancellation = httpContext.RequestAborted;
        ZipArchive zip = await ZipArchive.CreateAsync(response.Body, ZipArchiveMode.Create, leaveOpen: true, null, cancellation);
        await using (zip)
        {
            await Put(zip, "record.html", Encoding.UTF8.GetBytes(Page()), cancellation);
            await Put(zip, "record.json", Encoding.UTF8.GetBytes(Data().ToJsonString(_indented)), cancellation);
            int number = 0;
            foreach (Document document in items.Select(i => i.Document).OfType<Document>())
            {
                number++;
                if (await documents.Open(journey.Id, document, cancellation) is not { } content)
                    continue;
                await using (content)
                {
                    ZipArchiveEntry entry = zip.CreateEntry($"documents/{number:D2} {document.FileName}");
                    await using Stream into = await entry.OpenAsync(cancellation);
                    await content.CopyToAsync(into, cancellation);
                }
            }
        }
    }

    private static async Task Put(ZipArchive zip, string name, byte[] content, CancellationToken cancellation)
    {
        await using Stream into = await zip.CreateEntry(name).OpenAsync(cancellation);
        await into.WriteAsync(content, cancellation);
    }

    private string Page()
    {
        HtmlEncoder html = HtmlEncoder.Default;
        StringBuilder page = new();
        string title = $"What {service} holds about {journey.Person.FullName}";
        page.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(html.Encode(title))
            .Append("</title><style>body{font:1.1rem/1.5 sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem}")
            .Append("h3{margin-bottom:0}p{white-space:pre-wrap;margin-top:.2rem}small{color:#444}</style></head><body><h1>")
            .Append(html.Encode(title)).Append("</h1><p>").Append(html.Encode($"Made on {Words.Date(now)}.")).Append("</p>");
        if (isLessThanAll)
            page.Append("<p>Some things are left out: they are about somebody else, or could do serious harm. You can ask us about this, ")
                .Append("and you can complain to the Information Commissioner’s Office (ico.org.uk).</p>");
        foreach (IGrouping<string, PackItem> part in items.GroupBy(i => i.Part))
        {
            page.Append("<h2>").Append(html.Encode(part.Key)).Append("</h2>");
            foreach (PackItem item in part)
                page.Append("<h3>").Append(html.Encode(item.Title)).Append("</h3>")
                    .Append(item.At is { } at ? $"<small>{html.Encode(Words.DateAndTime(at))}</small>" : "")
                    .Append("<p>").Append(html.Encode(item.Text)).Append("</p>");
        }
        return page.Append("</body></html>\n").ToString();
    }

    private JsonObject Data() => new()
    {
        ["service"] = service,
        ["madeAt"] = now.UtcDateTime,
        ["isLessThanAll"] = isLessThanAll,
        ["items"] = new JsonArray([.. items.Select(i => (JsonNode)new JsonObject
        {
            ["part"] = i.Part,
            ["title"] = i.Title,
            ["at"] = i.At?.UtcDateTime,
            ["text"] = i.Text,
            ["data"] = i.Data?.DeepClone(),
        })]),
    };
}
