using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;

namespace SocialPrescribing.Local.Tests.Pages;

/// <summary>A person changes what they are called and where they are reached, and nobody does it for them unseen.</summary>
public sealed class DetailsLinksTests
{
    [Fact]
    public async Task What_is_filled_in_changes_and_what_is_left_empty_stays()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        using Visitor ana = host.Visit();
        string path = $"/p/{host.Link(LinkPurpose.Preferences, journey)}";

        HttpResponseMessage sent = await ana.Send($"{path}/details", "/details", "Save", ("knownAs", "Annie"), ("mobile", "07700 900 456"), ("address", "9 Camp Road\nBordon"), ("postcode", "gu350xx"));

        Assert.Equal($"{path}?saved", sent.Headers.Location!.OriginalString);
        Journey now = await host.State(journey);
        Assert.Equal(("Annie", "Ana", "GU35 0XX"), (now.Person.KnownAs, now.Person.FirstName, now.Person.Address!.Postcode));
        Assert.Equal(["9 Camp Road", "Bordon"], now.Person.Address.Lines);
        Assert.Equal(Example.Person.Contacts[1] with { Value = "+447700900456", Voicemail = false }, now.Preferences.Contacts[1]);
        Assert.Equal(Example.Person.Contacts[0], now.Preferences.Contacts[0]);
        Assert.Contains(now.Tasks, t => t.Kind is TaskKind.CheckDetails);
        Assert.Null(now.EarlierEmail);
        // The journal keeps what was before.
        Assert.Contains((await host.Store.Journal(journey, default)).SelectMany(c => c.Events).OfType<Intake.Received>(), e => e.Referral.Details.Person.Address!.Postcode == "GU35 9LP");
    }

    [Fact]
    public async Task A_new_email_address_is_told_to_the_old_one_and_somebody_makes_sure()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        using Visitor thief = host.Visit();

        await thief.Send($"/p/{host.Link(LinkPurpose.Preferences, journey)}/details", "/details", "Save", ("email", "thief@example.net"), ("knownAs", "An\u202enie"));
        await host.Pass(TimeSpan.FromMinutes(1));

        StoredLetter letter = Assert.Single(host.Mail.List(1).Letters, l => l.Subject == "Your email address was changed");
        Assert.Equal("ana@example.org", letter.To);
        Assert.DoesNotContain("thief", letter.Text, StringComparison.Ordinal);
        Journey now = await host.State(journey);
        Assert.Equal(("thief@example.net", "ana@example.org", "Annie"), (now.Preferences.Email, now.EarlierEmail, now.Person.KnownAs));
        Assert.Equal(Queues.Lead, now.Tasks.Single(t => t.Kind is TaskKind.CheckDetails).Assignee);
    }

    [Fact]
    public async Task What_staff_change_and_another_name_need_nobody_to_make_sure()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        using Visitor ana = host.Visit();

        await ana.Send($"/p/{host.Link(LinkPurpose.Preferences, journey)}/details", "/details", "Save", ("knownAs", "Annie"));
        await host.Do(journey, new Preferences.Change(Contacts: [new ContactDetail(ContactKind.Email, "annie@example.org", true)], Address: new Address(["1 New Street"], "GU35 9LP")));
        await host.Pass(TimeSpan.FromMinutes(1));

        Journey now = await host.State(journey);
        Assert.Equal(("Annie", "annie@example.org", "1 New Street"), (now.Person.KnownAs, now.Preferences.Email, now.Person.Address!.Lines[0]));
        Assert.DoesNotContain(now.Tasks, t => t.Kind is TaskKind.CheckDetails);
        Assert.DoesNotContain(host.Mail.List(1).Letters, l => l.Subject == "Your email address was changed");
    }

    [Theory]
    [InlineData("mobile", "12", "Enter a UK phone number")]
    [InlineData("email", "ana", "Enter an email address")]
    [InlineData("email", "a@b.example\nBcc: c@d.example", "Enter an email address")]
    [InlineData("postcode", "GU35 9LP", "Enter the address as well")]
    [InlineData("landline", "07700 900123", "the same number or address twice")]
    [InlineData("knownAs", "", "Fill in what has changed")]
    public async Task What_cannot_be_is_told_and_changes_nothing(string field, string typed, string sentence)
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
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
        Guid journey = await host.Receive(Example.WithDiscretion);
        using Visitor ana = host.Visit();

        string html = WebUtility.HtmlDecode(await ana.Html($"/p/{host.Link(LinkPurpose.Preferences, journey)}/details"));
        Assert.Contains("a…@example.org", html, StringComparison.Ordinal);
        foreach (string secret in (string[])["ana@example.org", "900123", "Mill Lane", "Social", "prescri"])
            Assert.DoesNotContain(secret, html, StringComparison.OrdinalIgnoreCase);
        foreach (string token in (string[])["x", host.Link(LinkPurpose.Calendar, journey, "m"), host.Link(LinkPurpose.Preferences, Guid.NewGuid())])
        {
            await ana.Html($"/p/{token}/details", HttpStatusCode.NotFound);
            Assert.Equal(HttpStatusCode.NotFound, (await ana.Post($"/p/{token}/details", ("knownAs", "X"))).StatusCode);
        }
    }
}
