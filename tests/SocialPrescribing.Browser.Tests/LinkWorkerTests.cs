using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Tests.Pages;
using SocialPrescribing.Service;

namespace SocialPrescribing.Browser.Tests;

/// <summary>A day of somebody with forty open journeys.</summary>
[Collection(InABrowser.Name)]
public sealed class LinkWorkerTests(Chromium chromium)
{
    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.Phone)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task A_link_worker_signs_in_finds_the_task_and_records_the_call(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept(LinkWorker: tom.Id));
        await using Screen screen = await chromium.Open(host.Address, device);

        await SignIn(screen, tom);
        await screen.Sees("Make first contact");
        await screen.Look("board");
        await screen.Follow("Make first contact");
        await screen.Sees("To do now");
        await screen.Look("journey-new");
        await screen.Page.Locator("#recordAttempt summary").ClickAsync();
        await screen.Page.Locator("#recordAttempt").GetByLabel("What came of it?").SelectOptionAsync("Reached");
        await screen.Press("Record a contact");

        await screen.Sees("Arrange the first meeting");
        await screen.Look("journey-reached");
        Assert.DoesNotContain((await host.State(journey)).Tasks, t => t.Kind is TaskKind.FirstContact);
    }

    [BrowserFact]
    public async Task Everything_of_the_day_is_done_by_keyboard_alone()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid journey, _) = await host.Booked(linkWorker: tom.Id);
        await using Screen screen = await chromium.Open(host.Address, Device.Desktop);

        await screen.Go("/sign-in");
        await screen.IsUsedByKeyboardAlone();
        await screen.Named("Email address").FocusAsync();
        await screen.Page.Keyboard.TypeAsync(tom.Email);
        await screen.Page.Keyboard.PressAsync("Tab");
        await screen.Page.Keyboard.TypeAsync(PagesHost.Password);
        await screen.Page.Keyboard.PressAsync("Enter");
        await screen.Sees("My people");
        await screen.IsUsedByKeyboardAlone();
        await screen.Go($"/journeys/{journey:N}");
        await screen.IsUsedByKeyboardAlone();
        foreach (string page in (string[])["/refer", "/refer/myself", $"/p/{host.Link(LinkPurpose.Preferences, journey)}"])
        {
            await screen.Go(page);
            await screen.IsUsedByKeyboardAlone();
        }
    }

    private static async Task SignIn(Screen screen, StaffMember member)
    {
        await screen.Go("/sign-in");
        await screen.Type("Email address", member.Email);
        await screen.Type("Password", PagesHost.Password);
        await screen.Press("Sign in");
        await screen.Page.WaitForURLAsync("**/board**");
    }
}
