using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Identity;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Staff;

/// <param name="IsLastAdmin">Nothing was changed: nobody would be left who can let people in.</param>
public sealed record AccountChange(StaffMember Member, bool IsLastAdmin)
{
    public const string LastAdmin = "This is the last admin who is not disabled. Make somebody else an admin first.";
}

/// <summary>The people who work here: who they are, how they sign in, what their tokens are. Secrets are kept as hashes only.</summary>
public sealed class StaffDirectory(IRegister register, Clocks clocks)
{
    /// <summary>NIST SP 800-63B-4: length is what counts. The page where it is chosen also refuses what is tried first.</summary>
    public const int ShortestPassword = 15;
    public const int LongestPassword = 256;
    private const int SignInsBeforeLock = 10;
    private static readonly TimeSpan Lock = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan SessionLasts = TimeSpan.FromHours(12);
    /// <summary>For so long after its end it is known whose a session was, and no more.</summary>
    private static readonly TimeSpan SessionIsKnown = TimeSpan.FromDays(2);
    private static readonly TimeSpan SetUpLinkLasts = TimeSpan.FromDays(3);
    private static readonly PasswordHasher<StaffMember> Hasher = new();
    private static readonly string NobodysHash = Hasher.HashPassword(null!, "nobody has this password");

    private sealed record Token(string Staff, DateTimeOffset IssuedAt);

    public async Task<StaffMember?> Find(string id, CancellationToken cancellation) => (await Read(id, cancellation))?.Member;

    public async Task<StaffMember?> FindByEmail(string email, CancellationToken cancellation) =>
        await register.Get(RecordKinds.StaffEmail, Canonical(email), cancellation) is { } pointer ? await Find(pointer.Json, cancellation) : null;

    public async Task<IReadOnlyList<StaffMember>> All(CancellationToken cancellation)
    {
        List<StaffMember> staff = [];
        string? after = null;
        do
        {
            Page<RegisterRecord> page = await register.List(RecordKinds.Staff, "", 200, after, cancellation);
            staff.AddRange(page.Items.Select(Parse));
            after = page.Continue;
        } while (after is not null);
        return staff;
    }

    public async Task<IReadOnlyList<StaffMember>> WithRole(StaffRole role, CancellationToken cancellation) =>
        [.. (await All(cancellation)).Where(s => s.Role == role && s.Enabled)];

