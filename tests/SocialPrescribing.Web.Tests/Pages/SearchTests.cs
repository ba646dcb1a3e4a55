using System.Net;
using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed class SearchTests
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

    [Theory]
    [InlineData("07700 900123")]
    [InlineData("+44 7700 900 123")]
    [InlineData("(07700) 900-123")]
    [InlineData("gu35 0xx")]
    [InlineData("GU350XX")]
    [InlineData("14/6/1950")]
    [InlineData("14 June 1950")]
    [InlineData("1950-06-14")]
    [InlineData("Zoe@Post.example")]
    [InlineData("07700 900777")]
    [InlineData("heath surg")]
    [InlineData("Dr Quince")]
    public async Task People_are_found_by_how_they_are_reached_when_they_were_born_and_who_referred_them(string typed)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await Refer(host, p => p with
        {
            FirstName = "Zoe",
            FamilyName = "Ash",
            NhsNumber = null,
            DateOfBirth = new DateOnly(1950, 6, 14),
            Address = new Address(["9 Camp Road"], "GU35 0XX"),
            Contacts = [new(ContactKind.Mobile, "07700900123", true), new(ContactKind.Email, "zoe@post.example", true)],
            RelatedPeople = [new("Joan Ash", RelatedRole.Carer, "daughter", "07700900777")],
        }, change: r => r with { Referrer = r.Referrer! with { Name = "Dr Quince", Organisation = "Heath Surgery" } });
        await Refer(host, p => p with
        {
            FirstName = "Ben",
            FamilyName = "Okafor",
            NhsNumber = null,
            Contacts = [new(ContactKind.Mobile, "07700900124", true)]
        });
        using Visitor visitor = await host.SignIn(tom);

        string html = await Search(visitor, typed);

        Assert.Contains("Zoe Ash", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Okafor", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_a_new_number_is_found_by_it_and_a_part_of_a_reference_will_do()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        ReferralIntake.Receipt receipt = await Refer(host);
        Guid journey = (await host.Store.Journeys(new JourneyQuery(), default)).Items.Single().State.Id;
        using Visitor visitor = await host.SignIn(tom);
        Assert.Contains("Nobody was found", await Search(visitor, "07700 900888"), StringComparison.Ordinal);

        await host.Do(journey, new Preferences.Change([new(ContactKind.Mobile, "07700900888", true)]));

        Assert.Contains("1 person was found", await Search(visitor, "07700 900888"), StringComparison.Ordinal);
        string[] parts = receipt.Reference.Split('-');
        foreach (string part in (string[])[parts[1], parts[2].ToLowerInvariant(), $"SP-{parts[1]}", $"{parts[1]}-{parts[2][..2]}"])
            Assert.True((await Search(visitor, part)).Contains("1 person was found", StringComparison.Ordinal), part);
        string other = parts[2].StartsWith('2') ? "33" : "22";
        Assert.Contains("Nobody was found", await Search(visitor, $"{parts[1]}-{other}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_was_wrong_leads_to_nobody_once_it_is_corrected()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await Refer(host);
        Guid journey = (await host.Store.Journeys(new JourneyQuery(), default)).Items.Single().State.Id;
        using Visitor visitor = await host.SignIn(tom);
        await host.Do(journey, new Preferences.Change([new(ContactKind.Mobile, "07700900888", true)]));
        Assert.Contains("1 person was found", await Search(visitor, "07700 900888"), StringComparison.Ordinal);

        await host.Do(journey, new Preferences.Change([new(ContactKind.Mobile, "07700900889", true)]));

        Assert.Contains("Nobody was found", await Search(visitor, "07700 900888"), StringComparison.Ordinal);
        Assert.Contains("1 person was found", await Search(visitor, "07700 900889"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_protected_address_leads_to_nobody_and_stands_beside_nobody()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await Refer(host, p => p with
        {
            FirstName = "Zoe",
            NhsNumber = null,
            Address = new Address(["9 Camp Road"], "GU35 0XX", Withheld: true),
        });
        using Visitor visitor = await host.SignIn(tom);

        Assert.Contains("Nobody was found", await Search(visitor, "GU35 0XX"), StringComparison.Ordinal);
        Assert.DoesNotContain("GU35 0XX", (await Search(visitor, "zoe")).Replace("value=\"GU35 0XX\"", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("07700 900123")]
    [InlineData("GU35 0XX")]
    [InlineData("14/06/1950")]
    [InlineData("zoe@post.example")]
    public async Task What_was_typed_stands_in_no_address_and_no_record(string typed)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await Refer(host, p => p with
        {
            DateOfBirth = new DateOnly(1950, 6, 14),
            Address = new Address(["9 Camp Road"], "GU35 0XX"),
            Contacts = [new(ContactKind.Mobile, "07700900123", true), new(ContactKind.Email, "zoe@post.example", true)],
        });
        using Visitor visitor = await host.SignIn(tom);

        HttpResponseMessage answer = await visitor.Post("/search", ("q", typed));

        Assert.Equal((HttpStatusCode.OK, "/search"), (answer.StatusCode, answer.RequestMessage!.RequestUri!.PathAndQuery));
        Assert.All((await host.Get<IRegister>().List(RecordKinds.Name.Name, "", 100, null, default)).Items,
            r => Assert.DoesNotMatch("900123|GU35|gu35|1950|post.example", r.Key + r.Json));
    }

    [Fact]
    public async Task Journeys_of_earlier_versions_are_found_once_the_watch_has_been_there()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await Refer(host, p => p with { Contacts = [new(ContactKind.Mobile, "07700900123", true)] });
        IRegister register = host.Get<IRegister>();
        RegisterRecord mark = (await register.Get("service", "search-entries", default))!;
        await register.Delete("service", "search-entries", mark.Version, default);
        foreach (RegisterRecord record in (await register.List(RecordKinds.Name.Name, "", 100, null, default)).Items)
            await register.Delete(RecordKinds.Name.Name, record.Key, record.Version, default);
        using Visitor visitor = await host.SignIn(tom);
        Assert.Contains("Nobody was found", await Search(visitor, "07700 900123"), StringComparison.Ordinal);

        while (await new AlikeEntries(host.Store, register, host.Get<SocialPrescribing.Service.Secrets>()).Fill(default))
        {
        }

        Assert.Contains("1 person was found", await Search(visitor, "07700 900123"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_somebody_had_before_them_lately_is_a_click_away_and_nobody_elses_is()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), priya = await host.Employ(StaffRole.Lead, "Priya Nair");
        Guid journey = await host.Receive();
        using Visitor visitor = await host.SignIn(tom), other = await host.SignIn(priya);
        await visitor.Html($"/journeys/{journey:N}");
        await visitor.Html($"/journeys/{journey:N}/plan");

        // Whoever types nothing is led there.
        Assert.Equal("/search", (await visitor.Post("/search", ("q", " "))).Headers.Location?.OriginalString);
        Assert.Equal(2, (await visitor.Html("/search")).Split($"/journeys/{journey:N}").Length);
        Assert.DoesNotContain($"/journeys/{journey:N}", await other.Html("/search"), StringComparison.Ordinal);
        // What is in the audit trail is one look, and stays for years; this is forgotten after a month.
        Assert.Single((await host.Get<AccessLog>().Of(journey, 50, null, default)).Items);
        await host.Get<IRegister>().Purge(host.Get<SocialPrescribing.Service.Ports.Clocks>().MachineNow.AddDays(31), 1_000, default);
        Assert.Empty(await host.Get<AccessLog>().Lately(tom, 10, default));
        Assert.Single((await host.Get<AccessLog>().Of(journey, 50, null, default)).Items);
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
