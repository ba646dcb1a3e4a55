using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Browser.Tests;

/// <summary>Volunteers: a lead keeps the list, a link worker chooses one, and volunteers see their own pages.</summary>
[Collection(InAnotherBrowser.Name)]
public sealed class VolunteerPagesTests(Chromium chromium)
{
    [BrowserFact]
    public async Task A_volunteer_is_kept_chosen_and_sees_where_they_go()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember leila = await host.Employ(StaffRole.Lead, "Leila Marsh"), vera = await host.Employ(StaffRole.Volunteer, "Vera Moss");
        Guid journey = await host.Met();
        await host.Do(journey, Example.Plan);
        string introduction = await host.Do(journey, new Activities.Introduce(
            new ActivityDetails("Choir on the hill", "Voices", Where: "Village hall"), IntroductionKind.Signposting));
        await host.Do(journey, new Attendance.PlanSeries(introduction,
            [host.Clock.GetUtcNow().AddDays(5), host.Clock.GetUtcNow().AddDays(12)], new Transport(TransportKind.Own), 60));
        host.SeesWhatIsNew();
        await using Screen screen = await chromium.Open(host.Address, Device.Desktop);
        await screen.SignIn(leila);

        await screen.Go($"/volunteers/{vera.Id}");
        await screen.Page.Locator("#dbsUntil").FillAsync("2028-01-01");
        await screen.Page.Locator("#free-Tuesday-Morning").CheckAsync(new() { Force = true });
        await screen.Press("Save");
        await screen.Sees("Saved.");
        await screen.Look("volunteer");
        await screen.Go("/volunteers?on=2027-01-19&at=10:00");
        await screen.Sees("can go");
        await screen.Look("volunteers");
        await screen.Go(PagesHost.PageOf(journey, "chooseVolunteer"));
        await screen.Page.Locator("details[id^=chooseVolunteer] summary").First.ClickAsync();
        await screen.Page.Locator("[id^=chooseVolunteer][id$=-volunteer]").First.SelectOptionAsync(vera.Id);
        await screen.Page.Locator("[id^=chooseVolunteer][id$=-toKnow]").First
            .FillAsync("Meet her at the bus stop. She walks with a stick.");
        await screen.Look("choose-volunteer");
        await screen.Page.Locator("details[id^=chooseVolunteer] button[type=submit]").First.ClickAsync();
        await screen.Sees("The volunteer is chosen");
        await screen.Sees("Vera Moss, volunteer");

        await host.Pass(TimeSpan.FromMinutes(5));
        string link = host.Letters.First(l => l.Text.Contains("/g/", StringComparison.Ordinal)).Text.Split("/g/")[1]
            .Split([' ', '\n', '\r', ')', '>'])[0];
        await using Screen own = await chromium.Open(host.Address, Device.Desktop);
        await own.Go($"/g/{link}");
        await own.Sees("Meet her at the bus stop.");
        await own.Look("going-by-link");
        await using Screen signedIn = await chromium.Open(host.Address, Device.Desktop);
        await signedIn.SignIn(vera, "/going");
        await signedIn.Look("going");
        await signedIn.Page.Locator("summary").First.ClickAsync();
        await signedIn.Press("Say that I cannot go");
        await signedIn.Sees("Thank you for telling us.");
        await signedIn.Look("going-not");
        await screen.Go($"/journeys/{journey:N}");
        await screen.Look("find-somebody-else");
    }
}
