using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web;

/// <summary>
/// Reads who has signed in with Entra ID from the platform's header of claims (JSON in Base64). Anybody can write such a header. So it is
/// read only if the settings say that the platform sets it and removes it from incoming requests.
/// </summary>
internal static class PlatformPrincipal
{
    public const string Header = "X-MS-CLIENT-PRINCIPAL";
    /// <summary>The platform's own page, opened by a link: our pages let no form lead to another website, and the platform would
    /// redirect there.</summary>
    public const string SignOut = "/.auth/logout?post_logout_redirect_uri=%2F";
    private const int LongestName = 200;

    // Depending on its version the platform writes the long names of claims, or those in the token.
    private static readonly string[] _objectId = ["http://schemas.microsoft.com/identity/claims/objectidentifier", "oid"];
    private static readonly string[] _tenant = ["http://schemas.microsoft.com/identity/claims/tenantid", "tid"];
    private static readonly string[] _role = ["roles", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"];
    private static readonly string[] _name = ["name"];
    private static readonly string[] _email = ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "email",
        "preferred_username", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn", "upn"];

    /// <summary>Which role counts for somebody who has several: the first of these, which may do most of what the others may.</summary>
    private static readonly StaffRole[] _rank =
        [StaffRole.Admin, StaffRole.Lead, StaffRole.SafeguardingLead, StaffRole.LinkWorker, StaffRole.Volunteer, StaffRole.Analyst];

    /// <summary>
    /// Null for nobody, and for somebody from another tenant or another provider: if the app is open to other tenants, their admins
    /// can give out its roles.
    /// </summary>
    public static StaffPrincipal? Read(HttpContext context, Guid tenant)
    {
        if (context.Request.Headers[Header] is not [{ Length: > 0 } header] || Claims(header) is not { } claims
            || !Guid.TryParse(First(claims, _objectId), out Guid id)
            || !Guid.TryParse(First(claims, _tenant), out Guid from)
            || from != tenant
            || _email.Select(type => First(claims, [type])).FirstOrDefault(EmailAddress.IsPlausible) is not { } email)
            return null;
        string name = First(claims, _name) is { Length: > 0 } given && !given.Any(char.IsControl) ? given : email;
        return new StaffPrincipal(id, email, name.Length > LongestName ? name[..LongestName] : name, RoleOf(claims));
    }

    private static StaffRole? RoleOf(IReadOnlyList<(string Type, string Value)> claims)
    {
        HashSet<string> given = [.. claims.Where(c => _role.Contains(c.Type)).Select(c => c.Value)];
        return _rank.Where(role => given.Contains(role.ToString())).Select(role => (StaffRole?)role).FirstOrDefault();
    }

    private static string? First(IReadOnlyList<(string Type, string Value)> claims, string[] types) =>
        types.SelectMany(type => claims.Where(c => c.Type == type)).Select(c => c.Value).FirstOrDefault();

    private static IReadOnlyList<(string Type, string Value)>? Claims(string header)
    {
        byte[] json = new byte[header.Length];
        if (!Convert.TryFromBase64String(header, json, out int length))
            return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json.AsMemory(0, length));
            return document.RootElement.GetProperty("auth_typ").GetString() is not "aad" ? null
                : [.. document.RootElement.GetProperty("claims").EnumerateArray()
                    .Select(c => (c.GetProperty("typ").GetString() ?? "", c.GetProperty("val").GetString() ?? ""))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
