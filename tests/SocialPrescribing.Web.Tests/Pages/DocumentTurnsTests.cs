using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using SocialPrescribing.Contracts;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Bodies;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>How many documents are taken at the same time, and from whom.</summary>
public sealed class DocumentTurnsTests
{
    [Fact]
    public async Task Whoever_sends_a_document_slowly_holds_up_themselves_and_nobody_else()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Receive();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), priya = await host.Employ(StaffRole.Lead, "Priya Nair");
        using HttpClient program = host.Client();
        SlowFile slow = new();

        Task<HttpResponseMessage> sending = Send(host, program, id, tom, slow);
        await slow.IsBeingRead;
        Task<HttpResponseMessage> next = Send(host, program, id, tom, new ByteArrayContent(SampleFiles.Pdf("next")));
        HttpResponseMessage other = await Send(host, program, id, priya, new ByteArrayContent(SampleFiles.Pdf("other")));

        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.False(next.IsCompleted);
        slow.End();
        Assert.Equal(HttpStatusCode.OK, (await sending).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await next).StatusCode);
        Assert.Equal(3, (await host.State(id)).Documents.Count);
    }

    [Fact]
    public async Task Where_too_many_documents_wait_the_next_is_not_read()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Receive();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor visitor = await host.SignIn(tom);
        using HttpClient program = host.Client();
        DocumentTurns turns = host.Get<DocumentTurns>();
        Task<IDisposable?>[] all = [.. Enumerable.Range(0, DocumentTurns.AtOnce + DocumentTurns.MostWaiting)
            .Select(i => turns.Take(new DefaultHttpContext(), Colleague(i)))];
        Assert.Equal(DocumentTurns.AtOnce, all.Count(t => t.IsCompleted));

        HttpResponseMessage page = await visitor.Upload($"/journeys/{id:N}/documents", "file", "housing.pdf", SampleFiles.Pdf(),
            ("form", "addDocument"), ("title", "Letter"), ("commandId", Guid.NewGuid().ToString("N")));
        HttpResponseMessage answer = await Send(host, program, id, tom, new ByteArrayContent(SampleFiles.Pdf()));

        foreach ((HttpResponseMessage refused, string sentence) in ((HttpResponseMessage, string)[])[
            (page, "Other documents are being taken just now. Choose yours again in a minute."),
            (answer, "Other documents are being taken just now. Nothing of yours was read; send it again in a minute.")])
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(20), refused.Headers.RetryAfter!.Delta);
            Assert.Contains(sentence, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.Empty((await host.Get<IDocuments>().List(10, null, default)).Items);

        // Each that is done lets the next in, and then there is room again.
        foreach (Task<IDisposable?> turn in all)
            (await turn)!.Dispose();
        Assert.Equal(HttpStatusCode.OK, (await Send(host, program, id, tom, new ByteArrayContent(SampleFiles.Pdf()))).StatusCode);
    }

    [Fact]
    public async Task Of_one_member_of_staff_only_so_many_wait_and_whoever_gives_up_leaves_the_line()
    {
        using DocumentTurns turns = new();
        using CancellationTokenSource gone = new();
        using IDisposable? first = await turns.Take(new DefaultHttpContext(), Colleague(1));
        Task<IDisposable?>[] waiting = [.. Enumerable.Range(0, DocumentTurns.MostWaitingOfOne)
            .Select(_ => turns.Take(new DefaultHttpContext { RequestAborted = gone.Token }, Colleague(1)))];

        Assert.Null(await turns.Take(new DefaultHttpContext(), Colleague(1)));
        await gone.CancelAsync();
        foreach (Task<IDisposable?> turn in waiting)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn);

        Task<IDisposable?> next = turns.Take(new DefaultHttpContext(), Colleague(1));
        Assert.False(next.IsCompleted);
        first!.Dispose();
        Assert.NotNull(await next);
    }

    /// <summary>The server itself ends a request that is slower.</summary>
    [Theory]
    [InlineData(null, 8 * 1024)]
    [InlineData(1_000L, 8 * 1024)]
    [InlineData(96_000_000L, 80_000)]
    public async Task Whoever_has_a_turn_has_to_keep_sending(long? length, double bytesPerSecond)
    {
        using DocumentTurns documents = new();
        using FileTurn files = new();
        (Rate document, Rate file) = (new(), new());

        using (await documents.Take(With(document), Colleague(1)))
        using (files.Take(With(file)))
            foreach (Rate rate in (Rate[])[document, file])
                Assert.Equal((bytesPerSecond, TimeSpan.FromSeconds(15)),
                    (rate.MinDataRate!.BytesPerSecond, rate.MinDataRate.GracePeriod));

        HttpContext With(Rate rate)
        {
            DefaultHttpContext context = new() { Request = { Protocol = "HTTP/1.1", ContentLength = length } };
            context.Features.Set<IHttpMinRequestBodyDataRateFeature>(rate);
            return context;
        }
    }

    [Fact]
    public async Task A_document_that_does_not_arrive_completely_is_said_to_be_that_and_nothing_else()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Receive();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor visitor = await host.SignIn(tom);
        using HttpClient program = host.Client();

        const string type = "multipart/form-data; boundary=b", half = "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nLett";

        using HttpRequestMessage request = new(HttpMethod.Post, $"/api/journeys/{id:D}/documents")
        {
            Content = new StringContent(half),
            Headers = { { "X-Staff-Token", await host.Staff.IssueToken(tom.Id, default) } },
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        HttpResponseMessage answer = await program.SendAsync(request),
            page = await visitor.PostAs(type, $"/journeys/{id:N}/documents", half);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (answer.StatusCode, page.StatusCode));
        Assert.Contains("did not come completely", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("did not arrive completely", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>As the server says it of a sender who is slower than the rate.</summary>
    [Theory]
    [InlineData(StatusCodes.Status408RequestTimeout, false, StatusCodes.Status408RequestTimeout)]
    [InlineData(StatusCodes.Status413PayloadTooLarge, true, null)]
    public async Task Whoever_is_too_slow_is_told_so(int thrown, bool tooLarge, int? status)
    {
        DefaultHttpContext context = new()
        {
            Request =
            {
                ContentType = "multipart/form-data; boundary=b",
                Body = new Ended(new Microsoft.AspNetCore.Http.BadHttpRequestException("late", thrown)),
            },
        };

        SentDocument sent = await SentDocument.Read(context);

        Assert.Equal((tooLarge, status, (IFormCollection?)null), (sent.IsTooLarge, sent.Incomplete, sent.Form));
    }

    /// <summary>A body whose reading ends with an exception.</summary>
    private sealed class Ended(Exception why) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw why;

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw why;
    }

    private static async Task<HttpResponseMessage> Send(
        PagesHost host, HttpClient program, Guid journey, StaffMember by, HttpContent file)
    {
        file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "file", FileName = "housing.pdf" };
        using MultipartFormDataContent form = new()
        {
            { new StringContent("Letter"), "title" },
            { new StringContent(Guid.NewGuid().ToString("N")), "commandId" },
        };
        form.Add(file);
        using HttpRequestMessage request = new(HttpMethod.Post, $"/api/journeys/{journey:D}/documents")
        {
            Content = form,
            Headers = { { "X-Staff-Token", await host.Staff.IssueToken(by.Id, default) } },
        };
        return await program.SendAsync(request);
    }

    private static StaffMember Colleague(int i) =>
        new($"{i:D12}", $"{i}@riverside.example", "Somebody", StaffRole.LinkWorker, Enabled: true);

    private sealed class Rate : IHttpMinRequestBodyDataRateFeature
    {
        public MinDataRate? MinDataRate { get; set; }
    }

    /// <summary>A file of which the beginning comes at once, and the rest when the test says so.</summary>
    private sealed class SlowFile : HttpContent
    {
        private readonly TaskCompletionSource _isBeingRead = new(), _rest = new();

        public Task IsBeingRead => _isBeingRead.Task;

        public void End() => _rest.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            // More than fits between the two ends, so that this is over only once the other end reads.
            await stream.WriteAsync(SampleFiles.Pdf(1_000_000));
            await stream.FlushAsync();
            _isBeingRead.TrySetResult();
            await _rest.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
