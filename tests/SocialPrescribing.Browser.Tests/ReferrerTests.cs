using System.Text.RegularExpressions;
using SocialPrescribing.Service.Intake;

namespace SocialPrescribing.Browser.Tests;

/// <summary>Referring, as it is done between two patients and at a kitchen table.</summary>
[Collection(InABrowser.Name)]
public sealed partial class ReferrerTests(Chromium chromium)
{
    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.Phone)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task A_nurse_refers_somebody_slips_once_goes_back_once_and_has_the_reference(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        await using Screen nurse = await chromium.Open(host.Address, device);

        await nurse.Go("/refer");
        await nurse.Look("refer-start");
        await nurse.Press("Start now");
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
        await nurse.Type("GP practice code", "J82055");
        await nurse.Press("Continue");
        await nurse.Sees("Please look at this again");
        await nurse.Look("refer-person-refused");
        Assert.StartsWith("Error: ", await nurse.Page.TitleAsync(), StringComparison.Ordinal);
        await nurse.Page.Locator(".nhsuk-error-summary a").First.ClickAsync();
        Assert.Equal("nhsNumber", await nurse.Page.EvaluateAsync<string>("() => document.activeElement.id || location.hash.slice(1)"));
        Assert.Equal("García-Núñez", await nurse.Named("Family name").InputValueAsync());
        await nurse.Type("NHS number (optional)", "654 100 3238");
        await nurse.Press("Continue");

        // Back and a reload lose nothing.
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
    [InlineData(Device.Phone)]
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
        await ana.Sees("Please look at this again");
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
    [InlineData(Device.Phone)]
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
        await hill.Press("Sign out");
        Assert.Equal(404, await hill.Go("/refer/mine/never-was"));
        await hill.Look("mine-gone");
    }

    [GeneratedRegex(@"/refer/mine/\S+")]
    private static partial Regex Link();
}
