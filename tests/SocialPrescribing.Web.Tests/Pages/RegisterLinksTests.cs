using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>A provider's page of one meeting: first names, marks, and nothing else.</summary>
public sealed partial class RegisterLinksTests
{
    private const string Email = "sing@voices.example";
    private static readonly DateTimeOffset _monday = new(2027, 1, 18, 14, 0, 0, TimeSpan.Zero);

    private static async Task<(Guid Choir, Guid Journey, string Path)> Asked(PagesHost host, TimeSpan? after = null)
    {
        Guid choir = Guid.NewGuid();
        await host.Get<ActivityDirectory>().Put(choir, new ListingDetails
        {
            Name = "Choir",
            Provider = new ActivityProvider(Guid.NewGuid(), "Voices", Email: Email),
            ConfirmedOn = new DateOnly(2027, 1, 10),
        }, 0, default);
        await host.Get<ActivityDirectory>().Change(choir, a => a with { KeepsRegister = true }, default);
        Guid journey = await Going(host, choir);
        await Going(host, choir, Example.WithDiscretion);
        await host.Pass(new DateTimeOffset(2027, 1, 18, 8, 0, 0, TimeSpan.Zero) - host.Get<Clocks>().Now);
        await host.Get<Registers>().Queue(default);
        await host.Pass(after ?? TimeSpan.FromMinutes(1));
        StoredLetter letter = Assert.Single(host.Letters, l => l.Text.Contains("/w/", StringComparison.Ordinal));
        Assert.Equal(Email, letter.To);
        Assert.DoesNotContain("Ana", letter.Subject + letter.Text + letter.Html, StringComparison.Ordinal);
        return (choir, journey, "/w/" + letter.Text.Split("/w/")[1].Split([' ', '\n', '\r', ')', '>'])[0]);
    }

    private static async Task<Guid> Going(PagesHost host, Guid choir, Func<Referral, Referral>? change = null)
    {
        Guid journey = await host.Met(change);
        await host.Do(journey, Example.Plan);
        string introduction = await host.Do(journey, new Activities.Introduce(
            new ActivityDetails("Choir", "Voices", choir, Email), IntroductionKind.Referral, Agreed: true));
        await host.Do(journey, new Activities.RecordAnswer(introduction, ProviderAnswer.Accepted));
        await host.Do(journey, new Attendance.ChangeSupport(introduction, SupportStep.Independent, "Feels fine."));
        await host.Do(journey, new Attendance.PlanSession(introduction, _monday, new Transport(TransportKind.Own), 60));
        return journey;
    }

