using Microsoft.Playwright;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Browser.Tests;

/// <summary>Somebody looks for an activity, at home or at work, with any device.</summary>
[Collection(InABrowser.Name)]
public sealed class FindTests(Chromium chromium)
{
    private const int PaperWidth = 680;

    /// <summary>Thirty activities around Bordon: some at one place, some far away, and one at an unknown place.</summary>
    private static async Task Fill(PagesHost host)
    {
        ActivityDirectory directory = host.Get<ActivityDirectory>();
        string[] names = ["Forest Choir", "Furniture workshop", "Heath walk", "Card afternoon", "Lunch club", "Garden morning"];
        for (int i = 0; i < 30; i++)
        {
            double turn = i * 2.4, far = i < 4 ? 0.001 : 0.004 * i;
            Assert.IsType<PutOutcome.Done>(await directory.Put(Guid.NewGuid(), new ListingDetails
            {
                Name = i < names.Length ? names[i] : $"{names[i % names.Length]} {i / names.Length + 1}",
                Provider = new ActivityProvider(Guid.NewGuid(), "Second Life Furniture", Email: "desk@second-life.example"),
                Description = "Everybody is welcome.\nTea is there, too.",
                Needs = ["loneliness", "anxiety"],
                Schedules = [new((DayOfWeek)(1 + (i % 5)), new(10 + (i % 8), 0), new(12 + (i % 8), 0), (Every)(i % 3),
                    i % 3 is 2 ? MonthWeek.Last : null)],
                Place = i is 29 ? null : new ActivityPlace("Forest Hall", ["Forest Road", "Bordon"], "GU35 0BP",
                    51.1128 + (far * Math.Cos(turn)), -0.8589 + (far * 1.6 * Math.Sin(turn))),
                Cost = i % 2 is 0 ? "Free" : "£2 a session, tea included",
                StepFree = i % 3 is 0 ? StepFree.Yes : StepFree.Unknown,
                Capacity = i % 4 is 0 ? new ActivityCapacity(i % 5, 12) : null,
                AccompaniedFirstVisitWelcome = true,
                ConfirmedOn = WorkingCalendar.LondonDate(host.Clock.GetUtcNow()).AddDays(-i * 5),
            }, 0, default));
        }
    }

    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task Somebody_looks_for_something_near_them_and_asks_for_a_link_worker(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        await Fill(host);
        await using Screen screen = await chromium.Open(host.Address, device);

        Assert.Equal(200, await screen.Go("/find?lang=en"));
        await screen.Look("find");
        await screen.Type("Near which postcode?", "GU35 0BP");
        await screen.Choose("How far away?", "5 miles");
        await screen.Press("Search");
        await screen.Sees("The numbers match the list.");
        Assert.DoesNotContain("0BP", screen.At, StringComparison.Ordinal);
        Assert.Empty(await screen.Page.Context.CookiesAsync());
        await screen.Look("find-near");
        await screen.Page.Locator(".app-found__name a").First.ClickAsync();
        await screen.Look("find-one");
        Assert.Equal(200, await screen.Go("/find?lang=cy&near=GU35"));
        await screen.Look("find-welsh");
        Assert.Equal(200, await screen.Go("/find?lang=en&text=zither&near=XX1"));
        await screen.Look("find-nothing");
        await screen.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Ask for a link worker" }).First.ClickAsync();
        Assert.StartsWith("/refer/myself", screen.At, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task A_link_worker_looks_for_somebody_and_what_is_found_prints()
    {
        await using PagesHost host = await PagesHost.Run();
        await Fill(host);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await host.Met();
        await using Screen screen = await chromium.Open(host.Address, Device.Desktop);
        await screen.SignIn(tom);
        await screen.Go($"/journeys/{journey:N}/activities");
        await screen.Follow("Find an activity near them");
        await screen.Look("activities-for-somebody");
        await screen.Go("/activities?near=GU35&along=yes");
        await screen.Look("activities-near");
        await screen.Page.SetViewportSizeAsync(PaperWidth, 900);
        await screen.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        foreach (string path in (string[])["/activities?near=GU35", "/find?near=GU35&lang=en"])
        {
            await screen.Go(path);
            await screen.Keep($"print-{path.Split('?')[0][1..]}", path);
            Assert.False(await screen.Page.Locator(".app-find-filter").IsVisibleAsync());
            Assert.True(await screen.Page.Locator(".app-dial").IsVisibleAsync());
        }
    }
}
