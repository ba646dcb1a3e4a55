using System.Text.RegularExpressions;
using SocialPrescribing.Local.Tests.Program;

namespace SocialPrescribing.Browser.Tests;

/// <summary>The real program on an empty folder, from the first start to the first referral.</summary>
[Collection(InABrowser.Name)]
public sealed partial class FirstUseTests(Chromium chromium)
{
    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.Phone)]
    public async Task The_first_admin_sets_a_password_and_sees_what_to_do_first(Device device)
    {
        using DataFolder data = new();
        await using RunningProgram program = await RunningProgram.Serve(data.Folder);
        await using Screen admin = await chromium.Open(program.Http.BaseAddress!, device);

        await admin.Go(await program.Says(SetUpLink()));
        await admin.Look("set-up-first");
        await admin.Type("Your name", "Nia Hall");
        await admin.Type("Your email address", "nia@service.example");
        await admin.Type("Password", "a kettle on a quiet hill");
        await admin.Type("The same password again", "a kettle on a quiet hill");
        await admin.Press("Set the password");

        await admin.Page.WaitForURLAsync("**/board**");
        await admin.Look("board-first");
        Assert.Equal(200, await admin.Go("/mail"));
        await admin.Look("mail-empty");
    }

    [GeneratedRegex(@"/set-up/\S+")]
    private static partial Regex SetUpLink();
}
