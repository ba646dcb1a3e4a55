using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Browser.Tests;

/// <summary>Every page in every state that looks different: empty, full, refused, gone.</summary>
[Collection(InABrowser.Name)]
public sealed class EveryPageTests(Chromium chromium)
{
    [BrowserFact]
    public async Task Doors_and_dead_ends()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await using Screen screen = await chromium.Open(host.Address, Device.Desktop);

        await Look(screen, "welcome", "/");
        await Look(screen, "sign-in", "/sign-in");
        await screen.Press("Sign in");
        await screen.Look("sign-in-refused");
        await Look(screen, "no-such-page", "/no/such/page", 404);
        await Look(screen, "link-gone", "/s/never-was", 404);
        await Look(screen, "survey-not-open", $"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}", 404);
        await Look(screen, "refer-not-begun", "/refer/why");
        StaffMember member = (await host.Staff.Add("new@riverside.example", "Nia Hall", StaffRole.LinkWorker, default))!;
        await Look(screen, "set-up", $"/set-up/{await host.Staff.IssueSetUpLink(member.Id, default)}");
        await screen.Press("Set the password");
        await screen.Look("set-up-refused");
        await Look(screen, "set-up-gone", "/set-up/never-was", 404);
    }

    [BrowserFact]
    public async Task What_staff_see_of_empty_and_of_full_services_and_of_every_turn_of_a_journey()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember leila = await host.Employ(StaffRole.Lead, "Leila Marsh"), tom = await host.Employ(StaffRole.LinkWorker);
        await using Screen screen = await chromium.Open(host.Address, Device.Desktop);
        await screen.SignIn(leila);
        await screen.Look("board-empty");

        (Guid journey, string meeting) = await host.Booked(linkWorker: tom.Id);
        string path = $"/journeys/{journey:N}";
        await Look(screen, "journey-meeting-booked", path);
        await host.Pass(TimeSpan.FromDays(2));
        await host.Do(journey, new Meetings.RecordOutcome(meeting, MeetingOutcome.Held));
        await host.Do(journey, Example.Plan);
        string introduction = await host.Do(journey,
            new Activities.Introduce(new ActivityDetails("Furniture workshop", "Second Life", Where: "Forest Centre, Bordon"),
                IntroductionKind.Referral, "loneliness", Agreed: true));
        await host.Do(journey, new Activities.RecordAnswer(introduction, ProviderAnswer.Accepted));
        DateTimeOffset at = host.Clock.GetUtcNow().AddDays(1);
        string session = await host.Do(journey, new Attendance.PlanSession(introduction, at, Transport: new Transport(TransportKind.Lift)));
        await Look(screen, "journey-session-planned", path);
        string quarter = $"?period={host.Clock.GetUtcNow():yyyy-MM}/3";
        await Look(screen, "reports", "/reports" + quarter);
        foreach ((string report, _) in Service.Reports.ReportList.All)
            await Look(screen, $"report-{report}", $"/reports/{report}{quarter}");
        foreach (string page in (string[])["pack", "exports", "facts", "population", "pack?for=others"])
            await Look(screen, $"reports-{page.Replace("?for=", "-for-", StringComparison.Ordinal)}", $"/reports/{page}");
        await Look(screen, "day-sheet", $"/board/day?of={tom.Id}&on={WorkingCalendar.LondonDate(at):yyyy-MM-dd}");
        await Look(screen, "caseload", $"/caseload?of={tom.Id}");
        await Look(screen, "search-lately", "/search");
        await Look(screen, "diary", $"/diary?of={tom.Id}&week={WorkingCalendar.LondonDate(at):yyyy-MM-dd}");
        await Look(screen, "diary-calendar", "/diary/calendar");
        await Look(screen, "letters-to-post", "/board/post");
        await Look(screen, "diary-everybody", $"/diary?of=all&week={WorkingCalendar.LondonDate(at):yyyy-MM-dd}");
        await Look(screen, "diary-choosing", $"/diary?of={tom.Id}&for={journey:N}");
        await Look(screen, "caseload-everybody", "/caseload");
        await Look(screen, "caseload-narrow", "/caseload?quiet=30&sort=name");
        await host.Pass(TimeSpan.FromDays(2));
        await Look(screen, "journey-session-to-record", path);
        await host.Do(journey, new Attendance.RecordSession(session, Came: true, WentAlong: Companion.LinkWorker, Confidence: 6));
        await host.Do(journey, new Concerns.Raise("Says that there is no food in the house."));
        await Look(screen, "journey-concern", path);
        await screen.Go(PagesHost.PageOf(journey, "addNote"));
        await screen.Page.Locator("#addNote summary").ClickAsync();
        await screen.Page.Locator("#addNote button[type=submit]").ClickAsync();
        await screen.Page.Locator(".nhsuk-error-summary").WaitForAsync();
        await screen.Look("journey-refused");
        for (int i = 0; i < 30; i++)
            await host.Receive(Example.WithDiscretion);
        await host.Pass(TimeSpan.FromDays(10));
        await Look(screen, "board-full", "/board?view=everybody");
        Guid urgent = await host.Receive(r => r with { Reason = "My son hits me" });
        await Look(screen, "journey-urgent", $"/journeys/{urgent:N}");
        await Look(screen, "team-urgent", "/team");
        await Look(screen, "board-urgent", "/board?view=everybody");
        await Look(screen, "board-overdue", "/board?view=everybody&due=overdue");
        await Look(screen, "board-waiting", "/board?view=mine&due=waiting");
        await Look(screen, "caseload-empty", $"/caseload?of={leila.Id}");
        await Look(screen, "day-sheet-refused", "/board/day?on=someday", 422);
        await Look(screen, "account", "/account");
        await Look(screen, "forgotten-password", "/forgotten-password");
        await Look(screen, "leave", "/board/leave");
        await Look(screen, "search", "/search");
        foreach ((string name, string typed) in new[] { ("search-refused", "a"), ("search-nobody", "Zoltan") })
        {
            await screen.Page.Locator("#search-q").FillAsync(typed);
            await screen.Press("Search");
            await screen.Look(name);
        }
        Guid gone = await host.Receive();
        await host.Do(gone, new Intake.Decline("Lives outside the area."));
        await Look(screen, "journey-declined", $"/journeys/{gone:N}");
        await host.Do(journey, new Closing.Close(ClosingReason.Died));
        await Look(screen, "journey-died", path);
        Assert.DoesNotContain("by phone", await screen.Page.InnerTextAsync("main"), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Two_steps_of_signing_in()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), ada = await host.Employ(StaffRole.Admin, "Ada Boone");
        await using Screen own = await chromium.Open(host.Address, Device.Desktop);
        await own.SignIn(tom);
        await Look(own, "second-step-set-up", "/account/second-step");
        byte[] app = OtpNet.Base32Encoding.ToBytes(
            (await own.Page.Locator(".app-key").TextContentAsync())!.Replace(" ", "", StringComparison.Ordinal));
        await own.Page.FillAsync("#code", host.CodeIn(app));
        await own.Page.FillAsync("#present", PagesHost.Password);
        await own.Press("Turn on two-step sign-in");
        await own.Sees("Keep your recovery codes");
        await own.Look("second-step-recovery-codes");
        await Look(own, "second-step-on", "/account/second-step");
        await Look(own, "account-with-second-step", "/account");

        await using Screen door = await chromium.Open(host.Address, Device.Desktop);
        await door.Go("/sign-in");
        await door.Page.FillAsync("#email", tom.Email);
        await door.Page.FillAsync("#password", PagesHost.Password);
        await door.Press("Sign in");
        await door.Look("second-step-code");
        await door.Press("Sign in");
        await door.Look("second-step-code-refused");
        await Look(door, "second-step-recovery-code", "/sign-in/code?with=recovery-code");

        await using Screen admin = await chromium.Open(host.Address, Device.Desktop);
        await admin.SignIn(ada);
        await Look(admin, "staff-member-with-second-step", $"/settings/staff/{tom.Id}");
    }

    [BrowserFact]
    public async Task What_providers_are_asked()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid activity = Guid.NewGuid(), journey = await host.Met();
        Assert.IsType<PutOutcome.Done>(await host.Get<ActivityDirectory>().Put(activity, new ListingDetails
        {
            Name = "Choir",
            Provider = new ActivityProvider(Guid.NewGuid(), "Voices", Email: "sing@voices.example"),
            Schedules = [new ActivitySchedule(DayOfWeek.Thursday, new(19, 0), new(20, 30), Every.Fortnight)],
        }, 0, default));
        string introduction = await host.Do(journey,
            new Activities.Introduce(new ActivityDetails("Furniture workshop", "Second Life", Email: "workshop@second-life.example"),
                IntroductionKind.Referral, Agreed: true, Share: "Is nervous among new people"));
        await using Screen screen = await chromium.Open(host.Address, Device.Desktop);

        await Look(screen, "provider", $"/a/{host.Link(LinkPurpose.Provider, journey, introduction)}");
        await screen.Press("Send the answer");
        await screen.Page.Locator(".nhsuk-error-summary").WaitForAsync();
        await screen.Look("provider-refused");
        await screen.Page.Locator("input[type=radio]").First.CheckAsync(new() { Force = true });
        await screen.Press("Send the answer");
        await screen.Page.Locator("form").First.WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
        await screen.Look("provider-thanks");
        await Look(screen, "confirm-activity", $"/d/{host.Link(LinkPurpose.ConfirmActivity, activity)}");
        await Look(screen, "register", await Register(host, activity, journey));
        await Look(screen, "survey-on-one-page", $"/s/{host.Link(LinkPurpose.Survey, await host.Surveyed(), "baseline")}/all");
        await Look(screen, "stop", $"/p/{host.Link(LinkPurpose.Preferences, journey)}/stop");
        await Look(screen, "stop-questions", $"/p/{host.Link(LinkPurpose.Preferences, journey)}/stop?of=surveys");
        foreach (string notice in (string[])["privacy", "accessibility", "cookies"])
        {
            await Look(screen, notice, $"/{notice}?lang=en");
            await Look(screen, $"{notice}-welsh", $"/{notice}?lang=cy");
        }
    }

    /// <summary>The page of a session that took place today.</summary>
    private static async Task<string> Register(PagesHost host, Guid activity, Guid journey)
    {
        await host.Get<ActivityDirectory>().Change(activity, a => a with { KeepsRegister = true }, default);
        string introduction = await host.Do(journey, new Activities.Introduce(
            new ActivityDetails("Choir", "Voices", activity, "sing@voices.example"), IntroductionKind.Referral, Agreed: true));
        await host.Do(journey, new Activities.RecordAnswer(introduction, ProviderAnswer.Accepted));
        await host.Do(journey, new Attendance.PlanSession(
            introduction, host.Get<Clocks>().Now.AddMinutes(30), new Transport(TransportKind.Own), 30));
        await host.Get<Registers>().Queue(default);
        await host.Pass(TimeSpan.FromHours(2));
        return "/w/" + host.Letters.First(l => l.Text.Contains("/w/", StringComparison.Ordinal)).Text.Split("/w/")[1]
            .Split([' ', '\n', '\r', ')', '>'])[0];
    }

    [BrowserFact]
    public async Task What_links_show_before_and_after_it_is_known_who_reads()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember leila = await host.Employ(StaffRole.Lead, "Leila Marsh");
        Guid journey = await host.Receive(r => r with { Source = ReferralSource.Self, Referrer = null });
        await host.Do(journey, new Intake.Accept());
        string path = $"/p/{host.Link(LinkPurpose.Preferences, journey)}";
        await using Screen screen = await chromium.Open(host.Address, Device.Desktop);
        await Look(screen, "held-not-yet", $"{path}/data");
        await Look(screen, "details-not-yet", $"{path}/details", 403);
        await host.ConfirmIdentity(journey);
        await Look(screen, "details", $"{path}/details");
        await screen.Type("New email", "new@example.org");
        await screen.Press("Save");
        await screen.Sees("Please look at your new email");
        await screen.Look("details-sent");
        Journey now = await host.State(journey);
        await Look(screen, "confirm-email",
            $"/e/{host.Get<SignedLinks>().ToPerson(LinkPurpose.ConfirmAddress, now, now.AwaitedEmail!.Change, now.AwaitedEmail.Email)}");
        await screen.Press("Yes, this is my email address");
        await screen.Sees("From now on we write to this email address.");
        await screen.Look("email-confirmed");

        (Guid guarded, string meeting) = await host.Booked(r => r with { Risks = [new Risk("falls", "On the stairs")] });
        await host.ConfirmIdentity(guarded);
        string link = $"/p/{host.Link(LinkPurpose.Preferences, guarded)}",
            at = $"/m/{host.Link(LinkPurpose.Meeting, guarded, $"{meeting}/1")}";
        await Look(screen, "preferences-guarded", link);
        await Look(screen, "held-guarded", $"{link}/data");
        await Look(screen, "meeting-guarded", at);
        for (int i = 0; i < 31; i++)
            await screen.Page.APIRequest
                .PostAsync($"{host.Address}p/{link[3..]}",
                    new()
                    {
                        Headers = new Dictionary<string, string>
                        {
                            ["Origin"] = host.Address.GetLeftPart(UriPartial.Authority),
                            ["Content-Type"] = "application/x-www-form-urlencoded"
                        },
                        Data = "wish=surveys:off:"
                    });
        await screen.Go(link);
        await screen.Press("Stop all emails");
        await screen.Sees("Please wait a little");
        await screen.Look("too-many-behind-a-link");
        await host.Do(guarded, new PersonLinks.Renew());
        await Look(screen, "earlier-link", at, 410);
        await screen.Press("Stop all emails");
        await screen.Sees("We send you no emails.");
        await screen.Look("earlier-link-stopped");

        await screen.SignIn(leila);
        await screen.Go($"/journeys/{guarded:N}/contacts");
        foreach (string form in (string[])["recordAttempt", "bookMeeting"])
            await screen.Page.Locator($"#{form} > summary").ClickAsync();
        await screen.Look("journey-guarded-contacts");
        await screen.Go($"/journeys/{guarded:N}/details");
        foreach (string form in (string[])["renewLinks", "changePreferences"])
            await screen.Page.Locator($"#{form} > summary").ClickAsync();
        await screen.Look("journey-guarded-details");
        await screen.Go($"/journeys/{guarded:N}?do=raiseConcern#raiseConcern");
        await screen.Look("journey-guarded");
    }

    [BrowserTheory]
    [InlineData("/")]
    [InlineData("/refer")]
    [InlineData("/refer/myself")]
    [InlineData("/sign-in")]
    public async Task The_first_page_is_less_than_100_KB_on_the_way_and_the_next_one_is_its_text_alone(string path)
    {
        const string onTheWay = "() => performance.getEntries().reduce((sum, e) => sum + (e.transferSize ?? 0), 0)";
        await using PagesHost host = await PagesHost.Run();
        await using Screen screen = await chromium.Open(host.Address, Device.Desktop);

        await screen.Go(path);
        Assert.InRange(await screen.Page.EvaluateAsync<int>(onTheWay), 20_000, 100_000);
        await screen.Go("/refer");
        Assert.InRange(await screen.Page.EvaluateAsync<int>(onTheWay), 1_000, 10_000);
    }

    [BrowserFact]
    public async Task A_page_that_does_not_say_its_language_does_not_pass()
    {
        await using PagesHost host = await PagesHost.Run();
        await using Screen screen = await chromium.Open(host.Address, Device.Desktop);
        await screen.Go("/");
        await screen.Page.EvaluateAsync("() => document.documentElement.removeAttribute('lang')");

        Exception found = await Assert.ThrowsAnyAsync<Exception>(() => screen.Look("welcome-without-language"));

        Assert.Contains("html-has-lang (serious)", found.Message, StringComparison.Ordinal);
    }

    private static async Task Look(Screen screen, string name, string path, int status = 200)
    {
        Assert.Equal(status, await screen.Go(path));
        await screen.Look(name);
    }
}
