using System.Globalization;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Staff;

/// <summary>Somebody who works here has taken figures along.</summary>
/// <param name="By">A staff id.</param>
/// <param name="Role">As it was then.</param>
/// <param name="What">Which file, of which months, and whether small numbers are hidden in it: nothing of any person.</param>
public sealed record Exported(string By, StaffRole Role, string What, DateTimeOffset At);

/// <summary>Who took what along: written before it is handed over, and kept as long as who looked at whom.</summary>
public sealed class ExportLog(IRegister register, Clocks clocks)
{
    private readonly RecordKind<Exported> _kind = RecordKinds.Export.Of(StaffJson.Default.Exported);

    public async Task Record(StaffMember member, string what, CancellationToken cancellation)
    {
        // Counted backwards, so that the newest comes first.
        string key = string.Create(
            CultureInfo.InvariantCulture, $"{DateTime.MaxValue.Ticks - clocks.Now.UtcTicks:D19}/{member.Id}/{HexDigest.Of(what)[..12]}");
        await register.Put(
            _kind.Write(key, new(member.Id, member.Role, what, clocks.Now), expiresAt: clocks.MachineNow + RecordKinds.Export.Lasts),
            cancellation);
    }

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<Exported>> Latest(int most, CancellationToken cancellation) =>
        [.. (await _kind.In(register).List("", most, null, cancellation)).Items.Select(r => r.Value)];
}