    /// <summary>Adds somebody; null if the address belongs to somebody already.</summary>
    public async Task<StaffMember?> Add(string email, string name, StaffRole role, CancellationToken cancellation)
    {
        StaffMember member = new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), email.Trim(), name.Trim(), role, Enabled: true);
        if (!await register.Put(new RecordWrite(RecordKinds.StaffEmail, Canonical(email), member.Id), cancellation))
        {
            // The address may have been claimed just before a crash, with nobody behind it.
            RegisterRecord? pointer = await register.Get(RecordKinds.StaffEmail, Canonical(email), cancellation);
            if (pointer is null || await Find(pointer.Json, cancellation) is not null)
                return null;
            member = member with { Id = pointer.Json };
        }
        return await register.Put(Write(member, 0), cancellation) ? member : null;
    }

    /// <summary>Changes somebody under optimistic concurrency; null if there is nobody of this id.</summary>
    public async Task<StaffMember?> Change(string id, Func<StaffMember, StaffMember> change, CancellationToken cancellation)
    {
        while (await Read(id, cancellation) is var (member, version))
        {
            StaffMember changed = change(member);
            if (changed == member || await register.Put(Write(changed, version), cancellation))
                return changed;
        }
        return null;
    }

    /// <summary>Changes somebody as an admin does. Null if there is nobody of this id.</summary>
    public async Task<AccountChange?> ChangeAccount(string id, Func<StaffMember, StaffMember> change, CancellationToken cancellation)
    {
        if (await Find(id, cancellation) is not { } before || await Change(id, change, cancellation) is not { } after)
            return null;
        // Looked at after the change and taken back, so that two admins who disable each other at once do not both succeed.
        if (before is { Role: StaffRole.Admin, Enabled: true } && after is not { Role: StaffRole.Admin, Enabled: true } && (await WithRole(StaffRole.Admin, cancellation)).Count is 0)
        {
            await Change(id, s => s with { Name = before.Name, Role = before.Role, Enabled = before.Enabled }, CancellationToken.None);
            return new AccountChange(before, IsLastAdmin: true);
        }
        return new AccountChange(after, IsLastAdmin: false);
    }

    /// <summary>Whoever is disabled is out at once: sessions and tokens are looked up each time.</summary>
    public Task<StaffMember?> SetEnabled(string id, bool enabled, CancellationToken cancellation) => Change(id, s => s with { Enabled = enabled }, cancellation);

    /// <summary>A record that came from another service: its address and its work account are theirs, whoever had them here.</summary>
    internal async Task Settle(string id, CancellationToken cancellation)
    {
        StaffMember member = (await Find(id, cancellation))!;
        await Point(RecordKinds.StaffEmail, Canonical(member.Email), id, cancellation);
        if (member.Principal is { } principal)
            await Point(RecordKinds.StaffPrincipal, StaffPrincipals.KeyOf(principal), id, cancellation);
    }

    private async Task Point(string kind, string key, string id, CancellationToken cancellation)
    {
        while (await register.Get(kind, key, cancellation) is var pointer && pointer?.Json != id
            && !await register.Put(new RecordWrite(kind, key, id, pointer?.Version ?? 0), cancellation))
        {
        }
    }

    /// <summary>Removes accounts whose address belongs to somebody else by now.</summary>
    internal async Task RemoveReplaced(CancellationToken cancellation)
    {
        foreach (StaffMember member in await All(cancellation))
            if (await register.Get(RecordKinds.StaffEmail, Canonical(member.Email), cancellation) is { } pointer && pointer.Json != member.Id
                && await Read(member.Id, cancellation) is var (_, version))
                await register.Delete(RecordKinds.Staff, member.Id, version, cancellation);
    }

    public async Task<bool> HasAdmin(CancellationToken cancellation) =>
        (await WithRole(StaffRole.Admin, cancellation)).Any(s => s.PasswordHash is not null);

    /// <summary>A token for programs, with its owner's role. Shown once.</summary>
    public async Task<string> IssueToken(string staff, CancellationToken cancellation)
    {
        string token = "spt_" + Random();
        await register.Put(new RecordWrite(RecordKinds.StaffToken, HexDigest.Of(token), Text(new Token(staff, clocks.MachineNow))), cancellation);
        return token;
    }

    public Task<StaffMember?> ByToken(string token, CancellationToken cancellation) => ByRecord(RecordKinds.StaffToken, token, cancellation);

    public Task<StaffMember?> BySession(string session, CancellationToken cancellation) => ByRecord(RecordKinds.Session, session, cancellation);

    /// <summary>Whose session this is or was; not a sign-in. Null for who has been shut out.</summary>
    public async Task<string?> OwnerOf(string session, CancellationToken cancellation) =>
        await register.Get(RecordKinds.Session, HexDigest.Of(session), cancellation) is { } record && ParseToken(record) is { } token && await Find(token.Staff, cancellation) is { Enabled: true } member ? member.Id : null;

    /// <summary>A session for the right password; null otherwise, without saying which part was wrong. Ten wrong ones lock the account for a quarter of an hour.</summary>
    public async Task<string?> SignIn(string email, string password, CancellationToken cancellation)
    {
        StaffMember? member = await FindByEmail(email, cancellation);
        // The same work whether or not the address is known, so that the time says nothing.
        bool right = Hasher.VerifyHashedPassword(null!, member?.PasswordHash ?? NobodysHash, password) is not PasswordVerificationResult.Failed;
        if (member is not { Enabled: true, PasswordHash: not null })
            return null;
        DateTimeOffset now = clocks.MachineNow;
        if (member.LockedUntil > now)
            return null;
        if (!right)
        {
            await Change(member.Id, s => s.FailedSignIns + 1 >= SignInsBeforeLock
                ? s with { FailedSignIns = 0, LockedUntil = now + Lock }
                : s with { FailedSignIns = s.FailedSignIns + 1 }, cancellation);
            return null;
        }
        // Looked at again: among many guesses at once one may be right after the others have locked the account.
        if (await Change(member.Id, s => s.LockedUntil > now || !s.Enabled ? s : s with { FailedSignIns = 0, LockedUntil = null }, cancellation) is not { Enabled: true, LockedUntil: null })
            return null;
        string session = Random();
        await register.Put(new RecordWrite(RecordKinds.Session, HexDigest.Of(session), Text(new Token(member.Id, now)), ExpiresAt: now + SessionLasts + SessionIsKnown), cancellation);
        return session;
    }

    public async Task SignOut(string session, CancellationToken cancellation)
    {
        if (await register.Get(RecordKinds.Session, HexDigest.Of(session), cancellation) is { } record)
            await register.Delete(RecordKinds.Session, record.Key, record.Version, cancellation);
    }

    public Task<StaffMember?> SignOutEverywhere(string id, CancellationToken cancellation) => Change(id, s => s with { SignedOutAt = clocks.MachineNow }, cancellation);

    /// <summary>A one-time secret with which somebody sets a password; with <paramref name="staff"/> null, the first admin.</summary>
    public async Task<string> IssueSetUpLink(string? staff, CancellationToken cancellation)
    {
        string secret = Random();
        DateTimeOffset now = clocks.MachineNow;
        await register.Put(new RecordWrite(RecordKinds.SetUpLink, HexDigest.Of(secret), Text(new Token(staff ?? "", now)), ExpiresAt: now + SetUpLinkLasts), cancellation);
        return secret;
    }

    /// <summary>Whether the secret still works, and for whom; an empty id means the first admin. Who has been shut out does not come back by an old link.</summary>
    public async Task<string?> SetUpFor(string secret, CancellationToken cancellation) =>
        await register.Get(RecordKinds.SetUpLink, HexDigest.Of(secret), cancellation) is { } record && record.ExpiresAt > clocks.MachineNow
            && ParseToken(record) is { } token && (token.Staff.Length > 0 ? await Find(token.Staff, cancellation) is { Enabled: true } : !await HasAdmin(cancellation)) ? token.Staff : null;

    /// <summary>Uses up the secret and sets the password. What is wrong comes back as a sentence; null means done.</summary>
    public async Task<string?> SetPassword(string secret, string email, string name, string password, CancellationToken cancellation)
    {
        if (PasswordProblem(password) is { } problem)
            return problem;
        if (await SetUpFor(secret, cancellation) is not { } id)
            return "This link has been used or is too old. Ask for a new one.";
        bool isFirst = id.Length is 0;
        if (isFirst)
        {
            if (!EmailAddress.IsPlausible(email.Trim()) || string.IsNullOrWhiteSpace(name))
                return "Give your name and your email address.";
            StaffMember? first = await Add(email, name, StaffRole.Admin, cancellation) ?? await FindByEmail(email, cancellation);
            if (first is not { Role: StaffRole.Admin })
                return "That address belongs to somebody who is not an admin. Use another one.";
            id = first.Id;
        }
        RegisterRecord? record = await register.Get(RecordKinds.SetUpLink, HexDigest.Of(secret), cancellation);
        if (record is null || !await register.Delete(RecordKinds.SetUpLink, record.Key, record.Version, cancellation))
            return "This link has been used or is too old. Ask for a new one.";
        string hash = Hasher.HashPassword(null!, password);
        await Change(id, s => s with { PasswordHash = hash, FailedSignIns = 0, LockedUntil = null, SignedOutAt = clocks.MachineNow, Enabled = s.Enabled || isFirst }, cancellation);
        return null;
    }

    public static string? PasswordProblem(string password) =>
        password.Length < ShortestPassword ? $"Choose a password of at least {ShortestPassword} characters: a few words in a row are good."
        : password.Length > LongestPassword ? $"A password has at most {LongestPassword} characters."
        : null;

    private async Task<StaffMember?> ByRecord(string kind, string secret, CancellationToken cancellation) =>
        await register.Get(kind, HexDigest.Of(secret), cancellation) is { } record && (record.ExpiresAt is null || record.ExpiresAt > clocks.MachineNow)
            && ParseToken(record) is { } token && await Find(token.Staff, cancellation) is { Enabled: true } member
            && (kind != RecordKinds.Session || (token.IssuedAt + SessionLasts > clocks.MachineNow && (member.SignedOutAt is null || token.IssuedAt > member.SignedOutAt))) ? member : null;

    private async Task<(StaffMember Member, int Version)?> Read(string id, CancellationToken cancellation) =>
        await register.Get(RecordKinds.Staff, id, cancellation) is { } record ? (Parse(record), record.Version) : null;

    private static StaffMember Parse(RegisterRecord record) => JsonSerializer.Deserialize<StaffMember>(record.Json, JsonSerializerOptions.Web)!;
    private static Token? ParseToken(RegisterRecord record) => JsonSerializer.Deserialize<Token>(record.Json, JsonSerializerOptions.Web);
    private static string Text(Token token) => JsonSerializer.Serialize(token, JsonSerializerOptions.Web);
    private static RecordWrite Write(StaffMember member, int version) => new(RecordKinds.Staff, member.Id, JsonSerializer.Serialize(member, JsonSerializerOptions.Web), version);
    private static string Canonical(string email) => email.Trim().ToLowerInvariant();
    internal static string Random() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)).Replace('+', '-').Replace('/', '_');
}
