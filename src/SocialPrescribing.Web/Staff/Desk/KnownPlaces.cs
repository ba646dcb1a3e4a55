using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>
/// Where a meeting or session is, as far as it is known: by the activity's entry in the directory, by the postcode in the words, or by the
/// name of a place of the directory. A home whose address is protected is never looked up.
/// </summary>
public sealed partial class KnownPlaces
{
    private readonly Dictionary<Guid, MapPoint> _entries = [];
    private readonly Dictionary<string, MapPoint> _postcodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MapPoint> _names = new(StringComparer.OrdinalIgnoreCase);

    public KnownPlaces(IEnumerable<StoredActivity> directory)
    {
        foreach (StoredActivity entry in directory)
        {
            if (entry.Activity.Details.Place is not { Latitude: { } latitude, Longitude: { } longitude } place)
                continue;
            MapPoint point = new(latitude, longitude);
            _entries[entry.Activity.Id] = point;
            if (Postcode.TryParse(place.Postcode, out string postcode))
                _postcodes.TryAdd(postcode, point);
            // Two places may have one name: then it says nothing.
            if (place.Name?.Trim() is { Length: > 0 } name && !_names.TryAdd(name, point) && _names[name] != point)
                _names[name] = Ambiguous;
        }
    }

    private static MapPoint Ambiguous { get; } = new(double.NaN, double.NaN);

    public MapPoint? Of(DiaryEntry entry) =>
        entry.Activity is { Id: { } id } && _entries.TryGetValue(id, out MapPoint there) ? there
        : entry.Activity is { } activity ? Of(activity.Where)
        : entry.Meeting is { Place: { Kind: not (PlaceKind.Phone or PlaceKind.Video) } place } ? Of(place, entry.Journey) : null;

    private MapPoint? Of(Place place, Journey journey) =>
        journey.IsAddressProtected && (place.Kind is PlaceKind.AtHome || AddressProtection.NamesHome(journey, place.Where)) ? null
        : place.Kind is not PlaceKind.AtHome ? Of(place.Where)
        : journey.Person is { NoFixedAbode: false, Address.Postcode: { } home } ? Of(home) : null;

    private MapPoint? Of(string? words)
    {
        if (string.IsNullOrWhiteSpace(words))
            return null;
        foreach (Match match in WrittenPostcode().Matches(words).Reverse())
            if (Postcode.TryParse(match.Value, out string postcode))
                return _postcodes.TryGetValue(postcode, out MapPoint there) ? there : null;
        return _names.TryGetValue(words.Trim(), out MapPoint named)
            || _names.TryGetValue(words.Split(',')[0].Trim(), out named) ? named == Ambiguous ? null : named : null;
    }

    [GeneratedRegex(@"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WrittenPostcode();
}
