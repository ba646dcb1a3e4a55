using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using SocialPrescribing.Service;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>What all forms for settings share.</summary>
internal static class SettingsForm
{
    private const string Overtaken =
        "Somebody else has changed the settings since you opened this. Load the page again to see what they changed, and save yours if it "
            + "is still right.";

    /// <summary>What the sender changed, by setting. A field that still has its initial value sets nothing.</summary>
    /// <param name="fieldOf">The field of a setting.</param>
    public static Dictionary<string, string> Changed(SentForm form, ServiceSettings settings, Func<string, string> fieldOf) =>
        settings.Now.Where(s => form.Values.ContainsKey(fieldOf(s.Name)))
            .Select(s => (s.Name, Typed: PathwaySource.Tidy(s.Name, form[fieldOf(s.Name)]), Shown: Shown(s)))
            .Where(s => s.Typed != s.Shown).ToDictionary(s => s.Name, s => s.Typed);

    public static string Shown(Setting setting) => setting.Value == Words.NoPhone ? "" : setting.Value;

    /// <summary>The version with which the form was shown; -1 if the form has none.</summary>
    public static int Seen(SentForm form) =>
        int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;

    /// <summary>
    /// Puts the latest version into the form, so that sending it again overwrites what others have changed. The page shows those changes.
    /// </summary>
    private static async Task ShowLatest(SentForm form, ServiceSettings settings, CancellationToken cancellation) =>
        form.Note("version", $"{await settings.LatestNumber(cancellation)}");

    /// <summary>Answers a saved form: with the form again if something is wrong, otherwise with the next page.</summary>
    /// <param name="refuse">Reports in the form what is allowed for a setting.</param>
    /// <param name="show">Shows the form again, with this status.</param>
    /// <param name="log">Logs the version that was written, and the names of the changed settings.</param>
    /// <param name="also">What else the address of the next page contains.</param>
    public static async Task<Results<PageResult, SeeOther>> Answer(
        SettingsOutcome outcome, SentForm form, ServiceSettings settings, string address, Action<string, string> refuse,
        Func<int, Task<PageResult>> show, Action<SettingsVersion, string> log, string also, CancellationToken cancellation)
    {
        switch (outcome)
        {
            case SettingsOutcome.Refused refused:
                foreach ((string setting, string allowed) in refused.Problems)
                    refuse(setting, allowed);
                return await show(StatusCodes.Status422UnprocessableEntity);
            case SettingsOutcome.Stale:
                form.Problem("", Overtaken);
                await ShowLatest(form, settings, cancellation);
                return await show(StatusCodes.Status409Conflict);
            case SettingsOutcome.Done { Version: { } version }:
                log(version, string.Join(", ", version.Changes.Select(c => c.Setting)));
                return Pages.SeeOther($"{address}?done=saved{also}");
            default:
                return Pages.SeeOther($"{address}?done=same");
        }
    }

    public static string? DoneIn(HttpContext context) => context.Request.Query["done"].ToString() switch
    {
        "saved" => "Saved. It counts everywhere within a minute, and what is due is worked out again.",
        "same" => "Nothing was different, so nothing was changed.",
        _ => null,
    };
}
