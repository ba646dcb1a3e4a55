using System.Buffers;
using System.Globalization;
using System.Text;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// Encodes texts as parts of keys. Table Storage refuses <c>/ \ # ?</c> and control characters in keys and has trouble with <c>%</c>. Keys
/// must also sort the same in every comparison. So keys are plain ASCII: letters, digits, <c>-</c> and <c>_</c> stand for themselves. Every
/// other byte of the UTF-8 text becomes a sign that sorts where the byte does, and two hexadecimal digits.
/// </summary>
/// <remarks>
/// No code begins with another code, and codes sort as their bytes do. So encoded texts sort by code points, as <see cref="CodePoints"/>
/// asks, and a text that begins with another is encoded to a key that begins with the other's key.
/// </remarks>
internal static class TableKey
{
    /// <summary>The most characters of a key: Table Storage takes 1 KiB of UTF-16.</summary>
    public const int Longest = 512;

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Throws at half a surrogate pair instead of replacing it.</summary>
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
            return text;
        StringBuilder key = new(text.Length + 16);
        foreach (byte b in Utf8.GetBytes(text))
        {
            if (Plain.Contains((char)b))
                key.Append((char)b);
            else
                key.Append(Sign(b)).Append(CultureInfo.InvariantCulture, $"{b:x2}");
        }
        return key.ToString();
    }

    /// <summary>The sign sorts between the same plain characters as the byte.</summary>
    private static char Sign(byte b) => b switch
    {
        < (byte)'-' => '!',
        < (byte)'0' => '.',
        < (byte)'A' => ':',
        < (byte)'_' => '^',
        < (byte)'a' => '`',
        _ => '~',
    };

    /// <summary>The least key after all that begin with <paramref name="prefix"/>, which must not be empty.</summary>
    public static string Behind(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);

    /// <exception cref="ArgumentException">The key is longer than Table Storage takes.</exception>
    public static string Checked(string key) => key.Length <= Longest ? key : throw new ArgumentException(
        $"A key takes {key.Length} characters once it is encoded, and Table Storage takes {Longest} (1 KiB). Letters, digits, - and _ take "
            + $"one each, everything else three for each byte of its UTF-8.");

    /// <summary>UTC ticks in 19 digits, so that they sort as the times do. No time is all zeros.</summary>
    public static string Time(DateTimeOffset? time) => (time?.UtcTicks ?? 0).ToString("D19", CultureInfo.InvariantCulture);

    public static DateTimeOffset? ReadTime(string? ticks) =>
        ticks is not null && long.Parse(ticks, NumberStyles.None, CultureInfo.InvariantCulture) is > 0 and long utc
            ? new DateTimeOffset(utc, TimeSpan.Zero) : null;
}
