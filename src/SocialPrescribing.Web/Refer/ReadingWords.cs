namespace SocialPrescribing.Web.Refer;

/// <summary>Says what a note about a referral is about, for people who no longer see the form.</summary>
internal static class ReadingWords
{
    public static string Where(string pointer) => pointer.Split('/') switch
    {
        [_, "referrer", "phone", ..] => "Your phone",
        [_, "referrer", ..] => "About you",
        [_, "person", "contacts", ..] => "How to reach the person",
        [_, "person", "relatedPeople", ..] => "Somebody beside the person",
        [_, "person", "address", ..] => "Where the person lives",
        [_, "gpPractice", ..] => "The GP practice",
        [_, "person", ..] => "The person",
        [_, "reason" or "needs" or "whatMattersMost", ..] => "Why they are referred",
        _ => "The referral",
    };
}
