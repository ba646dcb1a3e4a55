using System.Net;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>
/// How the service recognises a visitor behind a proxy that replaces <c>X-Forwarded-For</c> with its own address, as the platform's does. A
/// visitor who sends too many forms must not shut others out.
/// </summary>
[Collection(nameof(Azurite))]
public sealed class VisitorsTests(Azurite azurite)
{
    private const string Believes = "ASPNETCORE_FORWARDEDHEADERS_ENABLED";

    [Fact]
    public async Task Each_visitor_is_counted_for_themselves_with_the_settings_that_we_give_operators()
    {
        await using AzureHostRunning host = await AzureHostRunning.Start(azurite);
        Assert.Equal("true", host.Settings[Believes]);
        await SendAllThatMayBeSent(host, "203.0.113.7");
        Assert.Equal(HttpStatusCode.TooManyRequests, await Begin(host, "203.0.113.7"));
        Assert.Equal(HttpStatusCode.SeeOther, await Begin(host, "203.0.113.8"));
    }

    /// <summary>Shows that the test above can fail.</summary>
    [Fact]
    public async Task Without_that_setting_all_visitors_are_one()
    {
        await using AzureHostRunning host = await AzureHostRunning.Start(azurite, change: settings => settings.Remove(Believes));
        await SendAllThatMayBeSent(host, "203.0.113.7");
        Assert.Equal(HttpStatusCode.TooManyRequests, await Begin(host, "203.0.113.8"));
    }

    private static async Task SendAllThatMayBeSent(AzureHostRunning host, string visitor)
    {
        for (int i = 0; i < PublicFormLimiter.AtOnce; i++)
            Assert.Equal(HttpStatusCode.SeeOther, await Begin(host, visitor));
    }

    private static async Task<HttpStatusCode> Begin(AzureHostRunning host, string visitor)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/refer/myself") { Content = new FormUrlEncodedContent([]) };
        request.Headers.Add("Origin", host.Settings["SocialPrescribing__PublicUrl"]);
        request.Headers.Add("X-Forwarded-For", visitor);
        using HttpResponseMessage answer = await host.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
