using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Letters stay in mailboxes that others may read. Letters from before the links were ended tell nobody anything.</summary>
public sealed class EarlierLinksTests
{
    private const string Refuge = "Harbour Refuge";

    /// <summary>From the refuge to which she fled: with a new address, a new number, and discretion.</summary>
    private static HeldReferral FromTheRefuge =>
        new(Guid.NewGuid(), "SP-HARB-0001", "org", default, Example.WithDiscretion(Example.Referral with
        {
            Needs = [Needs.DomesticAbuse],
            Reason = "Fled on Sunday night.",
            Referrer = new Referrer { Name = "Mo Reed", Service = Refuge, Organisation = Refuge, Email = "mo@refuge.example" },
            Person = Example.Person with
            {
                Address = new Address(["9 Secret Street"], "GU30 7AA"),
                Contacts = [new ContactDetail(ContactKind.Mobile, "+447700900999", true)]
            },
        }));

    [Fact]
    public async Task After_a_second_referral_from_a_refuge_an_old_link_shows_neither_address_nor_telephone_nor_referrer()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked();
        await host.ConfirmIdentity(journey);
        string preferences = host.Link(LinkPurpose.Preferences, journey), met = host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1"),
            calendar = host.Link(LinkPurpose.Calendar, journey, meeting);
        using Visitor partner = host.Visit();
        Assert.Contains("4 Mill Lane", await partner.Html($"/p/{preferences}/data"), StringComparison.Ordinal);

        await host.Do(journey, new Intake.AddReferral(FromTheRefuge), Actor.Referrer("org"));
        await host.Do(journey,
            new Preferences.Change(Address: new Address(["9 Secret Street"], "GU30 7AA"),
                Contacts: [.. Example.Person.Contacts, new ContactDetail(ContactKind.Mobile, "+447700900999", true)]));

