using System.Net;
using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed partial class SearchTests
{
    [Theory]
    [InlineData("Zoë Ångström")]
    [InlineData("zoe angs")]
    [InlineData("ANGSTROM")]
    [InlineData("  ang  zo ")]
    [InlineData("tilly")]
    [InlineData("Mary-Ann")]
    [InlineData("maryann")]
    [InlineData("ann")]
    public async Task People_are_found_by_parts_of_the_names_they_have_and_go_by(string typed)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await Refer(host, p => p with { FirstName = "Zoë Mary-Ann", FamilyName = "Ångström", PreferredName = "Tilly", NhsNumber = null });
        await Refer(host, p => p with { FirstName = "Ben", FamilyName = "Okafor", NhsNumber = null });
        using Visitor visitor = await host.SignIn(tom);

        string html = await Search(visitor, typed);

        Assert.Contains("Tilly Ångström (Zoë Mary-Ann)", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("1 person was found", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Okafor", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Zoltan", "Nobody was found", HttpStatusCode.OK)]
    [InlineData("ana okafor", "Nobody was found", HttpStatusCode.OK)]
    [InlineData("a", "first three letters", HttpStatusCode.UnprocessableEntity)]
    [InlineData("943 476 5918", "neither an NHS number nor a reference", HttpStatusCode.UnprocessableEntity)]
    [InlineData("943 476 5870", "Nobody was found", HttpStatusCode.OK)]
    [InlineData("SP-7K3M-9QXQ", "Nobody was found", HttpStatusCode.OK)]
    public async Task Who_is_not_there_is_not_found_and_a_slip_is_named(string typed, string said, HttpStatusCode status)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await Refer(host);
        using Visitor visitor = await host.SignIn(tom);

        Assert.Contains(said, await Search(visitor, typed, status), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reference_or_an_NHS_number_leads_straight_to_the_journey()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        ReferralIntake.Receipt first = await Refer(host);
        ReferralIntake.Receipt joined = await Refer(host, p => p with { FirstName = "Anna" }, "Never goes out.");
        Guid journey = (await host.Store.Journeys(new JourneyQuery(), default)).Items.Single().State.Id;
        using Visitor visitor = await host.SignIn(tom);

        foreach (string typed in new[] { first.Reference, joined.Reference.ToLowerInvariant()
            .Replace("-", " ", StringComparison.Ordinal), "943 476 5919", "943-4765919" })
            Assert.Equal($"/journeys/{journey:N}", (await visitor.Post("/search", ("q", typed))).Headers.Location?.OriginalString);
        // The name of the second referral finds them as well, and only once.
        Assert.Contains("1 person was found", await Search(visitor, "anna"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_goes_by_another_name_from_now_on_is_found_by_both()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await Refer(host);
        Guid journey = (await host.Store.Journeys(new JourneyQuery(), default)).Items.Single().State.Id;
        using Visitor visitor = await host.SignIn(tom);
        Assert.Contains("Nobody was found", await Search(visitor, "Bluebell"), StringComparison.Ordinal);

        await host.Do(journey, new Preferences.Change(PreferredName: "Bluebell"), Actor.Person);

        Assert.Contains("Bluebell O'Connor (Ana)", WebUtility.HtmlDecode(await Search(visitor, "bluebell")), StringComparison.Ordinal);
        Assert.Contains("1 person was found", await Search(visitor, "ana"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_common_name_shows_the_first_and_asks_for_more_of_it()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        for (int i = 0; i <= PersonSearch.MostFound; i++)
            await Refer(host,
                p => p with { FirstName = "Mary", FamilyName = $"Fern{(char)('a' + (i % 26))}{(char)('a' + (i / 26))}", NhsNumber = null },
                $"{i}");
        using Visitor visitor = await host.SignIn(tom);

        string html = await Search(visitor, "mary");

        Assert.Equal(PersonSearch.MostFound, html.Split("<li class=\"app-card").Length - 1);
        Assert.Contains("There are more than these 50", html, StringComparison.Ordinal);
        Assert.Contains("1 person was found", await Search(visitor, "mary fernab"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_works_here_searches()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        await Refer(host);
        using Visitor stranger = host.Visit();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.Post("/search", ("q", "ana"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.PostFrom("https://evil.example", "/search", ("q", "ana"))).StatusCode);
        Assert.DoesNotContain("search-q", await stranger.Html("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_cannot_be_read_is_named_beside_those_who_were_found()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await Refer(host, p => p with { FirstName = "Ben", NhsNumber = null });
        ReferralIntake.Receipt broken = await Refer(host, p => p with { FirstName = "Una", NhsNumber = null });
        using Visitor visitor = await host.SignIn(tom);
        Guid journey =
            Guid.Parse((await visitor.Post("/search", ("q", broken.Reference))).Headers.Location!.OriginalString["/journeys/".Length..]);
        await host.Spoil(journey);

        string byName = await Search(visitor, "connor"), byReference = await Search(visitor, broken.Reference);

        Assert.Contains("Ben O&#x27;Connor", byName, StringComparison.Ordinal);
        Assert.All((string[])[byName, byReference], html => Assert.Contains($"<code>{journey}</code>", html, StringComparison.Ordinal));
    }

    private static async Task<string> Search(Visitor visitor, string typed, HttpStatusCode expected = HttpStatusCode.OK)
    {
        HttpResponseMessage answer = await visitor.Post("/search", ("q", typed));
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<ReferralIntake.Receipt> Refer(
        PagesHost host, Func<Person, Person>? person = null, string reason = "Lives alone.", Func<Referral, Referral>? change = null)
    {
        Referral referral = Example.Referral with { Person = person is null ? Example.Person : person(Example.Person), Reason = reason };
        referral = change is null ? referral : change(referral);
        return Assert.IsType<IntakeResult.Received>(await host.Get<ReferralIntake>()
            .Receive(referral, "practice", Encoding.UTF8.GetBytes($"{referral}{reason}"), null, default)).Receipt;
    }
}
