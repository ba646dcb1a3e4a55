using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Contracts;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed class DocumentPagesTests
{
    private const string Title = "Letter from the housing office";

    private static Task<HttpResponseMessage> Add(
        Visitor visitor, Guid journey, byte[] file, string name = "housing.pdf", string title = Title, string? id = null) =>
        visitor.Upload($"/journeys/{journey:N}/documents", "file", name, file,
            ("form", "addDocument"), ("title", title), ("commandId", id ?? Guid.NewGuid().ToString("N")));

    private static async Task<string> Words(HttpResponseMessage answer) =>
        Regex.Replace(WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), "<[^>]*>|\\s+", " ");

    [Fact]
    public async Task A_document_is_added_read_as_a_download_and_taken_out()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid id = await host.Receive();
        using Visitor visitor = await host.SignIn(tom);

        HttpResponseMessage added = await Add(visitor, id, SampleFiles.Pdf("secret"));
        Assert.Equal(
            (HttpStatusCode.SeeOther, $"/journeys/{id:N}/details?done=documentAdded"),
            (added.StatusCode, added.Headers.Location?.ToString()));
        string page = await visitor.Html(added.Headers.Location!.ToString());
        Assert.Contains("The document is added.", page, StringComparison.Ordinal);
        string link = Regex.Match(page, $"href=\"(/journeys/{id:N}/documents/[^\"]+)\"").Groups[1].Value;

        HttpResponseMessage download = await visitor.Get(link);
        Assert.Equal(HttpStatusCode.OK, download.StatusCode);
        Assert.Equal(SampleFiles.Pdf("secret"), await download.Content.ReadAsByteArrayAsync());
        Assert.Equal(("application/pdf", "attachment", "housing.pdf"),
            (download.Content.Headers.ContentType!.MediaType, download.Content.Headers.ContentDisposition!.DispositionType,
                download.Content.Headers.ContentDisposition.FileNameStar ?? download.Content.Headers.ContentDisposition.FileName));
        Assert.Equal("nosniff", Assert.Single(download.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("default-src 'none'; sandbox", Assert.Single(download.Headers.GetValues("Content-Security-Policy")));
        Assert.True(download.Headers.CacheControl!.NoStore);

        Document document = Assert.Single((await host.State(id)).Documents);
        Assert.Equal((Title, tom.Id), (document.Title, document.By));
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.Post($"/journeys/{id:N}/commands", ("form", "removeDocument"),
            ("document", document.Id), ("reason", "It is about somebody else."), ("commandId", Guid.NewGuid().ToString("N")))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Get(link)).StatusCode);
        Assert.Null(await host.Get<IDocuments>().Open(new DocumentKey(id, document.Content), default));
        string after = await visitor.Html($"/journeys/{id:N}/details"), story = await visitor.Html($"/journeys/{id:N}/history");
        Assert.DoesNotContain(link, after, StringComparison.Ordinal);
        Assert.Contains($"Document taken out: {Title}", WebUtility.HtmlDecode(story), StringComparison.Ordinal);
        Assert.All((string[])["secret", Title, "housing"],
            words => Assert.DoesNotContain(host.Logged, line => line.Contains(words, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Each_download_stands_in_the_audit_trail()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), lead = await host.Employ(StaffRole.Lead, "Leila Marsh");
        Guid id = await host.Receive();
        using Visitor visitor = await host.SignIn(tom), leader = await host.SignIn(lead);
        await Add(visitor, id, SampleFiles.Pdf("one"));
        await Add(visitor, id, SampleFiles.Pdf("two"), title: "Another");
        foreach (Document document in (await host.State(id)).Documents)
            await visitor.Get($"/journeys/{id:N}/documents/{document.Id}");

        Assert.Equal((await host.State(id)).Documents.Select(d => d.Id).Order(StringComparer.Ordinal),
            (await host.Get<AccessLog>().Of(id, 50, null, default)).Items.Select(l => l.Document).OfType<string>()
                .Order(StringComparer.Ordinal));
        string audit = await Words(await leader.Get($"/journeys/{id:N}/audit"));
        Assert.Contains($"Document added: {Title}", audit, StringComparison.Ordinal);
        Assert.Contains($"Downloaded “{Title}”", audit, StringComparison.Ordinal);
        Assert.Contains("Downloaded “Another”", audit, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("page.pdf", "<html>", "PDF, pictures")]
    [InlineData("letter.exe", "%PDF-1.7", "should end with .pdf")]
    [InlineData("letter.pdf", "", "Choose a file")]
    public async Task What_cannot_be_kept_is_refused_beside_the_field_and_what_was_typed_stays(string name, string content, string sentence)
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Receive();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        HttpResponseMessage refused = await Add(visitor, id, System.Text.Encoding.ASCII.GetBytes(content), name);
        Assert.Contains(refused.StatusCode, (HttpStatusCode[])[HttpStatusCode.Conflict, HttpStatusCode.UnprocessableEntity]);
        string html = await refused.Content.ReadAsStringAsync();
        Assert.Contains(sentence, WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains($"value=\"{Title}\"", html, StringComparison.Ordinal);
        Assert.Contains("id=\"addDocument-file-problem\"", html, StringComparison.Ordinal);
        Assert.Empty((await host.State(id)).Documents);
        Assert.Empty((await host.Get<IDocuments>().List(10, null, default)).Items);
    }

    [Fact]
    public async Task Ten_megabytes_are_taken_and_more_is_refused_with_a_sentence_however_it_is_sent()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Receive();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Assert.Equal(HttpStatusCode.SeeOther, (await Add(visitor, id, SampleFiles.Pdf(Documents.MostBytes))).StatusCode);

        foreach (int bytes in (int[])[Documents.MostBytes + 1, Documents.MostBytes + 200_000, 40_000_000])
        {
            HttpResponseMessage refused = await Add(visitor, id, SampleFiles.Pdf(bytes));
            Assert.Contains("at most 10 MB", await Words(refused), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        }
        Assert.Single((await host.State(id)).Documents);
        Assert.Single((await host.Get<IDocuments>().List(10, null, default)).Items);
    }

    [Fact]
    public async Task Sent_twice_it_is_there_once()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Receive();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        string command = Guid.NewGuid().ToString("N");
        foreach (string _ in (string[])["once", "twice"])
            Assert.Equal(HttpStatusCode.SeeOther, (await Add(visitor, id, SampleFiles.Pdf(), id: command)).StatusCode);
        Assert.Single((await host.State(id)).Documents);
        Assert.Single((await host.Get<IDocuments>().List(10, null, default)).Items);
    }

    [Fact]
    public async Task Nobody_reads_or_adds_one_who_is_not_signed_in_and_admins_only_read()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Receive();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker)), nobody = host.Visit(),
            admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada Boss"));
        await Add(visitor, id, SampleFiles.Pdf());
        string link = $"/journeys/{id:N}/documents/{(await host.State(id)).Documents[0].Id}";
        Assert.Equal(host.SignInFor(link), (await nobody.Get(link)).Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await Add(nobody, id, SampleFiles.Pdf())).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.Get(link)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await Add(admin, id, SampleFiles.Pdf())).StatusCode);
        Assert.DoesNotContain("Add a document", await admin.Html($"/journeys/{id:N}/details"), StringComparison.Ordinal);
        // Under another journey's address the document is not found.
        Guid other = await host.Receive();
        Assert.Equal(HttpStatusCode.NotFound,
            (await visitor.Get(link.Replace($"{id:N}", $"{other:N}", StringComparison.Ordinal))).StatusCode);
        Assert.Single((await host.State(id)).Documents);
    }

    [Fact]
    public async Task Another_website_cannot_send_one_with_a_signed_in_browser()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Receive();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Assert.Equal(HttpStatusCode.Forbidden,
            (await visitor.PostFrom("https://elsewhere.example", $"/journeys/{id:N}/documents", ("title", "x"))).StatusCode);
    }

    [Fact]
    public async Task A_name_that_would_change_the_answer_is_only_a_name()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Receive();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        await Add(visitor, id, SampleFiles.Pdf(), "Llythyr tŷ; filename=x.html.pdf", "<script>alert(1)</script>");
        Document document = Assert.Single((await host.State(id)).Documents);
        HttpResponseMessage download = await visitor.Get($"/journeys/{id:N}/documents/{document.Id}");
        Assert.Equal(("attachment", "Llythyr tŷ; filename=x.html.pdf"),
            (download.Content.Headers.ContentDisposition!.DispositionType, download.Content.Headers.ContentDisposition.FileNameStar));
        Assert.DoesNotContain("<script>alert", await visitor.Html($"/journeys/{id:N}/details"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_person_reads_which_documents_there_are_unless_somebody_else_must_not()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker)), ana = host.Visit();
        foreach (bool guarded in (bool[])[false, true])
        {
            Guid id = await host.Receive();
            await host.Do(id, new Intake.Accept());
            await host.ConfirmIdentity(id);
            await Add(visitor, id, SampleFiles.Pdf());
            if (guarded)
                await host.Do(id, new Concerns.Raise("Bruises."));
            string path = $"/p/{host.Link(LinkPurpose.Preferences, id)}/data";
            string page = await ana.Html(guarded ? $"{path}?show" : path),
                file = await (await ana.Get($"{path}.json")).Content.ReadAsStringAsync();
            Assert.Equal(!guarded, page.Contains(Title, StringComparison.Ordinal));
            Assert.Equal(!guarded, file.Contains(Title, StringComparison.Ordinal));
            Assert.Equal(!guarded, file.Contains("housing.pdf", StringComparison.Ordinal));
        }
    }
}
