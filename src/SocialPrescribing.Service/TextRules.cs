using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service;

/// <summary>How long texts may be and what may stand in them, beyond referrals (<see cref="ReferralRules"/> has the same for those).</summary>
public static class TextRules
{
    /// <summary>What is wrong with a name or another text of one line, at most 200 characters; null if nothing is.</summary>
    public static (string Code, string Detail)? Line(string text) =>
        TooLong(text, ReferralRules.MaxName)
        ?? (!PlainText.IsLine(text) ? ("control-characters", "Take out the control characters (line breaks and tabs count here).") : null);

    /// <summary>What is wrong with a text that may have several lines.</summary>
    public static (string Code, string Detail)? Lines(string text, int most) =>
        TooLong(text, most)
        ?? (!PlainText.IsLines(text) ? ("control-characters", "Take out the control characters (line breaks and tabs may stay).") : null);

    private static (string, string)? TooLong(string text, int most) =>
        text.Length > most ? ("too-long", string.Create(CultureInfo.InvariantCulture, $"At most {most} characters; this has {text.Length}.")) : null;
}
