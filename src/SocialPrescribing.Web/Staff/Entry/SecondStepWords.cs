namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>Sentences about codes that several pages use.</summary>
internal static class SecondStepWords
{
    public const string WrongCode =
        "This code is not right. A code lasts half a minute and works once: wait until your app shows the next one, and check that the "
            + "clock of your phone is right.";

    public const string Locked =
        "There were too many wrong codes. Wait a quarter of an hour, then try again. Or use a browser in which you have signed in with a "
            + "code before.";
}
