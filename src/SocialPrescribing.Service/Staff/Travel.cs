using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Staff;

/// <summary>
/// Estimates how long somebody takes from one place to another: the straight line times a factor, at one speed. We ask no route service, so
/// that nobody learns where our people meet. The result is only a warning, and whoever knows the road knows better.
/// </summary>
public static class Travel
{
    /// <summary>Roads are longer than the straight line: by about a third in built-up areas, more in the country.</summary>
    public const double Detour = 1.4;
    /// <summary>Kilometres an hour by car through towns and villages, including parking.</summary>
    public const double Speed = 35;

    /// <summary>By road, in kilometres.</summary>
    public static double Kilometres(MapPoint from, MapPoint to) => Distance.Kilometres(from, to) * Detour;

    /// <summary>Rounded up to whole minutes.</summary>
    public static int Minutes(MapPoint from, MapPoint to) => (int)Math.Ceiling(Kilometres(from, to) / Speed * 60);
}
