using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The form keeps what was typed from page to page, and for how long.</summary>
public sealed partial class ReferTests
{
    [Fact]
    public async Task Sent_twice_it_is_one_referral_and_going_back_shows_what_came_of_it()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();
        await Fill(nurse, "/refer", Professional);

        HttpResponseMessage[] sent = await Task.WhenAll(nurse.Post("/refer/check"), nurse.Post("/refer/check"));

        Assert.All(sent, s => Assert.Equal("/refer/done", s.Headers.Location!.OriginalString));
        Assert.Single((await Only(host)).Referrals);
        Assert.Equal("/refer/done", (await nurse.Get("/refer/person")).Headers.Location!.OriginalString);
        Assert.Equal("/refer/done", (await nurse.Post("/refer/person", Professional[1].Fields)).Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Nobody_jumps_ahead_and_one_change_leads_back_to_the_end()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();
        Assert.Equal("/refer?begin", (await nurse.Get("/refer/why")).Headers.Location!.OriginalString);
        Assert.Contains("Please begin here.", await nurse.Html("/refer?begin"), StringComparison.Ordinal);
        await Fill(nurse, "/refer", Professional[..2]);
        Assert.Equal("/refer/contact", (await nurse.Get("/refer/safety")).Headers.Location!.OriginalString);
        Assert.Equal("/refer/contact", (await nurse.Post("/refer/check")).Headers.Location!.OriginalString);
        Assert.Contains("href=\"/refer/contact\"", await nurse.Html("/refer"), StringComparison.Ordinal);
        foreach ((string step, (string, string)[] fields) in Professional[2..])
            await nurse.Post($"/refer/{step}", fields);

        Assert.Contains("value=\"José\"", WebUtility.HtmlDecode(await nurse.Html("/refer/person?change")), StringComparison.Ordinal);
        Assert.Equal("/refer/check",
            (await nurse.Post("/refer/person?change",
                [.. Professional[1].Fields, ("preferredName", "Pepe")])).Headers.Location!.OriginalString);
        Assert.Contains("Pepe", await nurse.Html("/refer/check"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_two_hours_what_was_typed_is_gone_but_for_the_last_page_and_the_page_says_so()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();
        await Fill(nurse, "/refer", Professional[..1]);

        host.Machine.Move(TimeSpan.FromHours(2));
        HttpResponseMessage late = await nurse.Post("/refer/person", Professional[1].Fields);

        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        Assert.Contains("What you typed on the last page is still here", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("Llewellyn", await nurse.Html("/refer/you"), StringComparison.Ordinal);
        await nurse.Post("/refer/you", Professional[0].Fields);
        Assert.Contains("value=\"José\"", WebUtility.HtmlDecode(await nurse.Html("/refer/person")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_sends_a_referral_that_is_gone_is_told_that_nothing_was_sent()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();
        await Fill(nurse, "/refer", Professional);

        host.Machine.Move(TimeSpan.FromHours(2));
        HttpResponseMessage late = await nurse.Post("/refer/check");

        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        Assert.Contains("Nothing was sent", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_referrals_that_are_open_at_once_never_mix()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();
        await Fill(nurse, "/refer", Professional[..2]);
        (string, string) first = await DraftOn(nurse, "/refer/contact");
        await Fill(nurse, "/refer",
            [Professional[0],
                ("person",
                    [.. Professional[1].Fields.Where(f => f.Item1 is not "nhsNumber" and not "firstName"), ("firstName", "Betty")])]);
        string contact = WebUtility.HtmlDecode(await nurse.Html("/refer/contact"));
        Assert.Contains("Betty García-Núñez", contact, StringComparison.Ordinal);
        (string, string) second = await DraftOn(nurse, "/refer/contact");

        await nurse.Post("/refer/contact", [.. Professional[2].Fields, first]);
        Assert.Contains("José García-Núñez", WebUtility.HtmlDecode(await nurse.Html("/refer/why")), StringComparison.Ordinal);
        await nurse.Post("/refer/contact",
            [.. Professional[2].Fields.Where(f => f.Item1 is not "address"), ("address", "1 High Street"), second]);
        foreach ((string, string) referral in ((string, string)[])[first, second])
        {
            foreach ((string step, (string, string)[] fields) in Professional[3..])
                await nurse.Post($"/refer/{step}", [.. fields, referral]);
            Assert.Equal("/refer/done", (await nurse.Post("/refer/check", referral)).Headers.Location!.OriginalString);
        }

        Dictionary<string, string> homes = [];
        await foreach (Guid id in host.Store.All(default))
            if ((await host.State(id)).Person is { Address: { } address } person)
                homes[person.FirstName] = address.Lines[0];
        Assert.Equal(new Dictionary<string, string> { ["José"] = "Flat 3", ["Betty"] = "1 High Street" }, homes);
    }

    [Fact]
    public async Task A_page_on_which_little_was_said_can_still_be_filled_in_from_the_end()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor ana = host.Visit();
        await Fill(ana, "/refer/myself", [.. Myself[..3], ("meeting", [("consent", "yes")])]);

        string check = await ana.Html("/refer/myself/check");

        Assert.DoesNotContain("To stay safe", check, StringComparison.Ordinal);
        Assert.Contains("href=\"/refer/myself/meeting?change\"", check, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Going_back_keeps_what_is_typed_and_not_yet_right()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit();
        await Fill(nurse, "/refer", Professional[..2]);

        Assert.Equal("/refer/person",
            (await nurse.Post("/refer/contact", ("address", "8 Camp Road"), ("mobile", "12"),
                ("back", "yes"))).Headers.Location!.OriginalString);
        Assert.Equal("/refer/contact", (await nurse.Post("/refer/person", Professional[1].Fields)).Headers.Location!.OriginalString);
        string contact = await nurse.Html("/refer/contact");

        Assert.Contains(">8 Camp Road</textarea>", contact, StringComparison.Ordinal);
        Assert.DoesNotContain("<title>Error", contact, StringComparison.Ordinal);
        Assert.Equal("/refer/contact", (await nurse.Get("/refer/why")).Headers.Location!.OriginalString);
        Assert.Equal("/refer", (await nurse.Post("/refer/you", ("back", "yes"))).Headers.Location!.OriginalString);
    }
}
