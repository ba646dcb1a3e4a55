using System.Globalization;

namespace SocialPrescribing.Journeys;

/// <summary>How long texts may be and which characters they may hold, wherever they come from.</summary>
public static class TextRules
{
    /// <summary>What is wrong with a name or another text of one line, at most 200 characters; null if nothing is.</summary>
    public static (string Code, string Detail)? Line(string text) => First(InLine(text));

    /// <summary>The same, for a shorter or a longer one.</summary>
    public static (string Code, string Detail)? Line(string text, int most) => First(InLine(text, most));

    /// <summary>What is wrong with a text that may have several lines.</summary>
    public static (string Code, string Detail)? Lines(string text, int most) => First(InLines(text, most));

    /// <summary>All problems at once, for callers that report all of them.</summary>
    internal static IEnumerable<(string Code, string Detail)> InLine(string text, int most = ReferralRules.MaxName)
    {
        if (text.Length > most)
            yield return TooLong(text, most);
        if (!PlainText.IsLine(text))
            yield return ("control-characters", "Take out the control characters (line breaks and tabs count here).");
    }

    /// <inheritdoc cref="InLine"/>
    internal static IEnumerable<(string Code, string Detail)> InLines(string text, int most)
    {
        if (text.Length > most)
            yield return TooLong(text, most);
        if (!PlainText.IsLines(text))
            yield return ("control-characters", "Take out the control characters (line breaks and tabs may stay).");
    }

    private static (string Code, string Detail) TooLong(string text, int most) =>
        ("too-long", string.Create(CultureInfo.InvariantCulture, $"At most {most} characters; this has {text.Length}."));

    private static (string Code, string Detail)? First(IEnumerable<(string Code, string Detail)> problems)
    {
        foreach ((string Code, string Detail) problem in problems)
            return problem;
        return null;
    }
}
