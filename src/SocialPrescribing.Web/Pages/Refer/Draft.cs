using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Service;

namespace SocialPrescribing.Web.Pages.Refer;

/// <summary>A referral that somebody is filling in: kept here and not in the browser, so that going back, reloading and a closed tab lose nothing.</summary>
/// <param name="Secret">In a cookie; the register knows its hash alone.</param>
public sealed record Draft(string Secret, DraftContent Content, int Version);

/// <param name="Values">What was typed, by field.</param>
/// <param name="Steps">Those that were sent and taken.</param>
/// <param name="Receipt">Once it is sent: what was typed is gone then.</param>
public sealed record DraftContent(string Form, IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Steps, ReferralIntake.Receipt? Receipt = null);

[JsonSerializable(typeof(DraftContent))]
internal sealed partial class DraftJson : JsonSerializerContext;

public sealed class Drafts(IRegister register, Clocks clocks, HostSettings settings)
{
    /// <summary>Long enough for a telephone call in between; personal details do not lie about for longer.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(2);

    public async Task<Draft?> Find(HttpContext context, string form)
    {
        if (context.Request.Cookies[CookieOf(form)] is not { Length: > 0 and <= 100 } secret
            || await register.Get(RecordKinds.Draft, Hash(secret), context.RequestAborted) is not { } record
            || record.ExpiresAt <= clocks.MachineNow)
            return null;
        return new Draft(secret, JsonSerializer.Deserialize(record.Json, DraftJson.Default.DraftContent)!, record.Version);
    }

    public async Task Begin(HttpContext context, string form)
    {
        string secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await Save(new Draft(secret, new DraftContent(form, new Dictionary<string, string>(), []), 0), context.RequestAborted);
        context.Response.Cookies.Append(CookieOf(form), secret, Options());
    }

    /// <summary>False: another tab was faster.</summary>
    public Task<bool> Save(Draft draft, CancellationToken cancellation) =>
        register.Put(new RecordWrite(RecordKinds.Draft, Hash(draft.Secret), JsonSerializer.Serialize(draft.Content, DraftJson.Default.DraftContent), draft.Version, clocks.MachineNow + Kept), cancellation);

    private static string CookieOf(string form) => $"draft-{form}";

    private CookieOptions Options() => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = settings.Profile.PublicUrl.Scheme == Uri.UriSchemeHttps,
        Path = "/refer",
    };

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
