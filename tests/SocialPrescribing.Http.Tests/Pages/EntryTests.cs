using System.Net;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Http.Tests.Pages;

[Collection(InTurn.Name)]
public sealed class EntryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_signs_in_gets_a_cookie_that_no_script_and_no_stranger_reads(bool https)
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true, https: https);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor visitor = host.Visit();

        HttpResponseMessage sent =
            await visitor.Post("/sign-in", ("email", tom.Email.ToUpperInvariant()), ("password", PagesHost.Password));
        string[] cookies = [.. sent.Headers.GetValues("Set-Cookie").Order(StringComparer.Ordinal)];

        Assert.Equal("/board", sent.Headers.Location!.OriginalString);
        Assert.Equal(https ? ["__Host-sp-known", "__Host-sp-session"] : ["sp-known", "sp-session"],
            cookies.Select(c => c.Split('=')[0]));
        foreach (string cookie in cookies)
        {
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("path=/;", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(https, cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task A_deep_link_comes_back_after_the_sign_in()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await host.Receive();
        using Visitor visitor = host.Visit();

        HttpResponseMessage asked = await visitor.Get($"/journeys/{journey:N}/contacts?show=notes");
        HttpResponseMessage sent = await visitor.Send(asked.Headers.Location!.OriginalString, "/sign-in", "password", ("email", tom.Email),
            ("password", PagesHost.Password));

        Assert.Equal(HttpStatusCode.SeeOther, asked.StatusCode);
        Assert.Equal($"/journeys/{journey:N}/contacts?show=notes", sent.Headers.Location!.OriginalString);
        await visitor.Html(sent.Headers.Location.OriginalString);
    }

    [Fact]
    public async Task One_place_that_tries_many_accounts_has_to_wait()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor visitor = host.Visit();
        for (int i = 0; i < SignInLimiter.MostFailures; i++)
            await visitor.Post("/sign-in", ("email", $"{i}@riverside.example"), ("password", "spring 2027 is here"));

        HttpResponseMessage waits = await visitor.Post("/sign-in", ("email", tom.Email), ("password", PagesHost.Password));
        host.Machine.Move(SignInLimiter.Window);
        HttpResponseMessage later = await visitor.Post("/sign-in", ("email", tom.Email), ("password", PagesHost.Password));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, waits.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, later.StatusCode);
    }
}
