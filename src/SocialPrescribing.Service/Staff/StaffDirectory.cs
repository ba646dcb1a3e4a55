using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Staff;

/// <param name="IsLastAdmin">Nothing was changed, because nobody would be left who can add staff.</param>
public sealed record AccountChange(StaffMember Member, bool IsLastAdmin)
{
    public const string LastAdmin = "This is the last admin who can sign in. Make somebody else an admin first.";
}

/// <summary>The people who work here: who they are, how they sign in, and their tokens. Secrets are stored only as hashes.</summary>
/// <param name="rules">Null for programs that run beside the service.</param>
public sealed partial class StaffDirectory(
    IRegister register, Clocks clocks, SecondStepRules? rules = null, PasswordHashing? hashing = null)
{
    /// <summary>NIST SP 800-63B-4: length is what counts. The page where it is chosen also refuses the passwords that
    /// attackers try first.</summary>
    public const int ShortestPassword = 15;
    public const int LongestPassword = 256;

    private readonly Records<StaffMember> _staff = RecordKinds.Staff.Of(StaffJson.Default.StaffMember).In(register);
    /// <summary>The staff id behind an address.</summary>
    private readonly Records<string> _emails = RecordKinds.StaffEmail.Of(PortsJson.Default.String).In(register);
    private readonly Records<Token> _setUpLinks = RecordKinds.SetUpLink.Of(StaffJson.Default.Token).In(register, clocks);

    internal sealed record Token(string Staff, DateTimeOffset IssuedAt)
    {
        /// <summary>For a token: what it is for; null in a token of an earlier version. For a link: who asked for it.</summary>
        public string? Name { get; init; }
        /// <summary>For a session: when it was last used, to within some minutes; null if not since it began.</summary>
        public DateTimeOffset? SeenAt { get; init; }
    }

    private const int MostOwners = 10_000;
    /// <summary>
    /// The owner of each token and session, by hash. The owner never changes, so both can be read at once. The stored records say whether
    /// the token still counts.
    /// </summary>
    private readonly ConcurrentDictionary<string, string> _owners = [];
    private Recent<IReadOnlyList<StaffMember>>? _cached;

    /// <summary>
    /// All staff as they were at most a minute ago, for names and choices. Somebody who acts or is chosen is read with <see cref="Find"/>.
    /// </summary>
    public Task<IReadOnlyList<StaffMember>> AllCached(CancellationToken cancellation) => Names.Get(cancellation);

    /// <param name="ids">Whom the caller wants to name. Somebody whom another process has just added is found at once.</param>
    public Task<IReadOnlyList<StaffMember>> AllCached(IEnumerable<string> ids, CancellationToken cancellation) =>
        Names.Get(ids, all => all.Select(s => s.Id), cancellation);

    private Recent<IReadOnlyList<StaffMember>> Names => LazyInitializer.EnsureInitialized(ref _cached, () => new(clocks, All));

    /// <summary>Null also for somebody whose role only a newer version knows: nobody can say what they may do.</summary>
    public async Task<StaffMember?> Find(string id, CancellationToken cancellation) => (await _staff.GetKnown(id, cancellation))?.Value;

    /// <summary>
    /// The name of a person's link worker, for people outside; null if none is to be named. Whoever waits for a name opens the door to it
    /// alone. So nobody is named who does not support people any more, or is on leave that day.
    /// </summary>
    /// <param name="on">The day of a meeting or session; else the day of the letter.</param>
    public async Task<string?> SupporterOf(Journey journey, DateTimeOffset on, CancellationToken cancellation) =>
        journey.LinkWorker is { } id && await Find(id, cancellation) is { SupportsPeople: true } member
            && WorkingCalendar.LondonDate(on) is var day && !member.Leave.Any(l => l.Holds(day)) ? member.Name : null;

    public async Task<StaffMember?> FindByEmail(string email, CancellationToken cancellation) =>
        await _emails.Get(Canonical(email), cancellation) is { Value: var id } ? await Find(id, cancellation) : null;

    public async Task<IReadOnlyList<StaffMember>> All(CancellationToken cancellation) =>
        [.. (await _staff.All(cancellation)).Select(r => r.Value)];

    public async Task<IReadOnlyList<StaffMember>> WithRole(StaffRole role, CancellationToken cancellation) =>
        [.. (await All(cancellation)).Where(s => s.Role == role && s.Enabled)];

    /// <summary>Adds somebody; null if the address belongs to somebody already.</summary>
    public async Task<StaffMember?> Add(string email, string name, StaffRole role, CancellationToken cancellation)
    {
        StaffMember member = new(Convert.ToHexStringLower(Chance.Bytes(6)), email.Trim(), name.Trim(), role, Enabled: true);
        if (!await _emails.Add(Canonical(email), member.Id, cancellation))
        {
            // The address may have been claimed just before a crash. Then it has no account.
            Record<string>? pointer = await _emails.Get(Canonical(email), cancellation);
            if (pointer is null || await Find(pointer.Value, cancellation) is not null)
                return null;
            member = member with { Id = pointer.Value };
        }
        bool isNew = await _staff.Add(member.Id, member, cancellation);
        Names.Forget();
        return isNew ? member : null;
    }

    /// <summary>Changes somebody under optimistic concurrency; null if there is nobody of this id whom this version can read.</summary>
    public async Task<StaffMember?> Change(string id, Func<StaffMember, StaffMember> change, CancellationToken cancellation)
    {
        try
        {
            return (await _staff.Change(id,
                r => r is null ? null : r.Value.Becomes(change(r.Value), clocks.MachineNow), cancellation))?.Value;
        }
        catch (UnknownWordException)
        {
            return null;
        }
        finally
        {
            Names.Forget();
        }
    }

    /// <summary>Changes somebody as an admin does. Null if there is nobody of this id.</summary>
    /// <param name="platform">Whether people sign in with their work account here, and not with a password.</param>
    public async Task<AccountChange?> ChangeAccount(
        string id, Func<StaffMember, StaffMember> change, bool platform, CancellationToken cancellation)
    {
        if (await Find(id, cancellation) is not { } before || await Change(id, change, cancellation) is not { } after)
            return null;
        // The check comes after the change, and the change is taken back if need be. So two admins who disable each other at the same time
        // do not both succeed.
        if (before is { Role: StaffRole.Admin, Enabled: true }
            && after is not { Role: StaffRole.Admin, Enabled: true }
            // An admin who cannot sign in does not count.
            && !(await WithRole(StaffRole.Admin, cancellation)).Any(s => s.CanSignIn(platform) || !before.CanSignIn(platform)))
        {
            await Change(id, s => s with
            {
                Name = before.Name,
                Role = before.Role,
                Enabled = before.Enabled,
                SignedOutAt = s.SignedOutAt == after.SignedOutAt ? before.SignedOutAt : s.SignedOutAt
            }, CancellationToken.None);
            return new AccountChange(before, IsLastAdmin: true);
        }
        return new AccountChange(after, IsLastAdmin: false);
    }

    /// <summary>Somebody who is disabled is signed out at once. Their sessions and tokens stay ended when they are enabled again.</summary>
    public Task<StaffMember?> SetEnabled(string id, bool enabled, CancellationToken cancellation) =>
        Change(id, s => s with { Enabled = enabled }, cancellation);

    public async Task<bool> HasAdmin(CancellationToken cancellation) =>
        (await WithRole(StaffRole.Admin, cancellation)).Any(s => s.CanSignIn(platform: false));

    /// <summary>
    /// Makes a one-time secret with which somebody sets a password. If <paramref name="staff"/> is null, it is for the first
    /// admin. Earlier secrets end.
    /// </summary>
    public async Task<string> IssueSetUpLink(string? staff, CancellationToken cancellation)
    {
        string secret = Random();
        await EndSetUpLinks([staff ?? ""], cancellation);
        await _setUpLinks.Add(HexDigest.Of(secret), new Token(staff ?? "", clocks.MachineNow), cancellation);
        return secret;
    }

    /// <summary>The same for a link that is mailed. Nobody can make the link from the queued message alone.</summary>
    public Task IssueMailedSetUpLink(string staff, Guid link, CancellationToken cancellation) =>
        _setUpLinks.Add(HexDigest.Of(MailedSecret(link)), new Token(staff, clocks.MachineNow), cancellation);

    /// <summary>The secret behind a mailed link, for a caller who has checked its signature. It cannot be typed as the
    /// address of a page.</summary>
    public static string MailedSecret(Guid link) => $"mailed/{link:N}";

    /// <summary>
    /// Whose secret it is, if it still works. An empty id means the first admin. Old links of somebody who is disabled do not work.
    /// </summary>
    public async Task<string?> SetUpFor(string secret, CancellationToken cancellation) =>
        await _setUpLinks.Current(HexDigest.Of(secret), cancellation) is { Value.Staff: var id }
            && (id.Length > 0 ? await WhoWorksHere(id, cancellation) is not null : !await HasAdmin(cancellation)) ? id : null;

    /// <summary>Uses up the secret and sets the password. Returns a sentence that says what is wrong; null if it is done.</summary>
    public async Task<string?> SetPassword(string secret, string email, string name, string password, CancellationToken cancellation)
    {
        if (PasswordProblem(password) is { } problem)
            return problem;
        using IDisposable? turn = await _work.Turn(cancellation);
        if (turn is null)
            return "Too many people are signing in at this moment. Please try again in a minute.";
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
        if (await _setUpLinks.Get(HexDigest.Of(secret), cancellation) is not { } record
            || !await _setUpLinks.Delete(record.Key, record.Version, cancellation))
            return "This link has been used or is too old. Ask for a new one.";
        await EndSetUpLinks([id, record.Value.Staff], cancellation);
        string hash = _hashing.Of(password);
        await Change(id,
            s => s.SignedOut(clocks.MachineNow) with
            {
                PasswordHash = hash,
                Enabled = s.Enabled || isFirst
            }, cancellation);
        await _tries.Change(id, record => record?.Value.Forgiven(), cancellation);
        return null;
    }

    public static string? PasswordProblem(string password) =>
        password.Length < ShortestPassword ? $"Choose a password of at least {ShortestPassword} characters: a few words in a row are good."
        : password.Length > LongestPassword ? $"A password has at most {LongestPassword} characters."
        : null;

    /// <summary>Reads a token or session that is valid, and its owner. Both are read at once if the owner is known from before.</summary>
    private async Task<(Token Issued, StaffMember? Owner)?> Look(Records<Token> among, string secret, CancellationToken cancellation)
    {
        string hash = HexDigest.Of(secret);
        string? owner = _owners.GetValueOrDefault(hash);
        Task<Record<Token>?> looking = among.Current(hash, cancellation);
        Task<StaffMember?> finding = owner is null ? Task.FromResult<StaffMember?>(null) : WhoWorksHere(owner, cancellation);
        await Task.WhenAll(looking, finding);
        if (await looking is not { Value: var issued })
            return null;
        if (_owners.Count >= MostOwners)
            _owners.Clear();
        _owners[hash] = issued.Staff;
        return (issued, issued.Staff == owner ? await finding : await WhoWorksHere(issued.Staff, cancellation));
    }

    /// <summary>Null if the account is disabled.</summary>
    private async Task<StaffMember?> WhoWorksHere(string id, CancellationToken cancellation) =>
        await Find(id, cancellation) is { Enabled: true } member ? member : null;

    private async Task EndSetUpLinks(string[] of, CancellationToken cancellation)
    {
        foreach (Record<Token> link in await _setUpLinks.All(cancellation))
            if (of.Contains(link.Value.Staff))
                await _setUpLinks.Delete(link.Key, link.Version, cancellation);
    }

    private static string Canonical(string email) => email.Trim().ToLowerInvariant();
    internal static string Random() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)).Replace('+', '-').Replace('/', '_');
}
