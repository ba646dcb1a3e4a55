using System.Globalization;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Mail;

/// <summary>The day that a digest is about, as its message and the service's own record name it.</summary>
public static class DigestDay
{
    private const string Format = "yyyy-MM-dd";

    public static DateOnly Of(QueuedMessage digest) => Read(digest.About!);

    internal static DateOnly Read(string text) => DateOnly.ParseExact(text, Format, CultureInfo.InvariantCulture);

    internal static string Text(DateOnly day) => day.ToString(Format, CultureInfo.InvariantCulture);
}
