using Microsoft.Playwright;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Browser.Tests;

/// <summary>
/// The furniture workshop in the browser, from searching for it to going there alone. The story runs once on each host, with three screens.
/// </summary>
internal static class WorkshopStory
{
    private const string Name = "Furniture workshop", Provider = "hello@second-bench.example";

    /// <param name="address">The address at which browsers reach the host.</param>
    /// <param name="looks">Whether each page is checked as well. Once is enough.</param>
    public static async Task Told(PagesHost host, Chromium chromium, Uri address, bool looks)
    {
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await host.Met(), workshop = await List(host, Name, 6, StepFree.Yes);
        await List(host, "Tea dance", 60, StepFree.Unknown);
        await List(host, "Choir on the hill", 30, StepFree.No);
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
        string activities = $"/journeys/{journey:N}/activities";
        await using Screen screen = await chromium.Open(address, Device.Desktop);
        await screen.SignIn(tom);

        // Tom looks around, and finds that what is on suits Ana; the page of the person says why.
        await screen.Go("/activities?text=joinery&stepFree=yes");
        await screen.Page.Locator(".app-found__name a").First.ClickAsync();
        await screen.ComesTo($"**/activities/{workshop}");
        Assert.Equal(Name, await screen.Heading());
        await screen.Go(activities);
        await Look(screen, "suggestions");
        Assert.Equal(Name, await screen.Page.Locator("#suggestions ~ .app-group h3").First.InnerTextAsync());
        await screen.Page.Locator($"a[href*='on={workshop:N}']").First.ClickAsync();
        await Look(screen, "list-form");
        await screen.Page.Locator("#offerActivities button[type=submit]").ClickAsync();
        await screen.Sees("The list is made.");

        // She chooses at home.
        string list = (await host.State(journey)).Lists[^1].Id;
        if (looks)
        {
            await screen.Go($"/journeys/{journey:N}/lists/{list}");
            await Look(screen, "list-to-print");
        }
        await using Screen ana = await chromium.Open(address, Device.Desktop);
        await ana.Go($"/l/{host.Link(LinkPurpose.ActivityList, journey, list)}");
        await Look(ana, "list");
        await ana.Page.Locator("button[value$=WouldTry]").First.ClickAsync();
        await ana.Sees("You said: I would like to try this");
        await Look(ana, "list-answered");

        // She is introduced, and the workshop says yes.
        await screen.Go(activities);
        await screen.Sees("They would like to try it.");
        await screen.Page.Locator($"a[href*='activity={workshop}']").First.ClickAsync();
        await screen.Page.Locator("#introduce-as").SelectOptionAsync("Referral");
        await screen.Page.Locator("#introduce-agreed").CheckAsync(new() { Force = true });
        await screen.Page.Locator("#introduce button[type=submit]").ClickAsync();
        await screen.Sees("The person is introduced to the activity.");
        Introduction introduction = Assert.Single((await host.State(journey)).Introductions);
        Assert.Equal(workshop, introduction.Activity.Id);
        await using Screen provider = await chromium.Open(address, Device.Desktop);
        await provider.Go($"/a/{host.Link(LinkPurpose.Provider, journey, introduction.Id)}");
        await provider.Page.Locator("input[name=answer][value=Accepted]").CheckAsync(new() { Force = true });
        await provider.Press("Send the answer");
        await provider.Loaded();
        Assert.Equal(ProviderAnswer.Accepted, (await host.State(journey)).Introductions[0].Answer);

        // Four Tuesdays, by the workshop's own times. After the first she says that she would rather go on her own.
        await screen.Go(activities);
        await Unfold(screen, "planSeries");
        await Form(screen, "planSeries").Locator("input[name=count]").FillAsync("4");
        await Form(screen, "planSeries").Locator("button[name=look]").ClickAsync();
        await screen.Sees("Show other days");
        await Look(screen, "series");
        await Form(screen, "planSeries").Locator("button[type=submit]:not([name=look])").ClickAsync();
        await screen.Loaded();
        Session[] sessions = [.. (await host.State(journey)).Sessions];
        Assert.Equal(4, sessions.Length);
        foreach (Session session in sessions)
        {
            await host.Pass(session.EndsAt.AddMinutes(30) - host.Clock.GetUtcNow());
            await screen.Go(activities);
            ILocator came = Form(screen, "recordSession");
            await came.Locator("input[name=came][value=yes]").CheckAsync(new() { Force = true });
            await came.Locator("input[name=confidence][value='9']").CheckAsync(new() { Force = true });
            await came.Locator("button[type=submit]").ClickAsync();
            await screen.Loaded();
            Assert.True((await host.State(journey)).Sessions.Single(s => s.Id == session.Id).Came);
            if (session != sessions[0])
                continue;
            await screen.Go(activities);
            await Unfold(screen, "changeSupport");
            await Form(screen, "changeSupport").Locator("select[name=to]").SelectOptionAsync("Independent");
            await Form(screen, "changeSupport").Locator("textarea[name=reason]").FillAsync("She would rather go on her own.");
            await Form(screen, "changeSupport").Locator("button[type=submit]").ClickAsync();
            await screen.Loaded();
        }
        await screen.Go(activities);
        await Look(screen, "goes-alone");
        Assert.NotNull((await host.State(journey)).IndependentAt);

        Task Look(Screen before, string name) => looks ? before.Look(name) : Task.CompletedTask;
    }

    private static ILocator Form(Screen screen, string kind) =>
        screen.Page.Locator($"form:has(input[name=form][value={kind}])").First;

    private static async Task Unfold(Screen screen, string kind)
    {
        ILocator folded = screen.Page.Locator($"details:has(> form > input[name=form][value={kind}])").First;
        if (await folded.GetAttributeAsync("open") is null)
            await folded.Locator("summary").First.ClickAsync();
    }

    private static async Task<Guid> List(PagesHost host, string name, int size, StepFree stepFree)
    {
        Guid id = Guid.NewGuid();
        Assert.IsType<PutOutcome.Done>(await host.Get<ActivityDirectory>().Put(id, new ListingDetails
        {
            Name = name,
            Provider = new ActivityProvider(Guid.NewGuid(), "Second Bench", Email: Provider),
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
        return id;
    }
}
