using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Browser.Tests;

/// <summary>What leads and admins see and do, with charts drawn and without scripts.</summary>
[Collection(InABrowser.Name)]
public sealed class LeadAndAdminTests(Chromium chromium)
{
    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task A_lead_gives_people_to_link_workers_and_looks_at_the_weeks(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember leila = await host.Employ(StaffRole.Lead, "Leila Marsh"), tom = await host.Employ(StaffRole.LinkWorker);
        await using Screen screen = await chromium.Open(host.Address, device);
        await screen.SignIn(leila);
        await Look(screen, "team-empty", "/team");

        Guid journey = await Supported(host, tom);
        for (int i = 0; i < 2; i++)
            await host.Receive(Example.WithDiscretion);
        await host.Receive(r => r with { Safeguarding = new Safeguarding(true, "Worried") });
        await host.Pass(TimeSpan.FromDays(10));
        await Look(screen, "team-full", "/team");
        // The team's page has no charts. They are among the reports.
        Assert.Equal(0, await screen.Page.Locator("figure").CountAsync());
        await screen.Page.Locator("select[name^=to-]").First.SelectOptionAsync(tom.Id);
        await screen.Press("Allocate those chosen");
        await screen.Sees("Everybody who was chosen has a link worker now.");
        await screen.Press("Allocate those chosen");
        await screen.Sees("Choose a link worker for somebody first.");
        await screen.Look("team-refused");
        await Look(screen, "hand-over", "/team/hand-over");
        await Look(screen, "journey-with-chart", $"/journeys/{journey:N}/activities");
        Assert.Equal(device is Device.PhoneWithoutScripts ? 0 : 1, await screen.Page.Locator("figure canvas[role=img]").CountAsync());
        await Look(screen, "audit", $"/journeys/{journey:N}/audit");
        if (device is Device.Desktop)
        {
            await screen.Go("/team");
            await screen.IsUsedByKeyboardAlone();
        }
    }

    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task An_admin_keeps_the_settings(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember ada = await host.Employ(StaffRole.Admin, "Ada Hill"), tom = await host.Employ(StaffRole.LinkWorker);
        await using Screen screen = await chromium.Open(host.Address, device);
        await screen.SignIn(ada);
        await Look(screen, "settings-health", "/settings");
        await Look(screen, "settings-staff", "/settings/staff");
        await screen.Press("Add");
        await screen.Sees("Choose what they do here.");
        await screen.Look("settings-staff-refused");
        await Look(screen, "settings-staff-member", $"/settings/staff/{tom.Id}");
        await screen.Press("Send a link for a new password");
        await screen.Sees("/set-up/");
        await screen.Look("settings-staff-link");
        await screen.Go("/settings/organisations");
        await screen.Type("Name", "Mill Lane Surgery");
        await screen.Press("Add");
        await screen.Press("Make a new key");
        await screen.Sees("spk_");
        await screen.Look("settings-organisation-key");
        await Look(screen, "settings-organisations", "/settings/organisations");
        await screen.Go("/settings/directory/import");
        await screen.Page.Locator("#file")
            .SetInputFilesAsync(
                new Microsoft.Playwright.FilePayload
                {
                    Name = "a.csv",
                    MimeType = "text/csv",
                    Buffer =
                        """
                        name,provider,when
                        Singing for all,Forest Hall,tuesday 10:00-12:00
                        Shed,Men's Shed,sometimes
                        Nobody's,,

                        """u8.ToArray()
                });
        await screen.Press("Import");
        await screen.Sees("2 taken, 0 changed, 0 unchanged, 1 refused.");
        await screen.Look("settings-import-report");
        await Look(screen, "settings-directory", "/settings/directory");
        await screen.Follow("Shed");
        await screen.Sees("sometimes");
        await screen.Look("settings-activity-as-written");
        await screen.Go("/settings/directory");
        await screen.Follow("Singing for all");
        await screen.Look("settings-activity");
        await screen.Type("Postcode", "nowhere");
        await screen.Press("Save the entry");
        await screen.Look("settings-activity-refused");
        await screen.Go("/activities");
        await screen.Look("activities");
        await screen.Follow("Singing for all");
        await screen.Look("activity");
        await Look(screen, "settings-places", "/settings/directory/places");
        await Look(screen, "settings-practices", "/settings/directory/practices");
        await Look(screen, "first-steps", "/settings/first-steps");
        await Look(screen, "settings-service", "/settings/service");
        await Look(screen, "settings-pathway", "/settings/pathway");
        await Look(screen, "settings-surveys", "/settings/surveys");
        await Look(screen, "settings-letters", "/settings/letters");
        await Look(screen, "settings-letter", "/settings/letters/goodbye");
        await screen.Type("Subject in English", "So long");
        await screen.Type("Text in English", "Hello {{preferredName}},\n\nIt was good to know you.");
        await screen.Press("Look at it first");
        await screen.Sees("How it would arrive");
        await screen.Page.FrameLocator("iframe[title='The letter in English']").GetByText("It was good to know you.").WaitForAsync();
        await screen.Look("settings-letter-looked-at");
        await screen.Press("Save these words");
        await screen.Sees("Saved. Letters are written with these words within a minute.");
        await screen.Look("settings-letter-saved");
        await screen.Follow("Look at the words that came with the program");
        await screen.Look("settings-letter-to-bring-back");
        await screen.Press("Bring these words back");
        await screen.Page.FrameLocator("iframe[title='The letter in English']").GetByText("It was good to know you.")
            .WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
        await screen.Type("Text in English", "Hello {{prefferedName}}");
        await screen.Press("Look at it first");
        await screen.Sees("English, line 1: found {{prefferedName}}.");
        await screen.Look("settings-letter-refused");
        await Look(screen, "not-for-you", "/settings/organisations/nobody", 404);
    }

    private static async Task<Guid> Supported(PagesHost host, StaffMember linkWorker)
    {
        (Guid journey, string meeting) = await host.Booked(linkWorker: linkWorker.Id);
        await host.Pass(TimeSpan.FromDays(2));
        await host.Do(journey, new Meetings.RecordOutcome(meeting, MeetingOutcome.Held));
        await host.Do(journey, Example.Plan);
        string introduction = await host.Do(journey,
            new Activities.Introduce(new ActivityDetails("Furniture workshop", "Second Life"), IntroductionKind.Signposting, "loneliness",
                Agreed: true));
        foreach ((bool came, int? confidence) in ((bool, int?)[])[(true, 3), (false, null), (true, 6)])
        {
            string session = await host.Do(journey,
                new Attendance.PlanSession(introduction, host.Clock.GetUtcNow().AddDays(1), new Transport(TransportKind.Own)));
            await host.Pass(TimeSpan.FromDays(2));
            await host.Do(journey, new Attendance.RecordSession(session, came, Confidence: confidence));
        }
        return journey;
    }

    private static async Task Look(Screen screen, string name, string path, int status = 200)
    {
        Assert.Equal(status, await screen.Go(path));
        await screen.Look(name);
    }
}
