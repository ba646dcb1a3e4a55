namespace SocialPrescribing.Journeys;

/// <summary>
/// What people may say of themselves, so that a service sees whom it reaches and whom it does not. Nobody has to, and to say so is an
/// answer. These words are frozen: figures of years stand on them. What a referrer's system writes in other words is kept as it is
/// written.
/// </summary>
public static class Equality
{
    /// <summary>Asked, and not told.</summary>
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

    /// <summary>99 for not known: nobody asked, or what a referrer wrote is none of our words.</summary>
    public static string NhsEthnicCategory(string? group) => group is not null && _nhs.TryGetValue(group, out string? code) ? code : "99";

    /// <summary>Nothing, or a word of the list.</summary>
    internal static bool Has(IReadOnlyList<string> words, string? said) => said is null || Known(words, said) is not null;

    /// <summary>The word of the list; null for what somebody wrote in other words.</summary>
    internal static string? Known(IReadOnlyList<string> words, string? said) =>
        words.FirstOrDefault(word => word.Equals(said?.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The language alone of a tag such as <c>cy-GB</c>. Of three letters only those that are often met here: three letters can be a name.
    /// </summary>
    internal static string? KnownLanguage(string? tag)
    {
        string language = (tag?.Split('-')[0] ?? "").ToLowerInvariant();
        return language.Length is 2 && language.All(char.IsAsciiLetter) || _ofThreeLetters.Contains(language) ? language : null;
    }

    /// <summary>British Sign Language, Romani, Sylheti, Cantonese, Mandarin, Sorani, Kurmanji, Dari and Scots.</summary>
    private static readonly string[] _ofThreeLetters = ["bfi", "rom", "syl", "yue", "cmn", "ckb", "kmr", "prs", "sco"];
}
