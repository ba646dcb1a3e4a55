using Microsoft.AspNetCore.Identity;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Staff;

/// <summary>The result of an email address and a password. The person is only told whether they are signed in.</summary>
public enum SignInEnd
{
    SignedIn, WrongPassword, UnknownAddress, LockedOut, TooManyFromOnePlace, TooManyAtOnce,
    /// <summary>The password is right. The second step is still missing.</summary>
    SecondStep,
    WrongCode,
    /// <summary>There were too many wrong codes just now.</summary>
    CodesLocked,
    /// <summary>The password was shown too long ago, or something has ended the sign-in meanwhile.</summary>
    StepIsOver,
}

/// <param name="Staff">The account's owner; null if no account has the address.</param>
/// <param name="Locks">After this wrong password or code, no more are accepted for a while.</param>
/// <param name="Step">The secret with which the second step goes on.</param>
public sealed record SignInResult(SignInEnd End, string? Staff = null, string? Session = null, bool Locks = false, string? Step = null)
{
    public bool IsRightPassword => End is SignInEnd.SignedIn or SignInEnd.SecondStep;
}

/// <param name="Staff">Null for all addresses without an account.</param>
/// <param name="LockedUntil">Null if the right password works everywhere.</param>
/// <param name="Unseen">These were refused before anybody looked whose account they were for: too many came from one place.</param>
public sealed record FailedSignIns(string? Staff, int Failed, DateTimeOffset? LockedUntil, bool Unseen = false);

