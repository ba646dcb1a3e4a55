using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Staff.Design;

namespace SocialPrescribing.Browser.Tests;

/// <summary>Every part in every state, as seen by whoever changes how pages look.</summary>
[Collection(InABrowser.Name)]
public sealed class DesignTests(Chromium chromium)
{
    [BrowserFact]
    public async Task Every_part_in_every_state()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember ada = await host.Employ(StaffRole.Admin, "Ada Hill");
        await using Screen screen = await chromium.Open(host.Address, Device.Desktop);
        await screen.SignIn(ada);
        foreach ((string name, _) in DesignPages.All)
        {
            Assert.Equal(200, await screen.Go(DesignPages.PathOf(name)));
            await screen.Look($"design-{name}", coloursInEachWidth: true);
            // A single point makes no chart. Two lines, one line, the sessions and the answers do.
            if (name is "figures")
                Assert.Equal(await screen.Page.Locator("figure[data-chart]").CountAsync(),
                    await screen.Page.Locator("figure canvas[role=img]").CountAsync());
        }
        foreach (string alone in (string[])["notice", "not-now"])
        {
            await screen.Go($"{DesignPages.Address}/alone/{alone}");
            await screen.Look($"design-{alone}", coloursInEachWidth: true);
            Assert.Equal(1, await screen.Page.Locator("nav[aria-label=Main]").CountAsync());
        }
    }
}
