using System.Buffers.Binary;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

/// <summary>An attacker who tries passwords blocks neither the service nor the owner of the account, and learns nothing.</summary>
public sealed partial class SignInTests : StaffAccounts
{
    private const string Office = "192.0.2.1", Elsewhere = "198.51.100.7";
    private readonly Watched _register;
    private readonly Counted _hasher = new();
    private readonly StaffDirectory _staff;

    public SignInTests()
    {
        _register = new Watched(Here.Store);
        _staff = new StaffDirectory(_register, Here.Clocks, new SecondStepRules(TestService.Keys, [StaffRole.Analyst]),
            new PasswordHashing(hasher: _hasher));
    }

    private async Task<SignInEnd> Try(StaffMember member, string password, string place) =>
        (await _staff.SignIn(member.Email, password, place, default)).End;

    private async Task Guess(StaffMember member, string place, int times = 10)
    {
        for (int i = 0; i < times; i++)
            Assert.Equal(SignInEnd.WrongPassword, await Try(member, Another, place));
    }

    [Fact]
    public async Task A_password_that_was_set_in_an_earlier_version_is_hashed_as_todays_are_when_its_owner_signs_in()
    {
        StaffDirectory staff = new(_register, Here.Clocks);
        StaffMember member = await WithPassword();
        string before = new Microsoft.AspNetCore.Identity.PasswordHasher<StaffMember>().HashPassword(member, Password);
        await staff.Change(member.Id, s => s with { PasswordHash = before }, default);

        Assert.Equal(SignInEnd.WrongPassword, (await staff.SignIn(member.Email, Another, Office, default)).End);
        Assert.Equal(before, (await staff.Find(member.Id, default))!.PasswordHash);
        SignInResult signedIn = await staff.SignIn(member.Email, Password, Office, default);

        string after = (await staff.Find(member.Id, default))!.PasswordHash!;
        // A hash holds the number of iterations after its format and its function.
        Assert.Equal(210_000u, BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(after).AsSpan(5)));
        Assert.NotNull(await staff.BySession(signedIn.Session!, default));
        Assert.Equal(SignInEnd.SignedIn, (await staff.SignIn(member.Email, Password, Office, default)).End);
        Assert.Equal(after, (await staff.Find(member.Id, default))!.PasswordHash);
    }

    [Fact]
    public async Task Who_guesses_from_elsewhere_locks_nobody_out_where_they_have_come_in_before()
    {
        StaffMember member = await WithPassword();
        Assert.Equal(SignInEnd.SignedIn, await Try(member, Password, Office));

        await Guess(member, Elsewhere);

        Assert.Equal(SignInEnd.LockedOut, await Try(member, Password, Elsewhere));
        Assert.Equal(SignInEnd.LockedOut, await Try(member, Password, "203.0.113.9"));
        Assert.Equal(SignInEnd.SignedIn, await Try(member, Password, Office));
        // That does not let anybody in from elsewhere either.
        Assert.Equal(SignInEnd.LockedOut, await Try(member, Password, Elsewhere));
    }

    [Fact]
    public async Task Ten_wrong_ones_from_a_place_that_is_known_lock_that_place_alone_and_for_a_minute()
    {
        StaffMember member = await WithPassword();
        await Try(member, Password, Office);

        await Guess(member, Office);

        Assert.Equal(SignInEnd.LockedOut, await Try(member, Password, Office));
        Assert.Equal(SignInEnd.SignedIn, await Try(member, Password, Elsewhere));
        Here.Machine.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SignInEnd.SignedIn, await Try(member, Password, Office));
    }

    [Fact]
    public async Task Who_guesses_at_the_owners_own_place_keeps_nobody_out_of_a_browser_in_which_they_have_come_in()
    {
        StaffMember member = await WithPassword();
        Task<SignInResult> From(string place, string password, string? browser) =>
            _staff.SignIn(member.Email, password, place, default, browser);
        await From(Office, Password, "own");
        for (int i = 0; i < 10; i++)
            await From(Office, Another, i % 2 is 0 ? null : $"invented-{i}");

        Assert.Equal(SignInEnd.LockedOut, (await From(Office, Password, "invented")).End);
        Assert.Equal(SignInEnd.SignedIn, (await From(Office, Password, "own")).End);
        Assert.Equal(SignInEnd.SignedIn, (await From(Elsewhere, Password, "own")).End);
        Assert.True(await _staff.KnowsBrowser(member.Email, "own", default));
        Assert.False(await _staff.KnowsBrowser(member.Email, "invented", default));
        Assert.False(await _staff.KnowsBrowser("nobody@service.example", "own", default));
        // Guesses in the known browser count only for that browser.
        for (int i = 0; i < 10; i++)
            await From(Office, Another, "own");
        Assert.Equal(SignInEnd.LockedOut, (await From(Office, Password, "own")).End);
        Here.Machine.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SignInEnd.SignedIn, (await From(Office, Password, "own")).End);
    }

    [Fact]
    public async Task A_place_is_known_for_ninety_days_and_the_latest_eight_are()
    {
        StaffMember member = await WithPassword();
        foreach (int i in Enumerable.Range(0, 9))
            await Try(member, Password, $"192.0.2.{i}");
        await Guess(member, Elsewhere);
        Assert.Equal(SignInEnd.LockedOut, await Try(member, Password, "192.0.2.0"));
        Assert.Equal(SignInEnd.SignedIn, await Try(member, Password, "192.0.2.1"));

        Here.Machine.Advance(TimeSpan.FromDays(90));
        await Guess(member, Elsewhere);
        Assert.Equal(SignInEnd.LockedOut, await Try(member, Password, "192.0.2.1"));
    }

    [Fact]
    public async Task A_new_password_begins_anew()
    {
        StaffMember member = await WithPassword();
        await Guess(member, Elsewhere);

        Assert.Null(await _staff.SetPassword(await _staff.IssueSetUpLink(member.Id, default), "", "", "three boats and a bell", default));

        Assert.Equal(SignInEnd.SignedIn, await Try(member, "three boats and a bell", Elsewhere));
    }

    [Fact]
    public async Task The_tenth_wrong_password_says_that_it_locks()
    {
        StaffMember member = await WithPassword();
        await Guess(member, Elsewhere, times: 9);

        Assert.True((await _staff.SignIn(member.Email, Another, Elsewhere, default)).Locks);
        Assert.False((await _staff.SignIn(member.Email, Another, Elsewhere, default)).Locks);
    }

    [Fact]
    public async Task Two_passwords_are_looked_at_at_a_time_and_only_so_many_wait()
    {
        using CancellationTokenSource enough = new();
        TaskCompletionSource goOn = new();
        int begun = 0;
        _register.Before = kind =>
        {
            if (kind != RecordKinds.StaffEmail.Name)
                return Task.CompletedTask;
            begun++;
            return goOn.Task;
        };

        Task<SignInResult>[] tries =
            [.. Enumerable.Range(0, 150).Select(i => _staff.SignIn($"{i}@service.example", Another, Elsewhere, enough.Token))];

        Assert.Equal(2, begun);
        Assert.Equal(48, tries.Count(t => t is { IsCompletedSuccessfully: true, Result.End: SignInEnd.TooManyAtOnce }));
        // Recovery codes are hashed too, and ten at a time.
        Assert.True((await _staff.RenewRecoveryCodes("somebody", default)).TooManyAtOnce);
        // A waiting attempt goes on when the others are done.
        Task<SignInResult> third = tries.First(t => !t.IsCompleted && t != tries[0] && t != tries[1]);
        goOn.SetResult();
        Assert.Equal(SignInEnd.UnknownAddress, (await third).End);
        await enough.CancelAsync();
        await Task.WhenAny(Task.WhenAll(tries));
    }

    [Fact]
    public async Task A_new_password_also_ends_a_sign_in_with_the_old_one_that_is_under_way()
    {
        StaffMember member = await WithPassword();
        string link = await Staff.IssueSetUpLink(member.Id, default);
        _register.Before = async kind =>
        {
            if (kind != RecordKinds.SignInTries.Name)
                return;
            _register.Before = _ => Task.CompletedTask;
            Here.Machine.Advance(TimeSpan.FromSeconds(1));
            Assert.Null(await Staff.SetPassword(link, "", "", Another, default));
            Here.Machine.Advance(TimeSpan.FromSeconds(1));
        };

        string? session = (await _staff.SignIn(member.Email, Password, Office, default)).Session;

        Assert.NotNull(session);
        Assert.Null(await _staff.BySession(session, default));
        Assert.NotNull(await SignIn(member, Another));
    }

    [Fact]
    public async Task Wrong_passwords_of_a_week_are_counted_for_each_account_and_for_all_who_are_nobody()
    {
        StaffMember member = await WithPassword();
        await Guess(member, Elsewhere, times: 3);
        await Try(member, Password, Office);
        foreach (string email in (string[])["one@service.example", "two@service.example"])
            await _staff.SignIn(email, Another, Elsewhere, default);

        Assert.Equal([new FailedSignIns(member.Id, 3, null), new FailedSignIns(null, 2, null)], await _staff.FailedThisWeek(default));
        await Guess(member, Elsewhere);
        Assert.Equal(new FailedSignIns(member.Id, 13, Here.Machine.GetUtcNow() + TimeSpan.FromMinutes(15)),
            (await _staff.FailedThisWeek(default))[0]);
        Here.Machine.Advance(TimeSpan.FromDays(7));
        Assert.Empty(await _staff.FailedThisWeek(default));
    }

    [Fact]
    public async Task Tries_that_nobody_looked_at_are_counted_before_they_are_written_and_looking_writes_nothing()
    {
        await _staff.RefusedUnseen(default);
        await _staff.RefusedUnseen(default);
        await _staff.RefusedUnseen(default);
        _register.Asked.Clear();

        Assert.Equal([new FailedSignIns(null, 3, null, Unseen: true)], await _staff.FailedThisWeek(default));

        Assert.DoesNotContain("put sign-in-tries", _register.Asked);
        Here.Machine.Advance(TimeSpan.FromDays(8));
        Assert.Empty(await _staff.FailedThisWeek(default));
    }

    /// <summary>A register that records what it is asked, and waits when told to.</summary>
    private sealed class Watched(IRegister register) : RegisterAround(register)
    {
        public List<string> Asked { get; } = [];
        public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

        public override async Task<RegisterRecord?> Get(string kind, string key, CancellationToken cancellation)
        {
            await Before(kind);
            Asked.Add($"get {kind}");
            return await base.Get(kind, key, cancellation);
        }

        public override Task<bool> Put(RecordWrite write, CancellationToken cancellation)
        {
            Asked.Add($"put {write.Kind}");
            return base.Put(write, cancellation);
        }
    }
}
