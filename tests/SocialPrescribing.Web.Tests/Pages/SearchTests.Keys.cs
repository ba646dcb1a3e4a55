using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>What people are found by besides their names, and the list of people somebody looked at recently.</summary>
public sealed partial class SearchTests
{
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
    public async Task Whom_somebody_had_before_them_cached_is_a_click_away_and_nobody_elses_is()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), priya = await host.Employ(StaffRole.Lead, "Priya Nair");
        Guid journey = await host.Receive();
        using Visitor visitor = await host.SignIn(tom), other = await host.SignIn(priya);
        await visitor.Html($"/journeys/{journey:N}");
        await visitor.Html($"/journeys/{journey:N}/plan");

        // An empty search leads to the search page.
        Assert.Equal("/search", (await visitor.Post("/search", ("q", " "))).Headers.Location?.OriginalString);
        Assert.Equal(2, (await visitor.Html("/search")).Split($"/journeys/{journey:N}").Length);
        Assert.DoesNotContain($"/journeys/{journey:N}", await other.Html("/search"), StringComparison.Ordinal);
        // The audit trail has one look and keeps it for years. The list of recent people forgets it after a month.
        Assert.Single((await host.Get<AccessLog>().Of(journey, 50, null, default)).Items);
        await host.Get<IRegister>().Purge(host.Get<SocialPrescribing.Service.Ports.Clocks>().MachineNow.AddDays(31), 1_000, default);
        Assert.Empty(await host.Get<AccessLog>().Latest(tom, 10, default));
        Assert.Single((await host.Get<AccessLog>().Of(journey, 50, null, default)).Items);
    }
}
