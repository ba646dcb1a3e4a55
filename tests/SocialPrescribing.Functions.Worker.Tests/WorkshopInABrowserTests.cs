using SocialPrescribing.Browser.Tests;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>
/// The same story as on the one-machine host, in a browser against the published Azure host. The browser reaches it under its public
/// address, which is the driver's here.
/// </summary>
[Collection(InTurn.Name)]
public sealed class WorkshopInABrowserTests
{
    [BrowserFact]
    public async Task The_workshop_is_found_chosen_at_home_and_gone_to_alone()
    {
        await using PagesHost host = await PagesHost.Run();
        Uri known = new(host.PublicUrl);
        Chromium.Find(known, host.Address);
        Chromium chromium = new();
        await chromium.InitializeAsync();
        try
        {
            await WorkshopStory.Told(host, chromium, known, looks: false);
        }
        finally
        {
            await chromium.DisposeAsync();
        }
    }
}
