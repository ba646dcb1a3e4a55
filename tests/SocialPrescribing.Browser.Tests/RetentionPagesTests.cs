using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Browser.Tests;

/// <summary>How long records are kept, how they are erased, and what is given to the person.</summary>
[Collection(InAnotherBrowser.Name)]
public sealed class RetentionPagesTests(Chromium chromium)
{
    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task A_record_is_copied_for_the_person_kept_and_erased(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember leila = await host.Employ(StaffRole.Lead, "Leila Marsh"), ada = await host.Employ(StaffRole.Admin, "Ada Hill");
        Guid journey = await host.Met();
        await host.Do(journey, new Notes.Add("Likes singing, and misses her sister."));
        string path = $"/journeys/{journey:N}";
        await using Screen screen = await chromium.Open(host.Address, device);
        await screen.SignIn(leila);

        await screen.Go($"{path}/access");
        await screen.Look("access-pack");
        await screen.Go($"{path}/erasing");
        await screen.Sees("Support has not ended.");
        await screen.Look("erasing-not-yet");
        await host.Do(journey, new Closing.Close(ClosingReason.GoalsMet));
        await host.Pass(TimeSpan.FromMinutes(1));
        await screen.Go($"{path}/erasing");
        await screen.Look("erasing-ask");
        await screen.Page.Locator("#reason").CheckAsync(new() { Force = true });
        await screen.Press("Ask for it");
        await screen.Sees("Now somebody else has to agree");
        await screen.Look("erasing-asked");
        await using Screen other = await chromium.Open(host.Address, device);
        await other.SignIn(ada);
        await other.Go($"{path}/erasing");
        await other.Press("Agree: erase this record");
        await other.Sees("Say that you have the list");
        await other.Look("erasing-agree-refused");
        Guid former = await host.Receive();
        await host.Do(former, new Intake.Decline("Somebody else helps already."));
        await host.Pass(TimeSpan.FromDays(9 * 366));
        await host.Get<Watch>().Look(default);
        await screen.SignIn(leila);
        await screen.Go("/retention");
        await screen.Sees("Whose time is over soon");
        await screen.Look("retention");
    }
}
