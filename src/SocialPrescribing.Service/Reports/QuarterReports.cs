using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Reports;

/// <summary>Who gets a letter with each quarter's results. Everybody gets it once.</summary>
public sealed class QuarterReports(IRegister register, IOutbox outbox, StaffDirectory staff, Clocks clocks)
{
    /// <summary>Who may read reports at all.</summary>
    public static IReadOnlyList<StaffRole> Roles { get; } = [StaffRole.Lead, StaffRole.Admin, StaffRole.Analyst];

    /// <summary>If the service was down on the first working morning of a quarter, it sends the letter within this time, and
    /// otherwise not at all.</summary>
    private const int LatestDays = 14;

    private readonly Records<string[]> _readers = RecordKinds.ReportReaders.Of(PortsJson.Default.StringArray).In(register);

    /// <summary>Everybody who can be chosen, and whether they are.</summary>
    public async Task<IReadOnlyList<(StaffMember Member, bool Gets)>> Readers(CancellationToken cancellation)
    {
        string[] chosen = (await _readers.Get(cancellation))?.Value ?? [];
        return [.. (await staff.All(cancellation)).Where(s => s.Enabled && Roles.Contains(s.Role))
            .OrderBy(s => s.Name, Alphabetical.Order).Select(s => (s, chosen.Contains(s.Id)))];
    }

    /// <param name="chosen">Staff ids.</param>
    public Task Choose(IEnumerable<string> chosen, CancellationToken cancellation)
    {
        string[] ids = [.. chosen.Distinct().Order(StringComparer.Ordinal)];
        return _readers.Change(_ => ids, cancellation);
    }

    /// <summary>Called each working morning. A letter that is in the outbox already stays as it is.</summary>
    public async Task Queue(CancellationToken cancellation)
    {
        DateOnly today = WorkingCalendar.LondonDate(clocks.Now);
        Period quarter = Period.LastQuarter(today);
        if (today.DayNumber - quarter.Last.DayNumber > LatestDays)
            return;
        foreach ((StaffMember member, _) in (await Readers(cancellation)).Where(r => r.Gets))
            await outbox.Queue(
                QueuedMessage.OfTheService(string.Create(CultureInfo.InvariantCulture, $"quarter/{member.Id}/{quarter.From:yyyy-MM}"),
                    MessageKind.QuarterReport, new MessageAbout.Quarter(quarter.From), clocks.Now, member.Id), cancellation);
    }
}
