using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Refer;

/// <summary>
/// A referral that somebody is writing, page by page: kept here and not in the browser, so that going back, reloading and a closed tab lose
/// nothing.
/// </summary>
/// <param name="Secret">In a cookie; the register knows its hash alone.</param>
/// <param name="IsKept">False for one that nobody has begun, or that was kept too long.</param>
public sealed record Draft(string Secret, DraftContent Content, int Version, bool IsKept)
{
    /// <summary>Whether somebody has written in it what a human should read at once.</summary>
    public bool SpeaksOfHarm(Pathway pathway) =>
        pathway.HarmWords.AreIn([.. ReferralForm.LongTexts.Select(f => Content.Values.GetValueOrDefault(f))]);
}

/// <param name="Values">What was typed, by field.</param>
/// <param name="Steps">Those that were sent and taken.</param>
/// <param name="Refused">The step that was sent last and was not right yet: shown again, it says what is wrong.</param>
/// <param name="Receipt">Once it is sent: what was typed is gone then.</param>
/// <param name="ReadBy">When a human will have read it, for what is read at once.</param>
public sealed record DraftContent(
    string Form, IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Steps, ReferralIntake.Receipt? Receipt = null,
    string? Refused = null,
    DateTimeOffset? ReadBy = null);

[JsonSerializable(typeof(DraftContent))]
internal sealed partial class DraftJson : JsonSerializerContext;

public sealed class Drafts(IRegister register, Clocks clocks)
{
    private static readonly RecordKind<DraftContent> _kind = RecordKinds.Draft.Of(DraftJson.Default.DraftContent);
    private const int SecretLength = 48;
    private readonly Records<DraftContent> _drafts = _kind.In(register, clocks);

    /// <summary>False for one that is too long to be kept.</summary>
    public static bool CanHold(DraftContent content) => _kind.CanHold(content);

    /// <summary>
    /// The one that a sent page belongs to, and else the one that the browser began last. Who has two referrals open at once never sends
    /// the details of one person into the other's: the page that was sent decides, and its referral is the one to go on with.
    /// </summary>
    /// <param name="ofPage">The secret that the page was shown with; empty where nothing was sent.</param>
    public async Task<Draft?> Find(HttpContext context, string form, string ofPage = "")
    {
        string? last = context.OwnCookie(CookieOf(form), ReferRoutes.Path);
        if ((ofPage.Length > 0 ? ofPage : last) is not { Length: > 0 and <= 100 } secret
            || await Of(secret, form, context.RequestAborted) is not { IsKept: true } draft || draft.Content.Form != form)
            return null;
        if (secret != last)
            Remember(context, form, secret);
        return draft;
    }

    /// <summary>Whether a page may bring this as the secret of its referral: one that <see cref="NewSecret"/> could have drawn.</summary>
    public static bool IsSecret(string secret) => secret is { Length: SecretLength } && secret.All(char.IsAsciiHexDigitLower);

    public static string NewSecret() => RandomNumberGenerator.GetHexString(SecretLength, lowercase: true);

    /// <summary>The one under this secret, or an empty one.</summary>
    public async Task<Draft> Of(string secret, string form, CancellationToken cancellation)
    {
        Record<DraftContent>? record = await _drafts.Get(HexDigest.Of(secret), cancellation);
        return record is null || record.ExpiresAt <= clocks.MachineNow
            ? new Draft(secret, new DraftContent(form, new Dictionary<string, string>(), []), record?.Version ?? 0, IsKept: false)
            : new Draft(secret, record.Value, record.Version, IsKept: true);
    }

    /// <param name="values">What was typed already.</param>
    public async Task Begin(HttpContext context, string form, IReadOnlyDictionary<string, string> values)
    {
        string secret = NewSecret();
        await Save(new Draft(secret, new DraftContent(form, values, []), 0, IsKept: false), context.RequestAborted);
        Remember(context, form, secret);
    }

    /// <summary>The browser goes on with this one.</summary>
    public static void Remember(HttpContext context, string form, string secret) =>
        context.SetOwnCookie(CookieOf(form), secret, ReferRoutes.Path);

    /// <summary>False: another tab was faster.</summary>
    public Task<bool> Save(Draft draft, CancellationToken cancellation) =>
        _drafts.Put(HexDigest.Of(draft.Secret), draft.Content, draft.Version, cancellation);

    private static string CookieOf(string form) => $"draft-{form}";
}