    [Fact]
    public async Task Before_it_begins_the_page_says_who_is_expected_by_first_name_and_no_more()
    {
        await using PagesHost host = await PagesHost.Run();
        (_, Guid journey, string path) = await Asked(host);
        using Visitor provider = host.Visit();

        string html = WebUtility.HtmlDecode(await provider.Html(path));

        Assert.Single(Regex.Matches(html, "<bdi>Ana</bdi>"));
        Journey state = await host.State(journey);
        foreach (string secret in (string[])[state.Person.FamilyName, "Mill Lane", "1950", "ana@example.org", "900123", $"{journey:N}",
            state.Referrals[0].Reference, .. state.Needs])
            Assert.DoesNotContain(secret, html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("type=\"radio\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_of_one_first_name_are_told_apart_by_a_letter()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid choir = Guid.NewGuid();
        await host.Get<ActivityDirectory>().Put(choir, new ListingDetails
        {
            Name = "Choir",
            Provider = new ActivityProvider(Guid.NewGuid(), "Voices", Email: Email),
            ConfirmedOn = new DateOnly(2027, 1, 10),
        }, 0, default);
        await host.Get<ActivityDirectory>().Change(choir, a => a with { KeepsRegister = true }, default);
        foreach (string family in (string[])["Vale", "Okafor"])
            await Going(host, choir,
                r => r with { Person = r.Person with { FirstName = "Ana", FamilyName = family, PreferredName = null } });
        await host.Pass(new DateTimeOffset(2027, 1, 18, 8, 0, 0, TimeSpan.Zero) - host.Get<Clocks>().Now);
        await host.Get<Registers>().Queue(default);
        await host.Pass(TimeSpan.FromMinutes(1));
        using Visitor provider = host.Visit();

        string html = WebUtility.HtmlDecode(await provider.Html("/w/" + host.Letters.First(l =>
            l.Text.Contains("/w/", StringComparison.Ordinal)).Text.Split("/w/")[1].Split([' ', '\n', '\r', ')', '>'])[0]));

        Assert.Contains("<bdi>Ana O.</bdi>", html, StringComparison.Ordinal);
        Assert.Contains("<bdi>Ana V.</bdi>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Okafor", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_marked_afterwards_is_the_record_and_can_be_changed()
    {
        await using PagesHost host = await PagesHost.Run();
        (_, Guid journey, string path) = await Asked(host, TimeSpan.FromHours(7));
        using Visitor provider = host.Visit();
        string field = Field().Match(await provider.Html(path)).Groups[1].Value;

        HttpResponseMessage nobody = await provider.Post(path, ("commandId", "c-0"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nobody.StatusCode);
        Assert.Contains("Mark at least one person.", await nobody.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        HttpResponseMessage sent = await provider.Send(path, path, "commandId", (field, "Came"));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.Contains("that is saved", await provider.Html(sent.Headers.Location!.OriginalString), StringComparison.Ordinal);
        Assert.True((await host.State(journey)).Sessions.Single().Came);

        await provider.Send(path, path, "commandId", (field, "ToldBefore"));
        Assert.False((await host.State(journey)).Sessions.Single().Came);
        using Visitor tom = await host.SignIn(await host.Employ(StaffRole.Lead));
        string activities = WebUtility.HtmlDecode(await tom.Html($"/journeys/{journey:N}/activities"));
        Assert.Contains("did not come, says the provider", activities, StringComparison.Ordinal);
        Assert.Contains("Correct what the provider said of 18 January 2027", activities, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_link_ends_with_its_time_another_address_and_the_agreement()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid choir, _, string path) = await Asked(host);
        using Visitor provider = host.Visit();
        ActivityDirectory directory = host.Get<ActivityDirectory>();
        async Task Change(Func<ListedActivity, ListedActivity> change) => await directory.Change(choir, change, default);

        await Change(a => a with { KeepsRegister = false });
        await provider.Html(path, HttpStatusCode.NotFound);
        await Change(a => a with
        {
            KeepsRegister = true,
            Details = a.Details with { Provider = a.Details.Provider with { Email = "new@voices.example" } },
        });
        await provider.Html(path, HttpStatusCode.NotFound);
        await Change(a => a with { Details = a.Details with { Provider = a.Details.Provider with { Email = Email } } });
        await provider.Html(path);
        await host.Pass(TimeSpan.FromDays(2));
        await provider.Html(path, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Whether_a_provider_is_asked_is_set_by_leads_on_the_page_of_the_activity()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid choir = Guid.NewGuid();
        ActivityDirectory directory = host.Get<ActivityDirectory>();
        await directory.Put(choir, new ListingDetails { Name = "Choir", Provider = new ActivityProvider(Guid.NewGuid(), "Voices") }, 0,
            default);
        using Visitor tom = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Assert.Equal(HttpStatusCode.Forbidden, (await tom.Post($"/activities/{choir}/register", ("register", "yes"))).StatusCode);
        using Visitor lead = await host.SignIn(await host.Employ(StaffRole.Lead));
        await lead.Post($"/activities/{choir}/register", ("register", "yes"));
        Assert.True((await directory.Get(choir, default))!.Activity.KeepsRegister);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await lead.Post($"/activities/{choir}/register")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await lead.Post($"/activities/{choir}/register", ("register", "x"))).StatusCode);
        Assert.True((await directory.Get(choir, default))!.Activity.KeepsRegister);
    }

    [GeneratedRegex("type=\"radio\" name=\"(p[0-9a-f]{12})\"")]
    private static partial Regex Field();
}
