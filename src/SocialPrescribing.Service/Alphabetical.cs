using System.Globalization;

namespace SocialPrescribing.Service;

/// <summary>The order in which people look names up: the same on every machine and in every language of a page.</summary>
public static class Alphabetical
{
    public static StringComparer Order { get; } = StringComparer.Create(CultureInfo.GetCultureInfo("en-GB"), ignoreCase: true);
}
