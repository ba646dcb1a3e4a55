namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>Sentences about codes that several pages use.</summary>
internal static class SecondStepWords
{
    public const string WrongCode =
        "This code is not right. A code lasts half a minute and works once: wait until your app shows the next one, and check that the "
            + "clock of your phone is right.";

    /// <summary>It does not say where codes would still be taken: that helps only whoever is not meant to come in.</summary>
    public const string Locked =
        "There were too many wrong codes. In a quarter of an hour, sign in anew with your password and a code from your app. A recovery "
            + "code works at once.";
}
