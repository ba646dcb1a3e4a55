using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Staff;

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

    /// <summary>By road, in kilometres.</summary>
    public static double Kilometres(MapPoint from, MapPoint to) => Distance.Kilometres(from, to) * Detour;

    /// <summary>Rounded up to whole minutes.</summary>
    public static int Minutes(MapPoint from, MapPoint to) => (int)Math.Ceiling(Kilometres(from, to) / Speed * 60);
}
