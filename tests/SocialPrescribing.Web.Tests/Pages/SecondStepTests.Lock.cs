using System.Net;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Whom wrong codes lock out, and whom they do not.</summary>
public sealed partial class SecondStepTests
{
    [Fact]
    public async Task Wrong_codes_from_elsewhere_do_not_lock_the_browser_in_which_its_owner_signed_in_before()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (byte[] app, _) = await SetUp(host, tom);
        using Visitor own = host.Visit(), other = host.Visit(), thief = host.Visit();
        host.Machine.Move(TimeSpan.FromMinutes(1));
        Assert.True(await ComesInAt(own, tom, host.CodeIn(app)));
        await own.Post("/sign-out");
        host.Machine.Move(TimeSpan.FromMinutes(1));

        for (int i = 0; i < 5; i++)
            Assert.False(await ComesInAt(thief, tom, "000000"));

        // Somebody who has only the password gains nothing by another browser, and not even a right code helps them now.
        Assert.False(await ComesInAt(thief, tom, host.CodeIn(app)));
        Assert.False(await ComesInAt(other, tom, host.CodeIn(app)));
        Assert.True(await ComesInAt(own, tom, host.CodeIn(app)));
        // That its owner has come in meanwhile does not give the thief new guesses.
        host.Machine.Move(TimeSpan.FromMinutes(1));
        Assert.False(await ComesInAt(thief, tom, host.CodeIn(app)));
        Assert.Contains("There were too many wrong codes.",
            await (await thief.Post(CodePage, ("code", "000000"))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guesses_in_many_browsers_and_by_programs_are_counted_together()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await SetUp(host, tom);
        List<SignInEnd> ends = [];

        for (int i = 0; i < 10; i++)
        {
            // The right password makes a browser known for passwords. For codes it is not.
            string browser = $"{i:D48}";
            SignInResult half = await host.Staff.SignIn(tom.Email, PagesHost.Password, $"10.0.0.{i}", default, browser);
            ends.Add((await host.Staff.ShowCode(half.Step!, "000000", default, i % 2 is 0 ? browser : null)).End);
        }

        Assert.Equal([.. Enumerable.Repeat(SignInEnd.WrongCode, 5), .. Enumerable.Repeat(SignInEnd.CodesLocked, 5)], ends);
    }

    [Fact]
    public async Task In_a_known_browser_five_wrong_codes_end_guessing_too_and_elsewhere_stays_open()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (byte[] app, IReadOnlyList<string> codes) = await SetUp(host, tom);
        using Visitor own = host.Visit(), other = host.Visit();
        Assert.True(await ComesInAt(own, tom, codes[0]));
        await own.Post("/sign-out");
        host.Machine.Move(TimeSpan.FromMinutes(1));

        for (int i = 0; i < 5; i++)
            Assert.False(await ComesInAt(own, tom, "000000"));

        Assert.False(await ComesInAt(own, tom, host.CodeIn(app)));
        Assert.True(await ComesInAt(other, tom, host.CodeIn(app)));
        host.Machine.Move(TimeSpan.FromMinutes(16));
        Assert.True(await ComesInAt(own, tom, host.CodeIn(app)));
    }

    /// <summary>They stand at the door with a phone whose clock is wrong, and people wait for them.</summary>
    [Fact]
    public async Task Whoever_is_locked_out_hears_how_they_come_in_and_does_with_a_recovery_code()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (byte[] app, IReadOnlyList<string> codes) = await SetUp(host, tom);
        using Visitor own = host.Visit();
        for (int i = 0; i < 5; i++)
            Assert.False(await ComesInAt(own, tom, "000000"));

        string page = await (await own.Post(CodePage, ("code", host.CodeIn(app)))).Content.ReadAsStringAsync();

        Assert.Contains("sign in anew with your password and a code from your app. A recovery code works at once.", page,
            StringComparison.Ordinal);
        Assert.DoesNotContain("browser", page[..page.IndexOf("</form>", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.False(await ComesInAt(own, tom, "AAAAA-AAAAA"));
        Assert.True(await ComesInAt(own, tom, codes[0]));
    }

    [Fact]
    public async Task A_browser_is_known_for_ninety_days_after_a_right_code_and_eight_are_at_a_time()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (byte[] app, _) = await SetUp(host, tom);
        host.Machine.Move(TimeSpan.FromMinutes(1));
        for (int i = 0; i < 9; i++)
        {
            Assert.Equal(SignInEnd.SignedIn, (await Shown(host.CodeIn(app), $"{i}")).End);
            host.Machine.Move(TimeSpan.FromMinutes(1));
        }
        for (int i = 0; i < 5; i++)
            await Shown("000000", "thief");

        Assert.Equal(SignInEnd.CodesLocked, (await Shown("000000", "0")).End);
        Assert.Equal(SignInEnd.WrongCode, (await Shown("000000", "1")).End);
        host.Machine.Move(TimeSpan.FromDays(90));
        for (int i = 0; i < 5; i++)
            await Shown("000000", "thief");
        Assert.Equal(SignInEnd.CodesLocked, (await Shown("000000", "1")).End);

        async Task<SignInResult> Shown(string code, string browser) => await host.Staff.ShowCode(
            (await host.Staff.SignIn(tom.Email, PagesHost.Password, "here", default)).Step!, code, default, browser);
    }

    private static async Task<bool> ComesInAt(Visitor visitor, StaffMember member, string code)
    {
        await Password(visitor, member);
        await visitor.Post(CodePage, ("code", code));
        return (await visitor.Get("/board")).StatusCode is HttpStatusCode.OK;
    }
}
