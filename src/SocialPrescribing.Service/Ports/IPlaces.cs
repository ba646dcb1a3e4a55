using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Ports;

/// <summary>
/// Where postcodes are: public facts that were imported, and may not be there at all. They are the host's own, so an export leaves them
/// out.
/// </summary>
public interface IPlaces
{
    /// <summary>What was imported; null for nothing yet.</summary>
    Task<PlacesSource?> Source(CancellationToken cancellation);

    /// <param name="postcode">As <see cref="Postcode.TryParse"/> writes it. Null if it is not known.</param>
    Task<PostcodePlace?> Find(string postcode, CancellationToken cancellation);

    /// <summary>The middle of all postcodes in one part of the country; null if none is known.</summary>
    /// <param name="part">An outward code (<c>GU35</c>), or with the first sign of what follows it (<c>GU35 0</c>).</param>
    Task<MapPoint?> Middle(string part, CancellationToken cancellation);

    /// <summary>Of which parts of the country places are kept; null for all of it.</summary>
    IReadOnlyList<string>? Areas => null;

    /// <summary>Takes the place of what was imported before, under these postcodes at least.</summary>
    /// <param name="name">What the file is called.</param>
    /// <exception cref="ImportRefusedException">They cannot be kept here; the message says why, to whoever imports them.</exception>
    Task<PlacesSource> Import(IEnumerable<PostcodeRow> rows, string name, DateTimeOffset now, CancellationToken cancellation);
}

/// <param name="File">What the file was called.</param>
/// <param name="Postcodes">How many are kept.</param>
public sealed record PlacesSource(string File, DateTimeOffset At, int Postcodes);

/// <summary>Parts of the country by outward codes (<c>GU35</c>), or by their letters (<c>G</c> for G1, and not for GU1).</summary>
public static class PostcodeAreas
{
    public static bool Have(IReadOnlyCollection<string> areas, string outward) =>
        areas.Contains(outward) || areas.Contains(string.Concat(outward.TakeWhile(char.IsAsciiLetter)));
}

/// <summary>A list of places or of practices is not taken. The message says why, to whoever imports it: they can put it right.</summary>
public sealed class ImportRefusedException(string message) : Exception(message);

/// <summary>What is known of one postcode. Codes are those of the Office for National Statistics.</summary>
/// <param name="Lsoa">Lower layer super output area; in Scotland its data zone.</param>
/// <param name="Icb">Integrated care board, in England.</param>
/// <param name="DeprivationRank">1 is the most deprived of <paramref name="Index"/>.</param>
public sealed record PostcodePlace(
    MapPoint Point, string? Lsoa = null, string? Ward = null, string? LocalAuthority = null, string? Icb = null,
    int? DeprivationRank = null, DeprivationIndex Index = DeprivationIndex.None)
{
    /// <summary>Within its own nation, 1 for the most deprived tenth; never to be compared with another nation's.</summary>
    public int? DeprivationDecile => DeprivationRank is { } rank ? Deprivation.Decile(Index, rank) : null;
}

/// <summary>A host that knows no place.</summary>
public sealed class NoPlaces : IPlaces
{
    public Task<PlacesSource?> Source(CancellationToken cancellation) => Task.FromResult<PlacesSource?>(null);

    public Task<PostcodePlace?> Find(string postcode, CancellationToken cancellation) => Task.FromResult<PostcodePlace?>(null);

    public Task<MapPoint?> Middle(string part, CancellationToken cancellation) => Task.FromResult<MapPoint?>(null);

    public Task<PlacesSource> Import(
        IEnumerable<PostcodeRow> rows, string name, DateTimeOffset now, CancellationToken cancellation) =>
        throw new ImportRefusedException("This service keeps no places.");
}
