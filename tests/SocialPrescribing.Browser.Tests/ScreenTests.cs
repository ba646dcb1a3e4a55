using Microsoft.Playwright;

namespace SocialPrescribing.Browser.Tests;

/// <summary>What the other tests rely on.</summary>
[Collection(InAnotherBrowser.Name)]
public sealed class ScreenTests(Chromium chromium)
{
    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task A_page_that_is_still_loading_is_waited_for(Device device)
    {
        Uri address = new("http://127.0.0.1:9/");
        await using Screen screen = await chromium.Open(address, device);
        TaskCompletionSource<IRoute> picture = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await screen.Page.RouteAsync("**/page", route =>
            route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html", Body = "<p>Soon</p><img src=\"picture\" alt=\"\">" }));
        await screen.Page.RouteAsync("**/picture", picture.SetResult);
        await screen.Page.GotoAsync("page", new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        IRoute asked = await picture.Task;

        Task loaded = screen.Loaded();

        Assert.NotEqual("complete", await screen.Page.EvaluateAsync<string>("document.readyState"));
        Assert.False(loaded.IsCompleted);
        await asked.FulfillAsync(
            new RouteFulfillOptions { ContentType = "image/svg+xml", Body = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>" });
        await loaded;
        Assert.Equal("complete", await screen.Page.EvaluateAsync<string>("document.readyState"));
    }
}
