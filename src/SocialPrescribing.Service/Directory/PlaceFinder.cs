using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Directory;

/// <summary>How well it is known where something is.</summary>
public enum Exactness
{
    /// <summary>That very place, or its postcode.</summary>
    Exact,
    /// <summary>The middle of a part of the country: an outward code, or a piece of one.</summary>
    Area,
    /// <summary>The middle of the activities in an area, because no places were imported.</summary>
    Entries,
}

/// <param name="Name">What it is called: <c>GU35 0BP</c>, or <c>GU35</c>.</param>
public sealed record FoundPlace(string Name, MapPoint Point, Exactness Exactness, PostcodePlace? Known = null);

/// <param name="Point">Null where nobody knows where it is.</param>
/// <param name="IsRough">It lies somewhere in the area around that point.</param>
public sealed record PlacedActivity(StoredActivity Stored, MapPoint? Point, bool IsRough);

/// <summary>
/// Where postcodes and activities are. Without imported places it goes by the coordinates that stand in entries, and says so: the middle of
/// those in the same outward code is better than nothing to go by.
/// </summary>
public sealed class PlaceFinder(IPlaces places, ActivityDirectory directory)
{
    /// <summary>What was placed last: a search asks for the whole directory, and that is the same list until something changes.</summary>
    private volatile PlacedList? _last;

    /// <summary>How many postcodes are asked for together.</summary>
    private const int AtOnce = 100;

    /// <summary>What the entries say of where postcodes are.</summary>
    private readonly WorkedOut<KnownAreas> _areas = new(Areas);

    /// <param name="Points">By postcode, of the first entry that has it.</param>
    /// <param name="Middles">By outward code.</param>
    private sealed record KnownAreas(Dictionary<string, MapPoint> Points, Dictionary<string, MapPoint> Middles);

    private sealed record PlacedList(IReadOnlyList<StoredActivity> Of, DateTimeOffset Imported, IReadOnlyList<PlacedActivity> Placed);

    /// <summary>Where a postcode is, or a part of the country; null for what is none, or where nobody knows.</summary>
    /// <param name="text">As somebody typed it: <c>gu35 0bp</c>, <c>GU35 0</c>, <c>GU35</c>.</param>
    public async Task<FoundPlace?> Find(string? text, CancellationToken cancellation)
    {
        if (PartOf(text) is not { } part)
            return null;
        bool isWhole = Postcode.TryParse(part, out _);
        if (isWhole && await places.Find(part, cancellation) is { } place)
            return new FoundPlace(part, place.Point, Exactness.Exact, place);
        string outward = part.Split(' ')[0];
        // The narrowest first. Both are asked for together, because a page waits.
        string[] wider = isWhole ? [part[..(outward.Length + 2)], outward] : part == outward ? [part] : [part, outward];
        MapPoint?[] middles = await Task.WhenAll(wider.Select(w => places.Middle(w, cancellation)));
        if (Array.FindIndex(middles, m => m is not null) is >= 0 and int at)
            return new FoundPlace(wider[at], middles[at]!.Value, Exactness.Area);
        KnownAreas known = _areas.Of(await directory.AllCached(cancellation));
        return isWhole && known.Points.TryGetValue(part, out MapPoint same) ? new FoundPlace(part, same, Exactness.Exact)
            : known.Middles.TryGetValue(outward, out MapPoint around) ? new FoundPlace(outward, around, Exactness.Entries) : null;
    }

    private static KnownAreas Areas(IReadOnlyList<StoredActivity> all)
    {
        Dictionary<string, MapPoint> points = [];
        Dictionary<string, List<MapPoint>> outwards = [];
        foreach (ListingDetails details in all.Select(s => s.Activity.Details))
        {
            if (PointOf(details) is not { } point || details.Place!.Postcode?.Split(' ') is not [var outward, _])
                continue;
            points.TryAdd(details.Place.Postcode, point);
            if (!outwards.TryGetValue(outward, out List<MapPoint>? there))
                outwards.Add(outward, there = []);
            there.Add(point);
        }
        return new KnownAreas(points, outwards.ToDictionary(o => o.Key, o => Distance.Middle(o.Value)!.Value));
    }

    /// <summary>Where activities are: their own coordinates, or their postcode's.</summary>
    public Task<IReadOnlyList<PlacedActivity>> Place(IReadOnlyList<StoredActivity> all, CancellationToken cancellation) =>
        Place(Task.FromResult(all), cancellation);

    /// <param name="reading">The directory, which may still be read meanwhile.</param>
    public async Task<IReadOnlyList<PlacedActivity>> Place(Task<IReadOnlyList<StoredActivity>> reading, CancellationToken cancellation)
    {
        DateTimeOffset imported = (await places.Source(cancellation))?.At ?? default;
        IReadOnlyList<StoredActivity> all = await reading;
        if (_last is { } last && last.Of == all && last.Imported == imported)
            return last.Placed;
        List<PlacedActivity> placed = new(all.Count);
        foreach (StoredActivity[] some in all.Chunk(AtOnce))
            placed.AddRange(await Task.WhenAll(some.Select(a => Placed(a, cancellation))));
        _last = new PlacedList(all, imported, placed);
        return placed;
    }

    /// <summary>
    /// A postcode, a piece of one or an outward code as it is written; null for anything else. <c>GU35 0</c> is as much of a postcode as
    /// may stand in an address on the web: thousands live there.
    /// </summary>
    public static string? PartOf(string? text)
    {
        if (Postcode.TryParse(text, out string whole))
            return whole == Postcode.NoFixedAbode ? null : whole;
        string typed = string.Concat((text ?? "").Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        // Whether GU35 is an outward code, or GU3 and the first sign of what follows, is told by the space, if there is one.
        string[] words = (text ?? "").Trim().ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [var outward, [>= '0' and <= '9']] && IsOutward(outward) ? $"{outward} {words[1]}"
            : IsOutward(typed) ? typed : null;
    }

    /// <summary>The same, without what would tell one street from another.</summary>
    public static string? AreaOf(string? text) => PartOf(text) is not { } part ? null
        : Postcode.TryParse(part, out _) ? part[..(part.IndexOf(' ', StringComparison.Ordinal) + 2)] : part;

    private static bool IsOutward(string text) => text.Length is >= 2 and <= 4 && Postcode.TryParse($"{text} 1AA", out _);

    private static MapPoint? PointOf(ListingDetails details) =>
        details.Place is { Latitude: { } latitude, Longitude: { } longitude } ? new MapPoint(latitude, longitude) : null;

    private async Task<PlacedActivity> Placed(StoredActivity stored, CancellationToken cancellation) =>
        PointOf(stored.Activity.Details) is { } point ? new PlacedActivity(stored, point, false)
        : stored.Activity.Details.Place?.Postcode is not { } postcode ? new PlacedActivity(stored, null, false)
        : await places.Find(postcode, cancellation) is { } place ? new PlacedActivity(stored, place.Point, false)
        : await places.Middle(Postcode.Area(postcode), cancellation) is { } middle ? new PlacedActivity(stored, middle, true)
        : new PlacedActivity(stored, null, false);
}
