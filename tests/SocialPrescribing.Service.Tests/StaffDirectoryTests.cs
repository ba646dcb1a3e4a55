using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

public sealed class StaffDirectoryTests
{
    private const string Password = "four quiet words here";
    private const string Another = "some other quiet words";
    private readonly TestService _service = new();

    private StaffDirectory Staff => _service.Staff;

    private async Task<StaffMember> WithPassword(StaffRole role = StaffRole.LinkWorker)
    {
        StaffMember member = await _service.Add(role);
        Assert.Null(await Staff.SetPassword(await Staff.IssueSetUpLink(member.Id, default), "", "", Password, default));
        _service.Move(TimeSpan.FromSeconds(1));
        return (await Staff.Find(member.Id, default))!;
    }

    private Task<string?> SignIn(StaffMember member, string password = Password) => Staff.SignIn(member.Email, password, default);

    [Fact]
    public async Task The_right_password_opens_a_session_however_the_address_is_written()
    {
        StaffMember member = await WithPassword();

        string session = (await Staff.SignIn($" {member.Email.ToUpperInvariant()} ", Password, default))!;

        Assert.Equal(member.Id, (await Staff.BySession(session, default))!.Id);
        Assert.Null(await Staff.ByToken(session, default));
        Assert.Null(await Staff.BySession(session + "x", default));
    }

    [Fact]
    public async Task A_wrong_password_an_unknown_address_and_nobody_yet_are_answered_alike()
    {
        StaffMember member = await WithPassword(), fresh = await _service.Add(StaffRole.Lead);

        Assert.Null(await SignIn(member, Another));
        Assert.Null(await Staff.SignIn("nobody@service.example", Password, default));
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
        _service.Machine.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.Null(await SignIn(member));
        _service.Machine.Advance(TimeSpan.FromSeconds(1));
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
        _service.Machine.Advance(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await Staff.BySession(old, default));
        string one = (await SignIn(member))!, two = (await SignIn(member))!, token = await Staff.IssueToken(member.Id, default);
        _service.Machine.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Staff.BySession(old, default));

        await Staff.SignOut(one, default);
        await Staff.SignOut("unknown", default);
        Assert.Null(await Staff.BySession(one, default));
        Assert.NotNull(await Staff.BySession(two, default));

