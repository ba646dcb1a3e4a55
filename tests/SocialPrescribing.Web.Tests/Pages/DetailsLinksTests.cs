using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>A person changes their name or contact details by a link, and nobody can do it for them unnoticed.</summary>
public sealed class DetailsLinksTests
{
    [Fact]
    public async Task What_is_filled_in_changes_and_what_is_left_empty_stays()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        await host.ConfirmIdentity(journey);
        using Visitor ana = host.Visit();
        string path = $"/p/{host.Link(LinkPurpose.Preferences, journey)}";

        HttpResponseMessage sent = await ana.Send($"{path}/details", "/details", "Save", ("knownAs", "Annie"), ("mobile", "07700 900 456"),
            ("address", "9 Camp Road\nBordon"), ("postcode", "gu350xx"));

        Assert.Equal($"{path}?saved", sent.Headers.Location!.OriginalString);
        Journey now = await host.State(journey);
        Assert.Equal(("Annie", "Ana", "GU35 0XX"), (now.Person.KnownAs, now.Person.FirstName, now.Person.Address!.Postcode));
        Assert.Equal(["9 Camp Road", "Bordon"], now.Person.Address.Lines);
        Assert.Equal(Example.Person.Contacts[1] with { Value = "+447700900456", Voicemail = false }, now.Preferences.Contacts[1]);
        Assert.Equal(Example.Person.Contacts[0], now.Preferences.Contacts[0]);
        Assert.Contains(now.Tasks, t => t.Kind is TaskKind.CheckDetails);
        Assert.Null(now.EarlierEmail);
        // The journal keeps the old values.
        Assert.Contains((await host.Store.Journal(journey, default)).SelectMany(c => c.Events)
            .OfType<Intake.Received>(), e => e.Referral.Details.Person.Address!.Postcode == "GU35 9LP");
    }

    /// <summary>Her husband answers the number that we know of.</summary>
    [Fact]
    public async Task A_number_that_is_not_to_be_used_stays_so_when_a_new_one_is_typed()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        await host.ConfirmIdentity(journey);
        ContactDetail his = new(ContactKind.Mobile, "+447700900111", Allowed: false);
        await host.Do(journey, new Preferences.Change([Example.Person.Contacts[0], his]));
        using Visitor ana = host.Visit();
        string path = $"/p/{host.Link(LinkPurpose.Preferences, journey)}";

        await ana.Send($"{path}/details", "/details", "Save", ("mobile", "07700 900 456"));

        Assert.Equal([(his.Value, false), ("+447700900456", true)], (await host.State(journey)).Preferences.Contacts
            .Where(c => c.Kind is ContactKind.Mobile).Select(c => (c.Value, c.Allowed)));

        HttpResponseMessage typed = await ana.Send($"{path}/details", "/details", "Save", ("mobile", "07700 900 111"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, typed.StatusCode);
        Assert.Contains("must not be used", await typed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>She wants no mail where her husband reads, and has a mailbox of her own now.</summary>
    [Fact]
    public async Task Links_in_a_mailbox_that_is_not_to_be_used_only_stop_messages_once_another_is_used()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        await host.ConfirmIdentity(journey);
        string earlier = $"/p/{host.Link(LinkPurpose.Preferences, journey)}";
        using Visitor reader = host.Visit();
        async Task ByLink(JourneyCommand command, string id) => Assert.IsType<CommandResult.Done>(
            await host.Get<JourneyService>().Do(journey, command, Actor.Person, id, version: null, default));

        await ByLink(new Preferences.Change([.. Example.Person.Contacts
            .Select(c => c with { Allowed = c.Kind is not ContactKind.Email && c.Allowed })]), "off");
        await reader.Html(earlier);
        await ByLink(new Details.Change(Email: "annie@example.net"), "typed");
        await ByLink(new Details.ConfirmEmail("typed"), "confirmed");

        await reader.Html(earlier, HttpStatusCode.Gone);
        await reader.Html($"/p/{host.Link(LinkPurpose.Preferences, journey)}");
    }

    [Fact]
    public async Task A_new_email_address_is_used_once_its_own_link_was_opened_and_then_told_to_the_old_one()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        await host.ConfirmIdentity(journey);
        using Visitor ana = host.Visit();
        string details = $"/p/{host.Link(LinkPurpose.Preferences, journey)}/details";

        HttpResponseMessage sent = await ana.Send(details, "/details", "Save", ("email", "annie@example.net"), ("knownAs", "An\u202enie"));
        await host.Pass(TimeSpan.FromMinutes(1));

        Assert.EndsWith("?sent", sent.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains("once you have opened the link", await ana.Html(sent.Headers.Location.OriginalString), StringComparison.Ordinal);
        Journey waiting = await host.State(journey);
        Assert.Equal(("ana@example.org", null, "Annie"), (waiting.Preferences.Email, waiting.EarlierEmail, waiting.Person.KnownAs));
        Assert.Equal(Queues.Lead, waiting.Tasks.Single(t => t.Kind is TaskKind.CheckDetails).Assignee);
        StoredLetter letter = Assert.Single(host.Letters, l => l.To == "annie@example.net");
        Assert.Equal(("Is this your email address?", true, null), (letter.Subject, host.HidesService(letter), letter.Unsubscribe));
        string confirm = System.Text.RegularExpressions.Regex.Match(letter.Text, "/e/[A-Za-z0-9_.-]+").Value;
        // A signature is random and may spell a short name by chance.
        string said = (letter.Text + letter.Html).Replace(confirm, "/e/", StringComparison.Ordinal);
        foreach (string telling in (string[])["Annie", "Ana", "Social", "prescri", "/p/", "stop"])
            Assert.DoesNotContain(telling, said, StringComparison.OrdinalIgnoreCase);

        // Opening the link, as mail scanners do, changes nothing.
        int length = await host.JournalLength(journey);
        await ana.Html(confirm);
        Assert.Equal(length, await host.JournalLength(journey));
        HttpResponseMessage yes = await ana.Send(confirm, confirm, "this is my email address");
        Assert.Contains("From now on we write to this email address", await ana.Html(yes.Headers.Location!.OriginalString),
            StringComparison.Ordinal);
        await host.Pass(TimeSpan.FromMinutes(1));

        Journey now = await host.State(journey);
        Assert.Equal(("annie@example.net", "ana@example.org", null), (now.Preferences.Email, now.EarlierEmail, now.AwaitedEmail));
        StoredLetter told = Assert.Single(host.Letters, l => l.Subject == "Your email address was changed");
        Assert.Equal("ana@example.org", told.To);
        Assert.DoesNotContain("annie@", told.Text, StringComparison.Ordinal);
        // The letter to the old address opens nothing that comes later.
        await ana.Html(System.Text.RegularExpressions.Regex.Match(told.Text, "/p/[A-Za-z0-9_.-]+").Value, HttpStatusCode.Gone);
        // The new address has not been confirmed yet.
        await ana.Html($"/p/{host.Link(LinkPurpose.Preferences, journey)}/details", HttpStatusCode.Forbidden);
        await ana.Html(confirm, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_gets_a_link_for_an_address_that_was_mistyped_can_change_nothing_of_the_persons()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        await host.ConfirmIdentity(journey);
        using Visitor stranger = host.Visit();
        await stranger.Post($"/p/{host.Link(LinkPurpose.Preferences, journey)}/details", ("email", "one@example.net"));
        await host.Pass(TimeSpan.FromMinutes(1));
        string token = System.Text.RegularExpressions.Regex
            .Match(host.Letters.Single(l => l.To == "one@example.net").Text, "/e/([A-Za-z0-9_.-]+)").Groups[1].Value;

        foreach (string path in (string[])["p/{0}", "p/{0}/stop", "p/{0}/data", "p/{0}/details", "m/{0}", "s/{0}"])
            await stranger.Html("/" + string.Format(System.Globalization.CultureInfo.InvariantCulture, path, token),
                HttpStatusCode.NotFound);
        // Typed again, correctly this time. The first link does nothing now.
        await stranger.Post($"/p/{host.Link(LinkPurpose.Preferences, journey)}/details", ("email", "two@example.net"));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Post($"/e/{token}")).StatusCode);
        Assert.Equal("ana@example.org", (await host.State(journey)).Preferences.Email);
        // The same after the links were ended. That page has no link to stop messages either.
        await host.Do(journey, new PersonLinks.Renew());
        Assert.DoesNotContain("/stop", await stranger.Html($"/e/{token}", HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_changes_a_day_open_one_task_and_the_fourth_is_told_to_wait()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        await host.ConfirmIdentity(journey);
        using Visitor ana = host.Visit();
        string details = $"/p/{host.Link(LinkPurpose.Preferences, journey)}/details";

        for (int i = 1; i <= 3; i++)
            Assert.Equal(HttpStatusCode.SeeOther,
                (await ana.Post(details, ("mobile", $"07700 90045{i}"), ("email", $"friend{i}@example.net"))).StatusCode);
        HttpResponseMessage fourth = await ana.Post(details, ("mobile", "07700 900459"));
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromDays(1)), (fourth.StatusCode, fourth.Headers.RetryAfter!.Delta));
        Assert.Single((await host.State(journey)).Tasks, t => t.Kind is TaskKind.CheckDetails);
        Assert.DoesNotContain((await host.State(journey)).Preferences.Contacts, c => c.Value.EndsWith("459", StringComparison.Ordinal));

        await host.Pass(TimeSpan.FromHours(25));
        Assert.Equal(HttpStatusCode.SeeOther, (await ana.Post(details, ("mobile", "07700 900459"))).StatusCode);
        // Three addresses were typed. At most the last still waits for its letter.
        Assert.Equal("friend3@example.net", (await host.State(journey)).AwaitedEmail!.Email);
    }

    [Fact]
    public async Task What_staff_change_and_another_name_need_nobody_to_make_sure()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        await host.ConfirmIdentity(journey);
        using Visitor ana = host.Visit();

        await ana.Send($"/p/{host.Link(LinkPurpose.Preferences, journey)}/details", "/details", "Save", ("knownAs", "Annie"));
        await host.Do(journey,
            new Preferences.Change(Contacts: [new ContactDetail(ContactKind.Email, "annie@example.org", true)],
                Address: new Address(["1 New Street"], "GU35 9LP")));
        await host.Pass(TimeSpan.FromMinutes(1));

        Journey now = await host.State(journey);
        Assert.Equal(("Annie", "annie@example.org", "1 New Street"),
            (now.Person.KnownAs, now.Preferences.Email, now.Person.Address!.Lines[0]));
        Assert.DoesNotContain(now.Tasks, t => t.Kind is TaskKind.CheckDetails);
        Assert.DoesNotContain(host.Letters, l => l.Subject == "Your email address was changed");
    }

    [Theory]
    [InlineData("mobile", "12", "Enter a UK phone number")]
    [InlineData("email", "ana", "Enter an email address")]
    [InlineData("email", "a@b.example\nBcc: c@d.example", "Enter an email address")]
    [InlineData("postcode", "GU35 9LP", "Enter the address as well")]
    [InlineData("landline", "07700 900123", "the same number or address twice")]
    [InlineData("knownAs", "", "Fill in what has changed")]
    [InlineData("knownAs", "Win at www.prize.example", "no web address")]
    [InlineData("knownAs", "Call 07700 900123", "no long numbers")]
    [InlineData("knownAs", "!!!", "at least one letter")]
    public async Task What_cannot_be_is_told_and_changes_nothing(string field, string typed, string sentence)
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        await host.ConfirmIdentity(journey);
        using Visitor ana = host.Visit();
        int length = await host.JournalLength(journey);

        HttpResponseMessage sent = await ana.Post($"/p/{host.Link(LinkPurpose.Preferences, journey)}/details", (field, typed));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Contains(sentence, WebUtility.HtmlDecode(await sent.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal(length, await host.JournalLength(journey));
    }

    [Fact]
    public async Task The_form_only_hints_at_what_is_held_and_opens_with_its_own_link_alone()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid open = await host.Receive(), journey = await host.Receive(Example.WithDiscretion);
        foreach (Guid each in (Guid[])[open, journey])
        {
            await host.Do(each, new Intake.Accept());
            await host.ConfirmIdentity(each);
        }
        using Visitor ana = host.Visit();

        string hinted = WebUtility.HtmlDecode(await ana.Html($"/p/{host.Link(LinkPurpose.Preferences, open)}/details"));
        Assert.Contains("a…@example.org", hinted, StringComparison.Ordinal);
        foreach (string secret in (string[])["ana@example.org", "900123", "Mill Lane"])
            Assert.DoesNotContain(secret, hinted, StringComparison.OrdinalIgnoreCase);
        string html = WebUtility.HtmlDecode(await ana.Html($"/p/{host.Link(LinkPurpose.Preferences, journey)}/details"));
        // If others may see her screen, not even that is shown.
        Assert.DoesNotContain("a…@example.org", html, StringComparison.Ordinal);
        foreach (string secret in (string[])["ana@example.org", "900123", "Mill Lane", "Social", "prescri"])
            Assert.DoesNotContain(secret, html, StringComparison.OrdinalIgnoreCase);
        foreach (string token in (string[])["x", host.Link(LinkPurpose.Calendar, journey, "m"),
            host.Link(LinkPurpose.Preferences, Guid.NewGuid())])
        {
            await ana.Html($"/p/{token}/details", HttpStatusCode.NotFound);
            Assert.Equal(HttpStatusCode.NotFound, (await ana.Post($"/p/{token}/details", ("knownAs", "X"))).StatusCode);
        }
    }
}
