namespace SocialPrescribing.Journeys;

/// <summary>A point on the map; degrees, WGS 84.</summary>
public readonly record struct MapPoint(double Latitude, double Longitude);

/// <summary>The distance between two points as the crow flies. We ask no route service, so nobody learns who asks.</summary>
public static class Distance
{
    public const double KilometresInMile = 1.609344;
    private const double EarthRadius = 6_371;

    public static double Miles(MapPoint from, MapPoint to) => Kilometres(from, to) / KilometresInMile;

    public static double Kilometres(MapPoint from, MapPoint to)
    {
        double north = Radians(to.Latitude - from.Latitude), east = Radians(to.Longitude - from.Longitude);
        double up = Math.Sin(north / 2), across = Math.Sin(east / 2);
        double half = (up * up) + (Math.Cos(Radians(from.Latitude)) * Math.Cos(Radians(to.Latitude)) * across * across);
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(half)));
    }

    /// <summary>The direction in degrees clockwise from north, from 0 to under 360.</summary>
    public static double Bearing(MapPoint from, MapPoint to)
    {
        double one = Radians(from.Latitude), other = Radians(to.Latitude), east = Radians(to.Longitude - from.Longitude);
        double bearing = Math.Atan2(Math.Sin(east) * Math.Cos(other),
            (Math.Cos(one) * Math.Sin(other)) - (Math.Sin(one) * Math.Cos(other) * Math.Cos(east)));
        return ((bearing * 180 / Math.PI) + 360) % 360;
    }

    /// <summary>The middle of points that are near each other; null if there are none.</summary>
    public static MapPoint? Middle(IReadOnlyCollection<MapPoint> points) => points.Count is 0 ? null
        : new MapPoint(points.Average(p => p.Latitude), points.Average(p => p.Longitude));

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
