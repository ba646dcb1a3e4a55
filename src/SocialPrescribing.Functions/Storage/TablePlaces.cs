using System.Globalization;
using System.Text;
using Azure;
using Azure.Data.Tables;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Storage;

/// <summary>Which areas are kept: <c>Places__Areas</c>, as outward codes (<c>GU35</c>) or their letters (<c>GU</c>).</summary>
internal sealed record PlacesOptions(IReadOnlyList<string> Areas)
{
    public const string Setting = "Places:Areas";

    /// <summary>Null if the text does not name areas.</summary>
    public static PlacesOptions? Read(string? text)
    {
        string[] areas = [.. (text ?? "").ToUpperInvariant().Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries).Distinct()];
        return areas.All(a => a.Length is >= 1 and <= 4 && char.IsAsciiLetter(a[0]) && a.All(char.IsAsciiLetterOrDigit))
            ? new PlacesOptions(areas) : null;
    }

    public bool Keeps(string outward) => PostcodeAreas.Have(Areas, outward);
}

/// <summary>
/// Postcodes in a table of their own: a partition for each outward code, which also holds the middle of the area and of its parts, so that
/// each question reads one row. Only the areas that the settings name are kept.
/// </summary>
internal sealed class TablePlaces(TableClient table, PlacesOptions options) : IPlaces
{
    public const string Table = "Places";
    private const string About = "about";
    /// <summary>Begins the keys of rows that hold a middle. No inward code begins like this.</summary>
    private const string Piece = "middle-";
    private const int MostKept = 400_000;
    private const int AtOnce = 8;
    private static readonly double _aMinute = TimeSpan.FromMinutes(1).TotalMilliseconds;

    private (PlacesSource? Source, long At)? _cached;

    public IReadOnlyList<string> Areas => options.Areas;

    /// <summary>May be a minute old: every list of activities asks for it.</summary>
    public async Task<PlacesSource?> Source(CancellationToken cancellation)
    {
        if (_cached is { } lately && Environment.TickCount64 - lately.At < _aMinute)
            return lately.Source;
        PlacesSource? source = await Read(About, About, cancellation) is { } row
            ? new PlacesSource(row.GetString("File"), row.GetDateTimeOffset("At")!.Value, row.GetInt32("Postcodes")!.Value) : null;
        _cached = (source, Environment.TickCount64);
        return source;
    }

    public async Task<PostcodePlace?> Find(string postcode, CancellationToken cancellation) =>
        postcode.Split(' ') is [var outward, var inward] && options.Keeps(outward)
            && await Read(outward, inward, cancellation) is { } row
            ? new PostcodePlace(PointOf(row), row.GetString("Lsoa"), row.GetString("Ward"), row.GetString("LocalAuthority"),
                row.GetString("Icb"), row.GetInt32("Rank"), Enum.Parse<DeprivationIndex>(row.GetString("Index")))
            : null;

    public async Task<MapPoint?> Middle(string part, CancellationToken cancellation) =>
        part.Split(' ', 2) is var words && PostcodeRow.KeysIn(part).Before > 0 && options.Keeps(words[0])
            && await Read(words[0], Piece + words.ElementAtOrDefault(1), cancellation) is { } row ? PointOf(row) : null;

    /// <summary>The table is made by the first import. Before that no place is known, and no referral fails because of it.</summary>
    private async Task<TableEntity?> Read(string partition, string row, CancellationToken cancellation)
    {
        try
        {
            return await table.Find(partition, row, cancellation);
        }
        catch (RequestFailedException e) when (e is { Status: 404, ErrorCode: "TableNotFound" })
        {
            return null;
        }
    }

    public async Task<PlacesSource> Import(
        IEnumerable<PostcodeRow> rows, string name, DateTimeOffset now, CancellationToken cancellation)
    {
        if (options.Areas is [])
            throw new ImportRefusedException("Say first which areas are kept: set SocialPrescribing__Places__Areas, such as GU,RG12.");
        Dictionary<ulong, PostcodeRow> kept = await Task.Run(() => InAreas(rows), cancellation);
        if (kept.Count is 0)
            throw new ImportRefusedException(
                $"The file names no postcode that has a place in the areas that are kept ({string.Join(", ", options.Areas)}).");
        await table.CreateIfNotExistsAsync(cancellation);
        ParallelOptions many = new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(kept.Values.GroupBy(r => r.Outward), many, async (area, stop) =>
        {
            foreach (TableEntity[] some in area.Select(Entity).Concat(Middles(area.Key, [.. area])).Chunk(Limits.MostRows))
                await table.SubmitTransactionAsync(
                    some.Select(e => new TableTransactionAction(TableTransactionActionType.UpsertReplace, e)), stop);
        });
        PlacesSource source = new(name, now, kept.Count);
        await table.UpsertEntityAsync(
            new TableEntity(About, About) { ["File"] = source.File, ["At"] = source.At, ["Postcodes"] = source.Postcodes },
            TableUpdateMode.Replace, cancellation);
        _cached = null;
        return source;
    }

    private Dictionary<ulong, PostcodeRow> InAreas(IEnumerable<PostcodeRow> rows)
    {
        Dictionary<ulong, PostcodeRow> kept = [];
        (string Outward, bool IsKept) last = ("", false);
        foreach (PostcodeRow row in rows)
        {
            if (row.Outward != last.Outward)
                last = (row.Outward, options.Keeps(row.Outward));
            if (!last.IsKept)
                continue;
            kept[row.Key] = row;
            if (kept.Count > MostKept)
                throw new ImportRefusedException(string.Create(CultureInfo.InvariantCulture,
                    $"The areas that are kept have more than {MostKept:N0} postcodes. Name fewer in SocialPrescribing__Places__Areas."));
        }
        return kept;
    }

    private static IEnumerable<TableEntity> Middles(string outward, PostcodeRow[] rows) => rows
        .GroupBy(r => r.Inward[..1])
        .Select(g => (Piece: g.Key, Rows: g.ToArray())).Append((Piece: "", Rows: rows))
        .Select(g => Entity(outward, Piece + g.Piece, Distance.Middle([.. g.Rows.Select(r => r.Point)])!.Value));

    private static TableEntity Entity(PostcodeRow row)
    {
        PostcodePlace place = row.Place;
        TableEntity entity = Entity(row.Outward, row.Inward, place.Point);
        entity["Lsoa"] = place.Lsoa;
        entity["Ward"] = place.Ward;
        entity["LocalAuthority"] = place.LocalAuthority;
        entity["Icb"] = place.Icb;
        entity["Rank"] = place.DeprivationRank;
        entity["Index"] = place.Index.ToString();
        return entity;
    }

    private static TableEntity Entity(string outward, string row, MapPoint point) =>
        new(outward, row) { ["Latitude"] = point.Latitude, ["Longitude"] = point.Longitude };

    private static MapPoint PointOf(TableEntity row) => new(row.GetDouble("Latitude")!.Value, row.GetDouble("Longitude")!.Value);
}
