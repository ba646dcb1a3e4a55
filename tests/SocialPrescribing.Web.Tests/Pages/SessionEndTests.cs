using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>What happens to a form that is sent after the session has ended.</summary>
public sealed class SessionEndTests
{
    [Fact]
    public async Task What_was_looked_for_comes_back_as_well()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor visitor = await host.SignIn(tom);
        host.Machine.Move(TimeSpan.FromHours(13));

        await visitor.Post("/search", ("q", "ana o'connor"));
        await visitor.Post("/sign-in", ("email", tom.Email), ("password", PagesHost.Password));
        HttpResponseMessage found = await visitor.Send("/unsent", "/search", "Send it now");

        Assert.Contains("Nobody was found", await found.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_reads_what_one_sends_again()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember leila = await host.Employ(StaffRole.Lead, "Leila Marsh"), tom = await host.Employ(StaffRole.LinkWorker, "Tom Ashby");
        Guid journey = await host.Receive();
        using Visitor visitor = await host.SignIn(leila);
        async Task<string> Late(string path, params (string, string)[] fields)
        {
            host.Machine.Move(TimeSpan.FromHours(13));
            await visitor.Post(path, fields);
            await visitor.Post("/sign-in", ("email", leila.Email), ("password", PagesHost.Password));
            return WebUtility.HtmlDecode(await visitor.Html("/unsent"));
        }

        string handOver = await Late("/team/hand-over", ("from", tom.Id), ($"to-{leila.Id}", "yes")),
            allocate = await Late("/team/allocate", ($"to-{journey:N}", tom.Id)), search = await Late("/search", ("q", "O'Connor"));

        Assert.Matches(new Regex("<h2>Team, hand over</h2>.*From.*Tom Ashby.*Leila Marsh.*yes", RegexOptions.Singleline), handOver);
        Assert.Matches(new Regex("<h2>Team, allocate</h2>.*Ana O'Connor.*Tom Ashby", RegexOptions.Singleline), allocate);
        Assert.Matches(new Regex("<h2>Search</h2>.*Looked for.*O'Connor", RegexOptions.Singleline), search);
    }

    [Fact]
    public async Task What_was_kept_is_for_its_writer_and_for_two_hours()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), leila = await host.Employ(StaffRole.Lead, "Leila");
        Guid id = await host.Receive();
        using Visitor visitor = await host.SignIn(tom), other = await host.SignIn(leila);
        host.Machine.Move(TimeSpan.FromHours(13));
        await visitor.Post($"/journeys/{id:N}/commands", ("form", "addNote"), ("version", "1"), ("text", "Likes singing"));

        await visitor.Post("/sign-in", ("email", leila.Email), ("password", PagesHost.Password));
        Assert.Equal("/board", (await visitor.Get("/unsent")).Headers.Location!.OriginalString);
        await visitor.Post("/sign-in", ("email", tom.Email), ("password", PagesHost.Password));
        Assert.Contains("Likes singing", await visitor.Html("/unsent"), StringComparison.Ordinal);
        // Whoever goes on working stays signed in.
        host.Machine.Move(TimeSpan.FromHours(1));
        Assert.Contains("Likes singing", await visitor.Html("/unsent"), StringComparison.Ordinal);
        host.Machine.Move(TimeSpan.FromHours(1));
        Assert.Equal("/board", (await visitor.Get("/unsent")).Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Nothing_is_kept_of_strangers_of_who_was_shut_out_and_of_what_is_too_long()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), ben = await host.Employ(StaffRole.Lead, "Ben");
        using Visitor stranger = host.Visit(), late = await host.SignIn(tom), gone = await host.SignIn(ben);
        await host.Staff.SetEnabled(ben.Id, false, default);
        host.Machine.Move(TimeSpan.FromHours(13));

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.Post("/search", ("q", "ana"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await gone.Post("/search", ("q", "ana"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await late.Post("/search", ("q", new string('x', 40_000)))).StatusCode);
        host.Machine.Move(TimeSpan.FromDays(3));
        await host.Get<Watch>().Look(default);
        Assert.Equal(HttpStatusCode.Unauthorized, (await late.Post("/search", ("q", "ana"))).StatusCode);
        Assert.Empty((await host.Get<IRegister>().List(RecordKinds.KeptForm.Name, "", 10, null, default)).Items);
    }

    [Fact]
    public async Task One_signs_oneself_out_everywhere_and_nobody_else()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), leila = await host.Employ(StaffRole.Lead, "Leila");
        using Visitor phone = await host.SignIn(tom), desk = await host.SignIn(tom), other = await host.SignIn(leila),
            stranger = host.Visit();
        host.Machine.Move(TimeSpan.FromSeconds(1));
        Assert.Contains(tom.Email, await desk.Html("/account"), StringComparison.Ordinal);
        Assert.Matches(new Regex("href=\"/account\""), await desk.Html("/board"));

        Assert.Equal(HttpStatusCode.Forbidden, (await desk.PostFrom("https://evil.example", "/account/sign-out-everywhere")).StatusCode);
        HttpResponseMessage notKept = await stranger.Post("/account/sign-out-everywhere");
        Assert.Equal(HttpStatusCode.Unauthorized, notKept.StatusCode);
        // What was typed is on this page alone, so the sign-in opens beside it.
        Assert.Contains("""<a href="/sign-in" target="_blank">Sign in in a new tab</a>""", await notKept.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
        await desk.Html("/board");
        Assert.Equal("/", (await desk.Send("/account", "/sign-out-everywhere", "Sign out everywhere")).Headers.Location!.OriginalString);

        Assert.Equal(HttpStatusCode.SeeOther, (await desk.Get("/board")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await phone.Get("/board")).StatusCode);
        await other.Html("/board");
        host.Machine.Move(TimeSpan.FromSeconds(1));
        using Visitor again = await host.SignIn(tom);
        await again.Html("/board");
    }
}
