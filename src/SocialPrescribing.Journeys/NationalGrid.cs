namespace SocialPrescribing.Journeys;

/// <summary>
/// Converts Ordnance Survey's national grid (OSGB36, Airy 1830) to degrees on WGS 84, with the seven-parameter shift of Ordnance Survey's
/// guide to coordinate systems in Great Britain. It is right within five metres anywhere in Great Britain, which is less than the width of
/// a postcode. Northern Ireland has another grid.
/// </summary>
public static class NationalGrid
{
    private const double DegreesInRadian = 180 / Math.PI;
    private const double SecondsInRadian = DegreesInRadian * 3600;

    // Airy 1830 and the projection on it; metres and radians.
    private const double Major = 6_377_563.396, Minor = 6_356_256.909;
    private const double Scale = 0.9996012717, TrueEasting = 400_000, TrueNorthing = -100_000;
    private const double TrueLatitude = 49 / DegreesInRadian, TrueLongitude = -2 / DegreesInRadian;
    private const double AirySquare = 1 - (Minor * Minor / (Major * Major));

    // WGS 84, and the way there from OSGB36: metres, parts per million, seconds.
    private const double WorldMajor = 6_378_137, WorldMinor = 6_356_752.314245;
    private const double WorldSquare = 1 - (WorldMinor * WorldMinor / (WorldMajor * WorldMajor));
    private const double ShiftX = 446.448, ShiftY = -125.157, ShiftZ = 542.060, Larger = -20.4894e-6;
    private const double TurnX = 0.1502 / SecondsInRadian, TurnY = 0.2470 / SecondsInRadian, TurnZ = 0.8421 / SecondsInRadian;

    /// <param name="easting">Metres.</param>
    /// <param name="northing">Metres.</param>
    public static MapPoint ToMapPoint(double easting, double northing)
    {
        (double latitude, double longitude) = OnAiry(easting, northing);
        (double x, double y, double z) = InSpace(latitude, longitude);
        return OnWorld(
            ShiftX + ((1 + Larger) * x) - (TurnZ * y) + (TurnY * z),
            ShiftY + (TurnZ * x) + ((1 + Larger) * y) - (TurnX * z),
            ShiftZ - (TurnY * x) + (TurnX * y) + ((1 + Larger) * z));
    }

    /// <summary>From the flat map back to Airy's ellipsoid, without the shift, in radians.</summary>
    public static (double Latitude, double Longitude) OnAiry(double easting, double northing)
    {
        double latitude = TrueLatitude, rest = northing - TrueNorthing;
        for (int tries = 0; tries < 20 && Math.Abs(rest) > 1e-5; tries++)
        {
            latitude += rest / (Major * Scale);
            rest = northing - TrueNorthing - Meridian(latitude);
        }
        double sine = Math.Sin(latitude), tangent = Math.Tan(latitude), second = tangent * tangent, fourth = second * second;
        double curved = 1 - (AirySquare * sine * sine);
        double across = Major * Scale / Math.Sqrt(curved), along = Major * Scale * (1 - AirySquare) / Math.Pow(curved, 1.5);
        double eta = (across / along) - 1, secant = 1 / Math.Cos(latitude), east = easting - TrueEasting;
        double vii = tangent / (2 * along * across);
        double viii = tangent / (24 * along * Math.Pow(across, 3)) * (5 + (3 * second) + eta - (9 * second * eta));
        double ix = tangent / (720 * along * Math.Pow(across, 5)) * (61 + (90 * second) + (45 * fourth));
        double x = secant / across;
        double xi = secant / (6 * Math.Pow(across, 3)) * ((across / along) + (2 * second));
        double xii = secant / (120 * Math.Pow(across, 5)) * (5 + (28 * second) + (24 * fourth));
        double xiia = secant / (5040 * Math.Pow(across, 7)) * (61 + (662 * second) + (1320 * fourth) + (720 * fourth * second));
        return (
            latitude - (vii * Math.Pow(east, 2)) + (viii * Math.Pow(east, 4)) - (ix * Math.Pow(east, 6)),
            TrueLongitude + (x * east) - (xi * Math.Pow(east, 3)) + (xii * Math.Pow(east, 5)) - (xiia * Math.Pow(east, 7)));
    }

    /// <summary>The distance of a latitude from the true origin along the meridian, in metres on the map.</summary>
    private static double Meridian(double latitude)
    {
        const double n = (Major - Minor) / (Major + Minor);
        double less = latitude - TrueLatitude, more = latitude + TrueLatitude;
        return Minor * Scale * (
            ((1 + n + (5 / 4.0 * n * n) + (5 / 4.0 * n * n * n)) * less)
            - (((3 * n) + (3 * n * n) + (21 / 8.0 * n * n * n)) * Math.Sin(less) * Math.Cos(more))
            + (((15 / 8.0 * n * n) + (15 / 8.0 * n * n * n)) * Math.Sin(2 * less) * Math.Cos(2 * more))
            - (35 / 24.0 * n * n * n * Math.Sin(3 * less) * Math.Cos(3 * more)));
    }

    private static (double X, double Y, double Z) InSpace(double latitude, double longitude)
    {
        double across = Major / Math.Sqrt(1 - (AirySquare * Math.Pow(Math.Sin(latitude), 2)));
        return (across * Math.Cos(latitude) * Math.Cos(longitude), across * Math.Cos(latitude) * Math.Sin(longitude),
            across * (1 - AirySquare) * Math.Sin(latitude));
    }

    private static MapPoint OnWorld(double x, double y, double z)
    {
        double fromAxis = Math.Sqrt((x * x) + (y * y)), latitude = Math.Atan2(z, fromAxis * (1 - WorldSquare));
        for (int tries = 0; tries < 10; tries++)
        {
            double across = WorldMajor / Math.Sqrt(1 - (WorldSquare * Math.Pow(Math.Sin(latitude), 2)));
            latitude = Math.Atan2(z + (WorldSquare * across * Math.Sin(latitude)), fromAxis);
        }
        return new MapPoint(latitude * DegreesInRadian, Math.Atan2(y, x) * DegreesInRadian);
    }
}
