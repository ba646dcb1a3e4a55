using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Browser.Tests;

/// <summary>Doing something with several tasks at once, and in how many clicks. Decision 36 has the table.</summary>
[Collection(InAnotherBrowser.Name)]
public sealed class BoardTests(Chromium chromium)
{
    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task No_answer_for_three_people_takes_four_clicks(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid[] people = await Three(host, tom);
        await using Screen screen = await chromium.Open(host.Address, device);
        await screen.SignIn(tom);
        Assert.False(await screen.Page.Locator(".app-several").IsVisibleAsync());

        int clicks = await Tick(screen, 3);
        await screen.Look("board-ticked");
        await screen.Press("No answer");

        Assert.Equal(4, clicks + 1);
        await screen.Sees("is recorded for 3 people.");
        foreach (Guid person in people)
            Assert.Equal(AttemptOutcome.NoAnswer, (await host.State(person)).Attempts.Single().Outcome);
    }

    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task A_task_is_put_off_in_four_clicks_and_a_reason_and_given_in_four(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), priya = await host.Employ(StaffRole.Lead, "Priya Nair");
        await Three(host, tom);
        await using Screen screen = await chromium.Open(host.Address, device);
        await screen.SignIn(tom);

        await Tick(screen, 1);
        await screen.Page.Locator(".app-several summary").First.ClickAsync();
        await screen.Press("Put off");
        await screen.Page.Locator(".nhsuk-error-summary").WaitForAsync();
        await screen.Look("board-put-off-refused");
        await screen.Type("Why", "She is away until then.");
        await screen.Press("Put off");
        await screen.Sees("One task is put off.");
        await screen.Sees("She is away until then.");

        await Tick(screen, 1);
        await screen.Page.Locator(".app-several summary").Last.ClickAsync();
        await screen.Choose("Who does it", "Priya Nair");
        await screen.Look("board-giving");
        await screen.Press("Give");
        await screen.Sees("Your colleague has the task now.");
        await screen.Look("board-given");
        Assert.Single((await host.Store.Tasks(new SocialPrescribing.Service.Ports.TaskQuery(priya.Id), default)).Items);
    }

    private static async Task<Guid[]> Three(PagesHost host, StaffMember linkWorker)
    {
        List<Guid> people = [];
        foreach (string name in (string[])["Ash", "Birch", "Cedar"])
        {
            people.Add(await host.Receive(r => r with { Person = r.Person with { FamilyName = name } }));
            await host.Do(people[^1], new Intake.Accept(LinkWorker: linkWorker.Id));
        }
        return [.. people];
    }

    /// <returns>How many clicks it takes.</returns>
    private static async Task<int> Tick(Screen screen, int tasks)
    {
        for (int i = 0; i < tasks; i++)
            await screen.Page.Locator(".app-tick label").Nth(i).ClickAsync();
        return tasks;
    }
}
