using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.People;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed class PreferencesLinksTests
{
    [Theory]
    [InlineData("surveys:off", OptOut.Surveys)]
    [InlineData("emails:off", OptOut.Everything)]
    public async Task Messages_stop_with_one_tap_and_start_again_with_another(string wish, OptOut expected)
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        using Visitor ana = host.Visit();
        string path = $"/p/{host.Link(LinkPurpose.Preferences, journey)}";

        HttpResponseMessage off = await ana.Send(path, path, $"value=\"{wish}:\"");
        Assert.Equal(expected, (await host.State(journey)).Preferences.OptOut);
        Assert.Contains("id=\"done\">Saved</h2>", await ana.Html(off.Headers.Location!.OriginalString), StringComparison.Ordinal);

        await ana.Send(path, path, $"value=\"{wish.Replace("off", "on", StringComparison.Ordinal)}:\"");
        Assert.Equal(OptOut.Nothing, (await host.State(journey)).Preferences.OptOut);
    }

    [Fact]
    public async Task Each_way_of_contact_is_allowed_or_not_by_itself()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        using Visitor ana = host.Visit();
        string path = $"/p/{host.Link(LinkPurpose.Preferences, journey)}";
        string mobile = Wish.NameOf(Example.Person.Contacts[1]);

        await ana.Send(path, path, $"use:off:{mobile}");
        await ana.Send(path, path, $"text:off:{mobile}");
        await ana.Send(path, path, $"voicemail:on:{mobile}");
        await ana.Send(path, path, "discretion:on:");

        Preferences.State now = (await host.State(journey)).Preferences;
        Assert.Equal(Example.Person.Contacts[1] with { Allowed = false, Text = false, Voicemail = true }, now.Contacts[1]);
        Assert.Equal(Example.Person.Contacts[0], now.Contacts[0]);
        Assert.True(now.Discretion);
    }

    [Fact]
    public async Task Numbers_and_addresses_are_only_hinted_at()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor ana = host.Visit();

        string html = WebUtility.HtmlDecode(await ana.Html($"/p/{host.Link(LinkPurpose.Preferences, await host.Receive())}"));

        Assert.Contains("a…@example.org", html, StringComparison.Ordinal);
        Assert.Contains("ends in 123", html, StringComparison.Ordinal);
        Assert.DoesNotContain("7700900123", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_the_link_alone_stops_nothing_and_its_button_does()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        using Visitor ana = host.Visit();
        string path = $"/p/{host.Link(LinkPurpose.Preferences, journey)}/stop";

        Assert.Contains("Stop all emails", await ana.Html(path), StringComparison.Ordinal);
        Assert.Equal(OptOut.Nothing, (await host.State(journey)).Preferences.OptOut);

        HttpResponseMessage sent = await ana.Send(path, "/stop", "Stop all emails");
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.Equal(OptOut.Everything, (await host.State(journey)).Preferences.OptOut);
    }

    [Fact]
    public async Task One_click_ends_what_the_letter_was_about_and_leaves_the_reminders_of_meetings()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        await host.Pass(TimeSpan.FromMinutes(1));
        using Visitor program = host.Visit();

        StoredLetter[] letters = [.. host.Letters.Where(l => l.To is "ana@example.org")];
        // Reminders of what was agreed go on, so their letters have no such button.
        Assert.All(letters.Where(l => l.Calendar is not null), l => Assert.Null(l.Unsubscribe));
        Uri stop = letters.Last(l => l.Unsubscribe?.Query is Web.Parts.Pages.OfSurveys).Unsubscribe!;

        string page = await program.Html(stop.PathAndQuery);
        Assert.Contains("Stop the questions", page, StringComparison.Ordinal);
        Assert.Equal(OptOut.Nothing, (await host.State(journey)).Preferences.OptOut);
        HttpResponseMessage clicked = await program.PostFrom(origin: null, stop.PathAndQuery, ("List-Unsubscribe", "One-Click"));
        Assert.Equal((HttpStatusCode.OK, OptOut.Surveys), (clicked.StatusCode, (await host.State(journey)).Preferences.OptOut));
        Assert.Contains("no questions", await program.Html(stop.PathAndQuery), StringComparison.Ordinal);

        // Whoever has stopped all messages gets none after this either.
        await program.PostFrom(origin: null, stop.AbsolutePath, ("List-Unsubscribe", "One-Click"));
        await program.PostFrom(origin: null, stop.PathAndQuery, ("List-Unsubscribe", "One-Click"));
        Assert.Equal(OptOut.Everything, (await host.State(journey)).Preferences.OptOut);
    }

    [Fact]
    public async Task A_wish_that_nobody_offered_changes_nothing()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        using Visitor ana = host.Visit();
        int length = await host.JournalLength(journey);

        foreach (string wish in new[] { "", "use", "use:off:000000000000", "everything:on:", "emails:maybe:" })
            Assert.Equal(HttpStatusCode.NotFound,
                (await ana.Post($"/p/{host.Link(LinkPurpose.Preferences, journey)}", ("wish", wish))).StatusCode);

        Assert.Equal(length, await host.JournalLength(journey));
    }
}
