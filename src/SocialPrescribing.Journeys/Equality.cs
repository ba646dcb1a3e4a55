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
}
