using System.Security.Cryptography;
using OtpNet;

namespace SocialPrescribing.Service.Staff;

/// <summary>What somebody shows in addition to their password: a code from an app on their phone, or a recovery code.</summary>
/// <param name="Sealed">The secret that the app knows too, encrypted under the key that never changes.</param>
public sealed record SecondStep(string Sealed, DateTimeOffset Since)
{
    /// <summary>The half minute of the last code that was accepted. That code and earlier ones are not accepted again.</summary>
    public long LastTaken { get; init; }
    /// <summary>Goes into the hashes of the recovery codes.</summary>
    public string Salt { get; init; } = "";
    /// <summary>Hashes of the codes that are left.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; init => field = value ?? []; } = [];
    /// <summary>Wrong codes in a row, from everywhere but <see cref="Browsers"/>.</summary>
    public int Failed { get; init; }
    /// <summary>No code from there is accepted until then.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>
    /// The browsers in which a right code was shown, the latest first. Each has a count of its own, so wrong codes from elsewhere do not
    /// lock them. Whoever knows the password alone is in none of them, however many browsers and addresses they have: all their guesses
    /// are counted together. An address does not count as known, because colleagues and strangers may share it.
    /// </summary>
    public IReadOnlyList<BrowserOfCodes> Browsers { get; init => field = value ?? []; } = [];

    private const int MostBrowsers = 8, MostWrong = 5;
    private static readonly TimeSpan _noCodesFor = TimeSpan.FromMinutes(15), _browserLasts = TimeSpan.FromDays(90);

    /// <summary>Whether no code from this browser is accepted now.</summary>
    public bool IsLocked(string? browser, DateTimeOffset now) =>
        (Known(browser, now) is { } known ? known.LockedUntil : LockedUntil) > now;

    public SecondStep Accepted(string? browser, DateTimeOffset now) =>
        (Known(browser, now) is null ? this with { Failed = 0, LockedUntil = null } : this) with
        {
            Browsers = browser is null ? Browsers
                : [new BrowserOfCodes(browser, now), .. Browsers.Where(b => b.Browser != browser).Take(MostBrowsers - 1)],
        };

    /// <returns>Whether no more codes from there are accepted for a while.</returns>
    public (SecondStep After, bool Locks) Refused(string? browser, DateTimeOffset now)
    {
        BrowserOfCodes? known = Known(browser, now);
        int failed = (known?.Failed ?? Failed) + 1;
        bool locks = failed >= MostWrong;
        (int count, DateTimeOffset? until) = locks ? (0, now + _noCodesFor) : (failed, (DateTimeOffset?)null);
        return (known is null ? this with { Failed = count, LockedUntil = until }
            : this with
            {
                Browsers = [.. Browsers.Select(b => b == known ? known with { Failed = count, LockedUntil = until } : b)],
            }, locks);
    }

    private BrowserOfCodes? Known(string? browser, DateTimeOffset now) =>
        Browsers.FirstOrDefault(b => b.Browser == browser && b.Last + _browserLasts > now);
}

/// <param name="Browser">A hash of the account and of what this browser alone sends.</param>
/// <param name="Last">When a right code was last shown in it.</param>
public sealed record BrowserOfCodes(string Browser, DateTimeOffset Last)
{
    public int Failed { get; init; }
    public DateTimeOffset? LockedUntil { get; init; }
}

/// <param name="By">An admin, or <c>machine</c> for somebody with access to the machine.</param>
public sealed record SecondStepTakenOff(string By, DateTimeOffset At);

/// <param name="Secrets">The person key encrypts what apps know, because it never changes.</param>
/// <param name="For">Roles that cannot sign in by a password alone.</param>
public sealed record SecondStepRules(Secrets Secrets, IReadOnlyList<StaffRole> For);

/// <summary>Something to set up an app with. It counts once a code from the app was shown.</summary>
/// <param name="Secret">As people type it into an app, in groups of four.</param>
/// <param name="Link">The same for a QR code.</param>
/// <param name="Sealed">The same, encrypted, for the form that sends the code.</param>
public sealed record SecondStepOffer(string Secret, string Link, string Sealed);

/// <summary>Codes of six digits that change every half minute (RFC 6238 with SHA-1, which every app knows).</summary>
public static class AppCodes
{
    private const int SecretBytes = 20;
    /// <summary>Phones' clocks are a little wrong.</summary>
    private static readonly VerificationWindow _neighbours = new(previous: 1, future: 1);

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <returns>The half minute to which the code belongs; null if it is not a current code.</returns>
    public static long? StepOf(byte[] secret, string code, DateTimeOffset now) =>
        new Totp(secret).VerifyTotp(now.UtcDateTime, code, out long step, _neighbours) ? step : null;

    public static string Text(byte[] secret) =>
        string.Join(' ', Base32Encoding.ToString(secret).TrimEnd('=').Chunk(4).Select(four => new string(four)));

    /// <summary>What apps read from a QR code.</summary>
    public static string Link(byte[] secret, string service, string account) =>
        $"otpauth://totp/{Uri.EscapeDataString($"{service}:{account}")}?secret={Base32Encoding.ToString(secret).TrimEnd('=')}"
            + $"&issuer={Uri.EscapeDataString(service)}";
}

/// <summary>Codes of ten characters that nobody confuses with others. Each works once.</summary>
internal static class RecoveryCodes
{
    public const int AtOnce = 10;
    private const string Signs = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int Length = 10;

    public static IReadOnlyList<string> New() =>
        [.. Enumerable.Range(0, AtOnce).Select(_ => RandomNumberGenerator.GetString(Signs, Length))];

    public static string Shown(string code) => $"{code[..(Length / 2)]}-{code[(Length / 2)..]}";

    public static string NewSalt() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>What was typed, without separators; null if it cannot be a code.</summary>
    public static string? Read(string typed) =>
        string.Concat(typed.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)) is { Length: Length } code ? code : null;
}

/// <param name="Codes">To be shown once; null if nothing was changed.</param>
/// <param name="TooManyAtOnce">Whether it was because too many people are signing in at this moment.</param>
public sealed record NewRecoveryCodes(IReadOnlyList<string>? Codes, bool TooManyAtOnce = false);
