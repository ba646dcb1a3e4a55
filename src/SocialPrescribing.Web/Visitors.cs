using System.Net;
using System.Net.Sockets;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web;

/// <summary>
/// Notices when everybody who sends a form seems to come from one address. Limits meant for one visitor then hold for all of them together.
/// Each process counts for itself.
/// </summary>
public sealed class Visitors(Clocks clocks)
{
    /// <summary>Fewer visits may come from one office, or from somebody who tries the service out.</summary>
    private const int Enough = 30;

    private sealed record Hour(long Number, int Visits, string Place, bool AreMany);

    private readonly Lock _lock = new();
    private Hour? _now, _before;

    public void Came(IPAddress? from)
    {
        string place = PlaceOf(from);
        lock (_lock)
        {
            Turn();
            _now = _now is null ? new Hour(Number, 1, place, AreMany: false)
                : _now with { Visits = _now.Visits + 1, AreMany = _now.AreMany || place != _now.Place };
        }
    }

    /// <summary>Whether all visits of the last full hour came from one address.</summary>
    public bool LookAlike
    {
        get
        {
            lock (_lock)
            {
                Turn();
                return _before is { AreMany: false, Visits: >= Enough };
            }
        }
    }

    private long Number => clocks.MachineNow.ToUnixTimeSeconds() / 3600;

    private void Turn()
    {
        if (_now is null || _now.Number == Number)
        {
            if (_before is not null && _before.Number < Number - 1)
                _before = null;
            return;
        }
        _before = _now.Number == Number - 1 ? _now : null;
        _now = null;
    }

    /// <summary>An IPv6 customer usually has a whole /64, so that counts as one place.</summary>
    internal static string PlaceOf(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };
}
