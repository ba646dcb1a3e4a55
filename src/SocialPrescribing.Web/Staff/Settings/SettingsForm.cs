using System.Globalization;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Service;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>What the forms have in common by which admins set something.</summary>
internal static class SettingsForm
{
    public const string Overtaken =
        "Somebody else has changed the settings since you opened this. Load the page again to see what they changed, and save yours if it "
            + "is still right.";

    /// <summary>What its sender changed, by setting: what they left as it was is not set by it.</summary>
    /// <param name="fieldOf">The field of a setting.</param>
    public static Dictionary<string, string> Changed(SentForm form, ServiceSettings settings, Func<string, string> fieldOf) =>
        settings.Now.Where(s => form.Values.ContainsKey(fieldOf(s.Name)))
            .Select(s => (s.Name, Typed: PathwaySource.Tidy(s.Name, form[fieldOf(s.Name)]), Shown: Shown(s)))
            .Where(s => s.Typed != s.Shown).ToDictionary(s => s.Name, s => s.Typed);

    public static string Shown(Setting setting) => setting.Value == Words.NoPhone ? "" : setting.Value;

    /// <summary>The version that the form was shown with; one that there never is where it says none.</summary>
    public static int Seen(SentForm form) =>
        int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;

    /// <summary>Whoever sends the form once more has seen what others changed.</summary>
    public static async Task ShowLatest(SentForm form, ServiceSettings settings, CancellationToken cancellation) =>
        form.Note("version", (await settings.Versions(1, cancellation)) is [var latest] ? $"{latest.Number}" : "0");

    public static string? DoneIn(HttpContext context) => context.Request.Query["done"].ToString() switch
    {
        "saved" => "Saved. It counts everywhere within a minute, and what is due is worked out again.",
        "same" => "Nothing was different, so nothing was changed.",
        _ => null,
    };
}
