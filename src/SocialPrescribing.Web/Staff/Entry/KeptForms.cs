using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Staff.Entry;

/// <param name="Owner">
/// Who sent it, by the session that had ended; null if the platform signs people in, which does not say who was signed out.
/// </param>
/// <param name="Path">The address that it was sent to.</param>
public sealed record KeptForm(string? Owner, string Path, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Approximately the title of its page: <c>Team, hand over</c>.</summary>
    [JsonIgnore]
    public string About =>
        Words.Sentence(string.Join(", ", Path.Split('/').Where(s => s.Length > 0 && s.All(c => char.IsAsciiLetterLower(c) || c is '-')))
            .Replace('-', ' '));
}

[JsonSerializable(typeof(KeptForm))]
internal sealed partial class KeptFormJson : JsonSerializerContext;

/// <summary>
/// Forms that were sent after their sender's session had ended. They are kept for two hours, under a secret that only the sender's browser
/// has, and shown again on their page after signing in.
/// </summary>
public sealed class KeptForms(IRegister register, StaffDirectory staff, PublicFormLimiter limiter, Clocks clocks, HostSettings settings)
{
    public const string Address = "/unsent";
    private const string Cookie = "sp-unsent";
    private static readonly RecordKind<KeptForm> _kind = RecordKinds.KeptForm.Of(KeptFormJson.Default.KeptForm);
    private readonly Records<KeptForm> _forms = _kind.In(register, clocks);

    /// <summary>Keeps the form. False if it came from nobody who works here, or is too long; the browser still has it then.</summary>
    public async Task<bool> Keep(HttpContext context)
    {
        // A stranger must not fill the register. The ended session tells who wrote the form. Without one, each address
        // may keep only so many.
        string? owner = context.OwnCookie(Access.SessionCookie) is { Length: > 0 } session
            ? await staff.OwnerOf(session, context.RequestAborted) : null;
        // Passwords are never kept.
        if (context.Request.Path.StartsWithSegments("/account"))
            return false;
        if (!PageRules.IsForForms(context) || (owner is null && !(settings.PlatformSignsIn && limiter.Allows(context))))
            return false;
        KeptForm form = new(owner, context.Request.Path + context.Request.QueryString, SentForm.Of(context).Values);
        string secret = RandomNumberGenerator.GetHexString(48, lowercase: true);
        if (!_kind.CanHold(form) || !await _forms.Add(HexDigest.Of(secret), form, context.RequestAborted))
            return false;
        context.SetOwnCookie(Cookie, secret, lasts: _kind.Lasts);
        return true;
    }

    /// <summary>The form that this browser has sent, if it is the reader's own; null if there is none.</summary>
    public async Task<KeptForm?> Find(HttpContext context) =>
        context.OwnCookie(Cookie) is { Length: > 0 and <= 100 } secret
        && await _forms.Current(HexDigest.Of(secret), context.RequestAborted) is { Value: var form }
        && (form.Owner is null || form.Owner == context.Reader().Id) ? form : null;
}
