using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Http.Tests.Pages;

/// <summary>Somebody whose session ends during work loses nothing, and nobody else sees what they typed.</summary>
[Collection(InTurn.Name)]
public sealed class SignedOutTests
{
    [Fact]
    public async Task A_form_sent_after_the_session_has_ended_comes_back_after_the_sign_in()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid id = await host.Receive();
        using Visitor visitor = await host.SignIn(tom);
        host.Machine.Move(TimeSpan.FromHours(13));

        HttpResponseMessage late = await visitor.Post($"/journeys/{id:N}/commands", ("form", "addNote"), ("version", "1"),
            ("text", "Likes singing, <b>a lot</b>"));
        Assert.Equal(HttpStatusCode.SeeOther, late.StatusCode);
        Assert.DoesNotContain("singing", $"{late.Headers}", StringComparison.OrdinalIgnoreCase);
        string address = late.Headers.Location!.OriginalString;
        Assert.Contains("nothing is lost", await visitor.Html(address), StringComparison.Ordinal);
        HttpResponseMessage back =
            await visitor.Send(address, "/sign-in", "password", ("email", tom.Email), ("password", PagesHost.Password));
        string html = await visitor.Html(back.Headers.Location!.OriginalString);

        Assert.Contains("You were signed out before this was taken", html, StringComparison.Ordinal);
        Assert.Contains(">Likes singing, &lt;b&gt;a lot&lt;/b&gt;</textarea>", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther,
            (await visitor.Send(back.Headers.Location.OriginalString, "/commands", "value=\"addNote\"",
                ("text", "Likes singing"))).StatusCode);
        Assert.DoesNotContain("singing", string.Concat(host.Logged), StringComparison.OrdinalIgnoreCase);
    }
}
