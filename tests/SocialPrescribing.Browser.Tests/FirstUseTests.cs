using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SocialPrescribing.Local.Tests.Program;

namespace SocialPrescribing.Browser.Tests;

/// <summary>The real program on an empty folder, from the first start to the first referral.</summary>
[Collection(InABrowser.Name)]
public sealed partial class FirstUseTests(Chromium chromium)
{
    [BrowserFact]
    public async Task The_first_admin_sets_a_password_and_sees_what_to_do_first()
    {
        using DataFolder data = new();
        await using RunningProgram program = await RunningProgram.Serve(data.Folder);
        await using Screen admin = await chromium.Open(program.Http.BaseAddress!, Device.Desktop);

        await admin.Go(await program.Says(SetUpLink()));
        await admin.Look("set-up-first");
        await admin.Type("Your name", "Nia Hall");
        await admin.Type("Your email address", "nia@service.example");
        await admin.Type("Password", "a kettle on a quiet hill");
        await admin.Type("The same password again", "a kettle on a quiet hill");
        await admin.Press("Set the password");

        await admin.ComesTo("**/board**");
        await admin.Sees("First steps");
        await admin.Look("board-first");
        await admin.Press("Send a test referral");
        await admin.Sees("The test referral is in.");
        await admin.Look("first-steps-test-sent");
        await admin.Press("Throw the test away");
        await admin.Sees("The test referral is thrown away.");
        await admin.Go("/settings/service");
        await admin.Type("Phone number", "01420 555 099");
        await admin.Press("Look at what changes");
        await admin.Sees("Nobody's next step moves.");
        await admin.Look("settings-service-looked-at");
        await admin.Press("Save");
        await admin.Sees("It counts everywhere within a minute");
        await admin.Look("settings-service-saved");
        await admin.Go("/settings/pathway");
        await admin.Page.Locator("summary", new PageLocatorOptions { HasTextString = "Contact" }).First.ClickAsync();
        await admin.Page.Locator("input[name='contact.firstWorkingDays']").FillAsync("0");
        await admin.Press("Look at what changes");
        await admin.Page.Locator(".nhsuk-error-summary").WaitForAsync();
        await admin.Look("settings-pathway-refused");
        // A part with a mistake is unfolded.
        await admin.Page.Locator("input[name='contact.firstWorkingDays']").FillAsync("3");
        await admin.Press("Look at what changes");
        await admin.Sees("What would change");
        await admin.Look("settings-pathway-looked-at");
        foreach (ILocator group in await admin.Page.Locator("summary").AllAsync())
            await group.ClickAsync();
        await admin.Look("settings-pathway-open");
        Assert.Equal(200, await admin.Go("/activities"));
        await admin.Look("activities-empty");
        Assert.Equal(200, await admin.Go("/mail"));
        await admin.Look("mail-empty");
    }

    [GeneratedRegex(@"/set-up/\S+")]
    private static partial Regex SetUpLink();
}
