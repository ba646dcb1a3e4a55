using System.Globalization;

namespace SocialPrescribing.Service;

/// <summary>The order in which people look names up: the same on every machine and in every language of a page.</summary>
public static class Alphabetical
{
    private static readonly CultureInfo _english = CultureInfo.GetCultureInfo("en-GB");

    public static StringComparer Order { get; } = StringComparer.Create(_english, ignoreCase: true);
}
