namespace SocialPrescribing.Journeys.Tests;

/// <summary>What people may say about themselves. Figures over years rely on these words.</summary>
public class EqualityTests
{
    /// <summary>Words are added, but never changed or removed: stored ones would no longer be counted.</summary>
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
