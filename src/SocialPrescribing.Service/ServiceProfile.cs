using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service;

/// <summary>
/// What people see of this service. An admin may change it while it runs, so whoever needs it asks each time and keeps no copy.
/// </summary>
/// <param name="name">The first value of <see cref="Name"/>; the others likewise.</param>
/// <param name="publicUrl">Where links in messages lead, without a slash at the end.</param>
/// <param name="replyTo">Empty if nobody reads answers.</param>
public sealed class ServiceProfile(string name, string discreetName, string phone, Uri publicUrl, string replyTo = "")
{
    private volatile Words _now = new(name, discreetName, phone, replyTo);

    /// <summary>The service's name in messages and on pages.</summary>
    public string Name => _now.Name;

    /// <summary>The sender for people who asked for discretion. It does not say what the service is for.</summary>
    public string DiscreetName => _now.DiscreetName;

    /// <summary>The number at which people reach a human.</summary>
    public string Phone => _now.Phone;

    /// <summary>Where answers to letters go. If it is empty, nobody reads them, and letters say so.</summary>
    public string ReplyTo => _now.ReplyTo;

    public Uri PublicUrl => publicUrl;

    /// <summary>Addresses that <see cref="PublicUrl"/> was before. Pages that were opened there may still be sent.</summary>
    public IReadOnlyList<Uri> EarlierUrls { get; init; } = [];

    /// <summary>Whether people reach the service under this origin, as browsers write it, or did so before.</summary>
    public bool IsAt(string origin) => EarlierUrls.Prepend(publicUrl).Any(u => OriginOf(u) == origin);

    /// <summary>The same for a name as it stands in <c>Host</c>, which does not say whether it was https.</summary>
    public bool IsAtHost(string host) => EarlierUrls.Prepend(publicUrl).Any(u => OriginOf(u) == $"{u.Scheme}://{host}");

    /// <summary>Browsers write a name with letters beyond a to z in its encoded form.</summary>
    private static string OriginOf(Uri url) => $"{url.Scheme}://{url.IdnHost}{(url.IsDefaultPort ? "" : $":{url.Port}")}";

    /// <summary>The parts that can change. They change together, so read them together.</summary>
    public sealed record Words(string Name, string DiscreetName, string Phone, string ReplyTo = "");

    /// <summary>All parts as they are at one moment.</summary>
    public Words Now => _now;

    internal void Become(Words words) => _now = words;

    /// <summary>Which text each part may have, whether it is set in a file, in the environment or on a page.</summary>
    public const string Allowed = "a text of one line that is not empty";

    /// <inheritdoc cref="Allowed"/>
    public static bool Allows(string text) => !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);

    /// <summary>Which text the address for answers may have.</summary>
    public const string AllowedAddress = "an email address such as hello@example.org";

    /// <inheritdoc cref="AllowedAddress"/>
    public static bool AllowsAddress(string text) => EmailAddress.IsPlausible(text) && System.Text.Ascii.IsValid(text);
}
