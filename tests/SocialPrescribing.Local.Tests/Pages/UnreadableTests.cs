using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;

namespace SocialPrescribing.Local.Tests.Pages;

/// <summary>One journey that cannot be read, by a broken row or a newer version's event, and those who have work to do nevertheless.</summary>
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
        foreach (string path in (string[])["/board", "/board?view=triage&due=later", "/board?view=everybody&due=later", "/team", $"/caseload?of={tom.Id}"])
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
    public async Task Its_own_page_says_that_something_went_wrong_and_the_log_holds_nobodys_words()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember leila = await host.Employ(StaffRole.Lead, "Leila Marsh");
        Guid journey = await host.Receive();
        string preferences = $"/p/{host.Link(LinkPurpose.Preferences, journey)}";
        using Visitor lead = await host.SignIn(leila), person = host.Visit();
        person.Speaks("cy");
        await host.Spoil(journey);
        host.Logged.Clear();

        HttpResponseMessage shown = await lead.Get($"/journeys/{journey:N}");
        string html = await shown.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, shown.StatusCode);
        Assert.Contains("Something went wrong here", html, StringComparison.Ordinal);
        Assert.Contains("01420 555 010", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", shown.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("Aeth rhywbeth o'i le yma", WebUtility.HtmlDecode(await person.Html(preferences, HttpStatusCode.InternalServerError)), StringComparison.Ordinal);
        Assert.Equal(2, host.Logged.Count(l => l.StartsWith("5505 ", StringComparison.Ordinal)));
        Assert.All((string[])["Connor", "Kestrel", "JsonException:"], word => Assert.DoesNotContain(word, string.Concat(host.Logged), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/board?due=later&after=elsewhere")]
    [InlineData("/board?view=everybody&due=overdue&after=%00")]
    public async Task A_page_of_the_board_that_never_was_is_the_first_one(string path)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember leila = await host.Employ(StaffRole.Lead, "Leila Marsh");
        await host.Receive();
        await host.Pass(TimeSpan.FromDays(path.Contains("later", StringComparison.Ordinal) ? 0 : 9));
        using Visitor visitor = await host.SignIn(leila);

        Assert.Contains("Ana O&#x27;Connor", await visitor.Html(path), StringComparison.Ordinal);
    }
}
