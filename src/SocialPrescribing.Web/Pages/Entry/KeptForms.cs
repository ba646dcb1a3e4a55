using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Pages.Desk;
using SocialPrescribing.Web.Pages.Refer;
using SocialPrescribing.Web.Pages.Team;

namespace SocialPrescribing.Web.Pages.Entry;

/// <param name="Owner">Who sent it, told by the session that had ended; null where the platform signs people in and says nothing about who is out.</param>
/// <param name="Path">Where it was sent to.</param>
public sealed record KeptForm(string? Owner, string Path, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>What its page is called, near enough: <c>Team, hand over</c>.</summary>
    [JsonIgnore] public string About => Words.Sentence(string.Join(", ", Path.Split('/').Where(s => s.Length > 0 && s.All(c => char.IsAsciiLetterLower(c) || c is '-'))).Replace('-', ' '));
}

[JsonSerializable(typeof(KeptForm))]
internal sealed partial class KeptFormJson : JsonSerializerContext;

/// <summary>What somebody sent after their session had ended: kept for two hours under a secret that their browser alone has, and back on the page once they have signed in.</summary>
public sealed class KeptForms(IRegister register, IJourneyStore store, StaffDirectory staff, PublicFormLimiter limiter, Clocks clocks, HostSettings settings)
{
    public const string Address = "/unsent";
    private const string Cookie = "sp-unsent";
    private static readonly RecordKind<KeptForm> _kind = RecordKinds.KeptForm.Of(KeptFormJson.Default.KeptForm);
    private readonly Records<KeptForm> _forms = _kind.In(register, clocks);

    public static void Map(IEndpointRouteBuilder staffPages) => staffPages.MapGet(Address, Show);

    /// <summary>False: it is nobody's who works here, or too long to be kept. The browser still has it.</summary>
    public async Task<bool> Keep(HttpContext context)
    {
        // A stranger must not fill the register: the session that has ended says who writes, and where there is none, only so much is taken from one place.
        string? owner = context.Request.Cookies[Access.SessionCookie] is { Length: > 0 } session ? await staff.OwnerOf(session, context.RequestAborted) : null;
        if (!PageRules.IsForForms(context) || (owner is null && !(settings.PlatformSignsIn && limiter.Allows(context))))
            return false;
        KeptForm form = new(owner, context.Request.Path + context.Request.QueryString, SentForm.Of(context).Values);
        string secret = RandomNumberGenerator.GetHexString(48, lowercase: true);
        if (!_kind.CanHold(form) || !await _forms.Add(HexDigest.Of(secret), form, context.RequestAborted))
            return false;
        context.Response.Cookies.Append(Cookie, secret, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = settings.Profile.PublicUrl.Scheme == Uri.UriSchemeHttps, Path = "/", MaxAge = _kind.Lasts });
        return true;
    }

    private static async Task<IResult> Show(HttpContext context, KeptForms kept, JourneyPages journeys) =>
        await kept.Find(context) is not { } form ? Page.SeeOther("/board")
        : form.Path.Split('/') is ["", "journeys", var id, "commands"] && Guid.TryParse(id, out Guid journey) ? await journeys.ShowAgain(journey, SentForm.Kept(form.Values), context)
        : Page.Of<KeptFormPage>((nameof(KeptFormPage.Reader), context.Reader()), (nameof(KeptFormPage.Form), form), (nameof(KeptFormPage.Said), await kept.Said(form, context.RequestAborted)));

    /// <summary>What the form says, with names for ids, so that nobody sends on what they cannot read.</summary>
    private async Task<IReadOnlyList<(string Field, string Value)>> Said(KeptForm form, CancellationToken cancellation)
    {
        Dictionary<string, string> names = (await staff.All(cancellation)).ToDictionary(s => s.Id, s => s.Name);
        List<(string, string)> said = [];
        foreach ((string field, string value) in form.Values.Where(v => v.Value.Length > 0 && v.Key is not ("commandId" or "version")))
            said.Add((field.StartsWith(TeamPages.To, StringComparison.Ordinal) ? await Named(field[TeamPages.To.Length..]) : field is "q" ? "Looked for" : Words.Sentence(Words.Code(field.Replace('_', ' '))), await Named(value)));
        return said;

        async Task<string> Named(string id) => names.GetValueOrDefault(id)
            ?? (Guid.TryParseExact(id, "N", out Guid journey) && await store.Find(journey, cancellation) is { State.Person: { } person } ? $"{person.KnownAs} {person.FamilyName}" : id);
    }

    private async Task<KeptForm?> Find(HttpContext context) =>
        context.Request.Cookies[Cookie] is { Length: > 0 and <= 100 } secret
        && await _forms.Current(HexDigest.Of(secret), context.RequestAborted) is { Value: var form }
        && (form.Owner is null || form.Owner == context.Reader().Id) ? form : null;
}
