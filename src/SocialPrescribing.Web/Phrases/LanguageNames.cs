using System.Globalization;

namespace SocialPrescribing.Web.Phrases;

/// <summary>Languages that people speak, by their tags (BCP 47).</summary>
public static class LanguageNames
{
    /// <summary>Languages that are spoken most in Britain. A link worker can set any other.</summary>
    public static IReadOnlyList<(string Value, string Label)> Usual { get; } =
    [
        .. ((string[])["en", "cy", "ar", "bn", "bfi", "zh", "fr", "gu", "it", "ku", "ne", "fa", "pl", "pt", "pa", "ro", "so", "es", "ta",
            "tr", "uk", "ur"]).Select(l => (l, Of(l))),
    ];

    /// <summary>Languages in which we can write, by their own names.</summary>
    public static IReadOnlyList<(string Code, string Name)> Written { get; } = [("en", "English"), ("cy", "Cymraeg")];

    /// <summary>The name of a language tag. An unknown tag stays as it is.</summary>
    public static string Of(string tag)
    {
        try
        {
            return tag.ToLowerInvariant() is "bfi" or "sgn-gb" ? "British Sign Language" : CultureInfo.GetCultureInfo(tag).EnglishName;
        }
        catch (CultureNotFoundException)
        {
            return tag;
        }
    }
}
