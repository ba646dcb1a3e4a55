namespace SocialPrescribing.Browser.Tests;

/// <summary>The furniture workshop, from search to going alone, on the one-machine host.</summary>
[Collection(InAnotherBrowser.Name)]
public sealed class ChoosingTests(Chromium chromium)
{
    [BrowserFact]
    public async Task The_workshop_is_found_chosen_at_home_and_gone_to_alone()
    {
        await using PagesHost host = await PagesHost.Run();
        await WorkshopStory.Told(host, chromium, host.Address, looks: true);
    }
}
