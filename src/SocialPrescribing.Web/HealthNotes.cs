using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Pages.Entry;
using SocialPrescribing.Web.Pages.Notices;

namespace SocialPrescribing.Web;

/// <summary>Something that whoever runs the service should see to. It stops nothing, so it raises no alarm.</summary>
/// <param name="Code">Stable, for programs.</param>
public sealed record HealthNote(string Code, string Detail);

public sealed class HealthNotes(PublicNotices notices, Visitors visitors, Clocks clocks)
{
    public IReadOnlyList<HealthNote> Now =>
    [
        .. notices.Unfinished.Select(file => new HealthNote("page-unfinished",
            $"{file} still holds places in double brackets, where only you can know what is true. Everybody can read this page.")),
        .. visitors.LookAlike ? [new HealthNote("visitors-look-alike",
            "All visitors of the last hour came from one address. If something stands in front of the service, it does not say who visits, and a few wrong passwords close the door for everybody.")]
            : Array.Empty<HealthNote>(),
        .. WorkingCalendar.LondonDate(clocks.Now).Year >= BankHolidays.LastYear ? [new HealthNote("bank-holidays-end",
            $"This version knows the bank holidays up to the end of {BankHolidays.LastYear}. Install a newer one, or name the later days in the pathway.")]
            : Array.Empty<HealthNote>(),
    ];
}

/// <summary>Notices when everybody who sends a form seems to be one visitor: then limits that are meant for one hold for all. For each process.</summary>
public sealed class Visitors(Clocks clocks)
{
    /// <summary>Fewer may well be one office, or somebody trying the service out.</summary>
    private const int Enough = 30;

    private sealed record Hour(long Number, int Visits, string Place, bool AreMany);

    private readonly Lock _lock = new();
    private Hour? _now, _before;

    public void Came(IPAddress? from)
    {
        string place = SignInLimiter.PlaceOf(from);
        lock (_lock)
        {
            Turn();
            _now = _now is null ? new Hour(Number, 1, place, AreMany: false)
                : _now with { Visits = _now.Visits + 1, AreMany = _now.AreMany || place != _now.Place };
        }
    }

    /// <summary>In the last whole hour.</summary>
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
}
