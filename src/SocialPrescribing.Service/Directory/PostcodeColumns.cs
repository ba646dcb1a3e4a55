using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Directory;

/// <summary>
/// Where what we keep stands in a line. The headings of the ONS change their years with every release, so a column is known by its family;
/// Code-Point Open has no headings and the same ten columns always.
/// </summary>
internal sealed partial class PostcodeColumns
{
    private const int CodePointColumns = 10;

    private int _postcode = -1, _east = -1, _north = -1, _latitude = -1, _longitude = -1, _lsoa = -1, _ward = -1, _authority = -1;
    private int _icb = -1, _rank = -1;
    private bool _ranksOf2025;

    public bool HasHeadings { get; private init; }

    /// <summary>Null where the line is neither the headings of one file nor a row of the other.</summary>
    public static PostcodeColumns? Of(CsvLines first)
    {
        if (first.Count is CodePointColumns && PostcodeRow.KeyOf(first[0]) > 0 && Whole(first[1]) is not null)
            return new PostcodeColumns { _postcode = 0, _east = 2, _north = 3, _authority = 8, _ward = 9 };
        string[] names = [.. Enumerable.Range(0, first.Count).Select(i => Encoding.UTF8.GetString(first[i]).ToLowerInvariant())];
        int Find(Regex family) => Array.FindLastIndex(names, family.IsMatch);
        int rank2025 = Find(Ranks2025());
        PostcodeColumns columns = new()
        {
            HasHeadings = true,
            _postcode = Find(Postcodes()) is >= 0 and int spaced ? spaced : Find(PostcodesOtherwise()),
            _east = Find(East()),
            _north = Find(North()),
            _latitude = Array.IndexOf(names, "lat"),
            _longitude = Array.IndexOf(names, "long"),
            _lsoa = Find(Lsoa2021()) is >= 0 and int newer ? newer : Find(Lsoa2011()),
            _ward = Find(Ward()),
            _authority = Find(Authority()),
            _icb = Find(Icb()),
            _rank = rank2025 >= 0 ? rank2025 : Find(Ranks()),
            _ranksOf2025 = rank2025 >= 0,
        };
        bool hasPoint = columns is { _latitude: >= 0, _longitude: >= 0 } or { _east: >= 0, _north: >= 0 };
        return columns._postcode >= 0 && hasPoint ? columns : null;
    }

    /// <summary>The columns that are read, each with the heading by which it is found again in a file that was cut.</summary>
    public IReadOnlyList<(string Heading, int Column)> Read() =>
    [
        .. new[]
        {
            ("pcds", _postcode), ("oseast1m", _east), ("osnrth1m", _north), ("lat", _latitude), ("long", _longitude), ("lsoa21", _lsoa),
            ("osward", _ward), ("oslaua", _authority), ("icb", _icb), (_ranksOf2025 ? "imd25ind" : "imd", _rank),
        }.Where(c => c.Item2 >= 0),
    ];

    /// <summary>The row; one without a key where it has no postcode or no point.</summary>
    public PostcodeRow Read(CsvLines line)
    {
        ulong key = PostcodeRow.KeyOf(line[_postcode]);
        if (key is 0 || PointOf(line) is not { } point)
            return default;
        ReadOnlySpan<byte> authority = line[_authority];
        DeprivationIndex index = authority.Length is 0 ? DeprivationIndex.None
            : Deprivation.IndexOf((char)authority[0], _ranksOf2025);
        int rank = Whole(line[_rank]) is { } found && Deprivation.Decile(index, found) is not null ? found : 0;
        return new PostcodeRow(key, point, PostcodeRow.Pack(line[_lsoa]), PostcodeRow.Pack(line[_ward]), PostcodeRow.Pack(authority),
            PostcodeRow.Pack(line[_icb]), rank, rank is 0 ? DeprivationIndex.None : index);
    }

    /// <summary>
    /// Degrees where they are given, else from the grid. A postcode without a point has 99.999999 there, and none on the grid.
    /// </summary>
    private MapPoint? PointOf(CsvLines line)
    {
        if (Number(line[_latitude]) is { } latitude && Number(line[_longitude]) is { } longitude
            && latitude is > 49 and < 61.5 && longitude is > -9 and < 2.5)
            return new MapPoint(latitude, longitude);
        // Northern Ireland has a grid of its own.
        bool isIrish = line[_postcode] is [(byte)'B', (byte)'T', ..];
        return !isIrish && Number(line[_east]) is > 0 and var east && Number(line[_north]) is > 0 and var north && east < 700_000
            && north < 1_300_000 ? NationalGrid.ToMapPoint(east, north) : null;
    }

    private static double? Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out double number, out int read) && read == text.Length && text.Length > 0 ? number : null;

    private static int? Whole(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out int number, out int read) && read == text.Length && text.Length > 0 ? number : null;

    [GeneratedRegex("^pcds$")]
    private static partial Regex Postcodes();

    [GeneratedRegex("^(pcd|pcd2|pcd7|pcd8)$")]
    private static partial Regex PostcodesOtherwise();

    [GeneratedRegex("^(os)?east1m$")]
    private static partial Regex East();

    [GeneratedRegex("^((os)?north1m|osnrth1m)$")]
    private static partial Regex North();

    [GeneratedRegex("^lsoa21(cd)?$")]
    private static partial Regex Lsoa2021();

    [GeneratedRegex("^lsoa11(cd)?$")]
    private static partial Regex Lsoa2011();

    [GeneratedRegex(@"^(osward|ward|wd\d\dcd)$")]
    private static partial Regex Ward();

    [GeneratedRegex(@"^(oslaua|laua|lad\d\dcd)$")]
    private static partial Regex Authority();

    [GeneratedRegex(@"^icb(\d\dcd)?$")]
    private static partial Regex Icb();

    [GeneratedRegex(@"^imd(2[0-4]ind)?$")]
    private static partial Regex Ranks();

    [GeneratedRegex(@"^imd25ind$")]
    private static partial Regex Ranks2025();
}