        await Staff.SignOutEverywhere(member.Id, default);
        Assert.Null(await Staff.BySession(two, default));
        Assert.Null(await Staff.ByToken(token, default));
        _service.Machine.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await Staff.BySession((await SignIn(member))!, default));
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
            await _service.Store.Put(new RecordWrite(RecordKinds.StaffToken.Name, HexDigest.Of(token),
                $$"""{"staff":"{{member.Id}}","issuedAt":"{{_service.Machine.GetUtcNow():O}}"}"""), default);
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
        _service.Machine.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await Staff.SetPassword(await Staff.IssueSetUpLink(member.Id, default), "", "", Another, default));

        Assert.Null(await Staff.BySession(session, default));
        Assert.Null(await SignIn(member));
        Assert.NotNull(await SignIn(member, Another));
    }

    [Fact]
    public async Task A_set_up_link_works_once_and_for_three_days()
    {
        StaffMember member = await _service.Add(StaffRole.LinkWorker);
        string link = await Staff.IssueSetUpLink(member.Id, default);
        Assert.Equal(member.Id, await Staff.SetUpFor(link, default));

        Assert.Null(await Staff.SetPassword(link, "", "", Password, default));
        Assert.NotNull(await Staff.SetPassword(link, "", "", Another, default));
        string late = await Staff.IssueSetUpLink(member.Id, default);
        _service.Machine.Advance(TimeSpan.FromDays(3));
        Assert.NotNull(await Staff.SetPassword(late, "", "", Another, default));

        Assert.NotNull(await SignIn(member));
    }

    [Fact]
    public async Task A_newer_set_up_link_ends_the_earlier_ones_of_the_same_person()
    {
        StaffMember member = await _service.Add(StaffRole.LinkWorker), other = await _service.Add(StaffRole.Lead);
        string[] older = [await LinkOfBefore(member.Id), await Staff.IssueSetUpLink(member.Id, default)];
        string others = await Staff.IssueSetUpLink(other.Id, default), first = await Staff.IssueSetUpLink(null, default);

        string link = await Staff.IssueSetUpLink(member.Id, default), again = await Staff.IssueSetUpLink(null, default);

        foreach (string ended in older)
            Assert.NotNull(await Staff.SetPassword(ended, "", "", Another, default));
        Assert.Null(await Staff.SetUpFor(first, default));
        Assert.Equal((member.Id, other.Id, ""),
            (await Staff.SetUpFor(link, default), await Staff.SetUpFor(others, default), await Staff.SetUpFor(again, default)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_set_password_ends_every_other_set_up_link(bool isFirst)
    {
        StaffMember member = (await Staff.Add("ada@service.example", "Ada Boss", StaffRole.Admin, default))!;
        // Of a version that let several work at once, and of the first hour.
        string link = await LinkOfBefore(isFirst ? "" : member.Id), left = await LinkOfBefore(member.Id),
            leftFirst = await LinkOfBefore("");

        Assert.Null(await Staff.SetPassword(link, member.Email, member.Name, Password, default));

        Assert.Null(await Staff.SetUpFor(left, default));
        await Staff.SetEnabled(member.Id, enabled: false, default);
        Assert.Equal(isFirst ? null : "", await Staff.SetUpFor(leftFirst, default));
    }

    private async Task<string> LinkOfBefore(string staff)
    {
        string secret = $"{Guid.NewGuid():N}";
        await _service.Store.Put(new RecordWrite(RecordKinds.SetUpLink.Name, HexDigest.Of(secret),
            $$"""{"staff":"{{staff}}","issuedAt":"{{_service.Machine.GetUtcNow():O}}"}""", 0, _service.Machine.GetUtcNow().AddDays(3)),
            default);
        return secret;
    }

    [Fact]
    public async Task A_set_up_link_used_by_two_at_once_sets_one_password()
    {
        StaffMember member = await _service.Add(StaffRole.LinkWorker);
        string link = await Staff.IssueSetUpLink(member.Id, default);

        string?[] problems = await Task.WhenAll(Enumerable.Range(0, 6)
            .Select(i => Task.Run(() => Staff.SetPassword(link, "", "", $"{Password} {i}", default))));

        Assert.Single(problems, p => p is null);
    }

    [Fact]
    public async Task The_first_admins_link_makes_an_admin_and_dies_when_there_is_one()
    {
        string link = await Staff.IssueSetUpLink(null, default);
        Assert.False(await Staff.HasAdmin(default));
        Assert.NotNull(await Staff.SetPassword(link, "not an address", "Ada Boss", Password, default));

        Assert.Null(await Staff.SetPassword(link, "ada@service.example", "Ada Boss", Password, default));

        string unused = await Staff.IssueSetUpLink(null, default);
        Assert.True(await Staff.HasAdmin(default));
        Assert.Equal(StaffRole.Admin, (await Staff.FindByEmail("ada@service.example", default))!.Role);
        Assert.Null(await Staff.SetUpFor(unused, default));
        Assert.NotNull(await Staff.SetPassword(unused, "eve@service.example", "Eve", Password, default));
        Assert.Null(await Staff.FindByEmail("eve@service.example", default));
    }

    [Fact]
    public async Task The_first_admins_link_lifts_nobody_else_into_the_role()
    {
        StaffMember worker = await WithPassword();

        Assert.NotNull(await Staff.SetPassword(await Staff.IssueSetUpLink(null, default), worker.Email, "Me", Another, default));

        Assert.Equal(StaffRole.LinkWorker, (await Staff.Find(worker.Id, default))!.Role);
        Assert.NotNull(await SignIn(worker));
    }

    [Fact]
    public async Task When_the_only_admin_is_disabled_the_link_works_again()
    {
        Assert.Null(
            await Staff.SetPassword(await Staff.IssueSetUpLink(null, default), "ada@service.example", "Ada Boss", Password, default));
        StaffMember ada = (await Staff.FindByEmail("ada@service.example", default))!;
        await Staff.SetEnabled(ada.Id, enabled: false, default);
        Assert.False(await Staff.HasAdmin(default));

        Assert.Null(
            await Staff.SetPassword(await Staff.IssueSetUpLink(null, default), "ada@service.example", "Ada Boss", Another, default));

        Assert.True(await Staff.HasAdmin(default));
    }

    [Theory]
    [InlineData("short words", false)]
    [InlineData("14 characters!", false)]
    [InlineData("15 characters !", true)]
    [InlineData("pässwörter dürfen alles", true)]
    public void Length_is_what_counts_in_a_password(string password, bool good) =>
        Assert.Equal(good, StaffDirectory.PasswordProblem(password) is null);

    [Fact]
    public void A_password_has_an_end() => Assert.NotNull(StaffDirectory.PasswordProblem(string.Concat(Enumerable.Repeat("words ", 43))));

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
        await _service.Store.Put(new RecordWrite(RecordKinds.StaffEmail.Name, "tom@service.example", "0123456789ab"), default);

        StaffMember? tom = await Staff.Add("tom@service.example", "Tom", StaffRole.LinkWorker, default);

        Assert.Equivalent(tom, await Staff.FindByEmail("tom@service.example", default), strict: true);
    }

    [Fact]
    public async Task Changes_at_once_are_all_kept()
    {
        StaffMember member = await _service.Add(StaffRole.LinkWorker);

        await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(_ => Task.Run(() => Staff.Change(member.Id, s => s with { FailedSignIns = s.FailedSignIns + 1 }, default))));

        Assert.Equal(50, (await Staff.Find(member.Id, default))!.FailedSignIns);
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
            foreach (RegisterRecord record in (await _service.Store.List(kind, "", 100, null, default)).Items)
                Assert.All(secrets, s => Assert.DoesNotContain(s, record.Key + record.Json, StringComparison.Ordinal));
    }
}
