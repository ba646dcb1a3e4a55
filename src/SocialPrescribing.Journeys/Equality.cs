namespace SocialPrescribing.Journeys;

/// <summary>
/// What people may say about themselves, so that a service knows whom it reaches and whom it does not. Nobody has to, and saying
/// so is an answer. These words are frozen, because the figures of many years use them. What a referrer's system writes in other
/// words is kept as written.
/// </summary>
public static class Equality
{
    /// <summary>The person was asked and would rather not say.</summary>
    public const string RatherNotSay = "ratherNotSay";

    public static IReadOnlyList<string> Sexes { get; } = ["female", "male", "other", RatherNotSay];

    /// <summary>The 19 groups of the census of 2021 in England and Wales (Government Statistical Service, annex C).</summary>
    public static IReadOnlyList<string> Ethnicities { get; } =
    [
        "whiteBritish", "whiteIrish", "whiteGypsyOrIrishTraveller", "whiteRoma", "whiteOther",
        "mixedWhiteAndBlackCaribbean", "mixedWhiteAndBlackAfrican", "mixedWhiteAndAsian", "mixedOther",
        "asianIndian", "asianPakistani", "asianBangladeshi", "asianChinese", "asianOther",
        "blackCaribbean", "blackAfrican", "blackOther", "arab", "otherGroup", RatherNotSay,
    ];

    /// <summary>Whether a lasting condition limits what somebody does each day, as the census asks.</summary>
    public static IReadOnlyList<string> Disabilities { get; } = ["limitedALot", "limitedALittle", "notLimited", RatherNotSay];

    /// <summary>Codes of the NHS Data Dictionary's ETHNIC CATEGORY, which still has the groups of 2001.</summary>
    private static readonly Dictionary<string, string> _nhs = new()
    {
        ["whiteBritish"] = "A",
        ["whiteIrish"] = "B",
        ["whiteGypsyOrIrishTraveller"] = "C",
        ["whiteRoma"] = "C",
        ["whiteOther"] = "C",
        ["mixedWhiteAndBlackCaribbean"] = "D",
        ["mixedWhiteAndBlackAfrican"] = "E",
        ["mixedWhiteAndAsian"] = "F",
        ["mixedOther"] = "G",
        ["asianIndian"] = "H",
        ["asianPakistani"] = "J",
        ["asianBangladeshi"] = "K",
        ["asianOther"] = "L",
        ["blackCaribbean"] = "M",
        ["blackAfrican"] = "N",
        ["blackOther"] = "P",
        ["asianChinese"] = "R",
        ["arab"] = "S",
        ["otherGroup"] = "S",
        [RatherNotSay] = "Z",
    };

    /// <summary>99 for not known: nobody asked, or a referrer wrote something that is not one of our words.</summary>
    public static string NhsEthnicCategory(string? group) => group is not null && _nhs.TryGetValue(group, out string? code) ? code : "99";

    /// <summary>Whether nothing was said, or a word of the list.</summary>
    internal static bool Has(IReadOnlyList<string> words, string? said) => said is null || Known(words, said) is not null;

    /// <summary>The word of the list; null if somebody used other words.</summary>
    internal static string? Known(IReadOnlyList<string> words, string? said) =>
        words.FirstOrDefault(word => word.Equals(said?.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The language without the region of a tag such as <c>cy-GB</c>. Of languages with three letters only common ones are accepted,
    /// because three letters can also be a name.
    /// </summary>
    internal static string? KnownLanguage(string? tag)
    {
        string language = (tag?.Split('-')[0] ?? "").ToLowerInvariant();
        return language.Length is 2 && language.All(char.IsAsciiLetter) || _ofThreeLetters.Contains(language) ? language : null;
    }

    /// <summary>British Sign Language, Romani, Sylheti, Cantonese, Mandarin, Sorani, Kurmanji, Dari and Scots.</summary>
    private static readonly string[] _ofThreeLetters = ["bfi", "rom", "syl", "yue", "cmn", "ckb", "kmr", "prs", "sco"];
}
