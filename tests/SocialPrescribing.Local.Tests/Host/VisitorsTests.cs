using System.Net;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Local.Tests.Host;

/// <summary>A visitor behind a proxy on this machine who sends too many forms must not shut others out.</summary>
public sealed class VisitorsTests
{
    [Fact]
    public async Task Each_visitor_is_counted_for_themselves_behind_a_proxy_on_the_same_machine()
    {
        await using OneMachine machine = await OneMachine.Start();
        for (int i = 0; i < PublicFormLimiter.AtOnce; i++)
            Assert.Equal(HttpStatusCode.SeeOther, await Begin(machine, "203.0.113.7"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await Begin(machine, "203.0.113.7"));
        // What they themselves put in front changes nothing: the proxy's word is the last.
        Assert.Equal(HttpStatusCode.TooManyRequests, await Begin(machine, "203.0.113.9, 203.0.113.7"));
        Assert.Equal(HttpStatusCode.SeeOther, await Begin(machine, "203.0.113.8"));
    }

    private static async Task<HttpStatusCode> Begin(OneMachine machine, string visitor)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/refer/myself") { Content = new FormUrlEncodedContent([]) };
        request.Headers.Add("Origin", machine.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("X-Forwarded-For", visitor);
        using HttpResponseMessage answer = await machine.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
