using System.Globalization;
using System.Resources;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Phrases;

/// <summary>
/// Texts in the reader's language. <c>Texts.resx</c> holds the English, <c>Texts.cy.resx</c> the Welsh. Staff, referrers and
/// providers read English.
/// </summary>
public static class Texts
{
    public static CultureInfo English { get; } = CultureInfo.GetCultureInfo("en-GB");
    public static CultureInfo Welsh { get; } = CultureInfo.GetCultureInfo("cy-GB");

    private static readonly ResourceManager Resources = new(typeof(Texts).FullName!, typeof(Texts).Assembly);

    /// <summary>
    /// Holds the language in a box. Code that learns only later who the reader is changes what is in the box, and so the language of the
    /// whole page.
    /// </summary>
    private sealed class Spoken(CultureInfo language)
    {
        public CultureInfo Language { get; set; } = language;
    }

    private static readonly AsyncLocal<Spoken?> Current = new();

    /// <summary>The language of the page or letter that is being written. English unless another was set.</summary>
    public static CultureInfo Language => Current.Value?.Language ?? English;

    /// <summary>
    /// Welsh for <c>cy</c>, <c>cy-GB</c>, <c>cym</c> or the language's name; English for everything else.
    /// </summary>
    public static CultureInfo LanguageOf(string? tag) =>
        tag?.Trim().Split('-', '_')[0].ToLowerInvariant() is "cy" or "cym" or "wel" or "welsh" or "cymraeg" ? Welsh : English;

    /// <summary>Sets the language for the caller from here on, and for everything it calls.</summary>
    public static void Begin(CultureInfo language) => Current.Value = new Spoken(language);

    /// <summary>Changes the language of a page that has begun, once it is known who reads it.</summary>
    public static void Turn(CultureInfo language)
    {
        if (Current.Value is { } spoken)
            spoken.Language = language;
    }

    /// <summary>The text for this key, with the values put in.</summary>
    public static string Say(string key, params object?[] values) =>
        values.Length is 0 ? In(Language, key) : string.Format(Language, In(Language, key), values);

    public static string In(CultureInfo language, string key) =>
        Resources.GetString(key, language) ?? throw new MissingManifestResourceException($"There is no text {key}.");

    public static bool Has(string key) => Resources.GetString(key, Language) is not null;

    /// <summary>What stands before the first question of a measure.</summary>
    /// <param name="language">Null for the language of the page.</param>
    public static string Introduction(Measure measure, CultureInfo? language = null) =>
        Translated($"Measure.{measure.Id}", measure.Introduction, language);

    public static string Wording(Question question, CultureInfo? language = null) =>
        question.Welsh is { } welsh && (language ?? Language) == Welsh ? welsh
            : Translated($"Measure.{question.Id}", question.Text, language);

    /// <summary>In a choice on a scale, such as “3 – Often”, only the words after the number are translated.</summary>
    public static string Label(AnswerChoice choice, CultureInfo? language = null) =>
        choice.Welsh is { } welsh && (language ?? Language) == Welsh ? welsh
        : choice.Label.Split(" – ") is [var number, var words]
        ? $"{number} – {Translated($"Scale.{words}", words, language)}"
        : choice.Label.All(char.IsAsciiDigit) ? choice.Label : Translated($"Choice.{choice.Label}", choice.Label, language);

    /// <summary>The English of a questionnaire is its published wording. It is kept with the questionnaire, not in the resources.</summary>
    private static string Translated(string key, string english, CultureInfo? language) =>
        (language ?? Language) is var spoken && spoken == English ? english : Resources.GetString(key, spoken) ?? english;
}
