using System.Buffers.Binary;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

/// <summary>How long an answer takes tells nobody who has an account here.</summary>
public sealed partial class SignInTests
{
    /// <summary>
    /// Writing to disk and hashing take longer than anything else here, so a write or a hash only for real accounts would show who has one.
    /// </summary>
    [Fact]
    public async Task Whether_or_not_somebody_has_the_address_the_same_is_read_written_and_hashed()
    {
        Dictionary<string, string> emails = await OneOfEachKind();
        Dictionary<string, (SignInEnd End, string Path)> tries = [];

        foreach ((string kind, string email) in emails)
        {
            _register.Asked.Clear();
            _hasher.Worked.Clear();
            SignInEnd end = (await _staff.SignIn(email, Another, Elsewhere, default)).End;
            tries[kind] = (end, string.Join(", ", _register.Asked.Concat(_hasher.Worked)));
        }

        Assert.Equal(
            [("known", SignInEnd.WrongPassword), ("with an app", SignInEnd.WrongPassword), ("without the app that they need",
                SignInEnd.WrongPassword), ("locked", SignInEnd.LockedOut), ("disabled", SignInEnd.WrongPassword),
                ("without a password", SignInEnd.WrongPassword), ("unknown", SignInEnd.UnknownAddress)],
            tries.Select(t => (t.Key, t.Value.End)));
        Assert.Equal("get staff-email, get staff, get sign-in-tries, put sign-in-tries, verify a hash of 7 rounds",
            Assert.Single(tries.Values.Select(t => t.Path).Distinct()));
    }

    /// <summary>A right password that does not open is answered like a wrong one, so it must take as long, too.</summary>
    [Fact]
    public async Task Where_no_password_opens_the_right_one_takes_the_same_as_a_wrong_one()
    {
        Dictionary<string, string> emails = await OneOfEachKind();

        foreach (string kind in (string[])["locked", "disabled"])
        {
            List<string> paths = [];
            foreach (string password in (string[])[Password, Another])
            {
                _register.Asked.Clear();
                _hasher.Worked.Clear();
                await _staff.SignIn(emails[kind], password, Elsewhere, default);
                paths.Add(string.Join(", ", _register.Asked.Concat(_hasher.Worked)));
            }
            Assert.Single(paths.Distinct());
        }
    }

    [Fact]
    public async Task Where_too_many_come_from_one_place_and_for_a_forgotten_password_nothing_tells_who_has_an_account()
    {
        Dictionary<string, string> emails = await OneOfEachKind();
        Dictionary<string, string> paths = [];
        _hasher.Worked.Clear();

        foreach ((string kind, string email) in emails)
        {
            _register.Asked.Clear();
            Assert.False(await _staff.KnowsBrowser(email, "invented", default));
            paths[kind] = string.Join(", ", _register.Asked);
            // That is looked up apart from any request, so it may read what it likes. A hash would keep a core from others.
            await _staff.IssueForgottenLink(email, default);
        }

        Assert.Equal("get staff-email, get sign-in-tries", Assert.Single(paths.Values.Distinct()));
        Assert.Empty(_hasher.Worked);
    }

    private async Task<Dictionary<string, string>> OneOfEachKind()
    {
        StaffMember known = await Own(StaffRole.LinkWorker), app = await Own(StaffRole.SafeguardingLead),
            needs = await Own(StaffRole.Analyst), locked = await Own(StaffRole.Lead),
            gone = await Own(StaffRole.Admin), invited = await Here.Add(StaffRole.Volunteer);
        await _staff.Change(app.Id, s => s with { SecondStep = new SecondStep("", Here.Machine.GetUtcNow()) }, default);
        await Guess(locked, Elsewhere);
        await _staff.SetEnabled(gone.Id, enabled: false, default);
        return new()
        {
            ["known"] = known.Email,
            ["with an app"] = app.Email,
            ["without the app that they need"] = needs.Email,
            ["locked"] = locked.Email,
            ["disabled"] = gone.Email,
            ["without a password"] = invited.Email,
            ["unknown"] = "nobody@service.example",
        };
    }

    /// <summary>Their password is hashed as this service hashes.</summary>
    private async Task<StaffMember> Own(StaffRole role)
    {
        StaffMember member = await Here.Add(role);
        Assert.Null(await _staff.SetPassword(await _staff.IssueSetUpLink(member.Id, default), "", "", Password, default));
        return member;
    }

    /// <summary>Says how much work a hash was. Its own hashes are known by a number of rounds that nobody else uses.</summary>
    private sealed class Counted() : PasswordHasher<StaffMember>(Options.Create(new PasswordHasherOptions { IterationCount = 7 }))
    {
        public List<string> Worked { get; } = [];

        public override string HashPassword(StaffMember user, string password)
        {
            Worked.Add("make a hash");
            return base.HashPassword(user, password);
        }

        public override PasswordVerificationResult VerifyHashedPassword(StaffMember user, string hashedPassword, string providedPassword)
        {
            uint rounds = BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(hashedPassword).AsSpan(5));
            Worked.Add($"verify a hash of {rounds} rounds");
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
