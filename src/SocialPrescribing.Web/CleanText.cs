using System.Globalization;
using System.Text;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web;

/// <summary>Makes what others typed safe for letters and calendars.</summary>
internal static class CleanText
{
    /// <summary>Removes control characters and marks that change the writing direction of what follows. Line breaks stay.</summary>
    public static string Of(string? text)
    {
        StringBuilder clean = new();
        foreach (Rune rune in (text ?? "").ReplaceLineEndings("\n").EnumerateRunes())
        {
            bool turnsDirection = rune.IsBmp && PlainText.TurnsDirection((char)rune.Value);
            if (rune.Value == '\n'
                || (!turnsDirection
                    && Rune.GetUnicodeCategory(rune)
                        is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)))
                clean.Append(rune);
            else if (!turnsDirection)
                clean.Append(' ');
        }
        return clean.ToString().Trim();
    }
}
