using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Http.Tests.Pages;

/// <summary>
/// One journey cannot be read, because of a broken row or a newer version's event. Everybody else can go on working.
/// </summary>
[Collection(InTurn.Name)]
public sealed class UnreadableTests
{
    [Fact]
    public async Task Lists_name_it_and_show_everybody_else()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember leila = await host.Employ(StaffRole.Lead, "Leila Marsh"), tom = await host.Employ(StaffRole.LinkWorker);
        Guid[] broken = [(await host.Booked(linkWorker: tom.Id)).Journey, await host.Receive()];
        Guid well = await host.Receive(r => r with { Person = r.Person with { FamilyName = "Nettle" } });
        Guid met = (await host.Booked(r => r with { Person = r.Person with { FamilyName = "Nettle" } }, tom.Id)).Journey;
        using Visitor lead = await host.SignIn(leila), worker = await host.SignIn(tom);
        await host.Pass(TimeSpan.FromDays(2));
        foreach (Guid journey in broken)
            await host.Spoil(journey);

        foreach (string path in (string[])["/board", "/board?view=mine&due=waiting", "/caseload", "/board/day", "/board/day?on=2027-01-15"])
            Holds(await worker.Html(path), broken[0]);
        foreach (string path in (string[])["/board", "/board?view=triage&due=later", "/board?view=everybody&due=later", "/team",
            $"/caseload?of={tom.Id}"])
            Holds(await lead.Html(path), path.Contains("triage", StringComparison.Ordinal) || path is "/team" ? broken[1] : broken[0]);
        Assert.Contains("Nettle", await worker.Html("/caseload"), StringComparison.Ordinal);
        Assert.Contains(well.ToString("N"), await lead.Html("/team"), StringComparison.Ordinal);
        Assert.DoesNotContain("cannot be read", await lead.Html($"/journeys/{met:N}"), StringComparison.Ordinal);

        static void Holds(string html, Guid journey)
        {
            Assert.Contains("cannot be read</strong>", html, StringComparison.Ordinal);
            Assert.Contains($"<code>{journey}</code>", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Its_own_page_says_so_and_how_to_reach_the_person_and_takes_nothing()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember leila = await host.Employ(StaffRole.Lead, "Leila Marsh"), tom = await host.Employ(StaffRole.LinkWorker, "Tom Ashby");
        Guid journey = (await host.Booked(linkWorker: tom.Id)).Journey;
        using Visitor lead = await host.SignIn(leila);
        await host.Spoil(journey);
        host.Logged.Clear();

        HttpResponseMessage shown = await lead.Get($"/journeys/{journey:N}");
        string html = WebUtility.HtmlDecode(await shown.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, shown.StatusCode);
        Assert.Contains("Ana O'Connor cannot be read", html, StringComparison.Ordinal);
        Assert.Contains("@example.org", html, StringComparison.Ordinal);
        Assert.Contains("Tom Ashby", html, StringComparison.Ordinal);
        Assert.Contains(journey.ToString(), html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", shown.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        HttpResponseMessage sent =
            await lead.Post($"/journeys/{journey:N}/commands", ("form", "note"), ("id", "note-1"), ("text", "She phoned at noon."));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, sent.StatusCode);
        Assert.Contains("She phoned at noon.", await sent.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.All((string[])["Connor", "Kestrel", "JsonException:"],
            word => Assert.DoesNotContain(word, string.Concat(host.Logged), StringComparison.Ordinal));
    }
}
