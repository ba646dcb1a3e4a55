using System.Text.RegularExpressions;
using SocialPrescribing.Service.Intake;

namespace SocialPrescribing.Browser.Tests;

/// <summary>Referring, as between two patients or at a kitchen table.</summary>
[Collection(InAnotherBrowser.Name)]
public sealed partial class ReferrerTests(Chromium chromium, Xunit.Abstractions.ITestOutputHelper output)
{
    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task A_nurse_refers_somebody_slips_once_goes_back_once_and_has_the_reference(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        await using Screen nurse = await chromium.Open(host.Address, device);

        await nurse.Go("/refer");
        await nurse.Look("refer-start");
        await nurse.Press("Start: a page at a time");
        await nurse.Look("refer-you");
        await nurse.Choose("What are you?", "Community nurse");
        await nurse.Type("Your name", "Siân Llewellyn");
        await nurse.Type("Service or team", "East team");
        await nurse.Type("Organisation", "Heath Community Health");
        await nurse.Type("Your work email", "sian@heath.example");
        await nurse.Press("Continue");

        await nurse.Type("First name", "José");
        await nurse.Type("Family name", "García-Núñez");
        await nurse.Type("Day", "2");
        await nurse.Type("Month", "11");
        await nurse.Type("Year", "1946");
        await nurse.Type("NHS number (optional)", "654 100 3239");
        await nurse.Type("GP practice", "J82055");
        await nurse.Press("Continue");
        await nurse.Sees("There is a problem");
        await nurse.Look("refer-person-refused");
        Assert.StartsWith("Error: ", await nurse.Page.TitleAsync(), StringComparison.Ordinal);
        await nurse.Page.Locator(".nhsuk-error-summary a").First.ClickAsync();
        Assert.Equal("nhsNumber", await nurse.Page.EvaluateAsync<string>("() => document.activeElement.id || location.hash.slice(1)"));
        Assert.Equal("García-Núñez", await nurse.Named("Family name").InputValueAsync());
        await nurse.Type("NHS number (optional)", "654 100 3238");
        await nurse.Press("Continue");

        // Going back and reloading lose nothing.
        await nurse.Sees("Give the ways that the person has agreed to");
        await nurse.Page.GoBackAsync();
        await nurse.Go("/refer/person");
        await nurse.Page.ReloadAsync();
        Assert.Equal("José", await nurse.Named("First name").InputValueAsync());
        await nurse.Press("Continue");

        await nurse.Look("refer-contact");
        await nurse.Type("Mobile phone", "07700 900123");
        await nurse.Type("Address", "Flat 3\n8 Camp Road");
        await nurse.Type("Postcode", "gu350xx");
        await nurse.Press("Continue");
        await nurse.Look("refer-why");
        await nurse.Tick("Social isolation");
        await nurse.Type("Why do you refer them?", "Has stopped going out.");
        await nurse.Press("Continue");
        await nurse.Look("refer-safety");
        await nurse.Tick("No known risks");
        await nurse.Tick("No");
        await nurse.Tick("The person agrees to this referral, and that we learn what stands in it");
        await nurse.Press("Continue");
        await nurse.Sees("Check your answers");
        await nurse.Look("refer-check");
        await nurse.Press("Send the referral");

        await nurse.Sees("What happens next");
        await nurse.Look("refer-done");
        Journeys.Journey journey = await host.State(Assert.Single(await host.Store.All(null, default).ToListAsync()));
        await nurse.Sees(journey.Referrals[0].Reference);
        Assert.Equal("García-Núñez", journey.Person.FamilyName);
    }

    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task A_nurse_refers_on_one_page_is_remembered_when_she_wishes_and_forgotten_when_she_wishes(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        await using Screen nurse = await chromium.Open(host.Address, device);

        await nurse.Go("/refer");
        await nurse.Press("Start: all on one page");
        await nurse.Sees("Remember me on this device");
        await nurse.Look("refer-all-empty");
        await nurse.Press("Send the referral");
        await nurse.Sees("There is a problem");
        await nurse.Look("refer-all-refused");
        await nurse.Page.Locator(".nhsuk-error-summary a").First.ClickAsync();
        Assert.Equal("source", await nurse.Page.EvaluateAsync<string>("() => document.activeElement.id || location.hash.slice(1)"));
        await nurse.Choose("What are you?", "Community nurse");
        await nurse.Type("Your name", "Siân Llewellyn");
        await nurse.Type("Service or team", "East team");
        await nurse.Type("Organisation", "Heath Community Health");
        await nurse.Type("Your work email", "sian@heath.example");
        await nurse.Tick("Remember me on this device");
        await nurse.Type("GP practice", "J82055");
        await Person(nurse, "José", "García");
        await nurse.Page.Locator("#risks-some").CheckAsync(new() { Force = true });
        await nurse.Look("refer-all-risks");
        await nurse.Tick("No known risks");
        await nurse.Press("Send the referral");
        await nurse.Sees("What happens next");

        await nurse.Follow("refer somebody else");
        await nurse.Sees("This device remembers you: Siân Llewellyn");
        await nurse.Look("refer-all-known");
        Assert.Equal("", await nurse.Named("First name").InputValueAsync());
        Assert.Equal("J82055", await nurse.Named("GP practice").InputValueAsync());
        await nurse.Press("A page at a time instead");
        await nurse.Sees("Step 2 of 6");
        await nurse.Press("All on one page instead");
        await nurse.Sees("Send the referral");
        await nurse.Press("Forget me");
        await nurse.Sees("Remember me on this device");
        Assert.Equal("", await nurse.Named("Your name").InputValueAsync());
    }

