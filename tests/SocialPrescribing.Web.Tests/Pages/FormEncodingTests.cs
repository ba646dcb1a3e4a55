using System.Net;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed class FormEncodingTests
{
    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded; charset=\"utf-16\"", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded; charset=nonsense", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded; charset=UTF-8", HttpStatusCode.UnprocessableEntity)]
    [InlineData("application/x-www-form-urlencoded; charset=\"utf-8\"", HttpStatusCode.UnprocessableEntity)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.UnprocessableEntity)]
    public async Task A_form_in_another_encoding_is_refused_and_no_error_of_ours(string contentType, HttpStatusCode status)
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor visitor = host.Visit();

        HttpResponseMessage sent = await visitor.PostAs(contentType, "/sign-in", "email=nobody%40riverside.example&password=x");

        Assert.Equal(status, sent.StatusCode);
        Assert.DoesNotContain(host.Logged, line => line.StartsWith("5505", StringComparison.Ordinal));
    }
}
