using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>A link worker's diary in Outlook or on a phone: times, places and initials.</summary>
public sealed partial class StaffCalendarTests
{
    [Fact]
    public async Task A_link_worker_subscribes_to_their_diary_and_makes_a_new_address()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await host.Booked(linkWorker: tom.Id);
        using Visitor visitor = await host.SignIn(tom);

        string first = await Make(visitor, 0);
        string file = await Read(host, first);
        Assert.Contains("DTSTART:20270115T110000Z", file, StringComparison.Ordinal);
        Assert.Matches(@"SUMMARY:\p{Lu} \p{Lu}\r\n", file);
        Assert.DoesNotContain("Ana", file, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("SP-", file, StringComparison.Ordinal);
        // The address is shown only once.
        Assert.DoesNotContain(".ics", await visitor.Html("/diary/calendar"), StringComparison.Ordinal);

        // A form that was loaded earlier does not end the present address. A fresh one does.
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.Post("/diary/calendar", ("made", "0"))).StatusCode);
        await Read(host, first);
        string second = await Make(visitor, 1);
        using Visitor program = host.Visit();
        Assert.Equal(HttpStatusCode.NotFound, (await program.Get(first)).StatusCode);
        await Read(host, second);
    }

    [Fact]
    public async Task Where_somebody_must_not_be_found_no_place_is_shown()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid id, _) = await host.Booked(linkWorker: tom.Id);
        using Visitor visitor = await host.SignIn(tom);
        string path = await Make(visitor, 0);
        Assert.Contains("LOCATION:", await Read(host, path), StringComparison.Ordinal);

        await host.Do(id, new AddressProtection.ChangeProtection(true, "Refuge, by phone"));
        Assert.DoesNotContain("LOCATION:", await Read(host, path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_whoever_supports_people_has_one_and_it_ends_with_their_account()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), ada = await host.Employ(StaffRole.Admin);
        using Visitor visitor = await host.SignIn(tom), admin = await host.SignIn(ada), program = host.Visit();
        Assert.Equal(HttpStatusCode.NotFound, (await admin.Get("/diary/calendar")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.Post("/diary/calendar", ("made", "0"))).StatusCode);

        string path = await Make(visitor, 0);
        await Read(host, path);
        Assert.Equal(HttpStatusCode.NotFound, (await program.Get(path.Replace(".ics", "x.ics", StringComparison.Ordinal))).StatusCode);
        await host.Staff.SetEnabled(tom.Id, enabled: false, default);
        Assert.Equal(HttpStatusCode.NotFound, (await program.Get(path)).StatusCode);
    }

    private static async Task<string> Make(Visitor visitor, int made)
    {
        HttpResponseMessage answer = await visitor.Post("/diary/calendar", ("made", $"{made}"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return Path().Match(WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync())).Value;
    }

    private static async Task<string> Read(PagesHost host, string path)
    {
        using Visitor program = host.Visit();
        HttpResponseMessage answer = await program.Get(path);
        Assert.Equal((HttpStatusCode.OK, "text/calendar"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return await answer.Content.ReadAsStringAsync();
    }

    [GeneratedRegex(@"/calendar/[^<\s]+\.ics")]
    private static partial Regex Path();
}
