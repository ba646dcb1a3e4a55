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
        ClosingReason.Duplicate or ClosingReason.EnteredInError or ClosingReason.NoLongerEligible or ClosingReason.MovedToOtherService
            or ClosingReason.InHospitalOrCare => Apart($"{reason}"),
    };

    /// <summary>Its name, and before it to whom it goes if that is not the person: "referrer: could not reach".</summary>
    public static string Of(MessageKind kind)
    {
        string to = Apart($"{MessageType.Of(kind).To}"), name = Apart($"{kind}");
        return MessageType.Of(kind).To is Recipient.Person ? name
            : $"{to}: {(name.StartsWith(to + " ", StringComparison.Ordinal) ? name[(to.Length + 1)..] : name)}";
    }

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
