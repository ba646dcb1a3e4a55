using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Browser.Tests;

/// <summary>
/// What a link worker does all day with one person, measured in clicks, fields, pages, and how far down the page it is. The table is saved
/// with the screenshots. Decision 0034 compares before and after.
/// </summary>
[Collection(InAnotherBrowser.Name)]
public sealed class JourneyTasksTests(Chromium chromium)
{
    /// <summary>One action on a page: on which element, and how.</summary>
    private sealed record Step(string Selector, string How)
    {
        public static Step Sees(string selector) => new(selector, "see");
        public static Step Clicks(string selector) => new(selector, "click");
        /// <summary>Counted but not done, so that the next task begins where this one did.</summary>
        public static Step Sends(string selector) => new(selector, "send");
        public static Step Types(string selector) => new(selector, "type");
        public static Step Chooses(string selector) => new(selector, "choose");
    }

    private const string LastNote = "Her daughter drives her on Thursdays, so the workshop suits.";

    private static readonly (string Task, Step[] Steps)[] _tasks =
    [
        ("why was this person referred", [Step.Sees("main >> text=Lives alone since her husband died.")]),
        ("ring them", [Step.Sends("a.app-tel")]),
        ("record a call that was answered", [Step.Clicks(".app-often[href$='#recordAttempt']"),
            Step.Clicks("#recordAttempt label:has-text('Reached')"), Step.Sends("#recordAttempt button[type=submit]")]),
        ("book a meeting", [.. Chosen("bookMeeting"), Step.Types("#bookMeeting-at"), Step.Types("#bookMeeting-where"),
            Step.Sends("#bookMeeting button[type=submit]")]),
        ("read the last note", [Step.Sees($"main >> text={LastNote}")]),
        ("write a note", [Step.Clicks(".app-often[href$='#addNote']"), Step.Types("#addNote-text"),
            Step.Sends("#addNote button[type=submit]")]),
        ("introduce to an activity", [.. Chosen("introduce"), Step.Types("#introduce-name"), Step.Types("#introduce-provider"),
            Step.Types("#introduce-where"), Step.Clicks("label[for=introduce-agreed]"), Step.Sends("#introduce button[type=submit]")]),
        ("record that they came", [Step.Clicks("#tasks label:has-text('Yes, they came')"), Step.Sends("#tasks button[type=submit]")]),
        ("end support", [.. Chosen("close"), Step.Chooses("#close-reason"), Step.Sends("#close button[type=submit]")]),
    ];

    /// <summary>Chosen from the menu that is on every page of the journey.</summary>
    private static Step[] Chosen(string form) => [Step.Clicks(".app-menu > summary"), Step.Clicks($".app-menu a[href$='#{form}']")];

    [BrowserTheory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task What_is_done_all_day_is_near(int width)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await TwelveWeeks(host, tom.Id);
        await using Screen screen = await chromium.Open(host.Address, Device.Desktop);
        await screen.Page.SetViewportSizeAsync(width, 800);
        await screen.SignIn(tom);
        StringBuilder table = new();
        table.AppendLine("| task | clicks | fields | pages | pixels |").AppendLine("|---|--:|--:|--:|--:|");
        foreach ((string task, Step[] steps) in _tasks)
            table.AppendLine(await Measure(screen, $"/journeys/{journey:N}", task, steps));
        await screen.Go($"/journeys/{journey:N}");
        int height = await screen.Page.EvaluateAsync<int>("() => document.documentElement.scrollHeight");
        table.AppendLine(CultureInfo.InvariantCulture, $"The page is {height} pixels high.");
        await screen.Keep($"journey-tasks-{width}", table.ToString());
    }

    private static async Task<string> Measure(Screen screen, string path, string task, Step[] steps)
    {
        await screen.Go(path);
        int clicks = 0, fields = 0, pages = 1, before = 0, furthest = 0, arrived = 0;
        foreach (Step step in steps)
        {
            ILocator thing = screen.Page.Locator(step.Selector).First;
            await thing.WaitForAsync();
            LocatorBoundingBoxResult box = (await thing.BoundingBoxAsync())!;
            int scrolled = await screen.Page.EvaluateAsync<int>("() => Math.round(window.scrollY)");
            furthest = Math.Max(furthest, (int)(box.Y + box.Height) + scrolled - arrived);
            string at = screen.Page.Url;
            switch (step.How)
            {
                case "click":
                    clicks++;
                    await thing.ClickAsync(new() { Force = true });
                    break;
                case "send":
                    clicks++;
                    break;
                case "type":
                    fields++;
                    await thing.EvaluateAsync("e => { e.value = e.type === 'datetime-local' ? '2027-05-20T10:30' : 'In invented words'; }");
                    break;
                case "choose":
                    fields++;
                    await thing.SelectOptionAsync(new SelectOptionValue { Index = 1 });
                    break;
            }
            if (screen.Page.Url.Split('#')[0] != at.Split('#')[0])
            {
                pages++;
                // A link may lead to the middle of a page. The distance counts from there.
                await screen.Loaded();
                arrived = await screen.Page.EvaluateAsync<int>("() => Math.round(window.scrollY)");
                (before, furthest) = (before + furthest, 0);
            }
        }
        return string.Create(CultureInfo.InvariantCulture, $"| {task} | {clicks} | {fields} | {pages} | {before + furthest} |");
    }

    /// <summary>A person who has been supported for twelve weeks, with yesterday's session still to record.</summary>
    internal static async Task<Guid> TwelveWeeks(PagesHost host, string linkWorker)
    {
        (Guid journey, string meeting) = await host.Booked(linkWorker: linkWorker);
        await host.Pass(TimeSpan.FromDays(2));
        await host.Do(journey, new Meetings.RecordOutcome(meeting, MeetingOutcome.Held, Note: "Met at the centre. Would like company."));
        await host.Do(journey, Example.Plan);
        await host.Pass(TimeSpan.FromDays(1));
        await host.Do(journey, Example.Answers("baseline", 4));
        string introduction = await host.Do(journey,
            new Activities.Introduce(new ActivityDetails("Furniture workshop", "Second Life", Where: "Forest Centre, Bordon"),
                IntroductionKind.Referral, "loneliness", Agreed: true));
        await host.Do(journey, new Activities.RecordAnswer(introduction, ProviderAnswer.Accepted));
        string session = "";
        for (int week = 0; week < 10; week++)
        {
            session = await host.Do(journey,
                new Attendance.PlanSession(introduction, host.Clock.GetUtcNow().AddDays(1), Transport: new Transport(TransportKind.Own)));
            await host.Pass(TimeSpan.FromDays(7));
            if (week < 9)
                await host.Do(journey, new Attendance.RecordSession(session, Came: true, Confidence: 3 + week / 2));
            if (week == 6)
                await host.Do(journey, Example.Answers("week-6", 7));
            if (week % 3 == 0)
                await host.Do(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached,
                    Note: $"Call of week {week + 1}."));
        }
        await host.Do(journey, new Notes.Add(LastNote));
        await host.Pass(TimeSpan.FromDays(1));
        return journey;
    }
}
