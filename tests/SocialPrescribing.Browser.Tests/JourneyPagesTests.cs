using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Staff.Desk;

namespace SocialPrescribing.Browser.Tests;

/// <summary>The pages of one journey, as somebody goes from one to the other.</summary>
[Collection(InAnotherBrowser.Name)]
public sealed partial class JourneyPagesTests(Chromium chromium)
{
    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task Every_page_is_reached_by_its_link_and_a_form_comes_back_to_its_own(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await JourneyTasksTests.TwelveWeeks(host, tom.Id);
        await using Screen screen = await chromium.Open(host.Address, device);
        await screen.SignIn(tom);
        await screen.Go($"/journeys/{journey:N}");

        foreach (JourneyTab tab in JourneyTab.All)
        {
            await screen.Page.Locator($".app-tabs a:text-is(\"{tab.Title}\")").ClickAsync();
            await screen.ComesTo($"**{tab.PathIn(journey)}");
            Assert.Equal(tab.Title, await screen.Page.Locator(".app-tabs [aria-current=page]").InnerTextAsync());
            Assert.Equal("Ana O'Connor", await screen.Heading());
            await screen.Look($"journey-{(tab.Name.Length is 0 ? "to-do" : tab.Name)}");
        }
        await screen.Follow("Plan");
        await screen.Page.Locator(".app-menu > summary").ClickAsync();
        await screen.Look("journey-menu");
        await screen.Page.Locator(".app-menu a[href$='#addNote']").ClickAsync();
        await screen.Press("Save the note");
        await screen.Sees("Write something first.");
        await screen.Look("journey-note-refused");
        await screen.Page.Locator("#addNote-text").FillAsync("Would like to sing.");
        await screen.Press("Save the note");
        await screen.Sees("Note saved.");
        Assert.Equal($"/journeys/{journey:N}/contacts?done=addNote", screen.At.Split('#')[0]);
        await screen.Sees("Would like to sing.");
        await screen.Follow("Letters");
        await screen.Page.Locator("main a:has-text('Read it')").Last.ClickAsync();
        await screen.Sees("What became of it");
        await screen.Look("journey-letter");
        await screen.Go($"/journeys/{journey:N}/summary");
        await screen.Look("journey-summary");
    }

    [BrowserFact]
    public async Task The_summary_is_one_sheet_of_paper()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await JourneyTasksTests.TwelveWeeks(host, tom.Id);
        await using Screen screen = await chromium.Open(host.Address, Device.Desktop);
        await screen.SignIn(tom);
        await screen.Go($"/journeys/{journey:N}/summary");

        byte[] paper = await screen.Page.PdfAsync(new PagePdfOptions { Format = "A4", PreferCSSPageSize = true });

        Assert.Single(Sheets().Matches(Encoding.Latin1.GetString(paper)));
    }

    [BrowserFact]
    public async Task What_is_folded_within_what_stands_open_is_drawn_folded()
    {
        const string drawn = "e => getComputedStyle(e.querySelector(':scope > summary > span'), '::before').clipPath";
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await JourneyTasksTests.TwelveWeeks(host, tom.Id);
        await using Screen screen = await chromium.Open(host.Address, Device.Desktop);
        await screen.SignIn(tom);
        await screen.Go($"/journeys/{journey:N}/plan?do=agreePlan");

        ILocator outer = screen.Page.Locator("#agreePlan"), inner = outer.Locator("details").First;
        Assert.NotEqual(await outer.EvaluateAsync<string>(drawn), await inner.EvaluateAsync<string>(drawn));
        await inner.Locator("summary").ClickAsync();
        Assert.Equal(await outer.EvaluateAsync<string>(drawn), await inner.EvaluateAsync<string>(drawn));
        Assert.Equal("none", await inner.Locator("summary").EvaluateAsync<string>("e => getComputedStyle(e, '::before').display"));
    }

    [GeneratedRegex("/Type */Page[^s]")]
    private static partial Regex Sheets();
}