    /// <summary>
    /// Everything by keyboard, from the empty form to the reference. It takes less than a minute at three keys a second (36 words a
    /// minute). The keys are counted, because a clock would measure this machine.
    /// </summary>
    [BrowserFact]
    public async Task A_known_referrer_has_the_reference_in_less_than_a_minute_of_typing()
    {
        const int keysASecond = 3;
        await using PagesHost host = await PagesHost.Run();
        await using Screen nurse = await chromium.Open(host.Address, Device.Desktop);
        await nurse.Go("/refer?way=page");
        await nurse.Choose("What are you?", "Community nurse");
        await nurse.Type("Your name", "Siân Llewellyn");
        await nurse.Type("Service or team", "East team");
        await nurse.Type("Organisation", "Heath Community Health");
        await nurse.Type("Your work email", "sian@heath.example");
        await nurse.Tick("Remember me on this device");
        await nurse.Type("GP practice", "J82055");
        await Person(nurse, "Betty", "Marsh");
        await nurse.Press("Send the referral");
        await nurse.Sees("What happens next");

        Keyboard keys = new(nurse);
        await nurse.Go("/refer?way=page");
        await keys.Type("First name", "José");
        await keys.Type("Family name", "García");
        await keys.Type("Day", "2");
        await keys.Type("Month", "11");
        await keys.Type("Year", "1946");
        await keys.Type("Mobile phone", "07700900123");
        await keys.Type("Address", "8 Camp Road");
        await keys.Type("Postcode", "GU350XX");
        await keys.Tick("Loneliness");
        await keys.Type("Why do you refer them?", "Has stopped going out.");
        await keys.Tick("No known risks");
        await keys.Tick("No");
        await keys.Tick("The person agrees to this referral, and that we learn what stands in it");
        await keys.Press(nurse.Page, "Send the referral");
        await nurse.Sees("What happens next");

        Assert.Equal(2, (await host.Store.All(null, default).ToListAsync()).Count);
        output.WriteLine($"{keys.Keys} keys, {keys.Fields} fields");
        Assert.Equal(13, keys.Fields);
        Assert.InRange(keys.Keys, 60, (60 * keysASecond) - 1);
    }

