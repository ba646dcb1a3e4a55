using System.Net;
using System.Text;
using SocialPrescribing.Contracts;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Http.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class DocumentTests(ApiHost host)
{
    [Fact]
    public async Task A_program_adds_a_document_reads_it_and_takes_it_out()
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        string id = await host.NewJourney();
        Answer added = (await worker.AddDocument(id, SampleFiles.Pdf())).Is(HttpStatusCode.OK);
        Assert.Equal("2", added["version"]);
        Answer again = (await worker.AddDocument(id, SampleFiles.Pdf())).Is(HttpStatusCode.OK);
        Assert.Equal(("true", "2"), (again.Header("Idempotency-Replayed"), again["version"]));
        (await worker.AddDocument(id, SampleFiles.Pdf("Other"))).IsProblem(HttpStatusCode.Conflict, "command-id-reused");

        Answer journey = (await worker.Get($"/api/journeys/{id}")).Is(HttpStatusCode.OK);
        Assert.Equal(("d-1", "pdf", "housing.pdf"), (
            journey.Json.GetProperty("documents")[0].GetProperty("id").GetString(),
            journey.Json.GetProperty("documents")[0].GetProperty("type").GetString(),
            journey.Json.GetProperty("documents")[0].GetProperty("fileName").GetString()));
        Assert.False(journey.Json.GetProperty("documents")[0].TryGetProperty("content", out _));

        Answer read = (await worker.Get($"/api/journeys/{id}/documents/d-1")).Is(HttpStatusCode.OK);
        Assert.Equal(Encoding.ASCII.GetString(SampleFiles.Pdf()), read.Text);
        Assert.Equal("attachment", read.ContentHeaders.ContentDisposition?.DispositionType);
        Assert.Equal("default-src 'none'; sandbox", read.Header("Content-Security-Policy"));
        Assert.Equal("nosniff", read.Header("X-Content-Type-Options"));

        (await worker.Post($"/api/journeys/{id}/commands",
            """{"commandId":"d-2","kind":"removeDocument","document":"d-1","reason":"It is somebody else's."}""")).Is(HttpStatusCode.OK);
        (await worker.Get($"/api/journeys/{id}/documents/d-1")).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_10_MB_is_refused_also_where_nobody_said_how_long_it_would_be(bool saysLength)
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        string id = await host.NewJourney();
        using HttpContent form =
            SentDocuments.Form(SampleFiles.Pdf(Documents.MostBytes + 100_000), "large.pdf", ("commandId", "d-1"), ("title", "Large"));
        using HttpContent sent = saysLength ? form : new WithoutLength(form);
        (await worker.Send(HttpMethod.Post, $"/api/journeys/{id}/documents", sent))
            .IsProblem(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    }

    /// <summary>Sent in chunks, as by programs that produce a file while they send it.</summary>
    private sealed class WithoutLength : HttpContent
    {
        private readonly HttpContent _inner;

        public WithoutLength(HttpContent inner)
        {
            _inner = inner;
            Headers.ContentType = inner.Headers.ContentType;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _inner.CopyToAsync(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
