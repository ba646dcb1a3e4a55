using System.Net;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>
/// Slows down whoever tries passwords from one place. An account has its own lock (<see cref="StaffDirectory"/>); this is
/// against trying one password on many accounts. Kept in memory: a restart forgives, and the accounts' locks stay.
/// </summary>
public sealed class SignInLimiter(Clocks clocks)
{
    public const int MostFailures = 20;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private const int MostPlaces = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (int Failures, DateTimeOffset Until)> _places = [];

    public bool Allows(IPAddress? address)
    {
        lock (_lock)
            return !_places.TryGetValue(Visitors.PlaceOf(address), out (int Failures, DateTimeOffset Until) place)
                || place.Until <= clocks.MachineNow || place.Failures < MostFailures;
    }

    public void Failed(IPAddress? address)
    {
        DateTimeOffset now = clocks.MachineNow;
        string key = Visitors.PlaceOf(address);
        lock (_lock)
        {
            if (_places.Count >= MostPlaces)
                Forget(now);
            _places[key] = _places.TryGetValue(key, out (int Failures, DateTimeOffset Until) place) && place.Until > now
                ? (place.Failures + 1, place.Until) : (1, now + Window);
        }
    }

    /// <summary>What is over goes; if that is not enough, everything does: a flood from everywhere is for the accounts' locks.</summary>
    private void Forget(DateTimeOffset now)
    {
        foreach (string over in _places.Where(p => p.Value.Until <= now).Select(p => p.Key).ToList())
            _places.Remove(over);
        if (_places.Count >= MostPlaces)
            _places.Clear();
    }
}
