using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Browser.Tests;

/// <summary>A GP practice by its name, from the operator's list.</summary>
[Collection(InAnotherBrowser.Name)]
public sealed class SurgeryTests(Chromium chromium)
{
    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task A_surgery_is_found_by_its_name_and_chosen(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        await host.Get<Practices>().Import(
        [
            new("J82155", "MILL LANE SURGERY", "1 MILL LANE, ALTON, HAMPSHIRE", "GU34 1AA", true, true),
            new("A81001", "MILL STREET PRACTICE", "3 MILL STREET, HEXHAM", "NE46 1AA", true, true),
        ], "epraccur.csv", default);
        await using Screen ana = await chromium.Open(host.Address, device);
        await ana.Go("/refer/myself");
        await ana.Press("Start");
        await ana.Type("Your first name", "Ana");
        await ana.Type("Your family name", "Vale");
        await ana.Type("Day", "5");
        await ana.Type("Month", "6");
        await ana.Type("Year", "1950");
        await ana.Press("Continue");
        await ana.Type("Your phone number", "07700 900123");
        await ana.Press("Continue");
        await ana.Press("Continue");
        await ana.Tick("I would rather not say more here");
        await ana.Look("myself-leave-out");
        await ana.Press("Continue");
        await ana.Type("What is your doctor's surgery called?", "mill");
        await ana.Tick("Yes, you may");
        await ana.Press("Continue");
        await ana.Sees("Which of these is it?");
        await ana.Look("myself-which-surgery");
        await ana.Tick("MILL LANE SURGERY, 1 MILL LANE, ALTON, HAMPSHIRE, GU34 1AA (J82155)");
        await ana.Press("Continue");
        await ana.Sees("Check your answers");
        await ana.Press("Send");
        await ana.Sees("MILL LANE SURGERY");
        await ana.Look("myself-done-surgery");
        await ana.Go("/refer?way=page");
        await ana.Type("GP practice", "mill");
        await ana.Press("Send the referral");
        await ana.Sees("Which of these is it?");
        await ana.Look("refer-all-which-surgery");
    }
}