/// <summary>Signing in with an email address and a password, and out again.</summary>
public sealed partial class StaffDirectory
{
    private static readonly TimeSpan SessionLasts = TimeSpan.FromHours(12);
    /// <summary>Longer than a visit to somebody's home. What was typed meanwhile is restored after the next sign-in.</summary>
    private static readonly TimeSpan IdleLasts = TimeSpan.FromHours(2);
    /// <summary>Not with every request, which would then always be a write.</summary>
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);
    /// <summary>No staff id begins like this.</summary>
    private const string Nobody = "~";

    /// <summary>The record for tries of which nobody has looked whose account they were for. Earlier versions count them as
    /// nobody's.</summary>
    private const string Unseen = Nobody + "unseen";
    private static readonly TimeSpan WriteUnseenEvery = TimeSpan.FromMinutes(1);

    private int _unseen;
    private long _writeUnseenAfter;
    private readonly Records<Token> _sessions = RecordKinds.Session.Of(StaffJson.Default.Token).In(register, clocks);
    private readonly PasswordWork _work = new();
    private readonly PasswordHashing _hashing = hashing ?? new();
    private readonly Records<SignInTries> _tries = RecordKinds.SignInTries.Of(StaffJson.Default.SignInTries).In(register);

    /// <summary>
    /// Opens a session for the right password. Ten wrong passwords lock the account, but only for where they came from: for a quarter of an
    /// hour all places where its owner has never signed in, or for a minute one place or browser where they have.
    /// </summary>
    /// <param name="place">Where it comes from, as an address.</param>
    /// <param name="browser">Something that this browser alone sends; null for programs.</param>
    public async Task<SignInResult> SignIn(
        string email, string password, string place, CancellationToken cancellation, string? browser = null)
    {
        using IDisposable? turn = await _work.Turn(cancellation);
        if (turn is null)
            return new(SignInEnd.TooManyAtOnce);
        DateTimeOffset now = clocks.MachineNow;
        // The reads, the writes and the work are the same whether or not the address has an account, and whether or not it is locked. So
        // the time an answer takes reveals nothing.
        string? id = (await _emails.Get(Canonical(email), cancellation))?.Value;
        StaffMember? member = await Find(id ?? Nobody, cancellation);
        string account = member?.Id ?? OfNobody(email), from = HexDigest.Of($"{account}\n{place}");
        string[] places = browser is null ? [from] : [from, OfBrowser(account, browser)];
        bool isLocked = false, locks = false;
        await _tries.Change(account, record =>
        {
            from = places.Last(p => p == places[0] || record?.Value.Knows(p, now) is true);
            SignInTries before = record?.Value ?? SignInTries.None, after = before.Tried(from, now);
            isLocked = before.IsLocked(from, now);
            locks = !isLocked && after.IsLocked(from, now);
            return after;
        }, cancellation);
        PasswordVerificationResult verified = _hashing.Verify(member?.PasswordHash, password);
        if (member is null)
            return new(SignInEnd.UnknownAddress);
        if (isLocked)
            return new(SignInEnd.LockedOut, member.Id);
        if (verified is PasswordVerificationResult.Failed || member is not { Enabled: true, PasswordHash: not null })
            return new(SignInEnd.WrongPassword, member.Id, Locks: locks);
        await _tries.Change(account, record => (record?.Value ?? SignInTries.None).Succeeded(from, places, now), cancellation);
        // A hash of an earlier kind is made anew now that the password is known, unless somebody has set another password meanwhile.
        if (verified is PasswordVerificationResult.SuccessRehashNeeded && _hashing.Of(password) is var hash)
            await Change(member.Id, s => s.PasswordHash == member.PasswordHash ? s with { PasswordHash = hash } : s, cancellation);
        if (member.SecondStep is null && !NeedsSecondStep(member))
            return new(SignInEnd.SignedIn, member.Id, await OpenSession(member, now, cancellation));
        string step = Random();
        await _steps.Add(HexDigest.Of(step), new Token(member.Id, member.AfterSignOut(now)), cancellation);
        return new(SignInEnd.SecondStep, member.Id, Step: step);
    }

    /// <summary>Opens a session for somebody who has passed every step.</summary>
    /// <param name="since">A moment before they were read. Whatever has ended their sessions since then has ended this one.</param>
    public async Task<string> OpenSession(StaffMember member, DateTimeOffset since, CancellationToken cancellation)
    {
        string session = Random();
        // The session must begin later than the end of all earlier sessions, even within the same moment. Only then is somebody who sets a
        // password signed in at once.
        await _sessions.Add(HexDigest.Of(session), new Token(member.Id, member.AfterSignOut(since)), cancellation);
        return session;
    }

    /// <summary>
    /// Whether the address's owner has signed in with this browser before. Others learn nothing from it: the same is read for an address
    /// without an account.
    /// </summary>
    public async Task<bool> KnowsBrowser(string email, string browser, CancellationToken cancellation)
    {
        string account = (await _emails.Get(Canonical(email), cancellation))?.Value ?? OfNobody(email);
        return (await _tries.Get(account, cancellation))?.Value.Knows(OfBrowser(account, browser), clocks.MachineNow) is true;
    }

    private static string OfBrowser(string account, string browser) => SignInTries.Browser(HexDigest.Of($"{account}\n{browser}"));

    /// <summary>
    /// Counts a try that was refused because too many came from one place. They are kept in memory and written once a minute, so that
    /// whoever sends them without end costs nothing more. If the process dies, those of that minute are not counted.
    /// </summary>
    public async Task RefusedUnseen(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _unseen);
        if (Interlocked.Read(ref _writeUnseenAfter) <= clocks.MachineNow.UtcTicks)
            await WriteUnseen(cancellation);
    }

    private async Task WriteUnseen(CancellationToken cancellation)
    {
        DateTimeOffset now = clocks.MachineNow;
        Interlocked.Exchange(ref _writeUnseenAfter, (now + WriteUnseenEvery).UtcTicks);
        if (Interlocked.Exchange(ref _unseen, 0) is not 0 and int count)
            await _tries.Change(Unseen, r => (r?.Value ?? SignInTries.None).Refused(now, count), cancellation);
    }

    /// <summary>Accounts with wrong passwords in the last seven days.</summary>
    public async Task<IReadOnlyList<FailedSignIns>> FailedThisWeek(CancellationToken cancellation)
    {
        DateTimeOffset now = clocks.MachineNow;
        return
        [
            .. (await _tries.All(cancellation)).Select(r => (r.Key, r.Value)).Append((Key: Unseen, Value: Unwritten()))
                .GroupBy(t => t.Key is Unseen ? Unseen : t.Key.StartsWith(Nobody, StringComparison.Ordinal) ? null : t.Key)
                .Select(t => new FailedSignIns(t.Key is Unseen ? null : t.Key, t.Sum(r => r.Value.FailedInAWeek(now)),
                    t.Key is null or Unseen ? null : t.Max(r => r.Value.LockedUntil(now)), t.Key is Unseen))
                .Where(t => t.Failed > 0)
                .OrderByDescending(t => t.Failed),
        ];
    }

    /// <summary>The refused tries that are not written yet. Whoever looks at the count writes nothing.</summary>
    private SignInTries Unwritten() => Volatile.Read(ref _unseen) is not 0 and int count
        ? SignInTries.None.Refused(new DateTimeOffset(Interlocked.Read(ref _writeUnseenAfter), TimeSpan.Zero), count) : SignInTries.None;

    /// <summary>The session's owner, if it still counts: for twelve hours in all, and for two after its last use.</summary>
    public async Task<StaffMember?> BySession(string session, CancellationToken cancellation)
    {
        DateTimeOffset now = clocks.MachineNow;
        if (await Look(_sessions, session, cancellation) is not ({ } issued, { } member)
            || issued.IssuedAt + SessionLasts <= now
            || (issued.SeenAt ?? issued.IssuedAt) + IdleLasts <= now
            || !member.Honours(issued.IssuedAt)
            // Their role needs a second step since they signed in. So they must sign in again and set it up.
            || (member.SecondStep is null && NeedsSecondStep(member)))
            return null;
        if ((issued.SeenAt ?? issued.IssuedAt) + SeenEvery <= now)
            await _sessions.Change(HexDigest.Of(session), r => r is null ? null : r.Value with { SeenAt = now }, cancellation);
        return member;
    }

    /// <summary>Whose session this is or was. It does not sign anybody in. Null if the account is disabled.</summary>
    public async Task<string?> OwnerOf(string session, CancellationToken cancellation) =>
        await _sessions.Get(HexDigest.Of(session), cancellation) is { Value: var issued }
            ? (await WhoWorksHere(issued.Staff, cancellation))?.Id : null;

    public async Task SignOut(string session, CancellationToken cancellation)
    {
        if (await _sessions.Get(HexDigest.Of(session), cancellation) is { } record)
            await _sessions.Delete(record.Key, record.Version, cancellation);
    }

    /// <summary>Ends every session and token of theirs.</summary>
    public Task<StaffMember?> SignOutEverywhere(string id, CancellationToken cancellation) =>
        Change(id, s => s.SignedOut(clocks.MachineNow), cancellation);

    /// <summary>
    /// The record for addresses without an account. There are few, however many addresses are tried, and none names an address.
    /// </summary>
    private static string OfNobody(string email) => Nobody + HexDigest.Of(Canonical(email))[..2];
}
