using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Staff.Design;

namespace SocialPrescribing.Browser.Tests;

/// <summary>Every part in every state, as somebody looks at it who changes how pages look.</summary>
[Collection(InABrowser.Name)]
public sealed class DesignTests(Chromium chromium)
{
    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.Phone)]
    public async Task Every_part_in_every_state(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember ada = await host.Employ(StaffRole.Admin, "Ada Hill");
        await using Screen screen = await chromium.Open(host.Address, device);
        await screen.SignIn(ada);
        foreach ((string name, _) in DesignPages.All)
        {
            Assert.Equal(200, await screen.Go(DesignPages.PathOf(name)));
            await screen.Look($"design-{name}");
            // The narrowest of today's phones has 320 pixels, the usual one 360: both are looked at.
            if (device is Device.Phone)
            {
                await screen.Page.SetViewportSizeAsync(360, 780);
                await screen.Look($"design-{name}-360");
                await screen.Page.SetViewportSizeAsync(320, 640);
            }
            // One point is no chart; two lines, one line, the sessions and the answers are.
            if (name is "figures")
                Assert.Equal(await screen.Page.Locator("figure[data-chart]").CountAsync(),
                    await screen.Page.Locator("figure canvas[role=img]").CountAsync());
        }
        foreach (string alone in (string[])["notice", "not-now"])
        {
            await screen.Go($"{DesignPages.Address}/alone/{alone}");
            await screen.Look($"design-{alone}");
            Assert.Equal(1, await screen.Page.Locator("nav[aria-label=Main]").CountAsync());
        }
    }
}
