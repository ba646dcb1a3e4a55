using System.Globalization;
using System.Runtime.InteropServices;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Ports;

/// <summary>
/// A postcode as it is imported, in 36 bytes: there are 2.7 million. Its layout is that of a file, so it never changes.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct PostcodeRow
{
    private const double Parts = 1_000_000;
    private const uint OfLetter = 100_000_000;
    private const int OutwardLength = 4, InwardLength = 3;

    /// <summary>Sorts as postcodes do: outward code, filled up to four, and the three behind it.</summary>
    public readonly ulong Key;
    private readonly int _latitude, _longitude;
    private readonly uint _lsoa, _ward, _authority, _icb;
    private readonly ushort _rank;
    private readonly byte _index;
    private readonly byte _unused;

    public PostcodeRow(ulong key, PostcodePlace place) : this(key, place.Point, Pack(place.Lsoa), Pack(place.Ward),
        Pack(place.LocalAuthority), Pack(place.Icb), place.DeprivationRank ?? 0, place.Index)
    {
    }

    /// <param name="lsoa">A code as a number; 0 for none.</param>
    /// <param name="rank">0 for none.</param>
    public PostcodeRow(
        ulong key, MapPoint point, uint lsoa, uint ward, uint authority, uint icb, int rank, DeprivationIndex index)
    {
        Key = key;
        (_latitude, _longitude) = ((int)Math.Round(point.Latitude * Parts), (int)Math.Round(point.Longitude * Parts));
        (_lsoa, _ward, _authority, _icb) = (lsoa, ward, authority, icb);
        (_rank, _index, _unused) = ((ushort)Math.Clamp(rank, 0, ushort.MaxValue), (byte)index, 0);
    }

    public MapPoint Point => new(_latitude / Parts, _longitude / Parts);

    public PostcodePlace Place => new(Point, Unpack(_lsoa), Unpack(_ward), Unpack(_authority), Unpack(_icb),
        _rank is 0 ? null : _rank, (DeprivationIndex)_index);

    /// <summary><c>GU35</c></summary>
    public string Outward => Text(Key)[..OutwardLength].TrimEnd();

    /// <summary><c>0BP</c></summary>
    public string Inward => Text(Key)[OutwardLength..];

    /// <summary>By their keys.</summary>
    public static IComparer<PostcodeRow> Order { get; } = Comparer<PostcodeRow>.Create((one, other) => one.Key.CompareTo(other.Key));

    /// <summary>0 for what cannot be a postcode.</summary>
    /// <param name="postcode">With or without spaces, in capitals.</param>
    public static ulong KeyOf(ReadOnlySpan<byte> postcode)
    {
        Span<byte> signs = stackalloc byte[OutwardLength + InwardLength];
        int length = 0;
        foreach (byte sign in postcode)
        {
            if (sign is (byte)' ')
                continue;
            if (length == signs.Length || !char.IsAsciiLetterOrDigit((char)sign))
                return 0;
            signs[length++] = sign;
        }
        if (length < 2 + InwardLength)
            return 0;
        ulong key = 0;
        for (int i = 0; i < OutwardLength; i++)
            key = (key << 8) | (i < length - InwardLength ? signs[i] : (byte)' ');
        for (int i = length - InwardLength; i < length; i++)
            key = (key << 8) | signs[i];
        return key;
    }

    /// <summary>The first key and the one behind the last of a part of the country, such as <c>GU35</c> or <c>GU35 0</c>.</summary>
    public static (ulong From, ulong Before) KeysIn(string part)
    {
        string[] words = part.Split(' ', 2);
        if (words[0].Length is < 2 or > OutwardLength || !part.All(c => char.IsAsciiLetterOrDigit(c) || c is ' '))
            return (0, 0);
        string begin = words[0].PadRight(OutwardLength) + (words.Length > 1 ? words[1] : "");
        ulong from = 0;
        foreach (char sign in begin)
            from = (from << 8) | sign;
        int missing = 8 * (OutwardLength + InwardLength - begin.Length);
        return missing < 0 ? (0, 0) : (from << missing, (from + 1) << missing);
    }

    /// <summary>
    /// A code of the statistics office, a letter and eight digits, as a number; 0 for anything else, and for those that say none.
    /// </summary>
    public static uint Pack(ReadOnlySpan<byte> code)
    {
        if (code.Length is not 9 || !char.IsAsciiLetterUpper((char)code[0]))
            return 0;
        uint number = 0;
        foreach (byte digit in code[1..])
        {
            if (!char.IsAsciiDigit((char)digit))
                return 0;
            number = (number * 10) + (uint)(digit - '0');
        }
        // E99999999 stands for not applicable.
        return number is 99_999_999 ? 0 : ((uint)(code[0] - 'A') * OfLetter) + number;
    }

    private static uint Pack(string? code) => code is null ? 0 : Pack(System.Text.Encoding.ASCII.GetBytes(code));

    private static string? Unpack(uint code) => code is 0 ? null
        : string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + (code / OfLetter))}{code % OfLetter:D8}");

    private static string Text(ulong key) => string.Create(OutwardLength + InwardLength, key, (text, of) =>
    {
        for (int i = text.Length - 1; i >= 0; i--, of >>= 8)
            text[i] = (char)(of & 0xff);
    });
}
