namespace SocialPrescribing.Journeys.Tests;

/// <summary>What people may say of themselves: words that figures of years stand on.</summary>
public class EqualityTests
{
    /// <summary>A word is never changed or taken out: what services hold would not be counted any more. New ones are added.</summary>
    [Fact]
    public void Its_words_are_frozen()
    {
        Assert.Equal(["female", "male", "other", "ratherNotSay"], Equality.Sexes);
        Assert.Equal(
        [
            "whiteBritish", "whiteIrish", "whiteGypsyOrIrishTraveller", "whiteRoma", "whiteOther", "mixedWhiteAndBlackCaribbean",
            "mixedWhiteAndBlackAfrican", "mixedWhiteAndAsian", "mixedOther", "asianIndian", "asianPakistani", "asianBangladeshi",
            "asianChinese", "asianOther", "blackCaribbean", "blackAfrican", "blackOther", "arab", "otherGroup", "ratherNotSay",
        ], Equality.Ethnicities);
        Assert.Equal(["limitedALot", "limitedALittle", "notLimited", "ratherNotSay"], Equality.Disabilities);
    }
}
