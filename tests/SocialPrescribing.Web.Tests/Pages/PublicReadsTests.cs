using System.Net;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed class PublicReadsTests
{
    /// <summary>Once, fifty callers who searched at the same time held up a referral for five seconds.</summary>
    [Fact]
    public async Task Who_reads_the_public_directory_without_end_has_to_wait_and_nobody_else_has()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor program = host.Visit();
        HttpResponseMessage last = new();

        for (int i = 0; i < 1_000 && last.StatusCode is HttpStatusCode.OK; i++)
        {
            last.Dispose();
            last = await program.Get("/open-referral/taxonomies");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.True(last.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.Equal("*", last.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(HttpStatusCode.OK, (await program.Get("/refer/myself")).StatusCode);
    }
}
