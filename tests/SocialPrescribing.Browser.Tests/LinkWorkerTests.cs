using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Browser.Tests;

/// <summary>The day of a link worker with forty open journeys.</summary>
[Collection(InABrowser.Name)]
public sealed class LinkWorkerTests(Chromium chromium)
{
    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task A_link_worker_signs_in_finds_the_task_and_records_the_call(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept(LinkWorker: tom.Id));
        await using Screen screen = await chromium.Open(host.Address, device);

        await screen.SignIn(tom);
        await screen.Sees("Make first contact");
        await screen.Look("board");
        await screen.Follow("Make first contact");
        await screen.Sees("To do now");
        await screen.Look("journey-new");
        await screen.Page.Locator("#recordAttempt").GetByLabel("Reached", new() { Exact = true }).CheckAsync(new() { Force = true });
        await screen.Press("Record a contact");

        await screen.Sees("Arrange the first meeting");
        await screen.Look("journey-reached");
        Assert.DoesNotContain((await host.State(journey)).Tasks, t => t.Kind is TaskKind.FirstContact);
    }

    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task A_call_is_recorded_on_the_board_in_three_interactions(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept(LinkWorker: tom.Id));
        await using Screen screen = await chromium.Open(host.Address, device);
        await screen.SignIn(tom);

        await screen.Page.Locator(".app-quick summary").First.ClickAsync();
        await screen.Page.GetByLabel("No answer", new() { Exact = true }).CheckAsync(new() { Force = true });
        await screen.Look("board-recording");
        await screen.Press("Record");

        await screen.Sees("Contact recorded.");
        await screen.Look("board-recorded");
        Assert.Equal(AttemptOutcome.NoAnswer, (await host.State(journey)).Attempts.Single().Outcome);
    }

    [BrowserFact]
    public async Task Two_people_at_one_journey_lose_nothing()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), leila = await host.Employ(StaffRole.Lead, "Leila Marsh");
        (Guid journey, string meeting) = await host.Booked(linkWorker: tom.Id);
        await using Screen first = await chromium.Open(host.Address, Device.Desktop),
            second = await chromium.Open(host.Address, Device.Desktop);
        foreach ((Screen screen, StaffMember member) in new[] { (first, tom), (second, leila) })
        {
            await screen.SignIn(member);
            await screen.Go(PagesHost.PageOf(journey, "cancelMeeting"));
            await screen.Page.Locator($"[id='cancelMeeting-{meeting}'] summary").ClickAsync();
        }
        await first.Page.Locator($"[id='cancelMeeting-{meeting}']").GetByLabel("Note").FillAsync("Ana is in hospital.");
        await second.Page.Locator($"[id='cancelMeeting-{meeting}']").GetByLabel("Note").FillAsync("The room is flooded.");
        await first.Page.Locator($"[id='cancelMeeting-{meeting}'] button[type=submit]").ClickAsync();
        await first.Page.GetByText("Done").First.WaitForAsync();

        await second.Page.Locator($"[id='cancelMeeting-{meeting}'] button[type=submit]").ClickAsync();

        await second.Page.Locator(".nhsuk-error-summary").WaitForAsync();
        await second.Look("journey-overtaken");
        await second.Sees("The room is flooded.");
        await second.Sees("Ana is in hospital.");
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
}
