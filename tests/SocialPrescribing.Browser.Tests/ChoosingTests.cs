using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Browser.Tests;

/// <summary>The furniture workshop, from being proposed to being on the list, chosen at home, and introduced.</summary>
[Collection(InAnotherBrowser.Name)]
public sealed class ChoosingTests(Chromium chromium)
{
    private static readonly Guid Workshop = new("0b7c2c1e-5a0a-4c2b-9d61-7f3f0a2d6c11");

    [BrowserFact]
    public async Task The_workshop_is_found_put_on_the_list_chosen_and_introduced()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await host.Met();
        await List(host, Workshop, "Furniture workshop", 6, StepFree.Yes);
        await List(host, Guid.NewGuid(), "Tea dance", 60, StepFree.Unknown);
        await List(host, Guid.NewGuid(), "Choir on the hill", 30, StepFree.No);
        await host.Do(journey, new Suiting.RecordWishes(new Wishes
        {
            Parts = [PartOfDay.Morning],
            StepFree = true,
            SmallGroups = true,
            Company = true,
            MostPounds = 0,
            Likes = ["joinery"],
        }));
        host.SeesWhatIsNew();
        await using Screen screen = await chromium.Open(host.Address, Device.Desktop);
        await screen.SignIn(tom);

        await screen.Go($"/journeys/{journey:N}/activities");
        await screen.Look("suggestions");
        Assert.Equal("Furniture workshop", await screen.Page.Locator("#suggestions ~ .app-group h3").First.InnerTextAsync());
        await screen.Page.Locator($"a[href*='on={Workshop:N}']").First.ClickAsync();
        await screen.Look("list-form");
        await screen.Page.Locator("#offerActivities button[type=submit]").ClickAsync();
        await screen.Sees("The list is made.");

        string list = (await host.State(journey)).Lists[^1].Id;
        await screen.Go($"/journeys/{journey:N}/lists/{list}");
        await screen.Look("list-to-print");
        await using Screen ana = await chromium.Open(host.Address, Device.Desktop);
        await ana.Go($"/l/{host.Link(LinkPurpose.ActivityList, journey, list)}");
        await ana.Look("list");
        await ana.Page.Locator("button[value$=WouldTry]").First.ClickAsync();
        await ana.Sees("You said: I would like to try this");
        await ana.Look("list-answered");

        await screen.Go($"/journeys/{journey:N}/activities");
        await screen.Sees("They would like to try it.");
        await screen.Page.Locator($"a[href*='activity={Workshop}']").First.ClickAsync();
        await screen.Page.Locator("#introduce-as").SelectOptionAsync("Signposting");
        await screen.Page.Locator("#introduce button[type=submit]").ClickAsync();
        await screen.Sees("The person is introduced to the activity.");
        Journey now = await host.State(journey);
        Assert.Equal(Workshop, Assert.Single(now.Introductions).Activity.Id);
        Assert.DoesNotContain(now.Tasks, t => t.Kind is TaskKind.LookAtChoice);
    }

    private static async Task List(PagesHost host, Guid id, string name, int size, StepFree stepFree) =>
        Assert.IsType<PutOutcome.Done>(await host.Get<ActivityDirectory>().Put(id, new ListingDetails
        {
            Name = name,
            Provider = new ActivityProvider(Guid.NewGuid(), "Second Bench"),
            Description = "Joinery and tea",
            Needs = ["loneliness"],
            Cost = "Free",
            StepFree = stepFree,
            AccompaniedFirstVisitWelcome = true,
            Capacity = new ActivityCapacity(3, size, new DateOnly(2027, 1, 12)),
            Schedules = [new(DayOfWeek.Tuesday, new TimeOnly(10, 0), new TimeOnly(12, 0))],
            Place = new ActivityPlace("Station Yard", ["3 Station Yard", "Bordon"]),
            ConfirmedOn = new DateOnly(2027, 1, 5),
        }, 0, default));
}