    private static async Task Person(Screen nurse, string first, string family)
    {
        await nurse.Type("First name", first);
        await nurse.Type("Family name", family);
        await nurse.Type("Day", "2");
        await nurse.Type("Month", "11");
        await nurse.Type("Year", "1946");
        await nurse.Type("Mobile phone", "07700 900123");
        await nurse.Type("Address", "8 Camp Road");
        await nurse.Type("Postcode", "gu350xx");
        await nurse.Tick("Loneliness");
        await nurse.Tick("No known risks");
        await nurse.Tick("No");
        await nurse.Tick("The person agrees to this referral, and that we learn what stands in it");
    }

    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task Somebody_asks_for_a_link_worker_for_themselves(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        await using Screen ana = await chromium.Open(host.Address, device);

        await ana.Go("/refer/myself");
        await ana.Look("myself-start");
        await ana.Press("Start");
        await ana.Look("myself-name");
        await ana.Press("Continue");
        await ana.Sees("There is a problem");
        await ana.Look("myself-name-refused");
        host.Machine.Move(TimeSpan.FromHours(3));
        await ana.Type("Your first name", "Ana");
        await ana.Press("Continue");
        await ana.Sees("What you typed on the last page is still here");
        await ana.Look("myself-too-late");
        await ana.Go("/refer/myself/name");
        Assert.Equal("Ana", await ana.Named("Your first name").InputValueAsync());
        await ana.Type("Your first name", "Ana");
        await ana.Type("Your family name", "Vale");
        await ana.Type("Day", "05");
        await ana.Type("Month", "6");
        await ana.Type("Year", "1950");
        await ana.Press("Continue");
        await ana.Look("myself-contact");
        await ana.Type("Your phone number", "07700 900123");
        await ana.Tick("I have no fixed home");
        await ana.Tick("Do not say who you are");
        await ana.Press("Continue");
        await ana.Look("myself-you");
        await ana.Page.Locator(".nhsuk-checkboxes__input").First.CheckAsync(new() { Force = true });
        await ana.Press("Continue");
        await ana.Look("myself-meeting");
        await ana.Press("Continue");
        await ana.Sees("Choose whether we may talk with others about you");
        await ana.Tick("No. Please help me all the same");
        await ana.Press("Continue");
        await ana.Look("myself-check");
        await ana.Press("Send");

        await ana.Sees("We have your request");
        await ana.Look("myself-done");
        Journeys.Journey journey = await host.State(Assert.Single(await host.Store.All(null, default).ToListAsync()));
        Assert.True(journey.Person.Discretion && journey.Person.NoFixedAbode);
    }

    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task A_referrer_asks_for_a_link_and_sees_what_came_of_their_referrals(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        Assert.IsType<IntakeResult.Received>(await host.Get<ReferralIntake>()
            .Receive(Example.Referral, null, new byte[] { 1 }, "one", default));
        await using Screen hill = await chromium.Open(host.Address, device);

        await hill.Go("/refer/mine");
        await hill.Look("mine-ask");
        await hill.Type("Your work email", "hill@example.org");
        await hill.Press("Send me a link");
        await hill.Sees("Look into your mail");
        await hill.Look("mine-sent");
        await host.Pass(TimeSpan.FromMinutes(1));
        await hill.Go(Link().Match(host.Letters.First(l => l.Subject == "Your list of referrals").Text).Value);
        await hill.Look("mine-open");
        await hill.Press("Open my list");
        await hill.Sees("What came of them, newest first");
        await hill.Look("mine-list");
        await hill.Page.GetByText("Summary for the file").First.ClickAsync();
        await hill.Sees("Social prescribing: summary of a referral");
        await hill.Look("mine-summary");
        await hill.Go("/refer/mine");
        await hill.Press("Sign out");
        Assert.Equal(404, await hill.Go("/refer/mine/never-was"));
        await hill.Look("mine-gone");
    }

    [GeneratedRegex(@"/refer/mine/\S+")]
    private static partial Regex Link();
}
