using System.Net;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>
/// Slows down somebody who tries passwords from one place. Each account has its own lock (<see cref="StaffDirectory"/>). This one is
/// against trying one password on many accounts. It is kept in memory, so a restart clears it, but not the accounts' locks.
/// </summary>
public sealed class SignInLimiter(Clocks clocks)
{
    public const int MostFailures = 20;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private const int MostPlaces = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (int Tries, DateTimeOffset Until)> _places = [];

    /// <summary>Counts a try before anything else is done, so that sending many at once does not get around the limit.</summary>
    public bool Takes(IPAddress? address)
    {
        DateTimeOffset now = clocks.MachineNow;
        string key = Visitors.PlaceOf(address);
        lock (_lock)
        {
            if (_places.Count >= MostPlaces)
                Forget(now);
            (int Tries, DateTimeOffset Until) place =
                _places.TryGetValue(key, out (int Tries, DateTimeOffset Until) known) && known.Until > now ? known : (0, now + Window);
            if (place.Tries >= MostFailures)
                return false;
            _places[key] = (place.Tries + 1, place.Until);
            return true;
        }
    }

    /// <summary>Takes back a count that was not a guess.</summary>
    public void GivesBack(IPAddress? address)
    {
        string key = Visitors.PlaceOf(address);
        lock (_lock)
            if (_places.TryGetValue(key, out (int Tries, DateTimeOffset Until) place) && place.Tries > 0)
                _places[key] = (place.Tries - 1, place.Until);
    }

    /// <summary>
    /// Forgets places whose time is over, and all of them if there are still too many: against a flood from everywhere the accounts' own
    /// locks have to do.
    /// </summary>
    private void Forget(DateTimeOffset now)
    {
        foreach (string over in _places.Where(p => p.Value.Until <= now).Select(p => p.Key).ToList())
            _places.Remove(over);
        if (_places.Count >= MostPlaces)
            _places.Clear();
    }
}
