using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service;

/// <summary>How long texts may be and what may stand in them, beyond referrals (<see cref="ReferralRules"/> has the same for those).</summary>
public static class TextRules
{
    /// <summary>What is wrong with a name or another text of one line, at most 200 characters; null if nothing is.</summary>
    public static (string Code, string Detail)? Line(string text) =>
        TooLong(text, ReferralRules.MaxName)
        ?? (text.Any(c => char.IsControl(c) || TurnsDirection(c)) ? ("control-characters", "Take out the control characters (line breaks and tabs count here).") : null);

    /// <summary>What is wrong with a text that may have several lines.</summary>
    public static (string Code, string Detail)? Lines(string text, int most) =>
        TooLong(text, most)
        ?? (text.Any(c => (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || TurnsDirection(c)) ? ("control-characters", "Take out the control characters (line breaks and tabs may stay).") : null);

    private static (string, string)? TooLong(string text, int most) =>
        text.Length > most ? ("too-long", string.Create(CultureInfo.InvariantCulture, $"At most {most} characters; this has {text.Length}.")) : null;

    /// <summary>Marks that turn the writing direction make one name look like another.</summary>
    private static bool TurnsDirection(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
