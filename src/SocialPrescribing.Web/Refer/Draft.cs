using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Refer;

/// <summary>
/// A referral that somebody is writing page by page. It is stored here and not in the browser, so that going back, reloading and a
/// closed tab lose nothing.
/// </summary>
/// <param name="Secret">In a cookie. The register stores only its hash.</param>
/// <param name="IsKept">False if nobody has begun it, or if it has expired.</param>
public sealed record Draft(string Secret, DraftContent Content, int Version, bool IsKept)
{
    /// <summary>Whether it contains something that a human should read at once.</summary>
    public bool SpeaksOfHarm(Pathway pathway) =>
        pathway.HarmWords.AreIn([.. ReferralForm.LongTexts.Select(f => Content.Values.GetValueOrDefault(f))]);
}

/// <param name="Values">What was typed, by field.</param>
/// <param name="Steps">The pages that were sent and accepted.</param>
/// <param name="Refused">The page that was sent last and was not right. When it is shown again, it says what is wrong.</param>
/// <param name="Receipt">Set once the referral is sent. What was typed is deleted then.</param>
/// <param name="ReadBy">When a human will have read it, if it must be read at once.</param>
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

    /// <summary>False if it is too long to be stored.</summary>
    public static bool CanHold(DraftContent content) => _kind.CanHold(content);

    /// <summary>
    /// The referral that the sent page belongs to, or else the one that the browser began last. So somebody with two open referrals never
    /// mixes the details of two people: the page that was sent decides, and from then on its referral is the current one.
    /// </summary>
    /// <param name="ofPage">The secret with which the page was shown; empty if nothing was sent.</param>
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

    /// <summary>Whether it has the form of a secret from <see cref="NewSecret"/>.</summary>
    public static bool IsSecret(string secret) => secret is { Length: SecretLength } && secret.All(char.IsAsciiHexDigitLower);

    public static string NewSecret() => RandomNumberGenerator.GetHexString(SecretLength, lowercase: true);

    /// <summary>The referral with this secret, or an empty one.</summary>
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

    /// <summary>Makes this the browser's current referral.</summary>
    public static void Remember(HttpContext context, string form, string secret) =>
        context.SetOwnCookie(CookieOf(form), secret, ReferRoutes.Path);

    /// <summary>False if another tab was faster.</summary>
    public Task<bool> Save(Draft draft, CancellationToken cancellation) =>
        _drafts.Put(HexDigest.Of(draft.Secret), draft.Content, draft.Version, cancellation);

    private static string CookieOf(string form) => $"draft-{form}";
}
