using SocialPrescribing.Journeys;
using SocialPrescribing.Service;

namespace SocialPrescribing.Web;

/// <summary>The rules for fields that admins fill in, on pages and by program.</summary>
internal static class AdminFields
{
    public static Problem? EmailProblem(string? email, string pointer) =>
        EmailAddress.IsPlausible(email?.Trim() ?? "") ? null : new(pointer, "email-invalid", "This is not an email address.");

    public static Problem? NameProblem(string? name, string pointer) =>
        string.IsNullOrWhiteSpace(name) ? new(pointer, "required", "This is required.")
        : TextRules.Line(name) is var (code, detail) ? new(pointer, code, detail) : null;
}
