using SocialPrescribing.Journeys;

namespace SocialPrescribing.Simulation;

/// <summary>The programme's codes in words that people can read.</summary>
internal static class Words
{
    public static string Of(ClosingReason reason) => reason switch
    {
        ClosingReason.GoalsMet => "goals met",
        ClosingReason.Independent => "goes alone now",
        ClosingReason.NoContact => "could not be reached",
        ClosingReason.DidNotAttend => "did not come to meetings",
        ClosingReason.Withdrew => "wanted no more",
        ClosingReason.MovedAway => "moved away",
        ClosingReason.Died => "died",
        ClosingReason.Joined => "went on in another journey",
        _ => Apart(reason.ToString()),
    };

    public static string Of(MessageKind kind) => kind switch
    {
        MessageKind.Received => "receipt to the person",
        MessageKind.MeetingReminderToday => "meeting reminder on the day",
        MessageKind.ReferrerReceived => "receipt to the referrer",
        MessageKind.ReferrerCouldNotReach => "referrer told: not reached yet",
        MessageKind.ReferrerDeclined => "referrer told: declined",
        MessageKind.ReferrerClosed => "referrer told: support ended",
        MessageKind.ProviderIntroduction => "provider asked",
        MessageKind.ProviderNudge => "provider asked again",
        MessageKind.Escalation => "escalation to the lead",
        MessageKind.Concern => "concern",
        MessageKind.ConcernAgain => "concern, again",
        _ => Apart(kind.ToString()),
    };

    /// <summary>"1 week", "1,000 weeks".</summary>
    public static string Count(int number, string one, string? many = null) =>
        string.Create(Report.British, $"{number:N0} {Many(number, one, many)}");

    public static string Many(int number, string one, string? many = null) => number is 1 ? one : many ?? one + "s";

    /// <summary><c>friendshipInOlderAge</c> becomes "friendship in older age".</summary>
    public static string Apart(string code) =>
        string.Concat(
            code.Select(
                (c, i) => !char.IsAsciiLetterUpper(c) ? $"{c}" : i is 0 ? $"{char.ToLowerInvariant(c)}" : $" {char.ToLowerInvariant(c)}"));
}
