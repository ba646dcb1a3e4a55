using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

public sealed class StaffDirectoryTests : StaffAccounts
{
    [Fact]
    public async Task The_right_password_opens_a_session_however_the_address_is_written()
    {
        StaffMember member = await WithPassword();

        string session = (await Staff.SignIn($" {member.Email.ToUpperInvariant()} ", Password, "", default)).Session!;

        Assert.Equal(member.Id, (await Staff.BySession(session, default))!.Id);
        Assert.Null(await Staff.ByToken(session, default));
        Assert.Null(await Staff.BySession(session + "x", default));
    }

    [Fact]
    public async Task A_wrong_password_an_unknown_address_and_nobody_yet_are_answered_alike()
    {
        StaffMember member = await WithPassword(), fresh = await Here.Add(StaffRole.Lead);

        Assert.Null(await SignIn(member, Another));
        Assert.Null((await Staff.SignIn("nobody@service.example", Password, "", default)).Session);
        Assert.Null(await SignIn(fresh, "nobody has this password"));
        Assert.Null(await SignIn(member, ""));
    }

    [Fact]
    public async Task Ten_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour()
    {
        StaffMember member = await WithPassword();
        for (int i = 0; i < 10; i++)
            Assert.Null(await SignIn(member, Another));

        Assert.Null(await SignIn(member));
        Here.Machine.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.Null(await SignIn(member));
        Here.Machine.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await SignIn(member));
    }

    [Fact]
    public async Task The_right_password_starts_the_count_again()
    {
        StaffMember member = await WithPassword();
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < 9; i++)
                Assert.Null(await SignIn(member, Another));
            Assert.NotNull(await SignIn(member));
        }
    }

    [Fact]
    public async Task Guesses_at_once_are_all_counted()
    {
        StaffMember member = await WithPassword();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => SignIn(member, Another))));

        Assert.Null(await SignIn(member));
    }

    [Fact]
    public async Task Whoever_is_disabled_is_out_at_once()
    {
        StaffMember member = await WithPassword();
        string session = (await SignIn(member))!, token = await Staff.IssueToken(member.Id, default),
            link = await Staff.IssueSetUpLink(member.Id, default);
        Assert.NotNull(await Staff.ByToken(token, default));

        await Staff.SetEnabled(member.Id, enabled: false, default);

        Assert.Null(await Staff.BySession(session, default));
        Assert.Null(await Staff.ByToken(token, default));
        Assert.Null(await SignIn(member));
        Assert.Null(await Staff.SetUpFor(link, default));
        Assert.NotNull(await Staff.SetPassword(link, "", "", Another, default));
        Assert.False((await Staff.Find(member.Id, default))!.Enabled);
    }

    [Fact]
    public async Task A_session_ends_after_twelve_hours_when_signed_out_and_when_signed_out_everywhere()
    {
        StaffMember member = await WithPassword();
        string old = (await SignIn(member))!;
        for (int hour = 1; hour < 12; hour++)
        {
            Here.Machine.Advance(TimeSpan.FromHours(1));
            Assert.NotNull(await Staff.BySession(old, default));
        }
        Here.Machine.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await Staff.BySession(old, default));
        string one = (await SignIn(member))!, two = (await SignIn(member))!, token = await Staff.IssueToken(member.Id, default);
        Here.Machine.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Staff.BySession(old, default));

        await Staff.SignOut(one, default);
        await Staff.SignOut("unknown", default);
        Assert.Null(await Staff.BySession(one, default));
        Assert.NotNull(await Staff.BySession(two, default));

        await Staff.SignOutEverywhere(member.Id, default);
        Assert.Null(await Staff.BySession(two, default));
        Assert.Null(await Staff.ByToken(token, default));
        Here.Machine.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await Staff.BySession((await SignIn(member))!, default));
    }

    [Fact]
    public async Task A_session_that_nobody_uses_for_two_hours_ends()
    {
        StaffMember member = await WithPassword();
        string used = (await SignIn(member))!, left = (await SignIn(member))!;

        Here.Machine.Advance(TimeSpan.FromMinutes(119));
        Assert.NotNull(await Staff.BySession(used, default));
        Here.Machine.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await Staff.BySession(left, default));
        Assert.NotNull(await Staff.BySession(used, default));
        Here.Machine.Advance(TimeSpan.FromMinutes(118));
        Assert.NotNull(await Staff.BySession(used, default));
        Here.Machine.Advance(TimeSpan.FromHours(2));
        Assert.Null(await Staff.BySession(used, default));
        // The owner still gets back what was typed.
        Assert.Equal(member.Id, await Staff.OwnerOf(left, default));
    }

    [Fact]
    public async Task A_session_that_has_ended_is_not_brought_back_by_being_used()
    {
        StaffMember member = await WithPassword();
        string session = (await SignIn(member))!;
        Here.Machine.Advance(TimeSpan.FromMinutes(30));

        await Staff.SignOut(session, default);

        Assert.Null(await Staff.BySession(session, default));
        Assert.Null(await Staff.OwnerOf(session, default));
    }

    public enum Ending { SignOutEverywhere, NewPassword, ShutOut, ShutOutByAnAdmin }

    [Theory]
    [InlineData(Ending.SignOutEverywhere, false)]
    [InlineData(Ending.SignOutEverywhere, true)]
    [InlineData(Ending.NewPassword, false)]
    [InlineData(Ending.NewPassword, true)]
    [InlineData(Ending.ShutOut, false)]
    [InlineData(Ending.ShutOut, true)]
    [InlineData(Ending.ShutOutByAnAdmin, false)]
    [InlineData(Ending.ShutOutByAnAdmin, true)]
    public async Task A_token_ends_when_its_owner_signs_out_everywhere_has_a_new_password_or_is_shut_out(Ending end, bool isOfBefore)
    {
        StaffMember member = await WithPassword();
        string token = "spt_of_before";
        if (isOfBefore)
            await Here.Store.Put(new RecordWrite(RecordKinds.StaffToken.Name, HexDigest.Of(token),
                $$"""{"staff":"{{member.Id}}","issuedAt":"{{Here.Machine.GetUtcNow():O}}"}"""), default);
        else
            token = await Staff.IssueToken(member.Id, default);
        Assert.Equal(member.Id, (await Staff.ByToken(token, default))?.Id);

        await (end switch
        {
            Ending.SignOutEverywhere => Staff.SignOutEverywhere(member.Id, default),
            Ending.NewPassword => Staff.SetPassword(await Staff.IssueSetUpLink(member.Id, default), "", "", Another, default),
            Ending.ShutOut => Staff.SetEnabled(member.Id, enabled: false, default),
            _ => (Task)Staff.ChangeAccount(member.Id, s => s with { Enabled = false }, platform: false, default),
        });
        await Staff.SetEnabled(member.Id, enabled: true, default);

        Assert.Null(await Staff.ByToken(token, default));
        Assert.NotNull(await Staff.ByToken(await Staff.IssueToken(member.Id, default), default));
    }

    [Fact]
    public async Task A_change_of_name_or_role_ends_no_token()
    {
        StaffMember member = await WithPassword();
        string token = await Staff.IssueToken(member.Id, default);

        await Staff.ChangeAccount(member.Id, s => s with { Name = "Another", Role = StaffRole.Lead }, platform: false, default);

        Assert.Equal(StaffRole.Lead, (await Staff.ByToken(token, default))?.Role);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_cannot_sign_in_is_no_admin_who_is_left(bool platform)
    {
        StaffMember ada = await CanSignIn("ada@service.example"), invited = await Admin("invited@service.example");
        string token = await Staff.IssueToken(ada.Id, default);

        Assert.True((await Disable(ada))!.IsLastAdmin);
        Assert.NotNull(await Staff.ByToken(token, default));
        Assert.False((await Disable(invited))!.IsLastAdmin);
        await CanSignIn("ben@service.example");
        Assert.False((await Disable(ada))!.IsLastAdmin);

        Task<AccountChange?> Disable(StaffMember who) => Staff.ChangeAccount(who.Id, s => s with { Enabled = false }, platform, default);
        async Task<StaffMember> Admin(string email) => (await Staff.Add(email, "Somebody", StaffRole.Admin, default))!;
        async Task<StaffMember> CanSignIn(string email) => (await Staff.Change((await Admin(email)).Id,
            s => platform ? s with { Principal = Guid.NewGuid() } : s with { PasswordHash = "set" }, default))!;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_opens_another_host_lets_nobody_in_here(bool platform)
    {
        StaffMember here = (await Staff.Add("here@service.example", "Here", StaffRole.Admin, default))!,
            moved = (await Staff.Add("moved@service.example", "Moved", StaffRole.Admin, default))!;
        Guid account = Guid.NewGuid();
        await Staff.Change(here.Id, s => platform ? s with { Principal = account } : s with { PasswordHash = "set" }, default);
        await Staff.Change(moved.Id, s => platform ? s with { PasswordHash = "set" } : s with { Principal = account }, default);

        Assert.True((await Staff.ChangeAccount(here.Id, s => s with { Role = StaffRole.Lead }, platform, default))!.IsLastAdmin);
    }

    [Fact]
    public async Task A_new_password_ends_the_sessions_of_the_old_one()
    {
        StaffMember member = await WithPassword();
        string session = (await SignIn(member))!;
        Here.Machine.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await Staff.SetPassword(await Staff.IssueSetUpLink(member.Id, default), "", "", Another, default));

        Assert.Null(await Staff.BySession(session, default));
        Assert.Null(await SignIn(member));
        Assert.NotNull(await SignIn(member, Another));
    }

    [Theory]
    [InlineData("short words", false)]
    [InlineData("14 characters!", false)]
    [InlineData("15 characters !", true)]
    [InlineData("pässwörter dürfen alles", true)]
    public void Length_is_what_counts_in_a_password(string password, bool good) =>
        Assert.Equal(good, StaffDirectory.PasswordProblem(password) is null);

    [Fact]
    public void A_password_has_an_end() => Assert.Equal([true, true, false], new[] { 64, 256, 257 }.Select(
        length => StaffDirectory.PasswordProblem(string.Concat(Enumerable.Repeat("words ", 43))[..length]) is null));

    [Fact]
    public async Task An_address_belongs_to_one_person_also_when_several_are_added_at_once()
    {
        StaffMember?[] added = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(
                i => Task.Run(
                    () =>
                        Staff.Add(i % 2 is 0 ? "Tom@service.example" : "tom@service.example ", $"Tom {i}", StaffRole.LinkWorker,
                            default))));

        Assert.Single(added, a => a is not null);
        Assert.Single(await Staff.All(default));
    }

    [Fact]
    public async Task An_address_that_was_claimed_before_a_crash_can_be_added_again()
    {
        await Here.Store.Put(new RecordWrite(RecordKinds.StaffEmail.Name, "tom@service.example", "0123456789ab"), default);

        StaffMember? tom = await Staff.Add("tom@service.example", "Tom", StaffRole.LinkWorker, default);

        Assert.Equivalent(tom, await Staff.FindByEmail("tom@service.example", default), strict: true);
    }

    [Fact]
    public async Task Changes_at_once_are_all_kept()
    {
        StaffMember member = await Here.Add(StaffRole.LinkWorker);

        await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(_ => Task.Run(() => Staff.Change(member.Id, s => s with { Name = s.Name + "!" }, default))));

        Assert.Equal(50, (await Staff.Find(member.Id, default))!.Name.Count(c => c is '!'));
        Assert.Null(await Staff.Change("unknown", s => s, default));
    }

    [Fact]
    public async Task Secrets_are_kept_as_hashes_only()
    {
        StaffMember member = await WithPassword();
        string[] secrets =
            [Password, (await SignIn(member))!, await Staff.IssueToken(member.Id, default), await Staff.IssueSetUpLink(member.Id, default)];

        foreach (string kind in new[] { RecordKinds.Staff.Name, RecordKinds.Session.Name, RecordKinds.StaffToken.Name,
            RecordKinds.SetUpLink.Name })
            foreach (RegisterRecord record in (await Here.Store.List(kind, "", 100, null, default)).Items)
                Assert.All(secrets, s => Assert.DoesNotContain(s, record.Key + record.Json, StringComparison.Ordinal));
    }
}
