using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Finds strings in JSON that are not valid text: half a character (<c>\ud83d</c> without its partner) or bytes that are not UTF-8. Such a
/// document can be parsed, but reading that string throws. So it is searched before anything is read.
/// </summary>
public static class JsonText
{
    /// <summary>Pointers to all such strings; for a name, to the object that has it.</summary>
    public static IEnumerable<string> Broken(JsonElement element, string pointer = "") => element.ValueKind switch
    {
        JsonValueKind.String when !IsWhole(JsonMarshal.GetRawUtf8Value(element)) => [pointer],
        JsonValueKind.Array =>
            element.EnumerateArray().SelectMany((e, i) => Broken(e, string.Create(CultureInfo.InvariantCulture, $"{pointer}/{i}"))),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p =>
            IsWhole(JsonMarshal.GetRawUtf8PropertyName(p)) ? Broken(p.Value, $"{pointer}/{Escaped(p.Name)}") : [pointer]),
        _ => [],
    };

    /// <summary>A name as it is written in a JSON pointer (RFC 6901).</summary>
    public static string Escaped(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static bool IsWhole(ReadOnlySpan<byte> raw)
    {
        if (!Utf8.IsValid(raw))
            return false;
        bool high = false;
        for (int i = 0; i < raw.Length; i++)
        {
            int unit = -1;
            if (raw[i] == '\\' && i + 1 < raw.Length && raw[++i] == 'u' && i + 4 < raw.Length)
            {
                unit = int.Parse(raw.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                i += 4;
            }
            bool low = unit is >= 0xDC00 and <= 0xDFFF;
            if (high != low)
                return false;
            high = unit is >= 0xD800 and <= 0xDBFF;
        }
        return !high;
    }
}
