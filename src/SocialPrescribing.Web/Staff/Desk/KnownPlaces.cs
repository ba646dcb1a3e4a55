using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>
/// Where a meeting or session is, if that is known: from the activity's entry in the directory, from a postcode in its text, or from the
/// name of a place in the directory. A protected home address is never looked up.
/// </summary>
public sealed partial class KnownPlaces
{
    private readonly Dictionary<Guid, MapPoint> _entries = [];
    private readonly Dictionary<string, MapPoint> _postcodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MapPoint> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="imported">The places of postcodes in a diary (<see cref="PostcodesIn"/>), as far as they were imported.</param>
    public KnownPlaces(IEnumerable<StoredActivity> directory, IReadOnlyDictionary<string, MapPoint>? imported = null)
    {
        foreach ((string postcode, MapPoint point) in imported ?? new Dictionary<string, MapPoint>())
            _postcodes[postcode] = point;
        foreach (StoredActivity entry in directory)
        {
            if (entry.Activity.Details.Place is not { Latitude: { } latitude, Longitude: { } longitude } place)
                continue;
            MapPoint point = new(latitude, longitude);
            _entries[entry.Activity.Id] = point;
            if (Postcode.TryParse(place.Postcode, out string postcode))
                _postcodes.TryAdd(postcode, point);
            // If two places have the same name, the name says nothing.
            if (place.Name?.Trim() is { Length: > 0 } name && !_names.TryAdd(name, point) && _names[name] != point)
                _names[name] = Ambiguous;
        }
    }

    private static MapPoint Ambiguous { get; } = new(double.NaN, double.NaN);

    public MapPoint? Of(DiaryEntry entry) =>
        entry.Activity is { Id: { } id } && _entries.TryGetValue(id, out MapPoint there) ? there
        : entry.Activity is { } activity ? Of(activity.Where)
        : entry.Meeting is { Place: { Kind: not (PlaceKind.Phone or PlaceKind.Video) } place } ? Of(place, entry.Journey) : null;

    /// <summary>Postcodes that help to work out travel times; never that of a protected home address.</summary>
    public static IEnumerable<string> PostcodesIn(IEnumerable<DiaryEntry> entries) => entries
        .Select(e => e.Activity is { } activity ? activity.Where
            : e.Meeting is { Place: { Kind: not (PlaceKind.Phone or PlaceKind.Video) } place } ? WordsOf(place, e.Journey) : null)
        .Select(PostcodeIn).OfType<string>().Distinct();

    private MapPoint? Of(Place place, Journey journey) => Of(WordsOf(place, journey));

    private static string? WordsOf(Place place, Journey journey) =>
        journey.IsAddressProtected && (place.Kind is PlaceKind.AtHome || AddressProtection.NamesHome(journey, place.Where)) ? null
        : place.Kind is not PlaceKind.AtHome ? place.Where
        : journey.Person is { NoFixedAbode: false, Address.Postcode: { } home } ? home : null;

    /// <summary>The last postcode in a text.</summary>
    private static string? PostcodeIn(string? words) => words is null ? null
        : WrittenPostcode().Matches(words).Reverse()
            .Select(match => Postcode.TryParse(match.Value, out string postcode) ? postcode : null).FirstOrDefault(p => p is not null);

    private MapPoint? Of(string? words)
    {
        if (string.IsNullOrWhiteSpace(words))
            return null;
        if (PostcodeIn(words) is { } postcode)
            return _postcodes.TryGetValue(postcode, out MapPoint there) ? there : null;
        return _names.TryGetValue(words.Trim(), out MapPoint named)
            || _names.TryGetValue(words.Split(',')[0].Trim(), out named) ? named == Ambiguous ? null : named : null;
    }

    [GeneratedRegex(@"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WrittenPostcode();
}
