namespace SocialPrescribing.Service.Directory;

/// <summary>
/// What a source says of a field in words that cannot be read as its value. The field itself is empty, or holds a part of it.
/// </summary>
/// <param name="Pointer">The field: <c>/schedules</c>, <c>/place/postcode</c>.</param>
/// <param name="Text">At most 500 characters, in one line.</param>
public sealed record WrittenPart(string Pointer, string Text)
{
    public const int MostParts = 30;
    public const int LongestText = 500;

    public static readonly IReadOnlyList<string> Pointers =
    [
        "/provider/email", "/provider/phone", "/provider/url", "/needs", "/purposeful", "/schedules", "/breaks", "/place/postcode",
        "/place/latitude", "/place/longitude", "/stepFree", "/minimumAge", "/maximumAge", "/languages", "/accompaniedFirstVisitWelcome",
        "/capacity/available", "/capacity/maximum", "/capacity/updated", "/status", "/closedUntil", "/confirmedOn", "/notInPublic",
    ];

    /// <summary>As it can be kept and shown: in one line, without what nobody sees, and not too long.</summary>
    public static WrittenPart Of(string pointer, string text)
    {
        string line = string.Join(' ', Journeys.PlainText.Seen(string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return new(pointer, line[..Journeys.PlainText.Length(line, LongestText)]);
    }
}
