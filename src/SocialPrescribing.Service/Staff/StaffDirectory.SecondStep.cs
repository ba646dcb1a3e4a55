using System.Buffers.Text;
using System.Text;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Staff;

/// <summary>The second step of signing in.</summary>
public sealed partial class StaffDirectory
{
    private static readonly byte[] _sealedFor = "social prescribing: second step"u8.ToArray();

    private readonly Records<Token> _steps = RecordKinds.SignInStep.Of(StaffJson.Default.Token).In(register, clocks);

    /// <summary>Whether a password alone is not enough for them.</summary>
    public bool NeedsSecondStep(StaffMember member) => rules?.For.Contains(member.Role) is true;

    /// <summary>Who showed their password within the last ten minutes and must now show a code or set up an app.</summary>
    public async Task<StaffMember?> AtSecondStep(string step, CancellationToken cancellation) =>
        await _steps.Current(HexDigest.Of(step), cancellation) is { Value: var begun }
            && await WhoWorksHere(begun.Staff, cancellation) is { } member && member.Honours(begun.IssuedAt) ? member : null;

    /// <summary>
    /// Opens the session if the code is right. Each code works once. After five wrong codes none of the app is accepted for a while: from
    /// that browser if a right code was shown in it before, else from everywhere but such browsers.
    /// </summary>
    /// <param name="browser">Something that this browser alone sends; null for programs.</param>
    public async Task<SignInResult> ShowCode(string step, string typed, CancellationToken cancellation, string? browser = null)
    {
        DateTimeOffset since = clocks.MachineNow;
        if (await AtSecondStep(step, cancellation) is not { SecondStep: { } known } member)
            return new(SignInEnd.StepIsOver);
        string? recovery = null;
        if (RecoveryCodes.Read(typed) is { } code)
        {
            using IDisposable? turn = await _work.Turn(cancellation);
            if (turn is null)
                return new(SignInEnd.TooManyAtOnce, member.Id);
            recovery = _hashing.OfCode(code, known.Salt);
        }
        SignInResult result = new(SignInEnd.StepIsOver, member.Id);
        StaffMember? after = await Change(member.Id, s =>
        {
            if (s.SecondStep is not { } now || s.SignedOutAt != member.SignedOutAt)
            {
                result = new(SignInEnd.StepIsOver, member.Id);
                return s;
            }
            (SecondStep shown, result) = Shown(s, now, typed, recovery, browser is null ? null : OfBrowser(s.Id, browser));
            return s with { SecondStep = shown };
        }, cancellation);
        if (result.End is SignInEnd.WrongCode)
            await _tries.Change(member.Id, record => (record?.Value ?? SignInTries.None).WrongCode(clocks.MachineNow), cancellation);
        if (result.End is not SignInEnd.SignedIn)
            return result;
        // The account went, or cannot be read any more, between the code and its being kept.
        if (after is null)
            return new(SignInEnd.StepIsOver, member.Id);
        await EndStep(step, cancellation);
        return result with { Session = await OpenSession(after, since, cancellation) };
    }

    /// <summary>Something to set up an app with. It is not stored here.</summary>
    public SecondStepOffer OfferSecondStep(StaffMember member, string service) => Offer(member, service, AppCodes.NewSecret());

    /// <summary>The same offer once more; a new one if it was not made for them.</summary>
    public SecondStepOffer OfferAgain(StaffMember member, string service, string offered) =>
        Unsealed(offered, AboutOffer(member)) is { } secret ? Offer(member, service, secret) : OfferSecondStep(member, service);

    /// <summary>From now on they show a code from this app at each sign-in. Their other sessions stay.</summary>
    /// <param name="replaces">Whether it replaces the second step that they have.</param>
    /// <param name="browser">As for <see cref="ShowCode"/>: a right code was shown in it.</param>
    /// <returns>No recovery codes if the code is wrong, if there is nothing to replace, or if all their sessions have ended
    /// meanwhile.</returns>
    public async Task<NewRecoveryCodes> TurnOnSecondStep(
        StaffMember member, string offered, string typed, bool replaces, CancellationToken cancellation, string? browser = null)
    {
        DateTimeOffset now = clocks.MachineNow;
        if (Unsealed(offered, AboutOffer(member)) is not { } secret || AppCodes.StepOf(secret, Digits(typed), now) is not { } taken)
            return new(null);
        if (await MakeRecoveryCodes(cancellation) is not var (codes, salt, hashes))
            return new(null, TooManyAtOnce: true);
        SecondStep wanted = new SecondStep(Seal(secret, About(member)), now) { LastTaken = taken, Salt = salt, RecoveryCodes = hashes }
            .Accepted(browser is null ? null : OfBrowser(member.Id, browser), now);
        StaffMember? after = await Change(member.Id, s => s.SignedOutAt == member.SignedOutAt && (s.SecondStep is null || replaces)
            ? s with { SecondStep = wanted, SecondStepTakenOff = null } : s, cancellation);
        return new(after?.SecondStep?.Sealed == wanted.Sealed ? codes : null);
    }

