using Microsoft.Playwright;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Staff.Desk;

namespace SocialPrescribing.Browser.Tests;

/// <summary>What is printed: words and figures, but nothing to click.</summary>
[Collection(InABrowser.Name)]
public sealed class PrintTests(Chromium chromium)
{
    /// <summary>The width of A4 within its margins, at 96 pixels an inch.</summary>
    private const int PaperWidth = 680;

    private const string ToUse = """
        () => [...document.querySelectorAll('nav, button, input, select, textarea, .app-menu, .app-next, .app-screen')]
          .filter(e => e.checkVisibility() && e.type !== 'hidden').map(e => e.outerHTML.slice(0, 100))
        """;

    [BrowserFact]
    public async Task Paper_has_words_and_figures_and_nothing_to_click_on()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember leila = await host.Employ(StaffRole.Lead, "Leila Marsh");
        Guid journey = await JourneyTasksTests.TwelveWeeks(host, leila.Id);
        await using Screen screen = await chromium.Open(host.Address, Device.Desktop);
        await screen.SignIn(leila);
        await screen.Go($"/journeys/{journey:N}/contacts?show=letters");
        string letter = (await screen.Page.Locator("main a:has-text('Read it')").Last.GetAttributeAsync("href"))!;
        await screen.Page.SetViewportSizeAsync(PaperWidth, 900);
        await screen.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        foreach ((string name, string path) in ((string, string)[])[.. JourneyTab.All.Select(t => ($"journey-{t.Name}", t.PathIn(journey))),
            ("summary", $"/journeys/{journey:N}/summary"), ("day-sheet", "/board/day"),
            ("report", "/reports/pack?for=others"), ("letter", letter)])
        {
            await screen.Go(path);
            await screen.Keep($"print-{name}", path);
            Assert.Empty(await screen.Page.EvaluateAsync<string[]>(ToUse));
            int wider = await screen.Page.EvaluateAsync<int>(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(wider <= 0, $"{name} is {wider} pixels wider than the paper.");
        }

        Assert.False(await screen.Page.Locator("header").IsVisibleAsync());
        Assert.InRange(
            await screen.Page.Locator(".app-paper").EvaluateAsync<double>("e => parseFloat(getComputedStyle(e).fontSize)"), 20, 30);
    }
}
