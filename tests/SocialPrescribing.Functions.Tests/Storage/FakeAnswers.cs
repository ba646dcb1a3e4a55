using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;

namespace SocialPrescribing.Functions.Tests.Storage;

internal sealed class FakePages<T>(FakeTables service, string name, string? filter, Func<string?, (List<T> Found, string? Continue)> read)
    : AsyncPageable<T>
    where T : notnull
{
    public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        do
        {
            (List<T> found, continuationToken) = service.Trouble is { } trouble
                ? await trouble.Carry(name, $"query {filter} {continuationToken}", () => read(continuationToken), mayRepeat: false)
                : await Read(continuationToken);
            yield return Page<T>.FromValues(found, continuationToken, new FakeResponse(200));
        }
        while (continuationToken is not null);
    }

    private async Task<(List<T> Found, string? Continue)> Read(string? continuationToken)
    {
        await Task.Yield();
        if (continuationToken is null || continuationToken.EndsWith('\t'))
            await service.Pass();
        return read(continuationToken);
    }
}

internal sealed class FakeResponse(int status, string? tag = null, string? retryAfter = null) : Response
{
    public override int Status => status;
    public override string ReasonPhrase => "";
    public override Stream? ContentStream { get; set; }
    public override string ClientRequestId { get; set; } = "";
    public override void Dispose() { }
    protected override bool ContainsHeader(string name) => false;
    protected override IEnumerable<HttpHeader> EnumerateHeaders() => [];
    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) =>
        (value = name is "ETag" ? tag : name is "Retry-After" ? retryAfter : null) is not null;
    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values) =>
        (values = null) is not null;
}