    /// <summary>Replaces all recovery codes that are left; there are no new ones if they have no second step.</summary>
    public async Task<NewRecoveryCodes> RenewRecoveryCodes(string id, CancellationToken cancellation)
    {
        if (await MakeRecoveryCodes(cancellation) is not var (codes, salt, hashes))
            return new(null, TooManyAtOnce: true);
        StaffMember? after = await Change(id, s => s.SecondStep is { } step
            ? s with { SecondStep = step with { Salt = salt, RecoveryCodes = hashes } } : s, cancellation);
        return new(after?.SecondStep?.Salt == salt ? codes : null);
    }

    /// <summary>Somebody gives up their own second step.</summary>
    public Task<StaffMember?> TurnOffSecondStep(string id, CancellationToken cancellation) =>
        Change(id, s => s with { SecondStep = null }, cancellation);

    /// <summary>
    /// Removes the second step of somebody who has lost their phone and codes. Whoever has the phone may have a session, so they are
    /// signed out everywhere.
    /// </summary>
    /// <returns>False if there was none to remove.</returns>
    public async Task<bool> TakeOffSecondStep(string id, string by, CancellationToken cancellation)
    {
        bool had = false;
        await Change(id, s =>
        {
            had = s.SecondStep is not null;
            return had ? s.SignedOut(clocks.MachineNow) with
            {
                SecondStep = null,
                SecondStepTakenOff = new SecondStepTakenOff(by, clocks.MachineNow)
            } : s;
        }, cancellation);
        return had;
    }

    /// <summary>Ends the sign-in that was waiting for its second step.</summary>
    public async Task EndStep(string step, CancellationToken cancellation)
    {
        if (await _steps.Get(HexDigest.Of(step), cancellation) is { } record)
            await _steps.Delete(record.Key, record.Version, cancellation);
    }

    private (SecondStep After, SignInResult Result) Shown(
        StaffMember member, SecondStep step, string typed, string? recovery, string? browser)
    {
        DateTimeOffset now = clocks.MachineNow;
        // Nobody guesses a recovery code, so wrong codes of the app do not keep its owner out who has one at hand.
        if (recovery is not null && step.RecoveryCodes.Contains(recovery))
            return (step.Accepted(browser, now) with { RecoveryCodes = [.. step.RecoveryCodes.Where(c => c != recovery)] },
                new(SignInEnd.SignedIn, member.Id));
        if (step.IsLocked(browser, now))
            return (step, new(SignInEnd.CodesLocked, member.Id));
        if (Unsealed(step.Sealed, About(member)) is { } secret
            && AppCodes.StepOf(secret, Digits(typed), now) is { } taken && taken > step.LastTaken)
            return (step.Accepted(browser, now) with { LastTaken = taken }, new(SignInEnd.SignedIn, member.Id));
        (SecondStep after, bool locks) = step.Refused(browser, now);
        return (after, new(SignInEnd.WrongCode, member.Id, Locks: locks));
    }

    /// <summary>Null if too many passwords and codes are waiting to be hashed.</summary>
    private async Task<(IReadOnlyList<string> Codes, string Salt, IReadOnlyList<string> Hashes)?> MakeRecoveryCodes(
        CancellationToken cancellation)
    {
        using IDisposable? turn = await _work.Turn(cancellation);
        if (turn is null)
            return null;
        IReadOnlyList<string> codes = RecoveryCodes.New();
        string salt = RecoveryCodes.NewSalt();
        return ([.. codes.Select(RecoveryCodes.Shown)], salt, [.. codes.Select(code => _hashing.OfCode(code, salt))]);
    }

    private SecondStepOffer Offer(StaffMember member, string service, byte[] secret) =>
        new(AppCodes.Text(secret), AppCodes.Link(secret, service, member.Email), Seal(secret, AboutOffer(member)));

    private string Seal(byte[] secret, byte[] about) =>
        Base64Url.EncodeToString(Sealing.Seal(Rules.Secrets.Person, _sealedFor, about, secret));

    private byte[]? Unsealed(string text, byte[] about) =>
        Base64Url.IsValid(text) ? Sealing.Open(Rules.Secrets.Person, _sealedFor, about, Base64Url.DecodeFromChars(text)) : null;

    private SecondStepRules Rules => rules ?? throw new InvalidOperationException("Only a running service has second steps.");

    private static byte[] About(StaffMember member) => Encoding.UTF8.GetBytes(member.Id);

    /// <summary>Sealed under another subject, so that an offer cannot pass for a second step that is in use.</summary>
    private static byte[] AboutOffer(StaffMember member) => Encoding.UTF8.GetBytes($"{member.Id}, offered");

    /// <summary>Apps show codes with a space in the middle.</summary>
    private static string Digits(string typed) => string.Concat(typed.Where(c => !char.IsWhiteSpace(c)));
}
