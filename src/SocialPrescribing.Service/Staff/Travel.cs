namespace SocialPrescribing.Service.Staff;

/// <summary>A point on the map; degrees, WGS 84.</summary>
public readonly record struct MapPoint(double Latitude, double Longitude);

/// <summary>
/// How long somebody takes from one place to another: the straight line times a factor, at one speed. Nobody is asked for a route, so that
/// nobody learns where our people meet; it warns, and whoever knows the road knows better.
/// </summary>
public static class Travel
{
    /// <summary>Roads are longer than the straight line: by about a third in built-up areas, more in the country.</summary>
    public const double Detour = 1.4;
    /// <summary>By car through towns and villages, with a place to park. Kilometres an hour.</summary>
    public const double Speed = 35;
    private const double EarthRadius = 6_371;

    /// <summary>By road, in kilometres.</summary>
    public static double Kilometres(MapPoint from, MapPoint to)
    {
        double north = Radians(to.Latitude - from.Latitude), east = Radians(to.Longitude - from.Longitude);
        double half = Math.Pow(Math.Sin(north / 2), 2)
            + (Math.Cos(Radians(from.Latitude)) * Math.Cos(Radians(to.Latitude)) * Math.Pow(Math.Sin(east / 2), 2));
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(half))) * Detour;
    }

    /// <summary>Rounded up to whole minutes.</summary>
    public static int Minutes(MapPoint from, MapPoint to) => (int)Math.Ceiling(Kilometres(from, to) / Speed * 60);

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
