using System.Net;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed class PublicReadsTests
{
    /// <summary>Once, fifty callers who searched at the same time held up a referral for five seconds.</summary>
    [Theory]
    [InlineData("/open-referral/taxonomies")]
    [InlineData("/open-referral/services?search=choir")]
    [InlineData("/find?text=choir")]
    public async Task Who_reads_the_public_directory_without_end_has_to_wait_and_nobody_else_has(string path)
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor program = host.Visit();
        HttpResponseMessage last = new();

        for (int i = 0; i < 1_000 && last.StatusCode is HttpStatusCode.OK; i++)
        {
            last.Dispose();
            last = await program.Get(path);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.True(last.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        if (path.StartsWith("/open-referral", StringComparison.Ordinal))
            Assert.Equal("*", last.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(HttpStatusCode.OK, (await program.Get("/refer/myself")).StatusCode);
    }
}
