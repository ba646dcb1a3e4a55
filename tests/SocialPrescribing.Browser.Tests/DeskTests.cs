using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Browser.Tests;

/// <summary>What staff do at their desk besides the board, and in how many clicks. Decision 40 has the table.</summary>
[Collection(InABrowser.Name)]
public sealed class DeskTests(Chromium chromium)
{
    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task Who_rings_from_a_number_is_found_by_it_and_whom_one_had_before_one_without_a_word(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid journey, _) = await host.Booked(linkWorker: tom.Id);
        const string number = "07700 900888";
        await host.Do(journey, new Preferences.Change([new(ContactKind.Mobile, number, true)]));
        await using Screen screen = await chromium.Open(host.Address, device);
        await screen.SignIn(tom);

        if (device is Device.Desktop)
        {
            await screen.Page.Keyboard.PressAsync("/");
            await screen.Page.Keyboard.TypeAsync(number);
            await screen.Page.Keyboard.PressAsync("Enter");
        }
        else
        {
            await screen.Page.Locator("#search-q").FillAsync(number);
            await screen.Page.Locator("#search-q").PressAsync("Enter");
        }
        await screen.Sees("1 person was found");
        await screen.Look("search-phone");
        await screen.Page.Locator(".app-card a").First.ClickAsync();
        await screen.Page.Locator("#search-q").PressAsync("Enter");
        await screen.Sees("People you opened lately");
        await screen.Look("search-lately");
        Assert.Equal(1, await screen.Page.Locator(".app-card a").CountAsync());
    }

    [BrowserFact]
    public async Task The_key_that_leads_to_the_search_can_be_turned_off_and_leaves_typing_alone()
    {
        await using PagesHost host = await PagesHost.Run();
        await using Screen screen = await chromium.Open(host.Address, Device.Desktop);
        await screen.SignIn(await host.Employ(StaffRole.LinkWorker));

        await screen.Go("/search");
        await screen.Page.Keyboard.PressAsync("/");
        Assert.Equal("search-q", await Focused(screen));
        await screen.Page.Keyboard.TypeAsync("1/2");
        Assert.Equal("1/2", await screen.Page.Locator("#search-q").InputValueAsync());
        await screen.Press("Turn this off");
        await screen.Go("/board");
        await screen.Page.Keyboard.PressAsync("/");
        Assert.NotEqual("search-q", await Focused(screen));
    }

    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task Whom_nobody_has_spoken_to_for_a_month_is_three_clicks_away(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        foreach (string name in (string[])["Silent", "Never", "Fresh"])
        {
            Guid journey = await host.Receive(r => r with { Person = r.Person with { FamilyName = name, NhsNumber = null } });
            await host.Do(journey, new Intake.Accept(LinkWorker: tom.Id));
            if (name is "Never")
                await host.Pass(TimeSpan.FromDays(31));
            if (name is "Fresh")
                await host.Do(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        }
        await using Screen screen = await chromium.Open(host.Address, device);
        await screen.SignIn(tom);

        await screen.Go("/caseload");
        await screen.Sees("3 people");
        await screen.Page.Locator("main summary").First.ClickAsync();
        await screen.Choose("Not spoken to for", "30 days or more");
        await screen.Press("Show");
        await screen.Sees("2 people");
        await screen.Look("caseload-quiet");
        Assert.DoesNotContain("Fresh", await screen.Page.InnerTextAsync("main"), StringComparison.Ordinal);
    }

    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task A_meeting_is_booked_at_a_time_that_is_free(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await host.Booked(linkWorker: tom.Id);
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept(LinkWorker: tom.Id));
        await host.Do(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        await using Screen screen = await chromium.Open(host.Address, device);
        await screen.SignIn(tom);

        await screen.Go(PagesHost.PageOf(journey, "bookMeeting") + "?do=bookMeeting");
        await screen.Page.GetByText("Choose a free time in the diary").First.ClickAsync();
        await screen.Sees("Choose a free time: you come back");
        await screen.Look("diary-free");
        await screen.Page.GetByText("12:00 to 17:00").First.ClickAsync();
        await screen.Type("Where exactly?", "Forest Centre");
        await screen.Look("diary-chosen");
        await screen.Page.Locator("#bookMeeting button[type=submit]").First.ClickAsync();
        await screen.Sees("Meeting booked. The person gets an email. If we may not email them, there is a task to tell them.");

        Assert.Equal(12, WorkingCalendar.LondonTime((await host.State(journey)).Meetings.Single().At).Hour);
    }

    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task Whoever_goes_on_leave_names_who_covers_and_sees_it_done(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), priya = await host.Employ(StaffRole.Lead, "Priya Nair");
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept(LinkWorker: tom.Id));
        await using Screen screen = await chromium.Open(host.Address, device);
        await screen.SignIn(tom);

        DateOnly today = WorkingCalendar.LondonDate(host.Clock.GetUtcNow());
        await screen.Go("/board/leave");
        await screen.Page.Locator("#from").FillAsync($"{today:yyyy-MM-dd}");
        await screen.Page.Locator("#to").FillAsync($"{today.AddDays(7):yyyy-MM-dd}");
        await screen.Choose("Who covers", "Priya Nair");
        await screen.Look("leave-cover");
        await screen.Press("Add");
        await screen.Sees("Priya Nair covers.");

        await screen.Go($"/journeys/{journey:N}");
        await screen.Sees("Priya Nair covers");
        Assert.Equal(priya.Id, (await host.State(journey)).Tasks.Single().Assignee);
        await using Screen covering = await chromium.Open(host.Address, device);
        await covering.SignIn(priya);
        await covering.Go("/board?view=mine");
        await covering.Sees("the service (Tom Ashby is on leave)");
        await covering.Look("board-covering");
    }

    private static Task<string> Focused(Screen screen) => screen.Page.EvaluateAsync<string>("document.activeElement.id");
}