        int length = await host.JournalLength(journey);
        foreach (string path in (string[])[$"/p/{preferences}", $"/p/{preferences}/data", $"/p/{preferences}/data.json",
            $"/p/{preferences}/details", $"/m/{met}", $"/m/{met}/confirmed", $"/c/{calendar}.ics"])
        {
            string page = WebUtility.HtmlDecode(await partner.Html(path, HttpStatusCode.Gone));
            Assert.Contains("01420 555 010", page, StringComparison.Ordinal);
            foreach (string secret in (string[])["Secret Street", "Mill Lane", "900999", "…999", "ends in", Refuge, "Mo Reed", "Ana",
                "Forest Centre", "Riverside Social Prescribing", "details\""])
                Assert.DoesNotContain(secret, page, StringComparison.Ordinal);
        }
        foreach (string path in (string[])[$"/p/{preferences}", $"/p/{preferences}/details", $"/m/{met}/confirm", $"/m/{met}/cannot-come"])
            Assert.Equal(HttpStatusCode.Gone,
                (await partner.Post(path, ("wish", "emails:off:"), ("email", "partner@example.net"),
                    ("meeting", $"{meeting}/1"))).StatusCode);
        Assert.Equal(length, await host.JournalLength(journey));
    }

    [Fact]
    public async Task After_half_a_year_a_link_chooses_how_to_be_reached_and_shows_nothing_that_is_held()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        await host.ConfirmIdentity(journey);
        string path = $"/p/{host.Link(LinkPurpose.Preferences, journey)}";
        using Visitor ana = host.Visit();
        host.Machine.Move(TimeSpan.FromDays(180) - TimeSpan.FromSeconds(1));
        Assert.Contains("4 Mill Lane", await ana.Html($"{path}/data"), StringComparison.Ordinal);
        await ana.Html($"{path}/details");

        host.Machine.Move(TimeSpan.FromSeconds(1));

        foreach (string held in (string[])["/data", "/data?show", "/data.json", "/details"])
            await OnlySaysThatItIsOld(path + held);
        Assert.Equal(HttpStatusCode.Gone, (await ana.Post($"{path}/details", ("email", "other@example.net"))).StatusCode);
        await ana.Send(path, path, "emails:off", ("wish", "emails:off:"));
        Assert.Equal(OptOut.Everything, (await host.State(journey)).Preferences.OptOut);
        await ana.Html($"{path}/stop");
        // The next letter has a link that shows it again.
        Assert.Contains("4 Mill Lane", await ana.Html($"/p/{host.Link(LinkPurpose.Preferences, journey)}/data"), StringComparison.Ordinal);

        async Task OnlySaysThatItIsOld(string address)
        {
            string page = WebUtility.HtmlDecode(await ana.Html(address, HttpStatusCode.Gone));
            Assert.Contains("The link in a newer email from us opens it.", page, StringComparison.Ordinal);
            Assert.Contains("01420 555 010", page, StringComparison.Ordinal);
            Assert.Contains($"href=\"{path}\"", page, StringComparison.Ordinal);
            Assert.DoesNotContain("Mill Lane", page, StringComparison.Ordinal);
        }
    }

    /// <summary>They do not say when they were sent. That was not before the journey began.</summary>
    [Fact]
    public async Task Links_in_letters_of_earlier_versions_show_what_is_held_until_half_a_year_after_the_referral()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        await host.ConfirmIdentity(journey);
        SignedLinks links = host.Get<SignedLinks>();
        LinkTarget dated = links.Read(host.Link(LinkPurpose.Preferences, journey), LinkPurpose.Preferences)!;
        string path = $"/p/{links.Create(dated with { ShowsUntil = null })}";
        using Visitor ana = host.Visit();
        Assert.Contains("4 Mill Lane", await ana.Html($"{path}/data"), StringComparison.Ordinal);

        host.Machine.Move(TimeSpan.FromDays(180));

        await ana.Html($"{path}/data", HttpStatusCode.Gone);
        await ana.Html($"{path}/data.json", HttpStatusCode.Gone);
        await ana.Html($"{path}/details", HttpStatusCode.Gone);
        await ana.Html(path);
    }

    [Fact]
    public async Task Every_link_of_every_generation_stops_messages_for_ever()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked();
        string preferences = host.Link(LinkPurpose.Preferences, journey), met = host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1");
        await host.Do(journey, new PersonLinks.Renew());
        await host.Do(journey, new PersonLinks.Renew());
        using Visitor ana = host.Visit();

        // The same for a mail program's one click.
        Assert.Equal(HttpStatusCode.OK,
            (await ana.PostFrom(origin: null, $"/p/{preferences}/stop", ("List-Unsubscribe", "One-Click"))).StatusCode);
        Assert.Equal(OptOut.Everything, (await host.State(journey)).Preferences.OptOut);
        await host.Do(journey, new Preferences.Change(OptOut: OptOut.Nothing));

        HttpResponseMessage open = await ana.Get($"/m/{met}");
        string stop = System.Text.RegularExpressions.Regex
            .Match(await open.Content.ReadAsStringAsync(), "action=\"(/p/[^\"]*/stop)\"").Groups[1].Value;
        HttpResponseMessage sent = await ana.Post(stop);
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.Equal(OptOut.Everything, (await host.State(journey)).Preferences.OptOut);
        string stopped = await ana.Html(sent.Headers.Location!.OriginalString);
        Assert.Contains("We send you no emails", stopped, StringComparison.Ordinal);
        // No link leads from there to anything else.
        Assert.DoesNotContain("href=\"/p/", stopped, StringComparison.Ordinal);
        Assert.DoesNotContain("Riverside Social Prescribing", stopped, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_of_before_there_were_generations_opens_until_the_first_one_ends()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        string before = host.Get<SignedLinks>().Create(new LinkTarget(LinkPurpose.Preferences, journey, ""));
        using Visitor ana = host.Visit();

        Assert.Contains("How we contact you", await ana.Html($"/p/{before}"), StringComparison.Ordinal);
        await host.Do(journey, new PersonLinks.Renew());
        await ana.Html($"/p/{before}", HttpStatusCode.Gone);
        Assert.Contains("How we contact you", await ana.Html($"/p/{host.Link(LinkPurpose.Preferences, journey)}"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_sent_to_an_address_that_is_not_the_persons_any_more_only_stops_messages()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        string old = host.Link(LinkPurpose.Preferences, journey);
        await host.Do(journey, new Preferences.Change(Contacts: [new ContactDetail(ContactKind.Email, "new@example.org", true)]),
            Actor.Person);
        using Visitor reader = host.Visit();

        await reader.Html($"/p/{old}", HttpStatusCode.Gone);
        await reader.Html($"/p/{old}/stop");
        await reader.Html($"/p/{host.Link(LinkPurpose.Preferences, journey)}");
    }

    [Fact]
    public async Task Providers_links_are_their_own_and_stay()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Met();
        string introduction = await host.Do(journey,
            new Activities.Introduce(new ActivityDetails("Workshop", "Second Life", Email: "w@second-life.example"),
                IntroductionKind.Referral, Agreed: true));
        string link = host.Get<SignedLinks>().Create(new LinkTarget(LinkPurpose.Provider, journey, introduction));
        await host.Do(journey, new PersonLinks.Renew());

        await host.Visit().Html($"/a/{link}");
    }

    [Fact]
    public async Task Staff_end_links_with_one_press_and_with_every_concern()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        using Visitor lead = await host.SignIn(await host.Employ(StaffRole.Lead));
        string page = $"/journeys/{journey:N}";

        await lead.Send(PagesHost.PageOf(journey, "renewLinks"), "/commands", "value=\"renewLinks\"");
        Assert.Equal(1, (await host.State(journey)).LinkGeneration);
        await lead.Send(page, "/commands", "value=\"raiseConcern\"", ("detail", "He reads her mail."), ("renewLinks", "yes"));
        Assert.Equal(2, (await host.State(journey)).LinkGeneration);
        await lead.Send(page, "/commands", "value=\"acknowledgeConcern\"", ("renewLinks", "yes"));
        Assert.Equal(3, (await host.State(journey)).LinkGeneration);
        Assert.Contains("Links in earlier letters now open nothing", await lead.Html($"{page}/history"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_links_of_others_in_a_record_that_was_joined_stop_nobodys_messages()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid into = await host.Receive(), same = await host.Receive();
        await host.Do(into, new Intake.Accept());
        await host.Do(same, new Intake.Accept());
        await host.Do(same, new Joining.Join(into, ContactsOf.This));
        await host.Pass(TimeSpan.FromMinutes(10));
        using Visitor visitor = host.Visit();

        foreach (LinkPurpose purpose in Enum.GetValues<LinkPurpose>())
        {
            bool isThePersons = LinkType.Of(purpose) is { IsThePersons: true, MayBeAStrangers: false };
            string token = host.Get<SignedLinks>().Create(new LinkTarget(purpose, same, "one/two"));
            foreach (string path in (string[])[$"/g/{token}", $"/a/{token}", $"/w/{token}", $"/e/{token}", $"/s/{token}"])
            {
                string page = await (await visitor.Get(path)).Content.ReadAsStringAsync();
                Assert.True(isThePersons == page.Contains("This link comes from an earlier email", StringComparison.Ordinal),
                    $"{purpose} at {path[..3]}");
            }
        }
    }
}
